"""The outcomes of all tasks of a run, read from their files when they are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ruttsim.errors import DataError, Fault
from ruttsim.journal.folder import task_key, task_path
from ruttsim.journal.frames import as_texts, table_of
from ruttsim.journal.task_file import DamagedError, TaskFile, read_task_file
from ruttsim.pipeline.tables import TABLES
from ruttsim.pipeline.task import Task

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

RESULTS = "results"
MEANS = "means"
STREETS = "streets"
AREAS = "areas"
"""Chunks of a task's file beside those of the records, which have the names of TABLES."""

GROUP_ROWS = 100_000
"""A row group of a file has so many rows: few enough to hold, enough to press well."""

WAITING_TABLES = 500
"""So many small tables are put into one: each holds all names that it has."""

Cell = tuple[str, str, str]
"""Organisation, key figure and group."""


@dataclass(frozen=True, eq=False)
class Record:
    """The outcomes of some tasks, in the order of the tasks.

    `hidden` are the cells of each split, by its name, that are empty for the sake of privacy.
    """

    folder: Path
    identity: str
    tasks: Sequence[Task]
    splits: Sequence[str]
    hidden: Mapping[str, frozenset[Cell]] = field(default_factory=dict)

    @property
    def unhidden(self) -> Record:
        """The same with nothing hidden."""
        return replace(self, hidden={})

    def table(self, name: str) -> pd.DataFrame:
        """One of TABLES, whole; names are categories, in the order of the study where it has one.

        Raises
        ------
        DataError
            A file is damaged or gone.
        """
        import pyarrow as pa

        whole = pa.concat_tables(list(self._batches(name))).unify_dictionaries()
        table: pd.DataFrame = whole.to_pandas()
        return table

    def results(self, only: Sequence[Task] | None = None) -> pd.DataFrame:
        """Key figures day by day: the sums of all tasks, or of some, then their ratios."""
        import pyarrow as pa

        parts = list(self._figures(self.tasks if only is None else only))
        table: pd.DataFrame = pa.concat_tables(parts).unify_dictionaries().to_pandas()
        return table

    def means(self, task: Task) -> pa.Table:
        """Key figures of the task's population, over its days; nothing in them is hidden yet."""
        return self.chunk(task, MEANS)[0]

    def chunk(self, task: Task, name: str) -> list[pa.Table]:
        """The tables of that name in a task's file."""
        return [table_of(it) for it in self._read(self._file(task), name)]

    def write(self, folder: Path) -> None:
        """Put results.parquet and the records into a folder, a few rows at a time.

        The bytes follow from the tables alone.
        """
        self.write_results(folder / f"{RESULTS}.parquet")
        for name in TABLES:
            _write(folder / f"{name}.parquet", self._batches(name))

    def write_results(self, path: Path, levels: Mapping[str, str] | None = None) -> None:
        """Put key figures day by day into a file; after the day a column for each factor."""
        tables = self._figures(self.tasks)
        _write(path, (_with_levels(it, levels) for it in tables) if levels else tables)

    def _batches(self, name: str) -> Iterator[pa.Table]:
        """The days of one of TABLES."""
        for task in self.tasks:
            yield from self.chunk(task, name)

    def _figures(self, tasks: Sequence[Task]) -> Iterator[pa.Table]:
        """Sums of all tasks, then their ratios."""
        for is_ratio in (False, True):
            for task in tasks:
                file = self._file(task)
                sums = file.facts["sums"]
                for content in self._read(file, RESULTS):
                    table = table_of(content)
                    part = table.slice(sums) if is_ratio else table.slice(0, sums)
                    hidden = self.hidden.get(self.splits[task.split])
                    # Texts take many times what their dictionaries do.
                    for start in range(0, max(len(part), 1), GROUP_ROWS):
                        yield without_hidden(as_texts(part.slice(start, GROUP_ROWS)), hidden)

    def _file(self, task: Task) -> TaskFile:
        """The file of a task."""
        key = task_key(self.identity, task)
        path = task_path(self.folder, key)
        try:
            return read_task_file(path, key)
        except DamagedError as error:
            raise _damaged(path) from error

    def _read(self, file: TaskFile, name: str) -> Iterator[bytes]:
        """Chunks of a file."""
        try:
            yield from file.read(name)
        except (OSError, DamagedError) as error:
            raise _damaged(file.path) from error


def without_hidden(table: pa.Table, hidden: frozenset[Cell] | None) -> pa.Table:
    """The table with no value where the cell is hidden."""
    if not hidden:
        return table
    import pyarrow as pa

    cells = zip(*(table[it].to_pylist() for it in ("organisation", "kpi", "group")), strict=True)
    shown = [
        float("nan") if cell in hidden else value
        for cell, value in zip(cells, table["value"].to_pylist(), strict=True)
    ]
    place = table.column_names.index("value")
    return table.set_column(place, "value", pa.array(shown, pa.float64()))


def _with_levels(table: pa.Table, levels: Mapping[str, str]) -> pa.Table:
    """A table with columns after that of the day, each of one text."""
    import pyarrow as pa

    place = 1 + table.column_names.index("day")
    for factor, level in reversed([*levels.items()]):
        table = table.add_column(place, factor, pa.repeat(pa.scalar(level), len(table)))
    return table


def _write(path: Path, tables: Iterator[pa.Table]) -> None:
    """Put tables that come one by one into one Parquet file, in row groups of GROUP_ROWS."""
    import pyarrow.parquet as pq

    waiting = [next(tables)]
    rows = len(waiting[0])
    with pq.ParquetWriter(path, waiting[0].schema, compression="zstd") as writer:

        def write(*, all_of_it: bool) -> int:
            whole = _as_one(waiting)
            full = len(whole) if all_of_it else len(whole) - len(whole) % GROUP_ROWS
            if full:
                writer.write_table(whole.slice(0, full), row_group_size=GROUP_ROWS)
            waiting[:] = [whole.slice(full)]
            return len(whole) - full

        for table in tables:
            waiting.append(table)
            rows += len(table)
            if rows >= GROUP_ROWS:
                rows = write(all_of_it=False)
            elif len(waiting) >= WAITING_TABLES:
                waiting[:] = [_as_one(waiting)]
        write(all_of_it=True)


def _as_one(tables: Sequence[pa.Table]) -> pa.Table:
    """Tables in one piece, with one dictionary for each column of texts."""
    import pyarrow as pa

    return pa.concat_tables(tables).unify_dictionaries().combine_chunks()


def _damaged(path: Path) -> DataError:
    """What is told where a file that was written is no longer so."""
    problem = "The file of a finished task is damaged or gone."
    remedy = "Go on with --resume, or compare again: what is damaged is computed again."
    return DataError([Fault(str(path), "content", problem, remedy)])
