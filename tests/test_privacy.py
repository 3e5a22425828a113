"""Small cells of real clients."""

from __future__ import annotations

import pandas as pd
import pytest

from ruttsim.privacy import small_cells, without_small_cells


@pytest.mark.parametrize(
    ("clients", "hidden"),
    [
        ({"a": 10, "b": 20}, []),
        ({"a": 0, "b": 20}, []),
        ({"a": 2, "b": 3, "c": 20}, ["a", "b"]),
        ({"a": 1, "b": 2, "c": 20, "d": 30}, ["a", "b", "c"]),
        ({"a": 4, "b": 7, "c": 20}, ["a", "b"]),
        ({"a": 3}, ["a"]),
    ],
)
def test_cells_below_five_stay_empty_with_enough_others_to_hide_them(clients, hidden):
    assert small_cells(clients) == hidden


def results():
    """Two areas with 3 and 7 clients, a big one, and two organisations with 4 and 40."""
    rows = [
        ("total", "clients", f"basic_area={name}", count)
        for name, count in (("a", 3.0), ("b", 7.0), ("c", 34.0))
    ]
    rows += [("total", "late_visits", f"basic_area={name}", 1.0) for name in "abc"]
    rows += [("total", "organisations_to_choose_between", "basic_area=a", 2.0)]
    rows += [("small", "clients", "all", 4.0), ("large", "clients", "all", 40.0)]
    rows += [("small", "paid_h", "all", 8.0), ("large", "paid_h", "all", 80.0)]
    rows += [("total", "clients", "all", 44.0), ("total", "paid_h", "all", 88.0)]
    table = pd.DataFrame(rows, columns=["organisation", "kpi", "group", "value"])
    return table.assign(population=0, day=0, split="s", unit="")


def test_figures_of_small_areas_and_organisations_are_empty():
    shown = without_small_cells(results()).set_index(["organisation", "kpi", "group"])["value"]
    assert shown.isna()["total", "clients", "basic_area=a"]
    assert shown.isna()["total", "late_visits", "basic_area=b"]
    assert shown["total", "clients", "basic_area=c"] == 34
    assert shown.isna()["small", "paid_h", "all"]
    assert shown.isna()["large", "paid_h", "all"]
    assert shown["total", "paid_h", "all"] == 88


def test_what_does_not_count_clients_is_shown_for_small_areas():
    shown = without_small_cells(results())
    choices = shown[shown["kpi"] == "organisations_to_choose_between"]
    assert choices["value"].tolist() == [2.0]
