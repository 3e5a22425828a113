"""The audit accepts a good day, and says so when any part of its record is changed."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from made_days import Due, Recipe, at, disturbed, made_day, made_plan, made_round, village

from ruttsim.audit.ways import Spans, Ways, taken
from ruttsim.domain.planning import Unserved
from ruttsim.domain.rules import DayRules

TEN = at(10)
LONE = Due(client=0, earliest_s=TEN, latest_s=at(10, 30), duration_s=1200)
PAIR = Due(client=2, earliest_s=at(11), latest_s=at(11, 30), duration_s=1800, carers=2)
WORLD = village(
    [
        LONE,
        PAIR,
        replace(LONE, client=1, latest_s=at(11)),
        replace(LONE, client=4),
        replace(PAIR, client=3, earliest_s=at(13), latest_s=at(13, 30)),
        replace(LONE, client=3, earliest_s=at(17), latest_s=at(17, 30)),
        replace(LONE, client=0),
        replace(LONE, earliest_s=at(14), latest_s=at(14, 30)),
    ]
)
"""0 delivered, 1 delivered by two, 2 cancelled, 3 in no round, 4 of two who do not meet, 5 too late
by a carer in the second part of a split shift, 6 cancelled and in no round, 7 delivered. A break
lies on arrival at the door of 4, another before the way back from 7, each after a wait."""
PLAN = made_plan(
    made_round(
        0,
        at(9, 50),
        (0, 0, TEN),
        (1, 0, at(11)),
        (4, 0, at(13)),
        break_before=2,
        break_earliest_s=at(12),
        break_latest_s=at(12, 30),
    ),
    made_round(1, TEN, (2, 0, at(10, 10)), (1, 1, at(11)), shift="split", carer=1),
    made_round(2, at(19, 30), (5, 0, at(17)), shift="split", carer=1, part=1),
    made_round(3, at(13, 20), (4, 1, at(13)), mode="ebike"),
    made_round(
        4,
        at(13, 50),
        (7, 0, at(14)),
        break_before=1,
        break_earliest_s=at(14, 20, 45),
        break_latest_s=at(14, 20, 59),
    ),
    unserved=[Unserved(row, 0, 0, 0, "no_shift_covers_the_window") for row in (3, 6)],
)
GIVEN = disturbed(WORLD.population, cancelled=[2, 6], duration={0: 1.2, 1: 0.8}, leg={(0, 0): 1.4})
DAY = WORLD.live(PLAN, GIVEN)
ALL_BUT_THE_FIRST = [(1, 0), (1, 1), (2, 0), (3, 0), (4, 0), (4, 1), (5, 0), (6, 0), (7, 0)]
ROW = {
    "delivered": 0,
    "of two": 1,
    "absent": 2,
    "cancelled": 3,
    "too late": 5,
    "unserved": 8,
    "called off": 9,
}


def found(day, plan=PLAN, given=GIVEN):
    return WORLD.audit(day, plan, given)


def changed(records, row, **fields):
    """The records with some fields of one row replaced."""
    return (*records[:row], records[row]._replace(**fields), *records[row + 1 :])


def shifted(records, row, **seconds):
    """The records with some fields of one row increased."""
    return changed(
        records, row, **{name: getattr(records[row], name) + by for name, by in seconds.items()}
    )


def test_the_day_holds_every_outcome_and_the_audit_accepts_it():
    outcomes = [DAY.visits[row].outcome for row in ROW.values()]
    reasons = [DAY.visits[row].reason for row in ROW.values()]
    assert outcomes == [
        *("delivered", "delivered", "missed", "cancelled", "missed", "missed", "cancelled")
    ]
    assert reasons == [
        *("", "", "partner_absent", "at_the_door", "too_late", "unserved", "nobody_came")
    ]
    assert found(DAY) == []


@pytest.mark.parametrize("name", ["legs", "visits", "rounds"])
@pytest.mark.parametrize(
    "change",
    [
        lambda records: records[:-1],
        lambda records: records[1:],
        lambda records: (*records, records[0]),
        lambda records: records[::-1],
        lambda records: (records[1], records[0], *records[2:]),
    ],
)
def test_a_row_that_is_missing_doubled_or_moved_is_found(name, change):
    messages = found(replace(DAY, **{name: change(getattr(DAY, name))}))
    assert any(message.startswith(f"recorded {name}") for message in messages)


@pytest.mark.parametrize(
    ("row", "seconds", "says"),
    [
        (1, {"from_place": 1}, "leg starts where its round is not: round 0 leg 1"),
        (1, {"to_place": 1}, "leg ends where its visit or base is not: round 0 leg 1"),
        (1, {"depart_s": 1}, "leg does not depart when its carer is free: round 0 leg 1"),
        (1, {"depart_s": 1}, "leg lasts otherwise than its matrix says: round 0 leg 1"),
        (1, {"arrive_s": 1}, "leg lasts otherwise than its matrix says: round 0 leg 1"),
        (1, {"arrive_s": 1, "stop_s": -1}, "stop lasts otherwise than at its place: round 0 leg 1"),
        (1, {"stop_s": 1}, "carer is not ready on arrival: visit 1 carer 0"),
        (3, {"arrive_s": 1}, "round is not back on arrival: round 0"),
        (1, {"distance_m": 0.1}, "leg is not as long as its matrix says: round 0 leg 1"),
    ],
)
def test_a_leg_that_is_changed_is_found(row, seconds, says):
    assert says in found(replace(DAY, legs=shifted(DAY.legs, row, **seconds)))


@pytest.mark.parametrize(
    ("visit", "seconds", "says"),
    [
        ("delivered", {"client": 1}, "client is not that of the care plan"),
        ("delivered", {"kind": 1}, "kind is not that of the care plan"),
        ("unserved", {"basic_area": 1}, "basic_area is not that of the care plan"),
        ("delivered", {"earliest_s": 1}, "earliest_s is not that of the care plan"),
        ("delivered", {"latest_s": 1}, "latest_s is not that of the care plan"),
        ("unserved", {"planned_s": 60}, "planned_s is not that of the care plan"),
        ("delivered", {"ready_s": -60}, "carer is not ready on arrival"),
        ("delivered", {"start_s": -1, "end_s": -1}, "care starts at a wrong time"),
        ("of two", {"start_s": 1, "end_s": 1}, "care starts at a wrong time"),
        ("delivered", {"care_s": 1, "end_s": 1}, "care has a wrong length"),
        ("delivered", {"end_s": 1}, "carer goes on at a wrong time"),
        ("delivered", {"end_s": 1}, "leg does not depart when its carer is free"),
        ("cancelled", {"end_s": 60}, "carer goes on at a wrong time"),
        ("cancelled", {"start_s": 1}, "care starts at a wrong time"),
        ("absent", {"end_s": 60}, "carer goes on at a wrong time"),
        ("too late", {"end_s": 60}, "carer goes on at a wrong time"),
        ("unserved", {"ready_s": 1}, "carer is not ready on arrival"),
        ("unserved", {"end_s": 1}, "carer goes on at a wrong time"),
        ("called off", {"end_s": 300}, "carer goes on at a wrong time"),
        ("called off", {"start_s": 1}, "care starts at a wrong time"),
    ],
)
def test_a_visit_that_is_changed_is_found(visit, seconds, says):
    messages = found(replace(DAY, visits=shifted(DAY.visits, ROW[visit], **seconds)))
    assert any(message.startswith(says) for message in messages)


@pytest.mark.parametrize("visit", ROW)
@pytest.mark.parametrize(
    ("outcome", "reason"),
    [
        ("delivered", ""),
        ("cancelled", ""),
        ("missed", "partner_absent"),
        ("missed", "too_late"),
        ("missed", "unserved"),
        ("forgotten", ""),
        ("missed", "asleep"),
    ],
)
def test_another_outcome_or_reason_is_found(visit, outcome, reason):
    record = DAY.visits[ROW[visit]]
    messages = found(
        replace(DAY, visits=changed(DAY.visits, ROW[visit], outcome=outcome, reason=reason))
    )
    name = f"visit {record.visit} carer {record.carer}"
    if outcome != record.outcome:
        assert f"visit has another outcome than its draw and door give: {name}" in messages
    if reason != record.reason:
        assert f"visit has another reason than its draw and door give: {name}" in messages


@pytest.mark.parametrize(
    ("row", "seconds", "says"),
    [
        (0, {"leave_s": 60}, "leg does not depart when its carer is free: round 0 leg 0"),
        (0, {"return_s": 60}, "round is not back on arrival: round 0"),
        (1, {"return_s": at(9)}, "leg departs before its carer is free: round 2 leg 0"),
        (0, {"break_start_s": 60}, "break starts at a wrong time: round 0"),
        (0, {"break_end_s": -60}, "break ends at a wrong time: round 0"),
        (4, {"break_start_s": 15}, "break starts at a wrong time: round 4"),
        (4, {"break_end_s": 15}, "break ends at a wrong time: round 4"),
        (
            3,
            {"break_start_s": at(14), "break_end_s": at(14)},
            "break starts at a wrong time: round 3",
        ),
    ],
)
def test_a_round_that_is_changed_is_found(row, seconds, says):
    assert says in found(replace(DAY, rounds=shifted(DAY.rounds, row, **seconds)))


@pytest.mark.parametrize("field", ["planned_leave_s", "planned_return_s"])
def test_planned_times_that_are_not_the_plans_are_found(field):
    messages = found(replace(DAY, rounds=shifted(DAY.rounds, 0, **{field: 60})))
    assert [message.split(": ")[1][:7] for message in messages] == ["missing", "not exp"]
    assert all(message.startswith("recorded rounds") for message in messages)


def test_a_peak_begins_at_the_whole_second_in_the_audit_as_in_the_simulation():
    """7.0001 h is 25,200.36 s: the peak holds from 25,200 s, for who drives and who checks."""
    travel = replace(WORLD.travel, morning_peak_start_h=7.0001)
    world = replace(WORLD, travel=travel)
    left_out = [Unserved(row, k, 0, 0, "") for row, k in ALL_BUT_THE_FIRST]
    plan = made_plan(made_round(0, at(7), (0, 0, TEN)), unserved=left_out)
    day = world.live(plan)
    assert day.legs[0].arrive_s == at(7, 2)
    assert world.audit(day, plan) == []


def test_a_leg_that_ignores_the_end_of_the_peak_is_found():
    """From 8:59:30 the peak's 120 s, as if it held until 9:03; it is 30 s of queue and 60 s."""
    longer_peak = replace(WORLD, travel=replace(WORLD.travel, morning_peak_end_h=9.05))
    left_out = [Unserved(row, k, 0, 0, "") for row, k in ALL_BUT_THE_FIRST]
    plan = made_plan(made_round(0, at(8, 59, 30), (0, 0, TEN)), unserved=left_out)
    day = longer_peak.live(plan)
    assert day.legs[0].arrive_s == at(9, 1, 30)
    assert longer_peak.audit(day, plan) == []
    assert WORLD.audit(day, plan) == ["leg lasts otherwise than its matrix says: round 0 leg 0"]
    assert WORLD.live(plan).legs[0].arrive_s == at(9, 1)
    assert WORLD.audit(WORLD.live(plan), plan) == []


def with_round(row, **fields):
    """The plan with one round changed."""
    changed_round = replace(PLAN.rounds[row], **fields)
    return replace(PLAN, rounds=(*PLAN.rounds[:row], changed_round, *PLAN.rounds[row + 1 :]))


def test_breaks_are_where_the_plan_and_the_hour_put_them():
    """By hand, for round 0 and round 4.

    Out at 9:50, 60 s x 1.4 = 84 s and a stop of 120 s: 9:53:24; care 10:00-10:24 (20 min x 1.2).
    At house 2 at 10:28, with the other from 11:00 to 11:24 (30 min x 0.8). At house 3 at
    11:27: the break may begin at 12:00, and until 12:30. Out at 13:50, at house 0 at 13:53, care
    14:00-14:20; the base would be reached at 14:21, a second too late: at house 0, from 14:20:45.
    """
    first, last = DAY.rounds[0], DAY.rounds[4]
    assert (first.break_start_s, first.break_end_s) == (at(12), at(12, 30))
    assert DAY.legs[2].arrive_s + DAY.legs[2].stop_s == at(11, 27)
    assert (last.break_start_s, last.break_end_s) == (at(14, 20, 45), at(14, 50, 45))
    assert last.return_s == at(14, 51, 45)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (0, "carer is not ready on arrival: visit 4 carer 0"),
        (4, "leg does not depart when its carer is free: round 4 leg 1"),
    ],
)
def test_a_break_that_was_left_out_is_found(row, says):
    """The record of the same plan without its break, against the plan with it."""
    messages = found(WORLD.live(with_round(row, break_before=-1), GIVEN))
    assert f"break starts at a wrong time: round {row}" in messages
    assert f"break ends at a wrong time: round {row}" in messages
    assert says in messages


@pytest.mark.parametrize(
    ("row", "fields", "says"),
    [
        (0, {"break_before": 1}, "leg does not depart when its carer is free: round 0 leg 2"),
        (0, {"break_before": 3}, "break starts at a wrong time: round 0"),
        (0, {"break_earliest_s": at(11, 55)}, "break starts at a wrong time: round 0"),
        (0, {"break_latest_s": at(11, 26)}, "leg does not depart when its carer is free: round 0"),
        (4, {"break_before": 0}, "break starts at a wrong time: round 4"),
        (4, {"break_earliest_s": at(14, 20)}, "break starts at a wrong time: round 4"),
        (4, {"break_latest_s": at(14, 21)}, "leg does not depart when its carer is free: round 4"),
    ],
)
def test_a_break_in_another_place_or_at_another_time_is_found(row, fields, says):
    """The record of a plan with the break elsewhere, against the plan."""
    messages = found(WORLD.live(with_round(row, **fields), GIVEN))
    assert any(message.startswith(says) for message in messages), messages


@pytest.mark.parametrize(
    "given",
    [
        disturbed(WORLD.population, cancelled=[2], duration={0: 1.2, 1: 0.8}, leg={(0, 0): 1.4}),
        disturbed(WORLD.population, cancelled=[6], duration={0: 1.2, 1: 0.8}, leg={(0, 0): 1.4}),
        disturbed(WORLD.population, cancelled=[2, 6, 0], duration={1: 0.8}, leg={(0, 0): 1.4}),
        disturbed(WORLD.population, cancelled=[2, 6], duration={0: 1.2}, leg={(0, 0): 1.4}),
        disturbed(WORLD.population, cancelled=[2, 6], duration={0: 1.2, 1: 0.8}),
    ],
)
def test_the_record_of_another_disturbance_is_found(given):
    assert found(DAY, given=given) != []


def test_a_plan_that_drops_doubles_or_invents_a_visit_is_found():
    """A visit that is due and not planned, one planned twice, and one that is not due."""
    dropped = replace(PLAN, unserved=PLAN.unserved[1:])
    of_record = "recorded visits, (visit, carer)"
    assert found(WORLD.live(dropped, GIVEN), dropped) == [
        "plan, (visit, carer): missing (3, 0)",
        f"{of_record}: missing (3, 0)",
    ]
    doubled = replace(PLAN, unserved=(*PLAN.unserved, Unserved(0, 0, 0, 0, "twice")))
    assert found(WORLD.live(doubled, GIVEN), doubled) == [
        "plan, (visit, carer): not expected (0, 0)",
        f"{of_record}: not expected (0, 0)",
    ]
    due = [0, 1, 2, 3, 4, 6, 7]
    assert WORLD.audit(DAY, PLAN, GIVEN, due=due) == [
        "plan, (visit, carer): not expected (5, 0)",
        "recorded visits, (visit, carer): not expected (5, 0)",
    ]


@pytest.mark.parametrize("due", [[], [LONE]])
def test_a_day_without_rounds_is_accepted(due):
    world = village(due)
    left_out = [Unserved(row, 0, 0, 0, "no_shift_covers_the_window") for row in range(len(due))]
    plan = made_plan(unserved=left_out)
    assert world.audit(world.live(plan), plan) == []


def test_many_offenders_are_counted_and_the_first_are_named():
    made = made_day(Recipe(3, visits=30, rounds=4))
    day = made.world.live(made.plan, made.disturbance)
    longer = tuple(leg._replace(distance_m=leg.distance_m + 1) for leg in day.legs)
    messages = made.world.audit(replace(day, legs=longer), made.plan, made.disturbance)
    assert len(messages) == 2
    assert messages[1].startswith("energy does not follow from ways driven")
    assert messages[0].startswith("leg is not as long as its matrix says: round 0 leg 0, ")
    assert messages[0].endswith(f" and {len(day.legs) - 5} more")


def test_who_comes_back_to_a_visit_fitted_in_before_the_break_takes_it_after():
    """The break is still to come.

    A walker leaves for a visit of short notice in the second in which the last stop before the
    break is handed over, is called to an alarm, and comes back.
    """
    recipe = Recipe(
        237,
        visits=100,
        rounds=9,
        rules=DayRules("substitute", "hand_over", "interrupting", charging="stop_and_charge"),
        late_share=0.2,
        broken_share=0.1,
        extra_share=0.3,
        alarms=20,
        spare_share=-0.5,
        is_second_day=True,
        energy="slow",
        post_share=0.1,
    )
    made = made_day(recipe)
    day = made.live()
    its = [leg for leg in day.legs if leg.round == 5 and leg.visit == 51]
    assert len(its) == 2
    assert day.rounds[5].break_start_s > its[1].arrive_s
    assert made.audit(day) == []


@pytest.mark.parametrize("leg", [(1, 0, 1), (-1, 0, 1), (0, 2, 1), (0, 0, 2), (0, -1, 1)])
def test_a_way_that_is_not_in_the_matrices_is_not_read(leg):
    """One mode, two places; compiled code reads whatever stands at an address."""
    one, two = np.zeros((1, 1), np.int64), np.zeros(2, np.int64)
    spans = Spans(np.array([0, 1 << 40]), [], one, one, np.ones((1, 1)), two[np.newaxis], two)
    ways = Ways(*(np.array([it]) for it in leg), np.ones(1))
    with pytest.raises(IndexError, match="a mode or a place"):
        taken(SimpleNamespace(spans=spans), ways, np.zeros(1, np.int64))
