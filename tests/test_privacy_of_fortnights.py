"""Small cells of real clients in figures of a fortnight, told outright or by difference."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ruttsim.accounts.continuity import Meetings, continuity, night_continuity
from ruttsim.accounts.kpis import KPIS
from ruttsim.accounts.rest import weekly_rest
from ruttsim.privacy import OF_DAILY, OF_NIGHTLY, without_small_cells


def test_continuity_at_night_is_judged_by_clients_with_a_visit_every_night():
    """Four such of the patrol; the organisations' by day are many."""
    kpis = {"night_clients": 9.0, "night_clients_every_night": 4.0, "night_carers_met": 20.0}
    kpis |= {"night_carers": 8.0, "night_km": 30.0}
    rows = [(name, kpi, value) for name in ("patrol", "total") for kpi, value in kpis.items()]
    rows += [("west", "clients", 40.0), ("west", "clients_with_daily_visits", 20.0)]
    rows += [("west", "carers_met", 90.0), ("total", "carers_met", 90.0)]
    rows += [("total", "clients_with_daily_visits", 20.0)]
    table = pd.DataFrame(rows, columns=["organisation", "kpi", "value"])
    table = table.assign(population=0, day=0, split="s", unit="", group="all")
    shown = without_small_cells(table).set_index(["organisation", "kpi"])["value"]
    for kpi in ("night_clients_every_night", "night_carers_met", "night_carers"):
        assert shown.isna()["patrol", kpi]
        assert shown.isna()["total", kpi]
    assert shown["patrol", "night_km"] == 30
    assert shown["west", "carers_met"] == shown["total", "carers_met"] == 90


def fortnight_results(counts):
    """Figures by organisation and name; two organisations of 40 clients, 9 with help at night."""
    rows = [(name, "clients", 40.0) for name in ("west", "east")] + [("total", "clients", 80.0)]
    rows += [(name, "night_clients", 9.0) for name in ("west", "east", "patrol")]
    rows += [("total", "night_clients", 27.0)]
    rows += [(*it, value) for it, value in counts.items()]
    table = pd.DataFrame(rows, columns=["organisation", "kpi", "value"])
    table = table.assign(population=0, day=0, split="s", unit="", group="all")
    return without_small_cells(table).set_index(["organisation", "kpi"])["value"]


def by_name(kpi, values):
    """A figure of west, east and so on, and of all together."""
    names = ("west", "east", "patrol")[: len(values)]
    return {(name, kpi): it for name, it in zip(names, values, strict=True)} | {
        ("total", kpi): sum(values)
    }


@pytest.mark.parametrize(
    ("west", "east", "empty"),
    [
        (40, 30, ""),
        (35, 30, ""),
        (37, 30, "west east"),
        (36, 20, "west east"),
        (38, 38, "west east total"),
        (39, 40, "west total"),
    ],
)
def test_clients_without_daily_visits_are_not_told_by_difference_where_they_are_few(
    west, east, empty
):
    """Of 40 each; with the west's, what the total would tell them by."""
    counts = by_name("clients_with_daily_visits", (float(west), float(east)))
    counts |= by_name("carers_met", (90.0, 80.0)) | by_name("carers_per_client", (3.0, 2.0))
    shown = fortnight_results(counts)
    for kpi in ("clients_with_daily_visits", "carers_met", "carers_per_client"):
        assert [it for it in ("west", "east", "total") if shown.isna()[it, kpi]] == empty.split()
    assert not shown.loc[:, ["clients", "night_clients"]].isna().any()


@pytest.mark.parametrize(
    ("nightly", "empty"),
    [
        ((9, 9, 9), ""),
        ((9, 9, 6), "patrol total"),
        ((9, 5, 6), "east patrol"),
        ((8, 8, 6), "west east patrol"),
    ],
)
def test_clients_with_help_on_some_nights_are_not_told_by_difference_where_they_are_few(
    nightly, empty
):
    """Of nine each of the west, the east and the patrol; what is of every night is empty."""
    of_nightly = ("night_clients_every_night", "night_carers_met", "night_carers")
    counts = by_name(of_nightly[0], tuple(map(float, nightly)))
    counts |= by_name("night_carers_met", (20.0,) * 3) | by_name("night_carers", (8.0,) * 3)
    counts |= by_name("night_km", (30.0,) * 3)
    shown = fortnight_results(counts)
    names = ("west", "east", "patrol", "total")
    for kpi in of_nightly:
        assert [it for it in names if shown.isna()[it, kpi]] == empty.split()
    assert not shown.loc[:, ["clients", "night_clients", "night_km"]].isna().any()


def test_few_are_not_told_by_the_clients_of_an_organisation_that_is_empty_itself():
    """All but three of the two empty ones', 11 clients, have visits every day."""
    clients = {"tiny": 3.0, "small": 8.0, "large": 40.0, "total": 51.0}
    daily = {"tiny": 2.0, "small": 6.0, "large": 20.0, "total": 28.0}
    rows = [(name, "clients", it) for name, it in clients.items()]
    rows += [(name, "clients_with_daily_visits", it) for name, it in daily.items()]
    table = pd.DataFrame(rows, columns=["organisation", "kpi", "value"])
    table = table.assign(population=0, day=0, split="s", unit="", group="all")
    shown = without_small_cells(table).set_index(["organisation", "kpi"])["value"]
    assert shown["large", "clients"] == 40
    assert shown.isna()["large", "clients_with_daily_visits"]
    assert shown["total", "clients_with_daily_visits"] == 28


def test_every_figure_of_a_fortnight_is_judged_by_the_clients_whom_it_is_of():
    """What is reckoned by day is of daily visits, what is reckoned at night of nightly ones.

    So is weekly rest, which is of carers: a few clients have few.
    """
    nobody = Meetings(*np.zeros((2, 0), dtype=np.int64))
    of_one = (np.array([True]), np.array([0]))
    by_day = continuity([nobody], 1, *of_one, ["a"], ["a"])
    at_night = night_continuity([nobody], 1, *of_one, 2.0, ["a"], ["a"])
    sums = {it for it in (*OF_DAILY, *OF_NIGHTLY) if not KPIS[it].ratio}
    rest = {it.kpi for it in weekly_rest([], 1, 2.0, ["a"], ["a"])}
    of_day = {it for it in rest if not it.startswith("night_")}
    assert {it.kpi for it in by_day} | of_day == sums & set(OF_DAILY)
    assert {it.kpi for it in at_night} | (rest - of_day) == sums & set(OF_NIGHTLY)
