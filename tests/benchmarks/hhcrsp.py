"""Rounds of public home-care instances (Mankowska, UHHC): costs beside the best known ones.

Run: python tests/benchmarks/hhcrsp.py FOLDER [BEST.csv] [--seconds S] [--seeds N] --out DIR

One thread, CPU seconds. The planner knows no seconds: a first measurement on each instance turns
them into a count of moves. Every solution is written, read again, and verified and costed from
the definition of its format. DIR receives the best solution of each instance, all of them in
`seeds/`, and the tables `gaps.md`, `gaps.csv` and `components.csv`.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import fmean

from hhcrsp_evaluate import evaluated
from hhcrsp_instances import Instance, instance_paths, read_instances
from hhcrsp_solutions import read_solution, write_solution
from hhcrsp_table import Result, Run, published_costs, summary, write_tables
from hhcrsp_translate import round_problem, routes_of, unused_lunches_cost

from ruttsim.domain.rounds import RoundsPlan, RoundsProblem
from ruttsim.errors import RuttsimError
from ruttsim.files import write_bytes
from ruttsim.planning.planner import plan_rounds

MEASURED_SHARE = 0.1
"""Share of the seconds that a measurement lasts at least."""

FIRST_MOVES = 10_000


def moves_within(problem: RoundsProblem, seconds: float) -> int:
    """How many moves the planner makes on a problem in so many CPU seconds."""
    plan_rounds(problem, 1, seed=0)  # what the first call alone pays for is not measured
    _, fixed_s = timed(lambda: plan_rounds(problem, 1, seed=0))
    moves = FIRST_MOVES
    while True:
        _, spent_s = timed(lambda moves=moves: plan_rounds(problem, moves, seed=0))
        if spent_s - fixed_s >= MEASURED_SHARE * seconds:
            return max(1, int(moves * (seconds - fixed_s) / (spent_s - fixed_s)))
        moves *= 2


def timed(work: Callable[[], RoundsPlan]) -> tuple[RoundsPlan, float]:
    """A plan, and the CPU seconds that making it takes."""
    start = time.process_time()
    return work(), time.process_time() - start


def run(instance: Instance, problem: RoundsProblem, moves: int, seed: int, path: Path) -> Run:
    """One plan, written to the path, read again and evaluated."""
    plan, spent_s = timed(lambda: plan_rounds(problem, moves, seed=seed))
    write_solution(path, instance, routes_of(instance, plan))
    evaluation = evaluated(instance, read_solution(path, instance))
    own = plan.cost.total + unused_lunches_cost(instance)
    return Run(seed, evaluation, own / (instance.scale * instance.divisor), moves, spent_s)


def result(instance: Instance, published: dict[str, float], options: argparse.Namespace) -> Result:
    """All seeds of one instance; the best solution is copied to the top of the folder."""
    problem = round_problem(instance)
    moves = moves_within(problem, options.seconds)
    paths = [options.out / "seeds" / f"{instance.name}.{it}.json" for it in range(options.seeds)]
    runs = [run(instance, problem, moves, seed, path) for seed, path in enumerate(paths)]
    best = min(runs, key=lambda it: (bool(it.evaluation.breaches), it.evaluation.cost, it.seed))
    write_bytes(options.out / f"{instance.name}.json", paths[best.seed].read_bytes())
    return Result(instance, published, runs)


def parsed(arguments: list[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="instances, .json or .json.gz")
    parser.add_argument("best", type=Path, nargs="?", help="CSV of best known costs")
    parser.add_argument("--seconds", type=float, default=20.0, help="CPU seconds of each run")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--out", type=Path, required=True, help="folder for solutions and tables")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    """Print a line an instance and the mean and largest gap; 1 where a solution is not verified."""
    options = parsed(arguments)
    try:
        instances = read_instances(instance_paths(options.folder))
        known = published_costs(options.best) if options.best else {}
    except (RuttsimError, OSError) as error:
        print(error, file=sys.stderr)
        return getattr(error, "exit_code", 1)
    options.out.mkdir(parents=True, exist_ok=True)
    results: list[Result] = []
    for instance in instances:
        results.append(result(instance, known.get(instance.name, {}), options))
        write_tables(options.out, results)
        it = results[-1]
        costs = " ".join(f"{cost:.6g}" for cost in it.costs)
        gap = (
            f"mean gap {it.gap_percent(fmean(it.costs)):.2f} %" if it.published else "no known cost"
        )
        verified = "verified" if it.is_verified else "NOT VERIFIED"
        print(f"{instance.name}: {costs}, {gap}, {verified}", flush=True)
    print(summary(results))
    return 0 if all(it.is_verified for it in results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
