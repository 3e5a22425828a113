"""Every point of a sweep checked before anything is computed, and all faults told at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ruttsim.comparison import prepared
from ruttsim.errors import DataError, Fault, RuttsimError, StudyError
from ruttsim.pipeline.setting import further_faults
from ruttsim.runner import Progress
from ruttsim.store import manifest
from ruttsim.study.agreement import agreement_faults
from ruttsim.study.factors import TABLES, WHOLE, replaced_by
from ruttsim.study.leaves import table, tables, text
from ruttsim.sweep.points import Point, levels_at, points_of, study_at

if TYPE_CHECKING:
    from ruttsim.study.model import Study


@dataclass(frozen=True)
class Checked:
    """A point that is a valid study, and what the manifest of its comparison tells."""

    point: Point
    made: Mapping[str, Any]


def checked_points(study: Study, *, quick: bool, progress: Progress) -> tuple[Checked, ...]:
    """All points of a study with factors, each checked as `compare` checks a study.

    Raises
    ------
    StudyError, DataError
        There is no factor, or some points are at fault. A fault names the level that it comes from;
        one that not all points of a level have, or that is of no level, says where it is.
    """
    if not study.factors:
        problem = "The study declares no factor, so there is nothing to move through."
        remedy = "Declare one with two levels or more, or run `ruttsim compare`."
        raise StudyError([Fault(str(study.file), "factors", problem, remedy)])
    points = points_of(study)
    found: list[Checked] = []
    faulty: dict[Fault, set[int]] = defaultdict(set)
    is_of_study = False
    for point in points:
        progress("checked points", point.index, len(points))
        try:
            found.append(_checked(study, point, quick=quick))
        except RuttsimError as error:
            is_of_study |= isinstance(error, StudyError)
            for fault in error.faults:
                faulty[_of_level(study, point, fault)].add(point.index)
    progress("checked points", len(points), len(points))
    if faulty:
        told = [_located(points, *it) for it in faulty.items()]
        raise (StudyError if is_of_study else DataError)(dict.fromkeys(told))
    return tuple(found)


def _checked(study: Study, point: Point, *, quick: bool) -> Checked:
    """A point whose study is valid."""
    changed = study_at(study, point)
    content = changed.model_dump()
    if faults := agreement_faults(changed.file, content):
        raise StudyError(dict.fromkeys([*faults, *further_faults(changed.file, content)]))
    return Checked(point, manifest(prepared(changed, quick=quick), quick=quick))


def _of_level(study: Study, point: Point, fault: Fault) -> Fault:
    """The fault with the field of the level that says what is wrong, where one does."""
    if fault.file != str(study.file):
        return fault
    names = [it.name for it in study.organisations]
    for factor, level in zip(study.factors, levels_at(study, point), strict=True):
        where = f"factors.{factor.name}.levels.{level.name}"
        if (moved := _moved(fault, where, level.replaced, names)) is not None:
            return moved
    return fault


def _moved(
    fault: Fault, where: str, replaced: Iterable[tuple[str, ...]], organisations: Sequence[str]
) -> Fault | None:
    """The fault at what a level replaces; None where it is of something else."""
    for path in replaced:
        for field in _fields(path, organisations):
            rest = fault.field.removeprefix(field)
            if fault.field.startswith(field) and (not rest or rest[0] in ".["):
                return replace(fault, field=f"{where}.{'.'.join(path)}{rest}")
    return None


def _fields(path: tuple[str, ...], organisations: Sequence[str]) -> list[str]:
    """Where a study says what a level replaces at a path."""
    if path[0] != "vehicle_types":
        return [".".join(path)]
    if path[1] not in organisations:
        return []
    row = f"organisations[{organisations.index(path[1])}]"
    return [f"{row}.vehicle_types", f"{row}.fleet"]


def further_faults_of_levels(file: Path, content: Mapping[str, Any]) -> Iterator[Fault]:
    """What `further_faults` finds in a study at fault elsewhere, and in each of its levels.

    `content` is the parsed file; a level is looked at by itself, with the first of no other factor.
    """
    common = [*agreement_faults(file, content), *further_faults(file, content)]
    yield from further_faults(file, content)
    names = [text(it, "name") or "" for it in tables(content, "organisations").values()]
    for row, factor in tables(content, "factors").items():
        for place, level in tables(factor, "levels").items():
            where = f"factors[{row}].levels[{place}]"
            merged = _merged(content, level)
            for fault in (*agreement_faults(file, merged), *further_faults(file, merged)):
                moved = _moved(fault, where, replaced_by(level), names)
                if moved is not None:
                    yield moved
                elif fault not in common:
                    yield replace(fault, problem=f"At {where}: {fault.problem}")


def _merged(content: Mapping[str, Any], level: Mapping[str, Any]) -> dict[str, Any]:
    """The content of a study with what a level says in place of it; what is no table stays."""
    merged = dict(content)
    for key in WHOLE:
        if key in level:
            merged[key] = level[key]
    for key in (*TABLES, "parameters"):
        if table(level, key):
            merged[key] = {**table(content, key), **table(level, key)}
    types = table(level, "vehicle_types")
    if types and isinstance(content.get("organisations"), list):
        merged["organisations"] = [
            {**it, "vehicle_types": types[name]}
            if isinstance(it, Mapping) and (name := str(it.get("name"))) in types
            else it
            for it in content["organisations"]
        ]
    return merged


def _located(points: Sequence[Point], fault: Fault, where: set[int]) -> Fault:
    """The fault, with the points that it is found at, if these are neither all nor its level's."""
    if len(where) == len(points):
        return fault
    for factor in points[0].levels:
        for level in dict.fromkeys(it.levels[factor] for it in points):
            if {it.index for it in points if it.levels[factor] == level} != where:
                continue
            if fault.field.startswith(f"factors.{factor}.levels.{level}."):
                return fault
            return replace(fault, problem=f"At {factor}={level}: {fault.problem}")
    first, more = points[min(where)], len(where) - 1
    also = f" and {more} more point{'s' if more > 1 else ''}" if more else ""
    return replace(fault, problem=f"At {first}{also}: {fault.problem}")
