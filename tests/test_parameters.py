"""Numbers from the world: cited, in range, matched with their records, and overridable."""

from __future__ import annotations

import copy
import pickle
import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruttsim.domain.parameters import Quantity
from ruttsim.domain.roads import ROAD_CLASSES
from ruttsim.errors import DataError, StudyError
from ruttsim.figures.words import LANGUAGES, title, unit_text
from ruttsim.files import content_hash
from ruttsim.parameters import (
    CAR_CLASSES,
    load_parameters,
    load_table,
    parameter_names,
    parameter_table,
    sources,
    tables,
    titles,
)
from ruttsim.parameters.checks import check_keys, check_order
from ruttsim.parameters.records import STUDY_TABLES
from ruttsim.parameters.tables import ASSUMPTION, STATUSES, quantities_of
from ruttsim.parameters.titles import COMMON
from ruttsim.parameters.toml import TITLES_FILE, raw_table, table_names
from ruttsim.parameters.units import UNITS, WHOLE_UNITS, unit_of
from ruttsim.units import SECONDS_PER_HOUR

QUANTITIES = load_parameters().quantities
MJ_PER_KWH = 3.6


@pytest.mark.parametrize("quantity", QUANTITIES, ids=lambda it: it.name)
def test_every_number_is_cited_in_range_and_has_a_unit(quantity: Quantity):
    assert quantity.low <= quantity.value <= quantity.high
    assert quantity.source in sources()
    assert quantity.status in STATUSES
    assert quantity.unit in UNITS.values()
    assert quantity.note_sv
    assert quantity.note_en
    assert quantity.title_sv
    assert quantity.title_en
    if quantity.source == ASSUMPTION:
        assert quantity.status == "ASSUMP"


def test_numbers_of_a_file_are_told_apart_by_their_titles():
    for language in LANGUAGES:
        told = Counter((it.name.split(".")[0], title(it, language)) for it in QUANTITIES)
        assert [key for key, count in told.items() if count > 1] == []


def test_no_title_is_unused():
    """Each of data/titles.toml is taken for a number: one of its own file, or any if common."""
    taken = set()
    for it in QUANTITIES:
        file, *keys = it.name.split(".")
        table = raw_table(file)
        for key in keys:
            table = table[key]
            if "title_sv" not in table:
                known = (name for name in (file, COMMON) if key in raw_table(TITLES_FILE)[name])
                taken.add((next(known, "activities"), key))
    written = {(file, key) for file, keys in raw_table(TITLES_FILE).items() for key in keys}
    assert written == {pair for pair in taken if pair[0] != "activities"} | {
        pair for pair in written & taken if pair[0] == "activities"
    }


def test_notes_in_both_languages_have_the_same_figures():
    """Whatever stands between the digits: signs of decimals, of thousands and of ranges differ."""
    for it in QUANTITIES:
        notes = (it.note_sv.replace("₂", "2"), it.note_en)
        digits = [sorted("".join(re.findall(r"\d", note))) for note in notes]
        assert digits[0] == digits[1], it.name


def test_a_key_without_a_title_is_named(monkeypatch):
    made = {"new_s": {"value": 1}}
    monkeypatch.setattr(titles, "raw_table", lambda file: made if file == "x" else raw_table(file))
    with pytest.raises(KeyError, match="new_s"):
        titles.title_of("x", ["new_s"], "sv")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_without_a_title_or_note_in_a_language_is_a_fault(monkeypatch, language):
    entry = {"value": 1, "low": 1, "high": 1, "source": "assumption", "status": "ASSUMP"}
    entry |= {"note_sv": "En.", "note_en": "One."}
    made = {"van": {"title_sv": "skåpbil", "title_en": "van", "lease_sek_per_month": entry}}
    titled = {COMMON: {}, "made": {"lease_sek_per_month": {"sv": "leasing", "en": "lease"}}}
    both = {"made": made, TITLES_FILE: titled}
    for module in (tables, titles):
        monkeypatch.setattr(module, "raw_table", lambda file: both.get(file) or raw_table(file))
    read = tables.quantities_of.__wrapped__
    (number,) = read("made")
    assert (number.title_sv, number.title_en) == ("skåpbil, leasing", "van, lease")
    del made["van"][f"title_{language}"]
    with pytest.raises(DataError, match=f"'van' has no title in the language {language}"):
        read("made")
    made["van"][f"title_{language}"] = "x"
    made["van"]["lease_sek_per_month"] = entry | {f"note_{language}": " "}
    with pytest.raises(DataError, match="There is no note"):
        read("made")


def test_a_title_is_made_of_those_of_the_keys_that_have_one():
    assert titles.title_of("vehicles", ["ebike", "lease_sek_per_month"], "en") == "e-bike, lease"
    keys = ["levels", "light", "activity_share", "lunch_care"]
    assert titles.title_of("demand", keys, "sv") == "lätt omvårdnad, andel med insatsen, lunch"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_unit_is_told_in_both_languages(language):
    for unit in {it.unit for it in QUANTITIES}:
        assert unit_text(unit, language)


def test_a_source_is_told_in_the_language_asked_for():
    swedish, english = (parameter_table(QUANTITIES, it) for it in ("sv", "en"))
    assumed = next(it for it in swedish if it.name == "day.snow_factor_walk")
    assert assumed.source == "Antagande i den här modellen (ruttsim, 2026)"
    told = next(it for it in english if it.name == "day.snow_factor_walk")
    assert told.source == "Assumption of this model (ruttsim, 2026)"
    assert told.title == "time factor on days of snow, on foot"


def test_no_source_is_unused():
    assert set(sources()) == {quantity.source for quantity in QUANTITIES}


def test_no_number_stands_outside_a_citation():
    """What a plain table still holds beside the quantities is text, or a truth."""
    for file in table_names():
        names = {quantity.name for quantity in quantities_of(file)}
        loose = [name for name, leaf in _leaves(load_table(file), file) if name not in names]
        for name, leaf in _leaves(load_table(file), file):
            texts = leaf if isinstance(leaf, list) else [leaf]
            is_text = all(isinstance(it, str | bool) for it in texts)
            assert name in names or is_text, (name, loose)


def _leaves(table, path):
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{path}.{key}")
        else:
            yield f"{path}.{key}", value


def test_names_are_unique_and_begin_with_their_file():
    names = [quantity.name for quantity in QUANTITIES]
    assert len(set(names)) == len(names)
    assert {name.partition(".")[0] for name in names} <= set(table_names())
    assert set(parameter_names()) <= set(names)


@pytest.mark.parametrize("unit_key", UNITS)
def test_every_ending_gives_its_unit(unit_key: str):
    assert unit_of(["anything", f"some_{unit_key}"]) == UNITS[unit_key]


def test_a_table_of_one_unit_carries_it_for_its_keys():
    assert unit_of(["peak_factor", "living_street"]) == "1"
    assert unit_of(["share_65plus"]) == "1"
    assert unit_of(["colour"]) == ""


@pytest.mark.parametrize("name", ["peak_factor", "midday_factor"])
def test_a_road_class_more_or_less_is_a_fault_that_names_it(name: str):
    tables = {file: load_table(file) for file in STUDY_TABLES}
    check_keys(tables)
    del tables["travel"][name]["trunk"]
    tables["travel"][name]["footway"] = 1.0
    with pytest.raises(DataError) as error:
        check_keys(tables)
    assert [fault.field for fault in error.value.faults] == [f"travel.{name}"] * 2
    assert "'trunk' is missing" in str(error.value)
    assert "'footway'" in str(error.value)


@pytest.mark.parametrize("file", STUDY_TABLES)
def test_files_and_records_have_the_same_keys(file: str):
    tables = {name: copy.deepcopy(load_table(name)) for name in STUDY_TABLES}
    table = tables[file]
    while all(isinstance(value, dict) for value in table.values()):
        table = table[next(iter(table))]
    key = next(key for key, value in table.items() if not isinstance(value, dict))
    table[f"{key}_too"] = table.pop(key)
    with pytest.raises(DataError) as error:
        check_keys(tables)
    problems = {fault.problem for fault in error.value.faults}
    assert f"The key '{key}' is missing." in problems
    assert f"Unknown key '{key}_too'." in problems


def test_a_name_of_nothing_is_a_fault():
    tables = {file: copy.deepcopy(load_table(file)) for file in STUDY_TABLES}
    tables["vehicles"]["ebike"]["carrier"] = "electricty"
    tables["demand"]["levels"]["light"]["activity_share"]["dusting"] = 0.5
    with pytest.raises(DataError) as error:
        check_keys(tables)
    assert "Did you mean 'electricity'?" in str(error.value)
    assert "'dusting'" in str(error.value)


def test_cars_use_every_road_class_but_paths():
    assert set(ROAD_CLASSES) - set(CAR_CLASSES) == {"cycleway", "footway"}
    assert tuple(load_parameters().travel.peak_factor) == CAR_CLASSES


def test_parameters_travel_to_other_processes_and_have_a_hash():
    parameters = load_parameters()
    again = pickle.loads(pickle.dumps(parameters))
    assert again == parameters
    assert content_hash(again) == content_hash(parameters)


def test_an_override_changes_its_number_and_no_other():
    changed = load_parameters({"travel.ebike_kmh": 18})
    assert changed.travel.ebike_kmh == 18.0
    assert changed.economy == load_parameters().economy
    different = [
        new.name for new, old in zip(changed.quantities, QUANTITIES, strict=True) if new != old
    ]
    assert different == ["travel.ebike_kmh"]
    flags = {it.name: it.is_overridden for it in parameter_table(changed.quantities)}
    assert [name for name, flag in flags.items() if flag] == ["travel.ebike_kmh"]


def test_every_number_may_be_overridden_and_by_its_own_value_changes_nothing():
    values = {it.name: it.value for it in QUANTITIES if it.name in parameter_names()}
    changed, before = load_parameters(values), load_parameters()
    assert {it.name for it in changed.quantities if it.is_overridden} == set(parameter_names())
    for table in STUDY_TABLES:
        assert getattr(changed, table) == getattr(before, table)


def test_a_value_beyond_its_range_is_taken_and_marked():
    changed = load_parameters({"travel.ebike_kmh": 30})
    marked = [row.name for row in parameter_table(changed.quantities) if row.is_outside_range]
    assert marked == ["travel.ebike_kmh"]


def test_all_faults_of_overrides_come_at_once():
    wrong = {
        "travel.ebike_kph": 16,
        "travel.walk_kmh": 0,
        "demand.levels.light.carers": 1.5,
        "demand.weekend_share": 1.2,
        "economy.spare_vehicle_share": -0.1,
        "demand.clients": float("nan"),
        "demand.levels.heavy.carers": 3,
    }
    with pytest.raises(StudyError) as error:
        load_parameters(wrong)
    assert [fault.field for fault in error.value.faults] == [f"parameters.{name}" for name in wrong]
    assert "Did you mean 'travel.ebike_kmh'?" in str(error.value)


def faults_with(values):
    with pytest.raises(StudyError) as error:
        load_parameters(values)
    return error.value.faults


@pytest.mark.parametrize("name", parameter_names())
def test_a_value_far_beyond_its_range_is_one_fault_with_the_range(name: str):
    (quantity,) = (it for it in QUANTITIES if it.name == name)
    (fault,) = faults_with({name: 1e12})
    assert fault.field == f"parameters.{name}"
    assert fault.remedy.startswith(f"It is plausibly {quantity.low:g} to {quantity.high:g} [")
    if quantity.low > 0:
        (fault,) = faults_with({name: 1e-9})
        assert fault.field == f"parameters.{name}"


@pytest.mark.parametrize(
    ("name", "possible", "refused", "words"),
    [
        ("staffing.clients_per_team", 1, 0.5, "must not be below 1."),
        ("travel.walk_kmh", 0.1, 0.05, "must not be below 0.1."),
        ("demand.clients", 100_000, 100_001, "must not be above 100000."),
        ("vehicles.walk.wear_sek_per_km", 600, 601, "is more than 1,000 times as much"),
        ("economy.planning_sek_per_paid_h", 425_000, 425_001, "is more than 1,000 times"),
        ("economy.planning_sek_per_paid_h", 0.36, 0.35, "is less than a 1,000th of what"),
    ],
)
def test_a_value_may_be_far_beyond_its_range_up_to_a_limit(name, possible, refused, words):
    load_parameters({name: possible})
    (fault,) = faults_with({name: refused})
    assert words in fault.problem


def test_impossible_values_do_not_hide_those_that_contradict_each_other():
    faults = faults_with(
        {
            "travel.walk_kmh": -1,
            "travel.morning_peak_start_h": 10,
            "demand.day_start_h": float("nan"),
            "demand.day_end_h": 3,
        }
    )
    assert [fault.field for fault in faults] == [
        "parameters.travel.walk_kmh",
        "parameters.demand.day_start_h",
        "parameters.travel",
    ]


def test_a_break_as_long_as_its_shift_is_told_as_that():
    (fault,) = faults_with({"staffing.shifts.long.first.break_min": 600})
    assert fault.field == "parameters.staffing.shifts.long.first"
    assert fault.problem == "The break of 600 min leaves nothing of the 540 min from start to end."


def test_numbers_of_maps_cannot_be_overridden_by_a_study():
    name = next(it.name for it in QUANTITIES if it.name.partition(".")[0] not in STUDY_TABLES)
    with pytest.raises(StudyError):
        load_parameters({name: 1.0})


def test_a_peak_that_ends_before_it_begins_is_a_fault_of_the_study():
    with pytest.raises(StudyError, match="morning_peak_start_h = 10, morning_peak_end_h = 9"):
        load_parameters({"travel.morning_peak_start_h": 10})


def test_a_shift_that_ends_before_it_begins_is_a_fault():
    tables = {file: copy.deepcopy(load_table(file)) for file in STUDY_TABLES}
    tables["staffing"]["shifts"]["split"]["second"]["start_h"] = 11
    with pytest.raises(DataError, match=r"shifts\.split"):
        check_order(tables)


@given(st.sampled_from(QUANTITIES), st.floats(0, 1))
def test_every_value_within_its_range_is_possible(quantity: Quantity, place: float):
    value = quantity.low + (quantity.high - quantity.low) * place
    if quantity.name not in parameter_names():
        return
    if quantity.unit in WHOLE_UNITS:
        value = round(value)
    try:
        load_parameters({quantity.name: value})
    except StudyError as error:
        assert "These must not decrease" in str(error)  # noqa: PT017 - the only reason allowed


def test_litres_per_10_km_become_kwh_per_km():
    """0.65 l x 31.7 MJ/l / 10 km / 3.6 = 0.572; 0.45 kg x 48.4 / 10 / 3.6 = 0.605 kWh/km."""
    vehicles, carriers = load_parameters().vehicles, load_parameters().carriers
    petrol = vehicles["car_petrol"].energy_kwh_per_km
    assert petrol == pytest.approx(0.65 * 31.7 / 10 / MJ_PER_KWH, abs=5e-4)
    gas = vehicles["car_biogas"].energy_kwh_per_km
    assert gas == pytest.approx(0.45 * 48.4 / 10 / MJ_PER_KWH, abs=5e-4)
    assert carriers["petrol"].co2e_wtw_g_per_kwh == pytest.approx(91.3 * MJ_PER_KWH, abs=0.05)


@pytest.mark.parametrize(
    ("vehicle", "low", "high"),
    [
        ("car_petrol", 160, 215),
        ("car_diesel_hvo", 18, 30),
        ("car_biogas", 10, 68),
        ("car_electric", 8, 84),
    ],
)
def test_emissions_per_km_are_within_the_fact_table(vehicle: str, low: float, high: float):
    """Well to wheel, Energimyndigheten 2016 and IVL 2021: petrol 188, HVO 24, gas 45-66 g/km."""
    parameters = load_parameters()
    kind = parameters.vehicles[vehicle]
    carrier = parameters.carriers[kind.carrier]
    assert low <= kind.energy_kwh_per_km * carrier.co2e_wtw_g_per_kwh <= high


def test_shifts_keep_the_working_hours_act():
    """Sections 13 and 15: no more than 5 h without a break, 11 h from one day to the next."""
    for shift in load_parameters().staffing.shifts:
        for part in shift.parts:
            assert part.end_s - part.start_s <= 5 * SECONDS_PER_HOUR or part.break_s >= 30 * 60
        rest_s = shift.parts[0].start_s + 24 * SECONDS_PER_HOUR - shift.parts[-1].end_s
        assert rest_s >= 11 * SECONDS_PER_HOUR


def test_paid_time_is_the_shift_without_its_break():
    """Long: 07:00-16:00 less 45 min = 8.25 h; split: 4.5 h + 3.5 h = 8 h; night: 7.5 h."""
    paid_h = {
        shift.name: sum(part.paid_s for part in shift.parts) / SECONDS_PER_HOUR
        for shift in load_parameters().staffing.shifts
    }
    assert paid_h == {"long": 8.25, "short": 5.5, "evening": 6.0, "split": 8.0, "night": 7.5}


@pytest.mark.parametrize("organisations", [1, 6])
def test_overhead_is_a_tenth_to_a_seventh_of_the_staff_cost(organisations: int):
    """11 teams, 1,600 paid hours a weekday: 10-15 % for one organisation or six."""
    economy = load_parameters().economy
    paid_h = 1600 * economy.operating_days_per_year
    overhead = (
        organisations * economy.overhead_sek_per_organisation_year
        + 11 * economy.overhead_sek_per_team_year
        + paid_h * economy.overhead_sek_per_paid_h
    )
    assert 0.10 <= overhead / (paid_h * economy.planning_sek_per_paid_h) <= 0.15


def test_levels_of_care_are_shares_of_all_clients():
    assert sum(level.share for level in load_parameters().demand.levels) == pytest.approx(1)
