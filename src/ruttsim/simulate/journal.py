"""What carers write down of the day, as plain numbers, and the record that is made of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ruttsim.domain.day import CANCELLED_REASONS, MISSED_REASONS, Leg, Rows, VisitRecord
from ruttsim.units import DM_PER_METRE

if TYPE_CHECKING:
    from ruttsim.domain.arrays import Ints
    from ruttsim.domain.demand import Population
    from ruttsim.simulate.facts import AlarmFacts
    from ruttsim.simulate.world import Carer

REASONS = ("", *CANCELLED_REASONS, *MISSED_REASONS)
DELIVERED, AT_THE_DOOR, TOO_LATE, PARTNER_ABSENT = map(
    REASONS.index, ("", "at_the_door", "too_late", "partner_absent")
)
"""How visits end, as journals have it."""
_OUTCOMES = np.array(
    [
        "delivered" if not it else "cancelled" if it in CANCELLED_REASONS else "missed"
        for it in REASONS
    ]
)
_REASONS = np.array(REASONS)

TO_BASE = -1
NUMBERS = (
    "goal",
    "vehicle",
    "depart_s",
    "drive_s",
    "stop_s",
    "distance_dm",
    "planned_start_s",
    "ready_s",
    "start_s",
    "end_s",
    "care_s",
    "shortened_s",
    "reason",
)
"""What is written of a leg and of the visit that it led to, one number after the other.

`goal` is the part of a visit (see Due), TO_BASE, or for alarm k TO_BASE - 1 - k. `reason` is a
place in REASONS.
"""
NO_VISIT = (-1,) * 7
"""What stands for the visit where there is none, or not yet."""


class Undone(NamedTuple):
    """A visit that nobody came to."""

    visit: int
    carer: int
    organisation: int
    team: int
    planned_round: int
    planned_start_s: int
    reason: str


class Journals:
    """The journals of all carers, one after the other, as a column for each number."""

    def __init__(self, carers: Sequence[Carer]) -> None:
        length = [len(it.journal) for it in carers]
        numbers = np.fromiter(
            chain.from_iterable(it.journal for it in carers), dtype=np.int64, count=sum(length)
        )
        rows = np.ascontiguousarray(numbers.reshape(-1, len(NUMBERS)).T)
        self._columns = dict(zip(NUMBERS, rows, strict=True))
        self._planned = [it.planned for it in carers]
        self._base = np.array([it.base for it in carers], dtype=np.int64)
        count = np.array(length, dtype=np.int64) // len(NUMBERS)
        self._carer = np.repeat(np.arange(len(carers)), count)
        self._first = np.cumsum(count) - count

    def legs(self, population: Population, alarms: AlarmFacts) -> Rows[Leg]:
        """The legs."""
        goal, carer = self._columns["goal"], self._carer
        visit, alarm = np.where(goal >= 0, goal // 2, -1), np.maximum(TO_BASE - 1 - goal, -1)
        there = self._base[carer]
        is_visit, is_alarm = visit >= 0, alarm >= 0
        client = population.visits.client[visit[is_visit]]
        there[is_visit] = population.clients.building[client]
        there[is_alarm] = np.array(alarms.place, dtype=np.int64)[alarm[is_alarm]]
        sequence = np.arange(len(goal)) - self._first[carer]
        here = np.where(sequence == 0, self._base[carer], np.roll(there, 1))
        depart_s = self._columns["depart_s"]
        return Rows(
            Leg,
            round=self._number("round"),
            organisation=self._number("organisation"),
            team=self._number("team"),
            vehicle_type=self._text("vehicle_type"),
            mode=self._text("mode"),
            vehicle=self._columns["vehicle"],
            sequence=sequence,
            from_place=here,
            to_place=there,
            visit=visit,
            alarm=alarm,
            depart_s=depart_s,
            arrive_s=depart_s + self._columns["drive_s"],
            stop_s=self._columns["stop_s"],
            distance_m=self._columns["distance_dm"] / DM_PER_METRE,
        )

    def visits(
        self,
        population: Population,
        undone: Sequence[Undone],
        moved_from: Mapping[tuple[int, int], int],
    ) -> Rows[VisitRecord]:
        """The visits that somebody came to, then the others."""
        held = np.flatnonzero(self._columns["reason"] >= 0)
        lost = np.array([it[:-1] for it in undone], dtype=np.int64).reshape(-1, 6).T
        reasons = np.array([REASONS.index(it.reason) for it in undone], dtype=np.int64)
        part = self._columns["goal"][held]
        number = self._number("round")[held]
        planned_round = number.copy()
        if moved_from:
            before = sorted((2 * visit + carer, its) for (visit, carer), its in moved_from.items())
            moved, its_round = np.array(before, dtype=np.int64).T
            place = np.searchsorted(moved, part).clip(max=len(moved) - 1)
            is_moved = moved[place] == part
            planned_round[is_moved] = its_round[place[is_moved]]
        never, none = np.full(len(undone), -1), np.zeros(len(undone), dtype=np.int64)

        def both(name: str, of_lost: Ints) -> Ints:
            return np.concatenate([self._columns[name][held], of_lost])

        visit = np.concatenate([part // 2, lost[0]])
        client, reason = population.visits.client[visit].astype(np.int64), both("reason", reasons)
        visits = population.visits
        return Rows(
            VisitRecord,
            visit=visit,
            carer=np.concatenate([part % 2, lost[1]]),
            client=client,
            kind=visits.kind[visit].astype(np.int64),
            basic_area=population.clients.basic_area[client].astype(np.int64),
            organisation=np.concatenate([self._number("organisation")[held], lost[2]]),
            team=np.concatenate([self._number("team")[held], lost[3]]),
            round=np.concatenate([number, never]),
            planned_round=np.concatenate([planned_round, lost[4]]),
            earliest_s=visits.earliest_s[visit].astype(np.int64),
            latest_s=visits.latest_s[visit].astype(np.int64),
            planned_s=visits.duration_s[visit].astype(np.int64),
            planned_start_s=both("planned_start_s", lost[5]),
            ready_s=both("ready_s", never),
            start_s=both("start_s", never),
            end_s=both("end_s", never),
            care_s=both("care_s", none),
            shortened_s=both("shortened_s", none),
            outcome=_OUTCOMES[reason],
            reason=_REASONS[reason],
        )

    def _number(self, name: str) -> Ints:
        """A number of the round of each leg."""
        return np.array(list(map(attrgetter(name), self._planned)), dtype=np.int64)[self._carer]

    def _text(self, name: str) -> NDArray[np.str_]:
        """A text of the round of each leg."""
        return np.array(list(map(attrgetter(name), self._planned)), dtype=np.str_)[self._carer]
