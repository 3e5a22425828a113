"""Times of a round whose order is known: when it leaves, when it breaks, when visits start."""

from __future__ import annotations

from dataclasses import dataclass

from ruttsim.domain.planning import Duty, TeamProblem


@dataclass(frozen=True)
class Timetable:
    """Planned times of a round [s after midnight]; `lateness_s` is summed over visits."""

    leave_s: int
    start_s: tuple[int, ...]
    return_s: int
    break_after: int
    lateness_s: int


def timetable(problem: TeamProblem, duty: Duty, tasks: tuple[int, ...]) -> Timetable:
    """The times of the tasks in their order, the break where it makes visits least late.

    The carer leaves so as to be at the first door when its window opens, at the earliest when
    the shift starts. Among breaks that make visits equally late, those within the legal span
    win, then the one that ends the round first.
    """
    if duty.hours.break_s == 0:
        return _timetable(problem, duty, tasks, -1)[1]
    tried = [_timetable(problem, duty, tasks, k) for k in range(1, len(tasks) + 1)]
    return min(
        tried,
        key=lambda it: (
            it[1].lateness_s,
            max(0, it[0] - duty.break_by_s),
            it[1].return_s,
            it[1].break_after,
        ),
    )[1]


def _timetable(
    problem: TeamProblem, duty: Duty, tasks: tuple[int, ...], break_after: int
) -> tuple[int, Timetable]:
    """Start of the break (-1: none) and all times, with the break after a number of tasks."""
    travel_s = problem.travel_s[duty.mode]
    first_s = int(travel_s[0, tasks[0] + 1])
    leave_s = max(duty.hours.start_s, int(problem.earliest_s[tasks[0]]) - first_s)
    now_s, here, late_s, break_s, starts = leave_s, 0, 0, -1, []
    for position, task in enumerate(tasks, start=1):
        now_s = max(now_s + int(travel_s[here, task + 1]), int(problem.earliest_s[task]))
        late_s += max(0, now_s - int(problem.latest_s[task]))
        starts.append(now_s)
        now_s += int(problem.duration_s[task])
        here = task + 1
        if position == break_after:
            break_s = now_s
            now_s += duty.hours.break_s
    return_s = now_s + int(travel_s[here, 0])
    return break_s, Timetable(leave_s, tuple(starts), return_s, break_after, late_s)
