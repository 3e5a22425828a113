"""Numbers from the world as the stages use them: the tables of each file of data/ as records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ruttsim.domain.planning import Shift
from ruttsim.units import HOURS_PER_DAY

SPEED_CURVES = ("combustion", "electric", "none")
SPEEDS_KMH = (10, 20, 30, 50, 70, 90)
SPEEDS = tuple(f"speed_{speed}" for speed in SPEEDS_KMH)
"""Keys of the tables of consumption by mean speed."""
OTHER_ELECTRICITY = ("swedish", "residual")
"""Mixes of electricity that a study may name in place of the Nordic one of carriers.toml."""


@dataclass(frozen=True)
class Quantity:
    """One cited number: its value, plausible range, unit, and where it comes from.

    `name` is `file.table.key` or `file.key`; `status` is READ, DERIVED, BG or ASSUMP as in
    data/sources.toml. `is_overridden` says that the study, not the file, gave `value`.
    """

    name: str
    title_sv: str
    title_en: str
    value: float
    low: float
    high: float
    unit: str
    source: str
    status: str
    note_sv: str
    note_en: str
    is_overridden: bool = False

    @property
    def is_outside_range(self) -> bool:
        """Whether a study has set the value beyond its plausible range."""
        return not self.low <= self.value <= self.high


@dataclass(frozen=True)
class Source:
    """One table of data/sources.toml; `year` is a text, for some are undated.

    `title_sv` and `publisher_sv` are empty where the source's own words stand.
    """

    name: str
    title: str
    publisher: str
    year: str
    where: str
    note: str
    title_sv: str = ""
    publisher_sv: str = ""


@dataclass(frozen=True)
class TravelParameters:
    """data/travel.toml.

    The free flow of cars follows from limits and turns: a turn costs up to `turn_s`, shaped by
    `turn_steepness` and `turn_bias`, a turn back `u_turn_s` more and a traffic light `signal_s`.
    Times of the day multiply it: all of it by `everyday_factor` and `season_factor`, and the time
    on each road class (all of ROAD_CLASSES that cars use) by `peak_factor` in the direction of the
    queue, `counter_peak_factor` against it, and `midday_factor` between the peaks. The queue runs
    towards the city in the morning and from it in the afternoon; the city lies at `city_east_km`,
    `city_north_km` in SWEREF 99 TM.

    An e-bike does `ebike_kmh` times the share of the surface (all of SURFACES) and of the class
    (all but `motorway`).
    """

    turn_s: float
    turn_steepness: float
    turn_bias: float
    u_turn_s: float
    signal_s: float
    everyday_factor: float
    season_factor: float
    peak_factor: Mapping[str, float]
    counter_peak_factor: Mapping[str, float]
    midday_factor: Mapping[str, float]
    city_east_km: float
    city_north_km: float
    morning_peak_start_h: float
    morning_peak_end_h: float
    afternoon_peak_start_h: float
    afternoon_peak_end_h: float
    ebike_kmh: float
    ebike_season_factor: float
    ebike_surface_share: Mapping[str, float]
    ebike_class_share: Mapping[str, float]
    walk_kmh: float
    stop_car_flats_min: float
    stop_car_houses_min: float
    stop_light_min: float
    next_door_min: float
    largest_snap_m: float
    leg_time_cv: float


@dataclass(frozen=True)
class StaffingParameters:
    """data/staffing.toml; `shifts` is the menu in the order of the file."""

    shifts: tuple[Shift, ...]
    clients_per_team: float
    other_min_per_shift: float
    two_carer_patience_min: float
    given_up_when_late_min: float
    cancelled_stay_min: float
    longest_work_without_break_h: float


@dataclass(frozen=True)
class FortnightParameters:
    """data/fortnight.toml."""

    work_days_per_fortnight: float
    work_h_per_fortnight: float
    night_work_h_per_fortnight: float
    daily_rest_h: float
    weekly_rest_h: float
    new_carer_sek_per_client: float
    moved_visit_sek_per_visit: float
    called_off_share: float
    extra_visit_share: float
    absent_share: float


@dataclass(frozen=True)
class DayParameters:
    """data/day.toml."""

    hospital_share: float
    hospital_stay_days: float
    short_notice_share: float
    short_notice_min: float
    substitute_delay_min: float
    late_start_share: float
    late_start_min: float
    out_of_order_share: float
    replacement_vehicle_min: float
    snow_day_share: float
    snow_factor_car: float
    snow_factor_ebike: float
    snow_factor_walk: float
    span_time_cv: float
    late_tolerance_min: float
    hand_over_gain_min: float
    shortest_visit_share: float
    alarm_holder_share: float
    alarm_only_clients: float
    alarms_per_holder_month: float
    alarm_night_share: float
    alarm_night_start_h: float
    alarm_night_end_h: float
    alarm_min: float
    alarm_two_carers_share: float
    ambulance_share: float
    ambulance_wait_min: float
    alarm_promise_min: float
    patrol_units_day: float
    patrol_units_night: float
    patrol_crew: float
    night_crew: float

    @property
    def patrol_units_by_hour(self) -> tuple[int, ...]:
        """Cars of the patrol on duty in each hour of the day."""
        by_night, by_day = round(self.patrol_units_night), round(self.patrol_units_day)
        return tuple(by_night if is_night else by_day for is_night in self.night_by_hour)

    @property
    def night_by_hour(self) -> tuple[bool, ...]:
        """Which hours of the day are night: those whose middle is."""
        middles_h = [hour + 0.5 for hour in range(HOURS_PER_DAY)]
        starts_h, ends_h = self.alarm_night_start_h, self.alarm_night_end_h
        return tuple(middle_h >= starts_h or middle_h < ends_h for middle_h in middles_h)


@dataclass(frozen=True)
class VehicleType:
    """One table of data/vehicles.toml.

    Energy and emissions per km follow from `energy_kwh_per_km` and the carrier in
    `carriers.toml`, changed by speed (`speed_curve`: one of SPEED_CURVES), cold starts and winter
    as `climate.toml` says. Day costs and manufacture follow from lease, other fixed costs and life.
    `refill` is one of domain.energy.REFILLS; a post or socket gives `refill_kw`, a visit to the
    pump takes `refill_min`.
    """

    name: str
    title_sv: str
    title_en: str
    mode: str
    carrier: str
    speed_curve: str
    energy_kwh_per_km: float
    cold_start_kwh: float
    winter_energy_share: float
    particles_g_per_km: float
    tyre_wear_g_per_km: float
    lease_sek_per_month: float
    other_sek_per_month: float
    wear_sek_per_km: float
    manufacture_co2e_t: float
    life_years: float
    refill: str
    capacity_kwh: float
    refilled_to_share: float
    refill_kw: float
    refill_min: float


@dataclass(frozen=True)
class EnergyCarrier:
    """One table of data/carriers.toml: emissions and price at the pump or socket.

    Emissions are from well to wheel, and those of the tailpipe alone (`ttw`).
    """

    name: str
    co2e_wtw_g_per_kwh: float
    co2e_ttw_g_per_kwh: float
    price_sek_per_kwh: float


@dataclass(frozen=True)
class EconomyParameters:
    """data/economy.toml, price level 2024, without value-added tax."""

    remuneration_sek_per_granted_h: float
    planning_sek_per_paid_h: float
    overhead_sek_per_organisation_year: float
    overhead_sek_per_team_year: float
    overhead_sek_per_paid_h: float
    operating_days_per_year: float
    spare_vehicle_share: float
    vehicle_use_start_h: float
    vehicle_use_end_h: float
    carbon_price_sek_per_kg: float
    carbon_value_sek_per_kg: float
    rut_sek_per_h: float
    rut_vat_share: float
    rut_buyers_share: float
    rut_visit_min: float
    rut_shortest_min: float
    rut_start_h: float
    rut_end_h: float


@dataclass(frozen=True)
class PayParameters:
    """data/pay.toml: what an hour of work costs on municipal terms, by parts."""

    pay_sek_per_month: float
    contract_h_per_year: float
    holiday_share: float
    sick_leave_share: float
    sick_pay_share: float
    evening_sek_per_h: float
    night_sek_per_h: float
    weekend_sek_per_h: float
    weekend_hours_share: float
    evening_start_h: float
    night_start_h: float
    night_end_h: float


@dataclass(frozen=True)
class PaymentParameters:
    """data/payment.toml: how remuneration depends on what is done, when and where."""

    performed_sek_per_h: float
    service_factor: float
    evening_factor: float
    night_factor: float
    evening_start_h: float
    night_start_h: float
    night_end_h: float
    rural_uplift_share: float
    cancelled_care_share: float
    cancelled_service_share: float
    hospital_share: float


@dataclass(frozen=True)
class PayerParameters:
    """data/payer.toml: what several organisations cost the municipality."""

    procurement_sek: float
    agreement_years: float
    follow_up_sek_per_organisation_year: float
    stranded_share: float
    stranded_years: float
    wind_up_sek_per_client: float
    last_resort_share: float


@dataclass(frozen=True)
class ClimateParameters:
    """data/climate.toml; factors by SPEEDS, electricity by the names of mixes."""

    winter_share: float
    mild_cold_start_factor: float
    cold_start_full_min: float
    cold_start_km: float
    combustion_speed_factor: Mapping[str, float]
    electric_speed_factor: Mapping[str, float]
    electricity_g_per_kwh: Mapping[str, float]


@dataclass(frozen=True)
class Activity:
    """One table of data/activities.toml: a task that care plans are made of.

    `kind` is one of KINDS. Durations are drawn within `duration_low_min` to `duration_high_min`
    around `duration_min`, their median. Care, and help at night, is wanted to start within
    `start_low_h` to `start_high_h`; service is given whole within these hours. It comes on
    `days_per_week` days (1 to 5: weekdays alone, or 7) of every `every_weeks`-th week.
    """

    name: str
    title_sv: str
    title_en: str
    kind: str
    duration_min: float
    duration_low_min: float
    duration_high_min: float
    start_low_h: float
    start_high_h: float
    days_per_week: float
    every_weeks: float


@dataclass(frozen=True)
class CareLevel:
    """One table of data/demand.toml's levels: clients with a similar amount of care.

    `share` of all clients; `carers` at each care visit; `duration_factor` multiplies the durations
    of care; `activity_share` is the share of the level's clients that have an activity (not
    listed: none).
    """

    name: str
    title_sv: str
    title_en: str
    share: float
    carers: float
    duration_factor: float
    activity_share: Mapping[str, float]


@dataclass(frozen=True)
class DemandParameters:
    """data/demand.toml; `levels` in the order of the file.

    `clients` belongs to `reference_65plus_persons`; other maps have clients in proportion. Visits
    of the night are from `night_start_h` to `night_end_h`, hours that go on after 24.
    """

    clients: float
    reference_65plus_persons: float
    persons_per_dwelling: float
    flats_per_entrance: float
    performed_per_granted: float
    window_before_min: float
    window_after_min: float
    start_step_min: float
    day_start_h: float
    day_end_h: float
    night_start_h: float
    night_end_h: float
    weekend_share: float
    cancelled_share: float
    duration_cv: float
    other_language_share: Mapping[str, float]
    language_share: Mapping[str, float]
    levels: tuple[CareLevel, ...]
