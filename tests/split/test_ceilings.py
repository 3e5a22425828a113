"""Ceilings, queues and default rules; kinds of visit apart; what holds whatever the rule."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from square_map import (
    PARAMETERS,
    choosing,
    many_clients,
    map_of,
    split_of,
    squares,
    study_of,
    with_visits,
)

from ruttsim.domain.demand import CARE, SERVICE
from ruttsim.domain.split import NOT_SERVED
from ruttsim.errors import StudyError
from ruttsim.split.allocation import ALLOCATIONS
from ruttsim.split.assignment import assign
from ruttsim.split.ceilings import DEFAULTS
from ruttsim.split.keys import rule_faults

MAP = map_of(squares(3, 2))
ALL = ["m", "p1", "p2", "p3"]
EQUAL = dict.fromkeys(ALL, 0.25)
DIVIDING = sorted(set(ALLOCATIONS) - {"address"})
KINDS = (CARE, SERVICE)


def allocated(population, rule="choice", organisations=ALL, coverage=None, **keys):
    shares = EQUAL if rule == "shares" and organisations == ALL else {}
    allocation = {"rule": rule, "shares": shares, **keys}
    study = study_of(
        {"organisations": organisations, "coverage": coverage or {}, "allocation": allocation}
    )
    return assign(population, MAP, study, study.splits[0], PARAMETERS)


@settings(max_examples=12, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    rule=st.sampled_from(DIVIDING),
    most=st.integers(0, 120),
    most_h=st.integers(0, 3000),
    default=st.sampled_from(sorted(DEFAULTS)),
)
def test_no_ceiling_is_exceeded_and_everybody_is_served_by_one_who_may(
    seed, rule, most, most_h, default
):
    population = with_visits(choosing(many_clients(6, count=300, seed=seed)))
    found = allocated(
        population,
        rule,
        default=default,
        ceiling_clients={"p1": most},
        ceiling_granted_h_per_month={"p2": float(most_h)},
    )
    has, hours = found.organisation[:, CARE], population.clients.granted_h_per_month
    assert (has == 1).sum() <= most
    assert hours[has == 2].sum() <= most_h + 1e-6
    for kind in KINDS:
        area = population.clients.basic_area
        assert (found.coverage.table[area, kind, found.organisation[:, kind]] > NOT_SERVED).all()


@pytest.mark.parametrize("rule", DIVIDING)
def test_a_full_organisation_has_a_queue_and_the_municipality_serves_it(rule):
    population = choosing(many_clients(6))
    free, capped = (
        allocated(population, rule),
        allocated(population, rule, ceiling_clients={"p1": 9}),
    )
    wanted = free.organisation[:, CARE] == 1
    has = capped.organisation[:, CARE]
    assert (has == 1).sum() == 9
    assert (has[wanted & (has != 1)] == 0).all()
    assert (capped.first_choice[:, CARE][wanted] == 1).all()
    assert (has[~wanted] == free.organisation[:, CARE][~wanted]).all()


def test_a_raised_ceiling_keeps_all_who_were_there():
    population = choosing(many_clients(6))
    few = allocated(population, ceiling_clients={"p1": 20}).organisation[:, CARE]
    more = allocated(population, ceiling_clients={"p1": 40}).organisation[:, CARE]
    assert (more[few == 1] == 1).all()
    assert (few[more != few] == 0).all()


def test_who_has_it_already_is_taken_before_who_wants_it():
    population = choosing(many_clients(6), present=["p1", "-"])
    found = allocated(population, ceiling_clients={"p1": 20})
    has = found.organisation[:, CARE] == 1
    assert has.sum() == 20
    assert (found.present[has, CARE] == 1).all()


def test_ceilings_that_leave_nobody_with_room_are_a_fault():
    population = choosing(many_clients(6))
    with pytest.raises(StudyError, match="have no organisation with room"):
        allocated(population, organisations=["p1", "p2"], ceiling_clients={"p1": 10, "p2": 10})


def test_a_default_rule_that_needs_a_municipality_says_so():
    population = choosing(many_clients(6))
    with pytest.raises(StudyError, match="must serve everywhere"):
        allocated(population, organisations=["p1", "p2"], default="municipal", present="none")


def test_who_must_serve_everybody_can_have_no_ceiling():
    study = study_of(
        {
            "organisations": ALL,
            "allocation": {"rule": "choice", "ceiling_clients": {"m": 10, "p1": 10}},
        }
    )
    (fault,) = rule_faults(study, study.splits[0])
    assert fault.field == "splits[0].allocation.ceiling_clients.m"


@pytest.mark.parametrize("rule", DIVIDING)
def test_the_same_rule_given_for_service_too_serves_everybody_once_a_kind(rule):
    population = with_visits(choosing(many_clients(6)))
    shares = {"shares": EQUAL} if rule == "shares" else {}
    found = allocated(population, rule, service={"rule": rule, **shares})
    hours = [population.needs(KINDS)[:, place] for place in range(2)]
    for kind, needs in zip(KINDS, hours, strict=True):
        assert (np.bincount(found.organisation[needs, kind], minlength=4) > 0).all()
    only_one = population.needs(KINDS).sum(axis=1) == 1
    assert (found.organisation[only_one, CARE] == found.organisation[only_one, SERVICE]).all()


def test_service_broken_out_goes_to_those_who_serve_it_alone():
    """M has care, p1 and p2 service: 30 % and 70 % of the hours of service."""
    population = with_visits(choosing(many_clients(6)))
    coverage = {"kinds": {"m": ["care"], "p1": ["service"], "p2": ["service"]}}
    study = study_of(
        {
            "organisations": ["m", "p1", "p2"],
            "coverage": coverage,
            "allocation": {
                "shares": {"m": 1.0, "p1": 0.0, "p2": 0.0},
                "service": {"shares": {"m": 0.0, "p1": 0.3, "p2": 0.7}},
            },
        }
    )
    found = assign(population, MAP, study, study.splits[0], PARAMETERS)
    needs = population.needs(KINDS)
    assert (found.organisation[needs[:, 0], CARE] == 0).all()
    assert set(found.organisation[needs[:, 1], SERVICE].tolist()) == {1, 2}
    hours = population.clients.granted_h_per_month
    one = needs[:, 1] & ~needs[:, 0]
    both = found.organisation[one, SERVICE] == 1
    assert hours[one][both].sum() / hours[one].sum() == pytest.approx(0.3, abs=0.05)
    assert found.coverage.choices(CARE).tolist() == [1] * 6
    assert found.coverage.choices(SERVICE).tolist() == [2] * 6


def test_a_client_with_two_kinds_fills_one_place_of_a_ceiling():
    population = with_visits(choosing(many_clients(6)), both=True)
    found = allocated(population, service={"rule": "choice"}, ceiling_clients={"p1": 30})
    has = found.organisation[:, KINDS] == 1
    assert has.any(axis=1).sum() == 30


@pytest.mark.parametrize("rule", DIVIDING)
def test_hundred_to_nothing_is_own_regime_with_a_ceiling_too(rule):
    population = choosing(many_clients(6))
    shares = {"m": 1.0, "p1": 0.0}
    splits = [{"organisations": ["m"]}, split_of(shares, allocation=rule)]
    if rule != "shares":
        splits[1] = {
            "organisations": ["m", "p1"],
            "allocation": {"rule": rule, "ceiling_clients": {"p1": 0}},
        }
    study = study_of(*splits)
    own, other = (assign(population, MAP, study, it, PARAMETERS) for it in study.splits)
    assert (own.organisation == other.organisation).all()


@pytest.mark.parametrize("rule", DIVIDING)
def test_the_order_of_clients_does_not_matter_to_ceilings(rule):
    population = choosing(many_clients(6, count=60))
    rows = np.random.default_rng(3).permutation(60)

    def turned(record):
        fields = dataclasses.fields(record)
        return dataclasses.replace(
            record, **{it.name: getattr(record, it.name)[rows] for it in fields}
        )

    other = dataclasses.replace(
        population, clients=turned(population.clients), choosers=turned(population.choosers)
    )
    keys = {"ceiling_clients": {"p1": 5}, "default": "room"}
    here, there = (allocated(it, rule, **keys).organisation for it in (population, other))
    assert (here[rows] == there).all()


@pytest.mark.parametrize("default", sorted({"room", "round_robin"} & set(DEFAULTS)))
def test_nobody_passes_by_who_queues_for_a_full_organisation(default):
    """A client whose hours do not fit leaves room that others would: it is offered to none."""
    population = with_visits(choosing(many_clients(6, count=300, seed=3)))
    found = allocated(
        population, "shares", default=default, ceiling_granted_h_per_month={"p1": 700.0}
    )
    wanted, has = found.first_choice[:, CARE] == 1, found.organisation[:, CARE] == 1
    assert (wanted & ~has).any()
    assert not (has & ~wanted).any()
