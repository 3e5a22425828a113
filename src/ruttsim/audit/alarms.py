"""Whether every alarm is answered, by as many as it needs, and when they could be there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ruttsim.domain.day import PATROL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ruttsim.audit.given import Contradiction, Given
    from ruttsim.audit.record import Record
    from ruttsim.audit.timing import Timing
    from ruttsim.domain.arrays import Bools


def answers(record: Record, given: Given) -> Iterator[str]:
    """Each alarm is answered as its decision says: once by each carer, or by the patrol."""
    drawn, decisions = given.disturbance.alarms, record.decisions
    is_ours = decisions["rule"] == "alarms"
    alarm, action = decisions["alarm"][is_ours], decisions["action"][is_ours]
    needed = np.repeat(np.arange(len(drawn.client)), drawn.carers)
    by_patrol = set(alarm[action == "patrol"].tolist())
    expected = [it for it in needed.tolist() if it not in by_patrol]
    expected = sorted([*expected, *by_patrol])
    if alarm.tolist() != expected or not set(action.tolist()) <= {"carer", "patrol"}:
        yield "recorded decisions: not one for each alarm and carer, in the order of ringing"
        return
    if record.alarms["alarm"].tolist() != expected:
        yield "recorded alarms: not one for each alarm and responder, in the order of ringing"
        return
    responder = np.arange(len(alarm)) - np.searchsorted(alarm, alarm)
    who = decisions["to_round"][is_ours]
    is_patrol = record.alarms["organisation"] == PATROL
    is_otherwise = (record.alarms["responder"] != responder) | (is_patrol != (action == "patrol"))
    is_otherwise |= ~is_patrol & (record.alarms["round"] != who)
    if is_otherwise.any():
        yield "recorded alarms: not answered by those who were sent"


def alarm_labels(record: Record, given: Given) -> Iterator[Contradiction]:
    """Each record repeats what was drawn, and names the organisation that came."""
    drawn, recorded = given.disturbance.alarms, record.alarms
    row = recorded["alarm"]
    for name, expected in {
        "client": drawn.client[row],
        "basic_area": given.population.holder_area[drawn.client[row]],
        "rung_s": drawn.rung_s[row],
    }.items():
        yield f"{name} is not that of the alarm", "alarms", recorded[name] != expected
    own = record.own_alarms
    is_otherwise = np.zeros(len(row), dtype=np.bool_)
    by_round = record.rounds["organisation"][record.round_of_leg[record.leg_of_alarm]]
    allowed = np.array(given.alarm_organisation, dtype=np.int64)[row[own]]
    is_otherwise[own] = (recorded["organisation"][own] != by_round) | (by_round != allowed)
    is_otherwise[own] |= given.rules.alarms == "patrol"
    yield "carer of an organisation that does not answer this alarm", "alarms", is_otherwise


def call_outs(record: Record, given: Given, timing: Timing) -> Iterator[Contradiction]:
    """Help begins when all are there, and takes its time; carers go there before all else."""
    drawn, recorded = given.disturbance.alarms, record.alarms
    row, ready_s, own = recorded["alarm"], recorded["ready_s"], record.own_alarms
    all_there_s = np.full(len(drawn.client), -1)
    np.maximum.at(all_there_s, row, ready_s)
    yield "help starts at a wrong time", "alarms", recorded["start_s"] != all_there_s[row]
    end_s = recorded["start_s"] + drawn.care_s[row]
    yield "help has a wrong length", "alarms", recorded["end_s"] != end_s
    leg = record.leg_of_alarm
    is_otherwise = np.zeros(len(row), dtype=np.bool_)
    is_otherwise[own] = ready_s[own] != timing.ready_s[leg]
    yield "responder is not ready on arrival", "alarms", is_otherwise
    rung_s = drawn.rung_s[row[own]]
    is_first = leg == record.first_leg[record.round_of_leg[leg]]
    came_before = ~is_first & (timing.goes_s[leg - 1] > rung_s)
    is_otherwise = is_otherwise.copy()
    is_otherwise[own] = is_first | came_before | (timing.goes_s[leg] < rung_s)
    yield "responder does not go there first", "alarms", is_otherwise


def alarm_decisions(record: Record, given: Given) -> Bools:
    """Decisions about alarms that were not taken when the alarm rang, or name others."""
    decisions = record.decisions
    is_ours = decisions["rule"] == "alarms"
    is_patrol = decisions["action"] == "patrol"
    expected = np.where(is_patrol, -1, decisions["to_round"])
    rung_s = np.append(given.disturbance.alarms.rung_s, -1)
    is_wrong = (decisions["time_s"] != rung_s[decisions["alarm"]]) | (decisions["visit"] != -1)
    is_wrong |= (decisions["carer"] != -1) | (decisions["from_round"] != expected)
    is_wrong |= (decisions["to_round"] != expected) | (is_patrol != (expected < 0))
    is_wrong |= ~is_patrol & (record.to_row < 0)
    wrong: Bools = is_wrong & is_ours
    return wrong
