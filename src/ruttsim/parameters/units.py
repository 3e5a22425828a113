"""The unit of a number from its key."""

from __future__ import annotations

from collections.abc import Sequence

from ruttsim.units import DAYS_PER_WEEK, HOURS_PER_DAY, SECONDS_PER_HOUR, SECONDS_PER_MINUTE

UNITS = {
    "share": "1",
    "factor": "1",
    "share_per_year": "1/year",
    "bias": "1",
    "steepness": "1",
    "utility": "1",
    "disutility_per_km": "1/km",
    "cv": "1",
    "performed_per_granted": "1",
    "s": "s",
    "min": "min",
    "min_per_shift": "min/shift",
    "h": "h",
    "m": "m",
    "m_per_person": "m/person",
    "km": "km",
    "km2": "km2",
    "km_per_km2": "km/km2",
    "km_per_car": "km/(car day)",
    "kmh": "km/h",
    "weeks": "weeks",
    "years": "years",
    "days": "days",
    "days_per_week": "days/week",
    "days_per_year": "days/year",
    "days_per_fortnight": "days/14 days",
    "h_per_year": "h/year",
    "h_per_fortnight": "h/14 days",
    "persons": "persons",
    "persons_per_dwelling": "persons/dwelling",
    "persons_per_km2": "persons/km2",
    "flats_per_entrance": "flats/entrance",
    "clients": "clients",
    "clients_per_team": "clients/team",
    "carers": "carers",
    "units_day": "cars",
    "units_night": "cars",
    "crew": "carers",
    "per_holder_month": "1/(holder month)",
    "factor_car": "1",
    "factor_ebike": "1",
    "factor_walk": "1",
    "start_h": "h",
    "end_h": "h",
    "kwh": "kWh",
    "kwh_per_km": "kWh/km",
    "kw": "kW",
    "g_per_km": "g/km",
    "g_per_kwh": "g CO2e/kWh",
    "co2e_t": "t CO2e",
    "sek": "SEK",
    "sek_per_kg": "SEK/kg CO2e",
    "sek_per_h": "SEK/h",
    "sek_per_km": "SEK/km",
    "sek_per_kwh": "SEK/kWh",
    "sek_per_month": "SEK/month",
    "sek_per_client": "SEK/client",
    "sek_per_visit": "SEK/visit",
    "sek_per_granted_h": "SEK/h granted",
    "sek_per_paid_h": "SEK/h paid",
    "sek_per_organisation_year": "SEK/(organisation year)",
    "sek_per_team_year": "SEK/(team year)",
}
"""Unit by the ending of a key: the whole key or what follows an underscore, the longest wins."""

WHOLE_UNITS = ("carers", "cars", "days/week", "days/14 days", "weeks")
"""Units whose numbers can only be whole."""

_MINUTES_PER_DAY = HOURS_PER_DAY * SECONDS_PER_HOUR // SECONDS_PER_MINUTE

LARGEST = {
    "carers": 2,
    "days/week": DAYS_PER_WEEK,
    "weeks": 52,
    "h": 2 * HOURS_PER_DAY,
    "min": _MINUTES_PER_DAY,
    "min/shift": _MINUTES_PER_DAY,
    "s": SECONDS_PER_HOUR,
    "1": 100,
    "clients": 100_000,
    "kWh": 1000,
}
"""The largest number that a unit can have, where there is one."""

SMALLEST = {"clients/team": 1, "km/h": 0.1, "persons": 1000}
"""The smallest number that a unit can have, where it is not nothing."""


def unit_of(keys: Sequence[str]) -> str:
    """Unit of the number at a path of keys, from the last key that has one; empty: unknown.

    A table of numbers of one unit carries it in its own name, as `peak_factor.motorway`. A
    share may say first of what it is one, as `share_65plus`.
    """
    return UNITS.get(_ending(keys), "")


def is_share(keys: Sequence[str]) -> bool:
    """Whether the number at a path of keys is a share of a whole."""
    return _ending(keys) == "share"


def _ending(keys: Sequence[str]) -> str:
    """The key of UNITS that fits the last key that any fits; empty: none."""
    for key in reversed(keys):
        if key.startswith("share_"):
            return "share"
        endings = [ending for ending in UNITS if key == ending or key.endswith(f"_{ending}")]
        if endings:
            return max(endings, key=len)
    return ""
