"""Figures of many tasks sorted on disk by what they are of, so that each file is read once.

A cell is what a figure is of, without its split. Some cells at a time, a block, have the figures of
all populations in one small file a split. Memory follows from the size of a block and of a batch of
tasks, and not from how many tasks there are.
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ruttsim.accounts.kpis import KPIS
from ruttsim.accounts.statement import TOTAL
from ruttsim.domain.arrays import Ints
from ruttsim.journal.folder import half_written
from ruttsim.journal.frames import table_bytes, table_of
from ruttsim.journal.record import RESULTS, Record
from ruttsim.summaries import by_population

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from ruttsim.pipeline.task import Task

RATIOS = [name for name, kpi in KPIS.items() if kpi.ratio is not None]
CELL_OF_SPLIT = ["organisation", "kpi", "group", "unit"]
POSITION, DAY = "position", "day"
"""Of a population's figure its row among those of its task; of a day's figure its day."""

LARGEST_BLOCK = 300_000
"""Figures, of the days of two splits, that are held at a time where there are several cells."""

BATCH_TASKS = 50
"""Tasks whose figures are read before they are sorted."""

_ROW: np.dtype[np.void] = np.dtype(
    [("cell", "<i4"), ("population", "<i4"), ("number", "<i4"), ("value", "<f8")]
)


class SortedFigures:
    """The figures of a record: of populations and of their days, by split and block of cells."""

    def __init__(self, record: Record, folder: Path) -> None:
        self._record, self._folder = record, folder
        self._cells: dict[tuple[str, ...], int] = {}
        populations = len({it.population for it in record.tasks})
        days = record.chunk(record.tasks[0], RESULTS)[0][DAY].to_pylist()
        self.days_of_each = 1 + max(days)
        self._cells_of_block = max(1, LARGEST_BLOCK // (2 * populations * self.days_of_each))
        for place in range(len(record.splits)):
            tasks = [it for it in record.tasks if it.split == place]
            for start in range(0, len(tasks), BATCH_TASKS):
                self._sort(tasks[start : start + BATCH_TASKS], place)
        names = list(zip(*self._cells, strict=True)) or [()] * len(CELL_OF_SPLIT)
        self._texts = {
            name: _coded(texts) for name, texts in zip(CELL_OF_SPLIT, names, strict=True)
        }
        self._is_ratio = np.isin(np.array(names[1], dtype=object), RATIOS)
        hidden = (record.hidden.get(name, frozenset()) for name in record.splits)
        self._is_hidden = [np.array([it[:3] in own for it in self._cells], bool) for own in hidden]

    @property
    def blocks(self) -> range:
        """The numbers of all blocks."""
        return range(-(-len(self._cells) // self._cells_of_block))

    def populations(self, split: int, block: int) -> pd.DataFrame:
        """Figures of all populations of a split: sums, then ratios, each by population.

        The column `position` is the place of a figure in its task; texts are categories, the same
        in all tables.
        """
        return self._frame(self._rows(POSITION, split, block), split, POSITION)

    def days(self, split: int, block: int) -> pd.DataFrame:
        """Figures day by day of all populations of a split, in the same order."""
        rows = self._rows(DAY, split, block)
        rows["value"][self._is_hidden[split][rows["cell"]]] = np.nan
        return self._frame(rows, split, DAY)

    def populations_of(
        self, splits: Sequence[int], kpis: Collection[str], organisation: str | None = None
    ) -> pd.DataFrame:
        """Figures of populations of some key figures, of all organisations or of one."""
        import pandas as pd

        wanted = np.array(
            [it[1] in kpis and organisation in {None, it[0]} for it in self._cells], bool
        )
        blocks = np.unique(np.flatnonzero(wanted) // self._cells_of_block).tolist()
        parts = []
        for split in splits:
            own = [self._rows(POSITION, split, block) for block in blocks]
            rows = np.concatenate([it[wanted[it["cell"]]] for it in own] or [np.empty(0, _ROW)])
            parts.append(self._frame(rows, split, POSITION))
        return pd.concat(parts, ignore_index=True)

    def _sort(self, tasks: Sequence[Task], place: int) -> None:
        """Put the figures of some tasks of a split to those of the same cells."""
        means = [_means(self._record, it) for it in tasks]
        days = [self._record.chunk(it, RESULTS)[0] for it in tasks]
        positions = np.concatenate([np.arange(len(it)) for it in means])
        for number, tables in ((POSITION, means), (DAY, days)):
            table = _together(tables)
            rows = np.empty(len(table), _ROW)
            rows["cell"] = self._cell_numbers(table)
            rows["population"] = table["population"].to_numpy()
            rows["number"] = positions if number == POSITION else table[DAY].to_numpy()
            rows["value"] = table["value"].to_numpy()
            block = rows["cell"] // self._cells_of_block
            order = np.argsort(block, kind="stable")
            found, starts = np.unique(block[order], return_index=True)
            for at, part in zip(found.tolist(), np.split(rows[order], starts[1:]), strict=True):
                with self._path(number, place, at).open("ab") as file:
                    file.write(part.tobytes())

    def _cell_numbers(self, table: pd.DataFrame) -> Ints:
        """The number of each row's cell; cells are numbered as they come."""
        key = np.zeros(len(table), np.int64)
        for name in CELL_OF_SPLIT:
            column = table[name].cat
            key = key * len(column.categories) + column.codes.to_numpy()
        _, first, which = np.unique(key, return_index=True, return_inverse=True)
        texts = [table[name].iloc[first].astype(object).tolist() for name in CELL_OF_SPLIT]
        cells = list(zip(*texts, strict=True))
        for it in np.argsort(first, kind="stable").tolist():
            self._cells.setdefault(cells[it], len(self._cells))
        numbers: Ints = np.array([self._cells[it] for it in cells], np.int64)[which]
        return numbers

    def _rows(self, number: str, split: int, block: int) -> np.ndarray:
        """What was put into a file, or nothing."""
        path = self._path(number, split, block)
        return np.fromfile(path, _ROW) if path.exists() else np.empty(0, _ROW)

    def _path(self, number: str, split: int, block: int) -> Path:
        """The file of a split's block."""
        return self._folder / f"{number}-{split}-{block}"

    def _frame(self, rows: np.ndarray, split: int, number: str) -> pd.DataFrame:
        """Rows as a table, sums first."""
        import pandas as pd

        rows = rows[np.argsort(self._is_ratio[rows["cell"]], kind="stable")]
        splits, of_split = pd.Index(self._record.splits), np.full(len(rows), split)
        texts = {
            name: pd.Categorical.from_codes(codes[rows["cell"]], pd.Index(categories))
            for name, (codes, categories) in self._texts.items()
        }
        return pd.DataFrame(
            {
                "population": rows["population"],
                "split": pd.Categorical.from_codes(of_split, splits),
                **texts,
                "value": rows["value"],
                number: rows["number"],
            }
        )


@contextmanager
def sorted_figures(record: Record) -> Iterator[SortedFigures]:
    """The figures of a record sorted in its folder, until they are left.

    Raises
    ------
    DataError
        A file of a task is damaged or gone.
    OSError
        There is no room.
    """
    folder = record.folder
    with tempfile.TemporaryDirectory(dir=folder, prefix=half_written(folder)) as place:
        yield SortedFigures(record, Path(place))


def totals_of(record: Record, splits: Collection[int], kpis: Collection[str]) -> pd.DataFrame:
    """Figures of populations of all organisations together, of some splits: sums, then ratios."""
    import pandas as pd

    tasks = [it for it in record.tasks if it.split in splits]
    parts = []
    for start in range(0, len(tasks), BATCH_TASKS):
        means = _together([_means(record, it) for it in tasks[start : start + BATCH_TASKS]])
        wanted = means[(means["organisation"] == TOTAL) & means["kpi"].isin(kpis)]
        parts.append(wanted.astype(dict.fromkeys(["split", *CELL_OF_SPLIT], object)))
    whole = pd.concat(parts, ignore_index=True)
    is_ratio = whole["kpi"].isin(RATIOS)
    return pd.concat([whole[~is_ratio], whole[is_ratio]], ignore_index=True)


def _means(record: Record, task: Task) -> pa.Table:
    """Figures of a task's population, without those that are hidden."""
    if not record.hidden.get(record.splits[task.split]):
        return record.means(task)
    return table_of(table_bytes(by_population(record.results([task]))))


def _together(tables: Sequence[pa.Table]) -> pd.DataFrame:
    """Tables as one; texts as categories."""
    import pyarrow as pa

    whole: pd.DataFrame = pa.concat_tables(tables).unify_dictionaries().to_pandas()
    return whole


def _coded(texts: Sequence[str]) -> tuple[Ints, list[str]]:
    """The place of each text among the different ones, and these, as they come."""
    places = {it: place for place, it in enumerate(dict.fromkeys(texts))}
    return np.array([places[it] for it in texts], np.int64), list(places)
