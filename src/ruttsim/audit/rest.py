"""On which leg of a round its break lies: the first after all that the plan has before it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from ruttsim.audit.given import Given
    from ruttsim.audit.record import Record
    from ruttsim.audit.stops import Stops
    from ruttsim.domain.arrays import Bools, Ints

_NEVER = np.iinfo(np.int64).max


class _Sent(NamedTuple):
    """A visit that a round was sent to: when, by which leg it first went, when it was taken off."""

    row: int
    from_s: int
    leg: int
    until_s: int


def break_legs(record: Record, stops: Stops, given: Given) -> tuple[Ints, Ints]:
    """Rounds with a break, and the leg of each that the break lies on or before.

    It is the first leg after all stops before the break are done or somebody else's, but for
    those to which a carer is sent before all else, and what is fitted in before such. Where the
    last stop before the break goes to somebody else as its carer leaves for one that was fitted in,
    that may have been before or after it: as the record says.
    """
    legs, row_of_leg = record.legs, record.round_of_leg
    key, row = stops.part, _recorded(record, given)[stops.row]
    is_before = stops.is_before_break
    own = np.full(2 * int(max(legs["visit"].max(initial=0), key.max(initial=0) // 2)) + 2, -1)
    own[key] = row
    before = np.full(len(own), -1)
    before[key[is_before]] = row[is_before]

    its_key = record.visits["visit"][: record.held] * 2 + record.visits["carer"][: record.held]
    is_own = before[its_key] == row_of_leg[record.leg_of_visit]
    after_leg = record.first_leg.copy()
    done = record.leg_of_visit[is_own]
    np.maximum.at(after_leg, row_of_leg[done], done + 1)
    is_sent, sent, not_before_s = _decided(record, before)
    begins_s = _begins_s(record)
    may = ~is_sent & (np.arange(len(is_sent)) >= after_leg[row_of_leg])
    may &= begins_s >= not_before_s[row_of_leg]
    visit = legs["visit"]
    is_fitted = (visit >= 0) & (own[visit * 2] != row_of_leg) & (own[visit * 2 + 1] != row_of_leg)
    is_same = is_fitted & (begins_s == not_before_s[row_of_leg])
    may &= ~(is_same & (record.rounds["break_start_s"][row_of_leg] >= np.roll(begins_s, -1)))
    for it in sent:
        span = slice(record.first_leg[it.row], it.leg)
        may[span] &= ~(
            is_fitted[span] & (begins_s[span] >= it.from_s) & (begins_s[span] < it.until_s)
        )
    rows = np.array(
        [number for number, it in enumerate(record.planned) if it.break_before >= 0],
        dtype=np.int64,
    )
    if not len(rows):
        return rows, rows
    candidates = np.where(may, np.arange(len(may)), _NEVER)
    leg = np.minimum.reduceat(candidates, record.first_leg)[rows]
    is_found = leg < _NEVER
    return rows[is_found], leg[is_found]


def _recorded(record: Record, given: Given) -> Ints:
    """The row of the record's rounds that each round of the plan has, -1: none."""
    rows = [record.row_of_round.get(it.round, -1) for it in given.plan.rounds]
    return np.array(rows, dtype=np.int64)


def _begins_s(record: Record) -> Ints:
    """When each leg is begun, before a break on the way there."""
    begins_s = record.legs["depart_s"].copy()
    for leg, end_s in (
        (record.leg_of_visit, record.visits["end_s"][: record.held]),
        (record.leg_of_alarm, record.alarms["end_s"][record.own_alarms]),
    ):
        begins_s[leg + 1] = np.minimum(begins_s[leg + 1], end_s)
    return begins_s


def _decided(record: Record, before: Ints) -> tuple[Bools, list[_Sent], Ints]:
    """Legs to which a carer was sent, what it was sent to, and when stops before breaks left."""
    legs, decisions = record.legs, record.decisions
    is_sent = legs["alarm"] >= 0
    not_before_s = np.full(len(record.planned), -1)
    sent: list[_Sent] = []
    is_move = (decisions["rule"] == "late_visits") & (decisions["action"] != "shorten")
    for k in np.flatnonzero(is_move & (decisions["visit"] >= 0)).tolist():
        visit, at_s = int(decisions["visit"][k]), int(decisions["time_s"][k])
        row, to = int(record.from_row[k]), int(record.to_row[k])
        key = 2 * visit + max(int(decisions["carer"][k]), 0)
        if row >= 0 and key < len(before) and before[key] == row:
            not_before_s[row] = max(not_before_s[row], at_s)
        if to < 0:
            continue
        first, end = int(record.first_leg[to]), int(record.last_leg[to]) + 1
        its = first + np.flatnonzero(
            (legs["visit"][first:end] == visit) & (legs["depart_s"][first:end] >= at_s)
        )
        is_sent[its] = True
        is_off = is_move & (decisions["visit"] == visit) & (record.from_row == to)
        off_s = decisions["time_s"][is_off & (decisions["time_s"] >= at_s)]
        leg = int(its[0]) if len(its) else end
        sent.append(_Sent(to, at_s, leg, int(off_s.min(initial=_NEVER))))
    return is_sent, sent, not_before_s
