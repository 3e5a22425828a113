"""The statement of a day: laws that every key figure obeys."""

from __future__ import annotations

import pytest
from made_books import AREAS, books

from ruttsim.accounts.kpis import KPIS
from ruttsim.accounts.statement import ratios, sums
from ruttsim.audit.figures import figure_contradictions

NAMES = ("municipality", "procured")
SUMS = [kpi.name for kpi in KPIS.values() if kpi.amount or kpi.by_type]
STATEMENT = {(it.organisation, it.kpi, it.group): it for it in sums(books(), NAMES)}


def test_the_audit_of_figures_has_nothing_to_say():
    assert figure_contradictions(STATEMENT.values()) == []


@pytest.mark.parametrize("kpi", SUMS)
def test_organisations_add_up_to_the_total(kpi):
    parts = [STATEMENT[name, kpi, "all"].value for name in NAMES]
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
        is_sum = bool(kpi.amount or kpi.by_type or kpi.by_area)
        is_reckoned_apart = kpi.is_of_fortnight and not kpi.ratio
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
