"""Names in a study that other stages define, checked against their registries."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from ruttsim.errors import Fault, choices_hint
from ruttsim.study.model import Study


def check_names(study: Study, registries: Mapping[str, Collection[str]]) -> list[Fault]:
    """A fault for every name of the study that its registry does not hold.

    Parameters
    ----------
    registries
        The known names by sort: `coverage`, `allocation`, `planner`, `absences`, `late_visits`,
        `alarms`, `vehicle_type`, `premise`, `district`. A sort that is left out is not checked
        (premises and districts are known only once the map is read).
    """
    return [
        Fault(str(study.file), field, f"Unknown {title} '{name}'.", choices_hint(name, known))
        for sort, title, field, name in _names(study)
        if (known := registries.get(sort)) is not None and name not in known
    ]


def _names(study: Study) -> Iterator[tuple[str, str, str, str]]:
    """Sort, its name in a sentence, field and value of every name that other stages define."""
    yield "planner", "planner", "planning.planner", study.planning.planner
    yield "absences", "rule for absences", "day.absences", study.day.absences
    yield "late_visits", "rule for late visits", "day.late_visits", study.day.late_visits
    yield "alarms", "rule for alarms", "day.alarms", study.day.alarms
    for row, organisation in enumerate(study.organisations):
        field = f"organisations[{row}]"
        for name in organisation.vehicle_types:
            yield "vehicle_type", "vehicle type", f"{field}.vehicle_types", name
        for name in organisation.premises:
            yield "premise", "premises", f"{field}.premises", name
        for number, limit in enumerate(organisation.fleet):
            for name in limit.districts:
                yield "district", "district", f"{field}.fleet[{number}].districts", name
    for row, split in enumerate(study.splits):
        field = f"splits[{row}]"
        yield "coverage", "coverage rule", f"{field}.coverage.rule", split.coverage.rule
        yield "allocation", "allocation rule", f"{field}.allocation.rule", split.allocation.rule
