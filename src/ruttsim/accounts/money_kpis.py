"""Key figures of money and staff: of organisations, of areas, and of the municipality as payer."""

from __future__ import annotations

import math

from ruttsim.accounts import margins, money, payer, remuneration, slack, staff
from ruttsim.accounts.kpi import Kpi

_SEK = "SEK/day"

MONEY = (
    Kpi(
        "remuneration_sek",
        _SEK,
        "ersättning för tid",
        "remuneration for time",
        remuneration.remuneration_sek,
    ),
    Kpi(
        "vat_compensation_sek",
        _SEK,
        "momskompensation",
        "compensation for value-added tax",
        remuneration.vat_compensation_sek,
    ),
    Kpi(
        "rut_saleable_h",
        "h/day",
        "tid utan uppgift som kan säljas som RUT-tjänster",
        "time without a task that can be sold as household services",
        slack.rut_saleable_h,
    ),
    Kpi("rut_sold_h", "h/day", "sålda RUT-tjänster", "household services sold", slack.rut_sold_h),
    Kpi(
        "rut_given_up",
        "services/day",
        "RUT-tjänster som fick ge vika för omvårdnad",
        "household services that gave way to care",
        slack.rut_given_up,
    ),
    Kpi(
        "rut_distance_km",
        "km/day",
        "vägen till RUT-tjänster, inte i övriga kilometer",
        "distance to household services, in no other distance",
        slack.rut_distance_km,
    ),
    Kpi(
        "rut_co2e_kg",
        "kg CO2e/day",
        "utsläpp från den, inte i övriga utsläpp",
        "emissions of it, in no other emissions",
        slack.rut_co2e_kg,
    ),
    Kpi(
        "rut_driving_sek",
        _SEK,
        "kostnad för den, avdragen från intäkterna från RUT-tjänster",
        "cost of it, taken off the revenue from household services",
        slack.rut_driving_sek,
    ),
    Kpi(
        "rut_revenue_sek",
        _SEK,
        "intäkter från RUT-tjänster, efter resorna dit",
        "revenue from household services, less the driving",
        slack.rut_revenue_sek,
        lowest=-math.inf,
    ),
    Kpi("revenue_sek", _SEK, "intäkter", "revenue", money.revenue_sek),
    Kpi("staff_cost_sek", _SEK, "personalkostnad", "staff cost", staff.staff_cost_sek),
    Kpi(
        "unsocial_cost_sek",
        _SEK,
        "därav för obekväm arbetstid",
        "of which for unsocial hours",
        staff.unsocial_cost_sek,
    ),
    Kpi(
        "staff_cost_municipal_terms_sek",
        _SEK,
        "personalkostnad på kommunens villkor",
        "staff cost on municipal terms",
        staff.on_municipal_terms_sek,
    ),
    Kpi(
        "vehicle_cost_sek",
        _SEK,
        "fordonskostnad",
        "vehicle cost",
        by_type=money.vehicle_cost_sek,
    ),
    Kpi(
        "overhead_cost_sek",
        _SEK,
        "ledning, lokaler och administration",
        "management, premises and administration",
        money.overhead_cost_sek,
    ),
    Kpi(
        "carbon_cost_sek",
        _SEK,
        "kostnad för klimatpåverkan",
        "cost of climate impact",
        by_type=money.carbon_cost_sek,
    ),
    Kpi("cost_sek", _SEK, "kostnad", "cost", money.cost_sek),
    Kpi("result_sek", _SEK, "resultat", "result", money.result_sek, lowest=-math.inf),
    Kpi(
        "margin_sek",
        _SEK,
        "resultat per basområde",
        "result by basic area",
        by_area=margins.margin_by_area,
        lowest=-math.inf,
    ),
    Kpi(
        "carbon_value_sek",
        _SEK,
        "klimatpåverkan i kronor enligt ASEK, inte i kostnaden",
        "climate impact in kronor by ASEK, not in the cost",
        by_type=money.carbon_value_sek,
    ),
    Kpi("posts", "posts", "årsarbetare som behövs", "full-time posts needed", staff.posts),
)
"""Money and staff of organisations, and the result by area."""

PAYER = (
    Kpi(
        "paid_sek",
        _SEK,
        "kommunens ersättning till alla utförare",
        "what the municipality pays to all organisations",
        of_payer=payer.paid_sek,
    ),
    Kpi(
        "procurement_sek",
        _SEK,
        "kommunens upphandling",
        "procurement by the municipality",
        of_payer=payer.procurement_sek,
    ),
    Kpi(
        "follow_up_sek",
        _SEK,
        "kommunens uppföljning av externa utförare",
        "follow-up of external organisations by the municipality",
        of_payer=payer.follow_up_sek,
    ),
    Kpi(
        "stranded_sek",
        _SEK,
        "fasta kostnader som stannar hos kommunen",
        "fixed costs that stay with the municipality",
        of_payer=payer.stranded_sek,
    ),
    Kpi(
        "wind_up_sek",
        _SEK,
        "avveckling av egen regi",
        "closing the own regime",
        of_payer=payer.wind_up_sek,
    ),
    Kpi(
        "last_resort_sek",
        _SEK,
        "kommunens beredskap när ingen annan har plats",
        "readiness of the municipality where nobody else has room",
        of_payer=payer.last_resort_sek,
    ),
    Kpi(
        "payer_cost_sek",
        _SEK,
        "kommunens kostnad som betalare",
        "cost to the municipality as payer",
        of_payer=payer.payer_cost_sek,
    ),
    Kpi(
        "municipality_cost_sek",
        _SEK,
        "kommunens kostnad som betalare minus den egna utförarens resultat, utan andras underskott",
        "cost as payer less the result of the own provider, deficits of others apart",
        of_payer=payer.municipality_cost_sek,
    ),
)
"""The municipality as payer: in no sum of organisations."""
