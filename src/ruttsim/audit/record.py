"""A day's record as columns, its rows tied to each other and to the plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ruttsim.audit.given import NOBODY
from ruttsim.domain.arrays import Bools, Ints
from ruttsim.domain.day import PATROL, AlarmRecord, Decision, Leg, RoundRecord, Rows, VisitRecord

if TYPE_CHECKING:
    from ruttsim.audit.given import Given
    from ruttsim.audit.morning import Morning
    from ruttsim.domain.day import Day
    from ruttsim.domain.planning import Round, ShiftPart

Columns: TypeAlias = Mapping[str, NDArray[Any]]

_TEXTS = frozenset(("vehicle_type", "mode", "outcome", "reason", "shift", "rule", "action"))
LATER = 1 << 32
"""More than any second: `row * LATER + second` orders by row, then by time."""


@dataclass(frozen=True, eq=False)
class Record:
    """Columns of a day, and which row belongs to which; -1 where none does.

    `planned` are the plan's rounds that are recorded, in its order, with `hours` of their shifts;
    round k has legs `first_leg[k]` to `last_leg[k]`. The first `held` rows of `visits` are those
    that somebody came to, row j by leg `leg_of_visit[j]`. `own_alarms` are the rows of `alarms`
    that carers answered, in the order of `leg_of_alarm`.

    `call_round` and `call_s` are the decisions that send a carer somewhere before all else, and
    `call_key` both in one, ascending.
    """

    planned: tuple[Round, ...]
    hours: tuple[ShiftPart, ...]
    legs: Columns
    visits: Columns
    rounds: Columns
    patrol: Columns
    alarms: Columns
    decisions: Columns
    round_of_leg: Ints
    first_leg: Ints
    last_leg: Ints
    held: int
    leg_of_visit: Ints
    visit_of_leg: Ints
    own_alarms: Ints
    leg_of_alarm: Ints
    alarm_of_leg: Ints
    row_of_round: Mapping[int, int]
    from_row: Ints
    to_row: Ints
    call_key: Ints

    @property
    def is_to_base(self) -> Bools:
        """Legs that lead to the base."""
        return (self.legs["visit"] < 0) & (self.legs["alarm"] < 0)

    @property
    def is_left(self) -> Bools:
        """Legs to the door of a visit that did not begin, for the carer was called away."""
        return (self.legs["visit"] >= 0) & (self.visit_of_leg < 0)


def columns(records: Sequence[Any], fields: Sequence[str]) -> Columns:
    """Records as arrays: those that they are kept in, or made of them."""
    if isinstance(records, Rows):
        return records.columns
    values = list(zip(*records, strict=True)) or [()] * len(fields)
    found: dict[str, NDArray[Any]] = {}
    for name, column in zip(fields, values, strict=True):
        if name in _TEXTS:
            found[name] = np.array(column, dtype=np.str_)
        else:
            kind = np.float64 if name == "distance_m" else np.int64
            found[name] = np.array(column, dtype=kind)
    return found


def open_record(day: Day, given: Given, morning: Morning) -> Record | list[str]:
    """A record in columns; or what keeps its rows from being tied to each other."""
    legs, visits = columns(day.legs, Leg._fields), columns(day.visits, VisitRecord._fields)
    alarms, decisions = (
        columns(day.alarms, AlarmRecord._fields),
        columns(day.decisions, Decision._fields),
    )
    planned = tuple(it for it in given.plan.rounds if it.round in morning.carer)
    row_of_round = {it.round: row for row, it in enumerate(planned)}
    found = _unknown(given, legs, alarms, decisions, columns(day.patrol, Leg._fields))
    round_of_leg = _rows(row_of_round, legs["round"])
    round_of_visit = _rows(row_of_round, visits["round"])
    held = int((visits["round"] != NOBODY).sum())
    counts = np.bincount(round_of_leg + 1, minlength=len(planned) + 1)
    ends = np.cumsum(counts[1:])
    first_leg, last_leg = ends - counts[1:], ends - 1
    if counts[0] or (np.diff(round_of_leg) < 0).any() or (counts[1:] == 0).any():
        found.append("recorded legs: not those of the rounds, in their order")
    elif (np.arange(len(round_of_leg)) - first_leg[round_of_leg] != legs["sequence"]).any():
        found.append("recorded legs: not in the order of their sequence")
    elif ((legs["visit"] >= 0) | (legs["alarm"] >= 0))[last_leg].any():
        found.append("recorded legs: a round does not end at its base")
    if (round_of_visit[:held] < 0).any() or (np.diff(round_of_visit[:held]) < 0).any():
        found.append("recorded visits: not those of the rounds, in their order")
    if found:
        return found
    leg_of_visit = _last_legs(round_of_leg, legs["visit"], round_of_visit[:held], visits["visit"])
    own_alarms = np.flatnonzero(alarms["organisation"] != PATROL)
    by_carer = alarms["round"][own_alarms]
    round_of_alarm = _rows(row_of_round, by_carer)
    alarm_legs = _last_legs(
        round_of_leg, legs["alarm"], round_of_alarm, alarms["alarm"][own_alarms]
    )
    if (leg_of_visit < 0).any() or (np.diff(leg_of_visit) <= 0).any():
        return ["recorded visits: not each by a leg of its round, in its order"]
    is_to_alarm = legs["alarm"] >= 0
    if (alarm_legs < 0).any() or sorted(alarm_legs) != np.flatnonzero(is_to_alarm).tolist():
        return ["recorded alarms: not each by a leg of its round, and each leg to an alarm by one"]
    visit_of_leg, alarm_of_leg = np.full((2, len(round_of_leg)), -1)
    visit_of_leg[leg_of_visit] = np.arange(held)
    alarm_of_leg[alarm_legs] = own_alarms
    to_row = _rows(row_of_round, decisions["to_round"])
    is_call = (decisions["action"] == "carer") | (decisions["action"] == "hand_over")
    is_call |= decisions["action"] == "fit_in"
    is_call &= to_row >= 0
    hours = {
        (shift.name, number): part
        for shift in given.staffing.shifts
        for number, part in enumerate(shift.parts)
    }
    return Record(
        planned=planned,
        hours=tuple(hours[it.shift, it.part] for it in planned),
        legs=legs,
        visits=visits,
        rounds=columns(day.rounds, RoundRecord._fields),
        patrol=columns(day.patrol, Leg._fields),
        alarms=alarms,
        decisions=decisions,
        round_of_leg=round_of_leg,
        first_leg=first_leg,
        last_leg=last_leg,
        held=held,
        leg_of_visit=leg_of_visit,
        visit_of_leg=visit_of_leg,
        own_alarms=own_alarms,
        leg_of_alarm=alarm_legs,
        alarm_of_leg=alarm_of_leg,
        row_of_round=row_of_round,
        from_row=_rows(row_of_round, decisions["from_round"]),
        to_row=to_row,
        call_key=np.sort(to_row[is_call] * LATER + decisions["time_s"][is_call]),
    )


def _unknown(
    given: Given,
    legs: Columns,
    alarms: Columns,
    decisions: Columns,
    patrol: Columns,
) -> list[str]:
    """Rows that name a visit or an alarm that the day does not have."""
    found = []
    known = np.zeros(len(given.population.visits.visit), dtype=np.bool_)
    known[given.due] = True
    known |= given.disturbance.is_extra
    rings = len(given.disturbance.alarms.client)
    for name, rows in (("legs", legs), ("decisions", decisions), ("patrol", patrol)):
        visit, alarm = rows["visit"], rows["alarm"]
        is_known = (visit >= -1) & (visit < len(known))
        is_known[is_known] = (visit[is_known] < 0) | known[visit[is_known]]
        is_known &= (alarm >= -1) & (alarm < rings) & ((alarm < 0) | (visit < 0))
        if not is_known.all():
            found.append(f"recorded {name}: about a visit or an alarm that is not of the day")
    if ((alarms["alarm"] < 0) | (alarms["alarm"] >= rings)).any():
        found.append("recorded alarms: about an alarm that is not of the day")
    if (decisions["carer"] > 1).any() or (decisions["carer"] < -1).any():
        found.append("recorded decisions: about a third carer")
    return found


def _rows(row_of: Mapping[int, int], numbers: NDArray[Any]) -> Ints:
    """Row of each round by its number, -1 for those that are not recorded."""
    row = np.full(1 + max(row_of, default=-1), -1)
    row[list(row_of)] = list(row_of.values())
    rows = np.full(len(numbers), -1)
    is_known = (numbers >= 0) & (numbers < len(row))
    rows[is_known] = row[numbers[is_known]]
    return rows


def _last_legs(round_of_leg: Ints, to: Ints, its_round: Ints, its: Ints) -> Ints:
    """The leg by which each row came: of its round to the same place, the last; -1: none.

    Where so many rows of a round are about the same, they came by so many last legs, in order.
    """
    its = its[: len(its_round)]
    is_there = np.flatnonzero(to >= 0)
    leg_key = round_of_leg[is_there] * LATER + to[is_there]
    legs = np.argsort(leg_key, kind="stable")
    key = its_round * LATER + its
    order = np.argsort(key, kind="stable")
    ends = np.searchsorted(key[order], key[order], side="right")
    before_last = ends - 1 - np.arange(len(order))
    at = np.searchsorted(leg_key[legs], key[order], side="right") - 1 - before_last
    is_found = at >= 0
    is_found[is_found] = leg_key[legs[at[is_found]]] == key[order][is_found]
    found = np.full(len(order), -1)
    found[order[is_found]] = is_there[legs[at[is_found]]]
    return found
