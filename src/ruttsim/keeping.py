"""A task computed once and kept in its file, or found there."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ruttsim.journal.folder import task_key, task_path
from ruttsim.journal.frames import table_bytes
from ruttsim.journal.record import AREAS, MEANS, RESULTS, STREETS
from ruttsim.journal.task_file import DamagedError, TaskWriter, read_task_file
from ruttsim.pipeline.setting import Setting
from ruttsim.pipeline.tables import TABLES, DayTables
from ruttsim.pipeline.task import Task, run_task
from ruttsim.summaries import RESULT_COLUMNS, by_population, with_ratios

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from ruttsim.journal.folder import Journal


@dataclass(frozen=True, eq=False)
class Kept:
    """What is small of a task whose file is there: see pipeline.task.Outcome."""

    task: Task
    is_synthetic: bool
    unserved_share: float
    contradictions: tuple[str, ...]
    cpu_s: dict[str, float]


def keeping(setting: Setting, journal: Journal) -> Callable[[Task], Kept]:
    """Keeps a task in a journal: the same in any process that sees the same folders."""
    study = setting.study.at(setting.study.file.absolute())
    anywhere = replace(setting, study=study)
    return functools.partial(keep_task, anywhere, journal.folder.absolute(), journal.identity)


def keep_task(setting: Setting, folder: Path, identity: str, task: Task) -> Kept:
    """The task, from its file where that is whole, else computed and written there.

    `folder` is that of the journal, `identity` its run's.
    """
    import numpy as np
    import pandas as pd

    if found := kept_before(folder, identity, task):
        return found
    key = task_key(identity, task)
    with TaskWriter(task_path(folder, key), key) as file:

        def keep(day: DayTables) -> None:
            for name in TABLES:
                file.add(name, table_bytes(_located(getattr(day, name), setting, task)))

        outcome = run_task(setting, task, keep)
        facts = {
            "sums": len(outcome.figures),
            "is_synthetic": outcome.is_synthetic,
            "unserved_share": outcome.unserved_share,
            "contradictions": outcome.contradictions,
            "cpu_s": outcome.cpu_s,
        }
        for name, table in ((STREETS, outcome.streets), (AREAS, outcome.areas)):
            if table is not None:
                file.add(name, table_bytes(table))
        names = pd.Index([setting.study.splits[task.split].name])
        codes = np.zeros(len(outcome.figures), dtype=np.int8)
        split = pd.Categorical.from_codes(codes, categories=names)
        figures = outcome.figures.assign(population=task.population, split=split)
        file.add(MEANS, table_bytes(by_population(figures), are_texts_plain=True))
        results = with_ratios(figures, ["population", "day", "split"])[RESULT_COLUMNS]
        # A process is at its largest here, so that nothing is held twice.
        del outcome, figures
        file.add(RESULTS, table_bytes(results, are_texts_plain=True))
        file.finish(facts)
    return _kept(task, facts)


def kept_before(folder: Path, identity: str, task: Task) -> Kept | None:
    """What is small of a task whose file is in a journal and whole."""
    key = task_key(identity, task)
    try:
        found = read_task_file(task_path(folder, key), key)
    except DamagedError:
        return None
    return _kept(task, found.facts) if found.is_whole() else None


def _kept(task: Task, facts: Mapping[str, Any]) -> Kept:
    """The facts of a task's file."""
    return Kept(
        task,
        facts["is_synthetic"],
        facts["unserved_share"],
        tuple(facts["contradictions"]),
        facts["cpu_s"],
    )


def _located(table: pd.DataFrame, setting: Setting, task: Task) -> pd.DataFrame:
    """A table of a day after columns population and split."""
    import numpy as np
    import pandas as pd

    names = pd.Index([it.name for it in setting.study.splits])
    which: np.ndarray = np.full(len(table), task.split, dtype=np.int8)
    located = table.copy(deep=False)
    located.insert(0, "split", pd.Series(pd.Categorical.from_codes(which, categories=names)))
    located.insert(0, "population", np.int32(task.population))
    return located
