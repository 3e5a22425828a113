"""Whether the parts of a study agree: names, shares, days and files."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from ruttsim.domain.demand import ALLOCATION_COLUMNS, WEEKDAYS
from ruttsim.domain.organisations import ORGANISATION_TYPES
from ruttsim.errors import Fault, choices_hint
from ruttsim.study.model import (
    DemandSection,
    OrganisationSection,
    PlanningSection,
    SplitSection,
    TimeSection,
)

MOST_ORGANISATIONS = ALLOCATION_COLUMNS - 1
SUM_TOLERANCE = 1e-6
OWN_PLANNER = "ruttsim"
RESERVED_NAMES = {"total": "all organisations together", "patrol": "the municipal patrol"}
"""Names that results use for something else than one organisation, and what for."""

Section = TypeVar("Section", bound=BaseModel)


def agreement_faults(file: Path, content: Mapping[str, Any]) -> list[Fault]:
    """Every disagreement between the parts of a study that can be read, whatever the others are.

    `content` is the parsed file without unknown keys; parts that do not fit the model are passed
    over, since `shape_faults` tells of them.
    """
    organisations = _readable(OrganisationSection, content.get("organisations"))
    splits = _readable(SplitSection, content.get("splits"))
    names = _names(content.get("organisations"))
    name = str(file)
    faults: list[Fault] = []
    faults += _organisation_faults(name, content, organisations, names)
    faults += _time_faults(name, content.get("time", {}))
    faults += _planning_faults(name, content.get("planning", {}))
    faults += _demand_faults(file, content.get("demand", {}))
    faults += _repeated(name, "splits[{}].name", _names(content.get("splits")))
    for row, split in splits.items():
        faults += _split_faults(file, f"splits[{row}]", split, names)
    return faults


def _organisation_faults(
    file: str,
    content: Mapping[str, Any],
    organisations: Mapping[int, OrganisationSection],
    names: Sequence[str],
) -> Iterator[Fault]:
    """Faults of the list of organisations."""
    yield from _repeated(file, "organisations[{}].name", names)
    if len(names) > MOST_ORGANISATIONS:
        yield Fault(
            file,
            "organisations",
            f"{len(names)} organisations are too many.",
            f"Write {MOST_ORGANISATIONS} or fewer.",
        )
    planning = _read(PlanningSection, content.get("planning", {}))
    needs_premises = planning is not None and planning.bases == "given"
    for row, organisation in organisations.items():
        field = f"organisations[{row}]"
        if organisation.name in RESERVED_NAMES:
            yield Fault(
                file,
                f"{field}.name",
                f"'{organisation.name}' means {RESERVED_NAMES[organisation.name]} in the results.",
                "Choose another name.",
            )
        yield from _unknown(file, f"{field}.type", [organisation.type], ORGANISATION_TYPES)
        for key in ("vehicle_types", "premises"):
            yield from _repeated(file, f"{field}.{key}[{{}}]", getattr(organisation, key))
        yield from _fleet_faults(file, field, organisation)
        if needs_premises and not organisation.premises:
            yield Fault(
                file,
                f"{field}.premises",
                f"'{organisation.name}' has no premises, and planning.bases is 'given'.",
                "Name its premises, or let planning.bases be 'nearest'.",
            )


def _planning_faults(file: str, content: object) -> Iterator[Fault]:
    """Faults of how days are planned."""
    planning = _read(PlanningSection, content)
    if planning and planning.horizon == "fortnight" and planning.planner != OWN_PLANNER:
        yield Fault(
            file,
            "planning.planner",
            f"A fortnight is planned by '{OWN_PLANNER}' alone, not by '{planning.planner}'.",
            f"Let planner be '{OWN_PLANNER}', or horizon be 'day'.",
        )


def _fleet_faults(file: str, field: str, organisation: OrganisationSection) -> Iterator[Fault]:
    """Faults of the limits of an organisation's vehicle types."""
    limited = [it.vehicle_type for it in organisation.fleet]
    where = f"{field}.fleet[{{}}].vehicle_type"
    yield from _repeated(file, where, limited)
    for row, name in enumerate(limited):
        yield from _unknown(file, where.format(row), [name], organisation.vehicle_types)


def _time_faults(file: str, content: object) -> Iterator[Fault]:
    """Faults of the planned days."""
    time = _read(TimeSection, content)
    if time is not None:
        yield from _unknown(file, "time.planned_days", time.planned_days, WEEKDAYS)
        yield from _repeated(file, "time.planned_days[{}]", time.planned_days)


def _demand_faults(file: Path, content: object) -> Iterator[Fault]:
    """Faults of the user's own clients and visits."""
    demand = _read(DemandSection, content)
    if demand is None:
        return
    for key, other in (("clients", "visits"), ("visits", "clients")):
        named = getattr(demand, key)
        if named is None and getattr(demand, other) is not None:
            yield Fault(
                str(file),
                f"demand.{key}",
                f"The key is missing beside demand.{other}.",
                "Name both files, or neither to have clients drawn.",
            )
        yield from _missing_file(file, f"demand.{key}", named)


def _split_faults(
    file: Path, field: str, split: SplitSection, organisations: Sequence[str]
) -> Iterator[Fault]:
    """Faults of one area split."""
    name, inside = str(file), split.organisations
    shares = split.allocation.shares
    yield from _unknown(name, f"{field}.organisations", inside, organisations)
    yield from _repeated(name, f"{field}.organisations[{{}}]", inside)
    limited = split.coverage.organisations
    yield from _unknown(name, f"{field}.coverage.organisations", limited, inside)
    yield from _repeated(name, f"{field}.coverage.organisations[{{}}]", limited)
    yield from _missing_file(file, f"{field}.coverage.layer", split.coverage.layer)
    if not shares:
        return
    where = f"{field}.allocation.shares"
    outside = list(_unknown(name, where, shares, inside))
    yield from outside
    total = math.fsum(shares.values())
    if abs(total - 1) > SUM_TOLERANCE:
        yield Fault(name, where, f"The shares add up to {total:g}.", "Let them add up to 1.")
    left_out = [one for one in inside if one not in shares]
    if left_out and not outside:
        yield Fault(
            name,
            where,
            f"No share is given for {', '.join(left_out)}.",
            "Give every organisation of the split its share; 0 is a share.",
        )


def _unknown(
    file: str, field: str, names: Iterable[str], choices: Sequence[str]
) -> Iterator[Fault]:
    """A fault for each name that is not among the choices."""
    for name in names:
        if name not in choices:
            yield Fault(file, field, f"'{name}' is unknown here.", choices_hint(name, choices))


def _repeated(file: str, field: str, names: Sequence[str]) -> Iterator[Fault]:
    """A fault for each name that stands earlier in the same list; `field` has {} for the row."""
    for row, name in enumerate(names):
        if name and name in names[:row]:
            first = field.format(names.index(name))
            yield Fault(
                file,
                field.format(row),
                f"'{name}' stands in {first} already.",
                "Give each its own, once.",
            )


def _missing_file(file: Path, field: str, named: str | None) -> Iterator[Fault]:
    """A fault where a file that the study names does not exist, or is a folder."""
    if named is None or (file.parent / named).is_file():
        return
    problem = (
        f"'{named}' is a folder, not a file."
        if (file.parent / named).is_dir()
        else f"There is no file '{named}' in {file.parent.resolve()}."
    )
    remedy = "Put the file there, or correct the name; it is looked for beside the study."
    yield Fault(str(file), field, problem, remedy)


def _names(tables: object) -> list[str]:
    """Names of a list of tables, empty where a table has none that can be read."""
    if not isinstance(tables, list):
        return []
    names = [table.get("name", "") if isinstance(table, Mapping) else "" for table in tables]
    return [name if isinstance(name, str) else "" for name in names]


def _readable(model: type[Section], tables: object) -> dict[int, Section]:
    """The tables of a list that fit the model, by row."""
    if not isinstance(tables, list):
        return {}
    read = {row: _read(model, table) for row, table in enumerate(tables)}
    return {row: section for row, section in read.items() if section is not None}


def _read(model: type[Section], content: object) -> Section | None:
    """A table of the study, or nothing where it does not fit the model."""
    try:
        return model.model_validate(content)
    except ValidationError:
        return None
