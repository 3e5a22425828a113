"""Whether decisions were taken when they say, by whom they could be, and as the rules have it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ruttsim.audit.alarms import alarm_decisions
from ruttsim.audit.columns import unmatched
from ruttsim.audit.given import NOBODY, seconds
from ruttsim.audit.record import row_by_number, rows_of
from ruttsim.audit.waiting import WAIT
from ruttsim.audit.ways import Ways, taken
from ruttsim.domain.day import Decision
from ruttsim.domain.demand import KINDS
from ruttsim.units import LATER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ruttsim.audit.given import Contradiction, Given
    from ruttsim.audit.morning import Morning
    from ruttsim.audit.record import Record
    from ruttsim.audit.timing import Timing
    from ruttsim.audit.whose import Whose
    from ruttsim.domain.arrays import Bools, Ints
    from ruttsim.domain.day import Day

_SERVICE = KINDS.index("service")


def decision_rows(day: Day, given: Given, morning: Morning) -> Iterator[str]:
    """What follows from the draws is decided, and nothing else that only draws bring about."""
    ours = {("absences", "substitute"), ("vehicles", "replacement")}
    recorded = [it for it in day.decisions if (it.rule, it.action) in ours]
    if recorded != morning.decisions:
        yield "recorded decisions: not those of the morning that the draws give"
    what = "recorded decisions: not one for each visit of an absent carer, in order"
    absent = [(0, visit, carer, NOBODY, its_round) for its_round, visit, carer in morning.absent]
    allowed = {"share_out": ("share_out", "drop"), "nobody": ("drop",)}
    if not _are(day, "absences", absent, allowed.get(given.rules.absences, ())):
        yield what
    drawn = given.disturbance
    extra = np.flatnonzero(drawn.is_extra)
    extra = extra[np.argsort(drawn.told_s[extra], kind="stable")]
    asked = [(max(int(drawn.told_s[it]), 0), it, 0, NOBODY, NOBODY) for it in extra.tolist()]
    if not _are(day, "short_notice", asked, ("fit_in", "nobody")):
        yield "recorded decisions: not one for each visit that was asked for, in order"
    late = {"hand_over": {"hand_over"}, "shorten": {"shorten"}, "drop": {"drop"}}
    of_vehicles = {"replacement", "too_little"}
    if given.rules.charging == WAIT:
        of_vehicles.add(WAIT)
    known = {"absences", "short_notice", "vehicles", "alarms", "late_visits"}
    for it in day.decisions:
        may = it.rule in known and (
            it.rule != "late_visits" or it.action in late.get(given.rules.late_visits, ())
        )
        if not may or (it.rule == "vehicles" and it.action not in of_vehicles):
            yield f"recorded decisions: by a rule that does not hold: {it.rule}, {it.action}"
    if any(a.time_s > b.time_s for a, b in zip(day.decisions, day.decisions[1:], strict=False)):
        yield "recorded decisions: not in the order of time"


def _are(
    day: Day, rule: str, expected: list[tuple[int, int, int, int, int]], actions: tuple[str, ...]
) -> bool:
    """Whether the decisions by a rule are the expected ones: time, visit, carer, alarm, from."""
    ours = [it for it in day.decisions if it.rule == rule and it.action != "substitute"]
    found = [(it.time_s, it.visit, it.carer, it.alarm, it.from_round) for it in ours]
    return found == expected and all(it.action in actions for it in ours)


def decisions(
    record: Record, given: Given, whose: Whose, timing: Timing
) -> Iterator[Contradiction]:
    """Decisions are about who has the visit, when its carer is about to leave for it too late."""
    made = record.decisions
    yield "alarm was decided about otherwise", "decisions", alarm_decisions(record, given)
    yield "visit was not with whom it was taken from", "decisions", whose.is_broken
    is_foreign = (made["alarm"] >= 0) & (made["rule"] != "alarms")
    yield "decision about a visit names an alarm", "decisions", is_foreign
    yield "visit goes to another team", "decisions", _other_team(record, given)
    rows = np.flatnonzero((made["rule"] == "late_visits") & (made["action"] != "shorten"))
    is_hasty, is_idle = np.zeros((2, len(is_foreign)), dtype=np.bool_)
    if len(rows):
        starts = np.sort(record.round_of_leg * LATER + timing.goes_s, kind="stable")
        is_hasty[rows] = ~_is_leaving(record, timing, starts, rows)
        is_idle[rows] = ~_would_be_late(record, given, timing, starts, rows)
    yield "carer was not about to leave when it was decided", "decisions", is_hasty
    yield "visit would not have been late, or may not be decided about", "decisions", is_idle
    yield from _late_legs(record, given, timing)
    leg, is_early = record.leg_of_visit, np.zeros(len(timing.goes_s), dtype=np.bool_)
    is_early[leg] = timing.goes_s[leg] < whose.last_move_s[: record.held]
    yield "carer leaves for a visit before it is given to it", "legs", is_early


def _other_team(record: Record, given: Given) -> Bools:
    """Moves of a visit to a round of another team than its client's or its round's own."""
    made, plan = record.decisions, given.plan.columns
    is_other = np.zeros(len(made["visit"]), dtype=np.bool_)
    rows = np.flatnonzero((made["visit"] >= 0) & (record.to_row >= 0))
    client = given.population.visits.client[made["visit"][rows]]
    before = rows_of(row_by_number(plan["round"]), made["from_round"][rows])
    for name, of_client in zip(("organisation", "team"), given.team_of_client, strict=True):
        its = np.where(before >= 0, plan[name][before], of_client[client])
        is_other[rows] |= its != record.planned[name][record.to_row[rows]]
    return is_other


def _is_leaving(record: Record, timing: Timing, starts: Ints, rows: Ints) -> Bools:
    """Whether the carer of each decision left then for something else, or was called then."""
    base, row = np.flatnonzero(record.is_to_base), record.from_row[rows]
    stands_by = np.sort(record.round_of_leg[base] * LATER + timing.ready_s[base], kind="stable")
    key = row * LATER + record.decisions["time_s"][rows]
    is_leaving = np.zeros(len(rows), dtype=np.bool_)
    for moments in (starts, record.call_key, stands_by):
        is_leaving |= np.append(moments, -1)[np.searchsorted(moments, key)] == key
    return is_leaving & (row >= 0)


def _would_be_late(record: Record, given: Given, timing: Timing, starts: Ints, rows: Ints) -> Bools:
    """Whether the way that was not taken would have been too long: now, or after the next visit.

    Who leaves for a visit may foresee (not knowing the leg's own luck) that the one after is late.
    """
    made, visits = record.decisions, given.population.visits
    row, at_s = np.maximum(record.from_row[rows], 0), made["time_s"][rows]
    visit, carer = made["visit"][rows], np.maximum(made["carer"][rows], 0)
    following = np.searchsorted(starts, row * LATER + at_s)
    before, first = following - 1, record.first_leg[row]
    here = np.where(before >= first, timing.ways.to_place[before], timing.ways.from_place[first])
    there = given.population.clients.building[visits.client[visit]].astype(np.int64)
    mode = timing.ways.mode[first]
    late_s = visits.latest_s[visit] + seconds(given.parameters.late_tolerance_min)
    factor = given.disturbance.leg_factor[visit, carer]
    drive_s, _, stop_s = taken(given, Ways(mode, here, there, factor), at_s)
    is_late = at_s + drive_s + stop_s > late_s
    following = np.minimum(following, len(starts) - 1)
    its = record.legs["visit"][following]
    may = np.flatnonzero(~is_late & (its >= 0) & (made["action"][rows] == "hand_over"))
    following, its = following[may], its[may]
    done_s: Ints = np.maximum(timing.ready_s[following], visits.earliest_s[its])
    done_s += visits.duration_s[its]
    ways = Ways(mode[may], timing.ways.to_place[following], there[may], np.ones(len(may)))
    drive_s, _, stop_s = taken(given, ways, done_s)
    is_late[may] = done_s + drive_s + stop_s > late_s[may]
    is_late &= (visit >= 0) & (visits.carers[visit] == 1)
    is_late &= (made["action"][rows] != "drop") | (visits.kind[visit] == _SERVICE)
    found: Bools = is_late
    return found


def _late_legs(record: Record, given: Given, timing: Timing) -> Iterator[Contradiction]:
    """Late visits of one carer that the rule would not have had as they are.

    They are shortened one for one, but for those that are cancelled, and dropped if they are
    service.
    """
    made, legs, visits = record.decisions, record.legs, given.population.visits
    is_otherwise = np.zeros(len(made["visit"]), dtype=np.bool_)
    is_missing = np.zeros(len(timing.goes_s), dtype=np.bool_)
    leg = np.flatnonzero(timing.is_late)
    visit = legs["visit"][leg]
    is_lone = visits.carers[visit] == 1
    if given.rules.late_visits == "drop":
        is_missing[leg] = is_lone & (visits.kind[visit] == _SERVICE)
    elif given.rules.late_visits == "shorten":
        leg = leg[is_lone & ~given.disturbance.is_cancelled[visit]]
        of_legs = (timing.goes_s, legs["visit"], legs["round"])
        due = [
            Decision(time_s, "late_visits", "shorten", its, 0, NOBODY, number, number)
            for time_s, its, number in zip(*(it[leg].tolist() for it in of_legs), strict=True)
        ]
        ours = np.flatnonzero(made["action"] == "shorten")
        is_otherwise[ours], is_missing[leg] = unmatched(made, ours, due)
    yield "visit was shortened otherwise than decided", "decisions", is_otherwise
    yield "late visit was not decided about", "legs", is_missing
