"""The record of one day of one area split and population, read from a run folder and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ruttsim.accounts.statement import PATROL_NAME
from ruttsim.domain.demand import SMALLEST_CELL
from ruttsim.domain.roads import MODES
from ruttsim.errors import DataError, Fault, Faults, StudyError, choices_hint, numbers_hint
from ruttsim.recorded import days
from ruttsim.recorded.manifest import AGAIN

if TYPE_CHECKING:
    import pandas as pd

TABLES = {name: days.TABLES[name] for name in ("legs", "visits", "rounds", "alarms")}
"""Tables that are shown, and the columns that they must have beside WHERE."""
_ORDERED = (
    ("legs", "depart_s", "arrive_s"),
    ("visits", "start_s", "end_s"),
    ("rounds", "leave_s", "return_s"),
    ("alarms", "start_s", "end_s"),
)
"""Columns of which the first is not after the second, where it is known (-1: it is not)."""


@dataclass(frozen=True, eq=False)
class RunDay:
    """One day of a run.

    `legs`, `visits`, `rounds` and `alarms` have the columns of Leg, VisitRecord, RoundRecord and
    AlarmRecord, names in place of indices. What the patrol's cars on call do is in `patrol_legs`
    and `patrol_alarms` alone, with the number of a car as round; its rounds of the night are among
    all. `shown` are the organisations with rounds that day and at least SMALLEST_CELL clients in
    the area split, the patrol of the night among them; `left_out` those with rounds and fewer.
    """

    folder: Path
    manifest: dict[str, Any]
    population: int
    split: str
    day: int
    legs: pd.DataFrame
    visits: pd.DataFrame
    rounds: pd.DataFrame
    alarms: pd.DataFrame
    patrol_legs: pd.DataFrame
    patrol_alarms: pd.DataFrame
    shown: tuple[str, ...]
    left_out: tuple[str, ...]


def run_day(
    folder: Path,
    manifest: dict[str, Any],
    named: Mapping[str, pd.DataFrame],
    population: int,
    split: str,
    day: int,
) -> RunDay:
    """The record of one day, of a run's tables as they are in its folder.

    Raises
    ------
    StudyError
        There is no such population, area split or day in the run.
    DataError
        A table is at odds with the others.
    """
    tables = {name: named[name] for name in TABLES}
    of_split = tables["visits"]
    wanted = {"population": population, "split": split, "day": day}
    for column, value in wanted.items():
        rounds = tables["rounds"]
        known = sorted(rounds[column].astype(str if column == "split" else int).unique().tolist())
        if value not in known:
            problem = f"There is no {column} {value!r} in the run."
            remedy = choices_hint(value, known) if isinstance(value, str) else numbers_hint(known)
            raise StudyError([Fault(str(folder), f"--{column}", problem, remedy)])
        if column != "day":
            of_split = of_split[of_split[column] == value]
        tables = {name: it[it[column] == value] for name, it in tables.items()}
    on_call = {}
    for name, table in tables.items():
        is_on_call = table["organisation"].astype(str) == PATROL_NAME
        tables[name], on_call[name] = table[~is_on_call], table[is_on_call]
    if not len(tables["rounds"]):
        problem, remedy = "No round has this population, split and day.", AGAIN
        raise DataError([Fault(str(folder / "rounds.parquet"), "day", problem, remedy)])
    _require_agreement(folder, tables)
    clients = of_split.groupby(of_split["organisation"].astype(str))["client"].nunique()
    driving = tables["rounds"]["organisation"].astype(str).unique().tolist()
    shown = tuple(it for it in driving if clients.get(it, 0) >= SMALLEST_CELL)
    return RunDay(
        folder=folder,
        manifest=manifest,
        population=population,
        split=split,
        day=day,
        legs=tables["legs"],
        visits=tables["visits"],
        rounds=tables["rounds"],
        alarms=tables["alarms"],
        patrol_legs=on_call["legs"],
        patrol_alarms=on_call["alarms"],
        shown=shown,
        left_out=tuple(it for it in driving if it not in shown),
    )


def _require_agreement(folder: Path, tables: Mapping[str, pd.DataFrame]) -> None:
    """Raise where rounds, legs, visits and alarms do not fit together, or a mode is unknown."""
    faults = Faults(DataError)
    rounds = tables["rounds"]["round"]
    if rounds.duplicated().any():
        faults.add(str(folder / "rounds.parquet"), "round", "A round is told twice.", AGAIN)
    for name in ("legs", "visits", "alarms"):
        lost = ~tables[name]["round"].isin([*rounds, -1])
        if lost.any():
            number = tables[name]["round"][lost].iloc[0]
            problem = f"Round {number} is not in rounds.parquet."
            faults.add(str(folder / f"{name}.parquet"), "round", problem, AGAIN)
    for name, start, end in _ORDERED:
        table = tables[name]
        is_known = table[start] >= 0
        if (table[start] > table[end])[is_known].any():
            faults.add(str(folder / f"{name}.parquet"), end, f"It is before {start}.", AGAIN)
    legs = tables["legs"].sort_values(["round", "sequence"], kind="stable")
    is_next = legs["round"] == legs["round"].shift()
    if (legs["from_place"] != legs["to_place"].shift())[is_next].any():
        problem = "A leg does not start where the one before it ended."
        faults.add(str(folder / "legs.parquet"), "from_place", problem, AGAIN)
    unknown = sorted(set(tables["legs"]["mode"].astype(str)) - set(MODES))
    if unknown:
        problem = f"'{unknown[0]}' is no mode."
        faults.add(str(folder / "legs.parquet"), "mode", problem, choices_hint(unknown[0], MODES))
    faults.raise_if_any()
