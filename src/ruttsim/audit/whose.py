"""Whose each carer's part of each visit was by the plan, and became by decisions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ruttsim.audit.given import NOBODY

if TYPE_CHECKING:
    from ruttsim.audit.given import Given
    from ruttsim.audit.record import Record
    from ruttsim.audit.stops import Stops
    from ruttsim.domain.arrays import Bools, Ints

MOVES = ("share_out", "fit_in", "hand_over")
ENDS = ("drop", "nobody")


@dataclass(frozen=True, eq=False)
class Whose:
    """What should be true of each row of the record's visits.

    `planned_round` and `round` are numbers, `planned_s` the planned start (-1: none).
    `last_move_s` is when the visit became its carer's (-1: by the plan). `agreed_s`, by row of
    Visits, is the later of the starts planned for its carers. `is_broken`, by decision, are those
    about a visit that was not with whom they say, or not any more.
    """

    planned_round: Ints
    round: Ints
    planned_s: Ints
    organisation: Ints
    team: Ints
    is_unserved: Bools
    is_asked_for: Bools
    is_absent: Bools
    is_dropped: Bools
    last_move_s: Ints
    agreed_s: Ints
    is_broken: Bools


def whose(record: Record, given: Given, stops: Stops) -> Whose:
    """By the plan, then decision by decision."""
    plan, drawn = given.plan, given.disturbance
    visit, carer = record.visits["visit"], record.visits["carer"]
    size = 2 * len(given.population.visits.visit)
    planned_round, planned_s, organisation, team = np.full((4, size), NOBODY)
    is_unserved = np.zeros(size, dtype=np.bool_)
    columns = ("round", "organisation", "team")
    for name, column in zip(columns, (planned_round, organisation, team), strict=True):
        values = np.array([getattr(it, name) for it in plan.rounds], dtype=np.int64)
        column[stops.part] = values[stops.row]
    planned_s[stops.part] = stops.start_s
    for it in plan.unserved:
        organisation[2 * it.visit + it.carer] = it.organisation
        team[2 * it.visit + it.carer] = it.team
    is_unserved[[it.visit * 2 + it.carer for it in plan.unserved]] = True
    extra = np.flatnonzero(drawn.is_extra)
    of_client = {
        client: (it.organisation, it.team)
        for it in plan.teams
        if not it.is_of_night
        for client in it.clients.tolist()
    }
    for each in extra.tolist():
        its_team = of_client[int(given.population.visits.client[each])]
        organisation[2 * each], team[2 * each] = its_team
    holder = planned_round.copy()
    holder[np.repeat(drawn.is_in_hospital, 2)] = NOBODY
    is_broken, last_move_s, ends = _decided(record, holder)
    key = visit * 2 + carer
    return Whose(
        planned_round=planned_round[key],
        round=holder[key],
        planned_s=planned_s[key],
        organisation=organisation[key],
        team=team[key],
        is_unserved=is_unserved[key],
        is_asked_for=drawn.is_extra[visit],
        is_absent=ends["absences"][key],
        is_dropped=ends["late_visits"][key],
        last_move_s=last_move_s[key],
        agreed_s=planned_s.reshape(-1, 2).max(axis=1),
        is_broken=is_broken,
    )


def _decided(record: Record, holder: Ints) -> tuple[Bools, Ints, dict[str, Bools]]:
    """Hand visits on in `holder` as decided; which decisions could not be, and what they ended."""
    decisions = record.decisions
    is_broken = np.zeros(len(decisions["visit"]), dtype=np.bool_)
    last_move_s = np.full(len(holder), -1)
    ends = {
        rule: np.zeros(len(holder), dtype=np.bool_)
        for rule in ("absences", "late_visits", "short_notice")
    }
    is_over: set[int] = set()
    handed_over: set[int] = set()
    about = np.flatnonzero((decisions["visit"] >= 0) & (decisions["action"] != "shorten"))
    for k in about.tolist():
        key = 2 * int(decisions["visit"][k]) + int(decisions["carer"][k])
        from_round, to_round = int(decisions["from_round"][k]), int(decisions["to_round"][k])
        is_move = decisions["action"][k] in MOVES
        is_broken[k] = (
            decisions["carer"][k] < 0
            or key in is_over
            or holder[key] != from_round
            or (is_move and record.to_row[k] < 0)
            or is_move != (to_round != NOBODY)
            or (is_move and to_round == from_round)
            or (decisions["action"][k] == "hand_over" and key in handed_over)
        )
        holder[key] = to_round
        if decisions["action"][k] == "hand_over":
            handed_over.add(key)
        if is_move:
            last_move_s[key] = decisions["time_s"][k]
        else:
            is_over.add(key)
            if decisions["rule"][k] in ends:
                ends[decisions["rule"][k]][key] = True
    return is_broken, last_move_s, ends
