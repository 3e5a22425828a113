"""What each kind of move is worth: the cost of six problems when the search goes without it.

Run: python tests/benchmarks/ablation.py FOLDER [FOLDER ...] [--moves N] [--seeds N]

The folders hold the public instances. Each row tells how many per cent dearer the plans are than
with all moves, means over seeds. Budgets are moves: the table is the same on any machine.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from statistics import fmean

from hhcrsp_instances import instance_paths, read_instances
from hhcrsp_translate import round_problem, unused_lunches_cost
from home_care_days import home_care_day
from home_care_problems import VARIANTS

from ruttsim.domain.rounds import RoundsProblem
from ruttsim.planning.planner import WEIGHTS, SearchSettings, plan_rounds

PUBLIC = ("HCSRP_75_2.", "HCSRP_100_2.", "i-167.", "i-235.")
DAYS = (("linked", 150), ("everything", 300))

ROWS = {
    "nothing": SearchSettings(),
    **{name: SearchSettings(without=(name,)) for name in WEIGHTS},
    "guidance on idleness": SearchSettings(guided_stages=0),
}
"""What is left out, and the search without it."""


def problems(folders: list[Path]) -> Iterator[tuple[str, RoundsProblem, int]]:
    """Name, problem, and what its plans cost beside their own figure."""
    paths = [path for folder in folders for path in instance_paths(folder)]
    for instance in read_instances(it for it in paths if any(name in it.name for name in PUBLIC)):
        yield instance.name, round_problem(instance), unused_lunches_cost(instance)
    for variant, visits in DAYS:
        yield f"{variant}-{visits}", VARIANTS[variant](home_care_day(visits, 0)), 0


def main() -> None:
    """Print a row for each thing left out."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folders", type=Path, nargs="+", help="instances, .json or .json.gz")
    parser.add_argument("--moves", type=int, default=2_000_000)
    parser.add_argument("--seeds", type=int, default=3)
    arguments = parser.parse_args()
    given = list(problems(arguments.folders))
    print("| without |", " | ".join(name for name, _, _ in given), "| mean |")
    print("|---|" + "---:|" * (len(given) + 1))
    whole: list[float] = []
    for name, settings in ROWS.items():
        costs = []
        for _, problem, beside in given:
            plans = (
                plan_rounds(problem, arguments.moves, seed, settings=settings)
                for seed in range(arguments.seeds)
            )
            costs.append(fmean(plan.cost.total for plan in plans) + beside)
        whole = whole or costs
        dearer = [100 * (cost / full - 1) for cost, full in zip(costs, whole, strict=True)]
        shown = " | ".join(f"{it:.1f}" for it in [*dearer, fmean(dearer)])
        print(f"| {name} | {shown} |", flush=True)


if __name__ == "__main__":
    main()
