"""A split selected by its figure: laws on made-up figures, and what makes no sense."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

import ruttsim
from ruttsim import selecting
from ruttsim.comparison import prepared
from ruttsim.errors import StudyError
from ruttsim.runner import silent
from ruttsim.selecting import Wanted, require_sensible, select_split


@pytest.fixture(scope="module")
def setting():
    """The toy study: three splits."""
    return prepared(ruttsim.load_study("toy"), quick=True)


def selected(setting, monkeypatch, figures, **wanted):
    """What is selected from a table of figures, a row a population, and what was simulated."""
    simulated = []

    def given(*where):
        populations, splits = where[3:5]
        simulated.extend((index, split) for index in populations for split in splits)
        return {(index, split): figures[index, split] for index in populations for split in splits}

    monkeypatch.setattr(selecting, "_figures", given)
    monkeypatch.setattr(selecting, "warm_up", lambda _: None)
    journal = SimpleNamespace(folder=Path(), identity="")
    found = select_split(setting, journal, Wanted("travel_h", **wanted), 1, silent)
    return *found, simulated


def made_figures(means):
    """Figures of 100 populations with a deviation of 1, by populations in common."""
    chance = np.random.default_rng(7)
    return np.array(means) + chance.normal(0, 1, size=(100, len(means)))


@pytest.mark.parametrize("best", [0, 1, 2])
def test_a_split_far_below_the_others_is_chosen_at_once(setting, monkeypatch, best):
    means = [100.0, 100.0, 100.0]
    means[best] = 50.0
    found, table, simulated = selected(setting, monkeypatch, made_figures(means), interest=5.0)
    assert found.lowest == best
    assert table["outcome"].tolist().count("chosen") == 1
    assert table["outcome"].iloc[best] == "chosen"
    assert len(simulated) == 30


def test_the_highest_is_the_lowest_of_the_negative(setting, monkeypatch):
    figures = made_figures([10.0, 50.0, 20.0])
    _, table, _ = selected(setting, monkeypatch, figures, interest=5.0, is_highest=True)
    assert table["outcome"].tolist() == ["out", "chosen", "out"]
    assert table["mean"].tolist() == pytest.approx(figures[:10].mean(axis=0).tolist())


def test_who_is_out_is_simulated_no_further(setting, monkeypatch):
    figures = made_figures([10.0, 10.4, 40.0])
    found, table, simulated = selected(setting, monkeypatch, figures, interest=0.4, first=5)
    assert table["outcome"].iloc[2] == "out"
    assert table["populations"].iloc[2] == 5
    assert table["populations"].iloc[0] > 5
    assert [it for it in simulated if it[1] == 2] == [(index, 2) for index in range(5)]
    assert len(simulated) == sum(found.populations)
    assert len(set(simulated)) == len(simulated)


def test_populations_that_are_spent_choose_nobody(setting, monkeypatch):
    figures = made_figures([10.0, 10.0, 10.0])
    found, table, _ = selected(setting, monkeypatch, figures, interest=0.01, first=3, most=8)
    assert not found.is_decided
    assert "chosen" not in set(table["outcome"])
    assert max(found.populations) == 8


def test_all_that_makes_no_sense_is_told_at_once(setting):
    wanted = Wanted("travel", 1.0, confidence=0.2, first=10, most=5)
    with pytest.raises(StudyError) as raised:
        require_sensible(setting, wanted)
    fields = [it.field for it in raised.value.faults]
    assert fields == ["--kpi", "--confidence", "--most-populations"]
    assert "travel_h" in raised.value.faults[0].remedy


def test_a_split_that_is_equal_to_the_chosen_one_is_not_told_as_out(setting, monkeypatch):
    even = np.tile([3.0, 3.0, 9.0], (30, 1))
    _, table, _ = selected(setting, monkeypatch, even, interest=1.0)
    assert table["outcome"].tolist() == ["chosen", "left", "out"]
