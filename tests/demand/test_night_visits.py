"""Visits of the night: who has them, when, and that everything else is as without them."""

from __future__ import annotations

import dataclasses
from statistics import mean

import numpy as np
import pytest
from demand_village import village

from ruttsim.demand.days import disturbances
from ruttsim.demand.mornings import morning
from ruttsim.demand.nights import by_crews
from ruttsim.demand.synthetic import synthetic_population
from ruttsim.domain.demand import NIGHT
from ruttsim.files import content_hash
from ruttsim.parameters import load_parameters

PARAMETERS = load_parameters()
NO_NIGHTS = load_parameters(
    {
        q.name: q.low / 100
        for q in PARAMETERS.quantities
        if ".activity_share.night_" in q.name and q.name.startswith("demand.")
    }
)
BUNDLE = village()
PEOPLE = synthetic_population(BUNDLE, PARAMETERS, 1, 0)
H = 3600


def nights(population):
    """Rows of the visits of the night."""
    return np.flatnonzero(population.visits.kind == NIGHT)


def test_six_in_a_hundred_clients_have_one_visit_a_night_or_two():
    """6 (4-10) % of clients; 5 % of all visits are between 21 and 07."""
    populations = [synthetic_population(BUNDLE, PARAMETERS, 1, index) for index in range(6)]
    clients, visits, share = [], [], []
    for it in populations:
        rows = nights(it)
        having = np.unique(it.visits.client[rows])
        clients.append(len(having) / len(it.clients.client))
        visits.append(len(rows) / len(having))
        due = it.visits.on(1, 0)
        share.append(np.mean(it.visits.kind[due] == NIGHT))
    assert mean(clients) == pytest.approx(0.06, abs=0.01)
    assert 1 < mean(visits) < 2
    assert 0.02 <= mean(share) <= 0.06


def test_a_visit_of_the_night_lies_in_the_night_that_begins_on_its_day():
    visits, rows = PEOPLE.visits, nights(PEOPLE)
    assert (visits.earliest_s[rows] >= 23 * H).all()
    assert (visits.latest_s[rows] + visits.duration_s[rows] <= 31 * H).all()
    assert (visits.latest_s[rows] > 24 * H).any()


def test_some_visits_of_the_night_need_two_carers_and_one_car_of_a_crew_of_two():
    carers = PEOPLE.visits.carers[nights(PEOPLE)]
    assert set(carers.tolist()) == {1, 2}
    crews = by_crews(PEOPLE, PARAMETERS.day)
    assert set(crews.visits.carers[nights(crews)].tolist()) == {1}
    by_day = PEOPLE.visits.kind != NIGHT
    assert np.array_equal(crews.visits.carers[by_day], PEOPLE.visits.carers[by_day])
    alone = by_crews(PEOPLE, dataclasses.replace(PARAMETERS.day, night_crew=1))
    assert np.array_equal(alone.visits.carers, PEOPLE.visits.carers)


def test_nights_change_nothing_of_the_day():
    """A hundredth of the nights: the same visits by day in the same rows, clients and homes."""
    few = synthetic_population(BUNDLE, NO_NIGHTS, 1, 0)
    day = len(PEOPLE.visits.visit) - len(nights(PEOPLE))
    assert len(nights(few)) < len(nights(PEOPLE)) / 10
    for field in dataclasses.fields(PEOPLE.visits):
        if field.name != "activities":
            one, other = (getattr(it.visits, field.name)[:day] for it in (PEOPLE, few))
            assert np.array_equal(one, other), field.name
    assert content_hash(few.clients, few.buildings) == content_hash(
        PEOPLE.clients, PEOPLE.buildings
    )


def test_nights_change_nothing_of_what_a_day_brings_to_the_day():
    few = synthetic_population(BUNDLE, NO_NIGHTS, 1, 0)
    day = len(PEOPLE.visits.visit) - len(nights(PEOPLE))
    one, other = (disturbances(it, it.visits.on(1, 0), PARAMETERS, 1, [0]) for it in (PEOPLE, few))
    assert content_hash(one.alarms) == content_hash(other.alarms)
    assert np.array_equal(one.span_factor, other.span_factor)
    for name in ("is_cancelled", "is_in_hospital", "is_extra", "duration_factor", "leg_factor"):
        assert np.array_equal(getattr(one, name)[:day], getattr(other, name)[:day]), name
    assert one.is_extra[:day].any()
    assert not one.is_extra[day:].any()
    mornings = [morning(it, it.visits.on(1, 0), PARAMETERS.fortnight, 1, 0) for it in (PEOPLE, few)]
    for name in ("is_called_off", "is_extra", "is_absent"):
        one_of, other_of = (getattr(it, name)[:day] for it in mornings)
        assert np.array_equal(one_of, other_of), name
    assert not mornings[0].is_extra[day:].any()


def test_a_night_is_disturbed_as_a_day():
    rows = nights(PEOPLE)
    days = [disturbances(PEOPLE, PEOPLE.visits.on(1, 0), PARAMETERS, 1, [day]) for day in range(20)]
    assert mean(it.is_cancelled[rows].mean() for it in days) == pytest.approx(0.06, abs=0.015)
    assert mean(it.is_in_hospital[rows].mean() for it in days) == pytest.approx(0.025, abs=0.015)
    assert mean(it.duration_factor[rows].std() for it in days) == pytest.approx(0.2, abs=0.03)


def test_nights_are_not_in_granted_hours():
    """They decide neither the shares of organisations nor what is granted by day."""
    visits = PEOPLE.visits
    longer = dataclasses.replace(
        visits, duration_s=np.where(visits.kind == NIGHT, 7200, visits.duration_s).astype(np.int32)
    )
    from ruttsim.demand.granted import granted_h_per_month

    count = len(PEOPLE.clients.client)
    assert np.array_equal(
        granted_h_per_month(longer, count, 0.82), granted_h_per_month(visits, count, 0.82)
    )
