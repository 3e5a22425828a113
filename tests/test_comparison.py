"""The whole pipeline on the toy village."""

from __future__ import annotations

import math

import numpy as np
import pytest

import ruttsim
from ruttsim.accounts.kpis import KPIS
from ruttsim.files import content_hash
from ruttsim.pipeline.tables import TABLES
from ruttsim.privacy import CHOICES
from ruttsim.study.split_model import AllocationSection, CoverageSection, SplitSection

PARTS_OF_PAID = (
    "care_h",
    "alarm_care_h",
    "driving_h",
    "stop_h",
    "waiting_h",
    "other_h",
    "idle_h",
)
ENDS = ("delivered_care_h", "shortened_care_h", "cancelled_care_h", "missed_care_h")


@pytest.fixture(scope="module")
def study():
    return ruttsim.load_study("toy")


@pytest.fixture(scope="module")
def result(study):
    return ruttsim.compare(study, workers=1)


def whole(table):
    """A column a key figure, of group all; the rest of the keys as index."""
    rows = table[table["group"] == "all"]
    keys = ["population", "day", "split", "organisation"]
    return rows.pivot_table(index=keys, columns="kpi", values="value", observed=True)


def test_paid_time_is_the_sum_of_its_parts_every_day_and_for_everybody(result):
    figures = whole(result.results).drop(["patrol", "payer"], level="organisation")
    parts = figures[list(PARTS_OF_PAID)].sum(axis=1)
    assert np.allclose(parts, figures["paid_h"], atol=1e-9)
    assert (figures["idle_h"] >= 0).all()
    assert (figures["waiting_h"] >= -1e-9).all()


def test_every_split_meets_the_same_planned_care_and_accounts_for_all_of_it(result):
    total = whole(result.results).xs("total", level="organisation")
    assert np.allclose(total[list(ENDS)].sum(axis=1), total["planned_care_h"])
    by_day = total["planned_care_h"].unstack("split")
    assert np.allclose(by_day.to_numpy(), by_day[["own_regime"]].to_numpy())


def test_every_split_meets_the_same_cancellations(result):
    visits = result.visits[result.visits["outcome"] == "cancelled"]
    keys = ["population", "day", "visit", "carer"]
    by_split = {
        name: set(map(tuple, part[keys].to_numpy().tolist()))
        for name, part in visits.groupby("split", observed=True)
    }
    assert by_split["own_regime"] == by_split["two_parallel"] == by_split["two_zones"]


def test_organisations_add_up_to_the_total(result):
    sums = whole(result.results)[["paid_h", "distance_km", "cost_sek", "visits", "granted_h"]]
    parts = sums.drop(["total", "patrol", "payer"], level="organisation")
    added = parts.groupby(["population", "day", "split"], observed=True).sum()
    assert np.allclose(added, sums.xs("total", level="organisation").loc[added.index])


def test_differences_are_paired_with_the_first_split(result):
    """With all organisations in all populations, means of differences are differences of means."""
    total = result.summary[
        (result.summary["organisation"] == "total") & (result.summary["group"] == "all")
    ]
    means = total.set_index(["split", "kpi"])["mean"]
    rows = result.differences[
        (result.differences["organisation"] == "total") & (result.differences["group"] == "all")
    ]
    assert set(rows["reference"]) == {"own_regime"}
    assert "own_regime" not in set(rows["split"])
    for row in rows.itertuples():
        expected = means[row.split, row.kpi] - means["own_regime", row.kpi]
        assert row.mean == pytest.approx(expected, abs=1e-9)


def test_no_figure_is_beyond_what_its_registry_says_it_can_be(result):
    """Intervals end there, so a figure that can be below zero has to say so."""
    for kpi, part in result.results.groupby("kpi", observed=True):
        assert part["value"].min() >= KPIS[kpi].lowest - 1e-9, kpi
        assert part["value"].max() <= KPIS[kpi].highest + 1e-9, kpi


def test_one_population_has_no_interval(study):
    result = ruttsim.compare(study, quick=True, workers=1)
    for table in (result.summary, result.differences):
        assert set(table["n"]) == {1}
        assert table["low"].map(math.isnan).all()
        assert table["high"].map(math.isnan).all()


def test_the_result_does_not_depend_on_the_number_of_workers(study, result):
    other = ruttsim.compare(study, workers=2)
    for name in ("results", "summary", "differences", "decomposition", "street_use", *TABLES):
        assert getattr(other, name).equals(getattr(result, name)), name
    assert other.manifest == result.manifest


def test_another_seed_gives_other_people(study, result):
    other = ruttsim.compare(study.model_copy(update={"seed": 1}), workers=1)
    assert not other.summary.equals(result.summary)


def test_other_searches_change_nothing_but_the_spread_that_they_tell(study, result):
    planning = study.planning.model_copy(update={"searches": 3})
    other = ruttsim.compare(study.model_copy(update={"planning": planning}).at(study.file))
    assert other.results.equals(result.results)
    assert other.differences.equals(result.differences)
    spread = other.spread[(other.spread["kpi"] == "travel_h") & (other.spread["group"] == "all")]
    assert (spread["searches"] == 3).all()
    assert spread["search_sd"].notna().all()
    assert (spread["search_sd"] > 0).any()
    assert result.spread["search_sd"].isna().all()


def same_as_own_regime(study, split):
    """Whether a split of the municipality alone gives what own_regime gives, bit for bit."""
    changed = study.model_copy(update={"splits": (study.splits[0], split)}).at(study.file)
    result = ruttsim.compare(changed, workers=1)
    own, other = (
        result.results[
            (result.results["split"] == name)
            & (result.results["organisation"] == "total")
            & ~result.results["kpi"].isin(CHOICES)
        ]
        .drop(columns="split")
        .reset_index(drop=True)
        for name in ("own_regime", split.name)
    )
    return own.equals(other)


def test_all_to_the_municipality_and_nothing_to_the_other_is_own_regime(study):
    split = SplitSection(
        name="all_to_one",
        title_sv="Allt",
        title_en="All",
        organisations=("municipality", "procured_1"),
        allocation=AllocationSection(shares={"municipality": 1.0, "procured_1": 0.0}),
    )
    assert same_as_own_regime(study, split)


def test_free_choice_with_one_organisation_is_own_regime(study):
    split = SplitSection(
        name="one_to_choose",
        title_sv="Val av en",
        title_en="A choice of one",
        organisations=("municipality",),
        allocation=AllocationSection(rule="choice"),
    )
    assert same_as_own_regime(study, split)


def test_one_zone_is_own_regime(study):
    split = SplitSection(
        name="one_zone",
        title_sv="En zon",
        title_en="One zone",
        organisations=("municipality",),
        coverage=CoverageSection(rule="zones"),
        allocation=AllocationSection(rule="address", shares={"municipality": 1.0}),
    )
    assert same_as_own_regime(study, split)


def test_faster_bicycles_and_walkers_mean_less_time_moving(study, result):
    """Both half as fast again: less time moving, on average over populations and days."""
    faster = {"travel.ebike_kmh": 24.0, "travel.walk_kmh": 7.2}
    quick = ruttsim.compare(
        study.model_copy(update={"parameters": faster}).at(study.file), workers=1
    )

    def driving_h(of):
        rows = of.summary[(of.summary["kpi"] == "driving_h") & (of.summary["group"] == "all")]
        return rows.set_index(["split", "organisation"])["mean"]["own_regime", "total"]

    assert driving_h(quick) < driving_h(result)


def parts_of(result, kpi):
    """Parts of a key figure by split, and its difference."""
    table = result.decomposition
    found = table[table["kpi"] == kpi].pivot_table(index="split", columns="part", values="mean")
    rows = result.differences
    chosen = (rows["kpi"] == kpi) & (rows["organisation"] == "total") & (rows["group"] == "all")
    return found, rows[chosen].set_index("split")["mean"]


@pytest.mark.parametrize("kpi", ["co2e_kg", "co2e_manufacture_kg", "cost_sek"])
def test_parts_of_a_difference_add_up_to_it(result, kpi):
    parts, whole = parts_of(result, kpi)
    assert set(parts.index) == set(whole.index) == {"two_parallel", "two_zones"}
    for split, row in parts.iterrows():
        assert math.fsum(row) == pytest.approx(whole[split], abs=1e-6)


def test_with_the_same_fleet_and_pay_mix_and_price_are_nothing(result):
    for kpi in ("co2e_kg", "co2e_manufacture_kg"):
        assert (parts_of(result, kpi)[0]["vehicle_mix"] == 0).all()
    assert (parts_of(result, "cost_sek")[0]["staff_price"] == 0).all()


def test_what_the_municipality_pays_is_what_organisations_receive(result):
    rows = result.summary[result.summary["group"] == "all"]
    for split, of_split in rows.groupby("split"):
        found = of_split.set_index(["kpi", "organisation"])["mean"]
        received = found.get(("remuneration_sek", "total"))
        assert found["paid_sek", "payer"] == pytest.approx(received), split


def test_other_terms_change_money_and_no_round(study, result):
    typical = study.model_copy(update={"profiles": "typical"}).at(study.file)
    other = ruttsim.compare(typical, workers=1)
    assert other.legs.equals(result.legs)
    assert other.rounds.equals(result.rounds)
    prices = parts_of(other, "cost_sek")[0]["staff_price"]
    assert (prices < 0).all()
    assert (parts_of(other, "co2e_kg")[0] == parts_of(result, "co2e_kg")[0]).all(axis=None)


def test_the_run_is_the_one_that_is_known(result):
    """Golden: a change of these hashes is a change of numbers, for CHANGELOG.md."""
    columns = result.results[["split", "organisation", "kpi", "group", "unit"]].astype(str)
    assert content_hash(columns.to_numpy().tolist()) == GOLDEN["keys"]
    assert content_hash(result.results["value"].tolist()) == GOLDEN["values"]
    assert content_hash(result.legs["arrive_s"].to_numpy()) == GOLDEN["legs"]


GOLDEN = {
    "keys": "4cdea6748850c900fe984142ca97f4d7af042758d68b07f387904ae6cd35fa71",
    "values": "92035d869ee0e563d668d42a02d6fe0b32685e2cffe4ad68db786a815ca2d218",
    "legs": "0fad99cc07c3dc3c6c8c492de9baec5e7dc2efb0dc2482fb7a5779d5c6b7ca2f",
}
