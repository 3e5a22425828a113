"""Differences between splits as parts that add up, by hand and as laws."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruttsim.accounts.decomposition import (
    Hours,
    OfType,
    driving_parts,
    manufacture_parts,
    shapley,
    staff_parts,
)

RATE = {"car_petrol": 0.19, "car_biogas": 0.06, "ebike": 0.001, "walk": 0.0}
MODES = {"car_petrol": "car", "car_biogas": "car", "ebike": "ebike", "walk": "walk"}
amounts = st.floats(0, 5000).map(lambda it: round(it, 3))


def fleet(**amount):
    """Types with their kilometres and emissions at RATE."""
    return {name: OfType(MODES[name], km, km * RATE[name]) for name, km in amount.items()}


def total(types):
    """Emissions of all types."""
    return math.fsum(it.co2e_kg for it in types.values())


def test_the_part_of_two_factors_is_half_of_what_they_do_together():
    """2 x 3 to 4 x 5: +14; alone +6 and +4, together 4 more, shared."""
    factors = {"a": (2, 4), "b": (3, 5)}
    parts = shapley(
        ("a", "b"), lambda changed: math.prod(both[it in changed] for it, both in factors.items())
    )
    assert parts == {"a": 8, "b": 6}


def test_twice_the_kilometres_of_everything_is_all_kilometres():
    first = fleet(car_biogas=1000.0, ebike=200.0)
    second = fleet(car_biogas=2000.0, ebike=400.0)
    parts = driving_parts(first, second)
    assert parts == {
        "kilometres": pytest.approx(total(first)),
        "mode": 0,
        "vehicle_mix": 0,
        "conditions": 0,
    }


def test_petrol_in_place_of_biogas_is_all_mix():
    """1,000 km x (0.19 - 0.06)."""
    parts = driving_parts(fleet(car_biogas=1000.0), fleet(car_petrol=1000.0))
    assert parts["vehicle_mix"] == pytest.approx(130)
    assert parts["kilometres"] == parts["mode"] == parts["conditions"] == 0


@given(st.lists(amounts, min_size=4, max_size=4), st.lists(amounts, min_size=4, max_size=4))
def test_parts_add_up_to_the_difference(one, other):
    first, second = (fleet(**dict(zip(RATE, it, strict=True))) for it in (one, other))
    for parts in (driving_parts(first, second), manufacture_parts(first, second)):
        assert math.fsum(parts.values()) == pytest.approx(total(second) - total(first), abs=1e-6)


@given(amounts, amounts, amounts, amounts)
def test_with_the_same_car_type_for_everybody_the_mix_is_nothing(car, bike, more_car, more_bike):
    first = fleet(car_biogas=car, ebike=bike)
    second = fleet(car_biogas=more_car, ebike=more_bike)
    assert driving_parts(first, second)["vehicle_mix"] == 0
    assert manufacture_parts(first, second)["vehicle_mix"] == 0


hours = st.floats(1, 2000)


@given(hours, hours, hours, hours)
def test_with_the_same_pay_for_everybody_the_price_is_nothing(travel, other, travels, others):
    """On the same terms cost is what it is on municipal ones."""
    first = Hours(travel, other, 380 * (travel + other), 380 * (travel + other))
    second = Hours(travels, others, 381 * (travels + others), 381 * (travels + others))
    parts = staff_parts(first, second, (359, 359))
    assert parts["staff_price"] == 0
    assert math.fsum(parts.values()) == pytest.approx(
        second.staff_cost_sek - first.staff_cost_sek, abs=1e-5
    )
    assert parts["travel"] == pytest.approx(359 * (travels - travel), abs=1e-6)


def test_pay_that_is_a_tenth_lower_is_all_price():
    first = Hours(100.0, 900.0, 380_000.0, 380_000.0)
    second = first._replace(staff_cost_sek=342_000.0)
    parts = staff_parts(first, second, (359, 359))
    assert parts["staff_price"] == pytest.approx(-38_000)
    assert parts["travel"] == parts["volume"] == parts["unsocial_hours"] == 0


def test_a_split_that_drives_nothing_differs_by_its_kilometres():
    parts = driving_parts(fleet(car_biogas=0.0), fleet(car_biogas=100.0))
    assert math.fsum(parts.values()) == pytest.approx(6.0)
