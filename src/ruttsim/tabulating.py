"""Summary, differences and their parts, of tasks on disk: some figures of two splits at a time.

So memory does not grow with populations: with more of them there are fewer figures in a block.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from ruttsim.accounts.statement import ALL, TOTAL
from ruttsim.decompositions import DECOMPOSED, DECOMPOSITION_COLUMNS, decomposition
from ruttsim.journal.record import Cell, Record
from ruttsim.lags import FOLLOWING, STEP_COLUMNS, surplus
from ruttsim.privacy import without_small_cells
from ruttsim.sorted_figures import POSITION, RATIOS, SortedFigures, sorted_figures
from ruttsim.summaries import (
    CELL,
    OF_ALL_DAYS,
    differences,
    judged,
    lowest,
    spreads,
    summary,
)

if TYPE_CHECKING:
    import pandas as pd

    from ruttsim.parameters import Parameters
    from ruttsim.study.model import Study

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
_LOWEST_PLACE = ["split_number", "is_ratio", "population", POSITION]


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
    with sorted_figures(record) as figures:
        places = [place for place, name in enumerate(record.splits) if name not in left_out]
        found: dict[str, list[pd.DataFrame]] = defaultdict(list)
        for block in figures.blocks:
            for name, tables in _of_block(figures, block, record, places, study).items():
                found[name] += tables
        return Tables(
            _ordered(found["summary"]),
            judged(_ordered(found["differences"])),
            _ordered(found["spread"]),
            _ordered(found["lowest"], _LOWEST_PLACE),
            _parts(figures, record, places, parameters),
            _steps(figures, record, places, study, parameters),
        )


def _of_block(
    figures: SortedFigures, block: int, record: Record, places: Sequence[int], study: Study
) -> dict[str, list[pd.DataFrame]]:
    """Tables of some cells by name, each with what orders it."""
    import pandas as pd

    reference, days = record.splits[0], study.time.disturbed_days
    counts = (1 + max(it.population for it in record.tasks), figures.days_of_each)
    found: dict[str, list[pd.DataFrame]] = defaultdict(list)
    totals: list[pd.DataFrame] = []
    base, base_days = figures.populations(0, block), figures.days(0, block)
    for place in places:
        own = figures.populations(place, block) if place else base
        found["summary"].append(_placed(summary(own), own, place))
        is_total = (own["organisation"] == TOTAL) & (own["group"] == ALL)
        texts = own[is_total].astype(dict.fromkeys(CELL, object))
        totals.append(texts.assign(split_number=place))
        if place:
            both = own.merge(base[PAIR], on=PAIR)
            table = pd.concat([base, own], ignore_index=True)
            results = pd.concat([base_days, figures.days(place, block)], ignore_index=True)
            source = spreads(results, reference, days, counts)
        elif len(places) == 1:
            both, table = own, own
            source = spreads(own.assign(day=0), reference, 1)
        else:
            continue
        other = differences(table, reference, study.interest)
        found["differences"].append(_placed(other, both, place))
        found["spread"].append(_placed(source, both, place, are_days=place > 0))
    whole = pd.concat(totals, ignore_index=True)
    found["lowest"].append(_as_they_come(lowest(whole), whole))
    return found


def _parts(
    figures: SortedFigures,
    record: Record,
    places: Sequence[int],
    parameters: Mapping[str, Parameters],
) -> pd.DataFrame:
    """What differences consist of, of all organisations together."""
    import pandas as pd

    reference = record.splits[0]
    parts = [
        decomposition(figures.populations_of([0, place], DECOMPOSED, TOTAL), reference, parameters)
        for place in places
        if place
    ]
    columns = pd.DataFrame(columns=DECOMPOSITION_COLUMNS)
    return pd.concat(parts, ignore_index=True) if parts else columns


def _steps(
    figures: SortedFigures,
    record: Record,
    places: Sequence[int],
    study: Study,
    parameters: Mapping[str, Parameters],
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
            both = figures.populations_of([before, place], FOLLOWING)
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
