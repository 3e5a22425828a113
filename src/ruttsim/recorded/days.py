"""Days of a run, rebuilt from its tables with indices in place of names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ruttsim.accounts.statement import NIGHT_PATROL_NAME, PATROL_NAME
from ruttsim.domain.day import (
    NIGHT_PATROL,
    PATROL,
    AlarmRecord,
    ChargingRecord,
    Day,
    Decision,
    Leg,
    RoundRecord,
    VisitRecord,
)
from ruttsim.domain.demand import KINDS
from ruttsim.domain.household import HouseholdVisit
from ruttsim.errors import DataError, Fault, choices_hint
from ruttsim.pipeline.plan_table import PlanRow
from ruttsim.recorded.manifest import AGAIN
from ruttsim.recorded.tables import read_table

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from ruttsim.pipeline.setting import Setting

TABLES: Mapping[str, tuple[str, ...]] = {
    "legs": Leg._fields,
    "visits": VisitRecord._fields,
    "rounds": RoundRecord._fields,
    "alarms": AlarmRecord._fields,
    "decisions": Decision._fields,
    "charging": ChargingRecord._fields,
    "household": HouseholdVisit._fields,
    "plan": PlanRow._fields,
}
"""Tables of a run, and the columns that each has beside population, split and day."""


@dataclass(frozen=True, eq=False)
class RunTables:
    """The tables of a run, by name, and where they were read."""

    folder: Path
    tables: Mapping[str, pd.DataFrame]

    def require_nothing_else(self, populations: int, splits: Sequence[str], days: int) -> None:
        """Raise where a table holds rows of what the study does not have."""
        for name, table in self.tables.items():
            is_known = table["population"].between(0, populations - 1)
            is_known &= table["day"].between(0, days - 1) & table["split"].isin(list(splits))
            if not is_known.all():
                row = table[~is_known].iloc[0]
                problem = (
                    f"There are rows of population {row['population']}, area split "
                    f"'{row['split']}', day {row['day']}, which the study does not have."
                )
                file = str(self.folder / f"{name}.parquet")
                raise DataError([Fault(file, "population, split, day", problem, AGAIN)])

    def rows(self, name: str, population: int, split: str, day: int) -> Iterator[tuple[Any, ...]]:
        """The rows of one day, as the fields of their records."""
        table = self.tables[name]
        here = (table["population"] == population) & (table["split"] == split)
        own = table[here & (table["day"] == day)]
        columns = [own[field].tolist() for field in TABLES[name]]
        return zip(*columns, strict=True)


def named_tables(folder: Path) -> dict[str, pd.DataFrame]:
    """All tables of a run as they are in its folder.

    Raises
    ------
    DataError
        A table is missing or damaged.
    """
    return {name: read_table(folder / f"{name}.parquet", TABLES[name]) for name in TABLES}


def read_tables(folder: Path, setting: Setting) -> RunTables:
    """All tables of a run, with indices in place of names; errors as of the two steps."""
    return indexed(folder, named_tables(folder), setting)


def indexed(folder: Path, named: Mapping[str, pd.DataFrame], setting: Setting) -> RunTables:
    """The tables of a run, with indices in place of names.

    Raises
    ------
    DataError
        A table names what the study and its map do not have.
    """
    organisations = {it.name: place for place, it in enumerate(setting.organisations)}
    known: Mapping[str, Mapping[str, int]] = {
        "organisation": {
            **organisations,
            PATROL_NAME: PATROL,
            NIGHT_PATROL_NAME: NIGHT_PATROL,
        },
        "basic_area": _places(setting.bundle.areas["basic_area"].tolist()),
        "premise": _places(setting.bundle.premises["premise"].tolist()),
        "kind": _places(KINDS),
    }
    tables = {}
    for name, table in named.items():
        file = folder / f"{name}.parquet"
        own = {column: places for column, places in known.items() if column in table}
        tables[name] = table.assign(
            **{it: _indices(file, it, table[it], places) for it, places in own.items()}
        )
    return RunTables(folder, tables)


def recorded_day(run: RunTables, population: int, split: str, day: int) -> Day:
    """The record of one day."""
    where = (population, split, day)
    legs = list(map(Leg._make, run.rows("legs", *where)))
    return Day(
        day=day,
        legs=tuple(it for it in legs if it.organisation != PATROL),
        visits=tuple(map(VisitRecord._make, run.rows("visits", *where))),
        rounds=tuple(map(RoundRecord._make, run.rows("rounds", *where))),
        patrol=tuple(it for it in legs if it.organisation == PATROL),
        alarms=tuple(map(AlarmRecord._make, run.rows("alarms", *where))),
        decisions=tuple(map(Decision._make, run.rows("decisions", *where))),
        charging=tuple(map(ChargingRecord._make, run.rows("charging", *where))),
        household=tuple(map(HouseholdVisit._make, run.rows("household", *where))),
    )


def _places(names: Sequence[str]) -> dict[str, int]:
    """Each name's place."""
    return {name: place for place, name in enumerate(names)}


def _indices(file: Path, column: str, names: pd.Series, places: Mapping[str, int]) -> pd.Series:
    """Places of names; a fault for the first that nobody knows."""
    found = names.astype(str).map(places)
    if found.isna().any():
        strange = str(names[found.isna()].iloc[0])
        problem = f"'{strange}' is unknown to the study and its map."
        raise DataError(
            [Fault(str(file), column, problem, f"{AGAIN} {choices_hint(strange, places)}")]
        )
    return found.astype("int64")
