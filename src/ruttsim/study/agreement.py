"""Whether the parts of a study agree: names, shares, days and files."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ruttsim.domain.demand import ALLOCATION_COLUMNS, WEEKDAYS
from ruttsim.domain.organisations import ORGANISATION_TYPES
from ruttsim.errors import Fault, choices_hint
from ruttsim.study.leaves import entries, numbers, table, tables, text, texts
from ruttsim.study.steps import step_faults

MOST_ORGANISATIONS = ALLOCATION_COLUMNS - 1
SUM_TOLERANCE = 1e-6
OWN_PLANNER = "ruttsim"
SUBSTITUTE = "substitute"
"""The rule for sick carers that a fortnight's repair does not contradict."""
RESERVED_NAMES = {
    "total": "all organisations together",
    "patrol": "the municipal patrol",
    "night_patrol": "the municipal patrol at night",
    "payer": "the municipality as payer",
}
"""Names that results use for something else than one organisation, and what for."""


def agreement_faults(file: Path, content: Mapping[str, Any]) -> list[Fault]:
    """Every disagreement between the parts of a study that can be read, whatever the others are.

    `content` is the parsed file without unknown keys; parts that do not fit the model are passed
    over, since `shape_faults` tells of them.
    """
    name = str(file)
    names = {row: text(it, "name") or "" for row, it in tables(content, "organisations").items()}
    faults: list[Fault] = []
    faults += _organisation_faults(name, content, names)
    faults += _time_faults(name, content)
    faults += _planning_faults(name, content)
    faults += _demand_faults(file, table(content, "demand"))
    faults += _interest_faults(name, content)
    faults += step_faults(name, content)
    splits = tables(content, "splits")
    faults += repeated(name, "splits[{}].name", _names(splits))
    known = _presumed(entries(content, "organisations"), names, splits)
    for row, split in splits.items():
        faults += _split_faults(file, f"splits[{row}]", split, known)
    return faults


def _organisation_faults(
    file: str, content: Mapping[str, Any], names: Mapping[int, str]
) -> Iterator[Fault]:
    """Faults of the list of organisations."""
    yield from repeated(file, "organisations[{}].name", names)
    if len(names) > MOST_ORGANISATIONS:
        yield Fault(
            file,
            "organisations",
            f"{len(names)} organisations are too many.",
            f"Write {MOST_ORGANISATIONS} or fewer.",
        )
    needs_premises = text(table(content, "planning"), "bases") == "given"
    for row, organisation in tables(content, "organisations").items():
        field = f"organisations[{row}]"
        if names[row] in RESERVED_NAMES:
            yield Fault(
                file,
                f"{field}.name",
                f"'{names[row]}' means {RESERVED_NAMES[names[row]]} in the results.",
                "Choose another name.",
            )
        kind = text(organisation, "type")
        yield from _unknown(file, f"{field}.type", [kind] if kind else [], ORGANISATION_TYPES)
        for key in ("vehicle_types", "premises", "languages"):
            yield from repeated(file, f"{field}.{key}[{{}}]", texts(organisation, key))
        yield from _fleet_faults(file, field, organisation)
        if needs_premises and not organisation.get("premises"):
            yield Fault(
                file,
                f"{field}.premises",
                f"'{names[row]}' has no premises, and planning.bases is 'given'.",
                "Name its premises, or let planning.bases be 'nearest'.",
            )


def _interest_faults(file: str, content: Mapping[str, Any]) -> Iterator[Fault]:
    """Key figures with two smallest differences of interest, or two precisions."""
    for section in ("interest", "precision"):
        stated = table(content, section)
        for name in table(stated, "percent"):
            if name in table(stated, "value"):
                yield Fault(
                    file,
                    f"{section}.value.{name}",
                    f"'{name}' stands in {section}.percent too.",
                    "Keep one of the two.",
                )


def _planning_faults(file: str, content: Mapping[str, Any]) -> Iterator[Fault]:
    """Faults of how days are planned."""
    planning = table(content, "planning")
    planner = text(planning, "planner") or OWN_PLANNER
    if text(planning, "horizon") == "fortnight" and planner != OWN_PLANNER:
        yield Fault(
            file,
            "planning.planner",
            f"A fortnight is planned by '{OWN_PLANNER}' alone, not by '{planner}'.",
            f"Let planner be '{OWN_PLANNER}', or horizon be 'day'.",
        )
    absences = text(table(content, "day"), "absences") or SUBSTITUTE
    if text(planning, "horizon") == "fortnight" and absences != SUBSTITUTE:
        yield Fault(
            file,
            "day.absences",
            f"'{absences}' is not followed in a fortnight: the morning's repair gives rounds of "
            "sick carers to others and to substitutes.",
            f"Leave the key out, let it be '{SUBSTITUTE}', or let planning.horizon be 'day'.",
        )


def _fleet_faults(file: str, field: str, organisation: Mapping[str, Any]) -> Iterator[Fault]:
    """Faults of the limits of an organisation's vehicle types."""
    fleet = tables(organisation, "fleet")
    limited = {row: name for row, it in fleet.items() if (name := text(it, "vehicle_type"))}
    where = f"{field}.fleet[{{}}].vehicle_type"
    yield from repeated(file, where, limited)
    owned = texts(organisation, "vehicle_types")
    if len(owned) == len(entries(organisation, "vehicle_types")) > 0:
        for row, name in limited.items():
            yield from _unknown(file, where.format(row), [name], owned.values())
    for row, limit in fleet.items():
        districts = texts(limit, "districts")
        yield from repeated(file, f"{field}.fleet[{row}].districts[{{}}]", districts)


def _time_faults(file: str, content: Mapping[str, Any]) -> Iterator[Fault]:
    """Faults of the planned days."""
    planned = texts(table(content, "time"), "planned_days")
    yield from _unknown(file, "time.planned_days", planned.values(), WEEKDAYS)
    known = {row: name for row, name in planned.items() if name in WEEKDAYS}
    yield from repeated(file, "time.planned_days[{}]", known)


def _demand_faults(file: Path, demand: Mapping[str, Any]) -> Iterator[Fault]:
    """Faults of the user's own clients and visits."""
    for key, other in (("clients", "visits"), ("visits", "clients")):
        if demand.get(key) is None and demand.get(other) is not None:
            yield Fault(
                str(file),
                f"demand.{key}",
                f"The key is missing beside demand.{other}.",
                "Name both files, or neither to have clients drawn.",
            )
        yield from _missing_file(file, f"demand.{key}", text(demand, key))


def _split_faults(
    file: Path, field: str, split: Mapping[str, Any], organisations: Collection[str]
) -> Iterator[Fault]:
    """Faults of one area split."""
    name, inside = str(file), texts(split, "organisations")
    yield from _unknown(name, f"{field}.organisations", inside.values(), organisations)
    yield from repeated(name, f"{field}.organisations[{{}}]", inside)
    coverage = table(split, "coverage")
    limited = texts(coverage, "organisations")
    is_whole = len(inside) == len(entries(split, "organisations")) > 0
    if is_whole:
        where = f"{field}.coverage.organisations"
        yield from _unknown(name, where, limited.values(), inside.values())
    yield from repeated(name, f"{field}.coverage.organisations[{{}}]", limited)
    for key in ("layer", "table", "margins"):
        yield from _missing_file(file, f"{field}.coverage.{key}", text(coverage, key))
    types = table(split, "vehicle_types")
    for owner in types:
        yield from repeated(name, f"{field}.vehicle_types.{owner}[{{}}]", texts(types, owner))
    allocation = table(split, "allocation")
    for where, rule in (
        (f"{field}.allocation", allocation),
        (f"{field}.allocation.service", table(allocation, "service")),
    ):
        chosen = inside.values() if is_whole else None
        yield from _share_faults(name, f"{where}.shares", table(rule, "shares"), chosen)
    if not is_whole:
        return
    yield from _unknown(name, f"{field}.vehicle_types", types, inside.values())
    for where, names in _named(field, coverage, allocation):
        yield from _unknown(name, where, names, inside.values())


def _named(
    field: str, coverage: Mapping[str, Any], allocation: Mapping[str, Any]
) -> Iterator[tuple[str, Collection[str]]]:
    """Where a split names organisations that have to be its own, and which."""
    yield f"{field}.coverage.kinds", table(coverage, "kinds")
    for number, row in tables(coverage, "rows").items():
        where = f"{field}.coverage.rows[{number}].organisations"
        yield where, texts(row, "organisations").values()
    for number, names in enumerate(entries(coverage, "halves")):
        half = (
            [it for it in names if isinstance(it, str)] if isinstance(names, list | tuple) else []
        )
        yield f"{field}.coverage.halves[{number}]", half
    for key in ("ceiling_clients", "ceiling_granted_h_per_month"):
        yield f"{field}.allocation.{key}", table(allocation, key)


def _share_faults(
    file: str, where: str, shares: Mapping[str, Any], inside: Collection[str] | None
) -> Iterator[Fault]:
    """Faults of shares; `inside` are the split's organisations, None where not all are known."""
    if not shares:
        return
    values = [it for it in numbers(shares).values() if 0 <= it <= 1]
    total = math.fsum(values)
    if len(values) == len(shares) and abs(total - 1) > SUM_TOLERANCE:
        yield Fault(file, where, f"The shares add up to {total:g}.", "Let them add up to 1.")
    if inside is None:
        return
    outside = list(_unknown(file, where, shares, inside))
    yield from outside
    left_out = [one for one in dict.fromkeys(inside) if one not in shares]
    if left_out and not outside:
        yield Fault(
            file,
            where,
            f"No share is given for {', '.join(left_out)}.",
            "Give every organisation of the split its share; 0 is a share.",
        )


def _presumed(
    organisations: Sequence[object], names: Mapping[int, str], splits: Mapping[int, object]
) -> frozenset[str]:
    """Names of organisations, and those that splits use where as many have none of their own.

    Of two organisations with one name, the other name that splits use is meant: that it is unknown
    would be told in vain.
    """
    known = {name for name in names.values() if name}
    used = {name for split in splits.values() for name in texts(split, "organisations").values()}
    missing = len(organisations) - len(known)
    return frozenset(known | used if len(used - known) <= missing else known)


def _unknown(
    file: str, field: str, names: Iterable[str], choices: Collection[str]
) -> Iterator[Fault]:
    """A fault for each name that is not among the choices, once."""
    for name in dict.fromkeys(names):
        if name not in choices:
            yield Fault(file, field, f"'{name}' is unknown here.", choices_hint(name, choices))


def repeated(file: str, field: str, names: Mapping[int, str]) -> Iterator[Fault]:
    """A fault for each name that stands in more rows than one; `field` has {} for the row."""
    rows: dict[str, list[int]] = {}
    for row, name in names.items():
        rows.setdefault(name, []).append(row)
    for name, (first, *again) in rows.items():
        if name and again:
            also = ", ".join(field.format(row) for row in again[1:])
            yield Fault(
                file,
                field.format(again[0]),
                f"'{name}' stands in {field.format(first)} already{', and in ' if also else ''}"
                f"{also}.",
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


def _names(found: Mapping[int, Mapping[str, Any]]) -> dict[int, str]:
    """Names of tables, by row."""
    return {row: name for row, it in found.items() if (name := text(it, "name"))}
