"""What an organisation has too much after a step, by hand."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

import ruttsim
from ruttsim.costs import vehicle_day_sek
from ruttsim.lags import COST, HOURS, STEP_COLUMNS, VEHICLES, surplus
from ruttsim.parameters import load_parameters

TOY = ruttsim.load_study("toy")
NUMBERS = load_parameters()
STAFF_YEARS, VEHICLE_YEARS = 0.5, 1.5


def study_of(years):
    """Two organisations before, the municipality alone after so many years."""
    before = TOY.splits[1]
    change = before.change.model_copy(update={"years": float(years)})
    after = TOY.splits[0].model_copy(update={"after": before.name, "change": change})
    return TOY.model_copy(update={"splits": (before, after)}).at(TOY.file)


def figures(split, organisation, paid_h, cars):
    """Paid time at 400 SEK an hour, and cars, of one organisation."""
    values = {
        ("paid_h", "all"): paid_h,
        ("staff_cost_sek", "all"): 400.0 * paid_h,
        ("vehicles", "vehicle_type=car_biogas"): cars,
    }
    return [(0, split, organisation, kpi, group, value) for (kpi, group), value in values.items()]


def found(years=1.0):
    """Surplus by organisation and key figure: the private one had 100 h and 10 cars."""
    study = study_of(years)
    before, after = study.splits
    rows = [
        *figures(before.name, "municipality", 100.0, 10.0),
        *figures(before.name, "procured_1", 100.0, 10.0),
        *figures(after.name, "municipality", 190.0, 18.0),
    ]
    columns = ["population", "split", "organisation", "kpi", "group", "value"]
    numbers = dict.fromkeys((before.name, after.name), NUMBERS)
    steps = dataclasses.replace(
        NUMBERS.split.steps, staff_lag_years=STAFF_YEARS, vehicle_lag_years=VEHICLE_YEARS
    )
    split = dataclasses.replace(NUMBERS.split, steps=steps)
    numbers[after.name] = dataclasses.replace(NUMBERS, split=split)
    table = surplus(pd.DataFrame(rows, columns=columns), study, after, numbers)
    assert list(table) == STEP_COLUMNS
    assert set(table["before"]) == {before.name}
    return table.set_index(["organisation", "kpi"])["mean"].to_dict()


def test_the_mean_of_a_year_is_what_falls_in_a_straight_line_over_the_lag():
    """100 h over half a year: 100 x 0.5 / 2 in a year. 10 cars over 1.5 years: a third is gone."""
    it = found()
    car_sek = vehicle_day_sek(NUMBERS.vehicles["car_biogas"], NUMBERS.economy)
    assert it["procured_1", HOURS] == pytest.approx(25.0)
    assert it["procured_1", VEHICLES] == pytest.approx(10 * (1 - 1 / 3))
    cost_sek = 25.0 * 400 + it["procured_1", VEHICLES] * car_sek
    assert it["procured_1", COST] == pytest.approx(cost_sek)


def test_in_the_first_days_all_of_it_is_still_there():
    it = found(years=0)
    assert it["procured_1", HOURS] == pytest.approx(100.0)
    assert it["procured_1", VEHICLES] == pytest.approx(10.0)


def test_who_has_gained_has_nothing_too_much_and_the_total_is_the_sum():
    it = found()
    for kpi in (HOURS, VEHICLES, COST):
        assert it["municipality", kpi] == 0
        assert it["total", kpi] == pytest.approx(it["procured_1", kpi])


def test_the_longer_a_step_the_less_is_too_much_on_average():
    hours = [found(years)["total", HOURS] for years in (0, 0.2, 1, 2, 5)]
    assert hours == sorted(hours, reverse=True)
    assert len(set(hours)) == len(hours)
