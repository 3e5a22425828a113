"""Effects and interactions added up by hand: two populations, two splits, two factors."""

from __future__ import annotations

import itertools
import math

import pandas as pd
import pytest

from made_sweep import factor, study_with
from ruttsim.statistics.intervals import quantile
from ruttsim.sweep.effects import EFFECT_COLUMNS, INTERACTION_COLUMNS, effects, interactions
from ruttsim.sweep.points import points_of
from ruttsim.sweep.series import TOTAL_COLUMNS

SEASON, TEAMS = factor("season", "usual", "winter"), factor("teams", "large", "small")
BOTH = study_with(SEASON, TEAMS)
KPI, UNIT = "travel_h", "h/day"
OWN, OTHER = "own_regime", "two_parallel"
# By point (usual large, usual small, winter large, winter small), split and population.
TRAVEL_H = {
    OWN: [(10.0, 20.0), (12.0, 22.0), (13.0, 24.0), (19.0, 26.0)],
    OTHER: [(15.0, 25.0), (16.0, 30.0), (18.0, 29.0), (30.0, 36.0)],
}


def totals(by_split, kpi=KPI, unit=UNIT):
    """Rows of TOTAL_COLUMNS."""
    rows = [
        (point, population, split, kpi, unit, value)
        for split, points in by_split.items()
        for point, values in enumerate(points)
        for population, value in enumerate(values)
    ]
    return pd.DataFrame(rows, columns=TOTAL_COLUMNS)


def one(table, **where):
    """The one row where columns hold what is said."""
    chosen = table
    for name, value in where.items():
        chosen = chosen[chosen[name] == value]
    assert len(chosen) == 1
    return chosen.iloc[0]


def test_a_mean_effect_is_averaged_over_points_first_and_then_subtracted():
    """Own regime in winter: (13 + 19) / 2 - (10 + 12) / 2 = 5 and (24 + 26) / 2 - 21 = 4."""
    found = effects(BOTH, totals(TRAVEL_H))
    row = one(found, factor="season", at_factor="", split=OWN, reference="")
    assert (row["level"], row["against"], row["kpi"], row["unit"]) == ("winter", "usual", KPI, UNIT)
    assert row["mean"] == 4.5
    half = quantile(1, 0.975) * 0.5
    assert (row["low"], row["high"]) == pytest.approx((4.5 - half, 4.5 + half))
    assert (row["n"], row["populations_more"], row["populations_less"]) == (2, 2, 0)
    # Student's t = 4.5 / 0.5 = 9 with one degree of freedom: p = 1 - 2 atan(9) / pi.
    assert row["p"] == pytest.approx(1 - 2 * math.atan(9) / math.pi)


def test_the_effect_on_a_difference_is_that_of_the_paired_differences():
    """Differences: (5, 5), (4, 8), (5, 5), (11, 10). Winter: (8, 7.5) less (4.5, 6.5)."""
    found = effects(BOTH, totals(TRAVEL_H))
    row = one(found, factor="season", at_factor="", split=OTHER, reference=OWN)
    assert row["mean"] == pytest.approx((3.5 + 1.0) / 2)
    row = one(found, factor="teams", at_level="winter", split=OTHER, reference=OWN)
    assert row["mean"] == pytest.approx(((11 - 5) + (10 - 5)) / 2)
    assert row["at_factor"] == "season"


def test_the_effect_at_a_level_stays_at_that_level():
    """Winter for own regime with small teams: 19 - 12 = 7 and 26 - 22 = 4."""
    row = one(effects(BOTH, totals(TRAVEL_H)), level="winter", at_level="small", split=OWN)
    assert row["mean"] == 5.5


def test_an_interaction_is_the_difference_of_two_effects():
    """Own regime: small teams in winter 6 and 2, in the usual season 2 and 2: 4 and 0."""
    found = interactions(BOTH, totals(TRAVEL_H))
    row = one(found, split=OWN, reference="")
    named = ("season", "winter", "teams", "small")
    assert tuple(row[["factor", "level", "other", "other_level"]]) == named
    assert row["mean"] == 2.0
    assert row["n"] == 2
    row = one(found, split=OTHER, reference=OWN)
    # Differences: (11 - 5) - (4 - 5) = 7 and (10 - 5) - (8 - 5) = 2.
    assert row["mean"] == 4.5


def test_rows_are_those_of_the_design_and_columns_those_of_the_file():
    found = effects(BOTH, totals(TRAVEL_H))
    assert list(found.columns) == EFFECT_COLUMNS
    # Two factors with one level each: mean, and at each of the other's two levels; two splits and
    # one difference.
    assert len(found) == 2 * 3 * 3
    assert not found.duplicated(EFFECT_COLUMNS[:7]).any()
    assert list(interactions(BOTH, totals(TRAVEL_H)).columns) == INTERACTION_COLUMNS


def test_p_values_are_adjusted_over_levels_factors_and_splits_of_a_figure_and_sort():
    """Means of own figures: two factors, two splits, so the smallest p is taken four times."""
    found = effects(BOTH, totals(TRAVEL_H))
    own = found[(found["at_factor"] == "") & (found["reference"] == "")]
    assert len(own) == 4
    smallest = own.loc[own["p"].idxmin()]
    assert smallest["p_holm"] == pytest.approx(min(1.0, 4 * smallest["p"]))
    other = found[(found["at_factor"] == "") & (found["reference"] == OWN)]
    smallest = other.loc[other["p"].idxmin()]
    assert smallest["p_holm"] == pytest.approx(min(1.0, 2 * smallest["p"]))


def additive(split, population, season, teams):
    """A figure to which split, season and teams add, each in a population in its own way."""
    own = {OWN: 0.0, OTHER: 3.3}[split]
    return 10.1 + 0.7 * population + own + season * (0.3 + 0.1 * population) + teams * 1.7


def test_where_effects_add_up_interactions_are_none():
    places = [*itertools.product((0, 1), (0, 1))]
    made = {
        split: [[additive(split, it, *place) for it in range(6)] for place in places]
        for split in (OWN, OTHER)
    }
    found = interactions(BOTH, totals(made))
    assert (found["mean"] == 0).all()
    assert (found["outcome"] == "same").all()
    on_difference = effects(BOTH, totals(made)).query("reference != ''")
    assert (on_difference["outcome"] == "same").all()
    row = one(effects(BOTH, totals(made)), factor="teams", at_factor="", split=OTHER, reference="")
    assert (row["mean"], row["outcome"]) == (pytest.approx(1.7), "more")


def test_with_three_levels_each_is_held_against_the_first():
    study = study_with(factor("season", "usual", "winter", "summer"))
    found = effects(study, totals({OWN: [(10.0, 20.0), (11.0, 22.0), (8.0, 16.0)]}))
    assert found["level"].tolist() == ["winter", "summer"]
    assert found["mean"].tolist() == [1.5, -3.0]
    assert (found["at_factor"] == "").all()
    assert interactions(study, totals({OWN: [(10.0, 20.0)] * 3})).empty


def test_one_at_a_time_effects_are_against_the_point_of_first_levels():
    study = study_with(SEASON, TEAMS, design="one_at_a_time")
    assert [str(it) for it in points_of(study)] == [
        "season=usual, teams=large",
        "season=winter, teams=large",
        "season=usual, teams=small",
    ]
    made = totals({OWN: [(10.0, 20.0), (13.0, 24.0), (12.0, 21.0)]})
    found = effects(study, made)
    assert found[["factor", "mean"]].to_numpy().tolist() == [["season", 3.5], ["teams", 1.5]]
    assert interactions(study, made).empty


def test_what_is_hidden_at_a_point_is_hidden_in_effects_that_rest_on_it():
    hidden = {OWN: [(10.0, 20.0), (math.nan, math.nan), (13.0, 24.0), (19.0, 26.0)]}
    found = effects(BOTH, totals(hidden))
    assert found[found["at_factor"] == ""]["mean"].isna().all()
    assert one(found, factor="season", at_level="large")["mean"] == 3.5
    row = one(found, factor="season", at_level="small")
    shown = ["mean", "low", "high", "populations_more", "populations_less", "p", "p_holm"]
    assert row[shown].isna().all()
    assert (row["n"], row["outcome"]) == (2, "")


def test_an_effect_on_a_split_that_a_point_does_not_compare_has_no_row():
    made = totals(TRAVEL_H)
    found = effects(BOTH, made[(made["split"] == OWN) | (made["point"] != 1)])
    other = found[found["split"] == OTHER]
    assert set(other["at_level"]) == {"large", "winter"}
    assert len(found[found["split"] == OWN]) == 6


def test_only_populations_that_all_points_have_are_paired():
    made = {OWN: [(10.0, 20.0, 30.0), (13.0, 24.0)]}
    row = one(effects(study_with(SEASON), totals(made)), split=OWN)
    assert (row["n"], row["mean"]) == (2, 3.5)


def test_one_population_has_an_effect_and_no_interval():
    row = one(effects(study_with(SEASON), totals({OWN: [(10.0,), (13.0,)]})), split=OWN)
    assert (row["mean"], row["n"], row["outcome"]) == (3.0, 1, "")
    assert row[["low", "high", "p"]].isna().all()


def test_the_interval_of_a_share_ends_where_no_shares_are_farther_apart():
    made = {OWN: [(0.1, 0.9), (0.9, 0.1)], OTHER: [(0.1, 0.9), (0.2, 0.8)]}
    found = effects(study_with(SEASON), totals(made, "punctuality", "1"))
    assert found["low"].tolist() == [-1, -1, -2]
    assert found["high"].tolist() == [1, 1, 2]
