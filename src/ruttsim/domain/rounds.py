"""Planning rounds as whole numbers: what is to be planned, what a plan is, and what it costs.

Times are whole units after midnight (seconds in a study; a benchmark may count thousandths of a
minute), costs are whole units of any currency: sums are exact in any order on any machine.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ruttsim.domain.arrays import Bools, Ints, freeze, require_equal_lengths

NEVER_S = 1 << 30
"""A time after every other: the opening of a window that is not there, a limit that never binds."""


class _Whole:
    """A frozen record of arrays of int64."""

    def __post_init__(self) -> None:
        names = [field.name for field in dataclasses.fields(self)]  # type: ignore[arg-type]
        for name in names:
            array = getattr(self, name)
            if array.dtype != np.int64:
                raise ValueError(f"{type(self).__name__}.{name} is {array.dtype}, not int64")
        require_equal_lengths(self, *names)
        freeze(self)


@dataclass(frozen=True, eq=False)
class RoundTasks(_Whole):
    """What carers do at doors; row k is task k.

    A task starts at or after `earliest_s[k, 0]`. With w the last of its two windows that has
    opened when it starts, it is late by max(0, start - `latest_s[k, w]`), never by more than
    `lateness_limit_s`. A task with one window has NEVER_S as its second. Tasks of the same
    `group` (one or two) are planned together or not at all; not planning a task costs
    `unserved_cost`: the prize of an optional task, more than any round for one that must be done.
    """

    place: Ints
    earliest_s: NDArray[np.int64]
    latest_s: NDArray[np.int64]
    duration_s: Ints
    lateness_cost_per_s: Ints
    lateness_limit_s: Ints
    unserved_cost: Ints
    group: Ints


@dataclass(frozen=True, eq=False)
class RoundLinks(_Whole):
    """Pairs of tasks of one group that stand in different rounds; a task is in one pair at most.

    The second starts at least `least_s` and at most `most_s` after the first: (0, 0) is together,
    (-NEVER_S, NEVER_S) is any time.
    """

    first: Ints
    second: Ints
    least_s: Ints
    most_s: Ints


@dataclass(frozen=True, eq=False)
class RoundDuties(_Whole):
    """Ways to work a round; row d may be worked by at most `number[d]` rounds (1: a named carer).

    A round leaves `start_place` at or after `start_s` and returns to `end_place`. Its overtime is
    what it returns after `end_s` or lasts longer than `longest_s`, whichever is more, and at
    most `overtime_limit_s`. `cost` is for using the duty at all, `length_cost_per_s` for the time
    from leaving to returning. `mode` is a row of travel_s, `vehicle` a row of travel_cost; the
    vehicle is booked from `start_s` to `end_s`.

    Where `break_s` is not 0 the round takes one break of that length, before, between or after
    its tasks, that begins within `break_earliest_s` and `break_latest_s`; a round without it
    costs `break_missed_cost`. Where also `longest_work_s` is below NEVER_S, each second that the
    stretch of work before or after the break (or the whole round without it) is longer costs
    `overlong_cost_per_s`.
    """

    start_s: Ints
    end_s: Ints
    longest_s: Ints
    overtime_limit_s: Ints
    overtime_cost_per_s: Ints
    start_place: Ints
    end_place: Ints
    mode: Ints
    vehicle: Ints
    number: Ints
    cost: Ints
    length_cost_per_s: Ints
    break_s: Ints
    break_earliest_s: Ints
    break_latest_s: Ints
    break_missed_cost: Ints
    longest_work_s: Ints
    overlong_cost_per_s: Ints


@dataclass(frozen=True)
class RoundPrices:
    """Prices that do not belong to a task or a duty.

    `largest_lateness_per_s` is for the latest task of the plan; `waiting_per_s` for each second
    after the start of a round's first task that is neither travel, task nor break;
    `largest_idle_per_s` for the most idle duty of all, used or not, where a duty is idle from
    `start_s` to the later of `end_s` and its return, less travel, tasks and break.
    """

    largest_lateness_per_s: int = 0
    waiting_per_s: int = 0
    largest_idle_per_s: int = 0


@dataclass(frozen=True, eq=False)
class RoundsProblem:
    """All that a planner needs to know.

    `travel_s[mode, period, from, to]`: who leaves within a period (`period_start_s` ascending, the
    first at or before every start) needs that long, or waits for a faster period where that
    arrives earlier, so that nobody arrives earlier by leaving later. Diagonals are 0.
    `travel_cost[vehicle, from, to]` is what the movement costs. At most `vehicles[vehicle]` rounds
    hold a vehicle at any time. `may[task, duty]` tells who may do what, and `change_cost[task,
    duty]` is the price of who does it (a client's new carer, a preference).
    """

    tasks: RoundTasks
    links: RoundLinks
    duties: RoundDuties
    prices: RoundPrices
    travel_s: NDArray[np.int64]
    period_start_s: Ints
    travel_cost: NDArray[np.int64]
    vehicles: Ints
    may: Bools
    change_cost: NDArray[np.int64]

    def __post_init__(self) -> None:
        freeze(self)
        wrong = [text for text, is_right in self._claims() if not is_right]
        if wrong:
            raise ValueError(f"RoundsProblem: it is not so that {'; '.join(wrong)}")

    def _claims(self) -> list[tuple[str, bool]]:
        """What must hold, in words, and whether it does."""
        tasks, links, duties = self.tasks, self.links, self.duties
        places = self.travel_s.shape[-1]
        count, menu = len(tasks.place), len(duties.start_s)
        ends = np.concatenate([links.first, links.second])
        arrays = (self.travel_s, self.period_start_s, self.travel_cost, self.vehicles)
        used = np.concatenate([tasks.place, duties.start_place, duties.end_place])
        sizes = np.unique(tasks.group, return_counts=True)[1]
        return [
            ("arrays hold int64", all(it.dtype == np.int64 for it in (*arrays, self.change_cost))),
            ("travel is mode x period x place x place", self.travel_s.ndim == 4),
            ("a period has a start", self.travel_s.shape[1] == len(self.period_start_s)),
            ("costs of travel are vehicle x place x place", self.travel_cost.ndim == 3),
            ("a vehicle has a number", len(self.travel_cost) == len(self.vehicles)),
            ("a window has a start and an end", tasks.earliest_s.shape == (count, 2)),
            ("a window has an end and a start", tasks.latest_s.shape == (count, 2)),
            ("may is task x duty", self.may.shape == (count, menu)),
            ("a price of change is task x duty", self.change_cost.shape == (count, menu)),
            ("places are in the matrices", bool(((used >= 0) & (used < places)).all())),
            ("modes are in the matrices", bool((duties.mode < len(self.travel_s)).all())),
            ("vehicles are in the matrices", bool((duties.vehicle < len(self.vehicles)).all())),
            ("a task is in one link at most", len(np.unique(ends)) == len(ends)),
            ("linked tasks are of one group", _same(tasks.group, links)),
            ("a group is one or two tasks", bool((sizes <= 2).all())),
            ("times of travel and durations are not negative", _is_least(0, self.travel_s)),
            ("a task lasts", _is_least(0, tasks.duration_s)),
        ]

    @property
    def size(self) -> int:
        """Number of tasks."""
        return len(self.tasks.place)


def _same(group: Ints, links: RoundLinks) -> bool:
    """Whether both tasks of each link are of the same group."""
    return bool((group[links.first] == group[links.second]).all())


def _is_least(least: int, array: NDArray[np.int64]) -> bool:
    """Whether no value is below a least."""
    return bool((array >= least).all())


@dataclass(frozen=True)
class WorkedRound:
    """The tasks of one round in order, with times.

    Tasks start as early as their order, the break and links allow; then the carer leaves as late
    as that delays neither a linked task nor the return and makes no task or break later than it
    may be. (Where travel has several periods, only the leaving is put off, not the first task.)
    The break lies before task number `break_before` of the round (its length: after the last;
    -1: none): at the next stop if it can begin there in time, else at the one before.
    """

    duty: int
    tasks: tuple[int, ...]
    break_before: int
    start_s: tuple[int, ...]
    leave_s: int
    return_s: int
    break_start_s: int


@dataclass(frozen=True)
class LeftOut:
    """A task that no round holds, and why: a name of UNSERVED_REASONS."""

    task: int
    reason: str


UNSERVED_REASONS = ("no_skill", "no_window", "no_time")
"""No duty may do it; no duty reaches it in time even alone; there was no room or it did not pay."""


@dataclass(frozen=True)
class RoundsCost:
    """What a plan costs, by what for."""

    travel: int = 0
    lateness: int = 0
    largest_lateness: int = 0
    waiting: int = 0
    overtime: int = 0
    length: int = 0
    duties: int = 0
    change: int = 0
    breaks: int = 0
    largest_idle: int = 0
    unserved: int = 0

    @property
    def total(self) -> int:
        """The sum of all, which a planner makes small."""
        return sum(dataclasses.astuple(self))


@dataclass(frozen=True)
class RoundsPlan:
    """Rounds ordered by their tasks, what is left out in ascending order, and the cost."""

    rounds: tuple[WorkedRound, ...]
    left_out: tuple[LeftOut, ...]
    cost: RoundsCost
