"""Times for the order that a library chose, by the rules of the problem; what breaks them goes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from ruttsim.domain.rounds import NEVER_S, LeftOut, RoundsProblem, WorkedRound


class Ordered(NamedTuple):
    """A duty and its tasks in order: all that is taken from a library."""

    duty: int
    tasks: tuple[int, ...]


class Found(NamedTuple):
    """What a library had found after so many CPU seconds, and when it has linked tasks start."""

    cpu_s: float
    orders: tuple[Ordered, ...]
    agreed_s: Mapping[int, int] = MappingProxyType({})


LARGEST_SWEEPS = 200
"""Linked tasks that push each other for longer than this stand crosswise in their rounds."""


def worked(
    problem: RoundsProblem, orders: Iterable[Ordered], agreed_s: Mapping[int, int] | None = None
) -> tuple[tuple[WorkedRound, ...], tuple[LeftOut, ...]]:
    """Rounds with their best times, and the tasks that no round holds in time.

    `agreed_s` are the times at which the library has linked tasks start, which no round should
    exceed. A task that its duty may not do, that is late beyond its limit, or that makes its round
    late beyond its overtime is left out with its partner, until what is left can be worked.
    """
    clock = _Clock(problem, dict(agreed_s or {}))
    kept = [
        Ordered(it.duty, tuple(k for k in it.tasks if problem.may[k, it.duty])) for it in orders
    ]
    while True:
        kept = _whole_groups(problem, kept)
        rounds, broken = clock.rounds(kept)
        if broken is None:
            break
        group = problem.tasks.group[broken]
        kept = [
            Ordered(it.duty, tuple(k for k in it.tasks if problem.tasks.group[k] != group))
            for it in kept
        ]
    held = {task for it in rounds for task in it.tasks}
    left_out = (LeftOut(k, "no_time") for k in range(problem.size) if k not in held)
    return tuple(sorted(rounds, key=lambda it: it.tasks)), tuple(left_out)


def _whole_groups(problem: RoundsProblem, orders: list[Ordered]) -> list[Ordered]:
    """Orders without the tasks whose partners no order holds."""
    group = problem.tasks.group.tolist()
    held = {task for it in orders for task in it.tasks}
    split = {group[k] for k in range(problem.size) if k not in held}
    trimmed = (
        Ordered(it.duty, tuple(k for k in it.tasks if group[k] not in split)) for it in orders
    )
    return [it for it in trimmed if it.tasks]


class _Clock:
    """A problem as plain lists, which Python reads faster than arrays."""

    def __init__(self, problem: RoundsProblem, agreed_s: dict[int, int]) -> None:
        self.agreed_s = agreed_s
        tasks, duties, links = problem.tasks, problem.duties, problem.links
        self.travel_s = problem.travel_s.tolist()
        self.periods = problem.period_start_s.tolist()
        self.place = tasks.place.tolist()
        self.windows = list(zip(tasks.earliest_s.tolist(), tasks.latest_s.tolist(), strict=True))
        self.duration_s = tasks.duration_s.tolist()
        self.late_cost = tasks.lateness_cost_per_s.tolist()
        self.late_limit = tasks.lateness_limit_s.tolist()
        names = duties.__dataclass_fields__
        self.duties = [
            {name: int(getattr(duties, name)[d]) for name in names}
            for d in range(len(duties.start_s))
        ]
        self.links = [
            tuple(int(x) for x in row)
            for row in zip(links.first, links.second, links.least_s, links.most_s, strict=True)
        ]

    def rounds(self, orders: list[Ordered]) -> tuple[list[WorkedRound], int | None]:
        """All rounds with times, and a task that must go, if any."""
        floor = dict(self.agreed_s)
        owner = {task: number for number, it in enumerate(orders) for task in it.tasks}
        linked = {task for link in self.links for task in link[:2]}
        found = [self.best(it, floor, linked) for it in orders]
        for _ in range(LARGEST_SWEEPS):
            start_s = {k: s for it in found for k, s in zip(it.tasks, it.start_s, strict=True)}
            raised: dict[int, int] = {}
            for first, second, least_s, most_s in self.links:
                if first in owner:
                    if start_s[second] < start_s[first] + least_s:
                        raised[second] = start_s[first] + least_s
                    if start_s[first] < start_s[second] - most_s:
                        raised[first] = start_s[second] - most_s
            if not raised:
                return found, self.broken(found)
            floor |= raised
            for number in sorted({owner[task] for task in raised}):
                found[number] = self.best(orders[number], floor, linked)
        return found, min(raised)

    def best(self, order: Ordered, floor: dict[int, int], linked: set[int]) -> WorkedRound:
        """The cheapest times of a round over all places of its break."""
        duty, begin_s = self.duties[order.duty], self.duties[order.duty]["start_s"]
        inside = [
            it
            for place in (range(1, len(order.tasks) + 1) if duty["break_s"] else ())
            if (it := self.walk(order, place, floor, begin_s)) is not None
        ]
        # How late one can leave decides between a break inside, one at the start, and none.
        ends = (
            self.walk(order, place, floor, begin_s)
            for place in (-1, 0)[: 1 + bool(duty["break_s"])]
        )
        tried = [it for it in ends if it is not None]
        if inside:
            tried.append(min(inside, key=lambda it: (self.price(it), it.break_before)))
        late = (self._leaving_late(order, it, floor, linked) for it in tried)
        return min(late, key=lambda it: (self.price(it), it.break_before))

    def _leaving_late(
        self, order: Ordered, it: WorkedRound, floor: dict[int, int], linked: set[int]
    ) -> WorkedRound:
        """The round left as late as costs nothing, by halving the delay.

        Linked tasks keep their times, unless the round would be out too long.
        """
        over_s = self.overtime_s(it) - self.duties[it.duty]["overtime_limit_s"]
        kept = linked if over_s <= 0 else set()
        late_s = [seconds for _, seconds in self.late(it)]
        low, high, best = it.leave_s, it.return_s, it
        while low < high:
            leave_s = (low + high + 1) // 2
            later = self.walk(order, it.break_before, floor, leave_s)
            is_free = (
                later is not None
                and later.return_s == it.return_s
                and all(
                    now <= before for (_, now), before in zip(self.late(later), late_s, strict=True)
                )
                and all(
                    now == before
                    for task, now, before in zip(it.tasks, later.start_s, it.start_s, strict=True)
                    if task in kept
                )
            )
            if is_free and later is not None:
                low, best = leave_s, later
            else:
                high = leave_s - 1
        return best

    def walk(
        self, order: Ordered, break_before: int, floor: dict[int, int], leave_s: int
    ) -> WorkedRound | None:
        """Times of the tasks in order, as early as may be; None where the break cannot begin."""
        duty = self.duties[order.duty]
        matrix = self.travel_s[duty["mode"]]
        now, here, starts, break_start = leave_s, duty["start_place"], [], -1
        stops = [*((self.place[k], k) for k in order.tasks), (duty["end_place"], -1)]
        for position, (place, task) in enumerate(stops):
            ready = self.arrival(matrix, here, place, now)
            if position == break_before:
                begins = max(ready, duty["break_earliest_s"])
                if begins <= duty["break_latest_s"]:
                    break_start, ready = begins, begins + duty["break_s"]
                else:
                    break_start = max(now, duty["break_earliest_s"])
                    if break_start > duty["break_latest_s"]:
                        return None
                    ready = self.arrival(matrix, here, place, break_start + duty["break_s"])
            if task < 0:
                return WorkedRound(
                    order.duty,
                    order.tasks,
                    break_before,
                    tuple(starts),
                    self.left(matrix, duty, order, leave_s, starts, break_before),
                    ready,
                    break_start,
                )
            start = max(ready, self.windows[task][0][0], floor.get(task, 0))
            starts.append(start)
            now, here = start + self.duration_s[task], place
        raise AssertionError

    def left(
        self,
        matrix: list[list[list[int]]],
        duty: dict[str, int],
        order: Ordered,
        leave_s: int,
        starts: list[int],
        break_before: int,
    ) -> int:
        """When to leave so as not to wait at the first door."""
        if break_before == 0:
            return leave_s
        first = self.place[order.tasks[0]]
        low, high = leave_s, max(leave_s, starts[0])
        while low < high:
            middle = (low + high + 1) // 2
            if self.arrival(matrix, duty["start_place"], first, middle) <= starts[0]:
                low = middle
            else:
                high = middle - 1
        return low

    def arrival(self, matrix: list[list[list[int]]], here: int, there: int, now: int) -> int:
        """When one arrives who leaves now, or waits for a faster period."""
        last = len(self.periods) - 1
        arrivals = (
            max(now, self.periods[p]) + matrix[p][here][there]
            for p in range(last + 1)
            if p == last or self.periods[p + 1] > now
        )
        return min(arrivals)

    def price(self, it: WorkedRound) -> int:
        """What times cost: late, long, overtime, break missed; much more where not allowed."""
        duty = self.duties[it.duty]
        beyond = 0
        cost = duty["length_cost_per_s"] * (it.return_s - it.leave_s)
        for task, late_s in self.late(it):
            cost += self.late_cost[task] * late_s
            beyond += max(0, late_s - self.late_limit[task])
        for task, start in zip(it.tasks, it.start_s, strict=True):
            beyond += max(0, start - self.agreed_s.get(task, start))
        over_s = self.overtime_s(it)
        cost += duty["overtime_cost_per_s"] * over_s
        beyond += max(0, over_s - duty["overtime_limit_s"])
        if duty["break_s"]:
            cost += duty["break_missed_cost"] if it.break_start_s < 0 else 0
            cost += duty["overlong_cost_per_s"] * self.overlong_s(it)
        return cost + beyond * NEVER_S

    def late(self, it: WorkedRound) -> Iterator[tuple[int, int]]:
        """Tasks and their lateness [s]."""
        for task, start in zip(it.tasks, it.start_s, strict=True):
            earliest, latest = self.windows[task]
            yield task, max(0, start - latest[int(start >= earliest[1])])

    def overtime_s(self, it: WorkedRound) -> int:
        """Time after the duty's end, or over its longest, whichever is more."""
        duty = self.duties[it.duty]
        length_s = it.return_s - it.leave_s
        return max(0, it.return_s - duty["end_s"], length_s - duty["longest_s"])

    def overlong_s(self, it: WorkedRound) -> int:
        """Work before and after the break that is longer than allowed."""
        duty = self.duties[it.duty]
        if duty["longest_work_s"] >= NEVER_S:
            return 0
        if it.break_start_s < 0:
            return max(0, it.return_s - it.leave_s - duty["longest_work_s"])
        stretches = (
            it.break_start_s - it.leave_s,
            it.return_s - it.break_start_s - duty["break_s"],
        )
        return sum(max(0, stretch - duty["longest_work_s"]) for stretch in stretches)

    def broken(self, rounds: list[WorkedRound]) -> int | None:
        """A task that is late beyond its limit, or the last of a round that is out too long."""
        worst, worst_s = None, 0
        for it in rounds:
            for task, late_s in self.late(it):
                if late_s - self.late_limit[task] > worst_s:
                    worst, worst_s = task, late_s - self.late_limit[task]
            over_s = self.overtime_s(it) - self.duties[it.duty]["overtime_limit_s"]
            if over_s > worst_s:
                worst, worst_s = it.tasks[-1], over_s
        return worst
