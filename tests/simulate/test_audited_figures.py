"""The check of key figures accepts a statement that adds up, and tells every one that does not."""

from __future__ import annotations

import math

import pytest

from ruttsim.audit.figures import NEVER_NEGATIVE, SUMS, figure_contradictions

OWN = {
    "paid_h": 10.0,
    "care_h": 5.25,
    "alarm_care_h": 0.25,
    "driving_h": 1.5,
    "stop_h": 0.5,
    "travel_h": 2.0,
    "waiting_h": 1.0,
    "other_h": 0.5,
    "idle_h": 1.0,
    "planned_care_h": 6.0,
    "delivered_care_h": 4.75,
    "shortened_care_h": 0.25,
    "cancelled_care_h": 0.75,
    "missed_care_h": 0.25,
    "revenue_sek": 4000.0,
    "remuneration_sek": 3800.0,
    "vat_compensation_sek": 150.0,
    "rut_revenue_sek": 50.0,
    "cost_sek": 4500.0,
    "staff_cost_sek": 3850.0,
    "vehicle_cost_sek": 400.0,
    "carbon_cost_sek": 50.0,
    "overhead_cost_sek": 200.0,
    "result_sek": -500.0,
    "late_visits": 4.0,
    "night_visits": 9.0,
    "night_delivered_visits": 6.0,
    "night_cancelled_visits": 2.0,
    "night_missed_visits": 1.0,
    "night_cost_sek": 700.0,
    "night_staff_cost_sek": 600.0,
    "night_vehicle_cost_sek": 100.0,
}
BY_TYPE = {"vehicle_type=car": 300.0, "vehicle_type=ebike": 100.0}
BY_AREA = {"basic_area=north": 6.0, "basic_area=south": 2.0}
MARGINS = {"basic_area=north": -1500.0, "basic_area=south": 500.0}
OF_PAYER = {
    "paid_sek": 7900.0,
    "procurement_sek": 100.0,
    "follow_up_sek": 200.0,
    "stranded_sek": 300.0,
    "wind_up_sek": 0.0,
    "last_resort_sek": 50.0,
    "payer_cost_sek": 8550.0,
}


def statement():
    """Two organisations with the same figures, so that every total is twice those of one."""
    rows = []
    for organisation, times in (("municipality", 1), ("procured", 1), ("total", 2)):
        rows += [(organisation, kpi, "all", "", times * value) for kpi, value in OWN.items()]
        rows += [
            (organisation, "vehicle_cost_sek", group, "SEK/day", times * value)
            for group, value in BY_TYPE.items()
        ]
    rows += [("total", "late_visits", group, "", value) for group, value in BY_AREA.items()]
    rows += [("total", "margin_sek", group, "", value) for group, value in MARGINS.items()]
    rows += [
        (organisation, kpi, "all", "", value)
        for organisation in ("payer", "total")
        for kpi, value in OF_PAYER.items()
    ]
    rows.append(("total", "organisations_to_choose_between", "basic_area=north", "", 2.0))
    return rows


def with_value(row, value):
    """The statement with another value in one row."""
    rows = statement()
    rows[row] = (*rows[row][:4], value)
    return rows


CHECKED = [row for row, it in enumerate(statement()) if it[1] != "organisations_to_choose_between"]


def test_a_statement_that_adds_up_has_no_contradiction():
    assert figure_contradictions(statement()) == []


def test_no_figures_have_no_contradiction():
    assert figure_contradictions([]) == []


def test_sums_in_another_order_may_differ_in_the_last_digits():
    assert figure_contradictions(with_value(0, 10.0 + 1e-12)) == []


@pytest.mark.parametrize("row", CHECKED)
@pytest.mark.parametrize("change", [0.01, -0.01, math.nan])
def test_a_value_that_is_changed_is_told_by_name(row, change):
    organisation, kpi, _, _, value = statement()[row]
    told = figure_contradictions(with_value(row, value + change))
    assert any(kpi in message for message in told)
    assert any(organisation in message or "total" in message for message in told)


@pytest.mark.parametrize("row", CHECKED)
def test_a_figure_that_is_left_out_is_told(row):
    rows = statement()
    del rows[row]
    assert figure_contradictions(rows) != []


def test_a_figure_that_is_stated_twice_is_told():
    rows = statement()
    assert figure_contradictions([*rows, rows[0]]) == [
        "paid_h of municipality is stated more than once"
    ]


@pytest.mark.parametrize("whole", SUMS)
def test_a_whole_that_is_more_than_its_parts_is_told_for_every_organisation(whole):
    """One organisation and the total are raised alike, so that organisations still add up."""
    raised = [
        (*it[:4], it[4] + 1)
        if it[1:3] == (whole, "all") and it[0] in {"municipality", "total"}
        else it
        for it in statement()
    ]
    told = figure_contradictions(raised)
    assert any(message.startswith(f"{whole} of municipality is ") for message in told)
    assert any(message.startswith(f"{whole} of total is ") for message in told)


@pytest.mark.parametrize("rest", NEVER_NEGATIVE)
def test_a_rest_below_zero_is_told_though_everything_adds_up(rest):
    """Two hours of the rest become care, for all: paid time is as it was."""
    moved = {rest: -2.0, "care_h": 2.0}
    rows = [
        (*it[:4], it[4] + moved.get(it[1], 0.0) * (2 if it[0] == "total" else 1))
        for it in statement()
    ]
    assert figure_contradictions(rows) == [
        f"{rest} of municipality is below zero: -1",
        f"{rest} of procured is below zero: -1",
        f"{rest} of total is below zero: -2",
    ]


def test_a_difference_names_both_numbers():
    assert "late_visits of total is 9, and that of the organisations is 8" in (
        figure_contradictions(
            [
                (*it[:4], 9.0) if it[:3] == ("total", "late_visits", "all") else it
                for it in statement()
            ]
        )
    )
