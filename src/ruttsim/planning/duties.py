"""Duties: every part of every shift of the menu with every vehicle an organisation may use."""

from __future__ import annotations

from ruttsim.costs import vehicle_day_sek
from ruttsim.domain.planning import Duty
from ruttsim.parameters import Parameters
from ruttsim.units import SECONDS_PER_HOUR, SECONDS_PER_MINUTE

ORE_PER_SEK = 100


def duties(vehicle_types: tuple[str, ...], parameters: Parameters) -> tuple[Duty, ...]:
    """Every duty that the menu of shifts and the vehicle types allow, in the menu's order."""
    staffing, economy = parameters.staffing, parameters.economy
    found = []
    for shift in staffing.shifts:
        reserve_s = staffing.other_min_per_shift * SECONDS_PER_MINUTE / len(shift.parts)
        for part, hours in enumerate(shift.parts):
            staff_sek = hours.paid_s / SECONDS_PER_HOUR * economy.staff_cost_sek_per_paid_h
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
