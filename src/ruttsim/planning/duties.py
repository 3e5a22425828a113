"""Duties: every part of every shift of the menu with every vehicle an organisation may use."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ruttsim.costs import vehicle_day_sek
from ruttsim.domain.arrays import Ints
from ruttsim.domain.planning import Duty
from ruttsim.domain.rounds import RoundDuties
from ruttsim.parameters import Parameters
from ruttsim.units import SECONDS_PER_HOUR, SECONDS_PER_MINUTE

ORE_PER_SEK = 100

ROUND_TIME_WEIGHT = 0.3
"""Share of the wage at which the length of a round counts in the search. A design choice, not a
fact: with 0 the search sees no gain in compact rounds until a whole shift is saved, and ends some
7 % more paid time (166 visits, PyVRP, 200 iterations)."""

OVERLONG_WAGES = 10
"""A second of work beyond what the law allows without a break costs so many wages. A design choice:
so dear that it is taken only where nothing else serves a visit."""


def duties(
    vehicle_types: tuple[str, ...],
    parameters: Parameters,
    *,
    at_night: bool = False,
) -> tuple[Duty, ...]:
    """Every duty that the shifts of the day, or of the night, and the vehicle types allow.

    In the order of the menu.
    """
    staffing, economy = parameters.staffing, parameters.economy
    found = []
    for shift in staffing.shifts:
        if shift.is_night != at_night:
            continue
        reserve_s = staffing.other_min_per_shift * SECONDS_PER_MINUTE / len(shift.parts)
        for part, hours in enumerate(shift.parts):
            staff_sek = hours.paid_s / SECONDS_PER_HOUR * economy.planning_sek_per_paid_h
            for name in vehicle_types:
                vehicle = parameters.vehicles[name]
                longest_s = round(staffing.longest_work_without_break_h * SECONDS_PER_HOUR)
                cost_sek = staff_sek + vehicle_day_sek(vehicle, economy)
                found.append(
                    Duty(
                        shift=shift.name,
                        part=part,
                        hours=hours,
                        reserve_s=round(reserve_s),
                        longest_work_s=longest_s,
                        vehicle_type=name,
                        mode=vehicle.mode,
                        cost_ore=round(cost_sek * ORE_PER_SEK),
                    )
                )
    return tuple(found)


def round_duties(
    menu: Sequence[Duty],
    modes: Sequence[str],
    vehicle_types: Sequence[str],
    number: int,
    wage_ore_per_s: float,
) -> RoundDuties:
    """Duties from and to place 0, each for so many rounds, as the planner reads them.

    A round may last as long as its part, less the reserve. The break begins where neither
    stretch of work beside it can be longer than allowed. Missing it is as dear as the dearest duty.
    """
    zero = np.zeros(len(menu), dtype=np.int64)
    hours = [duty.hours for duty in menu]
    return RoundDuties(
        start_s=_column([it.start_s for it in hours]),
        end_s=_column([it.end_s for it in hours]),
        longest_s=_column([it.hours.end_s - it.hours.start_s - it.reserve_s for it in menu]),
        overtime_limit_s=zero,
        overtime_cost_per_s=zero,
        start_place=zero,
        end_place=zero,
        mode=_column([modes.index(it.mode) for it in menu]),
        vehicle=_column([vehicle_types.index(it.vehicle_type) for it in menu]),
        number=zero + number,
        cost=_column([it.cost_ore for it in menu]),
        length_cost_per_s=zero + round(wage_ore_per_s * ROUND_TIME_WEIGHT),
        break_s=_column([it.break_s for it in hours]),
        break_earliest_s=_column([break_window_s(it)[0] for it in menu]),
        break_latest_s=_column([break_window_s(it)[1] for it in menu]),
        break_missed_cost=zero + max(it.cost_ore for it in menu),
        longest_work_s=_column([it.longest_work_s for it in menu]),
        overlong_cost_per_s=zero + round(wage_ore_per_s * OVERLONG_WAGES),
    )


def break_window_s(duty: Duty) -> tuple[int, int]:
    """The earliest and latest start of a duty's break."""
    hours, longest_s = duty.hours, duty.longest_work_s
    latest_s = min(hours.start_s + longest_s, hours.end_s - hours.break_s)
    return min(max(hours.end_s - longest_s - hours.break_s, hours.start_s), latest_s), latest_s


def _column(values: list[int]) -> Ints:
    return np.array(values, dtype=np.int64)
