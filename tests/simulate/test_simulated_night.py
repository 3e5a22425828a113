"""A crew's night by hand, in the village on a line (see made_days.village)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from made_days import STAFFING, Due, MadeDay, at, disturbed, made_plan, made_round, village

from ruttsim.domain.day import NIGHT_PATROL, PATROL
from ruttsim.domain.demand import KINDS, NIGHT, Alarms
from ruttsim.domain.planning import NIGHT_TEAM, Shift, ShiftPart, Team

WITH_NIGHT = replace(
    STAFFING, shifts=(*STAFFING.shifts, Shift("night", (ShiftPart(at(23), at(31), 0),)))
)
MORNING = Due(client=0, earliest_s=at(10), latest_s=at(10, 30), duration_s=1200)
BEFORE = Due(client=0, earliest_s=at(23, 30), latest_s=at(24, 15), duration_s=1200)
AFTER = Due(client=2, earliest_s=at(24, 30), latest_s=at(25, 15), duration_s=600)
LAST = Due(client=4, earliest_s=at(28), latest_s=at(28, 45), duration_s=600)


def a_night(**changes):
    """A carer by day, and a crew with three visits at night, of which the first is at 23:40.

    The crew leaves at 23:37, is at house 0 after 60 s and a stop of 120 s: 23:40, done at 24:00.
    1200 m to house 2: 24:02, at the door 24:04, waits until 24:30, done at 24:40. House 4 too.
    """
    world = village([MORNING, BEFORE, AFTER, LAST], WITH_NIGHT)
    visits = world.population.visits
    kind = np.array([0, NIGHT, NIGHT, NIGHT], dtype=np.int8)
    world = replace(
        world, population=replace(world.population, visits=replace(visits, kind=kind)), **changes
    )
    crew = made_round(
        1,
        at(23, 37),
        *((1, 0, at(23, 40)), (2, 0, at(24, 30)), (3, 0, at(28))),
        carer=-2,
        organisation=NIGHT_PATROL,
        team=NIGHT_TEAM,
        shift="night",
        return_s=at(31),
        break_latest_s=at(31),
    )
    plan = made_plan(made_round(0, at(9, 57), (0, 0, at(10))), crew)
    teams = (
        Team(0, 0, 0, np.array([0])),
        Team(NIGHT_PATROL, NIGHT_TEAM, 0, np.array([0, 2, 4])),
    )
    return MadeDay(world, replace(plan, teams=teams), disturbed(world.population))


def by_crew(day):
    """What became of the night's visits, in the order of the record."""
    return [it for it in day.visits if it.organisation == NIGHT_PATROL]


def test_a_night_goes_on_over_midnight_to_the_second():
    made = a_night()
    day = made.live()
    assert made.audit(day) == []
    assert [(it.ready_s, it.start_s, it.end_s) for it in by_crew(day)] == [
        (at(23, 40), at(23, 40), at(24)),
        (at(24, 4), at(24, 30), at(24, 40)),
        (at(24, 44), at(28), at(28, 10)),
    ]
    assert {it.kind for it in by_crew(day)} == {KINDS.index("night")}
    legs = [it for it in day.legs if it.organisation == NIGHT_PATROL]
    assert [(it.depart_s, it.arrive_s) for it in legs] == [
        (at(23, 37), at(23, 38)),
        (at(24), at(24, 2)),
        (at(24, 40), at(24, 42)),
        (at(28, 10), at(28, 15)),
    ]
    assert day.patrol == ()
    (night,) = (it for it in day.rounds if it.shift == "night")
    assert (night.carer, night.leave_s, night.return_s) == (-2, at(23, 37), at(28, 15))


def test_every_visit_of_the_night_ends_once_whatever_happens():
    """One in hospital, one cancelled at the door, and one come to three hours late: missed."""
    made = a_night()
    drawn = replace(
        made.disturbance,
        is_in_hospital=np.array([False, True, False, False]),
        is_cancelled=np.array([False, False, True, False]),
    )
    made = replace(made, disturbance=drawn)
    day = made.live()
    assert made.audit(day) == []
    found = sorted((it.visit, it.outcome, it.reason) for it in by_crew(day))
    assert found == [
        (1, "cancelled", "in_hospital"),
        (2, "cancelled", "at_the_door"),
        (3, "delivered", ""),
    ]
    long = replace(
        a_night(), disturbance=disturbed(made.world.population, duration={1: 3.0, 2: 36.0})
    )
    day = long.live()
    assert long.audit(day) == []
    assert [(it.outcome, it.reason) for it in by_crew(day)] == [
        ("delivered", ""),
        ("delivered", ""),
        ("missed", "too_late"),
    ]


def test_a_late_start_of_the_crew_makes_its_first_visit_late():
    made = a_night()
    late_s = np.zeros((4, 2), dtype=np.int32)
    late_s[1, 0] = at(0, 45)
    made = replace(made, disturbance=replace(made.disturbance, late_start_s=late_s))
    day = made.live()
    assert made.audit(day) == []
    assert [it.start_s for it in by_crew(day)] == [at(24, 25), at(24, 49), at(28)]


def test_a_sick_crew_is_replaced_by_somebody_with_a_number_of_their_own():
    made = a_night()
    is_sick = np.zeros((4, 2), dtype=np.bool_)
    is_sick[1, 0] = True
    made = replace(made, disturbance=replace(made.disturbance, is_sick=is_sick))
    day = made.live()
    assert made.audit(day) == []
    assert [(it.carer, it.is_substitute) for it in day.rounds] == [(0, False), (1, True)]
    assert [it.outcome for it in by_crew(day)] == ["delivered"] * 3


def test_alarms_at_night_go_to_the_cars_that_answer_alarms():
    made = a_night()
    rung = Alarms(
        client=np.array([3], dtype=np.int32),
        rung_s=np.array([at(23, 50)], dtype=np.int32),
        care_s=np.array([600], dtype=np.int32),
        carers=np.array([1], dtype=np.int8),
    )
    made = replace(made, disturbance=replace(made.disturbance, alarms=rung))
    day = made.live()
    assert made.audit(day) == []
    assert [(it.organisation, it.ready_s) for it in day.alarms] == [(PATROL, at(23, 56))]
    assert [it.start_s for it in by_crew(day)] == [at(23, 40), at(24, 30), at(28)]


def test_no_field_of_a_night_s_record_can_be_changed_unnoticed():
    made = a_night()
    day = made.live()
    for table in ("legs", "visits", "rounds"):
        rows = getattr(day, table)
        for row, record in enumerate(rows):
            if record.organisation != NIGHT_PATROL:
                continue
            for field, value in record._asdict().items():
                other = "another" if isinstance(value, str) else value + 1
                changed = (*rows[:row], record._replace(**{field: other}), *rows[row + 1 :])
                assert made.audit(replace(day, **{table: changed})) != [], (record, field)


@pytest.mark.parametrize("table", ["legs", "visits", "rounds"])
def test_no_row_of_a_night_can_be_missing_unnoticed(table):
    made = a_night()
    day = made.live()
    rows = getattr(day, table)
    for row, record in enumerate(rows):
        if record.organisation == NIGHT_PATROL:
            missing = replace(day, **{table: (*rows[:row], *rows[row + 1 :])})
            assert made.audit(missing) != []


def test_a_night_visit_that_the_plan_forgets_is_told():
    made = a_night()
    own, crew = made.plan.rounds
    plan = replace(made.plan, rounds=(own, replace(crew, stops=crew.stops[:-1])))
    forgets = replace(made, plan=plan)
    assert any("missing" in it for it in forgets.audit(forgets.live()))
