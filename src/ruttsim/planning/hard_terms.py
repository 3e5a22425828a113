"""A problem of rounds in the terms that libraries share: hard windows, one speed, no links."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ruttsim.domain.arrays import Ints
from ruttsim.domain.rounds import RoundsProblem

COMMON_WINDOW_S = 600
"""Within which both of a linked pair start where a library knows no links."""

LARGEST_PROFILES = 20
"""Above which a search that keeps matrices for each profile does better without seeing who knows
whom (756 tasks, 116 profiles: PyVRP's plan of 60 s then costs 9 % less)."""


@dataclass(frozen=True, eq=False)
class Profile:
    """What it is to travel with a duty: rows of the matrices, who may, and the price of change."""

    mode: int
    vehicle: int
    duties: tuple[int, ...]
    sees_change: bool


@dataclass(frozen=True, eq=False)
class Terms:
    """A problem as libraries read it; `starts_s` and `ends_s` are windows of start by task."""

    problem: RoundsProblem
    starts_s: Ints
    ends_s: Ints
    largest_profiles: int

    @cached_property
    def slowest_s(self) -> NDArray[np.int64]:
        """Travel that holds in every period, by mode."""
        slowest_s: NDArray[np.int64] = self.problem.travel_s.max(axis=1)
        return slowest_s

    @cached_property
    def number(self) -> Ints:
        """Rounds of each duty, so few that vehicles cannot run out.

        No library knows vehicles that duties share: named carers have theirs first, then the
        longest duties.
        """
        duties = self.problem.duties
        number = duties.number.copy()
        length_s = duties.end_s - duties.start_s
        order = np.lexsort((np.arange(len(number)), -length_s, number > 1))
        booked: list[tuple[int, int, int, int]] = []
        for row in order.tolist():
            vehicle, start_s, end_s = (
                int(it[row]) for it in (duties.vehicle, duties.start_s, duties.end_s)
            )
            begun_s = [start_s, *(b[1] for b in booked if start_s < b[1] < end_s)]
            busiest = max(
                sum(b[3] for b in booked if b[0] == vehicle and b[1] <= at < b[2]) for at in begun_s
            )
            left = int(self.problem.vehicles[vehicle]) - busiest
            number[row] = min(int(number[row]), max(0, left))
            booked.append((vehicle, start_s, end_s, int(number[row])))
        return number

    @cached_property
    def profiles(self) -> tuple[Profile, ...]:
        """Duties that travel alike: same mode, vehicle, skills and known clients.

        Where these are too many to search in, nobody is known to anybody: continuity is then not
        seen, and costs what it costs.
        """
        alike = self._alike(self.problem.change_cost)
        return alike if len(alike) <= self.largest_profiles else self._alike(None)

    def _alike(self, change_cost: NDArray[np.int64] | None) -> tuple[Profile, ...]:
        """Duties with the same mode, vehicle, skills and, if given, price of change."""
        problem = self.problem
        alike: dict[tuple[int, int, bytes, bytes], list[int]] = {}
        for row in range(len(problem.duties.mode)):
            mode, vehicle = int(problem.duties.mode[row]), int(problem.duties.vehicle[row])
            known = b"" if change_cost is None else change_cost[:, row].tobytes()
            alike.setdefault((mode, vehicle, problem.may[:, row].tobytes(), known), []).append(row)
        return tuple(
            Profile(mode, vehicle, tuple(rows), change_cost is not None)
            for (mode, vehicle, _, _), rows in alike.items()
        )

    def profile_of(self) -> dict[int, int]:
        """The profile of each duty."""
        return {row: k for k, it in enumerate(self.profiles) for row in it.duties}

    def arc_cost(self, profile: Profile, forbidden: int) -> NDArray[np.int64]:
        """Cost of travel between the base (0) and tasks (k + 1), with the price of who comes."""
        problem, row = self.problem, profile.duties[0]
        at = np.concatenate([[0], problem.tasks.place])
        plain = problem.travel_cost[profile.vehicle]
        cost: NDArray[np.int64] = plain[np.ix_(at, at)].copy()
        change = problem.change_cost[:, row] if profile.sees_change else 0
        cost[:, 1:] += change + np.where(problem.may[:, row], 0, forbidden)
        np.fill_diagonal(cost, 0)
        return cost

    def arc_s(self, mode: int) -> NDArray[np.int64]:
        """Travel between the base (0) and tasks (k + 1)."""
        at = np.concatenate([[0], self.problem.tasks.place])
        arc_s: NDArray[np.int64] = self.slowest_s[mode][np.ix_(at, at)]
        np.fill_diagonal(arc_s, 0)
        return arc_s


def terms(
    problem: RoundsProblem,
    pinned_s: dict[int, int] | None = None,
    largest_profiles: int = LARGEST_PROFILES,
) -> Terms:
    """Hard windows; linked tasks in the middle of theirs, or at the times they are pinned to.

    Their common window is shorter than the visit, so that no round can hold both.
    """
    tasks, links = problem.tasks, problem.links
    starts_s, ends_s = tasks.earliest_s[:, 0].copy(), tasks.latest_s[:, 0].copy()
    for task in np.concatenate([links.first, links.second]).tolist():
        if pinned_s and task in pinned_s:
            starts_s[task] = ends_s[task] = pinned_s[task]
            continue
        shortest_s = min(COMMON_WINDOW_S, int(tasks.duration_s[task]) - 1)
        width_s = min(shortest_s, int(ends_s[task] - starts_s[task]))
        middle_s = int(starts_s[task] + ends_s[task] - width_s) // 2
        starts_s[task], ends_s[task] = middle_s, middle_s + width_s
    return Terms(problem, starts_s, ends_s, largest_profiles)
