"""Whether decisions were taken when they say, by whom they could be, and as the rules have it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ruttsim.audit.alarms import alarm_decisions
from ruttsim.audit.given import NOBODY, seconds
from ruttsim.audit.record import LATER
from ruttsim.audit.ways import Ways, taken
from ruttsim.domain.day import Decision
from ruttsim.domain.demand import KINDS

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
    absent = [
        (0, stop.visit, stop.carer, NOBODY, planned.round) for planned, stop in morning.absent
    ]
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
    known = {"absences", "short_notice", "vehicles", "alarms", "late_visits"}
    for it in day.decisions:
        may = it.rule in known and (
            it.rule != "late_visits" or it.action in late.get(given.rules.late_visits, ())
        )
        if not may or (it.rule == "vehicles" and it.action not in ("replacement", "too_little")):
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
    is_late = made["rule"] == "late_visits"
    is_foreign = (made["alarm"] >= 0) & (made["rule"] != "alarms")
    yield "decision about a visit names an alarm", "decisions", is_foreign
    yield "visit goes to another team", "decisions", _other_team(record, given)
    rows = np.flatnonzero(is_late & (made["action"] != "shorten"))
    is_wrong = np.zeros(len(is_late), dtype=np.bool_)
    is_wrong[rows] = ~_is_leaving(record, timing, rows)
    yield "carer was not about to leave when it was decided", "decisions", is_wrong
    is_wrong = np.zeros(len(is_late), dtype=np.bool_)
    is_wrong[rows] = ~_would_be_late(record, given, timing, rows)
    yield "visit would not have been late, or may not be decided about", "decisions", is_wrong
    yield (
        "visit was shortened otherwise than decided",
        "decisions",
        _shortened(record, given, timing),
    )
    yield from _late_legs(record, given, whose, timing)


def _other_team(record: Record, given: Given) -> Bools:
    """Moves of a visit to a round of another team than its client's or its round's own."""
    made, rounds = record.decisions, record.rounds
    teams = [it for it in given.plan.teams if not it.is_of_night]
    of_client = {client: it for it in teams for client in it.clients.tolist()}
    by_number = {it.round: it for it in given.plan.rounds}
    is_other = np.zeros(len(made["visit"]), dtype=np.bool_)
    client = given.population.visits.client
    for k in np.flatnonzero((made["visit"] >= 0) & (record.to_row >= 0)).tolist():
        to = int(record.to_row[k])
        its = by_number.get(int(made["from_round"][k]))
        own = its if its is not None else of_client.get(int(client[made["visit"][k]]))
        there = rounds["organisation"][to], rounds["team"][to]
        is_other[k] = own is None or (own.organisation, own.team) != there
    return is_other


def _is_leaving(record: Record, timing: Timing, rows: Ints) -> Bools:
    """Whether the carer of each decision left then for something else, or was called then."""
    legs = record.round_of_leg
    moments = [legs * LATER + timing.goes_s, record.call_key]
    base = np.flatnonzero(record.is_to_base)
    moments.append(legs[base] * LATER + timing.ready_s[base])
    row = record.from_row[rows]
    key = row * LATER + record.decisions["time_s"][rows]
    leaving: Bools = (row >= 0) & np.isin(key, np.concatenate(moments))
    return leaving


def _would_be_late(record: Record, given: Given, timing: Timing, rows: Ints) -> Bools:
    """Whether the way that was not taken would have been too long: now, or after the next visit.

    Who leaves for a visit may foresee (not knowing the leg's own luck) that the one after is late.
    """
    made, visits = record.decisions, given.population.visits
    row, at_s = np.maximum(record.from_row[rows], 0), made["time_s"][rows]
    visit, carer = made["visit"][rows], np.maximum(made["carer"][rows], 0)
    key = record.round_of_leg * LATER + timing.goes_s
    following = np.searchsorted(key, row * LATER + at_s)
    before, first = following - 1, record.first_leg[row]
    here = np.where(before >= first, timing.ways.to_place[before], timing.ways.from_place[first])
    there = given.population.clients.building[visits.client[visit]].astype(np.int64)
    mode = np.array([it.mode for it in record.planned], dtype=np.str_)[row]
    late_s = visits.latest_s[visit] + seconds(given.parameters.late_tolerance_min)
    factor = given.disturbance.leg_factor[visit, carer]
    drive_s, _, stop_s = taken(given, Ways(mode, here, there, factor), at_s)
    is_late = at_s + drive_s + stop_s > late_s
    following = np.minimum(following, len(key) - 1)
    its = record.legs["visit"][following]
    done_s = np.maximum(timing.ready_s[following], visits.earliest_s[its])
    done_s += visits.duration_s[its]
    here = timing.ways.to_place[following]
    drive_s, _, stop_s = taken(given, Ways(mode, here, there, np.ones(len(rows))), done_s)
    is_foreseen = (its >= 0) & (made["action"][rows] == "hand_over")
    is_foreseen &= done_s + drive_s + stop_s > late_s
    may = (visit >= 0) & (visits.carers[visit] == 1) & (is_late | is_foreseen)
    may &= (made["action"][rows] != "drop") | (visits.kind[visit] == _SERVICE)
    has_reason: Bools = may
    return has_reason


def _shortened(record: Record, given: Given, timing: Timing) -> Bools:
    """Decisions to shorten that are not one for one the late visits of one carer."""
    made, legs = record.decisions, record.legs
    is_ours = made["action"] == "shorten"
    if given.rules.late_visits != "shorten":
        return np.zeros(len(is_ours), dtype=np.bool_)
    leg = np.flatnonzero(_may_be_decided(record, given, timing))
    expected = {
        Decision(time_s, "late_visits", "shorten", visit, 0, NOBODY, number, number)
        for time_s, visit, number in zip(
            timing.goes_s[leg].tolist(),
            legs["visit"][leg].tolist(),
            legs["round"][leg].tolist(),
            strict=True,
        )
    }
    columns = [made[name].tolist() for name in Decision._fields]
    is_wrong = np.zeros(len(is_ours), dtype=np.bool_)
    for k, row in enumerate(zip(*columns, strict=True)):
        if is_ours[k]:
            is_wrong[k] = row not in expected
            expected.discard(Decision(*row))
    return is_wrong


def _may_be_decided(record: Record, given: Given, timing: Timing) -> Bools:
    """Legs to visits of one carer that will be late, and not cancelled."""
    visit, visits = record.legs["visit"], given.population.visits
    may: Bools = timing.is_late & (visits.carers[visit] == 1)
    return may & ~given.disturbance.is_cancelled[visit]


def _late_legs(
    record: Record, given: Given, whose: Whose, timing: Timing
) -> Iterator[Contradiction]:
    """Late visits that the rule would not have had as they are, and visits come to too early."""
    visit, visits, made = record.legs["visit"], given.population.visits, record.decisions
    rule = given.rules.late_visits
    is_wrong = np.zeros(len(visit), dtype=np.bool_)
    if rule == "drop":
        is_wrong = timing.is_late & (visits.carers[visit] == 1)
        is_wrong &= visits.kind[visit] == _SERVICE
    elif rule == "shorten":
        leg = np.flatnonzero(_may_be_decided(record, given, timing))
        is_ours = made["action"] == "shorten"
        decided = set(
            zip(
                made["time_s"][is_ours].tolist(),
                made["visit"][is_ours].tolist(),
                made["to_round"][is_ours].tolist(),
                strict=True,
            )
        )
        is_wrong[leg] = [
            it not in decided
            for it in zip(
                timing.goes_s[leg].tolist(),
                visit[leg].tolist(),
                record.legs["round"][leg].tolist(),
                strict=True,
            )
        ]
    yield "late visit was not decided about", "legs", is_wrong
    leg = record.leg_of_visit
    is_wrong = np.zeros(len(visit), dtype=np.bool_)
    is_wrong[leg] = timing.goes_s[leg] < whose.last_move_s[: record.held]
    yield "carer leaves for a visit before it is given to it", "legs", is_wrong
