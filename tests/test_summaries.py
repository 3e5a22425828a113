"""Tables of key figures added up by hand: two populations, two days each, two splits."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from ruttsim.accounts.kpis import KPIS
from ruttsim.accounts.statement import ALL
from ruttsim.statistics import Estimate
from ruttsim.summaries import (
    RESULT_COLUMNS,
    SUMMARY_COLUMNS,
    by_population,
    differences,
    summary,
    with_ratios,
)

SUMS = ("care_h", "paid_h", "travel_h", "cost_sek", "granted_h", "revenue_sek", "rut_revenue_sek")
CARE_H = {
    ("own", 0): (10.0, 30.0),
    ("own", 1): (20.0, 40.0),
    ("zones", 0): (12.0, 36.0),
    ("zones", 1): (20.0, 44.0),
}
PAID_H = {
    ("own", 0): (20.0, 40.0),
    ("own", 1): (50.0, 50.0),
    ("zones", 0): (20.0, 40.0),
    ("zones", 1): (40.0, 40.0),
}
"""By split and population: the first and the second day."""


def rows_of(split, population, day, **values):
    """Sums of one day, the same for the municipality and in all; what is not named is 1."""
    return [
        (population, day, split, organisation, kpi, ALL, KPIS[kpi].unit, values.get(kpi, 1.0))
        for organisation in ("municipality", "total")
        for kpi in SUMS
    ]


def results():
    rows = [
        row
        for (split, population), care_h in CARE_H.items()
        for day in (0, 1)
        for row in rows_of(
            split,
            population,
            day,
            care_h=care_h[day],
            paid_h=PAID_H[split, population][day],
        )
    ]
    return pd.DataFrame(rows, columns=RESULT_COLUMNS)


def value(table, column="value", **where):
    """The one value where columns hold what is said."""
    chosen = pd.Series(data=True, index=table.index)
    for name, wanted in {"organisation": "total", "group": ALL, **where}.items():
        chosen &= table[name] == wanted
    (found,) = table.loc[chosen, column].tolist()
    return found


def test_a_sum_of_a_population_is_the_mean_of_its_days():
    """(10 + 30) / 2 hours of care."""
    table = by_population(results())
    assert value(table, population=0, split="own", kpi="care_h") == 20
    assert value(table, population=1, split="zones", kpi="paid_h") == 40


def test_a_share_is_the_ratio_of_totals_and_not_the_mean_of_the_days_shares():
    """40 of 60 hours; the mean of 10 / 20 and 30 / 40 would be 0.625."""
    table = by_population(results())
    found = value(table, population=0, split="own", kpi="direct_time_share")
    assert found == pytest.approx(40 / 60)


def test_shares_that_were_there_before_are_divided_again():
    """Results of days hold shares of days; they take no part in those of populations."""
    days = with_ratios(results(), ["population", "day", "split"])
    assert value(days, population=0, day=1, split="own", kpi="direct_time_share") == 0.75
    found, expected = by_population(days), by_population(results())
    pd.testing.assert_frame_equal(found, expected)


def test_a_summary_is_the_mean_over_populations_with_students_interval():
    """Care 20 and 30 h: mean 25, standard error 5, t(1) = 12.706."""
    table = summary(by_population(results()))
    assert list(table.columns) == SUMMARY_COLUMNS
    where = {"split": "own", "kpi": "care_h"}
    assert value(table, "mean", **where) == 25
    assert value(table, "n", **where) == 2
    assert value(table, "high", **where) == pytest.approx(25 + 5 * 12.7062, abs=1e-3)
    assert value(table, "low", **where) == pytest.approx(25 - 5 * 12.7062, abs=1e-3)


def test_a_share_over_populations_is_the_mean_of_theirs():
    """2/3 and 3/5."""
    found = value(summary(by_population(results())), "mean", split="own", kpi="direct_time_share")
    assert found == pytest.approx((2 / 3 + 3 / 5) / 2)


def test_differences_are_paired_by_population():
    """Care 24 - 20 and 32 - 30: mean 3, standard error 1; unpaired it would be far wider."""
    table = differences(by_population(results()), "own")
    assert list(table.columns) == [*SUMMARY_COLUMNS, "reference"]
    assert set(table["split"]) == {"zones"}
    assert set(table["reference"]) == {"own"}
    where = {"split": "zones", "kpi": "care_h"}
    assert value(table, "mean", **where) == 3
    assert value(table, "high", **where) == pytest.approx(3 + 12.7062, abs=1e-3)


def test_a_difference_of_shares_is_the_difference_of_each_populations_share():
    """48/60 - 40/60 and 64/80 - 60/100."""
    table = differences(by_population(results()), "own")
    found = value(table, "mean", split="zones", kpi="direct_time_share")
    assert found == pytest.approx(((0.8 - 2 / 3) + (0.8 - 0.6)) / 2)


def test_an_organisation_that_the_reference_lacks_has_no_difference():
    populations = by_population(results())
    renamed = populations["split"].eq("zones") & populations["organisation"].eq("municipality")
    populations.loc[renamed, "organisation"] = "procured"
    assert set(differences(populations, "own")["organisation"]) == {"total"}


def test_one_population_has_means_without_interval():
    table = summary(by_population(results().query("population == 0")))
    assert value(table, "n", split="own", kpi="care_h") == 1
    assert math.isnan(value(table, "low", split="own", kpi="care_h"))


def test_what_cannot_be_divided_is_left_out():
    """An organisation without paid time has no share of it, and no other figure is lost."""
    idle = pd.DataFrame(rows_of("own", 0, 0, paid_h=0.0), columns=RESULT_COLUMNS)
    kpis = set(by_population(idle)["kpi"])
    assert "direct_time_share" not in kpis
    assert {"break_even_sek_per_granted_h", *SUMS} <= kpis


def test_cells_keep_the_order_in_which_they_first_appear():
    table = summary(by_population(results()))
    assert table["split"].drop_duplicates().tolist() == ["own", "zones"]
    own = table[(table["split"] == "own") & (table["organisation"] == "total")]
    assert own["kpi"].tolist()[: len(SUMS)] == list(SUMS)
    assert list(table.columns[-len(Estimate._fields) :]) == list(Estimate._fields)
