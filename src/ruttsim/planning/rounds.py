"""From a planner's plan of a team to its rounds, each with the carer who works it."""

from __future__ import annotations

from collections.abc import Sequence

from ruttsim.domain.planning import Round, Stop, Team, TeamProblem, Unserved
from ruttsim.domain.rounds import RoundsPlan, WorkedRound
from ruttsim.planning.duties import break_window_s


def team_rounds(
    team: Team, problem: TeamProblem, plan: RoundsPlan, first_round: int, carers: Sequence[int]
) -> tuple[tuple[Round, ...], tuple[Unserved, ...]]:
    """The rounds of a team, numbered from `first_round`, and what no round holds.

    `carers` are who works each round of the plan. Rounds stand in the order in which they leave.
    """
    unserved = tuple(
        Unserved(
            visit=int(problem.visit[it.task]),
            carer=int(problem.carer[it.task]),
            organisation=team.organisation,
            team=team.team,
            reason=it.reason,
        )
        for it in plan.left_out
    )
    worked = sorted(zip(plan.rounds, carers, strict=True), key=lambda it: _order(it[0]))
    rounds = tuple(
        _round(team, problem, it, number, carer)
        for number, (it, carer) in enumerate(worked, start=first_round)
    )
    return rounds, unserved


def paired_carers(problem: TeamProblem, plan: RoundsPlan, first: int) -> list[int]:
    """A carer for each round, numbered from `first`, in a plan that names nobody.

    Halves of split shifts are paired in the order in which they leave. A half that finds no
    partner is a carer's alone: all of the split shift is paid for it.
    """
    carers = [-1] * len(plan.rounds)
    open_halves: dict[tuple[str, int], list[int]] = {}
    count = 0
    for row in sorted(range(len(plan.rounds)), key=lambda row: _order(plan.rounds[row])):
        duty = problem.duties[plan.rounds[row].duty]
        waiting = open_halves.get((duty.shift, duty.part - 1), [])
        if waiting:
            carers[row] = waiting.pop(0)
        else:
            carers[row] = first + count
            count += 1
        open_halves.setdefault((duty.shift, duty.part), []).append(carers[row])
    return carers


def _order(it: WorkedRound) -> tuple[int, tuple[int, ...]]:
    """By leaving, then by tasks."""
    return it.leave_s, it.tasks


def _round(team: Team, problem: TeamProblem, it: WorkedRound, number: int, carer: int) -> Round:
    """The record of one planned round."""
    duty = problem.duties[it.duty]
    earliest_s, latest_s = break_window_s(duty)
    return Round(
        round=number,
        carer=carer,
        organisation=team.organisation,
        team=team.team,
        premise=team.premise,
        shift=duty.shift,
        part=duty.part,
        vehicle_type=duty.vehicle_type,
        mode=duty.mode,
        leave_s=it.leave_s,
        return_s=it.return_s,
        break_before=it.break_before,
        break_earliest_s=earliest_s,
        break_latest_s=latest_s,
        stops=tuple(
            Stop(int(problem.visit[task]), int(problem.carer[task]), start_s)
            for task, start_s in zip(it.tasks, it.start_s, strict=True)
        ),
    )
