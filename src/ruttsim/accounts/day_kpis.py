"""Key figures of the day as it happened: visits, vehicles, alarms, and the patrol."""

from __future__ import annotations

from ruttsim.accounts import alarms, charging, fleet, happened, patrol, time, volume, with_patrol
from ruttsim.accounts.kpi import DISTRICT, VEHICLE_TYPE, Kpi
from ruttsim.units import HOURS_PER_DAY, MINUTES_PER_HOUR

QUALITY = (
    Kpi(
        "delivered_visits",
        "visits/day",
        "utförda besök",
        "delivered visits",
        volume.delivered,
        by_district=volume.delivered_by_district,
    ),
    Kpi(
        "travel_min_per_visit",
        "min",
        "restid per utfört besök",
        "travel time per delivered visit",
        ratio=lambda of: of["travel_h"] * MINUTES_PER_HOUR / of["delivered_visits"],
        ratio_groups=(DISTRICT,),
    ),
    Kpi(
        "late_visits",
        "visits/day",
        "sena besök",
        "late visits",
        volume.late_visits,
        by_area=volume.late_by_area,
        by_district=volume.late_by_district,
    ),
    Kpi(
        "punctuality",
        "1",
        "utförda besök som börjar inom sitt tidsfönster",
        "delivered visits that begin within their window",
        ratio=lambda of: 1 - of["late_visits"] / of["delivered_visits"],
        highest=1.0,
        ratio_groups=(DISTRICT,),
    ),
    Kpi(
        "late_min_p95",
        "min",
        "försening av utförda besök, 95:e percentilen",
        "delay of delivered visits, 95th percentile",
        is_pooled=True,
    ),
    Kpi(
        "missed_visits",
        "visits/day",
        "uteblivna besök",
        "missed visits",
        volume.missed_visits,
        by_area=volume.missed_by_area,
        by_reason=happened.missed_by_reason,
    ),
    Kpi(
        "unserved_visits",
        "visits/day",
        "besök som ingen tur rymmer",
        "visits that no round holds",
        volume.unserved_visits,
    ),
    Kpi(
        "handed_over_visits",
        "visits/day",
        "besök som gick till en annan tur än planerat",
        "visits that went to another round than planned",
        happened.handed_over_visits,
    ),
    Kpi(
        "substitutes",
        "carers/day",
        "inkallade vikarier",
        "substitutes called in",
        happened.substitutes,
    ),
    Kpi(
        "breaches",
        "rounds/day",
        "turer där rasten uteblev eller kom för sent",
        "rounds whose break was left out or came too late",
        happened.breaches,
        by_reason=happened.breaches_by_reason,
    ),
    Kpi(
        "driven_in_vain_km",
        "km/day",
        "sträcka till besök som avbokades vid dörren",
        "distance to visits cancelled at the door",
        by_type=happened.driven_in_vain_km,
    ),
    Kpi(
        "driven_in_vain_h",
        "h/day",
        "restid till besök som avbokades vid dörren",
        "travel time to visits cancelled at the door",
        time.driven_in_vain_h,
    ),
    Kpi(
        "vehicles_out_at_peak",
        "vehicles",
        "fordon ute samtidigt, i utfallet",
        "vehicles out at once, as it happened",
        by_type=fleet.vehicles_out_at_peak,
    ),
    Kpi(
        "vehicle_available_h",
        "h/day",
        "fordonens timmar under dag- och kvällspass",
        "hours of the fleet in day and evening shifts",
        by_type=fleet.available_h,
    ),
    Kpi(
        "vehicle_out_h",
        "h/day",
        "timmar som fordon är ute under dag och kväll",
        "hours that vehicles are out by day and in the evening",
        by_type=fleet.vehicle_out_h,
    ),
    Kpi(
        "vehicle_use_share",
        "1",
        "del av dagens och kvällens timmar som ett fordon är ute",
        "share of the hours of day and evening in which a vehicle is out",
        ratio=lambda of: of["vehicle_out_h"] / of["vehicle_available_h"],
        highest=1.0,
        ratio_groups=(VEHICLE_TYPE,),
    ),
)
"""What became of visits, breaks and vehicles."""

CHARGING = (
    Kpi(
        "charged_kwh",
        "kWh/day",
        "energi som fordonen fylldes på med",
        "energy that vehicles were refilled with",
        by_type=charging.charged_kwh,
    ),
    Kpi(
        "charging_posts",
        "charging posts",
        "laddplatser vid lokalerna",
        "charging posts at the bases",
        charging.posts,
    ),
    Kpi(
        "charging_posts_needed",
        "charging posts",
        "fordon som samtidigt laddar eller väntar på laddplats",
        "vehicles that charge or wait for a post at once",
        charging.posts_needed,
    ),
    Kpi(
        "charging_h",
        "h/day",
        "fordonens tid på laddplats",
        "time of vehicles at charging posts",
        charging.charging_h,
    ),
    Kpi(
        "charging_wait_h",
        "h/day",
        "fordonens väntan på laddplats",
        "waiting of vehicles for a charging post",
        charging.waiting_h,
    ),
    Kpi(
        "charging_post_share",
        "1",
        "del av dygnet som en laddplats används",
        "share of the day in which a charging post is used",
        ratio=lambda of: of["charging_h"] / (of["charging_posts"] * HOURS_PER_DAY),
        highest=1.0,
    ),
    Kpi(
        "departures_with_too_little",
        "departures/day",
        "avfärder med för lite energi för turen",
        "departures with too little energy for the round",
        charging.departures_with_too_little,
    ),
)
"""How vehicles are refilled, and what their bases need for it."""

ALARMS = (
    Kpi(
        "alarms",
        "alarms/day",
        "larm",
        "alarms",
        alarms.answered,
        by_district=alarms.answered_by_district,
        of_patrol=alarms.answered_by_patrol,
    ),
    Kpi(
        "alarms_in_time",
        "alarms/day",
        "därav med någon på plats inom den utlovade tiden",
        "of which with somebody there within the promised time",
        alarms.in_time,
        by_district=alarms.in_time_by_district,
        of_patrol=alarms.in_time_by_patrol,
    ),
    Kpi(
        "alarm_in_time_share",
        "1",
        "larm med någon på plats inom den utlovade tiden",
        "alarms with somebody there within the promised time",
        ratio=lambda of: of["alarms_in_time"] / of["alarms"],
        highest=1.0,
        ratio_groups=(DISTRICT,),
    ),
    Kpi(
        "alarm_response_min",
        "min",
        "från larm till dörr, median",
        "from alarm to door, median",
        is_pooled=True,
    ),
    Kpi(
        "alarm_response_min_p95",
        "min",
        "från larm till dörr, 95:e percentilen",
        "from alarm to door, 95th percentile",
        is_pooled=True,
    ),
    Kpi(
        "alarm_persons",
        "persons",
        "personer som har larmat någon av dagarna",
        "persons who rang on any of the days",
        is_pooled=True,
    ),
)
"""Alarms, whoever answers them; small cells are judged by the persons who rang."""

PATROL = (
    Kpi(
        "patrol_km",
        "km/day",
        "larmpatrullens sträcka",
        "distance of the alarm patrol",
        of_patrol=patrol.distance_km,
    ),
    Kpi(
        "patrol_client_h",
        "h/day",
        "larmpatrullens tid hos brukare",
        "time of the alarm patrol with clients",
        of_patrol=patrol.client_h,
    ),
    Kpi(
        "patrol_paid_h",
        "h/day",
        "larmpatrullens betalda tid",
        "paid time of the alarm patrol",
        of_patrol=patrol.paid_h,
    ),
    Kpi(
        "patrol_cost_sek",
        "SEK/day",
        "larmpatrullens kostnad",
        "cost of the alarm patrol",
        of_patrol=patrol.cost_sek,
    ),
    Kpi(
        "patrol_staff_cost_sek",
        "SEK/day",
        "därav larmpatrullens personal",
        "of which staff of the alarm patrol",
        of_patrol=patrol.staff_cost_sek,
    ),
    Kpi(
        "patrol_vehicle_cost_sek",
        "SEK/day",
        "därav larmpatrullens bilar",
        "of which cars of the alarm patrol",
        of_patrol=patrol.vehicle_cost_sek,
    ),
    Kpi(
        "patrol_co2e_kg",
        "kg CO2e/day",
        "larmpatrullens klimatpåverkan, drivmedel och el",
        "climate impact of the alarm patrol, fuel and electricity",
        of_patrol=patrol.co2e_kg,
    ),
    Kpi(
        "patrol_co2e_manufacture_kg",
        "kg CO2e/day",
        "larmpatrullens klimatpåverkan, tillverkning av bilar",
        "climate impact of the alarm patrol, manufacture of cars",
        of_patrol=patrol.co2e_manufacture_kg,
    ),
    Kpi(
        "patrol_charged_kwh",
        "kWh/day",
        "larmpatrullens bilar, laddad eller tankad energi",
        "cars of the alarm patrol, energy charged or filled",
        of_patrol=patrol.charged_kwh,
    ),
    Kpi(
        "patrol_charging_h",
        "h/day",
        "larmpatrullens bilar, tid för laddning eller tankning",
        "cars of the alarm patrol, time of charging or filling",
        of_patrol=patrol.charging_h,
    ),
)
"""The municipal patrol, apart from organisations: in none of their sums and shares."""

WITH_PATROL = (
    Kpi(
        "cost_with_patrol_sek",
        "SEK/day",
        "kostnad med kommunens patruller",
        "cost with the municipal patrols",
        with_patrol.cost_sek,
        of_patrol=with_patrol.cost_sek_of_patrol,
    ),
    Kpi(
        "distance_with_patrol_km",
        "km/day",
        "sträcka med kommunens patruller",
        "distance with the municipal patrols",
        with_patrol.distance_km,
        of_patrol=with_patrol.distance_km_of_patrol,
    ),
    Kpi(
        "vehicles_with_patrol",
        "vehicles",
        "fordon med kommunens patruller",
        "vehicles with the municipal patrols",
        with_patrol.vehicles,
        of_patrol=with_patrol.vehicles_of_patrol,
    ),
    Kpi(
        "co2e_with_patrol_kg",
        "kg CO2e/day",
        "klimatpåverkan, drivmedel, el och tillverkning, med kommunens patruller",
        "climate impact, fuel, electricity and manufacture, with the municipal patrols",
        with_patrol.co2e_kg,
        of_patrol=with_patrol.co2e_kg_of_patrol,
    ),
)
"""Organisations and patrol together, whoever has alarms and nights."""
