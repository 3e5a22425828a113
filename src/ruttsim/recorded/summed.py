"""Ratios, summary.csv and differences.csv held against results.parquet, by code of their own."""

from __future__ import annotations

import csv
import math
import statistics
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from ruttsim.accounts.kpi import DISTRICT, VEHICLE_TYPE
from ruttsim.accounts.kpis import KPIS
from ruttsim.accounts.statement import ALL
from ruttsim.errors import DataError, Fault
from ruttsim.recorded.manifest import AGAIN
from ruttsim.units import HOURS_PER_DAY, MINUTES_PER_HOUR

if TYPE_CHECKING:
    from pathlib import Path

_Key: TypeAlias = tuple[int, str, int, str, str, str]
_Cell: TypeAlias = tuple[str, str, str, str]
"""Split, organisation, key figure and group."""
_CELL = ("split", "organisation", "kpi", "group")
_Values: TypeAlias = Mapping[_Cell, Mapping[int, float]]
"""Value by population."""

DIGITS_TOLERANCE = 6e-6
"""What six significant digits leave open, relatively."""
TINY = 1e-9
ALIKE = 5
"""From so many populations on, differences that are all alike are believed."""
CONFIDENCE = 0.95
PERCENT = 100

RATIOS: Mapping[str, Callable[[Mapping[str, float]], float]] = {
    "travel_min_per_visit": lambda of: of["travel_h"] / of["delivered_visits"] * MINUTES_PER_HOUR,
    "punctuality": lambda of: (of["delivered_visits"] - of["late_visits"]) / of["delivered_visits"],
    "vehicle_use_share": lambda of: of["vehicle_out_h"] / of["vehicle_available_h"],
    "charging_post_share": lambda of: of["charging_h"] / of["charging_posts"] / HOURS_PER_DAY,
    "alarm_in_time_share": lambda of: of["alarms_in_time"] / of["alarms"],
    "night_punctuality": lambda of: (
        (of["night_delivered_visits"] - of["night_late_visits"]) / of["night_delivered_visits"]
    ),
    "first_choice_share": lambda of: (
        (of["first_choices"] - of["queueing_clients"]) / of["first_choices"]
    ),
    "left_municipal_share": lambda of: (
        of["left_municipal_clients"] / of["municipal_clients_before"]
    ),
    "night_carers_per_client": lambda of: of["night_carers_met"] / of["night_clients_every_night"],
    "carers_per_client": lambda of: of["carers_met"] / of["clients_with_daily_visits"],
    "direct_time_share": lambda of: of["care_h"] / of["paid_h"],
    "travel_share": lambda of: of["travel_h"] / of["paid_h"],
    "break_even_sek_per_granted_h": lambda of: (
        (of["cost_sek"] - of["rut_revenue_sek"]) / of["granted_h"]
    ),
    "break_even_direct_time_share": lambda of: (
        of["care_h"] / of["paid_h"] * of["cost_sek"] / of["revenue_sek"]
    ),
}
"""What each ratio is of sums."""
RATIO_GROUPS = {
    "alarm_in_time_share": DISTRICT,
    "punctuality": DISTRICT,
    "travel_min_per_visit": DISTRICT,
    "vehicle_use_share": VEHICLE_TYPE,
}
"""Ratios that are divided for groups too."""


def ratios_again(stated: Mapping[_Key, float]) -> Iterator[tuple[_Key, float]]:
    """Every ratio that the sums of a day give, with its value."""
    sums: dict[tuple[int, str, int, str, str], dict[str, float]] = defaultdict(dict)
    for (population, split, day, organisation, kpi, group), value in stated.items():
        if kpi not in RATIOS:
            sums[population, split, day, organisation, group][kpi] = value
    for (population, split, day, organisation, group), of in sums.items():
        for kpi, value in _ratios(of, group):
            yield (population, split, day, organisation, kpi, group), value


def _ratios(of: Mapping[str, float], group: str) -> Iterator[tuple[str, float]]:
    """The ratios of some sums; none where one is missing, or what it is divided by is zero."""
    for kpi, ratio in RATIOS.items():
        if group == ALL or group.startswith(RATIO_GROUPS.get(kpi, "\n")):
            try:
                yield kpi, ratio(of)
            except (KeyError, ZeroDivisionError):
                continue


def tables_again(
    folder: Path, stated: Mapping[_Key, float], left_out: Collection[str], reference: str
) -> Iterator[tuple[str, str]]:
    """What of summary.csv and differences.csv does not follow from the figures, with where.

    `left_out` are splits that are not compared. Means are of days, then of populations; ratios are
    divided after days are averaged.
    """
    known = {k: it for k, it in stated.items() if k[1] not in left_out and k[4] in KPIS}
    values = _by_population(known)
    file = folder / "summary.csv"
    expected = {cell: _summary(cell, list(own.values())) for cell, own in values.items()}
    yield from _compared(file, expected)
    differing = {}
    for cell, own in values.items():
        base = values.get((reference, *cell[1:]), {})
        if cell[0] != reference and (both := [it for it in own if it in base]):
            numbers = [own[it] for it in both], [base[it] for it in both]
            differing[cell] = _difference(cell, *numbers)
    yield from _compared(folder / "differences.csv", differing)


def _by_population(stated: Mapping[_Key, float]) -> _Values:
    """Sums averaged over days, and the ratios of these."""
    days: dict[tuple[int, str, str, str], dict[str, list[float]]] = defaultdict(dict)
    for (population, split, _, organisation, kpi, group), value in stated.items():
        if kpi not in RATIOS and not math.isnan(value):
            days[population, split, organisation, group].setdefault(kpi, []).append(value)
        elif kpi not in RATIOS:
            days[population, split, organisation, group].setdefault(kpi, [])
    found: dict[_Cell, dict[int, float]] = defaultdict(dict)
    for (population, split, organisation, group), own in days.items():
        means = {kpi: math.fsum(it) / len(it) if it else math.nan for kpi, it in own.items()}
        for kpi, value in (*means.items(), *_ratios(means, group)):
            found[split, organisation, kpi, group][population] = value
    return found


def _summary(cell: _Cell, values: Sequence[float]) -> Mapping[str, float]:
    """Mean and interval of a figure."""
    low, high = _interval(values, KPIS[cell[2]].lowest, KPIS[cell[2]].highest)
    return {"mean": _mean(values), "low": low, "high": high, "n": len(values)}


def _difference(
    cell: _Cell, values: Sequence[float], bases: Sequence[float]
) -> Mapping[str, float]:
    """Mean and interval of a paired difference, in per cent too, and Student's test."""
    from scipy.stats import t as student

    kpi = KPIS[cell[2]]
    apart = [
        0.0 if abs(one - other) <= TINY * max(abs(one), abs(other)) else one - other
        for one, other in zip(values, bases, strict=True)
    ]
    mean, n = _mean(apart), len(apart)
    low, high = _interval(apart)
    span = kpi.highest - kpi.lowest
    found = {"mean": mean, "low": max(low, -span), "high": min(high, span), "n": n}
    is_known = not any(map(math.isnan, apart))
    found["populations_more"] = sum(it > 0 for it in apart) if is_known else math.nan
    found["populations_less"] = sum(it < 0 for it in apart) if is_known else math.nan
    says_something = kpi.lowest >= 0 and kpi.unit != "1" and math.fsum(bases) > 0
    found["percent"] = PERCENT * mean / _mean(bases) if says_something else math.nan
    found["p"] = math.nan
    if n > 1 and is_known:
        error = statistics.stdev(apart) / math.sqrt(n)
        if error > TINY * abs(mean):
            found["p"] = 2 * float(student.sf(abs(mean) / error, n - 1))
        else:
            found["p"] = 0.0 if mean and n >= ALIKE else 1.0
    return found


def _mean(values: Sequence[float]) -> float:
    """The mean of values."""
    return math.fsum(values) / len(values)


def _interval(
    values: Sequence[float], lowest: float = -math.inf, highest: float = math.inf
) -> tuple[float, float]:
    """Student's interval of a mean; within two bounds on the logit scale, within one cut off."""
    from scipy.stats import t as student

    n, mean = len(values), _mean(values)
    if n == 1 or math.isnan(mean):
        return math.nan, math.nan
    spread = statistics.stdev(values) / math.sqrt(n)
    half = float(student.ppf((1 + CONFIDENCE) / 2, n - 1)) * spread
    if math.isfinite(highest - lowest) and lowest < mean < highest:
        odds = (mean - lowest) / (highest - mean)
        step = math.exp(half * (highest - lowest) / ((mean - lowest) * (highest - mean)))
        ends = (odds / step, odds * step) if math.isfinite(step) else (0.0, math.inf)
        shares = [it / (1 + it) if math.isfinite(it) else 1.0 for it in ends]
        low, high = (lowest + (highest - lowest) * it for it in shares)
        return low, high
    return max(mean - half, min(lowest, *values)), min(mean + half, max(highest, *values))


def _compared(
    file: Path, expected: Mapping[_Cell, Mapping[str, float]]
) -> Iterator[tuple[str, str]]:
    """Rows of a table that are others, missing or too many."""
    where, seen = file.name, set()
    needed = dict.fromkeys(it for row in expected.values() for it in row)
    for cell, row in _rows(file, needed):
        name = _named(cell)
        if cell in seen or cell not in expected:
            yield where, f"{name} stands there, and not once in results.parquet"
            continue
        seen.add(cell)
        for column, value in expected[cell].items():
            try:
                found = float(row[column] or "nan")
            except ValueError:
                yield where, f"{column} of {name} is no number: {row[column]!r}"
                continue
            if not _is_close(found, value):
                told = f"{found:.6g} there, and {value:.6g} by results.parquet"
                yield where, f"{column} of {name} is {told}"
    for cell in expected:
        if cell not in seen:
            yield where, f"{_named(cell)} is missing"


def _is_close(found: float, value: float) -> bool:
    """Whether a number of six digits is the one that is expected."""
    if math.isnan(found) or math.isnan(value):
        return math.isnan(found) and math.isnan(value)
    return math.isclose(found, value, rel_tol=DIGITS_TOLERANCE, abs_tol=TINY)


def _rows(file: Path, needed: Collection[str]) -> Iterator[tuple[_Cell, dict[str, str]]]:
    """Rows of a table of figures, by cell."""
    try:
        with file.open(encoding="utf-8", newline="") as text:
            table = csv.DictReader(text)
            rows, columns = list(table), table.fieldnames or ()
    except (OSError, UnicodeDecodeError) as error:
        problem = "It is missing, or cannot be read."
        raise DataError([Fault(str(file), "file", problem, AGAIN)]) from error
    missing = [it for it in (*_CELL, *needed) if it not in columns]
    if missing:
        raise DataError(Fault(str(file), it, "The column is missing.", AGAIN) for it in missing)
    for row in rows:
        if None in row or None in row.values():
            problem = "A row has more or fewer cells than there are columns."
            raise DataError([Fault(str(file), "rows", problem, AGAIN)])
        split, organisation, kpi, group = (row[it] for it in _CELL)
        yield (split, organisation, kpi, group), row


def _named(cell: _Cell) -> str:
    """A figure in a sentence."""
    split, organisation, kpi, group = cell
    return f"{kpi} of {organisation} ({group}) in {split}"
