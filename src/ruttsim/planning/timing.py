"""Times of a round whose order is known: when it leaves, when it breaks, when visits start."""

from __future__ import annotations

from dataclasses import dataclass

from ruttsim.domain.planning import Duty, TeamProblem


@dataclass(frozen=True)
class Timetable:
    """Planned times of a round [s after midnight]; `lateness_s` is summed over visits.

    `overlong_s` is how much the stretches of work before and after the break are too long.
    """

    leave_s: int
    start_s: tuple[int, ...]
    return_s: int
    break_after: int
    lateness_s: int
    overlong_s: int

    def is_in_time(self, duty: Duty) -> bool:
        """Whether no visit is late, and the duty holds the round and its reserve."""
        work_s = self.return_s - self.leave_s - duty.hours.break_s
        is_held = work_s <= duty.hours.paid_s - duty.reserve_s
        return self.lateness_s == 0 and self.return_s <= duty.hours.end_s and is_held


def timetable(problem: TeamProblem, duty: Duty, tasks: tuple[int, ...]) -> Timetable:
    """The times of the tasks in their order, with the break where the law wants it.

    The carer leaves so as to be at the first door when its window opens, at the earliest when
    the shift starts. Of all breaks after a visit, those win that leave no stretch of work too
    long; among them those that make visits least late; then the one that ends the round first.
    """
    if duty.hours.break_s == 0:
        return _timetable(problem, duty, tasks, -1)
    tried = [_timetable(problem, duty, tasks, k) for k in range(1, len(tasks) + 1)]
    return min(tried, key=lambda it: (it.overlong_s, it.lateness_s, it.return_s, it.break_after))


def _timetable(
    problem: TeamProblem, duty: Duty, tasks: tuple[int, ...], break_after: int
) -> Timetable:
    """All times, with the break after a number of tasks (-1: none)."""
    travel_s = problem.travel_s[duty.mode]
    first_s = int(travel_s[0, tasks[0] + 1])
    leave_s = max(duty.hours.start_s, int(problem.earliest_s[tasks[0]]) - first_s)
    now_s, here, lateness_s, starts = leave_s, 0, 0, []
    since_s, overlong_s = leave_s, 0
    for position, task in enumerate(tasks, start=1):
        now_s = max(now_s + int(travel_s[here, task + 1]), int(problem.earliest_s[task]))
        lateness_s += max(0, now_s - int(problem.latest_s[task]))
        starts.append(now_s)
        now_s += int(problem.duration_s[task])
        here = task + 1
        if position == break_after:
            overlong_s += max(0, now_s - since_s - duty.longest_work_s)
            now_s += duty.hours.break_s
            since_s = now_s
    return_s = now_s + int(travel_s[here, 0])
    overlong_s += max(0, return_s - since_s - duty.longest_work_s)
    return Timetable(leave_s, tuple(starts), return_s, break_after, lateness_s, overlong_s)
