"""Figures of the night, by hand: of the patrol apart, of organisations within theirs."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from made_books import H, books, leg, visit

from ruttsim.accounts.kpis import KPIS
from ruttsim.accounts.staff import hour_sek, on_cost_share
from ruttsim.accounts.statement import sums
from ruttsim.audit.figures import figure_contradictions
from ruttsim.domain.day import NIGHT_PATROL, RoundRecord
from ruttsim.domain.demand import NIGHT
from ruttsim.parameters import load_parameters

NAMES = ("municipality", "procured")
NIGHT_KPIS = [name for name in KPIS if name.startswith("night_") and KPIS[name].ratio is None]


def night_visit(number, start_s, outcome="delivered", reason="", **changes):
    """A visit of the night of 20 minutes that may start from 25:00 to 25:45."""
    care_s = 1500 if outcome == "delivered" else 0
    made = visit(number, start_s, start_s if care_s else -1, care_s, outcome, reason)
    return made._replace(
        visit=number + 10,
        kind=NIGHT,
        round=9,
        planned_round=9,
        earliest_s=25 * H,
        latest_s=25 * H + 2700,
        planned_s=1200,
        **changes,
    )


def a_night(organisation, number):
    """Two legs of 12 and 8 km, one visit in time, one late, one cancelled, one missed."""
    whose = {"organisation": organisation, "team": -1}
    of_round = {"round": 9, "vehicle_type": "car_petrol", "vehicle": 0, **whose}
    legs = [
        leg(0, 0, 0, 0, 24 * H, 600, 120, 12000.0)._replace(**of_round),
        leg(0, 1, 1, -1, 27 * H, 600, 0, 8000.0)._replace(**of_round),
    ]
    visits = [
        night_visit(0, 25 * H, **whose),
        night_visit(1, 26 * H, **whose),
        night_visit(0, 26 * H + 1800, "cancelled", "at_the_door", **whose),
        night_visit(1, -1, "missed", "unserved", **whose),
    ]
    worked = RoundRecord(
        *(9, number, False, organisation, -1, 0, "night", 0, "car_petrol", "car"),
        *(24 * H, 27 * H + 600, 24 * H, 27 * H + 600, -1, -1),
    )
    return {"more_legs": legs, "more_visits": visits, "more_rounds": [worked]}


def figures(made):
    """Figures of group all by organisation and name."""
    return {(it.organisation, it.kpi): it.value for it in sums(made, NAMES) if it.group == "all"}


BY_PATROL = figures(books(**a_night(NIGHT_PATROL, -2)))
WITHOUT = figures(books())


def test_a_night_of_the_patrol_by_hand():
    """8 h less a break of 30 min, of two: 15 h; twice 1,500 s with clients, of two.

    Of the shift 23-07 the hours until 06 bear the supplement of nights, all that of weekends.
    """
    parameters = load_parameters()
    pay, on_cost = parameters.pay, 1 + on_cost_share(parameters)
    weekend_sek = 7.5 * pay.weekend_hours_share * pay.weekend_sek_per_h
    one_sek = 7.5 * hour_sek(parameters) + (7 * pay.night_sek_per_h + weekend_sek) * on_cost
    expected = {
        "night_visits": 4,
        "night_delivered_visits": 2,
        "night_late_visits": 1,
        "night_cancelled_visits": 1,
        "night_missed_visits": 1,
        "night_rounds": 1,
        "night_km": 20,
        "night_client_h": 2 * 2 * 1500 / 3600,
        "night_paid_h": 15,
        "night_staff_cost_sek": 2 * one_sek,
    }
    for kpi, value in expected.items():
        assert BY_PATROL["patrol", kpi] == pytest.approx(value), kpi
        assert BY_PATROL["total", kpi] == pytest.approx(value), kpi
        assert BY_PATROL["municipality", kpi] == 0


def test_emissions_of_the_night_are_those_of_its_car():
    one = figures(books(overrides={"carriers.petrol.co2e_wtw_g_per_kwh": 100.0}, **a_night(-2, -2)))
    two = figures(books(overrides={"carriers.petrol.co2e_wtw_g_per_kwh": 200.0}, **a_night(-2, -2)))
    assert two["patrol", "night_co2e_kg"] == pytest.approx(2 * one["patrol", "night_co2e_kg"])
    assert one["patrol", "night_co2e_kg"] > 0


@pytest.mark.parametrize("kpi", [it for it in KPIS if not it.startswith("night_")])
def test_the_patrol_s_night_is_in_no_other_figure(kpi):
    for organisation in (*NAMES, "patrol", "total"):
        key = (organisation, kpi)
        assert BY_PATROL.get(key) == WITHOUT.get(key), key


def test_the_night_of_an_organisation_is_in_its_own_figures_too():
    own = figures(books(**a_night(0, 5)))
    assert own["municipality", "night_visits"] == own["total", "night_visits"] == 4
    assert own["patrol", "night_visits"] == 0
    assert own["municipality", "night_paid_h"] == 7.5
    assert own["municipality", "paid_h"] == WITHOUT["municipality", "paid_h"] + 7.5
    assert own["municipality", "visits"] == WITHOUT["municipality", "visits"] + 4
    assert own["municipality", "distance_km"] == WITHOUT["municipality", "distance_km"] + 20
    assert own["municipality", "night_client_h"] == pytest.approx(2 * 1500 / 3600)
    assert own["municipality", "teams"] == WITHOUT["municipality", "teams"]
    assert own["procured", "paid_h"] == WITHOUT["procured", "paid_h"]
    added_sek = own["municipality", "staff_cost_sek"] - WITHOUT["municipality", "staff_cost_sek"]
    assert own["municipality", "night_staff_cost_sek"] == pytest.approx(added_sek)
    added_kg = own["municipality", "co2e_kg"] - WITHOUT["municipality", "co2e_kg"]
    assert own["municipality", "night_co2e_kg"] == pytest.approx(added_kg)


def test_clients_of_the_night_are_those_whose_care_plans_have_it():
    made = books()
    visits = dataclasses.replace(made.population.visits, kind=np.array([0, NIGHT], dtype=np.int8))
    people = dataclasses.replace(made.population, visits=visits)
    own = figures(dataclasses.replace(made, population=people))
    assert [own[name, "night_clients"] for name in (*NAMES, "patrol", "total")] == [0, 1, 0, 1]
    organisation = made.assignment.organisation.copy()
    organisation[:, NIGHT] = NIGHT_PATROL
    assignment = dataclasses.replace(made.assignment, organisation=organisation)
    own = figures(dataclasses.replace(made, population=people, assignment=assignment))
    assert [own[name, "night_clients"] for name in (*NAMES, "patrol", "total")] == [0, 0, 1, 1]


@pytest.mark.parametrize("organisation", ["municipality", "patrol", "total"])
def test_the_audit_of_figures_tells_of_a_night_visit_that_ended_twice(organisation):
    rows = sums(books(**a_night(NIGHT_PATROL, -2)), NAMES)
    assert figure_contradictions(rows) == []
    changed = [
        it._replace(value=it.value + 1)
        if (it.organisation, it.kpi) == (organisation, "night_missed_visits")
        else it
        for it in rows
    ]
    assert any("night_visits" in it for it in figure_contradictions(changed))
