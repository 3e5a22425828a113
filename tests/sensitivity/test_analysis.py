"""The analysis of the toy study: laws, exact money, what is refused, the same on any workers."""

import numpy as np
import pytest

import ruttsim
from ruttsim.errors import StudyError
from ruttsim.schemas import SCHEMAS
from ruttsim.sensitivity import points
from ruttsim.sensitivity.analysis import Effort, sensitivity
from ruttsim.sensitivity.effects import Moved, Own
from ruttsim.sensitivity.numbers import Ranged, ranged, ranged_names
from ruttsim.sensitivity.output import COLUMNS, sensitivity_table, turning_table
from ruttsim.sensitivity.points import KPI_NAMES, NOTHING, STAGES, Point, Values
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
        ({"kpis": ("late_min_p95",)}, "no such key figure"),
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


def test_every_number_with_a_range_is_chosen_where_none_is_named(found):
    assert tuple(it.name for it in ranged(found.setting)) == ranged_names()


def values(first, second, stages=("",) * 7):
    figures = np.zeros((2, len(KPI_NAMES)))
    figures[:, KPI_NAMES.index("cost_sek")] = first, second
    return Values(figures, stages, "", "")


def test_an_effect_within_the_luck_of_searches_is_not_beyond_it():
    """Searches give 10 and 14: luck 2.83, of an effect 2.83 x sqrt(1.5) = 3.46, twice it 6.93."""
    own = Own((values(0, 10),), ((values(0, 10), values(0, 14)),))
    number = Ranged("staffing.clients_per_team", "", "ASSUMP", 1, 2, 3)
    within = Moved(number, "teams", (), (values(0, 18),), is_searched_anew=True)
    beyond = Moved(number, "teams", (), (values(0, 19),), is_searched_anew=True)
    assert own.luck_of_effect("cost_sek") == pytest.approx(3.4641, abs=1e-4)
    assert within.swing("cost_sek", own)[0] == 6
    assert not within.is_beyond_luck("cost_sek", own)
    assert beyond.is_beyond_luck("cost_sek", own)


def test_the_turning_value_between_computed_ends_is_on_the_straight_line():
    """12 at 2, -4 at 4: zero at 3.5."""
    own = Own((values(0, 12),), ((values(0, 12), values(0, 12)),))
    it = Moved(
        Ranged("x", "1", "ASSUMP", 2, 2, 4), "plan", (), (values(0, -4),), is_searched_anew=True
    )
    found = turning(None, it, "cost_sek", own, 1, lambda *_: None)
    assert found == (pytest.approx(3.5), "interpolation")


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
