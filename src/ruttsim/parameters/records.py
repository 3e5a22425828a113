"""All parameters as the records that the stages use, checked against the files both ways."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from ruttsim.domain.energy import ChargingParameters
from ruttsim.domain.parameters import (
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
    Quantity,
    StaffingParameters,
    TravelParameters,
    VehicleType,
)
from ruttsim.domain.planning import Shift, ShiftPart
from ruttsim.domain.split import ChoiceParameters, SplitParameters, StepParameters
from ruttsim.domain.terms import Profile
from ruttsim.errors import StudyError
from ruttsim.parameters.checks import PARTS, check_keys, check_order, order_faults
from ruttsim.parameters.tables import (
    load_table,
    overridden,
    override_faults,
    quantities_of,
)
from ruttsim.parameters.toml import table_names
from ruttsim.units import SECONDS_PER_HOUR, SECONDS_PER_MINUTE

STUDY_TABLES = (
    "travel",
    "staffing",
    "fortnight",
    "day",
    "vehicles",
    "charging",
    "carriers",
    "economy",
    "pay",
    "payment",
    "payer",
    "climate",
    "organisations",
    "split",
    "demand",
    "activities",
)
"""Files whose numbers a study may override; the others make maps, or stand in reports alone."""

_Record = TypeVar("_Record")
_NO_OVERRIDES: Mapping[str, float] = {}


@dataclass(frozen=True)
class Parameters:
    """Every number from the world that a run uses, by file, and all of them as quantities.

    `vehicles`, `carriers`, `organisations` and `activities` are by name in the order of the files.
    `quantities` holds also the numbers that only make maps, and published ones that only reports
    show.
    """

    travel: TravelParameters
    staffing: StaffingParameters
    fortnight: FortnightParameters
    day: DayParameters
    vehicles: Mapping[str, VehicleType]
    charging: ChargingParameters
    carriers: Mapping[str, EnergyCarrier]
    economy: EconomyParameters
    pay: PayParameters
    payment: PaymentParameters
    payer: PayerParameters
    climate: ClimateParameters
    organisations: Mapping[str, Profile]
    split: SplitParameters
    demand: DemandParameters
    activities: Mapping[str, Activity]
    quantities: tuple[Quantity, ...]


def parameter_names() -> tuple[str, ...]:
    """Names of the numbers that a study may override, in the order of the files."""
    return tuple(quantity.name for quantity in _changeable())


def load_parameters(overrides: Mapping[str, float] = _NO_OVERRIDES) -> Parameters:
    """The cited parameters, with the values that `overrides` give by name (`travel.ebike_kmh`).

    Raises
    ------
    StudyError
        For unknown names, impossible values, and values that contradict each other: all of them.
    DataError
        Where a file and its record do not have the same keys.
    """
    wrong = override_faults(_changeable(), overrides)
    sound = {name: value for name, value in overrides.items() if name not in wrong}
    tables = {file: load_table(file, sound) for file in STUDY_TABLES}
    check_keys(tables)
    if not overrides:
        check_order(tables)
    elif faults := [*wrong.values(), *order_faults(tables, wrong)]:
        raise StudyError(faults)
    return Parameters(
        travel=TravelParameters(**tables["travel"]),
        staffing=_staffing(tables["staffing"]),
        fortnight=FortnightParameters(**tables["fortnight"]),
        day=DayParameters(**tables["day"]),
        vehicles=_by_name(VehicleType, tables["vehicles"]),
        charging=ChargingParameters(**tables["charging"]),
        carriers=_by_name(EnergyCarrier, tables["carriers"]),
        economy=EconomyParameters(**tables["economy"]),
        pay=PayParameters(**tables["pay"]),
        payment=PaymentParameters(**tables["payment"]),
        payer=PayerParameters(**tables["payer"]),
        climate=ClimateParameters(**tables["climate"]),
        organisations=_profiles(tables["organisations"]),
        split=_split(tables["split"]),
        demand=_demand(tables["demand"]),
        activities=_by_name(Activity, tables["activities"]),
        quantities=tuple(
            quantity
            for file in table_names()
            for quantity in overridden(quantities_of(file), overrides)
        ),
    )


def _changeable() -> tuple[Quantity, ...]:
    """The numbers that a study may override."""
    return tuple(quantity for file in STUDY_TABLES for quantity in quantities_of(file))


def _by_name(record: Callable[..., _Record], tables: Mapping[str, Any]) -> dict[str, _Record]:
    """One record a table, by the name of the table."""
    return {name: record(name=name, **table) for name, table in tables.items()}


def _profiles(tables: Mapping[str, Any]) -> dict[str, Profile]:
    """data/organisations.toml by type of organisation."""
    return {
        name: Profile(name=name, **{**table, "vehicle_types": tuple(table["vehicle_types"])})
        for name, table in tables.items()
    }


def _staffing(table: Mapping[str, Any]) -> StaffingParameters:
    """data/staffing.toml with its menu of shifts in seconds after midnight."""
    shifts = tuple(
        Shift(name, tuple(_shift_part(parts[part]) for part in PARTS if part in parts))
        for name, parts in table["shifts"].items()
    )
    return StaffingParameters(**{**table, "shifts": shifts})


def _shift_part(table: Mapping[str, float]) -> ShiftPart:
    """One stretch of work in whole seconds."""
    return ShiftPart(
        start_s=round(table["start_h"] * SECONDS_PER_HOUR),
        end_s=round(table["end_h"] * SECONDS_PER_HOUR),
        break_s=round(table["break_min"] * SECONDS_PER_MINUTE),
    )


def _demand(table: Mapping[str, Any]) -> DemandParameters:
    """data/demand.toml with its levels of care."""
    levels = tuple(_by_name(CareLevel, table["levels"]).values())
    return DemandParameters(**{**table, "levels": levels})


def _split(table: Mapping[str, Any]) -> SplitParameters:
    """data/split.toml with its coefficients of choice and its steps."""
    own = {"choice": ChoiceParameters(**table["choice"]), "steps": StepParameters(**table["steps"])}
    return SplitParameters(**{**table, **own})
