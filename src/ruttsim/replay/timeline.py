"""What each carer does from leaving the base to coming back, stage by stage.

A leg leads to a stay at a visit or an alarm, found by `_key`. A carer who is called away before a
visit begins has several legs to it: the stay is that of the last one, and from the others the
carer goes on. Another sort of stay needs its state in STATES (and in the words and shapes of the
page), its key, and its rows in `_stays`; where it is drawn follows from the place that the leg
leads to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from ruttsim.accounts.statement import NIGHT_PATROL_NAME, PATROL_NAME
from ruttsim.domain.demand import KINDS, NIGHT
from ruttsim.replay import stops
from ruttsim.replay.stops import Spot

if TYPE_CHECKING:
    import pandas as pd

    from ruttsim.replay.record import RunDay

STATES = ("travelling", "visit", "waiting", "break", "at_alarm")
TRAVELLING, VISIT, WAITING, BREAK, AT_ALARM = range(len(STATES))

Key = tuple[int, int, int]
"""Round, visit and alarm, of which the last two are -1 where it is about neither."""


class Stage(NamedTuple):
    """A carer in one state; `from_place` and `to_place` differ only where a leg is driven."""

    state: int
    start_s: int
    end_s: int
    from_place: Spot
    to_place: Spot


class Stay(NamedTuple):
    """Time at a door: in `state` from `start_s` (-1: never) until `end_s`."""

    state: int
    start_s: int
    end_s: int


@dataclass(frozen=True)
class Timeline:
    """A round; its stages follow each other without gaps from `leave_s` to `return_s`.

    Getting from the vehicle to the door counts as travelling. `break_s` is start and end of the
    break, -1 where there is none. What the patrol does has its name as organisation; one of its
    cars that answers alarms is `on_call`, from its first alarm to the end of its last, and `round`
    is its number.
    """

    organisation: str
    round: int
    premise: str
    mode: str
    leave_s: int
    return_s: int
    break_s: tuple[int, int]
    stages: tuple[Stage, ...]
    on_call: bool = False


class _OnCall(NamedTuple):
    """When a car of the patrol is out, in the fields of a round."""

    leave_s: int
    return_s: int
    break_start_s: int = -1
    break_end_s: int = -1


def timelines(
    run: RunDay, organisations: Sequence[str], patrol_premise: str = ""
) -> list[Timeline]:
    """The rounds of organisations, in their order and by time of leaving.

    Where the patrol is one of them, its cars on call and its rounds of the night are too.
    """
    legs = _by_round(run.legs)
    stays, nights = _stays(run.visits, run.alarms), _nights(run)
    found = [
        Timeline(
            organisation=whose,
            round=int(it.round),
            premise=str(it.premise),
            mode=str(it.mode),
            leave_s=int(it.leave_s),
            return_s=int(it.return_s),
            break_s=(int(it.break_start_s), int(it.break_end_s)),
            stages=tuple(_stages(it, legs[int(it.round)], stays, nights)),
        )
        for it in records(run.rounds)
        if it.organisation in run.shown and (whose := _whose(str(it.organisation))) in organisations
    ]
    if PATROL_NAME in organisations:
        found += _cars_on_call(run, patrol_premise)
    return sorted(
        found, key=lambda it: (organisations.index(it.organisation), not it.on_call, it.leave_s)
    )


def _whose(organisation: str) -> str:
    """Whose a round is: those of the night are the patrol's."""
    return PATROL_NAME if organisation == NIGHT_PATROL_NAME else organisation


def _cars_on_call(run: RunDay, premise: str) -> Iterator[Timeline]:
    """The cars of the patrol that answer alarms; between two they stand where the last one was."""
    stays = _stays(run.patrol_alarms)
    for number, legs in _by_round(run.patrol_legs).items():
        record = _OnCall(int(legs[0].depart_s), stays[_key(legs[-1])].end_s)
        yield Timeline(
            organisation=PATROL_NAME,
            round=number,
            premise=premise,
            mode=str(legs[0].mode),
            leave_s=record.leave_s,
            return_s=record.return_s,
            break_s=(record.break_start_s, record.break_end_s),
            stages=tuple(_stages(record, legs, stays, frozenset())),
            on_call=True,
        )


def _by_round(legs: pd.DataFrame) -> dict[int, list[Any]]:
    """Legs of each round in their order."""
    found: dict[int, list[Any]] = defaultdict(list)
    for leg in records(legs.sort_values(["round", "sequence"], kind="stable")):
        found[int(leg.round)].append(leg)
    return found


def _nights(run: RunDay) -> frozenset[int]:
    """The visits of the night."""
    is_night = run.visits["kind"].astype(str) == KINDS[NIGHT]
    return frozenset(run.visits["visit"][is_night].tolist())


def _stays(*tables: pd.DataFrame) -> dict[Key, Stay]:
    """Every stay of the day by what the last leg to it has in common with it."""
    return {
        _key(it): Stay(
            AT_ALARM if "alarm" in table.columns else VISIT, int(it.start_s), int(it.end_s)
        )
        for table in tables
        for it in records(table)
    }


def _key(row: Any) -> Key:
    """What a leg and the stay that it leads to have in common."""
    return int(row.round), int(getattr(row, "visit", -1)), int(getattr(row, "alarm", -1))


def records(table: pd.DataFrame) -> Iterator[Any]:
    """Rows with the fields of their record type."""
    yield from table.itertuples(index=False)


def _spot(leg: Any, nights: Collection[int]) -> Spot:
    """Where a leg leads to, and for what."""
    if leg.alarm >= 0:
        return Spot(stops.AT_ALARM, int(leg.to_place))
    return Spot(stops.AT_NIGHT if leg.visit in nights else stops.BY_DAY, int(leg.to_place))


def _stages(
    record: Any, legs: list[Any], stays: Mapping[Key, Stay], nights: Collection[int]
) -> Iterator[Stage]:
    """One round's stages; `legs` are its own in order."""
    if not legs:
        return
    now_s, there = int(record.leave_s), Spot(stops.BY_DAY, int(legs[0].from_place))
    last = {_key(leg): place for place, leg in enumerate(legs)}
    for place, leg in enumerate(legs):
        here, there = there, _spot(leg, nights)
        yield from _still(record, now_s, int(leg.depart_s), here)
        arrive_s = int(leg.arrive_s)
        now_s = arrive_s + int(leg.stop_s)
        yield Stage(TRAVELLING, int(leg.depart_s), arrive_s, here, there)
        yield Stage(TRAVELLING, arrive_s, now_s, there, there)
        stay = stays.get(_key(leg))
        if stay is None or place < last[_key(leg)]:
            continue
        if stay.start_s >= 0:
            yield from _still(record, now_s, stay.start_s, there)
            yield Stage(stay.state, stay.start_s, stay.end_s, there, there)
        else:
            yield from _still(record, now_s, stay.end_s, there)
        now_s = stay.end_s
    yield from _still(record, now_s, int(record.return_s), there)


def _still(record: Any, start_s: int, end_s: int, place: Spot) -> Iterator[Stage]:
    """A stretch without leg or care: waiting, but for the break if it lies in it."""
    first_s, last_s = int(record.break_start_s), int(record.break_end_s)
    if not (start_s <= first_s and last_s <= end_s and first_s < last_s):
        first_s = last_s = start_s
    for state, since_s, until_s in (
        (WAITING, start_s, first_s),
        (BREAK, first_s, last_s),
        (WAITING, last_s, end_s),
    ):
        if since_s < until_s:
            yield Stage(state, since_s, until_s, place, place)
