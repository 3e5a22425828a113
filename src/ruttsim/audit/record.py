"""A day's record as columns, its rows tied to each other and to the plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ruttsim.audit.columns import Columns, columns
from ruttsim.audit.given import NOBODY
from ruttsim.domain.arrays import Bools, Ints
from ruttsim.domain.day import (
    PATROL,
    AlarmRecord,
    ChargingRecord,
    Decision,
    Leg,
    RoundRecord,
    VisitRecord,
)
from ruttsim.units import LATER

if TYPE_CHECKING:
    from ruttsim.audit.given import Given
    from ruttsim.audit.morning import Morning
    from ruttsim.domain.day import Day


@dataclass(frozen=True, eq=False)
class Tables:
    """All tables of a record but that of household services, as columns."""

    legs: Columns
    visits: Columns
    rounds: Columns
    patrol: Columns
    alarms: Columns
    decisions: Columns
    charging: Columns


def tables(day: Day) -> Tables:
    """Those of a day."""
    return Tables(
        legs=columns(day.legs, Leg._fields),
        visits=columns(day.visits, VisitRecord._fields),
        rounds=columns(day.rounds, RoundRecord._fields),
        patrol=columns(day.patrol, Leg._fields),
        alarms=columns(day.alarms, AlarmRecord._fields),
        decisions=columns(day.decisions, Decision._fields),
        charging=columns(day.charging, ChargingRecord._fields),
    )


@dataclass(frozen=True, eq=False)
class Record(Tables):
    """Columns of a day, and which row belongs to which; -1 where none does.

    `planned` are the plan's rounds that are recorded, in its order and field by field, which have
    the rows `row_of_plan` of the plan's, and shifts that end at `shift_end_s` with breaks of
    `break_s`. Round k has legs `first_leg[k]` to `last_leg[k]`. The first `held` rows of `visits`
    are those that somebody came to, row j by leg `leg_of_visit[j]`. `own_alarms` are the rows of
    `alarms` that carers answered, in the order of `leg_of_alarm`. `is_to_base` are legs that lead
    to the base, `is_left` those to the door of a visit that did not begin, for the carer was
    called away.

    `from_row` and `to_row` are of decisions. `call_key` are those that send a carer somewhere
    before all else, round and time in one, ascending.
    """

    planned: Columns
    row_of_plan: Ints
    shift_end_s: Ints
    break_s: Ints
    round_of_leg: Ints
    first_leg: Ints
    last_leg: Ints
    held: int
    leg_of_visit: Ints
    own_alarms: Ints
    leg_of_alarm: Ints
    is_to_base: Bools
    is_left: Bools
    from_row: Ints
    to_row: Ints
    call_key: Ints


def open_record(record: Tables, given: Given, morning: Morning) -> Record | list[str]:
    """A record whose rows are tied to each other; or what keeps them from it."""
    legs, visits, alarms = record.legs, record.visits, record.alarms
    worked = np.flatnonzero(morning.is_worked)
    planned = {name: column[worked] for name, column in given.plan.columns.items()}
    row_of_round = row_by_number(planned["round"])
    found = _unknown(given, record)
    round_of_leg = rows_of(row_of_round, legs["round"])
    round_of_visit = rows_of(row_of_round, visits["round"])
    held = int((visits["round"] != NOBODY).sum())
    counts = np.bincount(round_of_leg + 1, minlength=len(worked) + 1)
    ends = np.cumsum(counts[1:])
    first_leg, last_leg = ends - counts[1:], ends - 1
    is_to_visit, is_to_alarm = legs["visit"] >= 0, legs["alarm"] >= 0
    is_to_base = ~is_to_visit & ~is_to_alarm
    if counts[0] or (np.diff(round_of_leg) < 0).any() or (counts[1:] == 0).any():
        found.append("recorded legs: not those of the rounds, in their order")
    elif (np.arange(len(round_of_leg)) - first_leg[round_of_leg] != legs["sequence"]).any():
        found.append("recorded legs: not in the order of their sequence")
    elif not is_to_base[last_leg].all():
        found.append("recorded legs: a round does not end at its base")
    if (round_of_visit[:held] < 0).any() or (np.diff(round_of_visit[:held]) < 0).any():
        found.append("recorded visits: not those of the rounds, in their order")
    if found:
        return found
    leg_of_visit = _last_legs(
        round_of_leg, legs["visit"], round_of_visit[:held], visits["visit"][:held]
    )
    if (leg_of_visit < 0).any() or (np.diff(leg_of_visit) <= 0).any():
        return ["recorded visits: not each by a leg of its round, in its order"]
    own_alarms = np.flatnonzero(alarms["organisation"] != PATROL)
    round_of_alarm = rows_of(row_of_round, alarms["round"][own_alarms])
    leg_of_alarm = _last_legs(
        round_of_leg, legs["alarm"], round_of_alarm, alarms["alarm"][own_alarms]
    )
    legs_to_alarms = np.flatnonzero(is_to_alarm)
    if (leg_of_alarm < 0).any() or not np.array_equal(np.sort(leg_of_alarm), legs_to_alarms):
        return ["recorded alarms: not each by a leg of its round, and each leg to an alarm by one"]
    is_left = is_to_visit
    is_left[leg_of_visit] = False
    decisions, to_row = record.decisions, rows_of(row_of_round, record.decisions["to_round"])
    action = decisions["action"]
    is_call = (action == "carer") | (action == "hand_over") | (action == "fit_in")
    is_call &= to_row >= 0
    hours = _hours(given, planned)
    return Record(
        **vars(record),
        planned=planned,
        row_of_plan=rows_of(row_of_round, given.plan.columns["round"]),
        shift_end_s=hours[0],
        break_s=hours[1],
        round_of_leg=round_of_leg,
        first_leg=first_leg,
        last_leg=last_leg,
        held=held,
        leg_of_visit=leg_of_visit,
        own_alarms=own_alarms,
        leg_of_alarm=leg_of_alarm,
        is_to_base=is_to_base,
        is_left=is_left,
        from_row=rows_of(row_of_round, decisions["from_round"]),
        to_row=to_row,
        call_key=np.sort(to_row[is_call] * LATER + decisions["time_s"][is_call]),
    )


def _hours(given: Given, planned: Columns) -> tuple[Ints, Ints]:
    """When the part of a shift ends that each round is worked in, and its break."""
    parts = {
        (shift.name, number): part
        for shift in given.staffing.shifts
        for number, part in enumerate(shift.parts)
    }
    place = {key: number for number, key in enumerate(parts)}
    shifts, numbers = planned["shift"].tolist(), planned["part"].tolist()
    its = np.fromiter(map(place.__getitem__, zip(shifts, numbers, strict=True)), np.int64)
    ends_s, breaks_s = np.array([(it.end_s, it.break_s) for it in parts.values()]).T
    return ends_s[its], breaks_s[its]


def _unknown(given: Given, record: Tables) -> list[str]:
    """Rows that name a visit or an alarm that the day does not have."""
    found = []
    visits, rings = len(given.disturbance.is_extra), len(given.disturbance.alarms.client)
    known = np.append(given.disturbance.is_extra, False)
    known[given.due] = True
    tables_ = {"legs": record.legs, "decisions": record.decisions, "patrol": record.patrol}
    for name, rows in tables_.items():
        visit, alarm = rows["visit"], rows["alarm"]
        is_visit = visit >= 0
        is_known = (visit >= -1) & (visit < visits) & (alarm >= -1) & (alarm < rings)
        is_known &= ~is_visit | (known[np.where(is_known, visit, -1)] & (alarm < 0))
        if not is_known.all():
            found.append(f"recorded {name}: about a visit or an alarm that is not of the day")
    alarm, carer = record.alarms["alarm"], record.decisions["carer"]
    if ((alarm < 0) | (alarm >= rings)).any():
        found.append("recorded alarms: about an alarm that is not of the day")
    if (carer > 1).any() or (carer < -1).any():
        found.append("recorded decisions: about a third carer")
    return found


def row_by_number(rounds: Ints) -> Ints:
    """The row of each round by its number, -1 where there is none."""
    row = np.full(1 + int(rounds.max(initial=-1)), -1)
    row[rounds] = np.arange(len(rounds))
    return row


def rows_of(row_of_round: Ints, numbers: Ints) -> Ints:
    """The rows of rounds by their numbers, -1 for those that are not there."""
    rows = np.full(len(numbers), -1)
    is_known = (numbers >= 0) & (numbers < len(row_of_round))
    rows[is_known] = row_of_round[numbers[is_known]]
    return rows


def _last_legs(round_of_leg: Ints, to: Ints, its_round: Ints, its: Ints) -> Ints:
    """The leg by which each row came: of its round to the same place, the last; -1: none.

    Where so many rows of a round are about the same, they came by so many last legs, in order.
    In most rounds, each leg brings a row.
    """
    there = np.flatnonzero(to >= 0)
    round_of_leg = round_of_leg[there]
    leg_key, key = round_of_leg * LATER + to[there], its_round * LATER + its
    found, size = (
        np.full(len(key), -1),
        2 + max(its_round.max(initial=-1), round_of_leg.max(initial=-1)),
    )
    counts = (np.bincount(it + 1, minlength=size) for it in (round_of_leg, its_round))
    is_alike = np.equal(*counts)
    is_leg, is_row = is_alike[round_of_leg + 1], is_alike[its_round + 1]
    if np.array_equal(leg_key[is_leg], key[is_row]):
        found[is_row] = there[is_leg]
        other = np.flatnonzero(~is_row)
        found[other] = _by_key(leg_key[~is_leg], there[~is_leg], key[other])
        return found
    return _by_key(leg_key, there, key)


def _by_key(leg_key: Ints, leg: Ints, key: Ints) -> Ints:
    """The leg by which each row came; rows and legs of one key are in their order."""
    legs = np.argsort(leg_key, kind="stable")
    order = np.argsort(key, kind="stable")
    leg_key, key = leg_key[legs], key[order]
    before_last = np.searchsorted(key, key, side="right") - 1 - np.arange(len(order))
    at = np.searchsorted(leg_key, key, side="right") - 1 - before_last
    is_found = at >= 0
    is_found[is_found] = leg_key[at[is_found]] == key[is_found]
    found = np.full(len(order), -1)
    found[order[is_found]] = leg[legs[at[is_found]]]
    return found
