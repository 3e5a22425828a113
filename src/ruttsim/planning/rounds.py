"""From a planner's sequences to timed rounds, with the halves of split shifts joined."""

from __future__ import annotations

from collections.abc import Sequence as Items
from dataclasses import dataclass

from ruttsim.domain.planning import Duty, Round, Sequence, Stop, Team, TeamProblem, Unserved
from ruttsim.planning.timing import Timetable, timetable


@dataclass(frozen=True)
class _Timed:
    """A sequence with its duty and times."""

    duty: Duty
    tasks: tuple[int, ...]
    times: Timetable


def team_rounds(
    team: Team, problem: TeamProblem, sequences: Items[Sequence], first_round: int
) -> tuple[tuple[Round, ...], tuple[Unserved, ...]]:
    """The rounds of a team, numbered from `first_round`, and what no shift can reach."""
    placed = {task for sequence in sequences for task in sequence.tasks}
    chosen = list(sequences)
    unserved = []
    for task in range(problem.tasks):
        if task in placed:
            continue
        alone = _cheapest_alone(problem, task)
        if alone is None:
            unserved.append(
                Unserved(
                    visit=int(problem.visit[task]),
                    carer=int(problem.carer[task]),
                    organisation=team.organisation,
                    team=team.team,
                    reason="no_shift_covers_the_window",
                )
            )
        else:
            chosen.append(Sequence(alone, (task,)))
    timed = [_timed(problem, problem.duties[it.duty], it.tasks) for it in chosen]
    carers = _joined_halves(problem, timed)
    rounds: list[Round] = []
    for carer, part in ((c, p) for c, parts in enumerate(carers) for p in parts):
        rounds.append(_round(team, problem, part, first_round + len(rounds), first_round + carer))
    return tuple(rounds), tuple(unserved)


def _timed(problem: TeamProblem, duty: Duty, tasks: tuple[int, ...]) -> _Timed:
    """A sequence timed for a duty."""
    return _Timed(duty, tasks, timetable(problem, duty, tasks))


def _cheapest_alone(problem: TeamProblem, task: int) -> int | None:
    """The cheapest duty that can hold a task by itself in time, if there is one."""
    order = sorted(range(len(problem.duties)), key=lambda k: (problem.duties[k].cost_ore, k))
    for k in order:
        duty = problem.duties[k]
        times = timetable(problem, duty, (task,))
        if times.is_in_time(duty):
            return k
    return None


def _joined_halves(problem: TeamProblem, timed: list[_Timed]) -> list[list[_Timed]]:
    """Carers as lists of their parts: halves of a split shift in pairs, the rest alone.

    Halves are paired in the order of their first visit. A half that finds no partner is worked
    in the cheapest whole shift that has the same vehicle and contains it; if the menu has none,
    the whole split shift is paid for it.
    """
    parts_of = {duty.shift: duty.part + 1 for duty in problem.duties}
    whole = [it for it in timed if parts_of[it.duty.shift] == 1]
    carers = [[it] for it in whole]
    for shift in dict.fromkeys(duty.shift for duty in problem.duties):
        if parts_of[shift] == 1:
            continue
        queues = [
            sorted(
                (it for it in timed if (it.duty.shift, it.duty.part) == (shift, part)),
                key=lambda it: (it.times.leave_s, it.tasks),
            )
            for part in range(parts_of[shift])
        ]
        pairs = min(len(queue) for queue in queues)
        carers += [[queue[k] for queue in queues] for k in range(pairs)]
        carers += [[_in_a_whole_shift(problem, it, parts_of)] for q in queues for it in q[pairs:]]
    return sorted(carers, key=lambda parts: (parts[0].times.leave_s, parts[0].tasks))


def _in_a_whole_shift(problem: TeamProblem, half: _Timed, parts_of: dict[str, int]) -> _Timed:
    """Half of a split shift as a whole shift of its own."""
    fitting = [
        _timed(problem, duty, half.tasks)
        for duty in problem.duties
        if parts_of[duty.shift] == 1
        and duty.vehicle_type == half.duty.vehicle_type
        and duty.hours.start_s <= half.duty.hours.start_s
        and duty.hours.end_s >= half.duty.hours.end_s
    ]
    in_time = [it for it in fitting if it.times.is_in_time(it.duty)]
    return min(in_time, key=lambda it: it.duty.cost_ore, default=half)


def _round(team: Team, problem: TeamProblem, it: _Timed, number: int, carer: int) -> Round:
    """The record of one timed sequence."""
    stops = tuple(
        Stop(int(problem.visit[task]), int(problem.carer[task]), start_s)
        for task, start_s in zip(it.tasks, it.times.start_s, strict=True)
    )
    return Round(
        round=number,
        carer=carer,
        organisation=team.organisation,
        team=team.team,
        premise=team.premise,
        shift=it.duty.shift,
        part=it.duty.part,
        vehicle_type=it.duty.vehicle_type,
        mode=it.duty.mode,
        leave_s=it.times.leave_s,
        return_s=it.times.return_s,
        break_after=it.times.break_after,
        stops=stops,
    )
