"""The statement of a day: every key figure per organisation and in all, as tidy rows."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

from ruttsim.accounts.books import Books
from ruttsim.accounts.kpi import AREA, DISTRICT, REASON, VEHICLE_TYPE, Kpi
from ruttsim.accounts.kpis import KPIS
from ruttsim.domain.arrays import Floats

TOTAL = "total"
PATROL_NAME = "patrol"
PAYER_NAME = "payer"
NIGHT_PATROL_NAME = "night_patrol"
"""What tables of records call the patrol where it makes the visits of the night; in key figures it
is the patrol."""
ALL = "all"


class Figure(NamedTuple):
    """One key figure; `group` is all, or a sort of group and a name, as vehicle_type=ebike.

    `organisation` may be TOTAL, PATROL_NAME for what the municipal patrol does, or PAYER_NAME for
    the municipality as payer.
    """

    organisation: str
    kpi: str
    group: str
    unit: str
    value: float


def sums(books: Books, taking_part: tuple[str, ...]) -> list[Figure]:
    """The figures that add up, of the organisations that take part in the split, and in all."""
    figures: list[Figure] = []
    places = {it.name: index for index, it in enumerate(books.organisations)}
    has_steps = books.assignment.is_newcomer is not None
    for kpi in KPIS.values():
        if (kpi.is_of_steps and not has_steps) or (kpi.is_of_waiting and not books.waits_to_charge):
            continue
        of_patrol = kpi.of_patrol(books) if kpi.of_patrol is not None else None
        amounts = _amounts(kpi, books)
        for group, values in amounts.items():
            figures += [
                Figure(name, kpi.name, group, kpi.unit, float(values[places[name]]))
                for name in taking_part
            ]
            whole = math.fsum([*values.tolist(), of_patrol or 0.0])
            figures.append(Figure(TOTAL, kpi.name, group, kpi.unit, whole))
        if of_patrol is not None:
            whose = (PATROL_NAME,) if amounts else (PATROL_NAME, TOTAL)
            figures += [Figure(name, kpi.name, ALL, kpi.unit, of_patrol) for name in whose]
        if kpi.of_payer is not None:
            paid = kpi.of_payer(books)
            figures += [Figure(name, kpi.name, ALL, kpi.unit, paid) for name in (PAYER_NAME, TOTAL)]
        for sort, by_place in ((AREA, kpi.by_area), (DISTRICT, kpi.by_district)):
            if by_place is not None:
                figures += [
                    Figure(TOTAL, kpi.name, f"{sort}{place}", kpi.unit, value)
                    for place, value in by_place(books).items()
                ]
    return figures


def _amounts(kpi: Kpi, books: Books) -> dict[str, Floats]:
    """Sums per organisation of one key figure, by group; the patrol has none but of group all."""
    amounts = {}
    if kpi.amount is not None:
        amounts[ALL] = kpi.amount(books)
    if kpi.by_type is not None:
        by_type = kpi.by_type(books)
        amounts[ALL] = sum(by_type.values(), start=0.0 * next(iter(by_type.values())))
        amounts |= {f"{VEHICLE_TYPE}{name}": values for name, values in by_type.items()}
    if kpi.by_reason is not None:
        by_reason = kpi.by_reason(books)
        amounts |= {f"{REASON}{name}": values for name, values in by_reason.items()}
    return amounts


def ratios(totals: Mapping[str, float], group: str = ALL) -> dict[str, float]:
    """The figures that are divided last, from the sums of one organisation and group.

    Sums that an organisation does not have, as the patrol most, give no figure.
    """
    found = {}
    has_fortnight = any(KPIS[name].is_of_fortnight for name in totals)
    for kpi in KPIS.values():
        is_due = group == ALL or group.startswith(kpi.ratio_groups)
        if kpi.ratio is not None and is_due and (not kpi.is_of_fortnight or has_fortnight):
            try:
                found[kpi.name] = kpi.ratio(totals)
            except (ZeroDivisionError, KeyError):
                continue
    return found
