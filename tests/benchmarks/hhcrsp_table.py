"""The table of gaps between planned and best known costs of public instances."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from hhcrsp_evaluate import Evaluation
from hhcrsp_instances import COMPONENTS, ENDINGS, Instance

from ruttsim.errors import DataError, Fault
from ruttsim.files import write_text

COST_COLUMNS = ("best_known", "total_cost")
"""What a file of best known costs may call them."""

ONLY_METHOD = "best known"
"""The method of a file that does not say whose costs it holds."""

ROUNDING = 1e-5
"""Share of a published cost that its rounding to six digits may hide."""


@dataclass(frozen=True)
class Run:
    """One seed's solution, as evaluated, and the work it took."""

    seed: int
    evaluation: Evaluation
    says: float
    moves: int
    cpu_s: float


@dataclass(frozen=True)
class Result:
    """All seeds of one instance, and the costs that others published (method -> cost)."""

    instance: Instance
    published: Mapping[str, float]
    runs: Sequence[Run]

    @property
    def best_known(self) -> float:
        """The least published cost; not a number without one."""
        return min(self.published.values(), default=float("nan"))

    @property
    def costs(self) -> list[float]:
        """Cost of each seed."""
        return [run.evaluation.cost for run in self.runs]

    @property
    def is_verified(self) -> bool:
        """Whether no solution breaks a rule."""
        return not any(run.evaluation.breaches for run in self.runs)

    @property
    def is_new_best(self) -> bool:
        """Whether a seed is better than everything published, beyond rounding."""
        return self.is_verified and min(self.costs) < self.best_known * (1 - ROUNDING)

    def gap_percent(self, cost: float, reference: float | None = None) -> float:
        """How much dearer a cost is than a reference (the best known)."""
        known = self.best_known if reference is None else reference
        return 100 * (cost / known - 1)


def published_costs(path: Path) -> dict[str, dict[str, float]]:
    """Instance -> method -> cost, from a CSV file with a column `instance` and one of costs."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    header = rows[0].keys() if rows else ()
    column = next((it for it in COST_COLUMNS if it in header), None)
    if "instance" not in header or column is None:
        problem = f"It has no column 'instance', or none of {', '.join(COST_COLUMNS)}."
        raise DataError([Fault(path.name, "header", problem, "Give a line an instance.")])
    costs: dict[str, dict[str, float]] = {}
    for row in rows:
        name = row["instance"]
        for ending in reversed(ENDINGS):
            name = name.removesuffix(ending)
        if row[column]:
            costs.setdefault(name, {})[row.get("method") or ONLY_METHOD] = float(row[column])
    return costs


def write_tables(folder: Path, results: Sequence[Result]) -> None:
    """Put gaps.md, gaps.csv and components.csv into the folder."""
    table = [_line(result, _methods(results)) for result in results]
    write_text(folder / "gaps.csv", _csv(table))
    write_text(folder / "gaps.md", _markdown(table) + "\n" + summary(results) + "\n")
    write_text(folder / "components.csv", _csv(_components(results)))


def summary(results: Sequence[Result]) -> str:
    """Mean and largest gap of the instances with a known cost, and what was verified."""
    lines = []
    known = [result for result in results if result.published]
    for method in ("", *_methods(known)):
        gaps = {
            result.instance.name: result.gap_percent(
                fmean(result.costs), result.published[method] if method else None
            )
            for result in known
            if not method or method in result.published
        }
        if gaps:
            worst = max(gaps, key=lambda name: gaps[name])
            lines.append(
                f"Gap to {method or 'the best known'} of {len(gaps)} instances, mean of the seeds:"
                f" mean {fmean(gaps.values()):.2f} %, largest {gaps[worst]:.2f} % ({worst})"
            )
    verified = sum(result.is_verified for result in results)
    lines.append(f"Verified: every solution of {verified} of {len(results)} instances")
    lines += [
        f"New best: {result.instance.name} {min(result.costs):.6g} (was {result.best_known:.6g})"
        for result in results
        if result.is_new_best
    ]
    return "\n".join(lines)


def _methods(results: Sequence[Result]) -> list[str]:
    """Methods of the published costs, where there is more than one."""
    methods = sorted({method for result in results for method in result.published})
    return methods if len(methods) > 1 else []


def _line(result: Result, methods: Sequence[str]) -> dict[str, str]:
    """One instance as a line of the table: heading -> text."""
    mean, best = fmean(result.costs), min(result.costs)
    breach = next((it for run in result.runs for it in run.evaluation.breaches), None)
    differs = [run for run in result.runs if abs(run.says - run.evaluation.cost) > ROUNDING]
    notes = ["new best"] * result.is_new_best
    notes += [f"planner said {run.says:.6g} for seed {run.seed}" for run in differs[:1]]
    return {
        "instance": result.instance.name,
        "patients": str(len(result.instance.patients)),
        "carers": str(len(result.instance.carers)),
        "best known": _number(result.best_known, "{:.6g}"),
        **{f"seed {run.seed}": f"{run.evaluation.cost:.6g}" for run in result.runs},
        "mean gap %": _number(result.gap_percent(mean), "{:.2f}"),
        "best gap %": _number(result.gap_percent(best), "{:.2f}"),
        **{
            f"mean gap to {it} %": _number(
                result.gap_percent(mean, result.published.get(it, float("nan"))), "{:.2f}"
            )
            for it in methods
        },
        "verified": "yes" if breach is None else f"no: {breach}",
        "CPU s": f"{fmean(run.cpu_s for run in result.runs):.1f}",
        "moves": f"{fmean(run.moves for run in result.runs):.3g}",
        "note": ", ".join(notes),
    }


def _number(value: float, form: str) -> str:
    """A number as text; nothing where there is none."""
    return form.format(value) if value == value else ""  # noqa: PLR0124 (only NaN differs from itself)


def _components(results: Sequence[Result]) -> list[dict[str, str]]:
    """What each solution costs, by component, weighted."""
    return [
        {
            "instance": result.instance.name,
            "seed": str(run.seed),
            **{it: f"{run.evaluation.shares.get(it, float('nan')):.6g}" for it in COMPONENTS},
            "cost": f"{run.evaluation.cost:.6g}",
        }
        for result in results
        for run in result.runs
    ]


def _csv(table: Sequence[Mapping[str, str]]) -> str:
    sink = io.StringIO()
    writer = csv.DictWriter(sink, fieldnames=list(table[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(table)
    return sink.getvalue()


def _markdown(table: Sequence[Mapping[str, str]]) -> str:
    lines = [list(table[0]), ["---"] * len(table[0]), *(list(row.values()) for row in table)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
