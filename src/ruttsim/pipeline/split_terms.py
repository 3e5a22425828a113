"""The setting of one split: the study's, with what is the split's own in place.

That are numbers, vehicle types, and who answers alarms and makes the visits of the night.

What is drawn, travel and the menu of shifts are common to all splits, so that each of them meets
the same people and days: numbers that decide these may not differ between splits.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ruttsim.errors import Fault, StudyError
from ruttsim.parameters import Parameters, load_parameters, parameter_names
from ruttsim.pipeline.terms import organisations, with_electricity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ruttsim.pipeline.setting import Setting
    from ruttsim.study.model import Study
    from ruttsim.study.split_model import SplitSection

VARYING = (
    "staffing",
    "vehicles",
    "carriers",
    "economy",
    "pay",
    "payment",
    "payer",
    "climate",
    "organisations",
    "split",
)
"""Files whose numbers may differ between splits."""
COMMON = ("staffing.shifts.",)
"""Numbers of these files that may not: drawn visits are made to fit the shifts."""


def of_split(setting: Setting, section: SplitSection) -> Setting:
    """The setting of the study as one split is planned, lived through and accounted by."""
    rules = {
        key: rule for key in ("alarms", "nights") if (rule := getattr(section, key)) is not None
    }
    if not section.parameters and not section.vehicle_types and not rules:
        return setting
    study = _with_rules(with_types(setting.study, section.vehicle_types), rules)
    parameters = setting.parameters
    if section.parameters:
        loaded = load_parameters({**study.parameters, **section.parameters})
        parameters = with_electricity(loaded, study)
    return replace(
        setting,
        study=study,
        parameters=parameters,
        organisations=organisations(study, parameters),
    )


def parameters_by_split(setting: Setting) -> dict[str, Parameters]:
    """The numbers of every split, by its name."""
    return {it.name: of_split(setting, it).parameters for it in setting.study.splits}


def number_faults(
    file: str, of_study: Mapping[str, float], by_row: Mapping[int, Mapping[str, float]]
) -> Iterator[Fault]:
    """Faults of the numbers that splits replace; by the row of the split.

    Nothing is said of what is at fault in the study's own table, which is told there.
    """
    known = set(parameter_names())
    told = {it.field for it in _load_faults(of_study)}
    sound = {name: value for name, value in of_study.items() if f"parameters.{name}" not in told}
    for row, own in by_row.items():
        fixed = [name for name in own if name in known and not _may_vary(name)]
        for name in fixed:
            yield Fault(
                file,
                f"splits[{row}].parameters.{name}",
                "All splits must have the same people, days, travel and shifts, which rest on it.",
                f"Put it in the study's table parameters; of a split's own are numbers of "
                f"{', '.join(VARYING)}, without {', '.join(COMMON).rstrip('.')}.",
            )
        free = {name: value for name, value in own.items() if name not in fixed}
        for fault in _load_faults({**sound, **free} if free else {}):
            if fault.field not in told:
                yield replace(fault, file=file, field=f"splits[{row}].{fault.field}")


def _may_vary(name: str) -> bool:
    """Whether a number may differ between splits."""
    return name.split(".", maxsplit=1)[0] in VARYING and not name.startswith(COMMON)


def _load_faults(values: Mapping[str, float]) -> tuple[Fault, ...]:
    """What is wrong with numbers that replace others."""
    try:
        load_parameters(values)
    except StudyError as error:
        return error.faults
    return ()


def _with_rules(study: Study, rules: Mapping[str, str]) -> Study:
    """The study with rules for alarms and nights of a split."""
    day = study.day.model_copy(update=dict(rules))
    return study.model_copy(update={"day": day}).at(study.file)


def with_types(study: Study, types: Mapping[str, tuple[str, ...]]) -> Study:
    """The study with other vehicle types of organisations; limits of types left out fall away."""
    changed = tuple(
        it.model_copy(
            update={
                "vehicle_types": types[it.name],
                "fleet": tuple(x for x in it.fleet if x.vehicle_type in types[it.name]),
            }
        )
        if it.name in types
        else it
        for it in study.organisations
    )
    return study.model_copy(update={"organisations": changed}).at(study.file)
