"""Shares of granted hours and the organisation that each client ends with."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from square_map import PARAMETERS, many_clients, map_of, population_of, split_of, squares, study_of

from ruttsim.domain.day import NIGHT_PATROL
from ruttsim.domain.demand import CARE, KINDS, NIGHT, SERVICE, Population
from ruttsim.domain.split import Assignment
from ruttsim.errors import StudyError
from ruttsim.split.assignment import assign

AREAS = 6
MAP = map_of(squares(3, 2))
SIX = {"m": 0.5, "p1": 0.1, "p2": 0.1, "p3": 0.1, "p4": 0.1, "p5": 0.1}
NO_MUNICIPALITY = {"p1": 0.4, "p2": 0.35, "p3": 0.25}


def assigned(population: Population, split: dict) -> Assignment:
    study = study_of(split)
    return assign(population, MAP, study, study.splits[0], PARAMETERS)


def care(population: Population, split: dict) -> np.ndarray:
    return assigned(population, split).organisation[:, 0]


def share_of(population: Population, holders: np.ndarray, organisation: int) -> float:
    hours = population.clients.granted_h_per_month
    return float(hours[holders == organisation].sum() / hours.sum())


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    weights=st.lists(st.integers(0, 10), min_size=3, max_size=6).filter(sum),
    has_municipality=st.booleans(),
)
def test_shares_are_met_to_one_percentage_point(seed, weights, has_municipality):
    names = ["m", "p1", "p2", "p3", "p4", "p5"] if has_municipality else ["p1", "p2", "p3"]
    weights = weights[: len(names)]
    if not sum(weights):
        weights[0] = 1
    shares = {name: w / sum(weights) for name, w in zip(names, weights, strict=False)}
    population = many_clients(AREAS, seed=seed)
    holders = care(population, split_of(shares))
    for name, share in shares.items():
        number = 0 if name == "m" else int(name[1:])
        assert share_of(population, holders, number) == pytest.approx(share, abs=0.01)


@pytest.mark.parametrize("shares", [SIX, NO_MUNICIPALITY])
def test_everybody_has_one_organisation_that_takes_part_and_covers_the_address(shares):
    population = many_clients(AREAS)
    assignment = assigned(population, split_of(shares))
    for kind in (CARE, SERVICE, KINDS.index("alarm")):
        holders = assignment.organisation[:, kind]
        assert (assignment.coverage.table[population.clients.basic_area, kind, holders] > 0).all()


def test_care_and_service_go_to_the_same_organisation():
    organisation = assigned(many_clients(AREAS), split_of(SIX)).organisation
    assert (organisation[:, 0] == organisation[:, 1]).all()


@pytest.mark.parametrize(("shares", "number"), [(SIX, 0), (NO_MUNICIPALITY, 1)])
def test_alarms_are_the_municipalitys_or_the_firsts_and_nights_the_patrols(shares, number):
    organisation = assigned(many_clients(AREAS), split_of(shares)).organisation
    assert (organisation[:, KINDS.index("alarm")] == number).all()
    assert (organisation[:, NIGHT] == NIGHT_PATROL).all()


def test_nights_follow_the_care_where_the_study_says_so():
    study = study_of(split_of(SIX))
    day = study.day.model_copy(update={"nights": "organisation"})
    study = study.model_copy(update={"day": day}).at(study.file)
    made = assign(many_clients(AREAS), MAP, study, study.splits[0], PARAMETERS)
    assert (made.organisation[:, NIGHT] == made.organisation[:, CARE]).all()
    assert (made.coverage.table[:, NIGHT] == made.coverage.table[:, CARE]).all()
    assert (made.organisation[:, KINDS.index("alarm")] == 0).all()


def test_hundred_to_nothing_is_own_regime():
    population = many_clients(AREAS)
    alone = {"organisations": ["m"]}
    everything = {"m": 1.0, "p1": 0.0, "p2": 0.0}
    assert (care(population, alone) == care(population, split_of(everything))).all()


@settings(max_examples=15, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    shares=st.lists(st.tuples(st.integers(1, 8), st.integers(0, 5)), min_size=5, max_size=5),
)
def test_a_raised_quota_moves_clients_from_the_municipality_only(seed, shares):
    """Each private share grows by its own step, while the municipality's shrinks."""
    population = many_clients(AREAS, seed=seed)
    names = ("p1", "p2", "p3", "p4", "p5")
    few = {name: low / 100 for name, (low, _) in zip(names, shares, strict=True)}
    more = {name: (low + step) / 100 for name, (low, step) in zip(names, shares, strict=True)}
    before = care(population, split_of({"m": 1 - sum(few.values()), **few}))
    after = care(population, split_of({"m": 1 - sum(more.values()), **more}))
    assert (before[before != after] == 0).all()


def test_from_20_to_50_percent_private_30_percent_of_the_hours_move():
    population = many_clients(AREAS)
    names = ("p1", "p2", "p3", "p4", "p5")
    before = care(population, split_of({"m": 0.8, **dict.fromkeys(names, 0.04)}))
    after = care(population, split_of({"m": 0.5, **dict.fromkeys(names, 0.1)}))
    hours = population.clients.granted_h_per_month
    assert hours[before != after].sum() / hours.sum() == pytest.approx(0.3, abs=0.01)


def test_an_organisation_more_takes_no_client_whom_it_need_not():
    """From four of 12.5 % to five of 10 %: who stays external stays, or goes to the fifth."""
    population = many_clients(AREAS)
    four = care(population, split_of({"m": 0.5, **dict.fromkeys(("p1", "p2", "p3", "p4"), 0.125)}))
    five = care(population, split_of(SIX))
    both = (four > 0) & (five > 0)
    assert ((four == five) | (five == 5))[both].all()


@settings(max_examples=15, deadline=None)
@given(order=st.permutations(range(40)), shares=st.sampled_from([SIX, NO_MUNICIPALITY]))
def test_the_order_of_clients_does_not_matter(order, shares):
    population = many_clients(AREAS, count=40)
    clients = population.clients
    rows = np.array(order)
    shuffled = dataclasses.replace(
        clients,
        **{f.name: getattr(clients, f.name)[rows] for f in dataclasses.fields(clients)},
    )
    turned = dataclasses.replace(population, clients=shuffled)
    assert (care(population, split_of(shares))[rows] == care(turned, split_of(shares))).all()


@pytest.mark.parametrize("seed", range(5))
def test_a_share_of_hours_is_missed_by_half_a_client_at_most(seed):
    """One client of 40 h and sixty of 1 h: half of the hours is 50 h, give or take 20."""
    population = population_of([40.0] + [1.0] * 60, [0] * 61, seed=seed)
    holders = care(population, split_of({"m": 0.5, "p1": 0.5}))
    assert share_of(population, holders, 1) == pytest.approx(0.5, abs=0.2)


def test_a_share_that_coverage_does_not_allow_is_a_fault_with_what_was_reached():
    """p1 serves the only dense area, with 30 % of the hours, and is to have 50 %."""
    bundle = map_of(squares(2, 1), built_km2=[1.0, 10.0])
    population = population_of([1.0] * 100, [0] * 30 + [1] * 70)
    split = split_of({"m": 0.5, "p1": 0.5}, "densest_until_share", share=0.3)
    study = study_of(split)
    with pytest.raises(StudyError) as error:
        assign(population, bundle, study, study.splits[0], PARAMETERS)
    assert error.value.faults[0].field == "splits[0].allocation.shares.p1"
    assert "30.0%" in str(error.value)
    assert "50.0%" in str(error.value)


def test_areas_that_only_an_organisation_without_share_covers_are_a_fault():
    shares = {"p1": 0.0, "p2": 1.0}
    split = split_of(shares, "densest_until_share", share=0.5, organisations=["p2"])
    with pytest.raises(StudyError, match="no share"):
        assigned(many_clients(AREAS), split)


def test_areas_that_nobody_covers_are_a_fault():
    split = split_of({"p1": 1.0}, "densest_until_share", share=0.5, organisations=["p1"])
    with pytest.raises(StudyError, match="no organisation covers"):
        assigned(many_clients(AREAS), split)


def test_by_address_two_organisations_in_one_area_are_a_fault():
    split = {"organisations": ["m", "p1"], "allocation": {"rule": "address"}}
    with pytest.raises(StudyError, match="more than one organisation"):
        assigned(many_clients(AREAS), split)
