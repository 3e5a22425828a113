"""What the draws and the rule for absences make of the plan before anybody leaves."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from ruttsim.audit.given import NOBODY, seconds
from ruttsim.domain.planning import Stop

if TYPE_CHECKING:
    from ruttsim.audit.given import Given
    from ruttsim.audit.stops import Stops
    from ruttsim.domain.planning import Round

ON_FOOT = "walk"

Row: TypeAlias = tuple[int, str, str, int, int, int, int, int]
"""A decision, field by field."""


@dataclass(frozen=True, eq=False)
class Morning:
    """Which rounds are worked, by whom, and not before when.

    `carer` is by round, without those that nobody comes to; `first_round` are each carer's rounds
    in the order of their shift's parts, by round the one before. `leaves_s` is as planned and late
    by what was drawn. `absent` are the stops of absent carers with their round, in order.
    `decisions` are those that follow from the draws alone.
    """

    carer: dict[int, int]
    substitutes: frozenset[int]
    round_before: dict[int, Round]
    leaves_s: dict[int, int]
    absent: list[tuple[Round, Stop]]
    decisions: list[Row]


def morning(given: Given, planned: Stops) -> Morning:
    """The morning of a day."""
    drawn, rule = given.disturbance, given.rules.absences
    by_carer: dict[int, list[Round]] = {}
    for each in given.plan.rounds:
        by_carer.setdefault(each.carer, []).append(each)
    leaves_s = {each.round: each.leave_s for each in given.plan.rounds}
    round_before, decisions, sick = {}, [], []
    first_part = _first_parts(given, planned)
    for carer, own in by_carer.items():
        own.sort(key=lambda it: it.part)
        for earlier, later in itertools.pairwise(own):
            round_before[later.round] = earlier
        if carer not in first_part:
            continue
        first, number = divmod(first_part[carer], 2), own[0].round
        leaves_s[number] += int(drawn.late_start_s[first])
        leaves_s[number] = max(leaves_s[number], given.rested_s.get(carer, 0))
        if drawn.is_out_of_order[first] and own[0].mode != ON_FOOT:
            leaves_s[number] += seconds(given.parameters.replacement_vehicle_min)
            decisions.append((0, "vehicles", "replacement", -1, -1, -1, number, number))
        if drawn.is_sick[first]:
            sick += own
    sick.sort(key=lambda it: it.round)
    works = {each.round: each.carer for each in given.plan.rounds}
    named = given.plan.named
    unnamed = {it for it, its in works.items() if named is not None and its >= named}
    if rule != "substitute":
        absent = [(each, stop) for each in sick for stop in each.stops]
        at_home = {each.round for each in sick}
        works = {number: its for number, its in works.items() if number not in at_home}
        absent = [it for it in absent if not drawn.is_in_hospital[it[1].visit]]
        return Morning(works, frozenset(unnamed), round_before, leaves_s, absent, decisions)
    begins_s = {
        (shift.name, number): part.start_s
        for shift in given.staffing.shifts
        for number, part in enumerate(shift.parts)
    }
    unused = 1 + max([NOBODY, *by_carer])
    stands_in = {it: unused + k for k, it in enumerate(dict.fromkeys(each.carer for each in sick))}
    for each in sick:
        works[each.round] = stands_in[each.carer]
        if each.part == 0:
            comes_s = begins_s[each.shift, 0] + seconds(given.parameters.substitute_delay_min)
            leaves_s[each.round] = max(leaves_s[each.round], comes_s)
        decisions.append((0, "absences", "substitute", -1, -1, -1, each.round, each.round))
    substitutes = frozenset(unnamed | {each.round for each in sick})
    return Morning(works, substitutes, round_before, leaves_s, [], decisions)


def _first_parts(given: Given, planned: Stops) -> dict[int, int]:
    """The first visit (and which of its carers) that each carer has in the plan."""
    order = np.argsort(planned.part, kind="stable")[::-1]
    carer = np.array([each.carer for each in given.plan.rounds], dtype=np.int64)
    its = carer[planned.row[order]].tolist()
    return dict(zip(its, planned.part[order].tolist(), strict=True))
