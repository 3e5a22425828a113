"""Summary, differences and their parts, of tasks on disk: some key figures of a split at a time.

So memory does not grow with populations: with more of them there are fewer key figures in a block,
and the files are read once for each block.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from ruttsim.accounts.kpis import KPIS
from ruttsim.accounts.statement import ALL, TOTAL
from ruttsim.decompositions import DECOMPOSED, DECOMPOSITION_COLUMNS, decomposition
from ruttsim.journal.frames import table_bytes, table_of
from ruttsim.journal.record import Cell, Record, is_one_of
from ruttsim.lags import FOLLOWING, STEP_COLUMNS, surplus
from ruttsim.privacy import without_small_cells
from ruttsim.summaries import (
    CELL,
    OF_ALL_DAYS,
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


_PLACE = ["is_ratio", "first_population", "split_number", "is_late", "position"]
POSITION = "position"
"""The row of a figure among those of its task: what orders tables that are put together."""

_LOWEST_PLACE = ["split_number", "is_ratio", "population", POSITION]

LARGEST_BLOCK = 1_000_000
"""Figures, of populations or days, that are held at a time where there are several key figures."""


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
    found: dict[str, list[pd.DataFrame]] = defaultdict(list)
    places = [place for place, name in enumerate(record.splits) if name not in left_out]
    first_days = record.results(record.tasks[:1])["day"]
    counts = (1 + max(it.population for it in record.tasks), 1 + int(first_days.max()))
    for kpis in _blocks(record):
        totals: list[pd.DataFrame] = []
        for place in places:
            name = record.splits[place]
            table = populations_of(record, sorted({0, place}), kpis)
            own = table[table["split"] == name]
            found["summary"].append(_placed(summary(own.drop(columns=POSITION)), own, place))
            is_total = (own["organisation"] == TOTAL) & (own["group"] == ALL)
            texts = own[is_total].astype(dict.fromkeys(CELL, object))
            totals.append(texts.assign(split_number=place))
            if place:
                base = table.loc[table["split"] == reference, PAIR]
                both = own.merge(base, on=PAIR)
                table = table.drop(columns=POSITION)
                other = differences(table, reference, study.interest)
                found["differences"].append(_placed(other, both, place))
                days = record.results([it for it in record.tasks if it.split in {0, place}], kpis)
                source = spreads(days, reference, study.time.disturbed_days, counts)
                found["spread"].append(_placed(source, both, place, are_days=True))
            elif len(places) == 1:
                table = own.drop(columns=POSITION)
                other = differences(table, reference, study.interest)
                found["differences"].append(_placed(other, own, 0))
                source = spreads(table.assign(day=0), reference, 1)
                found["spread"].append(_placed(source, own, 0))
        whole = pd.concat(totals, ignore_index=True)
        found["lowest"].append(_as_they_come(lowest(whole.drop(columns=POSITION)), whole))
    return Tables(
        _ordered(found["summary"]),
        judged(_ordered(found["differences"])),
        _ordered(found["spread"]),
        _ordered(found["lowest"], _LOWEST_PLACE),
        _parts(record, places, parameters),
        _steps(record, places, study, parameters),
    )


def _blocks(record: Record) -> list[list[str]]:
    """All key figures, in blocks whose values are few enough to hold.

    How many there are is told by the first tasks; a figure that comes later only is in a block too.
    """
    counts = dict.fromkeys(KPIS, 0)
    populations = len(record.tasks) // max(1, len(record.splits))
    for place in range(len(record.splits)):
        task = next(it for it in record.tasks if it.split == place)
        figures = record.results([task])
        for name, count in figures["kpi"].value_counts(sort=False).items():
            counts[str(name)] = max(counts.get(str(name), 0), 2 * populations * int(count))
    blocks: list[list[str]] = []
    held = 0
    for name, count in counts.items():
        if not blocks or held + count > LARGEST_BLOCK:
            blocks.append([])
            held = 0
        blocks[-1].append(name)
        held += count
    return blocks


def _parts(
    record: Record, places: Sequence[int], parameters: Mapping[str, Parameters]
) -> pd.DataFrame:
    """What differences consist of, of all organisations together."""
    import pandas as pd

    reference = record.splits[0]
    parts = [
        decomposition(populations_of(record, {0, place}, DECOMPOSED, TOTAL), reference, parameters)
        for place in places
        if place
    ]
    columns = pd.DataFrame(columns=DECOMPOSITION_COLUMNS)
    return pd.concat(parts, ignore_index=True) if parts else columns


def _steps(
    record: Record, places: Sequence[int], study: Study, parameters: Mapping[str, Parameters]
) -> pd.DataFrame:
    """What is too much in splits that follow another."""
    import pandas as pd

    parts = []
    for place in places:
        split = study.splits[place]
        if split.after is None:
            continue
        before = record.splits.index(split.after)
        if before in places:
            both = populations_of(record, {place, before}, FOLLOWING)
            parts.append(surplus(both, study, split, parameters))
    columns = pd.DataFrame(columns=STEP_COLUMNS)
    return pd.concat(parts, ignore_index=True) if parts else columns


def _ordered(parts: list[pd.DataFrame], by: list[str] = _PLACE) -> pd.DataFrame:
    """Tables of splits as one, in the order of all populations together."""
    import pandas as pd

    if not parts:
        return pd.DataFrame()
    whole = pd.concat([it for it in parts if len(it)] or parts[:1], ignore_index=True)
    ordered: pd.DataFrame = whole.sort_values(by, kind="stable", ignore_index=True)
    return ordered.drop(columns=by)


def populations_of(
    record: Record,
    splits: Collection[int],
    kpis: Collection[str] | None = None,
    organisation: str | None = None,
) -> pd.DataFrame:
    """The figures of all populations of some splits: sums, then ratios; texts as categories.

    Of some key figures or of one organisation where these are named. The column `position` is the
    place of a figure in its task.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    tasks = [task for task in record.tasks if task.split in splits]
    found = []
    for task in tasks:
        table = _means(record, task)
        table = table.append_column(POSITION, pa.array(range(len(table)), pa.int32()))
        if kpis is not None:
            table = table.filter(is_one_of(table, "kpi", kpis))
        if organisation is not None:
            table = table.filter(is_one_of(table, "organisation", [organisation]))
        found.append(table)
    means = pa.concat_tables(found).unify_dictionaries()
    is_ratio = is_one_of(means, "kpi", RATIOS)
    whole = pa.concat_tables([means.filter(pc.invert(is_ratio)), means.filter(is_ratio)])
    populations: pd.DataFrame = whole.to_pandas()
    return populations


def _means(record: Record, task: Task) -> pa.Table:
    """The figures of a task's population, without those that are hidden."""
    hidden = record.hidden.get(record.splits[task.split])
    if not hidden:
        return record.means(task)
    figures = record.results([task])
    return table_of(table_bytes(by_population(figures)))


def _placed(
    estimates: pd.DataFrame, populations: pd.DataFrame, place: int, *, are_days: bool = False
) -> pd.DataFrame:
    """Estimates of a split with what orders them: sort of figure, first population, split, row.

    Of estimates from days those of figures of all days together are the last.
    """
    first = populations.drop_duplicates(CELL)[[*CELL, "population", POSITION]]
    first = first.astype(dict.fromkeys(CELL, object))
    texts = estimates.astype(dict.fromkeys(CELL, object))
    found = texts.merge(first, on=CELL, how="left")
    return estimates.assign(
        is_ratio=estimates["kpi"].isin(RATIOS).to_numpy(),
        first_population=found["population"].to_numpy(),
        split_number=place,
        is_late=estimates["kpi"].isin(OF_ALL_DAYS).to_numpy() & are_days,
        position=found[POSITION].to_numpy(),
    )


def _as_they_come(table: pd.DataFrame, totals: pd.DataFrame) -> pd.DataFrame:
    """What `lowest` gives of some totals, with what orders it."""
    first = totals.assign(is_ratio=totals["kpi"].isin(RATIOS)).drop_duplicates("kpi")
    found = table[["kpi"]].merge(first[["kpi", *_LOWEST_PLACE]], on="kpi", how="left")
    return table.assign(**{name: found[name].to_numpy() for name in _LOWEST_PLACE})
