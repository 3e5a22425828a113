"""Records of days as tidy tables, with names where the stages use indices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ruttsim.accounts.books import Books, Columns
from ruttsim.accounts.statement import Figure
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


def day_tables(number: int, books: Books, setting: Setting) -> DayTables:
    """The records of day `number` from its books, with names of organisations, areas, kinds."""
    organisations = [it.name for it in setting.organisations]
    premises = setting.bundle.premises["premise"].tolist()
    areas = setting.bundle.areas["basic_area"].tolist()
    return DayTables(
        legs=_table(number, books.legs, {"organisation": organisations}),
        visits=_table(
            number,
            books.visits,
            {"organisation": organisations, "basic_area": areas, "kind": list(KINDS)},
        ),
        rounds=_table(number, books.rounds, {"organisation": organisations, "premise": premises}),
    )


def _table(number: int, columns: Columns, names: dict[str, list[str]]) -> pd.DataFrame:
    """Columns as a table after a column `day`; those named hold indices of the names they get."""
    import pandas as pd

    named = {
        column: pd.Categorical.from_codes(columns[column], categories=pd.Index(known))
        for column, known in names.items()
    }
    return pd.DataFrame({"day": number, **columns, **named})


def figure_table(day: int, figures: list[Figure]) -> pd.DataFrame:
    """Key figures of a day as a table with a column `day`."""
    import pandas as pd

    table = pd.DataFrame.from_records(figures, columns=list(Figure._fields))
    table.insert(0, "day", day)
    return table
