"""Differences between splits as parts, over populations: the table decomposition.csv."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ruttsim.accounts.decomposition import (
    Hours,
    OfType,
    driving_parts,
    manufacture_parts,
    staff_parts,
)
from ruttsim.accounts.kpi import VEHICLE_TYPE
from ruttsim.accounts.kpis import KPIS
from ruttsim.accounts.staff import hour_sek
from ruttsim.accounts.statement import ALL, TOTAL
from ruttsim.costs import vehicle_day_manufacture_kg
from ruttsim.statistics import Estimate, estimate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from ruttsim.parameters import Parameters

CLIMATE, MANUFACTURE, COST = "co2e_kg", "co2e_manufacture_kg", "cost_sek"
DECOMPOSITION_COLUMNS = ["split", "reference", "kpi", "part", "unit", *Estimate._fields]

_OTHER_COSTS = {
    "vehicles": "vehicle_cost_sek",
    "overhead": "overhead_cost_sek",
    "carbon": "carbon_cost_sek",
}
"""Costs beside those of staff, which are parts as they are."""

DECOMPOSED = (
    *("distance_km", "vehicles", CLIMATE, MANUFACTURE, *_OTHER_COSTS.values()),
    *("travel_h", "paid_h", "staff_cost_sek", "staff_cost_municipal_terms_sek"),
)
"""Key figures that parts are reckoned from."""

_Values = dict[tuple[str, str], float]
"""Value of all organisations together, by key figure and group."""


def decomposition(
    populations: pd.DataFrame, reference: str, parameters: Mapping[str, Parameters]
) -> pd.DataFrame:
    """Parts of each split's difference from the reference, paired by population.

    `populations` is what `by_population` gives, `parameters` are by split. The parts of a
    key figure add up to its difference in `differences`. Columns DECOMPOSITION_COLUMNS.
    """
    import pandas as pd

    whole = populations[populations["organisation"] == TOTAL]
    found: dict[tuple[str, str, str], list[float]] = {}
    known: dict[int, dict[str, _Values]] = {}
    columns = (whole[name].tolist() for name in ("population", "split", "kpi", "group", "value"))
    for population, split, kpi, group, value in zip(*columns, strict=True):
        known.setdefault(population, {}).setdefault(split, {})[kpi, group] = value
    for splits in known.values():
        for name, values in splits.items():
            if name != reference:
                numbers = parameters[reference], parameters[name]
                for kpi, part, value in _parts(splits[reference], values, numbers):
                    found.setdefault((name, kpi, part), []).append(value)
    rows = [
        (split, reference, kpi, part, KPIS[kpi].unit, *estimate(values))
        for (split, kpi, part), values in found.items()
    ]
    return pd.DataFrame(rows, columns=DECOMPOSITION_COLUMNS)


def _parts(
    first: _Values, second: _Values, numbers: tuple[Parameters, Parameters]
) -> Iterator[tuple[str, str, float]]:
    """Key figure, part and value of one split against another, on one population."""
    parameters, own = numbers
    parts: dict[str, Mapping[str, float]] = {
        CLIMATE: driving_parts(
            *(_by_type(it, "distance_km", CLIMATE, parameters) for it in (first, second))
        ),
        MANUFACTURE: manufacture_parts(
            *(_by_type(it, "vehicles", MANUFACTURE, parameters) for it in (first, second)),
            is_made_alike=_manufacture_kg(parameters) == _manufacture_kg(own),
        ),
        COST: {
            **staff_parts(_hours(first), _hours(second), (hour_sek(parameters), hour_sek(own))),
            **{
                name: second.get((kpi, ALL), math.nan) - first.get((kpi, ALL), math.nan)
                for name, kpi in _OTHER_COSTS.items()
            },
        },
    }
    for kpi, of_kpi in parts.items():
        yield from ((kpi, part, value) for part, value in of_kpi.items())


def _by_type(
    values: _Values, amount: str, emissions: str, parameters: Parameters
) -> dict[str, OfType]:
    """Amounts and emissions by vehicle type, in the order of the data."""
    found = {}
    for name, vehicle in parameters.vehicles.items():
        group = f"{VEHICLE_TYPE}{name}"
        if (amount, group) in values:
            found[name] = OfType(vehicle.mode, values[amount, group], values[emissions, group])
    return found


def _manufacture_kg(parameters: Parameters) -> list[float]:
    """What a day of each vehicle type has of its manufacture."""
    return [
        vehicle_day_manufacture_kg(it, parameters.economy) for it in parameters.vehicles.values()
    ]


def _hours(values: _Values) -> Hours:
    """Paid hours and their cost."""
    travel_h = values.get(("travel_h", ALL), math.nan)
    return Hours(
        travel_h,
        values.get(("paid_h", ALL), math.nan) - travel_h,
        values.get(("staff_cost_sek", ALL), math.nan),
        values.get(("staff_cost_municipal_terms_sek", ALL), math.nan),
    )
