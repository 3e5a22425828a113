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

    Of the shift 23-07 the hours until 06 bear the supplement of nights, all that of weekends; all
    are of who has 34 h 20 min a week for the pay of 37 h.
    """
    parameters = load_parameters()
    pay, on_cost = parameters.pay, 1 + on_cost_share(parameters)
    weekend_sek = 7.5 * pay.weekend_hours_share * pay.weekend_sek_per_h
    hours_sek = 7.5 * 37 / 34.335 * hour_sek(parameters)
    one_sek = hours_sek + (7 * pay.night_sek_per_h + weekend_sek) * on_cost
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
        "night_cost_sek": 2 * one_sek + BY_PATROL["patrol", "night_vehicle_cost_sek"],
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


def with_night_cars(whose, cars, **more):
    """The books of a night with so many planned rounds at once, each in a car of its own."""
    made = books(**a_night(whose, -2 if whose < 0 else 5), **more)
    one = dataclasses.replace(
        made.plan.rounds[0], organisation=whose, shift="night", leave_s=24 * H, return_s=27 * H
    )
    rounds = tuple(dataclasses.replace(one, round=9 + it) for it in range(cars))
    if whose == NIGHT_PATROL:
        return dataclasses.replace(made, night=dataclasses.replace(made.night, planned=rounds))
    plan = dataclasses.replace(made.plan, rounds=(*made.plan.rounds, *rounds))
    return dataclasses.replace(made, plan=plan)


def test_cars_of_the_patrol_s_night_by_hand():
    """Two at once and a tenth to spare are three cars; 20 km are driven with 3 SEK of wear each.

    What energy costs at a price is what the cost rises by at twice the price.
    """
    overrides = {
        "economy.spare_vehicle_share": 0.1,
        "economy.operating_days_per_year": 360,
        "vehicles.car_petrol.lease_sek_per_month": 3000.0,
        "vehicles.car_petrol.other_sek_per_month": 600.0,
        "vehicles.car_petrol.wear_sek_per_km": 3.0,
        "vehicles.car_petrol.manufacture_co2e_t": 7.2,
        "vehicles.car_petrol.life_years": 10,
    }
    price = "carriers.petrol.price_sek_per_kwh"
    once, twice = (
        figures(with_night_cars(NIGHT_PATROL, 2, overrides={**overrides, price: it}))
        for it in (1.0, 2.0)
    )
    for organisation in ("patrol", "total"):
        assert once[organisation, "night_vehicles"] == 3
        cost_sek = once[organisation, "night_vehicle_cost_sek"]
        energy_sek = twice[organisation, "night_vehicle_cost_sek"] - cost_sek
        assert energy_sek > 5
        assert cost_sek - energy_sek == pytest.approx(3 * 120 + 20 * 3)
        assert once[organisation, "night_co2e_manufacture_kg"] == pytest.approx(3 * 2.0)
    assert once["municipality", "night_vehicle_cost_sek"] == 0


@pytest.mark.parametrize(("cars", "added"), [(1, 0), (2, 1), (4, 3)])
def test_an_organisation_s_car_of_the_day_serves_the_night(cars, added):
    """The municipality's one car by day is there at night; spares are left out."""
    more = {"overrides": {"economy.spare_vehicle_share": 0.0}}
    by_day, own = figures(books(**more)), figures(with_night_cars(0, cars, **more))
    assert own["municipality", "night_vehicles"] == added
    assert own["municipality", "vehicles"] == by_day["municipality", "vehicles"] + added
    cost_sek = own["municipality", "night_vehicle_cost_sek"]
    more_sek = own["municipality", "vehicle_cost_sek"] - by_day["municipality", "vehicle_cost_sek"]
    assert cost_sek == pytest.approx(more_sek)
    more_kg = (
        own["municipality", "co2e_manufacture_kg"] - by_day["municipality", "co2e_manufacture_kg"]
    )
    assert own["municipality", "night_co2e_manufacture_kg"] == pytest.approx(more_kg)


def test_what_the_patrol_s_cars_of_the_night_are_refilled_with_is_the_record_s():
    made = with_night_cars(NIGHT_PATROL, 1)
    charging = {
        "organisation": np.array([-2, -2]),
        "vehicle_type": np.array(["car_electric"] * 2),
        "arrive_s": np.array([27 * H, 28 * H]),
        "start_s": np.array([28 * H, -1]),
        "end_s": np.array([30 * H, 29 * H]),
        "start_kwh": np.array([20.0, 5.0]),
        "end_kwh": np.array([30.0, 5.0]),
    }
    night = dataclasses.replace(made.night, charging=charging)
    own = figures(dataclasses.replace(made, night=night))
    assert own["patrol", "night_charged_kwh"] == own["total", "night_charged_kwh"] == 10
    assert own["patrol", "night_charging_h"] == 2


OTHERS = [it for it in KPIS if not it.startswith("night_") and "_with_patrol" not in it]


def test_with_the_patrol_everything_is_counted_once_whoever_has_the_nights():
    """What the patrol's night costs and drives is added; that of an organisation is in its own."""
    nobody, its = figures(books()), figures(with_night_cars(NIGHT_PATROL, 2))
    own = figures(with_night_cars(0, 2))
    parts = {
        "cost_with_patrol_sek": ("cost_sek", "patrol_cost_sek"),
        "distance_with_patrol_km": ("distance_km", "patrol_km"),
    }
    night = {"cost_with_patrol_sek": "night_cost_sek", "distance_with_patrol_km": "night_km"}
    for whole, names in parts.items():
        without = sum(nobody["total", name] for name in names)
        assert nobody["total", whole] == pytest.approx(without)
        assert its["total", whole] == pytest.approx(without + its["patrol", night[whole]])
        assert own["total", whole] == pytest.approx(sum(own["total", name] for name in names))
        assert own["municipality", whole] == own["municipality", names[0]]
    more = its["total", "vehicles_with_patrol"] - nobody["total", "vehicles_with_patrol"]
    assert more == its["patrol", "night_vehicles"] == 3
    emitted = its["patrol", "night_co2e_kg"] + its["patrol", "night_co2e_manufacture_kg"]
    added = its["total", "co2e_with_patrol_kg"] - nobody["total", "co2e_with_patrol_kg"]
    assert added == pytest.approx(emitted)


@pytest.mark.parametrize("kpi", OTHERS)
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
    added_posts = own["municipality", "posts"] - WITHOUT["municipality", "posts"]
    assert added_posts == pytest.approx(7.5 * 342 / (34.335 * 52 * 0.893 * 0.9))
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
