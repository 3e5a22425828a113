"""Tables of key figures added up by hand: two populations, two days each, two splits."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from ruttsim.accounts.kpis import KPIS
from ruttsim.accounts.statement import ALL
from ruttsim.statistics import Estimate
from ruttsim.study.certainty import InterestSection
from ruttsim.summaries import (
    DIFFERENCE_COLUMNS,
    LOWEST_COLUMNS,
    RESULT_COLUMNS,
    SPREAD_COLUMNS,
    SUMMARY_COLUMNS,
    by_population,
    differences,
    judged,
    lowest,
    precisions,
    spreads,
    summary,
    with_ratios,
    with_search,
)

NO_INTEREST = InterestSection()
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


def of_reference(populations, reference, interest):
    """Differences from the reference, judged together."""
    return judged(differences(populations, reference, interest))


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
    """Care 20 and 30 h: mean 25, standard error 5, t(1) = 12.706; time is never below zero."""
    table = summary(by_population(results()))
    assert list(table.columns) == SUMMARY_COLUMNS
    where = {"split": "own", "kpi": "care_h"}
    assert value(table, "mean", **where) == 25
    assert value(table, "n", **where) == 2
    assert value(table, "high", **where) == pytest.approx(25 + 5 * 12.7062, abs=1e-3)
    assert value(table, "low", **where) == 0


def test_a_share_over_populations_is_the_mean_of_theirs():
    """2/3 and 3/5."""
    found = value(summary(by_population(results())), "mean", split="own", kpi="direct_time_share")
    assert found == pytest.approx((2 / 3 + 3 / 5) / 2)


def test_differences_are_paired_by_population():
    """Care 24 - 20 and 32 - 30: mean 3, standard error 1; unpaired it would be far wider."""
    table = of_reference(by_population(results()), "own", NO_INTEREST)
    assert list(table.columns) == DIFFERENCE_COLUMNS
    assert set(table["split"]) == {"zones"}
    assert set(table["reference"]) == {"own"}
    where = {"split": "zones", "kpi": "care_h"}
    assert value(table, "mean", **where) == 3
    assert value(table, "high", **where) == pytest.approx(3 + 12.7062, abs=1e-3)


def test_a_difference_of_shares_is_the_difference_of_each_populations_share():
    """48/60 - 40/60 and 64/80 - 60/100."""
    table = of_reference(by_population(results()), "own", NO_INTEREST)
    found = value(table, "mean", split="zones", kpi="direct_time_share")
    assert found == pytest.approx(((0.8 - 2 / 3) + (0.8 - 0.6)) / 2)


def test_an_organisation_that_the_reference_lacks_has_no_difference():
    populations = by_population(results())
    renamed = populations["split"].eq("zones") & populations["organisation"].eq("municipality")
    populations.loc[renamed, "organisation"] = "procured"
    assert set(of_reference(populations, "own", NO_INTEREST)["organisation"]) == {"total"}


def many(values, kpi="care_h", split="zones"):
    """Populations of one figure in all: of the reference and of another split."""
    rows = [
        (population, name, "total", kpi, ALL, KPIS[kpi].unit, value)
        for population, pair in enumerate(values)
        for name, value in zip(("own", split), pair, strict=True)
    ]
    columns = ["population", "split", "organisation", "kpi", "group", "unit", "value"]
    return pd.DataFrame(rows, columns=columns)


def test_a_difference_says_in_how_many_populations_and_in_per_cent():
    """22 - 20, 31 - 30, 39 - 40: 2 / 3 of 30."""
    table = of_reference(many([(20, 22), (30, 31), (40, 39)]), "own", NO_INTEREST)
    assert value(table, "populations_more") == 2
    assert value(table, "populations_less") == 1
    assert value(table, "percent") == pytest.approx(100 * 2 / 90)
    assert value(table, "percent_low") < value(table, "percent") < value(table, "percent_high")
    assert value(table, "outcome") == "not_told_apart"


def test_what_is_adjusted_for_several_splits_is_the_same_figure():
    """The same p twice, of two splits: doubled; the other figure counts by itself."""
    pairs = [(20, 22.1), (30, 32), (40, 41.9)]
    tables = [many(pairs), many(pairs, split="halves"), many(pairs, kpi="paid_h")]
    together = pd.concat(tables).drop_duplicates(["population", "split", "kpi"])
    table = of_reference(together, "own", NO_INTEREST)
    p = value(table, "p", kpi="paid_h")
    assert value(table, "p_holm", kpi="paid_h") == p
    for split in ("zones", "halves"):
        assert value(table, "p_holm", kpi="care_h", split=split) == pytest.approx(2 * p)


@pytest.mark.parametrize(
    ("interest", "outcome"),
    [
        (InterestSection(percent={"care_h": 10.0}), "equivalent"),
        (InterestSection(value={"care_h": 3.0}), "equivalent"),
        (InterestSection(percent={"care_h": 0.5}), "not_told_apart"),
        (InterestSection(value={"paid_h": 3.0}), "not_told_apart"),
    ],
)
def test_equivalence_is_said_against_the_interest_of_the_study(interest, outcome):
    """Differences 0.2, -0.2, 0.1, -0.1 of 20 to 40: 10 % is 3 on average, 0.5 % is 0.15."""
    table = many([(20, 20.2), (30, 29.8), (40, 40.1), (30, 29.9)])
    found = of_reference(table, "own", interest)
    assert value(found, "outcome") == outcome


def test_splits_judged_one_after_the_other_are_as_all_together():
    pairs = [(20, 22.1), (30, 32), (40, 41.9)]
    tables = [many(pairs), many(pairs, split="halves")]
    together = of_reference(pd.concat(tables).drop_duplicates(), "own", NO_INTEREST)
    parts = [differences(table, "own", NO_INTEREST) for table in tables]
    pd.testing.assert_frame_equal(
        judged(pd.concat(parts, ignore_index=True)).sort_values("split", ignore_index=True),
        together.sort_values("split", ignore_index=True),
    )


def test_interest_is_of_all_organisations_together():
    table = many([(20, 20.2), (30, 29.8), (40, 40.1), (30, 29.9)])
    whose = table.assign(organisation="municipality")
    found = of_reference(pd.concat([table, whose]), "own", InterestSection(value={"care_h": 3.0}))
    assert value(found, "outcome") == "equivalent"
    assert value(found, "outcome", organisation="municipality") == "not_told_apart"
    assert math.isnan(value(found, "p_equivalent", organisation="municipality"))


def test_what_a_sum_is_rounded_by_is_no_difference():
    table = of_reference(many([(0.3, 0.1 + 0.2), (0.3, 0.3), (0.3, 0.1 + 0.2)]), "own", NO_INTEREST)
    assert value(table, "mean") == 0
    assert value(table, "outcome") == "same"


def test_shares_have_no_difference_in_per_cent_and_none_beyond_one():
    """Shares of 0.1 and 0.9 less 0.05 each: Student's interval would go from -4.6 to 5.5."""
    table = of_reference(many([(0.05, 0.1), (0.05, 0.9)], "punctuality"), "own", NO_INTEREST)
    assert math.isnan(value(table, "percent"))
    assert (value(table, "low"), value(table, "high")) == (-1, 1)


def test_a_share_has_no_interval_beyond_one_and_a_count_none_below_zero():
    shares = summary(many([(0.9, 0.5), (0.99, 0.6)], "punctuality"))
    assert 0 < value(shares, "low", split="own") < value(shares, "high", split="own") < 1
    counts = summary(many([(0, 5), (3, 6)], "late_visits"))
    assert value(counts, "low", split="own") == 0
    results = summary(many([(0, 5), (3, 6)], "result_sek"))
    assert value(results, "low", split="own") < 0


def test_one_population_and_empty_figures_have_no_outcome():
    alone = of_reference(many([(20, 22)]), "own", NO_INTEREST)
    empty = of_reference(many([(20, math.nan), (30, math.nan)]), "own", NO_INTEREST)
    for table in (alone, empty):
        assert value(table, "outcome") == ""
        assert math.isnan(value(table, "p"))
    assert math.isnan(value(empty, "populations_more"))


def test_a_wanted_precision_is_of_the_reference_or_in_its_unit():
    """Differences 2, 1, -1 of 20, 30, 40: t(2) = 4.303 x 1.5275 / sqrt(3) = 3.795 wide."""
    table = many([(20, 22), (30, 31), (40, 39)])
    for wanted, target in (({"percent": {"care_h": 2.0}}, 0.6), ({"value": {"care_h": 1.5}}, 1.5)):
        found = precisions(table, "own", InterestSection(**wanted))
        assert found.keys() == {("zones", "care_h")}
        assert found["zones", "care_h"].half_width == pytest.approx(3.795, abs=1e-3)
        assert found["zones", "care_h"].target == pytest.approx(target)
        assert found["zones", "care_h"].n == 3


def test_the_spread_of_a_difference_by_hand():
    """Care, zones less own: days 2, 6 and 0, 4.

    Within (8 + 8) / 2 = 8, so days sqrt(8); between 2 x ((4 - 3)^2 + (2 - 3)^2) = 4 is less, so
    populations 0 and all of it the days'.
    """
    table = spreads(with_ratios(results(), ["population", "day", "split"]), "own", 2)
    assert list(table.columns) == SPREAD_COLUMNS
    where = {"split": "zones", "kpi": "care_h"}
    assert value(table, "day_sd", **where) == pytest.approx(math.sqrt(8))
    assert value(table, "population_sd", **where) == 0
    assert value(table, "day_share", **where) == 1
    assert value(table, "populations", **where) == 2
    assert value(table, "days", **where) == 2
    assert "direct_time_share" in set(table["kpi"])


def test_two_planned_days_are_not_each_others_chance():
    """The same with each day planned by itself: the second has 4 hours more in both populations.

    So nothing is left between days, and populations have 4 / 2.
    """
    table = spreads(results(), "own", 1)
    assert value(table, "day_sd", split="zones", kpi="care_h") == pytest.approx(0)
    assert value(table, "population_sd", split="zones", kpi="care_h") == pytest.approx(math.sqrt(2))


def test_a_figure_of_all_days_together_has_no_spread_of_days():
    rows = [
        (population, day, split, "total", "late_min_p95", ALL, "min", late)
        for split, minutes in {"own": (5.0, 6.0), "zones": (6.0, 9.0)}.items()
        for population, late in enumerate(minutes)
        for day in (0, 1)
    ]
    table = spreads(pd.DataFrame(rows, columns=RESULT_COLUMNS), "own", 2)
    assert math.isnan(value(table, "day_sd"))
    assert value(table, "population_sd") == pytest.approx(math.sqrt(2))
    assert value(table, "days") == 1


def test_the_spread_of_searches_is_that_of_the_differences_of_one_population():
    """Differences 3 in the first search, 7 and 5 in others: deviation 2."""

    def searched(own, zones):
        return many([(own, zones)]).assign(day=0)

    searches = [searched(20.0, 23.0), searched(21.0, 28.0), searched(19.0, 24.0)]
    once = spreads(pd.concat([searches[0], searches[0].assign(population=1)]), "own", 1)
    assert math.isnan(value(with_search(once, []), "search_sd"))
    table = with_search(once, searches)
    assert value(table, "search_sd") == pytest.approx(2)
    assert value(table, "searches") == 3


def test_a_study_of_one_split_has_no_differences_and_no_lowest():
    alone = results().query("split == 'own'")
    assert of_reference(by_population(alone), "own", NO_INTEREST).empty
    assert list(spreads(alone, "own", 2).columns) == SPREAD_COLUMNS
    assert list(lowest(by_population(alone)).columns) == LOWEST_COLUMNS


def test_the_lowest_split_of_each_figure_is_known_as_far_as_can_be_told():
    """Zones are 2.1, 2.0 and 1.9 above: own is the lowest. Of the next figure each may be."""
    table = pd.concat(
        [many([(20, 22.1), (30, 32), (40, 41.9)]), many([(1, 2), (5, 4), (3, 3)], "paid_h")]
    )
    found = lowest(table).set_index(["kpi", "split"])["may_be_lowest"]
    assert found["care_h"].to_dict() == {"own": True, "zones": False}
    assert found["paid_h"].to_dict() == {"own": True, "zones": True}


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
