"""Split shifts: both halves are worked by the same carer, so there must be as many of each."""

from __future__ import annotations

import dataclasses
from collections import Counter

from ruttsim.domain.planning import TeamProblem
from ruttsim.domain.rounds import RoundsPlan, RoundsProblem


def paired(problem: TeamProblem, plan: RoundsPlan) -> RoundsProblem:
    """The problem with no more of a half allowed than a plan has of the other.

    Of a surplus half, vehicles go from the end of the menu.
    """
    duties, worked = problem.duties, Counter(it.duty for it in plan.rounds)
    parts: dict[str, dict[int, list[int]]] = {}
    for row, duty in enumerate(duties):
        parts.setdefault(duty.shift, {}).setdefault(duty.part, []).append(row)
    number = problem.rounds.duties.number.copy()
    for halves in parts.values():
        if len(halves) == 1:
            continue
        counts = {part: sum(worked[row] for row in rows) for part, rows in halves.items()}
        least = min(counts.values())
        for rows in halves.values():
            left = least
            for row in rows:
                number[row] = min(worked[row], left)
                left -= int(number[row])
    limited = dataclasses.replace(problem.rounds.duties, number=number)
    return dataclasses.replace(problem.rounds, duties=limited)
