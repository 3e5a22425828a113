"""Rules of coverage on a map of squares."""

import numpy as np
import pytest
from square_map import PARAMETERS, many_clients, map_of, population_of, split_of, squares, study_of

from ruttsim.domain.roads import MapBundle
from ruttsim.domain.split import MAY_SERVE, MUST_SERVE, NOT_SERVED
from ruttsim.errors import DataError, StudyError
from ruttsim.split.assignment import assign
from ruttsim.split.case import SplitCase
from ruttsim.split.coverage import COVERAGE_KEYS, COVERAGES, coverage_by_kind, densest_areas

SIX = {"m": 0.5, "p1": 0.1, "p2": 0.1, "p3": 0.1, "p4": 0.1, "p5": 0.1}


def case_of(population, bundle: MapBundle, split: dict) -> SplitCase:
    study = study_of(split)
    return SplitCase(population, bundle, study, study.splits[0], PARAMETERS)


def test_every_rule_says_which_keys_it_reads():
    assert COVERAGES.keys() == COVERAGE_KEYS.keys()


FILES = {"layer", "drawn", "positive_margin"}
KEYS = {
    "halves": {"halves": [["m", "p2"], ["m", "p4"]]},
    "table": {"rows": [{"organisations": ["p2", "p4"]}]},
}


@pytest.mark.parametrize("rule", sorted(set(COVERAGES) - FILES))
def test_every_area_is_covered_and_by_those_alone_who_take_part(rule):
    shares = {"m": 0.5, "p2": 0.3, "p4": 0.2}
    split = split_of(shares, rule, **KEYS.get(rule, {}))
    table = coverage_by_kind(case_of(many_clients(12), map_of(squares(4, 3)), split))
    assert table.shape == (12, 2, 6)
    assert (table > NOT_SERVED).any(axis=2).all()
    assert (table[:, :, [1, 3, 5]] == NOT_SERVED).all()


def test_everywhere_the_municipality_must_and_the_others_may():
    case = case_of(many_clients(4), map_of(squares(2, 2)), split_of(SIX))
    table = COVERAGES["everywhere"](case)
    assert (table[:, 0] == MUST_SERVE).all()
    assert (table[:, 1:] == MAY_SERVE).all()


def test_one_that_is_alone_must_serve_everywhere():
    case = case_of(many_clients(4), map_of(squares(2, 2)), split_of({"p1": 1.0}))
    assert (COVERAGES["everywhere"](case)[:, 1] == MUST_SERVE).all()


def test_the_densest_areas_are_those_with_most_hours_per_built_km2():
    """Hours 40, 30, 20, 10 on 4, 1, 1, 2 km2 built: densities 10, 30, 20, 5; 75 h are wanted.

    In order of density 30 + 20 h are too few, with the 40 h of the third it is enough.
    """
    bundle = map_of(squares(4, 1), built_km2=[4.0, 1.0, 1.0, 2.0])
    population = population_of([40.0, 30.0, 20.0, 10.0], [0, 1, 2, 3])
    case = case_of(population, bundle, split_of(SIX, "densest_until_share"))
    assert densest_areas(case).tolist() == [True, True, True, False]


def test_the_share_of_the_study_comes_before_the_parameter():
    bundle = map_of(squares(4, 1), built_km2=[4.0, 1.0, 1.0, 2.0])
    population = population_of([40.0, 30.0, 20.0, 10.0], [0, 1, 2, 3])
    case = case_of(population, bundle, split_of(SIX, "densest_until_share", share=0.5))
    assert densest_areas(case).tolist() == [False, True, True, False]


def test_left_out_all_but_the_first_are_limited():
    bundle = map_of(squares(2, 1), built_km2=[1.0, 9.0])
    case = case_of(population_of([9.0, 1.0], [0, 1]), bundle, split_of(SIX, "densest_until_share"))
    table = COVERAGES["densest_until_share"](case)
    assert (table[0] > NOT_SERVED).tolist() == [True] * 6
    assert (table[1] > NOT_SERVED).tolist() == [True] + [False] * 5


def test_organisations_that_are_not_named_are_not_limited():
    bundle = map_of(squares(2, 1), built_km2=[1.0, 9.0])
    split = split_of(SIX, "densest_until_share", organisations=["p5"])
    case = case_of(population_of([9.0, 1.0], [0, 1]), bundle, split)
    table = COVERAGES["densest_until_share"](case)
    assert (table[1] > NOT_SERVED).tolist() == [True] * 5 + [False]


def test_clients_where_nothing_is_built_are_a_fault_of_the_map():
    bundle = map_of(squares(2, 1), built_km2=[1.0, 0.0])
    case = case_of(population_of([9.0, 1.0], [0, 1]), bundle, split_of(SIX, "densest_until_share"))
    with pytest.raises(DataError, match="Area 1"):
        densest_areas(case)


def zone_holders(population, bundle: MapBundle, shares: dict[str, float]) -> np.ndarray:
    case = case_of(population, bundle, split_of(shares, "zones", "address"))
    return np.argmax(COVERAGES["zones"](case), axis=1)


def test_which_organisation_has_which_zone_goes_round():
    """In six populations every organisation has held the north-west corner's first zone once."""
    bundle = map_of(squares(8, 6))
    sixths = dict.fromkeys(SIX, 1 / 6)
    holders = [zone_holders(many_clients(48, index=turn), bundle, sixths) for turn in range(6)]
    corners = {int(holder[-8]) for holder in holders}
    assert corners == set(range(6))


def test_the_large_zone_moves_too():
    bundle = map_of(squares(8, 6))
    large = [zone_holders(many_clients(48, index=turn), bundle, SIX) == 0 for turn in range(6)]
    assert len({tuple(one) for one in large}) == 6


def test_an_organisation_without_share_has_no_zone():
    shares = {"m": 0.5, "p1": 0.5, "p2": 0.0}
    assert set(zone_holders(many_clients(16), map_of(squares(4, 4)), shares)) == {0, 1}


def test_in_zones_each_client_is_served_by_the_zone_of_its_address():
    population = many_clients(48)
    study = study_of(split_of(SIX, "zones", "address"))
    assignment = assign(population, map_of(squares(8, 6)), study, study.splits[0], PARAMETERS)
    choices = assignment.coverage.choices(0)
    assert (choices == 1).all()
    table = assignment.coverage.table[population.clients.basic_area, 0]
    assert (np.argmax(table, axis=1) == assignment.organisation[:, 0]).all()


def test_more_zones_than_areas_are_a_fault():
    with pytest.raises(StudyError, match="6 zones cannot be made of 4"):
        zone_holders(many_clients(4), map_of(squares(2, 2)), SIX)


def test_a_zone_far_from_its_share_is_a_fault_with_what_was_reached():
    """Four areas with a quarter of the hours each cannot give one organisation a tenth of them.

    The largest area excuses 25 points; the zone of 90 % reaches 50 % at least two areas short.
    """
    population = population_of([1.0] * 40, [0] * 10 + [1] * 10 + [2] * 10 + [3] * 10)
    shares = {"m": 0.01, "p1": 0.01, "p2": 0.98}
    with pytest.raises(StudyError, match=r"'p2' reaches 50\.0%"):
        zone_holders(population, map_of(squares(4, 1)), shares)
