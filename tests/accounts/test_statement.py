"""The statement of a day: laws that every key figure obeys."""

from __future__ import annotations

import pandas as pd
import pytest
from made_books import AREAS, DISTRICTS, H, alarm, between_districts, books, leg

from ruttsim.accounts.kpis import KPIS
from ruttsim.accounts.statement import ratios, sums
from ruttsim.audit.figures import figure_contradictions
from ruttsim.domain.day import PATROL
from ruttsim.summaries import with_ratios

NAMES = ("municipality", "procured")
SUMS = [kpi.name for kpi in KPIS.values() if kpi.amount or kpi.by_type]
PATROL_SUMS = [kpi.name for kpi in KPIS.values() if kpi.of_patrol]
CALLED = books(
    alarms=[
        alarm(0, 0, 9 * H, 9 * H + 600, 9 * H + 600, 9 * H + 900),
        alarm(1, PATROL, 9 * H, 9 * H + 2400, 9 * H + 2400, 10 * H, client=1),
    ],
    patrol=[leg(PATROL, 0, 0, -1, 9 * H, 1800, 600, 9000.0, alarm=1)],
)
STATEMENT = {(it.organisation, it.kpi, it.group): it for it in sums(CALLED, NAMES)}
"""The day of made_books with an alarm for the municipality's carer, and one for the patrol."""
BETWEEN_DISTRICTS = {it[:3]: it.value for it in sums(between_districts(), NAMES)}


def test_the_audit_of_figures_has_nothing_to_say():
    assert figure_contradictions(STATEMENT.values()) == []


@pytest.mark.parametrize("kpi", SUMS)
def test_organisations_add_up_to_the_total(kpi):
    parts = [STATEMENT[name, kpi, "all"].value for name in NAMES]
    if kpi in PATROL_SUMS:
        parts.append(STATEMENT["patrol", kpi, "all"].value)
    assert sum(parts) == pytest.approx(STATEMENT["total", kpi, "all"].value)


@pytest.mark.parametrize("kpi", [kpi.name for kpi in KPIS.values() if kpi.by_type])
def test_vehicle_types_add_up_to_all(kpi):
    parts = [
        it.value
        for (organisation, name, group), it in STATEMENT.items()
        if organisation == "total" and name == kpi and group.startswith("vehicle_type=")
    ]
    assert sum(parts) == pytest.approx(STATEMENT["total", kpi, "all"].value)


@pytest.mark.parametrize("kpi", [it.name for it in KPIS.values() if it.by_area and it.amount])
def test_areas_add_up_to_all(kpi):
    parts = [STATEMENT["total", kpi, f"basic_area={area}"].value for area in AREAS]
    assert sum(parts) == pytest.approx(STATEMENT["total", kpi, "all"].value)


def test_every_figure_has_the_unit_of_its_registry():
    assert all(it.unit == KPIS[it.kpi].unit for it in STATEMENT.values())


def test_every_key_figure_is_a_sum_or_a_ratio_and_has_two_titles():
    for kpi in KPIS.values():
        is_sum = bool(kpi.amount or kpi.by_type or kpi.by_area or kpi.of_patrol or kpi.of_payer)
        is_reckoned_apart = (kpi.is_of_fortnight or kpi.is_pooled) and not kpi.ratio
        assert sum([bool(kpi.ratio), is_sum, is_reckoned_apart]) == 1, kpi.name
        assert kpi.title_sv, kpi.name
        assert kpi.title_en, kpi.name


def test_late_and_cancelled_visits_are_counted():
    """The first visit started at 9:01, a minute after its window; the second was cancelled."""
    assert STATEMENT["municipality", "late_visits", "all"].value == 1
    assert STATEMENT["procured", "late_visits", "all"].value == 0
    assert STATEMENT["total", "missed_visits", "all"].value == 0


def test_an_address_can_choose_between_those_that_cover_it():
    key = "total", "organisations_to_choose_between", "basic_area=north"
    assert STATEMENT[key].value == 2


def test_shares_are_divided_from_totals():
    totals = {
        kpi: it.value
        for (who, kpi, group), it in STATEMENT.items()
        if (who, group) == ("total", "all")
    }
    assert ratios(totals)["direct_time_share"] == pytest.approx(0.5 / 11)


def test_what_cannot_be_divided_is_no_figure():
    nothing = dict.fromkeys(SUMS, 0.0)
    assert ratios(nothing) == {}


@pytest.mark.parametrize("kpi", [it.name for it in KPIS.values() if it.by_reason])
@pytest.mark.parametrize("organisation", [*NAMES, "total"])
def test_reasons_add_up_to_all(kpi, organisation):
    parts = [
        it.value
        for (who, name, group), it in STATEMENT.items()
        if (who, name) == (organisation, kpi) and group.startswith("reason=")
    ]
    assert parts
    assert sum(parts) == pytest.approx(STATEMENT[organisation, kpi, "all"].value)


@pytest.mark.parametrize("kpi", [it.name for it in KPIS.values() if it.by_district and it.amount])
def test_districts_add_up_to_all(kpi):
    """Each has a part of every figure, with ways from one to the other."""
    parts = [BETWEEN_DISTRICTS["total", kpi, f"district={name}"] for name in DISTRICTS]
    assert min(parts) > 0
    assert sum(parts) == pytest.approx(BETWEEN_DISTRICTS["total", kpi, "all"])


@pytest.mark.parametrize("kpi", [it for it in PATROL_SUMS if it.startswith("patrol")])
def test_what_only_the_patrol_has_is_the_total(kpi):
    assert STATEMENT["total", kpi, "all"].value == STATEMENT["patrol", kpi, "all"].value > 0


@pytest.mark.parametrize("kpi", [it.name for it in KPIS.values() if it.of_payer])
def test_what_only_the_payer_has_is_the_total(kpi):
    assert STATEMENT["total", kpi, "all"].value == STATEMENT["payer", kpi, "all"].value >= 0


@pytest.mark.parametrize("kpi", [it for it in SUMS if it not in PATROL_SUMS])
def test_the_patrol_is_in_no_sum_of_organisations(kpi):
    """A patrol twice as large and dearly paid by the hour changes nothing of theirs."""
    larger = books(overrides={"day.patrol_units_day": 4.0})
    before = {it[:3]: it.value for it in sums(books(), NAMES)}
    after = {it[:3]: it.value for it in sums(larger, NAMES)}
    assert ("patrol", kpi, "all") not in after
    assert after["total", kpi, "all"] == before["total", kpi, "all"]


def test_ratios_are_divided_for_the_groups_that_they_are_of():
    """One of two alarms in time: all in the upper district, none in the lower; by vehicle type."""
    table = pd.DataFrame(list(STATEMENT.values())).assign(day=0)
    found = {
        tuple(key): value
        for *key, value in with_ratios(table, ["day"])[
            ["organisation", "kpi", "group", "value"]
        ].itertuples(index=False)
    }
    share = {key[2]: value for key, value in found.items() if key[:2] == IN_TIME}
    assert share == {"all": 0.5, "district=Upper": 1.0, "district=Lower": 0.0}
    assert found["patrol", "alarm_in_time_share", "all"] == 0.0
    assert found["total", "vehicle_use_share", "vehicle_type=car_petrol"] == pytest.approx(2 / 30)
    assert ("patrol", "direct_time_share", "all") not in found


IN_TIME = ("total", "alarm_in_time_share")


def test_no_share_can_be_above_one_but_that_of_direct_time_needed():
    """An interval of a share ends there."""
    shares = {it.name for it in KPIS.values() if it.unit == "1" and it.highest != 1}
    assert shares == {"break_even_direct_time_share"}
