"""The registry of key figures: name, unit, title in both languages, and the function behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from ruttsim.accounts import fleet, money, time, volume
from ruttsim.accounts.books import Books
from ruttsim.domain.arrays import Floats

Amount: TypeAlias = Callable[[Books], Floats]
AmountByType: TypeAlias = Callable[[Books], dict[str, Floats]]
AmountByArea: TypeAlias = Callable[[Books], dict[str, float]]
Ratio: TypeAlias = Callable[[Mapping[str, float]], float]


@dataclass(frozen=True)
class Kpi:
    """One key figure of a day, in one of these ways, or two where an area breakdown goes along.

    `amount` gives a sum per organisation, `by_type` the same by vehicle type; they add up over
    organisations, and days are averaged. `by_area` is of all organisations together, by basic
    area. `ratio` divides sums (of an organisation or of all) last, after adding and averaging;
    it may raise ZeroDivisionError, and then there is no such figure.

    A figure `is_of_fortnight` where it is of 14 days, reckoned by `continuity`; its sums stand
    beside each of these days, and there is none where single days are planned.
    """

    name: str
    unit: str
    title_sv: str
    title_en: str
    amount: Amount | None = None
    by_type: AmountByType | None = None
    by_area: AmountByArea | None = None
    ratio: Ratio | None = None
    is_of_fortnight: bool = False


_ALL = (
    Kpi("clients", "persons", "brukare", "clients", volume.clients, by_area=volume.clients_by_area),
    Kpi("visits", "visits/day", "besök", "visits", volume.visits),
    Kpi("rounds", "rounds/day", "turer", "rounds", volume.rounds),
    Kpi("carers", "carers/day", "medarbetare i tjänst", "carers on duty", volume.carers),
    Kpi("teams", "teams", "hemtjänstgrupper", "teams", volume.teams),
    Kpi("granted_h", "h/day", "beviljad tid", "granted time", time.granted_h),
    Kpi(
        "planned_care_h",
        "h/day",
        "planerad tid hos brukare",
        "planned time with clients",
        time.planned_care_h,
    ),
    Kpi(
        "delivered_care_h",
        "h/day",
        "därav i utförda besök",
        "of which in delivered visits",
        time.delivered_care_h,
    ),
    Kpi(
        "cancelled_care_h",
        "h/day",
        "därav i avbokade besök",
        "of which in cancelled visits",
        time.cancelled_care_h,
    ),
    Kpi(
        "missed_care_h",
        "h/day",
        "därav i uteblivna besök",
        "of which in missed visits",
        time.missed_care_h,
    ),
    Kpi("paid_h", "h/day", "betald tid", "paid time", time.paid_h),
    Kpi("care_h", "h/day", "tid hos brukare", "time with clients", time.care_h),
    Kpi("driving_h", "h/day", "förflyttning", "moving between stops", time.driving_h),
    Kpi(
        "stop_h",
        "h/day",
        "parkering, port och trappor",
        "parking, entrance and stairs",
        time.stop_h,
    ),
    Kpi("waiting_h", "h/day", "väntetid", "waiting", time.waiting_h),
    Kpi(
        "other_h",
        "h/day",
        "rapport, dokumentation, möten",
        "reporting, documentation, meetings",
        time.other_h,
    ),
    Kpi("idle_h", "h/day", "betald tid utan uppgift", "paid time without a task", time.idle_h),
    Kpi("overtime_h", "h/day", "därav övertid", "of which overtime", time.overtime_h),
    Kpi("travel_h", "h/day", "restid", "travel time", time.travel_h),
    Kpi("distance_km", "km/day", "sträcka", "distance", by_type=fleet.distance_km),
    Kpi(
        "vehicles_in_use",
        "vehicles",
        "fordon i bruk samtidigt",
        "vehicles in use at once",
        by_type=fleet.vehicles_in_use,
    ),
    Kpi("vehicles", "vehicles", "fordon", "vehicles", by_type=fleet.vehicles),
    Kpi("energy_kwh", "kWh/day", "energi", "energy", by_type=fleet.energy_kwh),
    Kpi(
        "co2e_kg",
        "kg CO2e/day",
        "klimatpåverkan, drivmedel och el",
        "climate impact, fuel and electricity",
        by_type=fleet.co2e_kg,
    ),
    Kpi(
        "co2e_manufacture_kg",
        "kg CO2e/day",
        "klimatpåverkan, tillverkning av fordon",
        "climate impact, manufacture of vehicles",
        by_type=fleet.co2e_manufacture_kg,
    ),
    Kpi("revenue_sek", "SEK/day", "ersättning", "remuneration", money.revenue_sek),
    Kpi("staff_cost_sek", "SEK/day", "personalkostnad", "staff cost", money.staff_cost_sek),
    Kpi(
        "vehicle_cost_sek",
        "SEK/day",
        "fordonskostnad",
        "vehicle cost",
        by_type=money.vehicle_cost_sek,
    ),
    Kpi(
        "overhead_cost_sek",
        "SEK/day",
        "ledning, lokaler och administration",
        "management, premises and administration",
        money.overhead_cost_sek,
    ),
    Kpi("cost_sek", "SEK/day", "kostnad", "cost", money.cost_sek),
    Kpi("result_sek", "SEK/day", "resultat", "result", money.result_sek),
    Kpi(
        "late_visits",
        "visits/day",
        "sena besök",
        "late visits",
        volume.late_visits,
        by_area=volume.late_by_area,
    ),
    Kpi(
        "missed_visits",
        "visits/day",
        "uteblivna besök",
        "missed visits",
        volume.missed_visits,
        by_area=volume.missed_by_area,
    ),
    Kpi(
        "unserved_visits",
        "visits/day",
        "besök som ingen tur rymmer",
        "visits that no round holds",
        volume.unserved_visits,
    ),
    Kpi(
        "organisations_to_choose_between",
        "organisations",
        "utförare att välja mellan",
        "organisations to choose between",
        by_area=volume.organisations_to_choose_between,
    ),
    Kpi(
        "clients_with_daily_visits",
        "persons",
        "brukare med minst två besök varje dag",
        "clients with two visits or more every day",
        is_of_fortnight=True,
    ),
    Kpi(
        "carers_met",
        "carers",
        "medarbetare som dessa möter på 14 dagar",
        "carers whom these meet in 14 days",
        is_of_fortnight=True,
    ),
    Kpi(
        "carers_per_client",
        "carers",
        "medarbetare per brukare på 14 dagar",
        "carers per client in 14 days",
        ratio=lambda of: of["carers_met"] / of["clients_with_daily_visits"],
        is_of_fortnight=True,
    ),
    Kpi(
        "direct_time_share",
        "1",
        "brukartid, andel av betald tid",
        "direct-time share",
        ratio=lambda of: of["care_h"] / of["paid_h"],
    ),
    Kpi(
        "travel_share",
        "1",
        "restid, andel av betald tid",
        "travel share",
        ratio=lambda of: of["travel_h"] / of["paid_h"],
    ),
    Kpi(
        "break_even_sek_per_granted_h",
        "SEK/h",
        "ersättning som täcker kostnaden",
        "break-even remuneration",
        ratio=lambda of: of["cost_sek"] / of["granted_h"],
    ),
    Kpi(
        "break_even_direct_time_share",
        "1",
        "brukartid som täcker kostnaden",
        "break-even direct-time share",
        ratio=lambda of: of["cost_sek"] * of["care_h"] / (of["paid_h"] * of["revenue_sek"]),
    ),
)

KPIS = {kpi.name: kpi for kpi in _ALL}
"""Every key figure by name, in the order of tables."""
