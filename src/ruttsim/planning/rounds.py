"""From a planner's plan of a team to its rounds, with the halves of split shifts joined."""

from __future__ import annotations

from ruttsim.domain.planning import Round, Stop, Team, TeamProblem, Unserved
from ruttsim.domain.rounds import RoundsPlan, WorkedRound
from ruttsim.planning.duties import break_window_s


def team_rounds(
    team: Team, problem: TeamProblem, plan: RoundsPlan, first_round: int
) -> tuple[tuple[Round, ...], tuple[Unserved, ...]]:
    """The rounds of a team, numbered from `first_round`, and what no round holds."""
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
    rounds: list[Round] = []
    for carer, parts in enumerate(_carers(problem, plan)):
        for part in parts:
            number = first_round + len(rounds)
            rounds.append(_round(team, problem, part, number, first_round + carer))
    return tuple(rounds), unserved


def _carers(problem: TeamProblem, plan: RoundsPlan) -> list[list[WorkedRound]]:
    """Carers as lists of their rounds, by when they leave.

    Halves of split shifts are paired in the order in which they leave. A half that finds no
    partner is a carer's alone: all of the split shift is paid for it.
    """
    carers: list[list[WorkedRound]] = []
    queues: dict[str, dict[int, list[WorkedRound]]] = {}
    parts = {duty.shift: duty.part + 1 for duty in problem.duties}
    for it in sorted(plan.rounds, key=lambda it: (it.leave_s, it.tasks)):
        duty = problem.duties[it.duty]
        if parts[duty.shift] == 1:
            carers.append([it])
        else:
            queues.setdefault(duty.shift, {}).setdefault(duty.part, []).append(it)
    for halves in queues.values():
        queues_in_order = [queue for _, queue in sorted(halves.items())]
        most = max(len(queue) for queue in queues_in_order)
        carers += [[queue[k] for queue in queues_in_order if k < len(queue)] for k in range(most)]
    return sorted(carers, key=lambda parts: (parts[0].leave_s, parts[0].tasks))


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
