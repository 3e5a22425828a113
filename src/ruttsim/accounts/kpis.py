"""The registry of key figures."""

from __future__ import annotations

from ruttsim.accounts import access, fleet, time, volume
from ruttsim.accounts.access_kpis import ACCESS
from ruttsim.accounts.climate_kpis import CLIMATE
from ruttsim.accounts.day_kpis import ALARMS, CHARGING, PATROL, QUALITY, WITH_PATROL
from ruttsim.accounts.kpi import Kpi
from ruttsim.accounts.money_kpis import MONEY, PAYER
from ruttsim.accounts.night_kpis import NIGHTS

_ALL = (
    Kpi("clients", "persons", "brukare", "clients", access.clients, by_area=volume.clients_by_area),
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
        "planerad tid som utförts i besök",
        "planned time that was delivered",
        time.delivered_care_h,
    ),
    Kpi(
        "shortened_care_h",
        "h/day",
        "planerad tid som kortats bort i utförda besök",
        "planned time left out of delivered visits",
        time.shortened_care_h,
    ),
    Kpi(
        "cancelled_care_h",
        "h/day",
        "planerad tid i avbokade besök",
        "planned time of cancelled visits",
        time.cancelled_care_h,
    ),
    Kpi(
        "missed_care_h",
        "h/day",
        "planerad tid i uteblivna besök",
        "planned time of missed visits",
        time.missed_care_h,
    ),
    Kpi("paid_h", "h/day", "betald tid", "paid time", time.paid_h),
    Kpi("care_h", "h/day", "tid hos brukare", "time with clients", time.care_h),
    Kpi(
        "alarm_care_h",
        "h/day",
        "hjälp vid larm, av medarbetare i turer",
        "help at alarms, by carers of rounds",
        time.alarm_care_h,
    ),
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
    Kpi(
        "overtime_h",
        "h/day",
        "övertid, del av betald tid",
        "overtime, part of paid time",
        time.overtime_h,
    ),
    Kpi(
        "travel_h",
        "h/day",
        "restid",
        "travel time",
        time.travel_h,
        by_district=time.travel_h_by_district,
    ),
    Kpi("distance_km", "km/day", "sträcka", "distance", by_type=fleet.distance_km),
    Kpi(
        "vehicles_in_use",
        "vehicles",
        "fordon i bruk samtidigt",
        "vehicles in use at once",
        by_type=fleet.vehicles_in_use,
    ),
    Kpi("vehicles", "vehicles", "fordon", "vehicles", by_type=fleet.vehicles),
    Kpi("cars", "vehicles", "bilar", "cars", fleet.cars),
    *CLIMATE,
    *MONEY,
    *PAYER,
    *QUALITY,
    *CHARGING,
    *ALARMS,
    *PATROL,
    *NIGHTS,
    *WITH_PATROL,
    *ACCESS,
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
        "par av medarbetare och brukare som möts, brukare med minst två besök varje dag, 14 dagar",
        "pairs of carer and client with two visits or more every day who meet, 14 days",
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
        "named_carers",
        "carers",
        "medarbetare i schemat som arbetar, 14 dagar",
        "carers in the roster who work, 14 days",
        is_of_fortnight=True,
    ),
    Kpi(
        "carers_without_weekly_rest",
        "carers",
        "medarbetare med någon vecka utan veckovila, 14 dagar",
        "carers with a week without weekly rest, 14 days",
        is_of_fortnight=True,
    ),
    Kpi(
        "weeks_without_weekly_rest",
        "weeks",
        "veckor utan veckovila, summa över medarbetare, 14 dagar",
        "weeks without weekly rest, added up over carers, 14 days",
        is_of_fortnight=True,
    ),
    Kpi(
        "direct_time_share",
        "1",
        "brukartid, andel av betald tid",
        "direct-time share",
        ratio=lambda of: of["care_h"] / of["paid_h"],
        highest=1.0,
    ),
    Kpi(
        "travel_share",
        "1",
        "restid, andel av betald tid",
        "travel share",
        ratio=lambda of: of["travel_h"] / of["paid_h"],
        highest=1.0,
    ),
    Kpi(
        "break_even_sek_per_granted_h",
        "SEK/h",
        "ersättning som täcker kostnaden",
        "break-even remuneration",
        ratio=lambda of: (of["cost_sek"] - of["rut_revenue_sek"]) / of["granted_h"],
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
