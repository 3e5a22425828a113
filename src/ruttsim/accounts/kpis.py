"""The registry of key figures: name, unit, title in both languages, and how ratios are divided."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kpi:
    """One key figure of a day and an organisation.

    A sum adds over organisations, days are averaged. A ratio names the two sums whose totals are
    divided last; `scale` multiplies the quotient.
    """

    name: str
    unit: str
    title_sv: str
    title_en: str
    numerator: str = ""
    denominator: str = ""
    scale: float = 1.0

    @property
    def is_ratio(self) -> bool:
        """Whether the figure is a quotient of two sums."""
        return bool(self.denominator)


_ALL = (
    Kpi("clients", "persons", "brukare", "clients"),
    Kpi("visits", "visits/day", "besök", "visits"),
    Kpi("rounds", "rounds/day", "turer", "rounds"),
    Kpi("carers", "carers/day", "medarbetare i tjänst", "carers on duty"),
    Kpi("teams", "teams", "hemtjänstgrupper", "teams"),
    Kpi("granted_h", "h/day", "beviljad tid", "granted time"),
    Kpi("planned_care_h", "h/day", "planerad brukartid", "planned time with clients"),
    Kpi("delivered_care_h", "h/day", "utförd planerad tid", "planned time delivered"),
    Kpi("cancelled_care_h", "h/day", "avbokad planerad tid", "planned time cancelled"),
    Kpi("missed_care_h", "h/day", "utebliven planerad tid", "planned time missed"),
    Kpi("paid_h", "h/day", "betald tid", "paid time"),
    Kpi("care_h", "h/day", "tid hos brukare", "time with clients"),
    Kpi("driving_h", "h/day", "förflyttning", "moving between stops"),
    Kpi("stop_h", "h/day", "parkering, port och trappor", "parking, entrance and stairs"),
    Kpi("waiting_h", "h/day", "väntetid", "waiting"),
    Kpi("other_h", "h/day", "rapport, dokumentation, möten", "reporting, documentation, meetings"),
    Kpi("idle_h", "h/day", "ledig betald tid", "idle paid time"),
    Kpi("overtime_h", "h/day", "övertid", "overtime"),
    Kpi("travel_h", "h/day", "restid", "travel time"),
    Kpi("distance_km", "km/day", "körsträcka", "distance"),
    Kpi("vehicles", "vehicles", "fordon", "vehicles"),
    Kpi("vehicles_in_use", "vehicles", "fordon i bruk samtidigt", "vehicles in use at once"),
    Kpi("energy_kwh", "kWh/day", "energi", "energy"),
    Kpi(
        "co2e_kg", "kg CO2e/day", "klimatpåverkan, bränsle och el", "climate, fuel and electricity"
    ),
    Kpi(
        "co2e_manufacture_kg",
        "kg CO2e/day",
        "klimatpåverkan, tillverkning av fordon",
        "climate, manufacture of vehicles",
    ),
    Kpi("revenue_sek", "SEK/day", "ersättning", "remuneration"),
    Kpi("staff_cost_sek", "SEK/day", "personalkostnad", "staff cost"),
    Kpi("vehicle_cost_sek", "SEK/day", "fordonskostnad", "vehicle cost"),
    Kpi("overhead_cost_sek", "SEK/day", "overhead", "overhead"),
    Kpi("cost_sek", "SEK/day", "kostnad", "cost"),
    Kpi("result_sek", "SEK/day", "resultat", "result"),
    Kpi("late_visits", "visits/day", "sena besök", "late visits"),
    Kpi("missed_visits", "visits/day", "uteblivna besök", "missed visits"),
    Kpi("unserved_visits", "visits/day", "besök utan plats i någon tur", "visits no round holds"),
    Kpi(
        "organisations_to_choose_between",
        "organisations",
        "utförare att välja mellan",
        "organisations to choose between",
    ),
    Kpi("direct_time_share", "1", "brukartid", "direct-time share", "care_h", "paid_h"),
    Kpi("travel_share", "1", "restidens andel", "travel share", "travel_h", "paid_h"),
    Kpi(
        "break_even_sek_per_granted_h",
        "SEK/h",
        "ersättning som täcker kostnaden",
        "break-even remuneration",
        "cost_sek",
        "granted_h",
    ),
    Kpi(
        "break_even_direct_time_share",
        "1",
        "brukartid som täcker kostnaden",
        "break-even direct-time share",
        "break_even_care_cost_sek",
        "revenue_sek",
    ),
    Kpi(
        "break_even_care_cost_sek",
        "SEK/day",
        "kostnad om all betald tid vore brukartid",
        "cost if all paid time were with clients",
    ),
    Kpi(
        "distance_km_per_car",
        "km/vehicle",
        "km per bil och dag",
        "km per car and day",
        "car_km",
        "cars_in_use",
    ),
    Kpi("car_km", "km/day", "körsträcka med bil", "distance by car"),
    Kpi("cars_in_use", "vehicles", "bilar i bruk samtidigt", "cars in use at once"),
)

KPIS = {kpi.name: kpi for kpi in _ALL}
"""Every key figure by name, in the order of tables."""
