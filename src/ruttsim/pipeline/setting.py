"""What every task of a study shares: the study, its map, its numbers, its organisations."""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ruttsim.accounts.kpis import KPIS
from ruttsim.bundled import bundled
from ruttsim.domain.organisations import Organisation
from ruttsim.domain.roads import MapBundle
from ruttsim.domain.terms import BY_GRANTED_TIME, Payment
from ruttsim.errors import DataError, Fault, RuttsimError, StudyError, choices_hint
from ruttsim.parameters import Parameters, load_parameters
from ruttsim.pipeline.split_terms import number_faults, of_split
from ruttsim.pipeline.terms import (
    drawn_buyer_faults,
    electricity_faults,
    limit_faults,
    organisations,
    payment,
    sale_faults,
    with_electricity,
)
from ruttsim.planning.plan import EXTRAS, PLANNERS
from ruttsim.roads.bundle import read_bundle
from ruttsim.simulate.absences import ABSENCES
from ruttsim.simulate.alarms import ALARMS
from ruttsim.simulate.batteries import CHARGING
from ruttsim.simulate.late_visits import LATE_VISITS
from ruttsim.split.allocation import ALLOCATIONS
from ruttsim.split.ceilings import DEFAULTS
from ruttsim.split.coverage import COVERAGES
from ruttsim.study.leaves import numbers, table, tables, text
from ruttsim.study.model import Study
from ruttsim.study.names import name_faults


@dataclass(frozen=True, eq=False)
class Setting:
    """A checked study with everything that its names refer to.

    `inputs` are SHA-256 digests of the files that the study names and that could be read, by name.
    `search` is 0, or another number where plans are searched again, from other seeds.
    """

    study: Study
    bundle: MapBundle
    parameters: Parameters
    organisations: tuple[Organisation, ...]
    premises: dict[str, tuple[int, ...]]
    inputs: dict[str, str]
    search: int = 0

    @property
    def planning_seed(self) -> tuple[int, ...]:
        """What the planner's seeds are hashed from, beside its problem."""
        return (self.study.seed, self.search) if self.search else (self.study.seed,)

    payment: Payment = BY_GRANTED_TIME


class Findings:
    """The faults of a study and of its files, gathered to be raised as one error.

    A fault that two checks find is told once.
    """

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._is_of_study = False

    def add(self, error: RuttsimError) -> None:
        """Note the faults of an error."""
        self._faults += [fault for fault in error.faults if fault not in self._faults]
        self._is_of_study |= bool(error.faults) and isinstance(error, StudyError)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """All faults noted so far."""
        return tuple(self._faults)

    def __len__(self) -> int:
        return len(self._faults)

    @contextmanager
    def gather(self) -> Iterator[None]:
        """Note what is raised inside, which ends there."""
        try:
            yield
        except RuttsimError as error:
            self.add(error)

    def raise_if_any(self) -> None:
        """Raise all faults: a StudyError where any of them is the study's, else a DataError."""
        if self._faults:
            raise (StudyError if self._is_of_study else DataError)(self._faults)


def load_map(source: str | Path, beside: Path = Path()) -> MapBundle:
    """The map in a folder, or the bundled map of that name.

    Raises
    ------
    DataError
        There is no such map, or it is damaged.
    """
    folder = _map_folder(source, beside)
    if folder is None:
        raise DataError([_missing_map(str(source), "map", source, beside)])
    return read_bundle(folder)


def _map_folder(source: str | Path, beside: Path) -> Path | None:
    """Folder of a map; none where there is neither such a folder nor such a bundled map."""
    folder = beside / source
    return folder if folder.is_dir() else bundled("maps").get(str(source))


def _missing_map(file: str, field: str, source: str | Path, beside: Path) -> Fault:
    """The fault of naming a map that is nowhere."""
    problem = (
        f"'{source}' is a file, and a map is a folder."
        if (beside / source).is_file()
        else f"There is no folder '{source}', and no bundled map of that name."
    )
    hint = choices_hint(str(source), bundled("maps"))
    return Fault(file, field, problem, f"Build one with `ruttsim map build`. {hint}")


def load_setting(study: Study, findings: Findings) -> Setting | None:
    """The study with its map and numbers, all of its names checked; faults are noted.

    None where the map or the numbers cannot be used: then nothing that rests on them can be
    checked. What is given is of use for further checks, and for a run only if nothing was noted.
    """
    parameters = None
    file, content = study.file, study.model_dump()
    with findings.gather():
        parameters = _parameters(file, study.parameters)
    bundle = _map_of(file, study.map, findings)
    faults = [*name_faults(str(file), content, _registries(bundle)), *_missing_extra(file, content)]
    own = {row: it.parameters for row, it in enumerate(study.splits)}
    faults += number_faults(str(file), study.parameters, own)
    findings.add(StudyError(faults))
    if parameters is None or bundle is None:
        return None
    known = bundle.premises["premise"].tolist()
    made = Setting(
        study=study,
        bundle=bundle,
        parameters=with_electricity(parameters, study),
        organisations=organisations(study, parameters),
        premises={
            it.name: tuple(known.index(name) for name in it.premises if name in known)
            if study.planning.bases == "given"
            else tuple(range(len(known)))
            for it in study.organisations
        },
        inputs=_inputs(study),
        payment=payment(study, bundle),
    )
    of_terms = [
        *drawn_buyer_faults(study),
        *electricity_faults(study),
        *limit_faults(study, made.organisations),
        *sale_faults(study),
    ]
    told = [fault.field for fault in faults]
    faults += [fault for fault in of_terms if fault.field not in told]
    findings.add(StudyError(faults))
    findings.add(StudyError(_fleet_faults(made, [fault.field for fault in faults])))
    findings.add(StudyError(_split_fleet_faults(made, faults)))
    return made


def further_faults(file: Path, content: Mapping[str, Any]) -> tuple[Fault, ...]:
    """What `load_setting` would find in a study that is at fault elsewhere.

    `content` is the parsed file; what is of the wrong type is passed over.
    """
    findings = Findings()
    with findings.gather():
        _parameters(file, numbers(table(content, "parameters")))
    own = {row: numbers(table(it, "parameters")) for row, it in tables(content, "splits").items()}
    of_study = numbers(table(content, "parameters"))
    findings.add(StudyError(number_faults(str(file), of_study, own)))
    source = text(content, "map")
    bundle = _map_of(file, source, findings) if source else None
    findings.add(StudyError(name_faults(str(file), content, _registries(bundle))))
    findings.add(StudyError(_missing_extra(file, content)))
    return findings.faults


def _registries(bundle: MapBundle | None) -> dict[str, Collection[str]]:
    """Known names by sort; those of the map where there is one."""
    names: dict[str, Collection[str]] = {
        "coverage": COVERAGES,
        "allocation": ALLOCATIONS,
        "default": DEFAULTS,
        "planner": PLANNERS,
        "absences": ABSENCES,
        "late_visits": LATE_VISITS,
        "alarms": ALARMS,
        "charging": CHARGING,
        "kpi": KPIS,
        "vehicle_type": load_parameters().vehicles,
        "language": load_parameters().demand.language_share,
    }
    if bundle is not None:
        inhabited = set(bundle.premises["district"].tolist())
        names["premise"] = bundle.premises["premise"].tolist()
        names["district"] = sorted(inhabited)
        areas = bundle.areas
        names["place"] = [*dict.fromkeys(areas["district"]), *areas["basic_area"]]
        names["empty_district"] = set(bundle.areas["district"].tolist()) - inhabited
    return names


def _map_of(file: Path, source: str, findings: Findings) -> MapBundle | None:
    """The map of a study, or None with the faults noted; that there is none is the study's."""
    bundle = None
    if _map_folder(source, file.parent) is None:
        findings.add(StudyError([_missing_map(str(file), "map", source, file.parent)]))
    else:
        with findings.gather():
            bundle = load_map(source, file.parent)
    return bundle


def _fleet_faults(setting: Setting, known: Collection[str]) -> Iterator[Fault]:
    """Organisations whose teams would have no vehicle at some base; walking counts as one.

    Nothing is said of those with fields that are at fault already.
    """
    for row, organisation in enumerate(setting.organisations):
        if any(field.startswith(f"organisations[{row}].") for field in known):
            continue
        if without := _without_vehicle(setting, organisation):
            yield Fault(
                str(setting.study.file),
                f"organisations[{row}].fleet",
                f"Teams of '{organisation.name}' have no vehicle type at bases in: "
                f"{', '.join(without)}.",
                "Give more of a type, or name these districts; 'walk' can be one of vehicle_types.",
            )


def _split_fleet_faults(setting: Setting, known: Collection[Fault]) -> Iterator[Fault]:
    """The same of vehicle types that a split gives; nothing where anything is at fault already."""
    if known:
        return
    for row, section in enumerate(setting.study.splits):
        of_row = of_split(setting, section)
        for organisation in of_row.organisations:
            if organisation.name not in section.vehicle_types:
                continue
            if without := _without_vehicle(of_row, organisation):
                yield Fault(
                    str(setting.study.file),
                    f"splits[{row}].vehicle_types.{organisation.name}",
                    f"The limits of '{organisation.name}' (fleet) leave its teams no vehicle type "
                    f"at bases in: {', '.join(without)}.",
                    "Name a type without such a limit; 'walk' can be one.",
                )


def _without_vehicle(setting: Setting, organisation: Organisation) -> list[str]:
    """Districts with bases where teams of an organisation would have no vehicle."""
    district = setting.bundle.premises["district"].tolist()
    scarce = organisation.numbers
    bases = dict.fromkeys(district[it] for it in setting.premises[organisation.name])
    return [
        name
        for name in bases
        if not any(scarce.get(it, 1) for it in organisation.vehicle_types_in(name))
    ]


def _missing_extra(file: Path, content: Mapping[str, Any]) -> Iterator[Fault]:
    """The fault of a planner whose package is not installed."""
    planner = text(table(content, "planning"), "planner")
    if planner in EXTRAS and importlib.util.find_spec(EXTRAS[planner]) is None:
        yield Fault(
            str(file),
            "planning.planner",
            f"The planner '{planner}' is not installed.",
            f"Install it (pip install {EXTRAS[planner]}), or let the planner be 'ruttsim'.",
        )


def _inputs(study: Study) -> dict[str, str]:
    """Digests of the study's own files; a fault in reading one is its reader's to tell."""
    found = {}
    for name in study.named_files:
        with suppress(OSError):
            found[name] = hashlib.sha256((study.folder / name).read_bytes()).hexdigest()
    return found


def _parameters(file: Path, values: Mapping[str, float]) -> Parameters:
    """The numbers of a study; faults of those that it replaces name its file."""
    try:
        return load_parameters(values)
    except StudyError as error:
        raise StudyError(replace(fault, file=str(file)) for fault in error.faults) from error
