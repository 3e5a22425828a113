"""One split after another: who keeps the organisation, and who gets another one."""

from __future__ import annotations

import numpy as np
import pytest
from square_map import (
    PARAMETERS,
    choosing,
    many_clients,
    map_of,
    population_of,
    squares,
    study_of,
)

from ruttsim.domain.demand import CARE
from ruttsim.domain.split import NOBODY
from ruttsim.split.assignment import assign

MAP = map_of(squares(3, 2))
PEOPLE = choosing(many_clients(6, 400))


def step(shares=None, may_move="newcomers", organisations=("m", "p1", "p2"), **allocation):
    """A split that follows another: by shares, or by choice."""
    rule = {"rule": "shares", "shares": shares} if shares else {"rule": "choice"}
    return {
        "organisations": list(shares or organisations),
        "after": "before",
        "change": {"may_move": may_move},
        "allocation": {**rule, **allocation},
    }


def holders(split, before=None, population=PEOPLE, bundle=MAP):
    """The organisation of care of each client."""
    study = study_of(split, private=2)
    found = assign(population, bundle, study, study.splits[0], PARAMETERS, before)
    return found.organisation


STEPS = (
    step({"m": 0.6, "p1": 0.3, "p2": 0.1}),
    step({"m": 0.6, "p1": 0.3, "p2": 0.1}, may_move="all"),
    step(),
    step(ceiling_clients={"p1": 40}),
)


@pytest.mark.parametrize("split", STEPS)
def test_without_newcomers_and_with_the_same_rules_nobody_moves(split):
    before = holders(split)
    assert len(np.unique(before[:, CARE])) == 3
    assert np.array_equal(holders(split, before.copy()), before)


def test_who_has_an_organisation_keeps_it_though_shares_change():
    """By hand: all are p1's, and p2's whole share is out of reach. With `all` p2 has its half."""
    population = population_of([10.0] * 4, [0] * 4)
    before = np.full((4, 4), 1, dtype=np.int8)
    bundle = map_of(squares(1, 1))
    half = {"m": 0.5, "p1": 0.0, "p2": 0.5}
    assert holders(step(half), before, population, bundle)[:, CARE].tolist() == [1] * 4
    moved = holders(step(half, may_move="all"), before, population, bundle)[:, CARE]
    assert sorted(moved.tolist()) == [0, 0, 2, 2]


def test_newcomers_fill_what_is_left_of_a_share():
    """By hand: p1 keeps its client and has half of all hours with one of the three newcomers."""
    population = population_of([10.0] * 4, [0] * 4)
    before = np.array([[1] * 4, *[[NOBODY] * 4] * 3], dtype=np.int8)
    found = holders(step({"m": 0.5, "p1": 0.5}), before, population, map_of(squares(1, 1)))
    assert found[0, CARE] == 1
    assert sorted(found[1:, CARE].tolist()) == [0, 0, 1]


@pytest.mark.parametrize("split", [step({"m": 0.7, "p1": 0.3}), step(organisations=("m", "p1"))])
def test_clients_of_an_organisation_that_leaves_move_and_nobody_else(split):
    before = holders(STEPS[0])
    found = holders(split, before.copy())
    is_left = before[:, CARE] == 2
    assert 0 < is_left.sum() < len(is_left)
    assert not (found[:, CARE] == 2).any()
    assert np.array_equal(found[~is_left, CARE], before[~is_left, CARE])


def test_a_ceiling_below_what_an_organisation_has_moves_those_above_it():
    before = holders(step())
    found = holders(step(ceiling_clients={"p1": 20}), before.copy())
    was = before[:, CARE] == 1
    assert was.sum() > 20
    assert (found[was, CARE] == 1).sum() == 20


def test_who_stays_has_chosen_nobody_anew():
    study = study_of(step(), private=2)
    before = holders(step()).copy()
    before[::2] = NOBODY
    found = assign(PEOPLE, MAP, study, study.splits[0], PARAMETERS, before.copy())
    assert (found.first_choice[1::2, CARE] == NOBODY).all()
    assert (found.first_choice[::2, CARE] != NOBODY).any()
