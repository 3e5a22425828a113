"""Key figures of the night: of organisations in night shifts, and of the municipal patrol."""

from __future__ import annotations

from ruttsim.accounts import night_vehicles, nights
from ruttsim.accounts.kpi import Kpi

_planned, _planned_of_patrol = nights.counted(nights.planned)
_delivered, _delivered_of_patrol = nights.counted(nights.ended("delivered"))
_late, _late_of_patrol = nights.counted(nights.late)
_cancelled, _cancelled_of_patrol = nights.counted(nights.ended("cancelled"))
_missed, _missed_of_patrol = nights.counted(nights.ended("missed"))

NIGHTS = (
    Kpi(
        "night_clients",
        "persons",
        "brukare med besök på natten",
        "clients with visits at night",
        nights.clients,
        of_patrol=nights.clients_of_patrol,
    ),
    Kpi(
        "night_visits",
        "visits/day",
        "planerade nattbesök",
        "planned visits at night",
        _planned,
        of_patrol=_planned_of_patrol,
    ),
    Kpi(
        "night_delivered_visits",
        "visits/day",
        "utförda nattbesök",
        "delivered visits at night",
        _delivered,
        of_patrol=_delivered_of_patrol,
    ),
    Kpi(
        "night_late_visits",
        "visits/day",
        "sena nattbesök",
        "late visits at night",
        _late,
        of_patrol=_late_of_patrol,
    ),
    Kpi(
        "night_punctuality",
        "1",
        "utförda nattbesök som börjar inom sitt tidsfönster",
        "delivered visits at night that begin within their window",
        ratio=lambda of: 1 - of["night_late_visits"] / of["night_delivered_visits"],
        highest=1.0,
    ),
    Kpi(
        "night_cancelled_visits",
        "visits/day",
        "avbokade nattbesök",
        "cancelled visits at night",
        _cancelled,
        of_patrol=_cancelled_of_patrol,
    ),
    Kpi(
        "night_missed_visits",
        "visits/day",
        "uteblivna nattbesök",
        "missed visits at night",
        _missed,
        of_patrol=_missed_of_patrol,
    ),
    Kpi(
        "night_rounds",
        "rounds/day",
        "turer på natten",
        "rounds at night",
        nights.rounds,
        of_patrol=nights.rounds_of_patrol,
    ),
    Kpi(
        "night_client_h",
        "h/day",
        "tid hos brukare på natten",
        "time with clients at night",
        nights.client_h,
        of_patrol=nights.client_h_of_patrol,
    ),
    Kpi(
        "night_paid_h",
        "h/day",
        "betald tid för turer på natten",
        "paid time of rounds at night",
        nights.paid_h,
        of_patrol=nights.paid_h_of_patrol,
    ),
    Kpi(
        "night_km",
        "km/day",
        "sträcka för turer på natten",
        "distance of rounds at night",
        nights.distance_km,
        of_patrol=nights.distance_km_of_patrol,
    ),
    Kpi(
        "night_co2e_kg",
        "kg CO2e/day",
        "klimatpåverkan av turer på natten, från drivmedel och el",
        "climate impact of rounds at night, from fuel and electricity",
        nights.co2e_kg,
        of_patrol=nights.co2e_kg_of_patrol,
    ),
    Kpi(
        "night_staff_cost_sek",
        "SEK/day",
        "personalkostnad för turer på natten",
        "staff cost of rounds at night",
        nights.staff_cost_sek,
        of_patrol=nights.staff_cost_sek_of_patrol,
    ),
    Kpi(
        "night_vehicles",
        "vehicles",
        "fordon för natten, utöver dagens",
        "vehicles for the night, beyond those of the day",
        night_vehicles.vehicles,
        of_patrol=night_vehicles.vehicles_of_patrol,
    ),
    Kpi(
        "night_vehicle_cost_sek",
        "SEK/day",
        "fordonskostnad för turer på natten",
        "vehicle cost of rounds at night",
        night_vehicles.vehicle_cost_sek,
        of_patrol=night_vehicles.vehicle_cost_sek_of_patrol,
    ),
    Kpi(
        "night_cost_sek",
        "SEK/day",
        "kostnad för turer på natten, personal och fordon",
        "cost of rounds at night, staff and vehicles",
        night_vehicles.cost_sek,
        of_patrol=night_vehicles.cost_sek_of_patrol,
    ),
    Kpi(
        "night_co2e_manufacture_kg",
        "kg CO2e/day",
        "klimatpåverkan, tillverkning av fordon för natten",
        "climate impact, manufacture of vehicles for the night",
        night_vehicles.co2e_manufacture_kg,
        of_patrol=night_vehicles.co2e_manufacture_kg_of_patrol,
    ),
    Kpi(
        "night_charged_kwh",
        "kWh/day",
        "nattpatrullens bilar, laddad eller tankad energi",
        "cars of the night patrol, energy charged or filled",
        of_patrol=night_vehicles.charged_kwh_of_patrol,
    ),
    Kpi(
        "night_charging_h",
        "h/day",
        "nattpatrullens bilar, tid för laddning eller tankning",
        "cars of the night patrol, time of charging or filling",
        of_patrol=night_vehicles.charging_h_of_patrol,
    ),
    Kpi(
        "night_carers",
        "carers",
        "medarbetare i nattschemat, 14 dagar",
        "carers in the roster of the night, 14 days",
        is_of_fortnight=True,
    ),
    Kpi(
        "night_clients_every_night",
        "persons",
        "brukare med besök varje natt",
        "clients with a visit every night",
        is_of_fortnight=True,
    ),
    Kpi(
        "night_carers_met",
        "carers",
        "par av medarbetare och brukare som möts på natten, brukare med besök varje natt, 14 dagar",
        "pairs of carer and client with a visit every night who meet at night, 14 days",
        is_of_fortnight=True,
    ),
    Kpi(
        "night_carers_per_client",
        "carers",
        "medarbetare på natten per brukare på 14 dagar",
        "carers at night per client in 14 days",
        ratio=lambda of: of["night_carers_met"] / of["night_clients_every_night"],
        is_of_fortnight=True,
    ),
    Kpi(
        "night_carers_without_weekly_rest",
        "carers",
        "medarbetare på natten med någon vecka utan veckovila, 14 dagar",
        "carers at night with a week without weekly rest, 14 days",
        is_of_fortnight=True,
    ),
    Kpi(
        "night_weeks_without_weekly_rest",
        "weeks",
        "veckor utan veckovila på natten, summa över medarbetare, 14 dagar",
        "weeks without weekly rest at night, added up over carers, 14 days",
        is_of_fortnight=True,
    ),
)
"""What organisations do at night is in their other figures too, what the patrol does in none."""
