"""How much the answer depends on each number: whole, ordered, and told where it is not known."""

import json
from dataclasses import replace

import pytest

from made_study import run
from ruttsim.parameters import influence, is_unverified, load_parameters, parameter_names
from ruttsim.parameters.influence import (
    CHANGED,
    LUCK,
    MEASURED,
    NONE,
    NOT_MEASURED,
    NOT_REACHED,
    STANDINGS,
    influences,
    measured_rows,
    measurement,
)

QUANTITIES = load_parameters().quantities
FOUND = influences(QUANTITIES)


def test_the_measured_numbers_are_numbers_of_the_data_and_each_has_every_key_figure():
    assert set(measured_rows()) <= set(parameter_names())
    kpis = measurement()["kpis"]
    assert {tuple(row["kpi"] for row in rows) for rows in measured_rows().values()} == {tuple(kpis)}


def test_every_number_with_a_range_is_measured_or_told_as_not_measured():
    by_name = {it.quantity.name: it for it in FOUND}
    for it in QUANTITIES:
        assert by_name[it.name].standing in STANDINGS
        is_known = it.name in measured_rows() and not measured_rows()[it.name][0]["fault"]
        assert is_known == (by_name[it.name].standing != NOT_MEASURED)


def test_the_list_begins_with_what_moves_a_difference_most():
    weights = [it.weight for it in FOUND if it.standing == MEASURED]
    assert weights == sorted(weights, reverse=True)
    assert weights[0] > weights[-1]
    order = [STANDINGS.index(it.standing) for it in FOUND]
    assert order == sorted(order)


def test_a_number_whose_range_has_changed_since_is_told_apart():
    known = next(it.quantity for it in FOUND if it.standing == MEASURED)
    for changed in (replace(known, high=known.high * 2), replace(known, value=known.low + 1e-3)):
        assert influences([changed])[0].standing == CHANGED


def test_a_number_that_another_keeps_from_its_end_is_not_told_as_changed():
    """By hand: the day ends at 22.5, the reserve of a tank is 0.15.

    A range that goes on where nothing forbids it has changed.
    """
    by_name = {it.name: it for it in QUANTITIES}
    for name, stops_at in (("demand.night_start_h", 22.5), ("charging.refuel_below_share", 0.15)):
        known = by_name[name]
        assert float(measured_rows()[name][0]["low"]) == stops_at > known.low
        assert influences([known])[0].standing != CHANGED
        widened = replace(known, high=known.high + 0.5)
        assert influences([widened])[0].standing == CHANGED


def test_what_is_within_luck_is_beyond_it_in_no_key_figure():
    for it in FOUND:
        assert any(one.is_beyond_luck for one in it.swings) or it.standing != MEASURED
        if it.standing in {LUCK, NOT_REACHED, NONE}:
            assert not any(one.is_beyond_luck for one in it.swings)


@pytest.mark.parametrize(
    ("changes_first", "standing"), [("nothing", NOT_REACHED), ("plan", NONE), ("accounts", NONE)]
)
def test_a_number_that_changed_no_stage_is_not_reached_and_not_without_influence(
    changes_first, standing, monkeypatch
):
    known = next(it.quantity for it in FOUND if it.standing == MEASURED)
    rows = tuple(
        {**row, "changes_first": changes_first, "swing": "0", "is_beyond_luck": "False"}
        for row in measured_rows()[known.name]
    )
    monkeypatch.setattr(influence, "measured_rows", lambda: {known.name: rows})
    assert influences([known])[0].standing == standing


def test_the_list_of_the_unverified_is_printed_and_holds_no_verified_number(capsys):
    assert run("params", "--unverified", "--json") == 0
    rows = json.loads(capsys.readouterr().out)
    assert {row["name"] for row in rows} == {
        it.name for it in QUANTITIES if is_unverified(it.status)
    }
    assert {row["status"] for row in rows} == {"BG", "ASSUMP"}
    assert rows[0]["influence"] == MEASURED


@pytest.mark.parametrize("word", ["six-organisations", "not measured", "not reached", "travel_h"])
def test_the_text_says_of_what_and_what_is_not_known(word, capsys):
    assert run("params", "--unverified") == 0
    assert word in capsys.readouterr().out
