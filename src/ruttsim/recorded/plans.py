"""The plan of a recorded day, rebuilt from its rows: none that name what there is not."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from ruttsim.accounts.statement import NIGHT_PATROL_NAME, PATROL_NAME
from ruttsim.domain.day import NIGHT_PATROL, PATROL
from ruttsim.domain.planning import NIGHT_TEAM, Plan, Round, Stop, Unserved
from ruttsim.domain.roads import MODES
from ruttsim.errors import DataError, Fault, choices_hint
from ruttsim.pipeline.plan_table import NOTHING, PlanRow
from ruttsim.recorded.manifest import AGAIN

if TYPE_CHECKING:
    from pathlib import Path

    from ruttsim.domain.demand import Population
    from ruttsim.domain.planning import Team
    from ruttsim.pipeline.setting import Setting
    from ruttsim.recorded.days import RunTables

_T = TypeVar("_T")
_Strange: TypeAlias = tuple[str, str, str]
"""A field, what is wrong with it, and the remedy."""


def recorded_plan(
    run: RunTables,
    setting: Setting,
    people: Population,
    formed: tuple[Team, ...],
    population: int,
    split: str,
    day: int,
) -> Plan:
    """The plan of one day, for teams that are formed again; `setting` is the split's.

    Raises
    ------
    DataError
        Rows name what the setting or its people do not have, or do not agree about a round.
    """
    rows = list(map(PlanRow._make, run.rows("plan", population, split, day)))
    if strange := list(_strange(rows, setting, people, formed)):
        file = str(run.folder / "plan.parquet")
        raise DataError(Fault(file, *it) for it in strange)
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


def _strange(
    rows: Sequence[PlanRow], setting: Setting, people: Population, formed: tuple[Team, ...]
) -> Iterator[_Strange]:
    """What rows name that there is not; of each field the first."""
    yield from _strange_teams(rows, setting, formed)
    yield from _strange_duties([it for it in rows if it.round != NOTHING], setting)
    for number in _first((it.round for it in rows), range(NOTHING, len(rows))):
        yield "round", f"There is no round {number} in {len(rows)} rows.", AGAIN
    visits = len(people.visits.visit)
    stops = [it for it in rows if it.round == NOTHING or it.sequence != NOTHING]
    for number in _first((it.visit for it in stops), range(visits)):
        yield "visit", f"There is no visit {number}: the population has {visits}, from 0.", AGAIN
    for number in _first((it.visit_carer for it in stops), range(2)):
        yield "visit_carer", f"No visit has a carer {number}: they are 0 and 1.", AGAIN


def _strange_teams(
    rows: Iterable[PlanRow], setting: Setting, formed: Iterable[Team]
) -> Iterator[_Strange]:
    """Organisations that plan no rounds, and teams that they do not have."""
    names = {place: it.name for place, it in enumerate(setting.organisations)}
    names |= {NIGHT_PATROL: NIGHT_PATROL_NAME}
    teams = {(it.organisation, it.team) for it in formed} | {(it, NIGHT_TEAM) for it in names}
    for organisation, team in _first(((it.organisation, it.team) for it in rows), teams):
        if organisation == PATROL:
            yield "organisation", f"'{PATROL_NAME}' has no rounds that are planned.", AGAIN
        else:
            yield "team", f"'{names[organisation]}' has no team {team}.", AGAIN


def _strange_duties(rounds: Sequence[PlanRow], setting: Setting) -> Iterator[_Strange]:
    """Shifts, vehicle types and modes that there are not, or not together."""
    parts = {it.name: range(len(it.parts)) for it in setting.parameters.staffing.shifts}
    modes = {name: it.mode for name, it in setting.parameters.vehicles.items()}
    for field, known in (("shift", parts), ("vehicle_type", modes), ("mode", MODES)):
        for name in _first((getattr(it, field) for it in rounds), known):
            yield field, f"'{name}' is unknown.", f"{AGAIN} {choices_hint(name, known)}"
    duties = {(shift, part) for shift, its in parts.items() for part in its}
    worked = ((it.shift, it.part) for it in rounds if it.shift in parts)
    for shift, part in _first(worked, duties):
        yield "part", f"Shift '{shift}' has no part {part}.", AGAIN
    driven = ((it.vehicle_type, it.mode) for it in rounds)
    known_both = (it for it in driven if it[0] in modes and it[1] in MODES)
    for vehicle_type, mode in _first(known_both, modes.items()):
        yield "mode", f"'{mode}' is not the mode of '{vehicle_type}'.", AGAIN


def _first(found: Iterable[_T], known: Container[_T]) -> Iterator[_T]:
    """The first that is not known, if any."""
    for it in found:
        if it not in known:
            yield it
            return


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
