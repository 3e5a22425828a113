"""The run folder: whole or not there at all, and a manifest that tells what made it."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ruttsim import __version__
from ruttsim.bundled import bundled
from ruttsim.errors import Fault, Faults, StudyError
from ruttsim.files import content_hash
from ruttsim.pipeline.setting import Setting
from ruttsim.planning.plan import EXTRAS

FORMAT = 1
UNFINISHED = ".unfinished"
"""How the name of the folder ends that holds the finished tasks of a run that is not there yet."""

PACKAGES = (
    "geopandas",
    "matplotlib",
    "numba",
    "numpy",
    "pandas",
    "pyarrow",
    "pyproj",
    "scipy",
    "shapely",
    "simpy",
)
"""Packages whose version may show in the results."""


def manifest(setting: Setting, *, quick: bool) -> dict[str, Any]:
    """What made a run, enough to make it again; no time, machine or path in it."""
    study, made_from = setting.study, setting.bundle.manifest
    here = study.folder.resolve()
    named = [name for name, path in bundled("experiments").items() if path.resolve() == here]
    called = min(named, default=study.file.name)
    numbers = [(it.name, it.value) for it in setting.parameters.quantities]
    options = (*(["--quick"] if quick else []), *study.precision.options)
    return {
        "format": FORMAT,
        "command": " ".join(("ruttsim compare", called, *options)),
        "quick": quick,
        "seed": study.seed,
        "study": study.model_dump(mode="json"),
        "study_hash": study.content_hash,
        "inputs": setting.inputs,
        "map": {
            "name": made_from.name,
            "title": made_from.title,
            "schematic": made_from.schematic,
            "source": made_from.source,
            "date": made_from.date,
            "licence": made_from.licence,
            "content_hash": made_from.content_hash,
        },
        "parameters_hash": content_hash(numbers),
        "versions": versions(study.planning.planner),
    }


def versions(planner: str) -> dict[str, str]:
    """Versions of ruttsim, of Python, and of the packages that may show in results of a planner."""
    packages = (*PACKAGES, *([EXTRAS[planner]] if planner in EXTRAS else []))
    return {
        "ruttsim": __version__,
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        **{name: version(name) for name in packages},
    }


def require_free(folder: Path) -> None:
    """Raise StudyError where a run cannot be put without touching something."""
    above = next(path for path in folder.absolute().parents if path.exists())
    if not above.is_dir():
        problem = f"'{above}' is a file, so no folder can be made in it."
        raise StudyError([Fault(str(folder), "--out", problem, "Name another folder.")])
    if folder.is_dir() and not any(folder.iterdir()):
        return
    if folder.exists() or folder.is_symlink():
        remedy = "Name a folder that does not exist or is empty, or move this one away."
        raise StudyError([Fault(str(folder), "--out", "There is something here already.", remedy)])


def require_new_file(path: Path, endings: Collection[str], sort: str) -> None:
    """Raise StudyError where no file of some sort can be put without touching something."""
    faults = Faults(StudyError)
    above = path.absolute().parent
    if path.suffix.lower() not in endings:
        remedy = f"Give a file that ends in {', '.join(endings)}."
        faults.add(str(path), "--out", f"'{path.name}' is no {sort}.", remedy)
    elif path.exists() or path.is_symlink():
        remedy = "Name a file that does not exist, or move this one away."
        faults.add(str(path), "--out", "There is something here already.", remedy)
    elif not above.is_dir():
        faults.add(str(path), "--out", "Its folder does not exist.", "Make it, or name another.")
    elif not os.access(above, os.W_OK):
        faults.add(str(path), "--out", "Nothing can be written there.", "Name another folder.")
    faults.raise_if_any()


def next_run_folder(parent: Path, name: str) -> Path:
    """The first of name-1, name-2, ... that is taken by no run, finished or not."""
    number = 1
    while any((parent / f"{name}-{number}{end}").exists() for end in ("", UNFINISHED)):
        number += 1
    return parent / f"{name}-{number}"


def _partial(folder: Path, within: Path | None) -> Path:
    """A new folder beside the one that a run will be in, or within another."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(dir=within or folder.parent, prefix=f".{folder.name}."))
    except OSError as error:
        remedy = "Name a folder that you may write to, on a disk with room."
        raise StudyError(
            [Fault(str(folder), "--out", f"It cannot be made: {error.strerror}.", remedy)]
        ) from error


@contextmanager
def new_run_folder(folder: Path, within: Path | None = None) -> Iterator[Path]:
    """A folder to write a run into; it becomes `folder` when everything is written.

    `within` is where it is until then, on the same disk: beside `folder` if left out.

    Raises
    ------
    StudyError
        Where `folder` holds something, or cannot be made.
    """
    require_free(folder)
    partial = _partial(folder, within)
    try:
        yield partial
        require_free(folder)
        partial.chmod(0o755)
        partial.replace(folder)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
