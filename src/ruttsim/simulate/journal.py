"""What carers write down of the day, as plain numbers, and the record that is made of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ruttsim.domain.day import (
    CANCELLED_REASONS,
    Leg,
    RoundRecord,
    Rows,
    VisitRecord,
)
from ruttsim.simulate import columns as at
from ruttsim.units import DM_PER_METRE

if TYPE_CHECKING:
    from ruttsim.domain.arrays import Ints
    from ruttsim.domain.demand import Population
    from ruttsim.domain.planning import Plan
    from ruttsim.simulate.facts import AlarmFacts
    from ruttsim.simulate.world import Carer

_OUTCOMES = np.array(
    [
        "delivered" if not it else "cancelled" if it in CANCELLED_REASONS else "missed"
        for it in at.REASONS
    ]
)
_REASONS = np.array(at.REASONS)
SPARE_ROWS = 4
"""How many rows of the log a carer has for more than is planned."""


class Undone(NamedTuple):
    """A visit that nobody came to."""

    visit: int
    carer: int
    organisation: int
    team: int
    planned_round: int
    planned_start_s: int
    reason: str


class Log:
    """What all carers have written down and have left to do, in a part of the rows for each.

    `rows` have the columns of NUMBERS and what else the compiled functions keep, `queue` an entry a
    row. Who needs more of them goes on elsewhere.
    """

    def __init__(self, stops: Ints) -> None:
        self.ends = np.cumsum(stops + SPARE_ROWS)
        self._end = int(self.ends[-1]) if len(stops) else 0
        self.rows = np.empty((self._end + SPARE_ROWS, at.WIDTH), dtype=np.int64)
        self.queue = np.empty(len(self.rows), dtype=np.int64)

    def make_room(self, state: Ints, left: int) -> None:
        """Rows enough for a carer who has as much left to do, and the way back."""
        first, row = state[at.FIRST], state[at.ROW]
        if row + left + 1 < state[at.ROOM_END]:
            return
        used = row + 1 - first
        room = 2 * (used + left + SPARE_ROWS)
        begin, self._end = self._end, self._end + room
        while self._end > len(self.rows):
            self.rows = np.concatenate([self.rows, np.empty_like(self.rows)])
            self.queue = np.concatenate([self.queue, np.empty_like(self.queue)])
        self.rows[begin : begin + used] = self.rows[first : row + 1]
        tasks = self.queue[state[at.HEAD] : state[at.QUEUE_END]]
        self.queue[begin : begin + len(tasks)] = tasks
        state[at.HEAD], state[at.QUEUE_END] = begin, begin + len(tasks)
        state[at.FIRST], state[at.ROOM_END] = begin, self._end
        state[at.ROW] = state[at.LAST] = begin + used - 1


class Journals:
    """The journals of all carers, one after the other, as a column for each number."""

    def __init__(self, plan: Plan, carers: Sequence[Carer], states: Ints, log: Log) -> None:
        first = states[:, at.FIRST]
        count = states[:, at.ROW] + 1 - first
        self._first = np.cumsum(count) - count
        self._carer = np.repeat(np.arange(len(carers)), count)
        rows = np.arange(len(self._carer)) + (first - self._first)[self._carer]
        written = log.rows.take(rows, axis=0)
        self._break_s = written[:, at.BREAK_START_S : at.WIDTH].T
        columns = np.ascontiguousarray(written[:, : len(at.NUMBERS)].T)
        self._columns = dict(zip(at.NUMBERS, columns, strict=True))
        self._carers = carers
        self._planned = plan.columns
        self._base = states[:, at.BASE]

    def rounds(self) -> Rows[RoundRecord]:
        """The rounds of those who came."""
        planned = self._planned
        own = [(it.carer, it.is_substitute, it.left_s, it.return_s) for it in self._carers]
        carer, is_substitute, left_s, return_s = np.array(own, dtype=np.int64).reshape(-1, 4).T
        break_s = np.full((2, len(own)), at.NOT_YET)
        has_break = self._break_s[0] >= 0
        break_s[:, self._carer[has_break]] = self._break_s[:, has_break]
        names = ("organisation", "team", "premise", "shift", "part", "vehicle_type", "mode")
        columns = {
            "round": planned["round"],
            "carer": carer,
            "is_substitute": is_substitute.astype(np.bool_),
            **{name: planned[name] for name in names},
            "leave_s": left_s,
            "return_s": return_s,
            "planned_leave_s": planned["leave_s"],
            "planned_return_s": planned["return_s"],
            "break_start_s": break_s[0],
            "break_end_s": break_s[1],
        }
        came = np.flatnonzero(return_s >= 0)
        return Rows(RoundRecord, **{name: column[came] for name, column in columns.items()})

    def legs(self, population: Population, alarms: AlarmFacts) -> Rows[Leg]:
        """The legs."""
        goal, carer = self._columns["goal"], self._carer
        visit, alarm = np.where(goal >= 0, goal // 2, -1), np.maximum(at.TO_BASE - 1 - goal, -1)
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
            round=self._of_round("round"),
            organisation=self._of_round("organisation"),
            team=self._of_round("team"),
            vehicle_type=self._of_round("vehicle_type"),
            mode=self._of_round("mode"),
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
        reasons = np.array([at.REASONS.index(it.reason) for it in undone], dtype=np.int64)
        part = self._columns["goal"][held]
        number = self._of_round("round")[held]
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
            organisation=np.concatenate([self._of_round("organisation")[held], lost[2]]),
            team=np.concatenate([self._of_round("team")[held], lost[3]]),
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

    def _of_round(self, name: str) -> NDArray[Any]:
        """What a field of the round of each leg is."""
        return self._planned[name][self._carer]
