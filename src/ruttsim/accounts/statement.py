"""The statement of a day: every key figure per organisation and in all, as tidy rows."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

from ruttsim.accounts.books import Books
from ruttsim.accounts.kpis import KPIS

TOTAL = "total"
ALL = "all"


class Figure(NamedTuple):
    """One key figure; `group` is all, vehicle_type=... or basic_area=..."""

    organisation: str
    kpi: str
    group: str
    unit: str
    value: float


def sums(books: Books, taking_part: tuple[str, ...]) -> list[Figure]:
    """The figures that add up, of the organisations that take part in the split, and in all."""
    figures: list[Figure] = []
    places = {it.name: index for index, it in enumerate(books.organisations)}
    for kpi in KPIS.values():
        amounts = {}
        if kpi.amount is not None:
            amounts[ALL] = kpi.amount(books)
        if kpi.by_type is not None:
            by_type = kpi.by_type(books)
            amounts[ALL] = sum(by_type.values(), start=0.0 * next(iter(by_type.values())))
            amounts |= {f"vehicle_type={name}": values for name, values in by_type.items()}
        for group, values in amounts.items():
            figures += [
                Figure(name, kpi.name, group, kpi.unit, float(values[places[name]]))
                for name in taking_part
            ]
            figures.append(Figure(TOTAL, kpi.name, group, kpi.unit, math.fsum(values.tolist())))
        if kpi.by_area is not None:
            figures += [
                Figure(TOTAL, kpi.name, f"basic_area={area}", kpi.unit, value)
                for area, value in kpi.by_area(books).items()
            ]
    return figures


def ratios(totals: Mapping[str, float]) -> dict[str, float]:
    """The figures that are divided last, from the sums (group all) of one organisation."""
    found = {}
    has_fortnight = any(KPIS[name].is_of_fortnight for name in totals)
    for kpi in KPIS.values():
        if kpi.ratio is not None and (not kpi.is_of_fortnight or has_fortnight):
            try:
                found[kpi.name] = kpi.ratio(totals)
            except ZeroDivisionError:
                continue
    return found
