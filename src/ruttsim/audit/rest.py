"""On which leg of a round its break lies: the first after all that the plan has before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ruttsim.audit.columns import members
from ruttsim.units import LATER

if TYPE_CHECKING:
    from ruttsim.audit.record import Record
    from ruttsim.audit.stops import Stops
    from ruttsim.domain.arrays import Ints

_NEVER = np.iinfo(np.int64).max


def break_legs(record: Record, stops: Stops) -> tuple[Ints, Ints]:
    """Rounds with a break, and the leg of each that the break lies on or before.

    It is the first leg after all stops before the break are done or somebody else's, but for
    those to which a carer is sent before all else, and what is fitted in before such. Where the
    last stop before the break goes to somebody else as its carer leaves for one that was fitted in,
    that may have been before or after it: as the record says.
    """
    legs, row_of_leg = record.legs, record.round_of_leg
    rows = np.flatnonzero(record.planned["break_before"] >= 0)
    if not len(rows):
        return rows, rows
    visit, key, row = legs["visit"], stops.part, record.row_of_plan[stops.row]
    own, before = np.full((2, 2 + 2 * max(visit.max(initial=0), key.max(initial=0) // 2)), -1)
    own[key] = row
    before[key[stops.is_before_break]] = row[stops.is_before_break]
    its_key = record.visits["visit"][: record.held] * 2 + record.visits["carer"][: record.held]
    done = record.leg_of_visit[before[its_key] == row_of_leg[record.leg_of_visit]]
    after_leg = record.first_leg.copy()
    np.maximum.at(after_leg, row_of_leg[done], done + 1)

    begins_s = _begins_s(record)
    is_fitted = (visit >= 0) & (own[visit * 2] != row_of_leg) & (own[visit * 2 + 1] != row_of_leg)
    moves = _moves(record)
    not_before_s = _taken_off_s(record, moves, before)[row_of_leg]
    may = (legs["alarm"] < 0) & (np.arange(len(visit)) >= after_leg[row_of_leg])
    may &= begins_s >= not_before_s
    is_same = is_fitted & (begins_s == not_before_s)
    same = np.flatnonzero(is_same)
    next_s = begins_s[(same + 1) % len(begins_s)]
    may[same] &= record.rounds["break_start_s"][row_of_leg[same]] < next_s
    may[_sent(record, moves, np.flatnonzero(is_fitted), begins_s)] = False
    # Who is called away from such a visit comes back to it before the break too.
    goal = row_of_leg * (1 + visit.max(initial=0)) + visit
    may &= ~(is_fitted & np.isin(goal, goal[is_same & ~may]))
    candidates = np.where(may, np.arange(len(may)), _NEVER)
    leg = np.minimum.reduceat(candidates, record.first_leg)[rows]
    is_found = leg < _NEVER
    return rows[is_found], leg[is_found]


def _begins_s(record: Record) -> Ints:
    """When each leg is begun, before a break on the way there."""
    begins_s = record.legs["depart_s"].copy()
    for leg, end_s in (
        (record.leg_of_visit, record.visits["end_s"][: record.held]),
        (record.leg_of_alarm, record.alarms["end_s"][record.own_alarms]),
    ):
        begins_s[leg + 1] = np.minimum(begins_s[leg + 1], end_s)
    return begins_s


def _moves(record: Record) -> Ints:
    """The decisions by which late visits leave a round."""
    made = record.decisions
    is_move = (made["rule"] == "late_visits") & (made["action"] != "shorten")
    return np.flatnonzero(is_move & (made["visit"] >= 0))


def _taken_off_s(record: Record, moves: Ints, before: Ints) -> Ints:
    """When the last stop before its break was taken off each round, -1: never."""
    made, row = record.decisions, record.from_row[moves]
    key = 2 * made["visit"][moves] + np.maximum(made["carer"][moves], 0)
    key[key >= len(before)] = -1
    is_off = (row >= 0) & (key >= 0) & (before[key] == row)
    found = np.full(len(record.first_leg), -1)
    np.maximum.at(found, row[is_off], made["time_s"][moves[is_off]])
    return found


def _sent(record: Record, moves: Ints, fitted: Ints, begins_s: Ints) -> Ints:
    """Legs to visits that a carer was sent to, and to what was fitted in before it came to them."""
    made, visits = record.decisions, record.legs["visit"]
    to = moves[record.to_row[moves] >= 0]
    row, visit, at_s = record.to_row[to], made["visit"][to], made["time_s"][to]
    end = record.last_leg[row] + 1
    which, leg = members(record.first_leg[row], end)
    its = (visits[leg] == visit[which]) & (record.legs["depart_s"][leg] >= at_s[which])
    which, its_leg = which[its], leg[its]
    first = end.copy()
    np.minimum.at(first, which, its_leg)
    which_fitted, place = members(
        np.searchsorted(fitted, record.first_leg[row]), np.searchsorted(fitted, first)
    )
    begins_s, off_s = begins_s[fitted[place]], _off_s(record, moves, to)
    is_before = (begins_s >= at_s[which_fitted]) & (begins_s < off_s[which_fitted])
    return np.concatenate([its_leg, fitted[place[is_before]]])


def _off_s(record: Record, moves: Ints, to: Ints) -> Ints:
    """When the visit of each move was taken off the round again that it went to; or never."""
    made, rounds = record.decisions, len(record.first_leg)
    taken_off = moves[record.from_row[moves] >= 0]
    key = (made["visit"][taken_off] * rounds + record.from_row[taken_off]) * LATER
    keys = np.append(np.sort(key + made["time_s"][taken_off]), _NEVER)
    key = (made["visit"][to] * rounds + record.to_row[to]) * LATER
    following = keys[np.searchsorted(keys, key + made["time_s"][to])]
    return np.where(following < key + LATER, following - key, _NEVER)
