"""Contradictions in the record of a day, recomputed from the plan and the draws alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from ruttsim.audit.alarms import alarm_labels, answers, call_outs
from ruttsim.audit.decisions import decision_rows, decisions
from ruttsim.audit.given import Contradiction, Given
from ruttsim.audit.household import household
from ruttsim.audit.identity import (
    named,
    plan_against_demand,
    rounds_against_plan,
    visits_against_demand,
)
from ruttsim.audit.morning import Morning, morning
from ruttsim.audit.movement import breaks, in_place, in_time, labels, movement_itself
from ruttsim.audit.outcomes import belonging, care_plan, outcomes
from ruttsim.audit.patrol import patrol, patrol_rows
from ruttsim.audit.record import Record, open_record, tables
from ruttsim.audit.stops import Stops, planned_stops
from ruttsim.audit.timing import timing
from ruttsim.audit.vehicles import vehicles
from ruttsim.audit.whose import whose

if TYPE_CHECKING:
    from ruttsim.domain.day import Day

__all__ = ["Given", "audit"]


def audit(day: Day, given: Given) -> list[str]:
    """What in a day's record contradicts itself, the plan or the draws; empty if nothing does.

    A record whose rows cannot be tied to the plan's and to each other is not compared further.
    """
    stops = planned_stops(given.plan)
    before, written = morning(given, stops), tables(day)
    found = [
        *plan_against_demand(given, stops),
        *rounds_against_plan(day, written.rounds, given, before),
        *visits_against_demand(written.visits, given),
        *decision_rows(day, given, before),
    ]
    if found:
        return found
    record = open_record(written, given, before)
    if isinstance(record, list):
        return record
    found = [*answers(record, given), *patrol_rows(record)]
    if found:
        return found
    names: Mapping[str, Callable[[int], str]] = {
        "legs": lambda row: f"round {day.legs[row].round} leg {day.legs[row].sequence}",
        "visits": lambda row: f"visit {day.visits[row].visit} carer {day.visits[row].carer}",
        "rounds": lambda row: f"round {day.rounds[row].round}",
        "patrol": lambda row: f"car {day.patrol[row].round} leg {day.patrol[row].sequence}",
        "alarms": lambda row: f"alarm {day.alarms[row].alarm} by {day.alarms[row].responder}",
        "decisions": lambda row: str(tuple(day.decisions[row])),
        "charging": lambda row: str(tuple(day.charging[row])),
        "household": lambda row: str(tuple(day.household[row])),
        "plan": lambda row: f"round {given.plan.rounds[row].round}",
        "fleet": lambda row: f"vehicle {row}",
    }
    return [
        f"{problem}: {named([names[rows](row) for row in np.flatnonzero(is_wrong).tolist()])}"
        for problem, rows, is_wrong in _contradictions(record, given, before, stops, day)
        if np.count_nonzero(is_wrong)
    ]


def _contradictions(
    record: Record,
    given: Given,
    before: Morning,
    stops: Stops,
    day: Day,
) -> Iterator[Contradiction]:
    """All that is asked of a record whose rows are tied to each other."""
    times, its = timing(record, given, before, stops), whose(record, given, stops)
    yield from labels(record)
    yield from in_place(record, times)
    yield from in_time(record, times)
    yield from breaks(record, times)
    yield from movement_itself(record, times)
    yield from vehicles(record, given, times)
    yield from household(record, given, day.household)
    yield from care_plan(record, given)
    yield from belonging(record, given, its)
    yield from outcomes(record, given, its, times)
    if len(record.alarms["alarm"]):
        yield from alarm_labels(record, given)
        yield from call_outs(record, given, times)
    if len(record.patrol["alarm"]):
        yield from patrol(record, given)
    yield from decisions(record, given, its, times)
