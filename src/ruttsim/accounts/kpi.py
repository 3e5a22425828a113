"""What a key figure is: name, unit, title in both languages, and the function behind it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from ruttsim.accounts.books import Books
from ruttsim.domain.arrays import Floats

Amount: TypeAlias = Callable[[Books], Floats]
AmountByName: TypeAlias = Callable[[Books], dict[str, Floats]]
AmountByPlace: TypeAlias = Callable[[Books], dict[str, float]]
OfOne: TypeAlias = Callable[[Books], float]
Ratio: TypeAlias = Callable[[Mapping[str, float]], float]

VEHICLE_TYPE, REASON = "vehicle_type=", "reason="
AREA, DISTRICT = "basic_area=", "district="


@dataclass(frozen=True)
class Kpi:
    """One key figure of a day, in one of these ways, or two where a breakdown goes along.

    `amount` gives a sum per organisation, `by_type` and `by_reason` the same by vehicle type or
    reason; they add up over organisations, and days are averaged. `by_area` and `by_district` are
    of all organisations together. `of_patrol` is a sum of the municipal patrol: a part of the total
    where organisations have such sums too, and else the total itself. `of_payer` is an amount of
    the municipality as payer, and the total itself. `ratio` divides sums (of an organisation or of
    all) last, after adding and averaging; it may raise ZeroDivisionError, and
    then there is no such figure. `ratio_groups` are the sorts of group that it is divided for too.

    A figure `is_of_fortnight` where it is of 14 days, reckoned by `continuity`; its sums stand
    beside each of these days, and there is none where single days are planned. One that `is_pooled`
    is reckoned by `pooled` from all days of a population together, and stands beside each of them:
    a percentile of few events a day cannot be averaged over days. One that `is_of_steps` there is
    in studies with steps alone, one that `is_of_waiting` where carers wait for batteries.

    `lowest` and `highest` are what the figure cannot go below and above, nor its interval.
    """

    name: str
    unit: str
    title_sv: str
    title_en: str
    amount: Amount | None = None
    by_type: AmountByName | None = None
    by_reason: AmountByName | None = None
    by_area: AmountByPlace | None = None
    by_district: AmountByPlace | None = None
    of_patrol: OfOne | None = None
    of_payer: OfOne | None = None
    ratio: Ratio | None = None
    ratio_groups: tuple[str, ...] = ()
    is_of_fortnight: bool = False
    is_pooled: bool = False
    is_of_steps: bool = False
    is_of_waiting: bool = False
    lowest: float = 0.0
    highest: float = math.inf
