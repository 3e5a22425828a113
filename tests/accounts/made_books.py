"""The books of a day small enough to add up by hand: two organisations, one carer each."""

from __future__ import annotations

import numpy as np

from ruttsim.accounts.books import open_books
from ruttsim.domain.day import PATROL, AlarmRecord, Day, Leg, RoundRecord, VisitRecord
from ruttsim.domain.demand import ALLOCATION_COLUMNS, Buildings, Clients, Population, Visits
from ruttsim.domain.organisations import Organisation
from ruttsim.domain.planning import Plan, Round, Team
from ruttsim.domain.split import Assignment, Coverage
from ruttsim.domain.terms import BY_GRANTED_TIME
from ruttsim.parameters import load_parameters

H = 3600
AREAS = ("north", "south")
DISTRICTS = ("Upper", "Lower")
ORGANISATIONS = (
    Organisation("municipality", "Kommunen", "Municipality", "municipal", ("car_petrol", "walk")),
    Organisation("procured", "Utförare", "Organisation", "private", ("car_petrol", "walk")),
)


def people():
    """Two clients, one an area, with a visit each."""
    two = np.zeros(2, dtype=np.int32)
    return Population(
        index=0,
        buildings=Buildings(np.zeros(2), np.zeros(2), np.array([0, 1], dtype=np.int32), two > 0),
        clients=Clients(
            np.arange(2),
            np.array([0, 1], dtype=np.int32),
            np.array([0, 1], dtype=np.int32),
            np.array([30.0, 10.0]),
            np.full((2, ALLOCATION_COLUMNS), 0.5),
        ),
        visits=Visits(
            np.arange(2),
            np.array([0, 1], dtype=np.int32),
            np.zeros(2, dtype=np.int8),
            np.zeros(2, dtype=np.int8),
            ("morning",),
            np.full(2, 127, dtype=np.int8),
            np.ones(2, dtype=np.int8),
            np.zeros(2, dtype=np.int8),
            np.full(2, 8 * H, dtype=np.int32),
            np.full(2, 9 * H, dtype=np.int32),
            np.full(2, H, dtype=np.int32),
            np.ones(2, dtype=np.int8),
        ),
        is_synthetic=True,
    )


def leg(number, sequence, start, visit, depart_s, drive_s, stop_s, metres, alarm=-1):
    """A leg by car of the carer of one organisation; PATROL: of the first car of the patrol."""
    return Leg(
        max(number, 0),
        number,
        0,
        "car_petrol" if number >= 0 else "car",
        "car",
        max(number, 0),
        sequence,
        start,
        1 - start,
        visit,
        alarm,
        depart_s,
        depart_s + drive_s,
        stop_s,
        metres,
    )


def alarm(number, organisation, rung_s, ready_s, start_s, end_s, responder=0, client=0):
    """What one responder did about an alarm of a client, who lives in the area of that number."""
    return AlarmRecord(
        number,
        responder,
        client,
        client,
        organisation,
        max(organisation, 0),
        rung_s,
        ready_s,
        start_s,
        end_s,
    )


def visit(number, ready_s, start_s, care_s, outcome="delivered", reason=""):
    """The visit of one organisation's client."""
    return VisitRecord(
        number,
        0,
        number,
        0,
        number,
        number,
        0,
        number,
        number,
        8 * H,
        9 * H,
        H,
        8 * H,
        ready_s,
        start_s,
        ready_s + care_s if start_s < 0 else start_s + care_s,
        care_s,
        0,
        outcome,
        reason,
    )


def books(
    return_s=(10 * H, 10 * H),
    overrides=None,
    more_visits=(),
    more_legs=(),
    more_rounds=(),
    alarms=(),
    patrol=(),
    unserved=(),
    changed=None,
    organisations=ORGANISATIONS,
    payment=BY_GRANTED_TIME,
    household=(),
):
    """The municipality's carer delivers an hour and a half, late; the other finds nobody at home.

    Both leave at 8:00 in a short shift (07:00-13:00, 30 minutes' break: 5.5 h paid), drive ten
    minutes and 5 km each way, and need five minutes to the door.
    `more_visits` are recorded after the two, `more_legs` after the way there of the municipality's,
    `more_rounds` after the two.
    `changed` replaces fields of the record of a round, by its number. `organisations` may have
    other terms, and `payment` another basis. `household` are services sold in idle time.
    """
    legs, rounds, planned = [], [], []
    for number in (0, 1):
        legs += [
            leg(number, 0, 0, number, 8 * H, 600, 300, 5000.0),
            *(more_legs if number == 0 else ()),
            leg(number, 1, 1, -1, return_s[number] - 600, 600, 0, 5000.0),
        ]
        rounds.append(
            RoundRecord(
                number,
                number,
                False,
                number,
                0,
                0,
                "short",
                0,
                "car_petrol",
                "car",
                8 * H,
                return_s[number],
                8 * H,
                10 * H,
                9 * H,
                9 * H + 1800,
            )._replace(**(changed or {}).get(number, {}))
        )
        planned.append(
            Round(
                round=number,
                carer=number,
                organisation=number,
                team=0,
                premise=0,
                shift="short",
                part=0,
                vehicle_type="car_petrol",
                mode="car",
                leave_s=8 * H,
                return_s=10 * H,
                break_before=1,
                break_earliest_s=9 * H,
                break_latest_s=11 * H,
                stops=(),
            )
        )
    visits = (
        visit(0, 8 * H + 900, 9 * H + 60, 1800),
        visit(1, 8 * H + 900, -1, 0, "cancelled", "at_the_door"),
        *more_visits,
    )
    teams = tuple(Team(k, 0, 0, np.array([k])) for k in (0, 1))
    coverage = Coverage(np.ones((2, 4, 2), dtype=np.int8))
    provider = np.repeat([[0], [1]], 4, axis=1).astype(np.int8)
    is_newcomer = np.arange(len(provider)) == 0
    assignment = Assignment(provider, coverage, provider, provider, is_newcomer, follows=True)
    return open_books(
        Day(
            0,
            tuple(legs),
            visits,
            (*rounds, *more_rounds),
            tuple(patrol),
            tuple(alarms),
            household=tuple(household),
        ),
        Plan(teams, tuple(planned), tuple(unserved)),
        people(),
        assignment,
        organisations,
        AREAS,
        DISTRICTS,
        load_parameters(overrides or {}),
        payment,
        waits_to_charge=True,
    )


def between_districts():
    """From its first visit, in the upper district, the municipality's carer goes on to the lower.

    There it answers an alarm (20 minutes' drive, 10 to the door), and next is late at a visit of
    two carers (5 and 1); then back to the upper, to an alarm (12 and 6), and to the base.
    Meanwhile the patrol goes to an alarm in either district.
    """
    rung_s = 9 * H
    third = visit(1, 12 * H, 12 * H, 1800)._replace(organisation=0, round=0, planned_round=0)
    return books(
        return_s=(14 * H, 10 * H),
        more_legs=[
            leg(0, 1, 1, -1, 10 * H, 1200, 600, 8000.0, alarm=0),
            leg(0, 2, 0, 1, 11 * H, 300, 60, 2000.0),
            leg(0, 3, 1, -1, 13 * H, 720, 360, 7000.0, alarm=1),
        ],
        more_visits=[third, third._replace(carer=1)],
        alarms=[
            alarm(0, 0, rung_s, 10 * H + 1800, 10 * H + 1800, 11 * H, client=1),
            alarm(1, 0, 13 * H, 13 * H + 1080, 13 * H + 1080, 13 * H + 2400),
            alarm(2, PATROL, rung_s, rung_s + 600, rung_s + 600, rung_s + 900, client=1),
            alarm(3, PATROL, rung_s, rung_s + 2400, rung_s + 2400, 10 * H),
        ],
        patrol=[
            leg(PATROL, 0, 0, -1, rung_s, 500, 100, 3000.0, alarm=2),
            leg(PATROL, 1, 1, -1, rung_s, 2000, 400, 9000.0, alarm=3),
        ],
    )
