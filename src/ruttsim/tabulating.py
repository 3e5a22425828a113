"""Summary, differences and their parts, of tasks on disk: one split at a time is held."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from ruttsim.accounts.kpis import KPIS
from ruttsim.accounts.statement import ALL, TOTAL
from ruttsim.decompositions import DECOMPOSITION_COLUMNS, decomposition
from ruttsim.journal.frames import table_bytes, table_of
from ruttsim.journal.record import Cell, Record
from ruttsim.lags import STEP_COLUMNS, surplus
from ruttsim.privacy import without_small_cells
from ruttsim.summaries import (
    CELL,
    by_population,
    differences,
    judged,
    lowest,
    spreads,
    summary,
)

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from ruttsim.parameters import Parameters
    from ruttsim.pipeline.task import Task
    from ruttsim.study.model import Study

RATIOS = [name for name, kpi in KPIS.items() if kpi.ratio is not None]
PAIR = ["population", *(name for name in CELL if name != "split")]
"""What a figure of a split and one of the reference have in common."""


class Tables(NamedTuple):
    """The tables of a comparison: see comparison.Result."""

    summary: pd.DataFrame
    differences: pd.DataFrame
    spread: pd.DataFrame
    lowest: pd.DataFrame
    decomposition: pd.DataFrame
    steps: pd.DataFrame


_PLACE = ["is_ratio", "first_population", "split_number"]


def hidden_cells(record: Record) -> Record:
    """The record with those cells of real clients hidden that are too small; in all populations.

    What is hidden in one population of a split is so in all of them, day by day: so cells tell it.
    """
    hidden: dict[str, frozenset[Cell]] = {}
    for place, name in enumerate(record.splits):
        figures = record.results([task for task in record.tasks if task.split == place])
        is_hidden = without_small_cells(figures)["value"].isna() & figures["value"].notna()
        cells = figures.loc[is_hidden, ["organisation", "kpi", "group"]].drop_duplicates()
        hidden[name] = frozenset(cells.itertuples(index=False, name=None))
    return replace(record, hidden=hidden)


def tabulated(
    record: Record, left_out: Collection[str], study: Study, parameters: Mapping[str, Parameters]
) -> Tables:
    """The tables of all splits but those left out, against the first; parameters by split.

    The rows are those that the tables of all populations together would give, in that order.
    """
    import pandas as pd

    reference = record.splits[0]
    summaries: list[pd.DataFrame] = []
    others: list[pd.DataFrame] = []
    sources: list[pd.DataFrame] = []
    totals: list[pd.DataFrame] = []
    parts: list[pd.DataFrame] = []
    steps: list[pd.DataFrame] = [pd.DataFrame(columns=STEP_COLUMNS)]
    for place, name in enumerate(record.splits):
        if name in left_out:
            continue
        table = populations_of(record, sorted({0, place}))
        own = table[table["split"] == name]
        summaries.append(_placed(summary(own), own, place))
        is_total = (own["organisation"] == TOTAL) & (own["group"] == ALL)
        totals.append(own[is_total].astype(dict.fromkeys(CELL, object)))
        if place:
            base = table.loc[table["split"] == reference, PAIR]
            both = own.merge(base, on=PAIR)
            others.append(_placed(differences(table, reference, study.interest), both, place))
            days = record.results([task for task in record.tasks if task.split in {0, place}])
            found = spreads(days, reference, study.time.disturbed_days)
            sources.append(_placed(found, both, place))
            parts.append(decomposition(table, reference, parameters))
        split = study.splits[place]
        if split.after is not None and split.after not in left_out:
            both = populations_of(record, {place, record.splits.index(split.after)})
            steps.append(surplus(both, study, split, parameters))
    if not others:
        others = [_placed(differences(own, reference, study.interest), own, 0)]
        sources = [_placed(spreads(own.assign(day=0), reference, 1), own, 0)]
    whole = (
        pd.concat(parts, ignore_index=True)
        if parts
        else pd.DataFrame(columns=DECOMPOSITION_COLUMNS)
    )
    return Tables(
        _ordered(summaries),
        judged(_ordered(others)),
        _ordered(sources),
        lowest(pd.concat(totals, ignore_index=True)),
        whole,
        pd.concat(steps[1:] or steps, ignore_index=True),
    )


def _ordered(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Tables of splits as one, in the order of all populations together."""
    import pandas as pd

    whole = pd.concat(parts, ignore_index=True)
    ordered: pd.DataFrame = whole.sort_values(_PLACE, kind="stable", ignore_index=True)
    return ordered.drop(columns=_PLACE)


def populations_of(record: Record, splits: Collection[int]) -> pd.DataFrame:
    """The figures of all populations of some splits: sums, then ratios; texts as categories."""
    import pyarrow as pa
    import pyarrow.compute as pc

    tasks = [task for task in record.tasks if task.split in splits]
    means = pa.concat_tables([_means(record, task) for task in tasks]).unify_dictionaries()
    kpis = means["kpi"].cast(pa.string())
    is_ratio = pc.is_in(kpis, value_set=pa.array(RATIOS, pa.string()))
    whole = pa.concat_tables([means.filter(pc.invert(is_ratio)), means.filter(is_ratio)])
    table: pd.DataFrame = whole.to_pandas()
    return table


def _means(record: Record, task: Task) -> pa.Table:
    """The figures of a task's population, without those that are hidden."""
    hidden = record.hidden.get(record.splits[task.split])
    if not hidden:
        return record.means(task)
    figures = record.results([task])
    return table_of(table_bytes(by_population(figures)))


def _placed(estimates: pd.DataFrame, populations: pd.DataFrame, place: int) -> pd.DataFrame:
    """Estimates of a split with what orders them: sort of figure, first population, split."""
    first = populations.drop_duplicates(CELL)[[*CELL, "population"]]
    first = first.astype(dict.fromkeys(CELL, object))
    texts = estimates.astype(dict.fromkeys(CELL, object))
    found = texts.merge(first, on=CELL, how="left")["population"]
    return estimates.assign(
        is_ratio=estimates["kpi"].isin(RATIOS).to_numpy(),
        first_population=found.to_numpy(),
        split_number=place,
    )
