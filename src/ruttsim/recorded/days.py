"""Days and plans of a run, rebuilt from its tables with indices in place of names."""

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
from ruttsim.domain.planning import Plan, Round, Stop, Unserved
from ruttsim.errors import DataError, Fault, choices_hint
from ruttsim.pipeline.plan_table import PlanRow
from ruttsim.recorded.manifest import AGAIN
from ruttsim.recorded.tables import read_table

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from ruttsim.domain.planning import Team
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


def read_tables(folder: Path, setting: Setting) -> RunTables:
    """All tables of a run, with indices in place of names.

    Raises
    ------
    DataError
        A table is missing or damaged, or names what the study and its map do not have.
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
    for name, fields in TABLES.items():
        file = folder / f"{name}.parquet"
        table = read_table(file, fields)
        for column, places in known.items():
            if column in table:
                table[column] = _indices(file, column, table[column], places)
        tables[name] = table
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


def recorded_plan(
    run: RunTables, formed: tuple[Team, ...], population: int, split: str, day: int
) -> Plan:
    """The plan of one day, for teams that are formed again."""
    rows = list(map(PlanRow._make, run.rows("plan", population, split, day)))
    by_round: dict[int, list[PlanRow]] = {}
    for row in rows:
        if row.round >= 0:
            by_round.setdefault(row.round, []).append(row)
    substitutes = [row.carer for row in rows if row.is_substitute]
    return Plan(
        teams=formed,
        rounds=tuple(_round(run.folder, own) for own in by_round.values()),
        unserved=tuple(
            Unserved(row.visit, row.visit_carer, row.organisation, row.team, row.reason)
            for row in rows
            if row.round < 0
        ),
        named=min(substitutes) if substitutes else None,
    )


def _round(folder: Path, rows: Sequence[PlanRow]) -> Round:
    """The round that some rows are the stops of; they agree on all but the stops."""
    first = rows[0]
    whole = PlanRow._fields.index("sequence")
    places = [it.sequence for it in rows]
    if any(it[:whole] != first[:whole] for it in rows) or places not in (
        [-1],
        list(range(len(rows))),
    ):
        problem = f"The rows of round {first.round} do not agree, or are not its stops in order."
        raise DataError([Fault(str(folder / "plan.parquet"), "round", problem, AGAIN)])
    return Round(
        round=first.round,
        carer=first.carer,
        organisation=first.organisation,
        team=first.team,
        premise=first.premise,
        shift=first.shift,
        part=first.part,
        vehicle_type=first.vehicle_type,
        mode=first.mode,
        leave_s=first.leave_s,
        return_s=first.return_s,
        break_before=first.break_before,
        break_earliest_s=first.break_earliest_s,
        break_latest_s=first.break_latest_s,
        stops=tuple(
            Stop(it.visit, it.visit_carer, it.start_s)
            for it in sorted(rows, key=lambda row: row.sequence)
            if it.sequence >= 0
        ),
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
