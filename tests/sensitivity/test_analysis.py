"""The analysis of the toy study: laws, exact money, what is refused, the same on any workers."""

from dataclasses import replace

import numpy as np
import pytest

import ruttsim
from ruttsim.errors import StudyError
from ruttsim.parameters import load_parameters, parameter_names
from ruttsim.report.numbers import number_headings
from ruttsim.report.sensitivity_page import sensitivity_html
from ruttsim.schemas import SCHEMAS
from ruttsim.sensitivity import points
from ruttsim.sensitivity.analysis import sensitivity
from ruttsim.sensitivity.effects import Moved, Own
from ruttsim.sensitivity.numbers import Ranged, ranged
from ruttsim.sensitivity.output import (
    COLUMNS,
    not_reached,
    sensitivity_table,
    turning_table,
)
from ruttsim.sensitivity.points import KPI_NAMES, NOTHING, STAGES, Point, Values
from ruttsim.sensitivity.together import Effort, is_on_grid, morris, rounded
from ruttsim.sensitivity.turning import turning

NUMBERS = (
    "pay.pay_sek_per_month",
    "economy.overhead_sek_per_organisation_year",
    "economy.spare_vehicle_share",
    "vehicles.car_petrol.energy_kwh_per_km",
    "climate.cold_start_km",
    "staffing.other_min_per_shift",
    "day.alarm_only_clients",
)
EFFORT = Effort(searches=2, trajectories=2, samples=4, few=2)
STUDY = ruttsim.load_study("toy")


def analysed(workers=1):
    return sensitivity(
        STUDY, numbers=NUMBERS, moves=100, populations=2, effort=EFFORT, workers=workers
    )


@pytest.fixture(scope="module")
def found():
    return analysed()


@pytest.fixture(scope="module")
def table(found):
    return sensitivity_table(found)


def rows(table, number):
    return table[table["number"] == number].set_index("kpi")


def test_the_difference_is_that_of_compare(found):
    study = STUDY.model_copy(
        update={"planning": STUDY.planning.model_copy(update={"moves": 100})}
    ).at(STUDY.file)
    differences = ruttsim.compare(study, workers=1).differences
    whole = differences[
        (differences["split"] == "two_parallel")
        & (differences["organisation"] == "total")
        & (differences["group"] == "all")
    ].set_index("kpi")["mean"]
    for kpi in found.kpis:
        own = np.mean(found.own.differences(kpi, planned_again=False))
        assert own == pytest.approx(whole[kpi], rel=1e-9, abs=1e-9)


def test_a_number_that_touches_neither_split_has_no_effect(table):
    of_petrol = rows(table, "vehicles.car_petrol.energy_kwh_per_km")
    assert set(of_petrol["changes_first"]) == {NOTHING}
    assert (of_petrol["swing"] == 0).all()


def test_a_number_that_changes_nothing_at_either_end_is_told_as_not_reached(found):
    assert not_reached(found) == ("vehicles.car_petrol.energy_kwh_per_km",)
    of_petrol = next(it for it in found.moved if it.changes_first == NOTHING)
    assert of_petrol.low
    assert of_petrol.high


def test_money_leaves_travel_and_climate_alone_exactly(table):
    for number in ("pay.pay_sek_per_month", "economy.overhead_sek_per_organisation_year"):
        it = rows(table, number)
        assert set(it["changes_first"]) == {"accounts"}
        assert it.loc["travel_h", "swing"] == 0
        assert it.loc["co2e_kg", "swing"] == 0
        assert it.loc["cost_sek", "swing"] > 0


def test_overhead_of_an_organisation_moves_the_cost_by_itself_over_the_days_of_a_year(found, table):
    """One organisation more: its overhead of a year over the operating days, at each end."""
    it = rows(table, "economy.overhead_sek_per_organisation_year").loc["cost_sek"]
    days = found.setting.parameters.economy.operating_days_per_year
    moved_sek = (it["high"] - it["low"]) / days
    assert it["difference_high"] - it["difference_low"] == pytest.approx(moved_sek, rel=1e-6)


@pytest.mark.parametrize(
    ("language", "told"),
    [("sv", "en ände inte går att räkna"), ("en", "an end cannot be computed")],
)
def test_a_number_of_which_an_end_cannot_be_computed_is_named_on_the_page(
    found, table, language, told
):
    assert told not in sensitivity_html(found, table, (), language)
    wrong = (replace(found.own.values[0], fault="It is so."),)
    broken = [replace(it, low=wrong) for it in found.moved[:1]]
    page = sensitivity_html(replace(found, moved=tuple(broken)), table, (), language)
    name = broken[0].number.name
    headings = number_headings(found.setting.parameters.quantities, language)
    assert f"{told} (1): {headings[name]}." in page
    assert f"({name})" in headings[name]


def test_the_schemas_are_the_columns(table):
    assert [it.name for it in SCHEMAS["sensitivity"]()] == COLUMNS == list(table.columns)
    assert [it.name for it in SCHEMAS["turning"]()] == list(turning_table(table).columns)


def test_what_changes_plans_is_told_apart(table):
    assert set(rows(table, "staffing.other_min_per_shift")["changes_first"]) == {"plan"}
    assert (rows(table, "staffing.other_min_per_shift")["luck_sd"] > 0).any()
    is_of_plan = table["changes_first"].isin(STAGES[:5])
    assert (table.loc[~is_of_plan, "luck_sd"] == 0).all()


def test_what_moves_the_night_of_the_patrol_alone_has_no_luck_of_a_search_in_it(table):
    of_night = rows(table, "day.alarm_only_clients")
    assert set(of_night["changes_first"]) == {"people"}
    assert (of_night["luck_sd"] == 0).all()
    assert (of_night["swing"] == 0).all()


def test_morris_of_a_linear_cost_is_the_whole_swing(table):
    """Overhead enters cost linearly: its elementary effect is the same everywhere."""
    it = rows(table, "economy.overhead_sek_per_organisation_year").loc["cost_sek"]
    assert it["mu_star"] == pytest.approx(it["difference_high"] - it["difference_low"], rel=1e-6)
    assert it["sigma"] == pytest.approx(0, abs=1e-3 * it["mu_star"])


def test_any_number_of_workers_gives_the_same(found, table, monkeypatch, tmp_path):
    monkeypatch.setenv("RUTTSIM_CACHE", str(tmp_path))
    again = analysed(workers=2)
    assert sensitivity_table(again).equals(table)
    assert again.manifest == found.manifest


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"split": "nowhere"}, "no area split 'nowhere'"),
        ({"reference": "nowhere"}, "no area split 'nowhere'"),
        ({"split": "own_regime"}, "compared with itself"),
        ({"kpis": ("travel_hours",)}, "Did you mean 'travel_h'"),
        ({"kpis": ("travel_hours",)}, "`ruttsim schema kpis` lists all.$"),
        ({"kpis": ("late_min_p95",)}, "'late_min_p95' is reckoned from many days together"),
        ({"numbers": ("economi",)}, "Did you mean 'economy'"),
        ({"numbers": ("economy.rut_vat_share",)}, "has no range"),
        ({"effort": Effort(samples=48)}, "no power of two"),
    ],
)
def test_what_cannot_be_analysed_is_told(given, told):
    with pytest.raises(StudyError, match=told):
        sensitivity(STUDY, **given)


def test_all_faults_of_the_call_are_told_at_once():
    with pytest.raises(StudyError) as error:
        sensitivity(STUDY, split="nowhere", kpis=("nothing",), effort=Effort(samples=3))
    assert len(error.value.faults) == 3


def test_an_end_that_contradicts_another_number_goes_as_far_as_it_may(found):
    """demand.night_start_h may be 21 alone, but days end at 22.5."""
    it = next(it for it in ranged(found.setting, ["demand.night_start_h"]))
    assert it.low == pytest.approx(22.5, abs=1e-5)


def test_a_whole_number_whose_end_contradicts_another_goes_as_far_as_it_may(found, monkeypatch):
    """Patrol cars 1 to 4, 2 now: where more than 3 were impossible the end is 3, not the value."""
    monkeypatch.setattr(
        "ruttsim.sensitivity.numbers._is_possible", lambda _, value, __: 2 <= value <= 3
    )
    it = next(it for it in ranged(found.setting, ["day.patrol_units_day"]))
    assert (it.low, it.value, it.high) == (2, 2, 3)


CARS = Ranged("day.patrol_units_day", "cars", "ASSUMP", 1, 2, 4)
CREW = Ranged("day.night_crew", "carers", "ASSUMP", 1, 2, 2)
FREE = Ranged("travel.ebike_kmh", "km/h", "BG", 12, 16, 20)


def test_morris_leaves_out_whole_numbers_that_its_grid_misses_and_names_them(found, monkeypatch):
    """A difference of 10 times the cars: mu* is 30 from 1 to 4. Two values are no grid of four."""

    def linear(_, points, *__):
        return {it: values(0, 10 * dict(it.numbers)[CARS.name]) for it in points}

    monkeypatch.setattr("ruttsim.sensitivity.together.measured", linear)
    both = [Moved(it, "day", (), (), is_searched_anew=False) for it in (CARS, CREW)]
    measures, off_grid = morris(found.setting, both, ["cost_sek"], EFFORT, 1, lambda *_: None)
    assert off_grid == (CREW.name,)
    assert set(measures.found) == {(CARS.name, "cost_sek")}
    assert measures.found[CARS.name, "cost_sek"][0] == pytest.approx(30)


@pytest.mark.parametrize(
    ("number", "is_on"), [(CARS, True), (CREW, False), (FREE, True), (CARS._replace(high=5), False)]
)
def test_a_number_is_on_the_grid_where_thirds_of_its_range_are_values(number, is_on):
    assert is_on_grid(number) == is_on


def test_sampled_values_are_values_that_the_number_can_have():
    assert [rounded(CARS, it) for it in (0.5, 1.49, 2.5, 4.49, 4.5)] == [1, 1, 3, 4, 4]
    assert rounded(FREE, 12.34567891234) == 12.3456789


def test_other_versions_of_packages_are_other_points(found, monkeypatch):
    before = points._identity(found.setting)
    assert points._identity(found.setting) == before
    monkeypatch.setattr(points, "versions", lambda _: {"numpy": "0.0"})
    assert points._identity(found.setting) != before


def test_every_number_with_a_range_is_chosen_where_none_is_named(found):
    listed = {it.name: it for it in load_parameters().quantities}
    with_a_range = [name for name in parameter_names() if listed[name].low < listed[name].high]
    assert [it.name for it in ranged(found.setting)] == with_a_range


def values(first, second, stages=("",) * 7):
    figures = np.zeros((2, len(KPI_NAMES)))
    figures[:, KPI_NAMES.index("cost_sek")] = first, second
    return Values(figures, stages, "", "")


def test_an_effect_within_the_luck_of_searches_is_not_beyond_it():
    """Searches give 10, 12, 14: luck 2, of an effect 2 x sqrt(4 / 3) = 2.31.

    Student's quantile of 2 degrees at 0.05 / 3 on both sides is 7.65: 17.67 for one of two ends,
    and at 0.05 it is 4.30: 9.94 where the value is an end.
    """
    own = Own((values(0, 10),), (tuple(values(0, it) for it in (10, 12, 14)),))
    assert own.luck_of_effect("cost_sek") == pytest.approx(2.3094, abs=1e-4)
    assert own.threshold(1) == pytest.approx(4.3027, abs=1e-4)
    assert own.threshold(3) == pytest.approx(7.6489, abs=1e-4)
    of_two, of_one = (
        Ranged("staffing.clients_per_team", "", "ASSUMP", low, 2, 3) for low in (1, 2)
    )
    for number, within, beyond in ((of_two, 17.6, 17.7), (of_one, 9.9, 10.0)):
        for effect, is_beyond in ((within, False), (beyond, True)):
            it = Moved(number, "teams", (), (values(0, 12 + effect),), is_searched_anew=True)
            assert it.swing("cost_sek", own)[0] == pytest.approx(effect)
            assert it.is_beyond_luck("cost_sek", own) == is_beyond


def test_searched_once_nothing_is_beyond_luck():
    own = Own((values(0, 10),), ((values(0, 10),),))
    it = Moved(
        Ranged("x", "", "ASSUMP", 1, 2, 3), "plan", (), (values(0, 99),), is_searched_anew=True
    )
    assert not it.is_beyond_luck("cost_sek", own)


@pytest.mark.parametrize(("searches", "populations"), [(2, 1), (3, 1), (5, 1), (3, 2)])
@pytest.mark.parametrize("low", [1, 2])
def test_of_numbers_without_effect_at_most_one_in_twenty_is_beyond_luck(searches, populations, low):
    """Every search draws from one normal distribution: by simulation, of 2,000 numbers.

    Standard error of the rate: 0.5 %. With two ends Bonferroni's bound is not reached, since the
    three effects hang together; with one it is the rate itself.
    """
    stream = np.random.default_rng(11)
    number = Ranged("x", "", "ASSUMP", low, 2, 3)

    def drawn():
        return tuple(values(0, it) for it in stream.normal(100, 7, populations))

    alarms = 0
    for _ in range(2000):
        found = tuple(zip(*(drawn() for _ in range(searches)), strict=True))
        own = Own(tuple(it[0] for it in found), found)
        it = Moved(number, "plan", drawn() if low < 2 else (), drawn(), is_searched_anew=True)
        alarms += it.is_beyond_luck("cost_sek", own)
    rate = alarms / 2000
    assert rate < 0.05 + 4 * 0.005
    assert rate > (0.015 if low < 2 else 0.03)


def test_the_turning_value_between_computed_ends_is_on_the_straight_line():
    """12 at 2, -4 at 4: zero at 3.5."""
    own = Own((values(0, 12),), ((values(0, 12), values(0, 12)),))
    it = Moved(
        Ranged("x", "1", "ASSUMP", 2, 2, 4), "plan", (), (values(0, -4),), is_searched_anew=True
    )
    found = turning(None, it, "cost_sek", own, 1, lambda *_: None)
    assert found == (pytest.approx(3.5), "interpolation")


@pytest.mark.parametrize(
    ("low", "high", "turned"), [(4, -1, 10), (4, -12, 9), (-1, 4, 6), (-12, 4, 7), (4, -4, 9)]
)
@pytest.mark.parametrize("stage", ["plan", "day"])
def test_a_whole_number_turns_at_the_first_whole_value_of_another_sign(low, high, turned, stage):
    """4 at the value 8, ends at 6 and 10: to -1 it is zero at 9.6, to -4 at 9, to -12 at 8.5."""
    own = Own((values(0, 4),), ((values(0, 4), values(0, 4)),))
    number = Ranged("day.patrol_units_day", "cars", "ASSUMP", 6, 8, 10)
    ends = (values(0, low),), (values(0, high),)
    it = Moved(number, stage, *ends, is_searched_anew=stage == "plan")
    found = turning(None, it, "cost_sek", own, 1, lambda *_: None)
    assert found == (turned, "interpolation")


def test_a_sign_that_stays_has_no_turning_value():
    own = Own((values(0, 12),), ((values(0, 12), values(0, 12)),))
    it = Moved(
        Ranged("x", "1", "ASSUMP", 2, 2, 4), "plan", (), (values(0, 4),), is_searched_anew=True
    )
    assert turning(None, it, "cost_sek", own, 1, lambda *_: None) is None


def test_a_turning_value_of_money_is_found_with_the_model(found, monkeypatch):
    """Of a curved difference, 9 - x squared, the zero at 3, where a line from 1 to 4 says 3.13."""

    def curved(_, points, *__):
        return {it: values(0, 9 - it.numbers[0][1] ** 2) for it in points}

    monkeypatch.setattr("ruttsim.sensitivity.turning.measured", curved)
    own = Own((values(0, 8),), ((values(0, 8), values(0, 8)),))
    it = Moved(
        Ranged("x", "SEK", "ASSUMP", 1, 1, 4),
        "accounts",
        (),
        (values(0, -7),),
        is_searched_anew=False,
    )
    turned = turning(found.setting, it, "cost_sek", own, 1, lambda *_: None)
    assert turned.by == "bisection"
    assert turned.value == pytest.approx(3, abs=0.003)


def test_points_that_are_known_are_not_computed_again(table, monkeypatch):
    def again(*_):
        raise AssertionError("computed again")

    monkeypatch.setattr(points, "_values", again)
    assert sensitivity_table(analysed()).equals(table)


def test_a_point_that_is_not_planned_again_is_what_it_is_when_planned(found):
    numbers = (("economy.spare_vehicle_share", 0.15), ("pay.pay_sek_per_month", 33000.0))
    whole, light = (
        points._values(found.setting, Point(1, numbers, is_light=it)) for it in (False, True)
    )
    assert np.array_equal(whole.figures, light.figures, equal_nan=True)
    assert whole.stages == light.stages
