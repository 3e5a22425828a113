"""Records of days as tidy tables, with names where the stages use indices."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, get_type_hints

import numpy as np

from ruttsim.accounts.books import Columns, columns_of
from ruttsim.accounts.statement import NIGHT_PATROL_NAME, PATROL_NAME, Figure
from ruttsim.coded_rows import CodedRows
from ruttsim.domain.day import (
    CANCELLED_REASONS,
    MISSED_REASONS,
    OUTCOMES,
    AlarmRecord,
    ChargingRecord,
    Day,
    Decision,
    Leg,
    RoundRecord,
    VisitRecord,
)
from ruttsim.domain.demand import KINDS
from ruttsim.domain.energy import WAYS
from ruttsim.domain.household import SALES, HouseholdVisit
from ruttsim.domain.planning import Plan
from ruttsim.domain.roads import MODES
from ruttsim.domain.rounds import UNSERVED_REASONS
from ruttsim.pipeline.plan_table import PlanRow, plan_columns
from ruttsim.pipeline.setting import Setting
from ruttsim.simulate.patrol import VEHICLE_TYPE

if TYPE_CHECKING:
    import pandas as pd

NARROW = {
    "part": np.int8,
    "responder": np.int8,
    "visit_carer": np.int8,
    "team": np.int16,
    "sequence": np.int16,
    "break_before": np.int16,
}
"""Columns of whole numbers that never get large; the others have 32 bits."""

PATROLS = (PATROL_NAME, NIGHT_PATROL_NAME)
"""Names of what PATROL and NIGHT_PATROL, -1 and -2, stand for."""

_Codes = Mapping[str, Sequence[str]]


@dataclass(frozen=True, eq=False)
class DayTables:
    """The records of some days, and the plans that were lived through, by names in its fields.

    Columns as the fields of Leg (the patrol's legs after those of rounds), VisitRecord,
    RoundRecord, AlarmRecord, Decision, ChargingRecord, HouseholdVisit and PlanRow, after a column
    `day`.
    """

    legs: pd.DataFrame
    visits: pd.DataFrame
    rounds: pd.DataFrame
    alarms: pd.DataFrame
    decisions: pd.DataFrame
    charging: pd.DataFrame
    household: pd.DataFrame
    plan: pd.DataFrame


TABLES = tuple(it.name for it in fields(DayTables))
"""Names of the tables, which are those of their files."""


def day_tables(number: int, day: Day, plan: Plan, setting: Setting) -> DayTables:
    """The records of a day as day `number`, with names of organisations, areas, kinds."""
    parameters = setting.parameters
    organisations = [it.name for it in setting.organisations]
    everybody = [*organisations, *PATROLS]
    areas = setting.bundle.areas["basic_area"].tolist()
    premises = setting.bundle.premises["premise"].tolist()
    shifts = [it.name for it in parameters.staffing.shifts]
    vehicle: _Codes = {"vehicle_type": list(parameters.vehicles), "mode": MODES}
    of_legs = {**vehicle, "vehicle_type": [*parameters.vehicles, VEHICLE_TYPE]}
    of_plan = {name: ("", *known) for name, known in {**vehicle, "shift": shifts}.items()}
    whose = {"organisation": everybody}
    of_rounds, of_patrol = columns_of(day.legs, Leg), columns_of(day.patrol, Leg)
    legs = {name: np.concatenate([of_rounds[name], of_patrol[name]]) for name in Leg._fields}
    reasons = ("", *CANCELLED_REASONS, *MISSED_REASONS)
    return DayTables(
        legs=_table(number, Leg, legs, whose, of_legs),
        visits=_table(
            number,
            VisitRecord,
            columns_of(day.visits, VisitRecord),
            {**whose, "basic_area": areas, "kind": list(KINDS)},
            {"outcome": OUTCOMES, "reason": reasons},
        ),
        rounds=_table(
            number,
            RoundRecord,
            columns_of(day.rounds, RoundRecord),
            {**whose, "premise": premises},
            {**vehicle, "shift": shifts},
        ),
        alarms=_table(
            number,
            AlarmRecord,
            columns_of(day.alarms, AlarmRecord),
            {**whose, "basic_area": areas},
            {},
        ),
        decisions=_table(number, Decision, columns_of(day.decisions, Decision), {}, {}),
        charging=_table(
            number,
            ChargingRecord,
            columns_of(day.charging, ChargingRecord),
            {**whose, "premise": premises},
            {"vehicle_type": vehicle["vehicle_type"], "way": WAYS},
        ),
        household=_table(
            number,
            HouseholdVisit,
            columns_of(day.household, HouseholdVisit),
            whose,
            {**vehicle, "outcome": SALES},
        ),
        plan=_table(
            number,
            PlanRow,
            plan_columns(plan),
            {**whose, "premise": premises},
            {**of_plan, "reason": ("", *UNSERVED_REASONS)},
        ),
    )


def figure_rows() -> CodedRows:
    """No key figures yet; rows have the number of the day before the fields of Figure."""
    texts = [name for name in Figure._fields if name != "value"]
    return CodedRows(["day", *Figure._fields], texts=texts, whole=["day"])


def _table(
    number: int, record: type, columns: Columns, coded: _Codes, texts: _Codes
) -> pd.DataFrame:
    """Columns as a table after a column `day`, of the same types on a day without any record.

    Those of `coded` hold indices of the names that they get (below zero: counted from the first
    that is not an organisation's), those of `texts` some of the names that are listed.
    """
    import pandas as pd

    hints = _hints(record)
    found: dict[str, object] = {"day": np.int32(number)}
    for name, given in columns.items():
        values = given if len(given) else given.astype(np.dtype(hints[name]))
        if name in coded:
            first = len(coded[name]) - len(PATROLS)
            codes = np.where(values < 0, first - 1 - values, values)
            found[name] = pd.Categorical.from_codes(codes, dtype=_categories(tuple(coded[name])))
        elif name in texts:
            codes = _codes(name, values, texts[name])
            found[name] = pd.Categorical.from_codes(codes, dtype=_categories(tuple(texts[name])))
        elif name.endswith("_kwh"):
            found[name] = values.astype(np.float64)
        elif values.dtype.kind == "i":
            found[name] = values.astype(NARROW.get(name, np.int32))
        elif values.dtype.kind == "U":
            found[name] = values.astype(object)
        else:
            found[name] = values
    return pd.DataFrame(found, index=pd.RangeIndex(len(next(iter(columns.values())))))


_hints = functools.cache(get_type_hints)


@functools.lru_cache(maxsize=64)
def _categories(names: tuple[str, ...]) -> pd.CategoricalDtype:
    """Names as categories in their order; the same of all days."""
    import pandas as pd

    return pd.CategoricalDtype(pd.Index(names), ordered=False)


def _codes(name: str, values: np.ndarray, known: Sequence[str]) -> np.ndarray:
    """Places of values among those that are known.

    Raises
    ------
    ValueError
        One is not known.
    """
    codes = np.full(len(values), -1, dtype=np.int16)
    for code, text in enumerate(known):
        codes[values == text] = code
    if len(codes) and codes.min() < 0:
        raise ValueError(f"{name}: '{values[codes < 0][0]}' is none of {list(known)}")
    return codes
