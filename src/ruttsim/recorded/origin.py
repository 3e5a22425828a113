"""What a run was made from, found again and held against the hashes of its manifest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ruttsim.bundled import bundled
from ruttsim.errors import DataError, Fault, Faults, StudyError, reason
from ruttsim.files import content_hash
from ruttsim.pipeline.setting import Findings, Setting, load_setting
from ruttsim.recorded.manifest import AGAIN, MANIFEST
from ruttsim.study.loading import load_study
from ruttsim.study.model import STUDY_FILE, Study


def setting_of_run(folder: Path, manifest: Mapping[str, Any], source: str | None) -> Setting:
    """The setting that the run was made from: its study with the same map, numbers and files.

    The study is what the manifest says. `source` is the study on disk: the map, the client files,
    and what splits are drawn or listed in, are looked for beside it.

    Raises
    ------
    StudyError, DataError
        Something is missing, or has changed since the run.
    """
    study = study_of_run(folder, manifest, source)
    findings = Findings()
    setting = load_setting(study, findings)
    findings.raise_if_any()
    assert setting is not None
    _require_unchanged(folder, manifest, setting)
    return setting


def study_of_run(folder: Path, manifest: Mapping[str, Any], source: str | None) -> Study:
    """The study that a run or a sweep was made from, at home where its files are.

    Raises
    ------
    StudyError, DataError
        It is damaged, or has maps or files of its own and nobody says where.
    """
    study = _study(folder, manifest)
    levels = [level.map for it in study.factors for level in it.levels]
    maps = dict.fromkeys(it for it in (study.map, *levels) if it is not None)
    own = [it for it in maps if it not in bundled("maps")]
    if source is not None:
        return study.at(load_study(source).file)
    if own or study.named_files:
        names = ", ".join([*(own or [study.map]), *study.named_files])
        problem = f"The study of the run has files of its own: {names}."
        remedy = "Name the study that made the run by --study, with its files beside it."
        raise StudyError([Fault(str(folder), "--study", problem, remedy)])
    # Beside the bundled maps, so that no folder here is taken for the map of that name.
    return study.at(bundled("maps")[study.map].parent / STUDY_FILE)


def _study(folder: Path, manifest: Mapping[str, Any]) -> Study:
    """The study as the manifest tells it."""
    import pydantic

    file = str(folder / MANIFEST)
    try:
        study = Study.model_validate(manifest["study"])
    except pydantic.ValidationError as error:
        first = error.errors()[0]
        field = ".".join(["study", *map(str, first["loc"])])
        raise DataError(
            [Fault(file, field, f"{reason(ValueError(first['msg']))}.", AGAIN)]
        ) from error
    if study.content_hash != manifest.get("study_hash"):
        problem = "It is not the hash of the study in the manifest: one of them was changed."
        raise DataError([Fault(file, "study_hash", problem, AGAIN)])
    return study


def _require_unchanged(folder: Path, manifest: Mapping[str, Any], setting: Setting) -> None:
    """Raise where map, numbers, or files that the study names are not those of the run."""
    file, faults = str(folder / MANIFEST), Faults(DataError)
    if manifest["map"]["content_hash"] != setting.bundle.manifest.content_hash:
        problem = f"The map '{setting.study.map}' is not the one that the run was made on."
        remedy = "Put back the map of the run (see --study), or run the study again."
        faults.add(file, "map.content_hash", problem, remedy)
    numbers = [(it.name, it.value) for it in setting.parameters.quantities]
    if manifest.get("parameters_hash") != content_hash(numbers):
        problem = "The cited numbers (`ruttsim params`) are not those that the run was made with."
        faults.add(file, "parameters_hash", problem, AGAIN)
    for name in manifest["inputs"]:
        if manifest["inputs"].get(name) != setting.inputs.get(name):
            problem = "The file is not the one that the run was made from."
            remedy = "Put back the file of the run, or run the study again."
            fault = Fault(file, f"inputs.{name}", problem, remedy)
            faults.extend([replace(fault, file=str(setting.study.folder / name))])
    faults.raise_if_any()
