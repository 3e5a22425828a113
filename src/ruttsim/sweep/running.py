"""A study compared at every point of its factors, one after the other."""

from __future__ import annotations

import shutil
import tempfile
import time
import weakref
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ruttsim.bundled import bundled
from ruttsim.comparison import compared
from ruttsim.errors import DataError, Fault, Faults, NoReferenceError, RuttsimError
from ruttsim.files import content_hash
from ruttsim.journal.folder import Journal
from ruttsim.pipeline.setting import Findings, Setting, load_setting
from ruttsim.runner import Progress, Workers, silent
from ruttsim.store import manifest
from ruttsim.study.model import quick as quick_study
from ruttsim.sweep.checking import Checked, checked_points
from ruttsim.sweep.effects import effects, interactions
from ruttsim.sweep.kept import (
    FIGURES,
    KeptPoint,
    WholeRun,
    folder_of,
    keep_empty_point,
    keep_point,
    kept_point,
)
from ruttsim.sweep.points import figures_alone, study_at
from ruttsim.sweep.result import Sweep, name_of
from ruttsim.sweep.tables import differences_table, figures_table, points_table

if TYPE_CHECKING:
    from ruttsim.study.model import Study

COMMAND = "ruttsim sweep"
STAGE = "points"
"""What the progress over all points is told as; the stages of each run within it."""

Announce = Callable[[str], None]
"""Called with a line that tells which point comes."""


def unsaid(_line: str) -> None:
    """A line that nobody reads."""


@dataclass(frozen=True)
class Planned:
    """A sweep that can be run: its study, and its points, checked.

    `study` is as its table `quick` says, where that is wanted.
    """

    study: Study
    points: tuple[Checked, ...]
    quick: bool
    manifest: dict[str, Any]


def sweep(
    study: Study,
    *,
    quick: bool = False,
    workers: Workers | None = None,
    progress: Progress = silent,
    announce: Announce = unsaid,
    journal: str | Path | None = None,
) -> Sweep:
    """The area splits of a study compared at every point of its factors.

    Parameters
    ----------
    quick
        Use the study's table `quick`: fewer populations, days and moves.
    workers
        Processes, or a cluster (`ruttsim.cluster.connection`); the processors of the machine if
        left out. The result is the same.
    progress
        Called as stages of a point proceed.
    announce
        Called with a line before each point.
    journal
        Folder for finished points and tasks. Those of the same sweep that are there already are not
        computed again, and the folder stays: the result reads key figures day by day from it. Of a
        point at fault while it runs nothing is kept. If left out they are in a temporary folder,
        for as long as there is the result.

    Raises
    ------
    StudyError, DataError
        Faults of the study at some of its points, all of them before anything is computed; or at
        every point the first split leaves too many visits without a round.
    AuditError
        A record that contradicts itself.
    """
    planned = planned_sweep(study, quick=quick, progress=progress)
    if journal is not None:
        with Journal(Path(journal), planned.manifest) as kept:
            return swept(planned, kept, workers, progress, announce)
    folder = Path(tempfile.mkdtemp(prefix="ruttsim-"))
    try:
        with Journal(folder, planned.manifest) as kept:
            found = swept(planned, kept, workers, progress, announce)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    weakref.finalize(found, shutil.rmtree, folder, ignore_errors=True)
    return found


def planned_sweep(study: Study, *, quick: bool, progress: Progress = silent) -> Planned:
    """The points of a study with factors, all of them checked.

    Raises
    ------
    StudyError, DataError
        All faults of all points.
    """
    study = quick_study(study).at(study.file) if quick else study
    points = checked_points(study, quick=quick, progress=progress)
    return Planned(study, points, quick, _manifest(study, points, quick=quick))


def swept(
    planned: Planned,
    journal: Journal,
    workers: Workers | None,
    progress: Progress,
    announce: Announce,
    whole: WholeRun | None = None,
) -> Sweep:
    """The sweep, with finished points and tasks kept in a journal that this process has.

    `whole` writes the run folder of each point too.
    """
    kept: list[KeptPoint] = []
    progress(STAGE, 0, len(planned.points))
    for it in planned.points:
        kept.append(_point(planned, it, journal, workers, progress, announce, whole))
        progress(STAGE, len(kept), len(planned.points))
    splits = planned.study.splits
    if all(len(it.not_compared) == len(splits) for it in kept):
        journal.remove()
        problem = "At every point it leaves too many visits without a round."
        remedy = "Give it shifts that cover the windows of the visits, or more vehicles."
        raise NoReferenceError([Fault(str(planned.study.file), "splits[0]", problem, remedy)])
    return _tabulated(planned, kept)


def _point(
    planned: Planned,
    checked: Checked,
    journal: Journal,
    workers: Workers | None,
    progress: Progress,
    announce: Announce,
    whole: WholeRun | None,
) -> KeptPoint:
    """One point, from the journal where it is finished."""
    point, count = checked.point, len(planned.points)
    folder = folder_of(journal.folder, name_of(point.index, count))
    own = Journal(journal.folder, {**checked.made, "figures_alone": whole is None})
    line = f"point {point.index + 1}/{count}: {point}"
    if found := kept_point(folder, point, own.identity, whole):
        announce(f"{line} (finished before)")
        return found
    announce(line)
    shutil.rmtree(folder, ignore_errors=True)
    try:
        changed = study_at(planned.study, point)
        study = changed if whole is not None else figures_alone(changed)
        setting = _setting(study, checked.made, quick=planned.quick)
        result = compared(setting, own, planned.quick, workers, progress, time.monotonic())
    except NoReferenceError as error:
        announce(f"not compared: {error.faults[0].problem}")
        return keep_empty_point(study, folder, point, own.identity, whole)
    except RuttsimError as error:
        at = [replace(it, problem=f"At {point}: {it.problem}") for it in error.faults]
        raise type(error)(at) from error
    found = keep_point(result, folder, point, own.identity, whole)
    # What is left of the record is in the point's tables.
    journal.forget()
    return found


def _setting(study: Study, made: Mapping[str, Any], *, quick: bool) -> Setting:
    """The setting of a point that was checked before, from the same map and files as then.

    Points are kept as of what was checked, and a sweep may take a night.
    """
    findings = Findings()
    setting = load_setting(quick_study(study).at(study.file) if quick else study, findings)
    findings.raise_if_any()
    assert setting is not None
    now, faults = manifest(setting, quick=quick), Faults(DataError)
    remedy = "Put it back and go on with --resume, or sweep the study anew."
    if now["map"] != made["map"]:
        problem = "The map is another since the sweep began."
        faults.add(str(study.file), "map", problem, remedy)
    for name in sorted({*now["inputs"], *made["inputs"]}):
        if now["inputs"].get(name) != made["inputs"].get(name):
            problem = f"'{name}' is another since the sweep began."
            faults.add(str(study.file), "inputs", problem, remedy)
    faults.raise_if_any()
    return setting


def _tabulated(planned: Planned, kept: Sequence[KeptPoint]) -> Sweep:
    """The tables of all points."""
    import pandas as pd

    study, design = planned.study, tuple(it.point for it in planned.points)
    maps = tuple(it.made["map"] for it in planned.points)
    tables = [it.totals for it in kept]
    totals = pd.concat([it for it in tables if len(it)], ignore_index=True)
    return Sweep(
        study=study,
        design=design,
        points=points_table(
            design,
            [study_at(study, it).map for it in design],
            [it.populations for it in kept],
            [it.not_compared for it in kept],
        ),
        figures=figures_table(design, [it.summary for it in kept]),
        differences=differences_table(design, [it.differences for it in kept]),
        effects=effects(study, totals),
        interactions=interactions(study, totals),
        maps=maps,
        files=tuple(it.folder / FIGURES for it in kept),
        manifest=planned.manifest,
    )


def _manifest(study: Study, points: Sequence[Checked], *, quick: bool) -> dict[str, Any]:
    """What made a sweep, enough to make it again; no time, machine or path in it.

    Beside the name and number of what it was made from it is as a run's manifest; `map` is that of
    the first point, `maps` are all.
    """
    made = [it.made for it in points]
    here = study.folder.resolve()
    named = [name for name, path in bundled("experiments").items() if path.resolve() == here]
    command = (COMMAND, min(named, default=study.file.name), *(["--quick"] if quick else []))
    maps: dict[str, Mapping[str, Any]] = {it["map"]["content_hash"]: it["map"] for it in made}
    return {
        **made[0],
        "command": " ".join(command),
        "study": study.model_dump(mode="json"),
        "study_hash": study.content_hash,
        "inputs": {name: digest for it in made for name, digest in it["inputs"].items()},
        "maps": list(maps.values()),
        "parameters_hash": content_hash([it["parameters_hash"] for it in made]),
        "versions": {name: it for one in made for name, it in one["versions"].items()},
        "points": [dict(it.point.levels) for it in points],
    }
