"""Tables of planned days: gaps to the best found, what the plans hold, luck, and the gates."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from statistics import fmean, stdev

OURS = "ours"


@dataclass(frozen=True)
class Row:
    """One plan of one day by one solver, at one mark of CPU seconds; sums over its teams."""

    case: str
    day: int
    solver: str
    seed: int
    mark_s: float
    cost: float = 0
    cpu_s: float = 0
    unserved: float = 0
    late_min: float = 0
    travel_h: float = 0
    rounds: float = 0
    faults: float = 0

    @property
    def key(self) -> tuple[str, int, str, int, float]:
        """What the row is about."""
        return (self.case, self.day, self.solver, self.seed, self.mark_s)

    def plus(self, measured: dict[str, float]) -> Row:
        """The row with a team's figures added."""
        return replace(self, **{name: getattr(self, name) + it for name, it in measured.items()})

    def as_dict(self) -> dict[str, str | float]:
        """The row for a file."""
        return asdict(self)


def print_tables(rows: list[Row]) -> None:
    """Print everything that the rows allow."""
    compared = [row for row in rows if row.seed == 0]
    for case in dict.fromkeys(row.case for row in compared):
        _print_case(case, [row for row in compared if row.case == case])
    _print_spread([row for row in rows if row.seed > 0])
    print("\ngates")
    for text, gate in GATES:
        print(f"  {text}: {gate(rows)}")


def _print_case(case: str, rows: list[Row]) -> None:
    """A line a solver and mark, means over days."""
    days = sorted({row.day for row in rows})
    best = {day: min(row.cost for row in rows if row.day == day) for day in days}
    print(f"\n{case}, days {days}: means; gap to the best found on each day")
    print("solver     mark s   CPU s   gap %  worst   unserved  late min  travel h  rounds  faults")
    for solver in dict.fromkeys(row.solver for row in rows):
        for mark_s in sorted({row.mark_s for row in rows}):
            mine = [row for row in rows if (row.solver, row.mark_s) == (solver, mark_s)]
            if not mine:
                continue
            gaps = [100 * (row.cost / best[row.day] - 1) for row in mine]
            held = [
                fmean(getattr(row, name) for row in mine)
                for name in ("unserved", "late_min", "travel_h", "rounds", "faults")
            ]
            print(
                f"{solver:10s}{mark_s:7g}{fmean(row.cpu_s for row in mine):8.1f}"
                f"{fmean(gaps):8.2f}{max(gaps):7.2f}"
                f"{held[0]:11.2f}{held[1]:10.1f}{held[2]:10.2f}{held[3]:8.1f}{held[4]:8.1f}"
            )


def _print_spread(rows: list[Row]) -> None:
    """Luck of the planner's seed: standard deviation and range, % of the mean."""
    if rows:
        print(
            "\nspread over seeds        mark s  seeds  travel: sd %  range %   cost: sd %  range %"
        )
    for case in dict.fromkeys(row.case for row in rows):
        mine = [row for row in rows if row.case == case]
        shown = [_spread([row.travel_h for row in mine]), _spread([row.cost for row in mine])]
        print(
            f"{case:25s}{mine[0].mark_s:6g}{len(mine):7d}"
            f"{shown[0][0]:14.2f}{shown[0][1]:9.2f}{shown[1][0]:13.2f}{shown[1][1]:9.2f}"
        )


def _spread(values: list[float]) -> tuple[float, float]:
    """Standard deviation and range, % of the mean."""
    mean = fmean(values)
    sd = stdev(values) if len(values) > 1 else 0.0
    return 100 * sd / mean, 100 * (max(values) - min(values)) / mean


def _gap(
    rows: Iterable[Row], cases: tuple[str, ...], mine: tuple[str, float], other: tuple[str, float]
) -> float | None:
    """Mean gap of a solver at a mark to another at its mark, % over days that both planned."""
    costs = {(row.case, row.day, row.solver, row.mark_s): row.cost for row in rows if row.seed == 0}
    days = sorted({key[:2] for key in costs if key[0] in cases})
    gaps = [
        100 * (costs[*day, *mine] / costs[*day, *other] - 1)
        for day in days
        if (*day, *mine) in costs and (*day, *other) in costs
    ]
    return fmean(gaps) if gaps else None


def _no_worse(
    case: str, mine_s: float, other: str, other_s: float, allowed: float
) -> Callable[[list[Row]], str]:
    """A gate: the planner's gap to another's plan is at most so many per cent."""

    def gate(rows: list[Row]) -> str:
        gap = _gap(rows, (case,), (OURS, mine_s), (other, other_s))
        if gap is None:
            return "not run"
        return f"{gap:+.2f} % ({'met' if gap <= allowed else 'NOT met'})"

    return gate


def _little_luck(rows: list[Row]) -> str:
    """A gate: total travel differs little from seed to seed."""
    cases = dict.fromkeys(row.case for row in rows if row.seed > 0)
    spreads = {
        case: _spread([row.travel_h for row in rows if row.case == case and row.seed > 0])[0]
        for case in cases
    }
    if not spreads:
        return "not run"
    shown = ", ".join(f"{case} {spread:.2f} %" for case, spread in spreads.items())
    return f"{shown} ({'met' if max(spreads.values()) <= 1 else 'NOT met'})"


GATES: list[tuple[str, Callable[[list[Row]], str]]] = [
    *(
        (
            f"{case}: ours at {mark_s} s to PyVRP at 20 s, at most {allowed} %",
            _no_worse(case, mark_s, "pyvrp", 20, allowed),
        )
        for case in ("plain-100", "plain-300")
        for mark_s, allowed in ((10, 1), (3, 3))
    ),
    *(
        (
            f"{case}: ours at 5 s no worse than OR-Tools at 60 s",
            _no_worse(case, 5, "ortools", 60, 0),
        )
        for case in ("linked-150", "linked-300")
    ),
    *(
        (
            f"{case}: ours better than {other} in the same {mark_s} s",
            _no_worse(case, mark_s, other, mark_s, 0),
        )
        for case, marks_s in (("everything-700", (20, 60)), ("teams-2600", (60, 150)))
        for mark_s in marks_s
        for other in ("pyvrp", "vroom", "ortools")
    ),
    ("total travel over seeds, standard deviation at most 1 %", _little_luck),
]
