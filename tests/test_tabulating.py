"""Tables of a comparison are the same, however few figures are held at a time."""

from __future__ import annotations

import pandas as pd
import pytest

from ruttsim import sorted_figures
from ruttsim.accounts.statement import TOTAL
from ruttsim.journal.record import Record
from ruttsim.parameters import load_parameters
from ruttsim.sorted_figures import SortedFigures, totals_of
from ruttsim.summaries import by_population
from ruttsim.tabulating import Tables, tabulated


def of_blocks(toy_result, monkeypatch, largest, tasks=sorted_figures.BATCH_TASKS):
    """The tables with so many figures held, and tasks read, at a time."""
    monkeypatch.setattr(sorted_figures, "LARGEST_BLOCK", largest)
    monkeypatch.setattr(sorted_figures, "BATCH_TASKS", tasks)
    parameters = dict.fromkeys(toy_result.record.splits, load_parameters())
    return tabulated(toy_result.record, [], toy_result.study, parameters)


@pytest.mark.parametrize(
    ("largest", "tasks"), [pytest.param(1, 1, marks=pytest.mark.long), (2000, 1), (2000, 2)]
)
def test_tables_in_blocks_are_those_of_all_at_once(toy_result, monkeypatch, largest, tasks):
    whole = of_blocks(toy_result, monkeypatch, 10**9)
    parts = of_blocks(toy_result, monkeypatch, largest, tasks)
    for name in Tables._fields:
        pd.testing.assert_frame_equal(getattr(parts, name), getattr(whole, name), obj=name)


def test_a_block_holds_the_figures_of_two_splits_or_a_single_cell(
    toy_result, monkeypatch, tmp_path
):
    for largest in (1, 2000):
        monkeypatch.setattr(sorted_figures, "LARGEST_BLOCK", largest)
        place = tmp_path / str(largest)
        place.mkdir()
        figures = SortedFigures(toy_result.record, place)
        cells = []
        for block in figures.blocks[:20]:
            days = pd.concat([figures.days(split, block) for split in (0, 1)])
            own = days.drop_duplicates(sorted_figures.CELL_OF_SPLIT)
            assert len(days) <= largest or len(own) == 1
            cells.append(len(own))
        assert len(cells) > 1


def test_sorted_figures_are_those_of_all_tasks(toy_result, tmp_path):
    figures = SortedFigures(toy_result.record, tmp_path)
    names = ["population", "day", "split", *sorted_figures.CELL_OF_SPLIT]
    splits = range(len(toy_result.record.splits))
    days = pd.concat([figures.days(it, block) for it in splits for block in figures.blocks])
    found = days[[*names, "value"]].astype({"population": int, "day": int}).astype(str)
    wanted = (
        toy_result.results[[*names, "value"]].astype({"population": int, "day": int}).astype(str)
    )
    assert sorted(found.itertuples(index=False)) == sorted(wanted.itertuples(index=False))


def test_totals_of_some_figures_are_sums_then_ratios(toy_result):
    kpis = ["direct_time_share", "travel_h", "paid_h"]
    found = totals_of(toy_result.record, {0, 2}, kpis)
    means = by_population(toy_result.results).astype({"split": object, "organisation": object})
    chosen = means["split"].isin([toy_result.record.splits[it] for it in (0, 2)])
    wanted = means[chosen & (means["organisation"] == TOTAL) & means["kpi"].isin(kpis)]
    names = ["population", "split", "kpi", "group", "value"]
    expected = wanted[names].astype(str).reset_index(drop=True)
    pd.testing.assert_frame_equal(found[names].astype(str), expected)


def test_a_file_is_read_as_often_however_few_figures_are_held(toy_result, monkeypatch):
    read = []
    monkeypatch.setattr(Record, "_file", _counting(Record._file, read))
    counts = []
    for largest in (2000, 10**9):
        read.clear()
        of_blocks(toy_result, monkeypatch, largest)
        counts.append(len(read))
    assert counts[0] == counts[1] == 1 + 2 * len(toy_result.record.tasks)


def test_nothing_sorted_is_left_behind(toy_result, monkeypatch):
    before = sorted(toy_result.record.folder.iterdir())
    of_blocks(toy_result, monkeypatch, 2000)
    assert sorted(toy_result.record.folder.iterdir()) == before


def _counting(function, calls):
    """The function, with each call put into a list."""

    def counted(*given):
        calls.append(given)
        return function(*given)

    return counted
