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
        column[stops.part] = plan.columns[name][stops.row]
    planned_s[stops.part] = stops.start_s
    for it in plan.unserved:
        part = 2 * it.visit + it.carer
        organisation[part], team[part], is_unserved[part] = it.organisation, it.team, True
    extra = np.flatnonzero(drawn.is_extra)
    client = given.population.visits.client[extra]
    for column, of_client in zip((organisation, team), given.team_of_client, strict=True):
        column[2 * extra] = of_client[client]
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
        agreed_s=np.maximum(planned_s[::2], planned_s[1::2]),
        is_broken=is_broken,
    )


def _decided(record: Record, holder: Ints) -> tuple[Bools, Ints, dict[str, Bools]]:
    """Hand visits on in `holder` as decided; which decisions could not be, and what they ended."""
    made = record.decisions
    is_broken = np.zeros(len(made["visit"]), dtype=np.bool_)
    last_move_s = np.full(len(holder), -1)
    ends = {
        rule: np.zeros(len(holder), dtype=np.bool_)
        for rule in ("absences", "late_visits", "short_notice")
    }
    is_over: set[int] = set()
    handed_over: set[int] = set()
    about = np.flatnonzero((made["visit"] >= 0) & (made["action"] != "shorten"))
    rows = (*(column[about].tolist() for column in made.values()), record.to_row[about].tolist())
    for k, time_s, rule, action, visit, carer, _, from_round, to_round, to_row in zip(
        about.tolist(), *rows, strict=True
    ):
        key, is_move = 2 * visit + carer, action in MOVES
        is_broken[k] = (
            carer < 0
            or key in is_over
            or holder[key] != from_round
            or (is_move and to_row < 0)
            or is_move != (to_round != NOBODY)
            or (is_move and to_round == from_round)
            or (action == "hand_over" and key in handed_over)
        )
        holder[key] = to_round
        if action == "hand_over":
            handed_over.add(key)
        if is_move:
            last_move_s[key] = time_s
        else:
            is_over.add(key)
            if rule in ends:
                ends[rule][key] = True
    return is_broken, last_move_s, ends
