"""What clients are when they choose: drawn client by client, as often as the numbers say."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from demand_village import village

from ruttsim.demand.choosers import choosers
from ruttsim.parameters import load_parameters

BUNDLE = village()
DEMAND = load_parameters().demand


def drawn(count, demand=DEMAND, seed=1, index=0):
    return choosers(seed, index, np.zeros(count, dtype=np.int32), BUNDLE, demand)


def test_more_clients_do_not_redraw_the_first():
    few, more = drawn(10), drawn(30)
    for name in ("taste", "choosing_u", "language", "present"):
        assert (getattr(few, name) == getattr(more, name)[:10]).all()


def test_another_population_has_other_tastes():
    assert (drawn(10).taste != drawn(10, index=1).taste).all()


def test_tastes_are_gumbel():
    """Its mean is Euler's constant, its variance pi^2 / 6."""
    taste = drawn(20_000).taste
    assert taste.mean() == pytest.approx(0.5772, abs=0.01)
    assert taste.var() == pytest.approx(np.pi**2 / 6, rel=0.02)


def test_languages_come_as_often_as_their_shares_say():
    district = BUNDLE.areas["district"].iloc[0]
    demand = dataclasses.replace(
        DEMAND,
        other_language_share={district: 0.4, "elsewhere": 0.0},
        language_share={"finnish": 0.3, "other": 0.1},
    )
    language = drawn(10_000, demand).language
    assert (language == "swedish").mean() == pytest.approx(0.6, abs=0.02)
    assert (language == "finnish").mean() == pytest.approx(0.3, abs=0.02)


def test_districts_of_other_names_have_the_share_of_elsewhere():
    demand = dataclasses.replace(DEMAND, other_language_share={"elsewhere": 0.0})
    assert set(drawn(100, demand).language.tolist()) == {"swedish"}
