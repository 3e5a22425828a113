"""Splits with numbers and vehicle types of their own: the same people and days, other terms."""

from __future__ import annotations

import math

import pytest

import ruttsim
from ruttsim.errors import StudyError
from ruttsim.pipeline.checking import checked
from ruttsim.pipeline.setting import further_faults
from ruttsim.recorded.again import audit_run
from ruttsim.report.run import write_run
from ruttsim.study.split_model import SplitSection

TOY = ruttsim.load_study("toy")
PAID_BY = {
    "revenue_sek",
    "remuneration_sek",
    "result_sek",
    "result_own_sek",
    "result_in_all_sek",
    "paid_sek",
    "payer_cost_sek",
    "vat_compensation_sek",
}
OWN = {
    "twin": {},
    "higher_paid": {"parameters": {"economy.remuneration_sek_per_granted_h": 460}},
    "carbon_priced": {"parameters": {"economy.carbon_price_sek_per_kg": 5.0}},
    "dearer_hours": {"parameters": {"pay.pay_sek_per_month": 36_000}},
    "long_lived": {"parameters": {"vehicles.car_biogas.life_years": 16}},
    "electric": {"vehicle_types": {"municipality": ["car_electric"], "procured_1": ["walk"]}},
}


def study_of(**by_split):
    """The toy study with `two_parallel` as it is, and again with keys of its own by name."""
    base = TOY.splits[1]
    more = [
        SplitSection.model_validate(
            {**base.model_dump(), "name": name, "title_en": name, "title_sv": name, **keys}
        )
        for name, keys in by_split.items()
    ]
    time = TOY.time.model_copy(update={"populations": 1})
    return TOY.model_copy(update={"splits": (base, *more), "time": time}).at(TOY.file)


@pytest.fixture(scope="module")
def result():
    return ruttsim.compare(study_of(**OWN), workers=1)


def of(table, split):
    """Rows of one split, without its name."""
    return table[table["split"] == split].drop(columns="split").reset_index(drop=True)


def changed_kpis(result, split):
    """Key figures that are others than those of the first split."""
    keys = ["population", "day", "organisation", "kpi", "group"]
    one, other = (
        of(result.results, name).set_index(keys)["value"] for name in ("two_parallel", split)
    )
    both = one.to_frame("one").join(other.rename("other"), how="outer")
    same = (both["one"] - both["other"]).abs() <= 1e-9 * both["one"].abs()
    same |= both["one"].isna() & both["other"].isna()
    return set(both[~same].index.get_level_values("kpi"))


def test_a_split_with_no_change_is_its_twin_bit_for_bit(result):
    for table in ("results", "legs", "visits", "rounds", "alarms", "decisions", "plan"):
        whole = getattr(result, table)
        assert of(whole, "twin").equals(of(whole, "two_parallel")), table


def test_another_remuneration_changes_what_is_paid_and_nothing_else(result):
    changed = changed_kpis(result, "higher_paid")
    assert {"revenue_sek", "remuneration_sek", "result_sek"} <= changed
    assert not changed & {"cost_sek", "co2e_kg", "travel_h", "paid_h", "break_even_sek"}
    assert of(result.legs, "higher_paid").equals(of(result.legs, "two_parallel"))
    change = result.differences.set_index(["split", "kpi", "organisation", "group"])["mean"]
    more = change["higher_paid", "remuneration_sek", "total", "all"]
    assert more > 0
    assert change["higher_paid", "result_sek", "total", "all"] == pytest.approx(more)


def test_a_carbon_price_changes_cost_and_nothing_that_is_done(result):
    changed = changed_kpis(result, "carbon_priced")
    assert {"carbon_cost_sek", "cost_sek", "result_sek"} <= changed
    assert not changed & {"revenue_sek", "co2e_kg", "travel_h", "paid_h", "vehicle_cost_sek"}
    for table in ("legs", "visits", "rounds"):
        whole = getattr(result, table)
        assert of(whole, "carbon_priced").equals(of(whole, "two_parallel")), table


def test_an_organisation_drives_what_the_split_gives_it(result):
    legs = of(result.legs, "electric")
    used = {
        name: set(legs.loc[legs["organisation"] == name, "vehicle_type"])
        for name in ("municipality", "procured_1")
    }
    assert used == {"municipality": {"car_electric"}, "procured_1": {"walk"}}


@pytest.mark.parametrize("split", [name for name in OWN if name != "twin"])
@pytest.mark.parametrize("kpi", ["co2e_kg", "co2e_manufacture_kg", "cost_sek"])
def test_parts_add_up_where_splits_have_numbers_of_their_own(result, split, kpi):
    parts = result.decomposition
    chosen = parts[(parts["split"] == split) & (parts["kpi"] == kpi)]
    rows = result.differences.set_index(["split", "kpi", "organisation", "group"])["mean"]
    whole = rows[split, kpi, "total", "all"]
    assert math.fsum(chosen["mean"]) == pytest.approx(whole, abs=1e-6)


def test_dearer_hours_are_price_and_neither_travel_nor_volume(result):
    parts = result.decomposition.set_index(["split", "kpi", "part"])["mean"]["dearer_hours"]
    assert parts["cost_sek", "staff_price"] > 0
    for part in ("travel", "volume"):
        assert parts["cost_sek", part] == pytest.approx(0, abs=1e-6)


def test_the_second_audit_goes_by_the_numbers_of_the_split(result, tmp_path):
    write_run(result, tmp_path / "run")
    text = (tmp_path / "run/report.html").read_text()
    assert "economy.remuneration_sek_per_granted_h" in text.split("Fordonstyper")[0]
    assert audit_run(tmp_path / "run") == len(result.study.splits) * TOY.time.disturbed_days


def faults_of(**keys):
    """Field and problem of every fault of a study with a split that has such keys."""
    with pytest.raises(StudyError) as error:
        checked(study_of(other=keys))
    return [(fault.field, fault.problem) for fault in error.value.faults]


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("demand.clients", "All splits must have the same people"),
        ("day.snow_day_share", "All splits must have the same people"),
        ("travel.walk_kmh", "All splits must have the same people"),
        ("fortnight.absent_share", "All splits must have the same people"),
        ("staffing.shifts.long.first.start_h", "All splits must have the same people"),
        ("economy.remuneration", "No such parameter."),
    ],
)
def test_numbers_that_decide_draws_or_do_not_exist_are_refused(name, problem):
    ((field, told),) = faults_of(parameters={name: 1.0})
    assert field == f"splits[1].parameters.{name}"
    assert told.startswith(problem)


def test_every_fault_of_a_split_s_own_terms_is_told_at_once():
    types = {"municipality": ["car_petrl"]}
    found = faults_of(parameters={"economy.rut_buyers_share": 2.0}, vehicle_types=types)
    assert [field for field, _ in found] == [
        "splits[1].vehicle_types.municipality",
        "splits[1].parameters.economy.rut_buyers_share",
    ]


def test_a_study_at_fault_elsewhere_is_told_of_its_splits_numbers_too():
    content = {"splits": [{}, {"parameters": {"demand.clients": 5}}]}
    fields = [it.field for it in further_faults(TOY.file, content)]
    assert "splits[1].parameters.demand.clients" in fields


def test_limits_of_types_that_a_split_has_not_fall_away_and_others_hold():
    limits = [{"vehicle_type": "ebike", "number": 0}, {"vehicle_type": "walk", "number": 0}]
    study = study_of(other={"vehicle_types": {"municipality": ["car_biogas"]}})
    first = study.organisations[0].model_validate(
        {**study.organisations[0].model_dump(), "fleet": limits}
    )
    limited = study.model_copy(update={"organisations": (first, study.organisations[1])})
    checked(limited.at(study.file))
    on_foot = study_of(other={"vehicle_types": {"municipality": ["walk"]}})
    limited = on_foot.model_copy(update={"organisations": (first, study.organisations[1])})
    with pytest.raises(StudyError, match="leave its teams no vehicle type"):
        checked(limited.at(study.file))
