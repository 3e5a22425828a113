"""Tidy tables of key figures: day by day, over populations, and paired differences."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from ruttsim.accounts.kpi import DISTRICT, VEHICLE_TYPE
from ruttsim.accounts.kpis import KPIS
from ruttsim.accounts.statement import ALL, TOTAL, ratios
from ruttsim.coded_rows import CodedRows, together
from ruttsim.statistics.intervals import Estimate, estimate, moments, ratio
from ruttsim.statistics.sequential import Precision, precision
from ruttsim.statistics.spread import spread
from ruttsim.statistics.verdicts import from_lowest, holm, outcome, p_equivalence, p_value

if TYPE_CHECKING:
    import pandas as pd

    from ruttsim.study.certainty import InterestSection

    Key = tuple[str, str, str, str, str]

CELL = ["split", "organisation", "kpi", "group", "unit"]
RESULT_COLUMNS = ["population", "day", *CELL, "value"]
SUMMARY_COLUMNS = [*CELL, *Estimate._fields]
JUDGED = ["p_holm", "p_equivalent_holm", "outcome"]
DIFFERENCE_COLUMNS = [
    *SUMMARY_COLUMNS,
    "reference",
    *("percent", "percent_low", "percent_high"),
    *("populations_more", "populations_less", "p", "p_equivalent"),
    *JUDGED,
]
SPREAD_COLUMNS = [
    *(*CELL, "reference", "population_sd", "day_sd", "search_sd"),
    *("day_share", "populations", "days", "searches"),
]
LOWEST_COLUMNS = ["split", "kpi", "unit", "mean", "low", "high", "may_be_lowest", "n"]
PRECISION_COLUMNS = [
    *("split", "kpi", "unit", "half_width", "wanted", "n", "likely_n", "is_reached")
]

SHARE = "1"
PERCENT = 100.0
ROUNDING = 1e-9
"""A difference of two figures below this part of them is the rounding of their sums."""


OF_ALL_DAYS = [it.name for it in KPIS.values() if it.is_pooled or it.is_of_fortnight]
"""Figures of all days of a population together, which stand beside each of them."""


def with_ratios(figures: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Sums and, after them, the ratios of each key's sums of group all, district or vehicle type.

    `figures` has the columns of `keys` and organisation, kpi, group, unit, value; texts that are
    categories stay so.
    """
    import pandas as pd

    own = [*keys, "organisation", "group"]
    group = figures["group"]
    is_divisible = (group == ALL) | group.str.startswith((DISTRICT, VEHICLE_TYPE))
    divisible = np.flatnonzero(is_divisible)
    texts = {*CELL} & {*figures.columns}
    quotients = CodedRows([*own, "kpi", "unit", "value"], texts, whole={*keys} - texts)
    number = np.zeros(len(divisible), dtype=np.int64)
    for name in own:
        codes, found = pd.factorize(figures[name].iloc[divisible])
        number = number * len(found) + codes
    number, numbers = pd.factorize(number)
    count = np.bincount(number, minlength=len(numbers))
    end = np.cumsum(count)
    start = end - count
    divisible = divisible[np.argsort(number, kind="stable")]
    # One text for all rows that have it, which a column does not give.
    codes, found = pd.factorize(figures["kpi"])
    names, values = np.array(list(found), dtype=object)[codes], figures["value"].to_numpy()
    keys_of = figures[own].iloc[divisible[start]].itertuples(index=False, name=None)
    for key, first, last in zip(keys_of, start.tolist(), end.tolist(), strict=True):
        rows = divisible[first:last]
        totals = dict(zip(names[rows].tolist(), values[rows].tolist(), strict=True))
        divided = ratios(totals, key[-1])
        quotients.add((*key, name, KPIS[name].unit, value) for name, value in divided.items())
    return together(figures, quotients.table())


def by_population(results: pd.DataFrame) -> pd.DataFrame:
    """One value a population: sums averaged over days, ratios divided after that.

    Ratios of days among the `results` are left out.
    """
    is_sum = ~results["kpi"].isin([name for name, kpi in KPIS.items() if kpi.ratio is not None])
    means = (
        results[is_sum]
        .groupby(["population", *CELL], sort=False, observed=True)["value"]
        .mean()
        .reset_index()
    )
    return with_ratios(means, ["population", "split"])


def summary(populations: pd.DataFrame) -> pd.DataFrame:
    """Means over populations with their intervals; columns SUMMARY_COLUMNS.

    `populations` is what `by_population` gives.
    """
    import pandas as pd

    rows = [
        (*key, *estimate(values, *bounds_of(key[2])))
        for key, values in _by_cell(populations, "value").items()
    ]
    return pd.DataFrame(rows, columns=SUMMARY_COLUMNS)


def differences(
    populations: pd.DataFrame, reference: str, interest: InterestSection
) -> pd.DataFrame:
    """Differences from the reference split, paired by population; columns of `judged` but its last.

    A figure that the reference does not have, of an organisation that takes no part in it, has
    no difference. Differences of interest are of all organisations together. P-values are those of
    each difference by itself.
    """
    import pandas as pd

    pairs = _paired(populations, reference, ["population"])
    bases = _by_cell(pairs, "value_reference")
    rows = []
    for key, values in _by_cell(pairs, "value").items():
        found = estimate(values)
        least, most = bounds_of(key[2])
        low, high = max(found.low, least - most), min(found.high, most - least)
        margins = _margins(bases[key], interest, key)
        rows.append(
            (
                *(*key, found.mean, low, high, found.n, reference),
                *_percent(key, values, bases[key]),
                *directions(values),
                p_value(values),
                p_equivalence(values, margins) if margins else math.nan,
            )
        )
    return pd.DataFrame(rows, columns=DIFFERENCE_COLUMNS[: -len(JUDGED)])


def judged(table: pd.DataFrame) -> pd.DataFrame:
    """Differences of all splits with adjusted p-values and outcomes; columns DIFFERENCE_COLUMNS.

    `table` is what `differences` gives of all splits together or one after the other: p-values are
    adjusted over the splits that have the same figure.
    """
    names = [name for name in CELL if name != "split"]
    families = table.groupby(names, sort=False, observed=True).indices.values()
    found = table.copy()
    for name, adjusted in (("p", "p_holm"), ("p_equivalent", "p_equivalent_holm")):
        p_values = table[name].to_numpy(dtype=float)
        of_all = np.full(len(table), math.nan)
        for family in families:
            of_all[family] = holm(p_values[family].tolist())
        found[adjusted] = of_all
    columns = ("mean", "populations_more", "populations_less", *JUDGED[:-1])
    rows = zip(*(found[name].tolist() for name in columns), strict=True)
    found["outcome"] = [
        outcome(mean, more + less == 0, p, p_equivalent)
        for mean, more, less, p, p_equivalent in rows
    ]
    return found


def _percent(key: Key, values: list[float], bases: list[float]) -> tuple[float, float, float]:
    """Difference in per cent of the reference, where that says anything, with its interval."""
    kpi = KPIS[key[2]]
    if kpi.lowest < 0 or kpi.unit == SHARE or not math.fsum(bases) > 0:
        return (math.nan, math.nan, math.nan)
    found = ratio(values, bases)
    return (PERCENT * found.mean, PERCENT * found.low, PERCENT * found.high)


def directions(values: list[float]) -> tuple[float, float]:
    """In how many populations a difference is above and below zero; NaN where there is none."""
    if any(map(math.isnan, values)):
        return (math.nan, math.nan)
    return (float(sum(it > 0 for it in values)), float(sum(it < 0 for it in values)))


def _margins(bases: list[float], interest: InterestSection, key: Key) -> list[float]:
    """The smallest difference of interest in each population; empty where none is stated."""
    _, organisation, kpi, group, _ = key
    if organisation == TOTAL and group == ALL:
        if kpi in interest.value:
            return [interest.value[kpi]] * len(bases)
        if kpi in interest.percent:
            return [interest.percent[kpi] / PERCENT * abs(it) for it in bases]
    return []


def precisions(
    populations: pd.DataFrame, reference: str, wanted: InterestSection
) -> dict[tuple[str, str], Precision]:
    """How far each split's difference is from being known well enough, by split and key figure.

    `wanted` are half-widths of intervals, in per cent of the reference's mean or in the figure's
    unit, of all organisations together; `statistics.sequential.next_stage` says how many
    populations to have next.
    """
    pairs = _paired(populations, reference, ["population"])
    bases = _by_cell(pairs, "value_reference")
    return {
        (key[0], key[2]): precision(values, math.fsum(margins) / len(margins))
        for key, values in _by_cell(pairs, "value").items()
        if (margins := _margins(bases[key], wanted, key))
    }


def precision_table(found: Mapping[tuple[str, str], Precision]) -> pd.DataFrame:
    """What `precisions` gives as a table; columns PRECISION_COLUMNS."""
    import pandas as pd

    rows = [
        (*key, KPIS[key[1]].unit, it.half_width, it.target, it.n, it.likely_n, it.is_reached)
        for key, it in found.items()
    ]
    return pd.DataFrame(rows, columns=PRECISION_COLUMNS)


def spreads(
    results: pd.DataFrame,
    reference: str,
    disturbed_days: int,
    counts: tuple[int, int] | None = None,
) -> pd.DataFrame:
    """Where the spread of each difference comes from; columns SPREAD_COLUMNS.

    `results` are figures day by day, ratios among them; planned days are lived through
    `disturbed_days` times one after the other. `counts` are how many populations and days there
    are, numbered from 0: as many as `results` have, if left out. Of figures of all days of a
    population together, days have no spread of their own.
    """
    import pandas as pd

    pairs = _paired(results, reference, ["population", "day"])
    is_pooled = pairs["kpi"].isin(OF_ALL_DAYS)
    parts = []
    for part in (pairs[~is_pooled], pairs[is_pooled & (pairs["day"] == pairs["day"].min())]):
        if part.empty:
            continue
        cells = part.groupby(CELL, sort=False, observed=True)
        place = cells.ngroup().to_numpy()
        if counts is None:
            when = (pd.factorize(part[name], sort=True)[0] for name in ("population", "day"))
            population, day = when
            shape = (place.max() + 1, population.max() + 1, day.max() + 1)
        else:
            population, day = part["population"].to_numpy(), part["day"].to_numpy()
            is_late = part["kpi"].iloc[0] in OF_ALL_DAYS
            shape = (place.max() + 1, counts[0], 1 if is_late else counts[1])
        values = np.full(shape, np.nan)
        values[place, population, day] = part["value"].to_numpy()
        found = spread(values, np.arange(shape[2]) // disturbed_days)
        table = part.drop_duplicates(CELL)[CELL].assign(reference=reference)
        days = 1 if part["kpi"].isin(pairs.loc[is_pooled, "kpi"]).all() else shape[2]
        of_days = found.day**2 / days
        both = found.population**2 + of_days
        table["population_sd"], table["day_sd"] = found.population, found.day
        table["day_share"] = np.divide(
            of_days, both, out=np.full(len(both), np.nan), where=both > 0
        )
        table["search_sd"] = np.nan
        table["populations"], table["days"], table["searches"] = shape[1], days, 1
        parts.append(table)
    if not parts:
        return pd.DataFrame(columns=SPREAD_COLUMNS)
    whole: pd.DataFrame = pd.concat(parts, ignore_index=True)[SPREAD_COLUMNS]
    return whole


def with_search(table: pd.DataFrame, searches: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """What `spreads` gives, with the standard deviation of each difference between searches.

    `searches` are the figures day by day of one population planned from other seeds, the same days
    in each; nothing where the plans were searched once.
    """
    import pandas as pd

    if not searches or table.empty:
        return table
    means = [by_population(it).assign(population=place) for place, it in enumerate(searches)]
    reference = str(table["reference"].iloc[0])
    pairs = _paired(pd.concat(means, ignore_index=True), reference, ["population"])
    deviations = {
        key: moments(values).error * math.sqrt(len(values))
        for key, values in _by_cell(pairs, "value").items()
    }
    keys = zip(*(table[name] for name in CELL), strict=True)
    found = [deviations.get(key, math.nan) for key in keys]
    return table.assign(search_sd=found, searches=len(searches))


def lowest(populations: pd.DataFrame) -> pd.DataFrame:
    """How far each split is above the lowest of the others; columns LOWEST_COLUMNS.

    All organisations together; the intervals of a figure hold at once. Nothing where there are not
    two splits and two populations to compare.
    """
    import pandas as pd

    is_whole = (populations["organisation"] == TOTAL) & (populations["group"] == ALL)
    rows = []
    for (kpi, unit), part in populations[is_whole].groupby(
        ["kpi", "unit"], sort=False, observed=True
    ):
        split, names = pd.factorize(part["split"].astype(object))
        population, numbers = pd.factorize(part["population"])
        table = np.full((len(names), len(numbers)), np.nan)
        table[split, population] = part["value"].to_numpy()
        table = table[:, ~np.isnan(table).all(axis=0)]
        is_whole_row = ~np.isnan(table).any(axis=1)
        table = table[is_whole_row]
        if min(table.shape) < 2:
            continue
        found = from_lowest(table.tolist())
        rows += [
            (split, kpi, unit, *it, it.low < 0 or it.high == 0, table.shape[1])
            for split, it in zip(names[is_whole_row], found, strict=True)
        ]
    return pd.DataFrame(rows, columns=LOWEST_COLUMNS)


def bounds_of(kpi: str) -> tuple[float, float]:
    """What a key figure cannot go below and above."""
    return KPIS[kpi].lowest, KPIS[kpi].highest


def _paired(values: pd.DataFrame, reference: str, when: list[str]) -> pd.DataFrame:
    """Values of the other splits less the reference's, which stands beside them.

    Differences that are the rounding of a sum are zero.
    """
    pair = [*when, "organisation", "kpi", "group", "unit"]
    is_reference = values["split"] == reference
    base = values.loc[is_reference, [*pair, "value"]]
    other = values[~is_reference].merge(base, on=pair, suffixes=("", "_reference"))
    own, bases = other["value"].to_numpy(), other["value_reference"].to_numpy()
    size = np.maximum(np.abs(own), np.abs(bases))
    return other.assign(value=without_rounding(own - bases, size))


def without_rounding(differences: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Differences of figures of some size; those that are the rounding of sums are zero."""
    return np.where(np.abs(differences) <= ROUNDING * size, 0.0, differences)


def _by_cell(table: pd.DataFrame, column: str) -> dict[Key, list[float]]:
    """Values of each cell, in the order in which cells first appear."""
    number = table.groupby(CELL, sort=False, observed=True).ngroup().to_numpy()
    _, first, counts = np.unique(number, return_index=True, return_counts=True)
    names = table[CELL].iloc[first].astype(object)
    values = table[column].to_numpy()[np.argsort(number, kind="stable")].tolist()
    ends = np.cumsum(counts).tolist()
    return {
        key: values[end - count : end]
        for key, end, count in zip(
            names.itertuples(index=False, name=None), ends, counts.tolist(), strict=True
        )
    }
