"""Records of days as tidy tables, with names where the stages use indices."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ruttsim.accounts.statement import Figure
from ruttsim.domain.day import Day, Leg, RoundRecord, VisitRecord
from ruttsim.domain.demand import KINDS
from ruttsim.pipeline.setting import Setting

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class DayTables:
    """The records of one day; columns as the fields of Leg, VisitRecord and RoundRecord."""

    legs: pd.DataFrame
    visits: pd.DataFrame
    rounds: pd.DataFrame


def day_tables(day: Day, setting: Setting) -> DayTables:
    """The records of a day with a column `day`, and names of organisations, areas, kinds."""
    organisations = [it.name for it in setting.organisations]
    premises = setting.bundle.premises["premise"].tolist()
    areas = setting.bundle.areas["basic_area"].tolist()
    return DayTables(
        legs=_table(day.day, day.legs, Leg._fields, {"organisation": organisations}),
        visits=_table(
            day.day,
            day.visits,
            VisitRecord._fields,
            {"organisation": organisations, "basic_area": areas, "kind": list(KINDS)},
        ),
        rounds=_table(
            day.day,
            day.rounds,
            RoundRecord._fields,
            {"organisation": organisations, "premise": premises},
        ),
    )


def _table(
    day: int,
    records: Iterable[tuple[Any, ...]],
    fields: tuple[str, ...],
    names: dict[str, list[str]],
) -> pd.DataFrame:
    """Records as a table; the named columns hold indices of the names that they get."""
    import pandas as pd

    table = pd.DataFrame.from_records(list(records), columns=list(fields))
    for column, known in names.items():
        table[column] = pd.Categorical.from_codes(
            table[column].to_numpy(dtype=np.int64), categories=pd.Index(known)
        )
    table.insert(0, "day", day)
    return table


def figure_table(day: int, figures: list[Figure]) -> pd.DataFrame:
    """Key figures of a day as a table with a column `day`."""
    import pandas as pd

    table = pd.DataFrame.from_records(figures, columns=list(Figure._fields))
    table.insert(0, "day", day)
    return table
