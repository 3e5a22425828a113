"""What every task of a study shares: the study, its map, its numbers, its organisations."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from ruttsim.bundled import bundled
from ruttsim.domain.organisations import Organisation
from ruttsim.domain.roads import MapBundle
from ruttsim.errors import DataError, Fault, StudyError, choices_hint
from ruttsim.parameters import Parameters, load_parameters
from ruttsim.planning.plan import PLANNERS
from ruttsim.roads.bundle import read_bundle
from ruttsim.split.allocation import ALLOCATIONS
from ruttsim.split.coverage import COVERAGES
from ruttsim.study.model import Study
from ruttsim.study.names import check_names


@dataclass(frozen=True, eq=False)
class Setting:
    """A checked study with everything that its names refer to."""

    study: Study
    bundle: MapBundle
    parameters: Parameters
    organisations: tuple[Organisation, ...]
    premises: dict[str, tuple[int, ...]]


def load_map(source: str | Path, beside: Path = Path()) -> MapBundle:
    """The map in a folder, or the bundled map of that name.

    Raises
    ------
    DataError
        There is no such map, or it is damaged.
    """
    folder = beside / source
    if folder.is_dir():
        return read_bundle(folder)
    maps = bundled("maps")
    if str(source) in maps:
        return read_bundle(maps[str(source)])
    raise DataError(
        [
            Fault(
                str(source),
                "map",
                "There is no such folder, and no bundled map of that name.",
                f"Build one with `ruttsim map build`, or: {choices_hint(str(source), maps)}",
            )
        ]
    )


def load_setting(study: Study) -> Setting:
    """The study with its map and numbers, all of its names checked.

    Raises
    ------
    StudyError, DataError
        Every fault found: of the study first, of its files if the study has none.
    """
    faults: list[Fault] = []
    parameters = None
    try:
        parameters = load_parameters(study.parameters)
    except StudyError as error:
        faults += error.faults
    names: dict[str, Collection[str]] = {
        "coverage": COVERAGES,
        "allocation": ALLOCATIONS,
        "planner": PLANNERS,
        "map": bundled("maps"),
        "vehicle_type": load_parameters().vehicles,
    }
    faults += check_names(study, names)
    if faults or parameters is None:
        raise StudyError(faults)
    bundle = load_map(study.map, study.folder)
    known = bundle.premises["premise"].tolist()
    faults = check_names(study, {"premise": known})
    if faults:
        raise StudyError(faults)
    return Setting(
        study=study,
        bundle=bundle,
        parameters=parameters,
        organisations=tuple(
            Organisation(it.name, it.title_sv, it.title_en, it.type, it.vehicle_types)
            for it in study.organisations
        ),
        premises={
            it.name: tuple(known.index(name) for name in it.premises)
            if study.planning.bases == "given"
            else tuple(range(len(known)))
            for it in study.organisations
        },
    )
