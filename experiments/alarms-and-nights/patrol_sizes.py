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
from ruttsim.accounts.kpis import KPIS
from ruttsim.statistics.intervals import estimate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ruttsim.study.model import Study

CARS = (1, 2, 3, 4)
POOLED = ("alarm_response_min", "alarm_response_min_p95")
SUMS = ("alarms", "alarms_in_time", "cost_with_patrol_sek", "distance_with_patrol_km", "patrol_km")
COLUMNS = ("split", "cars", "less_split", "less_cars", "kpi", "mean", "low", "high", "n")


def with_cars(study: Study, splits: Sequence[str], populations: int, cars: int) -> Study:
    """The study with some of its splits and so many cars of the patrol by day."""
    parameters = {**study.parameters, "day.patrol_units_day": float(cars)}
    time = study.time.model_copy(update={"populations": populations})
    its = tuple(it for it in study.splits if it.name in splits)
    changes = {"parameters": parameters, "time": time, "splits": its}
    return study.model_copy(update=changes).at(study.file)


def by_population(results: pd.DataFrame) -> pd.DataFrame:
    """Figures of all together by split and population; days are averaged, shares divided last."""
    chosen = results["kpi"].isin([*SUMS, *POOLED]) & (results["group"] == "all")
    whole = results[chosen & (results["organisation"] == "total")]
    found = whole.pivot_table(
        index=["split", "population"], columns="kpi", values="value", observed=True
    )
    ratio = KPIS["alarm_in_time_share"].ratio
    assert ratio is not None
    share = [ratio(row) for row in found.to_dict("records")]
    return found.drop(columns=["alarms", "alarms_in_time"]).assign(alarm_in_time_share=share)


def compared(
    study: Study,
    splits: Sequence[str],
    populations: int,
    cars: Sequence[int] = CARS,
    workers: int | None = None,
) -> pd.DataFrame:
    """Differences between ways with sizes, population by population, with intervals; COLUMNS."""
    ways = {}
    for number in cars:
        own = with_cars(study, splits, populations, number)
        found = by_population(ruttsim.compare(own, workers=workers).results)
        ways |= {(split, number): found.loc[split] for split in splits}
    rows = []
    for one, other in itertools.permutations(ways, 2):
        for kpi, values in (ways[one] - ways[other]).items():
            known = estimate(values.tolist())
            rows.append((*one, *other, kpi, known.mean, known.low, known.high, known.n))
    return pd.DataFrame(rows, columns=list(COLUMNS))


if __name__ == "__main__":
    number, whose = sys.argv[1:]
    both = (f"{whose}_patrol", f"{whose}_alarms")
    table = compared(ruttsim.load_study("alarms-and-nights"), both, int(number))
    sys.stdout.write(f"{table.to_string(index=False)}\n")
