"""What is known in the morning, as often as cited and keyed by day and visit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from demand_village import village

from ruttsim.demand.mornings import morning
from ruttsim.demand.synthetic import synthetic_population
from ruttsim.domain.demand import Visits
from ruttsim.files import content_hash
from ruttsim.parameters import load_parameters

PARAMETERS = load_parameters()
POPULATION = synthetic_population(village(), PARAMETERS, 1, 0)
DUE = POPULATION.visits.on(1, 0)
DAYS = 30


def test_as_many_are_called_off_absent_and_added_as_cited():
    """About 1,800 visits a day, thirty days: 4 %, 2 % and 8 %."""
    days = [morning(POPULATION, DUE, PARAMETERS.fortnight, 1, day) for day in range(DAYS)]
    off, extra, absent = (
        np.mean([getattr(it, name).sum() for it in days])
        for name in ("is_called_off", "is_extra", "is_absent")
    )
    cited = PARAMETERS.fortnight
    assert off / len(DUE) == pytest.approx(cited.called_off_share, rel=0.1)
    assert extra / len(DUE) == pytest.approx(cited.extra_visit_share, rel=0.15)
    assert absent / days[0].is_absent.size == pytest.approx(cited.absent_share, rel=0.05)


def test_only_what_is_due_is_called_off_and_only_other_visits_are_extra():
    today = morning(POPULATION, DUE, PARAMETERS.fortnight, 1, 3)
    due = np.zeros(len(POPULATION.visits.visit), dtype=np.bool_)
    due[DUE] = True
    assert not (today.is_called_off & ~due).any()
    assert not (today.is_extra & due).any()


def test_the_same_day_is_the_same_and_another_is_not():
    first, again, other = (
        content_hash(replace(morning(POPULATION, DUE, PARAMETERS.fortnight, 1, day), day=0))
        for day in (4, 4, 5)
    )
    assert first == again != other


def test_a_visit_keeps_its_draws_when_others_are_gone():
    """Half of the visits are left: theirs are called off as before."""
    half = np.arange(0, len(POPULATION.visits.visit), 2)
    visits = POPULATION.visits
    rows = {
        name: getattr(visits, name) if name == "activities" else getattr(visits, name)[half]
        for name in Visits.__dataclass_fields__
    }
    fewer = replace(POPULATION, visits=Visits(**rows))
    everything = morning(POPULATION, DUE, PARAMETERS.fortnight, 1, 2)
    some = morning(fewer, fewer.visits.on(1, 0), PARAMETERS.fortnight, 1, 2)
    assert (some.is_called_off == everything.is_called_off[half]).all()
    assert (some.is_absent == everything.is_absent[half]).all()


def test_nobody_has_no_morning():
    none = np.empty(0, dtype=np.int64)
    visits = POPULATION.visits
    rows = {
        name: getattr(visits, name) if name == "activities" else getattr(visits, name)[none]
        for name in Visits.__dataclass_fields__
    }
    today = morning(replace(POPULATION, visits=Visits(**rows)), none, PARAMETERS.fortnight, 1, 0)
    assert today.is_absent.shape == (0, 2)
