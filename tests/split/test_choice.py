"""Allocation by choice: what speaks for an organisation raises its share, and nothing else does."""

import dataclasses

import numpy as np
import pytest
from square_map import PARAMETERS, choosing, many_clients, map_of, squares, study_of

from ruttsim.errors import DataError
from ruttsim.split.assignment import assign

MAP = map_of(squares(3, 2))
ALL = ["m", "p1", "p2", "p3", "p4", "p5"]
FREE = dataclasses.replace(
    PARAMETERS,
    choice=dataclasses.replace(
        PARAMETERS.choice,
        no_choice_share=0.0,
        present_utility=0.0,
        language_utility=0.0,
        quality_utility=0.0,
        size_utility=0.0,
        distance_disutility_per_km=0.0,
    ),
)


def free(**values):
    """Nobody fails to choose and nothing speaks for anybody, but for some coefficients."""
    return dataclasses.replace(FREE, choice=dataclasses.replace(FREE.choice, **values))


def split(organisations=ALL, **allocation):
    return {"organisations": organisations, "allocation": {"rule": "choice", **allocation}}


def holders(population, parameters=FREE, of=None, **organisation):
    """Who has whom where everybody chooses; `organisation` are keys of p1's table."""
    study = study_of(of or split(), of_p1=organisation)
    return assign(population, MAP, study, study.splits[0], parameters)


def share(assignment, number):
    return float((assignment.organisation[:, 0] == number).mean())


def test_without_anything_that_speaks_for_one_all_have_the_same_share_within_noise():
    """2,000 clients among six: 1/6 each, with a standard error of 0.0083."""
    found = holders(choosing(many_clients(6, count=2000)))
    assert [share(found, k) for k in range(6)] == pytest.approx([1 / 6] * 6, abs=0.03)


@pytest.mark.parametrize(
    ("key", "values", "coefficient"),
    [
        ("quality", (-1.0, 0.0, 1.0, 2.0), "quality_utility"),
        ("size", (0.5, 1.0, 2.0, 4.0), "size_utility"),
    ],
)
def test_quality_and_size_raise_the_share_and_move_nobody_elsewhere(key, values, coefficient):
    population = choosing(many_clients(6))
    before = None
    for value in values:
        found = holders(population, free(**{coefficient: 1.0}), **{key: value})
        now = found.organisation[:, 0]
        if before is not None:
            assert (now[now != before] == 1).all()
            assert (now != before).any()
        before = now


def test_an_organisation_twice_as_large_is_chosen_twice_as_often_at_a_coefficient_of_1():
    """2 / 7 against 1 / 7."""
    found = holders(choosing(many_clients(6, count=4000)), free(size_utility=1.0), size=2.0)
    assert share(found, 1) == pytest.approx(2 / 7, abs=0.025)


def test_those_who_speak_a_language_choose_who_speaks_it_and_others_do_not_mind():
    population = choosing(many_clients(6), languages=["finnish", "swedish"])
    finnish = population.choosers.language == "finnish"
    without = holders(population, free(language_utility=2.0)).organisation[:, 0]
    found = holders(population, free(language_utility=2.0), languages=["finnish"])
    having = found.organisation[:, 0]
    assert (having[~finnish] == without[~finnish]).all()
    assert (having[finnish] == 1).mean() > (without[finnish] == 1).mean() + 0.2


def test_what_one_has_is_kept_the_more_the_dearer_a_change_is():
    population = choosing(many_clients(6))
    kept = [share(holders(population, free(present_utility=it)), 0) for it in (0.0, 1.0, 2.0, 4.0)]
    assert kept == sorted(kept)
    assert kept[-1] > 0.85


def test_without_a_present_organisation_nothing_is_kept():
    population = choosing(many_clients(6))
    of = split(present="none")
    found = holders(population, free(present_utility=4.0), of)
    assert (found.present == -1).all()
    assert (found.organisation == holders(population).organisation).all()


def test_who_makes_no_choice_keeps_the_present_organisation():
    population = choosing(many_clients(6))
    assert share(holders(population, free(no_choice_share=1.0)), 0) == 1.0
    found = holders(population, free(no_choice_share=0.3))
    silent = population.choosers.choosing_u < 0.3
    assert (found.organisation[silent, 0] == 0).all()
    assert (found.first_choice[silent, :2] == -1).all()
    assert (found.first_choice[~silent, 0] == found.organisation[~silent, 0]).all()


def test_a_present_organisation_that_the_clients_file_states_comes_first():
    population = choosing(many_clients(6), present=["p3", "-", ""])
    found = holders(population, free(no_choice_share=1.0))
    stated = population.choosers.present
    assert (found.organisation[stated == "p3", 0] == 3).all()
    assert set(found.present[:, 0].tolist()) == {3, -1, 0}


def test_nearness_to_its_own_premises_raises_a_share():
    """p1 sits in the west and all others in the east, 10 km away."""
    population = choosing(many_clients(6))
    near = {"premises": ["west"]}
    given = study_of(split(), of_p1=near, others={"premises": ["east"]}, bases="given")
    parameters = free(distance_disutility_per_km=0.3)
    found = assign(population, MAP, given, given.splits[0], parameters)
    assert share(found, 1) > 0.5
    shared = study_of(split(), of_p1=near, others={"premises": ["east"]})
    alike = assign(population, MAP, shared, shared.splits[0], parameters)
    assert (alike.organisation == holders(population).organisation).all()


def test_free_choice_with_one_organisation_is_own_regime():
    population = choosing(many_clients(6))
    alone = study_of({"organisations": ["m"]}, split(["m"]))
    own, chosen = (assign(population, MAP, alone, it, PARAMETERS) for it in alone.splits)
    assert (own.organisation == chosen.organisation).all()
    assert (own.coverage.table == chosen.coverage.table).all()
    assert (own.first_choice == chosen.first_choice).all()


@pytest.mark.parametrize("default", ["room", "round_robin"])
def test_a_default_rule_gives_those_without_a_choice_about_evenly(default):
    population = choosing(many_clients(6))
    of = split(present="none", default=default)
    found = holders(population, free(no_choice_share=1.0), of)
    hours = population.clients.granted_h_per_month
    held = np.bincount(found.organisation[:, 0], weights=hours) / hours.sum()
    assert held == pytest.approx([1 / 6] * 6, abs=0.02 if default == "room" else 0.05)


def test_in_turn_neighbours_by_address_have_different_organisations():
    population = choosing(many_clients(6))
    of = split(present="none", default="round_robin")
    found = holders(population, free(no_choice_share=1.0), of).organisation[:, 0]
    clients = population.clients
    along = np.lexsort((clients.client, clients.building, clients.basic_area))
    assert found[along][:12].tolist() == [*range(6), *range(6)]


def test_one_more_organisation_takes_only_those_who_prefer_it():
    population = choosing(many_clients(6))
    five = holders(population, FREE, split(ALL[:5])).organisation[:, 0]
    six = holders(population).organisation[:, 0]
    assert (six[five != six] == 5).all()


def test_who_keeps_what_they_had_moves_only_where_something_moves_them():
    """A second year without p5: those of p5 choose again, all others stay."""
    population = choosing(many_clients(6))
    study = study_of(split(), split(ALL[:5]))
    parameters = free(present_utility=4.0)
    first = assign(population, MAP, study, study.splits[0], parameters)
    after = assign(population, MAP, study, study.splits[1], parameters, first.organisation)
    had, has = first.organisation[:, 0], after.organisation[:, 0]
    assert (had[had != has] == 5).all()
    assert not (has == 5).any()
    assert (after.present == first.organisation).all()


def test_an_organisation_in_the_clients_file_that_nobody_knows_is_a_fault():
    population = choosing(many_clients(6), present=["p3", "p33"])
    with pytest.raises(DataError, match="'p33' is no organisation of the study"):
        holders(population)
