"""Staff and vehicles that follow the clients with a lag, from one step to the next: steps.csv.

Rounds are planned with as much as they need. An organisation that has lost volume since the step
before needs less, and what it needs no more ends in a straight line over a lag: the mean over the
years of the step is what it has too much.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ruttsim.accounts.kpi import VEHICLE_TYPE
from ruttsim.accounts.payer import mean_left
from ruttsim.accounts.statement import ALL, TOTAL
from ruttsim.costs import vehicle_day_sek
from ruttsim.pipeline.terms import organisations
from ruttsim.statistics import Estimate, estimate

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from ruttsim.parameters import Parameters
    from ruttsim.study.model import Study
    from ruttsim.study.split_model import SplitSection

STEP_COLUMNS = ["split", "before", "organisation", "kpi", "unit", *Estimate._fields]
HOURS, VEHICLES, COST = "surplus_paid_h", "surplus_vehicles", "surplus_cost_sek"
UNITS = {HOURS: "h/day", VEHICLES: "vehicles", COST: "SEK/day"}

FOLLOWING = ("paid_h", "staff_cost_sek", "vehicles")
"""The key figures that it is reckoned from."""

_Values = dict[tuple[str, str], float]
"""Values of one organisation on one population, by key figure and group."""
_NOTHING: _Values = {}


def surplus(
    populations: pd.DataFrame,
    study: Study,
    split: SplitSection,
    parameters: Mapping[str, Parameters],
) -> pd.DataFrame:
    """What each organisation has too much in a split, and all together; over populations.

    `populations` is what `by_population` gives, of the split and the step before, `parameters` are
    by split. An organisation that takes no part any more has all that it had. Columns STEP_COLUMNS.
    """
    import pandas as pd

    before = str(split.after)
    sections = {it.name: it for it in study.splits}
    known = set(sections[before].organisations) | set(split.organisations)
    names = [it.name for it in study.organisations if it.name in known]
    factor = {
        it.name: it.terms.purchase_price_factor for it in organisations(study, parameters[before])
    }
    found: dict[tuple[str, str], list[float]] = {}
    for values in _values(populations).values():
        total = dict.fromkeys(UNITS, 0.0)
        for name in names:
            had, has = (values.get((it, name), _NOTHING) for it in (before, split.name))
            own = _of_organisation(had, has, split, parameters, factor[name])
            for kpi, value in own.items():
                found.setdefault((name, kpi), []).append(value)
                total[kpi] += value
        for kpi, value in total.items():
            found.setdefault((TOTAL, kpi), []).append(value)
    rows = [
        (split.name, before, name, kpi, UNITS[kpi], *estimate(values, lowest=0.0))
        for (name, kpi), values in found.items()
    ]
    return pd.DataFrame(rows, columns=STEP_COLUMNS)


def _of_organisation(
    had: _Values,
    has: _Values,
    split: SplitSection,
    parameters: Mapping[str, Parameters],
    purchase_factor: float,
) -> dict[str, float]:
    """Surplus of one organisation: at the cost of an hour, and of vehicles, of the step before."""
    earlier, steps = parameters[str(split.after)], parameters[split.name].split.steps
    hours_left = mean_left(steps.staff_lag_years, split.change.years)
    vehicles_left = mean_left(steps.vehicle_lag_years, split.change.years)
    paid_h = had.get(("paid_h", ALL), 0.0)
    surplus_h = hours_left * max(paid_h - has.get(("paid_h", ALL), 0.0), 0.0)
    hour_sek = had[("staff_cost_sek", ALL)] / paid_h if paid_h else 0.0
    surplus_vehicles = {}
    for name in earlier.vehicles:
        key = ("vehicles", f"{VEHICLE_TYPE}{name}")
        surplus_vehicles[name] = vehicles_left * max(had.get(key, 0.0) - has.get(key, 0.0), 0.0)
    vehicles_sek = math.fsum(
        number * vehicle_day_sek(earlier.vehicles[name], earlier.economy) * purchase_factor
        for name, number in surplus_vehicles.items()
    )
    return {
        HOURS: surplus_h,
        VEHICLES: math.fsum(surplus_vehicles.values()),
        COST: surplus_h * hour_sek + vehicles_sek,
    }


def _values(populations: pd.DataFrame) -> dict[int, dict[tuple[str, str], _Values]]:
    """Values by population, then by split and organisation."""
    names = ("population", "split", "organisation", "kpi", "group", "value")
    found: dict[int, dict[tuple[str, str], _Values]] = {}
    for population, split, organisation, kpi, group, value in zip(
        *(populations[name].tolist() for name in names), strict=True
    ):
        of_population = found.setdefault(population, {})
        of_population.setdefault((split, organisation), {})[kpi, group] = value
    return found
