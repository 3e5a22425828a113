"""What a run was made from, found again and held against the hashes of its manifest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ruttsim.bundled import bundled
from ruttsim.errors import DataError, Fault, Faults, StudyError, reason
from ruttsim.files import content_hash
from ruttsim.pipeline.ground import population_of
from ruttsim.pipeline.setting import Findings, Setting, load_setting
from ruttsim.replay.record import AGAIN, MANIFEST, RunDay
from ruttsim.study.loading import load_study
from ruttsim.study.model import STUDY_FILE, Study

if TYPE_CHECKING:
    from ruttsim.domain.demand import Population

SAME_VISIT = {"client": "client", "earliest_s": "earliest_s", "latest_s": "latest_s"}
"""Columns of VisitRecord that repeat the care plan, and what they are called there."""


def setting_of_run(folder: Path, manifest: Mapping[str, Any], source: str | None) -> Setting:
    """The setting that the run was made from: its study with the same map, numbers and files.

    The study is what the manifest says. `source` is the study on disk: the map and the client
    files that a study names are looked for beside it.

    Raises
    ------
    StudyError, DataError
        Something is missing, or has changed since the run.
    """
    study = _study(folder, manifest)
    named = [it for it in (study.demand.clients, study.demand.visits) if it is not None]
    if source is None and (named or study.map not in bundled("maps")):
        problem = f"The study of the run has files of its own: {', '.join([study.map, *named])}."
        remedy = "Name the study that made the run by --study, with its files beside it."
        raise StudyError([Fault(str(folder), "--study", problem, remedy)])
    if source is None:
        # Beside the bundled maps, so that no folder here is taken for the map of that name.
        study = study.at(bundled("maps")[study.map].parent / STUDY_FILE)
    else:
        study = study.at(load_study(source).file)
    findings = Findings()
    setting = load_setting(study, findings)
    findings.raise_if_any()
    assert setting is not None
    _require_unchanged(folder, manifest, setting, named)
    return setting


def population_of_run(run: RunDay, setting: Setting) -> Population:
    """The population that the record is of, drawn or read again.

    Raises
    ------
    DataError
        It is not the one in the record: another version of ruttsim draws others.
    """
    people = population_of(setting, run.population)
    known = [it.name for it in setting.study.organisations]
    strange = sorted({*run.shown, *run.left_out} - set(known))
    if strange:
        problem = f"The study has no organisation '{strange[0]}'."
        fault = Fault(str(run.folder / "rounds.parquet"), "organisation", problem, AGAIN)
        raise DataError([fault])
    if not _is_same(run, people, len(setting.bundle.premises)):
        made_by = run.manifest.get("versions", {}).get("ruttsim", "unknown")
        problem = f"Its visits are not those that this version draws (made by ruttsim {made_by})."
        raise DataError([Fault(str(run.folder / "visits.parquet"), "visit", problem, AGAIN)])
    return people


def _is_same(run: RunDay, people: Population, premises: int) -> bool:
    """Whether visits and places of the record are those of a population."""
    plans, buildings = people.visits, len(people.buildings.x_m)
    visit = run.visits["visit"].to_numpy()
    leg_visit, to_place = run.legs["visit"].to_numpy(), run.legs["to_place"].to_numpy()
    both = np.concatenate([to_place, run.legs["from_place"].to_numpy()])
    for rows in (visit, leg_visit[leg_visit >= 0]):
        if len(rows) and not 0 <= rows.min() <= rows.max() < len(plans.visit):
            return False
    if len(both) and not 0 <= both.min() <= both.max() < buildings + premises:
        return False
    if any(
        not np.array_equal(run.visits[name].to_numpy(), getattr(plans, plan)[visit])
        for name, plan in SAME_VISIT.items()
    ):
        return False
    to_client = leg_visit >= 0
    home = people.clients.building[plans.client[leg_visit[to_client]]]
    return bool(np.array_equal(home, to_place[to_client]))


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


def _require_unchanged(
    folder: Path, manifest: Mapping[str, Any], setting: Setting, named: list[str]
) -> None:
    """Raise where map, numbers or client files are not those of the run."""
    file, faults = str(folder / MANIFEST), Faults(DataError)
    if manifest["map"]["content_hash"] != setting.bundle.manifest.content_hash:
        problem = f"The map '{setting.study.map}' is not the one that the run was made on."
        remedy = "Put back the map of the run (see --study), or run the study again."
        faults.add(file, "map.content_hash", problem, remedy)
    numbers = [(it.name, it.value) for it in setting.parameters.quantities]
    if manifest.get("parameters_hash") != content_hash(numbers):
        problem = "The cited numbers (`ruttsim params`) are not those that the run was made with."
        faults.add(file, "parameters_hash", problem, AGAIN)
    for name in named:
        if manifest["inputs"].get(name) != setting.inputs.get(name):
            problem = "The file is not the one that the run was made from."
            remedy = "Put back the file of the run, or run the study again."
            fault = Fault(file, f"inputs.{name}", problem, remedy)
            faults.extend([replace(fault, file=str(setting.study.folder / name))])
    faults.raise_if_any()
