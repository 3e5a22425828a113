"""What the tables of data/*.toml must agree on: with the records, with each other, in order."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields
from itertools import pairwise
from typing import Any

from ruttsim.domain.demand import KINDS
from ruttsim.domain.energy import POST, REFILLS, SOCKET, ChargingParameters
from ruttsim.domain.organisations import ORGANISATION_TYPES
from ruttsim.domain.parameters import (
    OTHER_ELECTRICITY,
    SPEED_CURVES,
    SPEEDS,
    Activity,
    CareLevel,
    ClimateParameters,
    DayParameters,
    DemandParameters,
    EconomyParameters,
    EnergyCarrier,
    FortnightParameters,
    PayerParameters,
    PaymentParameters,
    PayParameters,
    StaffingParameters,
    TravelParameters,
    VehicleType,
)
from ruttsim.domain.roads import MODES, ROAD_CLASSES, SURFACES
from ruttsim.domain.split import ChoiceParameters, SplitParameters, StepParameters
from ruttsim.domain.terms import Profile
from ruttsim.errors import DataError, Fault, Faults, choices_hint
from ruttsim.units import SECONDS_PER_HOUR, SECONDS_PER_MINUTE

CAR_CLASSES = tuple(name for name in ROAD_CLASSES if name not in {"cycleway", "footway"})
"""Road classes that cars use: the keys of every table by road class."""

PARTS = ("first", "second")
"""Names of the parts of a shift, in the order of the day."""

_Tables = Mapping[str, Any]
_Expected = Iterator[tuple[str, _Tables, Collection[str]]]

_ONE_RECORD = {
    "travel": TravelParameters,
    "staffing": StaffingParameters,
    "fortnight": FortnightParameters,
    "day": DayParameters,
    "charging": ChargingParameters,
    "economy": EconomyParameters,
    "pay": PayParameters,
    "payment": PaymentParameters,
    "payer": PayerParameters,
    "climate": ClimateParameters,
    "split": SplitParameters,
    "demand": DemandParameters,
}
_RECORD_PER_TABLE = {
    "vehicles": VehicleType,
    "carriers": EnergyCarrier,
    "activities": Activity,
    "organisations": Profile,
}
_TRAVEL_TABLES: Mapping[str, Collection[str]] = {
    "peak_factor": CAR_CLASSES,
    "counter_peak_factor": CAR_CLASSES,
    "midday_factor": CAR_CLASSES,
    "ebike_surface_share": SURFACES,
    "ebike_class_share": tuple(name for name in ROAD_CLASSES if name != "motorway"),
}
_CLIMATE_TABLES: Mapping[str, Collection[str]] = {
    "combustion_speed_factor": SPEEDS,
    "electric_speed_factor": SPEEDS,
    "electricity_g_per_kwh": OTHER_ELECTRICITY,
}
MINUTES_PER_HOUR = SECONDS_PER_HOUR // SECONDS_PER_MINUTE
_SHIFT_KEYS = ("start_h", "end_h", "break_min")


def check_keys(tables: _Tables) -> None:
    """Raise DataError for keys that files and records do not share, and names of nothing."""
    faults = Faults(DataError)
    for path, table, expected in _expected_keys(tables):
        for key in sorted(set(expected) - set(table)):
            faults.add(_file(path), path, f"The key '{key}' is missing.", "Add it.")
        for key in sorted(set(table) - set(expected)):
            remedy = choices_hint(key, expected)
            faults.add(_file(path), path, f"Unknown key '{key}'.", remedy)
    for path, name, known in _references(tables):
        if name not in known:
            faults.add(_file(path), path, f"Unknown name '{name}'.", choices_hint(name, known))
    faults.raise_if_any()


def _file(path: str) -> str:
    """The file that a path of keys begins in."""
    return f"{path.partition('.')[0]}.toml"


def _expected_keys(tables: _Tables) -> _Expected:
    """Path of every table, the table, and the keys that it must have."""
    for file, record in _ONE_RECORD.items():
        yield file, tables[file], _keys(record)
    for file, record in _RECORD_PER_TABLE.items():
        for name, table in tables[file].items():
            yield f"{file}.{name}", table, _keys(record)
    for file, inner in (("travel", _TRAVEL_TABLES), ("climate", _CLIMATE_TABLES)):
        for name, keys in inner.items():
            yield f"{file}.{name}", tables[file].get(name, {}), keys
    yield "organisations", tables["organisations"], ORGANISATION_TYPES
    for name, table in tables["demand"].get("levels", {}).items():
        yield f"demand.levels.{name}", table, _keys(CareLevel)
    yield "split.choice", tables["split"].get("choice", {}), _keys(ChoiceParameters)
    yield "split.steps", tables["split"].get("steps", {}), _keys(StepParameters)
    for name, parts in tables["staffing"].get("shifts", {}).items():
        path = f"staffing.shifts.{name}"
        yield path, parts, PARTS[: max(1, len(parts))]
        for part, table in parts.items():
            yield f"{path}.{part}", table, _SHIFT_KEYS


def _references(tables: _Tables) -> Iterator[tuple[str, str, Collection[str]]]:
    """Path, name and known names wherever a table names something of another one."""
    for name, table in tables["vehicles"].items():
        yield f"vehicles.{name}.mode", table.get("mode", ""), MODES
        yield f"vehicles.{name}.carrier", table.get("carrier", ""), tables["carriers"]
        yield f"vehicles.{name}.refill", table.get("refill", ""), REFILLS
        yield f"vehicles.{name}.speed_curve", table.get("speed_curve", ""), SPEED_CURVES
    for name, table in tables["organisations"].items():
        for vehicle in table.get("vehicle_types", ()):
            yield f"organisations.{name}.vehicle_types", vehicle, tables["vehicles"]
    for name, table in tables["activities"].items():
        yield f"activities.{name}.kind", table.get("kind", ""), KINDS
    for name, table in tables["demand"].get("levels", {}).items():
        for activity in table.get("activity_share", {}):
            yield f"demand.levels.{name}.activity_share", activity, tables["activities"]


def _keys(record: Any) -> set[str]:
    """Keys of a record's table: its fields without the name, which the table's own name gives."""
    return {field.name for field in fields(record)} - {"name"}


def check_order(tables: _Tables) -> None:
    """Raise DataError for numbers that are possible but not together, as a peak that ends early."""
    faults = Faults(DataError)
    for path, problem, remedy in _contradictions(tables, ()):
        faults.add(_file(path), path, problem, remedy)
    faults.raise_if_any()


def order_faults(tables: _Tables, wrong: Collection[str]) -> list[Fault]:
    """The same as faults of a study; nothing is said of numbers that are `wrong` by themselves."""
    return [
        Fault("study", f"parameters.{path}", problem, remedy)
        for path, problem, remedy in _contradictions(tables, wrong)
    ]


def _contradictions(tables: _Tables, wrong: Collection[str]) -> Iterator[tuple[str, str, str]]:
    """Path of a table, what is wrong with it, and the remedy."""
    for path, values in _ordered(tables):
        if any(f"{path}.{key}" in wrong for key in values):
            continue
        if any(first > second for first, second in pairwise(values.values())):
            shown = ", ".join(f"{key} = {value:g}" for key, value in values.items())
            yield path, f"These must not decrease: {shown}.", "Change one."
    for name, table in tables["vehicles"].items():
        if table["refill"] in (POST, SOCKET) and table["refill_kw"] <= 0:
            yield f"vehicles.{name}", "It is charged without power.", "Give refill_kw."
    for name, parts in tables["staffing"]["shifts"].items():
        for part, table in parts.items():
            path = f"staffing.shifts.{name}.{part}"
            length_min = (table["end_h"] - table["start_h"]) * MINUTES_PER_HOUR
            is_known = not any(f"{path}.{key}" in wrong for key in _SHIFT_KEYS)
            if is_known and 0 <= length_min <= table["break_min"] and table["break_min"] > 0:
                problem = (
                    f"The break of {table['break_min']:g} min leaves nothing of the "
                    f"{length_min:g} min from start to end."
                )
                yield path, problem, "Shorten break_min, or lengthen the shift."


def _ordered(tables: _Tables) -> Iterator[tuple[str, dict[str, float]]]:
    """Path of a table and those of its numbers that must not decrease, in order."""
    peaks = [
        f"{peak}_peak_{end}_h" for peak in ("morning", "afternoon") for end in ("start", "end")
    ]
    yield "travel", {key: tables["travel"][key] for key in peaks}
    hours_of_visits = ("day_start_h", "day_end_h", "night_start_h", "night_end_h")
    yield "demand", {key: tables["demand"][key] for key in hours_of_visits}
    shares = ("reserve_share", "refuel_below_share")
    yield "charging", {key: tables["charging"][key] for key in shares}
    durations = ("duration_low_min", "duration_min", "duration_high_min")
    for name, table in tables["activities"].items():
        yield f"activities.{name}", {key: table[key] for key in durations}
        yield f"activities.{name}", {key: table[key] for key in ("start_low_h", "start_high_h")}
    for name, parts in tables["staffing"]["shifts"].items():
        hours: dict[str, float] = {}
        for part, table in parts.items():
            hours |= {f"{part}.start_h": table["start_h"], f"{part}.end_h": table["end_h"]}
        yield f"staffing.shifts.{name}", hours
