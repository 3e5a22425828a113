"""What each carer does from leaving the base to coming back, stage by stage.

A leg leads to a stay at a visit or an alarm, found by `_key`. A carer who is called away before a
visit begins has several legs to it: the stay is that of the last one, and from the others the
carer goes on. Another sort of stay needs its state in STATES (and in the words and shapes of the
page), its key, and its rows in `_stays`; where it is drawn follows from the place that the leg
leads to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

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
    from_place: int
    to_place: int


class Stay(NamedTuple):
    """Time at a door: in `state` from `start_s` (-1: never) until `end_s`."""

    state: int
    start_s: int
    end_s: int


@dataclass(frozen=True)
class Timeline:
    """A round; its stages follow each other without gaps from `leave_s` to `return_s`.

    Getting from the vehicle to the door counts as travelling. `break_s` is start and end of the
    break, -1 where there is none.
    """

    organisation: str
    premise: str
    mode: str
    leave_s: int
    return_s: int
    break_s: tuple[int, int]
    stages: tuple[Stage, ...]


def timelines(run: RunDay, organisations: Sequence[str]) -> list[Timeline]:
    """The rounds of organisations, in their order and by time of leaving."""
    legs: Mapping[int, list[Any]] = defaultdict(list)
    for leg in _records(run.legs.sort_values(["round", "sequence"], kind="stable")):
        legs[int(leg.round)].append(leg)
    stays = _stays(run)
    found = [
        Timeline(
            organisation=str(it.organisation),
            premise=str(it.premise),
            mode=str(it.mode),
            leave_s=int(it.leave_s),
            return_s=int(it.return_s),
            break_s=(int(it.break_start_s), int(it.break_end_s)),
            stages=tuple(_stages(it, legs[int(it.round)], stays)),
        )
        for it in _records(run.rounds)
        if it.organisation in organisations
    ]
    return sorted(found, key=lambda it: (organisations.index(it.organisation), it.leave_s))


def _stays(run: RunDay) -> dict[Key, Stay]:
    """Every stay of the day by what the last leg to it has in common with it."""
    sorts = ((VISIT, run.visits), (AT_ALARM, run.alarms))
    return {
        _key(it): Stay(state, int(it.start_s), int(it.end_s))
        for state, table in sorts
        for it in _records(table)
    }


def _key(row: Any) -> Key:
    """What a leg and the stay that it leads to have in common."""
    return int(row.round), int(getattr(row, "visit", -1)), int(getattr(row, "alarm", -1))


def _records(table: pd.DataFrame) -> Iterator[Any]:
    """Rows with the fields of their record type."""
    yield from table.itertuples(index=False)


def _stages(record: Any, legs: list[Any], stays: Mapping[Key, Stay]) -> Iterator[Stage]:
    """One round's stages; `legs` are its own in order."""
    now_s = int(record.leave_s)
    last = {_key(leg): place for place, leg in enumerate(legs)}
    for place, leg in enumerate(legs):
        here, there = int(leg.from_place), int(leg.to_place)
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
    if legs:
        yield from _still(record, now_s, int(record.return_s), int(legs[-1].to_place))


def _still(record: Any, start_s: int, end_s: int, place: int) -> Iterator[Stage]:
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
