"""What the draws and the rule for absences make of the plan before anybody leaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from ruttsim.audit.given import NOBODY, seconds

if TYPE_CHECKING:
    from ruttsim.audit.given import Given
    from ruttsim.audit.stops import Stops
    from ruttsim.domain.arrays import Bools, Ints

ON_FOOT = "walk"

Row: TypeAlias = tuple[int, str, str, int, int, int, int, int]
"""A decision, field by field."""

Part: TypeAlias = tuple[int, int, int]
"""Round, visit and which of its carers."""

_NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True, eq=False)
class Morning:
    """Which rounds are worked, by whom, and not before when; index = row of the plan's rounds.

    `carer` is who works it if anybody does. `before` is the row of the part of a shift that its
    carer works before it, -1: none. `leaves_s` is as planned and late by what was drawn. `absent`
    are the stops of absent carers, in order of rounds. `decisions` are those that follow from the
    draws alone.
    """

    is_worked: Bools
    carer: Ints
    is_substitute: Bools
    before: Ints
    leaves_s: Ints
    absent: list[Part]
    decisions: list[Row]


def morning(given: Given, planned: Stops) -> Morning:
    """The morning of a day.

    What befalls a carer is drawn at the first part of a visit that it has in the plan, and begins
    with the first part of its shift.
    """
    drawn, plan = given.disturbance, given.plan
    number, carer = plan.columns["round"], plan.columns["carer"].copy()
    carers, seen, of_round = np.unique(carer, return_index=True, return_inverse=True)
    order = np.lexsort((plan.columns["part"], of_round))
    is_same = np.diff(of_round[order]) == 0
    before = np.full(len(number), NOBODY)
    before[order[1:][is_same]] = order[:-1][is_same]

    first = np.full(len(carers), _NEVER)
    np.minimum.at(first, of_round[planned.row], planned.part)
    its = np.argsort(seen, kind="stable")
    its = its[first[its] < _NEVER]
    leads, draw = order[np.searchsorted(of_round[order], its)], divmod(first[its], 2)
    leaves_s = plan.columns["leave_s"].copy()
    leaves_s[leads] += drawn.late_start_s[draw]
    rested_s = [given.rested_s.get(it, 0) for it in carer[leads].tolist()]
    leaves_s[leads] = np.maximum(leaves_s[leads], rested_s)
    replaced = leads[drawn.is_out_of_order[draw] & (plan.columns["mode"][leads] != ON_FOOT)]
    leaves_s[replaced] += seconds(given.parameters.replacement_vehicle_min)
    decisions = [
        (0, "vehicles", "replacement", -1, -1, -1, it, it) for it in number[replaced].tolist()
    ]
    is_sick = np.zeros(len(carers), dtype=np.bool_)
    is_sick[its[drawn.is_sick[draw]]] = True
    sick = np.flatnonzero(is_sick[of_round])
    sick = sick[np.argsort(number[sick], kind="stable")]
    is_worked, is_substitute = np.ones(len(number), dtype=np.bool_), np.zeros_like(carer, np.bool_)
    if plan.named is not None:
        is_substitute = carer >= plan.named
    found = Morning(is_worked, carer, is_substitute, before, leaves_s, [], decisions)
    if given.rules.absences == "substitute":
        _stand_in(given, found, sick)
        return found
    is_worked[sick] = False
    found.absent.extend(
        (plan.rounds[row].round, stop.visit, stop.carer)
        for row in sick.tolist()
        for stop in plan.rounds[row].stops
        if not drawn.is_in_hospital[stop.visit]
    )
    return found


def _stand_in(given: Given, morning: Morning, sick: Ints) -> None:
    """Substitutes work the rounds of who is sick, and come as soon as they can."""
    rounds, carer = given.plan.rounds, morning.carer
    unused = 1 + int(carer.max(initial=NOBODY))
    own = dict.fromkeys(carer[sick].tolist())
    stands_in = {it: unused + place for place, it in enumerate(own)}
    begins_s = {it.name: it.parts[0].start_s for it in given.staffing.shifts}
    delay_s = seconds(given.parameters.substitute_delay_min)
    for row in sick.tolist():
        each = rounds[row]
        carer[row] = stands_in[each.carer]
        if each.part == 0:
            comes_s = begins_s[each.shift] + delay_s
            morning.leaves_s[row] = max(morning.leaves_s[row], comes_s)
        morning.decisions.append((0, "absences", "substitute", -1, -1, -1, each.round, each.round))
    morning.is_substitute[sick] = True
