"""What made the run in a folder, as its manifest tells it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ruttsim.errors import DataError, Fault, Faults, StudyError, reason
from ruttsim.files import file_hash
from ruttsim.store import FORMAT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

MANIFEST, RESULTS = "manifest.json", "results.parquet"
SENSITIVITY = "ruttsim sensitivity"
POINTS = "points"
"""What the manifest of a sweep tells, and that of a run does not."""
RUNS = "runs"
"""Where the runs of a sweep's points are in its folder."""
AGAIN = "Run the study again; `ruttsim compare` writes the folder whole."
_NAMED = {"manifest": ("study", "map", "inputs"), "map": ("content_hash",)}


def read_manifest(folder: Path) -> dict[str, Any]:
    """What made the run in a folder.

    Raises
    ------
    StudyError
        There is no run folder there.
    DataError
        The manifest is damaged, or of another version.
    """
    file = folder / MANIFEST
    if not file.is_file():
        what = "It is a file." if folder.is_file() else "There is no such folder."
        what = "It holds no manifest.json." if folder.is_dir() else what
        remedy = "Name the folder that `ruttsim compare` wrote."
        raise StudyError([Fault(str(folder), "RUN", what, remedy)])
    try:
        manifest: Any = json.loads(file.read_bytes())
    except (OSError, ValueError) as error:
        raise DataError(
            [Fault(str(file), "file", f"It cannot be read as JSON: {reason(error)}.", AGAIN)]
        ) from error
    faults = Faults(DataError)
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        told = manifest.get("format") if isinstance(manifest, dict) else None
        problem = f"It is of format {told}, of another version; this one reads format {FORMAT}."
        if not isinstance(told, int):
            problem = f"It is not the manifest of a run folder, which tells its format, {FORMAT}."
        faults.add(str(file), "format", problem, AGAIN)
        faults.raise_if_any()
    for name in _NAMED["manifest"]:
        if not isinstance(manifest.get(name), dict):
            faults.add(str(file), name, "The table is missing.", AGAIN)
    faults.raise_if_any()
    for name in _NAMED["map"]:
        if not isinstance(manifest["map"].get(name), str):
            faults.add(str(file), f"map.{name}", "The text is missing.", AGAIN)
    if not isinstance(manifest.get("files", {}), dict):
        faults.add(str(file), "files", "It is no table of hashes.", AGAIN)
    faults.raise_if_any()
    made: dict[str, Any] = manifest
    return made


def read_run(folder: Path, *, or_sweep: bool = False) -> dict[str, Any]:
    """What made the comparison in a folder, which has days and figures of all its splits.

    Parameters
    ----------
    or_sweep
        It may be a sweep too.

    Raises
    ------
    StudyError
        There is no run folder there, or it is a sweep or what `ruttsim sensitivity` wrote.
    DataError
        The manifest is damaged, or of another version.
    """
    manifest = read_manifest(folder)
    problem = remedy = ""
    if is_sensitivity(manifest):
        problem = f"It is what `{SENSITIVITY}` wrote, and holds no days."
        remedy = "Name the folder that `ruttsim compare` wrote."
    elif is_sweep(manifest) and not or_sweep:
        problem = "It is a sweep, and holds no run of its own."
        where = folder / RUNS
        remedy = f"Name the run of one of its points, in {where} (with `sweep --whole-runs`)."
    if problem:
        raise StudyError([Fault(str(folder), "RUN", problem, remedy)])
    return manifest


def is_sensitivity(manifest: Mapping[str, Any]) -> bool:
    """Whether it is the manifest of a sensitivity analysis, which has the manifest of a run."""
    return str(manifest.get("command", "")).startswith(SENSITIVITY)


def is_sweep(manifest: Mapping[str, Any]) -> bool:
    """Whether a manifest is of a sweep, and not of one run."""
    return isinstance(manifest.get(POINTS), list)


def altered_files(folder: Path, manifest: Mapping[str, Any]) -> list[str]:
    """Files of a run that are not what its manifest says, or gone."""
    return [
        name
        for name, digest in sorted(manifest.get("files", {}).items())
        if not _has(folder / name, digest)
    ]


def require_as_written(folder: Path, manifest: Mapping[str, Any], names: Iterable[str]) -> None:
    """Raise where files of a run are not what its manifest says, or gone.

    Manifests of older versions tell no hashes: then nothing is held against them.

    Raises
    ------
    DataError
        All such files, in one fault.
    """
    told = manifest.get("files", {})
    altered = [name for name in sorted(names) if told and not _has(folder / name, told.get(name))]
    if altered:
        which = f"{', '.join(altered)} {'is' if len(altered) == 1 else 'are'}"
        problem = f"{which} gone, or not as written: {MANIFEST} has another SHA-256."
        remedy = f"Put back what has changed, or: {AGAIN}"
        raise DataError([Fault(str(folder), "files", problem, remedy)])


def _has(file: Path, digest: object) -> bool:
    """Whether a file is there and has that hash; none has what cannot be read."""
    try:
        return file_hash(file) == digest
    except OSError:
        return False
