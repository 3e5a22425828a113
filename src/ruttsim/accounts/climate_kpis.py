"""Key figures of energy, climate and particles, by vehicle type."""

from __future__ import annotations

from ruttsim.accounts import energy
from ruttsim.accounts.kpi import Kpi

_KG = "kg CO2e/day"

CLIMATE = (
    Kpi("energy_kwh", "kWh/day", "energi", "energy", by_type=energy.energy_kwh),
    Kpi(
        "co2e_kg",
        _KG,
        "klimatpåverkan, drivmedel och el",
        "climate impact, fuel and electricity",
        by_type=energy.co2e_kg,
    ),
    Kpi(
        "co2e_cold_start_kg",
        _KG,
        "därav kallstarter",
        "of which cold starts",
        by_type=energy.co2e_cold_start_kg,
    ),
    Kpi(
        "co2e_tailpipe_kg",
        _KG,
        "därav ur avgasröret",
        "of which from the tailpipe",
        by_type=energy.co2e_tailpipe_kg,
    ),
    Kpi(
        "co2e_manufacture_kg",
        _KG,
        "klimatpåverkan, tillverkning av fordon",
        "climate impact, manufacture of vehicles",
        by_type=energy.co2e_manufacture_kg,
    ),
    Kpi(
        "particles_g",
        "g/day",
        "partiklar (PM10) från däck, bromsar och vägbana",
        "particles (PM10) of tyres, brakes and road",
        by_type=energy.particles_g,
    ),
    Kpi("tyre_wear_g", "g/day", "däckslitage", "tyre wear", by_type=energy.tyre_wear_g),
)
"""Climate and particles of organisations; the patrol's are apart."""
