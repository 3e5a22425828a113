"""Tables of a comparison are the same, however few key figures are held at a time."""

from __future__ import annotations

import pandas as pd
import pytest

import ruttsim
from ruttsim import tabulating
from ruttsim.accounts.kpis import KPIS
from ruttsim.parameters import load_parameters
from ruttsim.tabulating import Tables, tabulated


@pytest.fixture(scope="module")
def result():
    """A first look at the toy study."""
    return ruttsim.compare(ruttsim.load_study("toy"), quick=True, workers=1)


def of_blocks(result, monkeypatch, largest):
    """The tables with so many figures held at a time."""
    monkeypatch.setattr(tabulating, "LARGEST_BLOCK", largest)
    parameters = dict.fromkeys(result.record.splits, load_parameters())
    return tabulated(result.record, [], result.study, parameters)


@pytest.mark.parametrize("largest", [pytest.param(1, marks=pytest.mark.long), 400])
def test_tables_in_blocks_are_those_of_all_at_once(result, monkeypatch, largest):
    whole = of_blocks(result, monkeypatch, 10**9)
    parts = of_blocks(result, monkeypatch, largest)
    for name in Tables._fields:
        pd.testing.assert_frame_equal(getattr(parts, name), getattr(whole, name), obj=name)


def test_a_block_holds_no_more_than_it_may_or_a_single_figure(result, monkeypatch):
    monkeypatch.setattr(tabulating, "LARGEST_BLOCK", 1)
    single = tabulating._blocks(result.record)
    monkeypatch.setattr(tabulating, "LARGEST_BLOCK", 10**9)
    assert [[name for it in single for name in it]] == tabulating._blocks(result.record)
    assert max(len(it) for it in single) < len(single)


def test_every_key_figure_is_in_one_block_also_if_no_first_task_has_it(result, monkeypatch):
    for largest in (1, 400, 10**9):
        monkeypatch.setattr(tabulating, "LARGEST_BLOCK", largest)
        names = [name for block in tabulating._blocks(result.record) for name in block]
        assert sorted(names) == sorted(KPIS)
