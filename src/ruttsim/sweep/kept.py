"""What a finished point leaves in the journal of its sweep: its tables, and its run where asked.

A point is believed where its files and all else that it tells have the SHA-256 that it tells, and
it is of the same content; else it is computed again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ruttsim.accounts.statement import ALL, TOTAL
from ruttsim.files import content_hash, file_hash, sync_folder, sync_tree, write_json
from ruttsim.journal.folder import POINTS
from ruttsim.store import new_run_folder
from ruttsim.summaries import DIFFERENCE_COLUMNS, RESULT_COLUMNS, SUMMARY_COLUMNS
from ruttsim.sweep.tables import of_all_groups, totals_of_point

if TYPE_CHECKING:
    import pandas as pd

    from ruttsim.comparison import Result
    from ruttsim.study.model import Study
    from ruttsim.sweep.points import Point

TOLD, RUN = "point.json", "run"
OWN_HASH = "hash"
"""Of all else that a point tells."""
FIGURES, SUMMARY, DIFFERENCES = "results.parquet", "summary.parquet", "differences.parquet"


@dataclass(frozen=True)
class WholeRun:
    """How a point's run folder is written; `sort` tells one way from another, as its language."""

    write: Callable[[Result, Path], None]
    sort: str


@dataclass(frozen=True)
class KeptPoint:
    """A finished point: its folder, populations, and names of splits that are not compared."""

    point: Point
    folder: Path
    populations: int
    not_compared: tuple[str, ...]

    @property
    def summary(self) -> pd.DataFrame:
        """Means as `compare` gives them, of group all."""
        return _read(self.folder / SUMMARY)

    @property
    def differences(self) -> pd.DataFrame:
        """Differences as `compare` gives them, of group all."""
        return _read(self.folder / DIFFERENCES)

    @property
    def totals(self) -> pd.DataFrame:
        """All organisations together by population; columns sweep.series.TOTAL_COLUMNS."""
        import pandas as pd

        only = [("organisation", "==", TOTAL), ("group", "==", ALL)]
        results = pd.read_parquet(self.folder / FIGURES, columns=RESULT_COLUMNS, filters=only)
        return totals_of_point(self.point, results, self.not_compared)


def folder_of(journal: Path, name: str) -> Path:
    """Where a finished point is in the folder of a journal."""
    return journal / POINTS / name


def kept_point(
    folder: Path, point: Point, identity: str, whole: WholeRun | None
) -> KeptPoint | None:
    """The point in a folder, where it is whole and has what is asked for."""
    try:
        told = json.loads((folder / TOLD).read_bytes())
        files: Mapping[str, str] = told["files"]
        is_told = told.pop(OWN_HASH) == content_hash(told) and told["identity"] == identity
        is_whole = is_told and all(
            file_hash(folder / name) == digest for name, digest in files.items()
        )
        if not is_whole or (whole is not None and told["whole_run"] != whole.sort):
            return None
        return KeptPoint(point, folder, told["populations"], tuple(told["not_compared"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def keep_point(
    result: Result, folder: Path, point: Point, identity: str, whole: WholeRun | None
) -> KeptPoint:
    """The point kept in a folder, which is there whole or not at all."""
    with _kept(folder, identity, whole) as (partial, told):
        result.record.write_results(partial / FIGURES, point.levels)
        _write(partial / SUMMARY, of_all_groups(result.summary))
        _write(partial / DIFFERENCES, of_all_groups(result.differences))
        if whole is not None:
            whole.write(result, partial / RUN)
        told |= {
            "populations": result.study.time.populations,
            "not_compared": list(result.not_compared),
        }
    return KeptPoint(point, folder, told["populations"], tuple(told["not_compared"]))


def keep_empty_point(
    study: Study, folder: Path, point: Point, identity: str, whole: WholeRun | None
) -> KeptPoint:
    """A point where there is nothing to compare with, kept as others are: its tables are empty."""
    import pandas as pd

    splits = [it.name for it in study.splits]
    with _kept(folder, identity, whole) as (partial, told):
        numbers = {"population": "int64", "day": "int64", "value": "float64"}
        columns = [*RESULT_COLUMNS[:2], *point.levels, *RESULT_COLUMNS[2:]]
        types = {name: numbers.get(name, "str") for name in columns}
        _write(partial / FIGURES, pd.DataFrame(columns=columns).astype(types))
        _write(partial / SUMMARY, pd.DataFrame(columns=SUMMARY_COLUMNS))
        _write(partial / DIFFERENCES, pd.DataFrame(columns=DIFFERENCE_COLUMNS))
        told |= {"populations": study.time.populations, "not_compared": splits}
    return KeptPoint(point, folder, study.time.populations, tuple(splits))


@contextmanager
def _kept(
    folder: Path, identity: str, whole: WholeRun | None
) -> Iterator[tuple[Path, dict[str, Any]]]:
    """A new folder for a point, and what its file tells, which is written last."""
    told: dict[str, Any] = {
        "identity": identity,
        "whole_run": None if whole is None else whole.sort,
    }
    with new_run_folder(folder) as partial:
        yield partial, told
        told["files"] = {
            path.relative_to(partial).as_posix(): file_hash(path)
            for path in sorted(partial.rglob("*"))
            if path.is_file()
        }
        write_json(partial / TOLD, {**told, OWN_HASH: content_hash(told)})
        sync_tree(partial)
    sync_folder(folder.parent)


def _write(path: Path, table: pd.DataFrame) -> None:
    """Put a table into a file, whole numbers of bits and all, without pandas' own notes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    content = pa.Table.from_pandas(table, preserve_index=False).replace_schema_metadata(None)
    pq.write_table(content, path)


def _read(path: Path) -> pd.DataFrame:
    """The table in a file, with plain texts."""
    import pandas as pd

    table = pd.read_parquet(path)
    texts = [name for name in table if not pd.api.types.is_numeric_dtype(table[name])]
    return table.astype(dict.fromkeys(texts, object))
