"""Names in a study that other stages define, checked against their registries."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from ruttsim.errors import Fault, choices_hint, listed_hint
from ruttsim.study.leaves import entries, table, tables, text, texts
from ruttsim.study.model import Study

Registries = Mapping[str, Collection[str]]


def check_names(study: Study, registries: Registries) -> list[Fault]:
    """A fault for every name of the study that its registry does not hold."""
    return name_faults(str(study.file), study.model_dump(), registries)


def name_faults(file: str, content: Mapping[str, Any], registries: Registries) -> list[Fault]:
    """A fault for every name in the content of a study that its registry does not hold.

    What is no text where a name should be is passed over: `shape_faults` tells of it.

    Parameters
    ----------
    registries
        The known names by sort: `coverage`, `allocation`, `default`, `planner`, `absences`,
        `late_visits`, `alarms`, `charging`, `kpi`, `vehicle_type`, `language`, `premise`,
        `district`, `place`.
        A sort that is left out is not checked (premises, districts and places are known only once
        the map is read). `empty_district` are districts without premises.
    """
    empty = registries.get("empty_district", ())
    faults = []
    for sort, title, field, name in _names(content):
        known = registries.get(sort)
        if known is None or name is None or name in known:
            continue
        hint = choices_hint(name, known)
        if sort == "kpi":
            hint = listed_hint(name, known, "ruttsim schema kpis")
        if sort == "district" and name in empty:
            problem = f"No premises lie in the district '{name}', so no team has its base there."
            hint = f"Name districts with premises: {', '.join(known)}."
        else:
            problem = f"Unknown {title} '{name}'."
        faults.append(Fault(file, field, problem, hint))
    return list(dict.fromkeys(faults))


def _names(content: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str | None]]:
    """Sort, its name in a sentence, field and value of every name that other stages define."""
    yield "planner", "planner", "planning.planner", text(table(content, "planning"), "planner")
    day = table(content, "day")
    for key in ("absences", "late_visits", "alarms", "charging"):
        yield key, f"rule for {key.replace('_', ' ')}", f"day.{key}", text(day, key)
    for section, key in itertools.product(("interest", "precision"), ("percent", "value")):
        for name in table(table(content, section), key):
            yield "kpi", "key figure", f"{section}.{key}.{name}", name
    for row, name in texts(table(content, "payment"), "rural").items():
        yield "place", "basic area or district", f"payment.rural[{row}]", name
    for row, organisation in tables(content, "organisations").items():
        field = f"organisations[{row}]"
        for name in texts(organisation, "vehicle_types").values():
            yield "vehicle_type", "vehicle type", f"{field}.vehicle_types", name
        for name in texts(organisation, "languages").values():
            yield "language", "language", f"{field}.languages", name
        for name in texts(organisation, "premises").values():
            yield "premise", "premises", f"{field}.premises", name
        owned = texts(organisation, "vehicle_types")
        is_whole = 0 < len(owned) == len(entries(organisation, "vehicle_types"))
        for number, limit in tables(organisation, "fleet").items():
            # Where the list is whole, `agreement_faults` compares with it.
            kind = None if is_whole else text(limit, "vehicle_type")
            yield "vehicle_type", "vehicle type", f"{field}.fleet[{number}].vehicle_type", kind
            for name in texts(limit, "districts").values():
                yield "district", "district", f"{field}.fleet[{number}].districts", name
    for row, split in tables(content, "splits").items():
        yield "alarms", "rule for alarms", f"splits[{row}].alarms", text(split, "alarms")
        types = table(split, "vehicle_types")
        for owner in types:
            field = f"splits[{row}].vehicle_types.{owner}"
            for name in texts(types, owner).values():
                yield "vehicle_type", "vehicle type", field, name
        for key in ("coverage", "allocation"):
            rule = text(table(split, key), "rule")
            yield key, f"{key} rule", f"splits[{row}].{key}.rule", rule
        allocation = table(split, "allocation")
        service = table(allocation, "service")
        yield (
            "allocation",
            "allocation rule",
            f"splits[{row}].allocation.service.rule",
            text(service, "rule"),
        )
        for key, of in (("allocation", allocation), ("allocation.service", service)):
            default = text(of, "default")
            yield "default", "default rule", f"splits[{row}].{key}.default", default
