"""On which leg of a round its break lies: the first after all that the plan has before it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from ruttsim.audit.record import Record
    from ruttsim.domain.arrays import Bools, Ints

_NEVER = np.iinfo(np.int64).max


class _Sent(NamedTuple):
    """A visit that a round was sent to: when, by which leg it first went, when it was taken off."""

    row: int
    from_s: int
    leg: int
    until_s: int


def break_legs(record: Record) -> tuple[Ints, Ints]:
    """Rounds with a break, and the leg of each that the break lies on or before.

    It is the first leg after all stops before the break are done or somebody else's, but for
    those to which a carer is sent before all else, and what is fitted in before such.
    """
    legs, row_of_leg = record.legs, record.round_of_leg
    key, row, is_before = _planned(record)
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
    may = ~is_sent & (np.arange(len(is_sent)) >= after_leg[row_of_leg])
    may &= legs["depart_s"] >= not_before_s[row_of_leg]
    for it in sent:
        span = slice(record.first_leg[it.row], it.leg)
        departs_s, visit = legs["depart_s"][span], legs["visit"][span]
        is_fitted = (visit >= 0) & (own[visit * 2] != it.row) & (own[visit * 2 + 1] != it.row)
        may[span] &= ~(is_fitted & (departs_s >= it.from_s) & (departs_s < it.until_s))
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


def _planned(record: Record) -> tuple[Ints, Ints, Bools]:
    """Stops of the rounds as twice the visit plus the carer, their rounds, which are before breaks."""
    stops = [
        (stop.visit * 2 + stop.carer, row, place < planned.break_before)
        for row, planned in enumerate(record.planned)
        for place, stop in enumerate(planned.stops)
    ]
    key, row, is_before = np.array(stops, dtype=np.int64).reshape(-1, 3).T
    return key, row, is_before == 1


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
