"""Alarms with the patrol or with the organisations, by how many cars the patrol has by day.

    python experiments/alarms-and-nights/patrol_sizes.py 12 six

plans and lives through both ways of six organisations (`own`: of own regime) on so many
populations, once for each size, and prints every way with a size less every other: the differences
of README.md. Plans do not depend on the patrol and are computed once.
"""

from __future__ import annotations

import itertools
import sys
from typing import TYPE_CHECKING

import pandas as pd

import ruttsim
from ruttsim.accounts.statement import ALL, TOTAL
from ruttsim.statistics.intervals import estimate
from ruttsim.summaries import by_population

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ruttsim.comparison import Result
    from ruttsim.study.model import Study

CARS = (1, 2, 3, 4)
FIGURES = (
    *("alarm_in_time_share", "alarm_response_min", "alarm_response_min_p95"),
    *("cost_with_patrol_sek", "distance_with_patrol_km", "patrol_km"),
)
OF_SHARE = ("alarms", "alarms_in_time")
COLUMNS = ("split", "cars", "less_split", "less_cars", "kpi", "mean", "low", "high", "n")
WHOSE = ("six", "own")
FEWEST_POPULATIONS = 2


def with_cars(study: Study, splits: Sequence[str], populations: int, cars: int) -> Study:
    """The study with some of its splits and so many cars of the patrol by day."""
    parameters = {**study.parameters, "day.patrol_units_day": float(cars)}
    time = study.time.model_copy(update={"populations": populations})
    its = tuple(it for it in study.splits if it.name in splits)
    changes = {"parameters": parameters, "time": time, "splits": its}
    return study.model_copy(update=changes).at(study.file)


def lived(
    study: Study,
    splits: Sequence[str],
    populations: int,
    cars: Sequence[int] = CARS,
    workers: int | None = None,
) -> Iterator[tuple[int, Result]]:
    """Each size of the patrol with what came of it, one after the other."""
    for number in cars:
        own = with_cars(study, splits, populations, number)
        yield number, ruttsim.compare(own, workers=workers)


def differences(by_cars: Iterable[tuple[int, pd.DataFrame]]) -> pd.DataFrame:
    """Differences between ways with sizes, population by population, with intervals; COLUMNS.

    `by_cars` are sizes with their figures day by day.
    """
    ways = {}
    for number, results in by_cars:
        is_whole = (results["organisation"] == TOTAL) & (results["group"] == ALL)
        chosen = results[is_whole & results["kpi"].isin([*FIGURES, *OF_SHARE])]
        table = by_population(chosen).pivot_table(
            index=["split", "population"], columns="kpi", values="value", observed=True
        )
        for split in table.index.unique("split"):
            ways[split, number] = table.loc[split, list(FIGURES)]
    rows = []
    for one, other in itertools.permutations(ways, 2):
        for kpi, values in (ways[one] - ways[other]).items():
            known = estimate(values.tolist())
            rows.append((*one, *other, kpi, known.mean, known.low, known.high, known.n))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def asked(arguments: Sequence[str]) -> tuple[int, str]:
    """Number of populations and whose organisations; ends with a message if they are not that."""
    match arguments:
        case (number, whose) if number.isdecimal() and whose in WHOSE:
            if int(number) >= FEWEST_POPULATIONS:
                return int(number), whose
    given = " ".join(arguments) or "nothing"
    sys.exit(
        f"patrol_sizes.py takes a number of populations, at least {FEWEST_POPULATIONS}, and "
        f"{' or '.join(WHOSE)}, as in '12 six'; given is: {given}"
    )


if __name__ == "__main__":
    populations, whose = asked(sys.argv[1:])
    both = (f"{whose}_patrol", f"{whose}_alarms")
    of_sizes = lived(ruttsim.load_study("alarms-and-nights"), both, populations)
    table = differences((number, result.results) for number, result in of_sizes)
    sys.stdout.write(f"{table.to_string(index=False)}\n")
