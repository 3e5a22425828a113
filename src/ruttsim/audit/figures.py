"""Whether the key figures of a day add up; nothing but the figures themselves is looked at."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

Row: TypeAlias = tuple[str, str, str, str, float]
"""Organisation, key figure, group, unit, value."""

_Key: TypeAlias = tuple[str, str, str]
_Values: TypeAlias = Mapping[_Key, float]
"""Value by organisation, key figure and group."""

TOTAL, ALL, PATROL, PAYER = "total", "all", "patrol", "payer"
VEHICLE_TYPES, REASONS = "vehicle_type=", "reason="
AREAS, DISTRICTS = "basic_area=", "district="

SUMS: Mapping[str, tuple[str, ...]] = {
    "paid_h": (
        "care_h",
        "alarm_care_h",
        "driving_h",
        "stop_h",
        "waiting_h",
        "other_h",
        "idle_h",
    ),
    "travel_h": ("driving_h", "stop_h"),
    "planned_care_h": (
        "delivered_care_h",
        "shortened_care_h",
        "cancelled_care_h",
        "missed_care_h",
    ),
    "cost_sek": ("staff_cost_sek", "vehicle_cost_sek", "overhead_cost_sek", "carbon_cost_sek"),
    "revenue_sek": ("cost_sek", "result_sek"),
    "night_visits": (
        "night_delivered_visits",
        "night_cancelled_visits",
        "night_missed_visits",
    ),
    "night_cost_sek": ("night_staff_cost_sek", "night_vehicle_cost_sek"),
}
"""Key figures that are the sum of others, for each organisation and in all."""

OF_PATROL = ("night_visits", "night_cost_sek")
"""Those of them that the patrol has too."""

PATROL_SUMS: Mapping[str, tuple[str, ...]] = {
    "patrol_cost_sek": ("patrol_staff_cost_sek", "patrol_vehicle_cost_sek"),
}
"""The same of the municipal patrol alone."""

RECEIVED = ("remuneration_sek", "vat_compensation_sek")
"""What organisations receive from the municipality: as much as it pays; with RUT, their revenue."""

PAYER_SUMS: Mapping[str, tuple[str, ...]] = {
    "payer_cost_sek": (
        "paid_sek",
        "procurement_sek",
        "follow_up_sek",
        "stranded_sek",
        "wind_up_sek",
        "last_resort_sek",
    ),
}
"""The same of the municipality as payer."""

NEVER_NEGATIVE = ("waiting_h", "idle_h")
"""What is computed as a rest, and shows by a minus sign that its whole was too small."""

TOLERANCE, RELATIVE_TOLERANCE = 1e-6, 1e-9
"""What sums in another order may differ by."""


def figure_contradictions(figures: Iterable[Row]) -> list[str]:
    """What in the figures of a day that add up contradicts itself; empty if nothing does."""
    rows = [((organisation, kpi, group), value) for organisation, kpi, group, _, value in figures]
    stated = Counter(key for key, _ in rows)
    found = [
        f"{_named(*key)} is stated more than once" for key, times in stated.items() if times > 1
    ]
    values = dict(rows)
    return [
        *found,
        *_sums(values),
        *_organisations(values),
        *(
            it
            for prefix in (VEHICLE_TYPES, REASONS, AREAS, DISTRICTS)
            for it in _parts(values, prefix)
        ),
        *_rests(values),
        *_received(values),
    ]


def _sums(values: _Values) -> Iterator[str]:
    """Figures that are not the sum of those that they consist of."""
    organisations = dict.fromkeys(it for it, _, _ in values)
    for organisation in organisations:
        sums = PAYER_SUMS if organisation == PAYER else SUMS
        if organisation == PATROL:
            sums = {**{it: SUMS[it] for it in OF_PATROL}, **PATROL_SUMS}
        for whole, parts in sums.items():
            keys = [(organisation, kpi, ALL) for kpi in (whole, *parts)]
            missing = [key for key in keys if key not in values]
            yield from (f"{_named(*key)} is not stated" for key in missing)
            if not missing:
                yield from _difference(values, keys[0], keys[1:], " + ".join(parts))


def _organisations(values: _Values) -> Iterator[str]:
    """Figures whose total is not the sum over organisations and the patrol.

    Areas and districts are stated in all only.
    """
    own: dict[_Key, list[_Key]] = {}
    for key in values:
        if not key[2].startswith((AREAS, DISTRICTS)):
            parts = own.setdefault((TOTAL, *key[1:]), [])
            parts += [key] if key[0] != TOTAL else []
    for total, parts in own.items():
        if total in values:
            yield from _difference(values, total, parts, "that of the organisations")
        else:
            yield f"{_named(*total)} is not stated"


def _parts(values: _Values, prefix: str) -> Iterator[str]:
    """Figures that are not the sum of their groups of one sort, where they have both."""
    groups: dict[_Key, list[_Key]] = {}
    for key in values:
        if key[2].startswith(prefix):
            groups.setdefault((*key[:2], ALL), []).append(key)
    for whole, parts in groups.items():
        if whole in values:
            yield from _difference(values, whole, parts, f"that of every {prefix.rstrip('=')}")


def _rests(values: _Values) -> Iterator[str]:
    """Rests below zero."""
    for key, value in values.items():
        if key[1] in NEVER_NEGATIVE and not value >= -TOLERANCE:
            yield f"{_named(*key)} is below zero: {value:.9g}"


def _received(values: _Values) -> Iterator[str]:
    """Revenue that is not what comes from the municipality and from sales, and what it pays.

    The payer's sum is over areas, that of organisations over organisations.
    """
    for organisation, kpi, group in [key for key in values if key[1] == "revenue_sek"]:
        parts = [(organisation, it, group) for it in (*RECEIVED, "rut_revenue_sek")]
        missing = [key for key in parts if key not in values]
        yield from (f"{_named(*key)} is not stated" for key in missing)
        if not missing:
            whole = (organisation, kpi, group)
            yield from _difference(values, whole, parts, "what is received")
    paid, received = (PAYER, "paid_sek", ALL), [(TOTAL, it, ALL) for it in RECEIVED]
    if paid in values and all(key in values for key in received):
        yield from _difference(values, paid, received, "what organisations receive")
    result = (TOTAL, "result_sek", ALL)
    margins = [key for key in values if key[1] == "margin_sek"]
    if margins and result in values:
        yield from _difference(values, result, margins, "margin_sek of every area")


def _difference(
    values: _Values,
    whole: _Key,
    parts: Iterable[_Key],
    what: str,
) -> Iterator[str]:
    """That a figure is not the sum of others, if it is not."""
    expected = math.fsum(values[key] for key in parts)
    is_close = math.isclose(values[whole], expected, rel_tol=RELATIVE_TOLERANCE, abs_tol=TOLERANCE)
    if not is_close:
        yield f"{_named(*whole)} is {values[whole]:.9g}, and {what} is {expected:.9g}"


def _named(organisation: str, kpi: str, group: str) -> str:
    """A figure in a sentence."""
    return f"{kpi} of {organisation}" + (f" ({group})" if group != ALL else "")
