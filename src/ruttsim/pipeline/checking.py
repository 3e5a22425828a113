"""Everything about a study that can be at fault before anything is computed, checked at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from ruttsim.demand.columns import VISIT_COLUMNS
from ruttsim.demand.reading import TABLE_READERS, row_numbers
from ruttsim.domain.arrays import Bools, Ints
from ruttsim.domain.demand import NIGHT, Population, Visits
from ruttsim.domain.planning import ShiftPart
from ruttsim.errors import DataError, Fault, StudyError
from ruttsim.pipeline.ground import population_of, require_near_streets
from ruttsim.pipeline.setting import Findings, Setting, load_setting
from ruttsim.pipeline.steps import assigned, chain
from ruttsim.split.allocation import ALLOCATIONS
from ruttsim.split.ceilings import DEFAULTS
from ruttsim.split.coverage import COVERAGES
from ruttsim.split.keys import rule_faults
from ruttsim.study.model import Study
from ruttsim.study.split_model import SplitSection
from ruttsim.study.steps import step_faults
from ruttsim.units import HOURS_PER_DAY, SECONDS_PER_HOUR, SECONDS_PER_MINUTE, clock

LARGEST_UNSERVED_SHARE = 0.002
"""A split that leaves more of its planned visits without a round is not compared with others."""


def checked(study: Study) -> Setting:
    """The study's setting, its clients read and its area splits tried on every population.

    Places are looked for on the streets, which finds whatever cannot be reached, and visits in
    the menu of shifts; travel and rounds are not computed. Of the populations that are at fault
    only the first is told.

    Raises
    ------
    StudyError, DataError
        Every fault found; a StudyError where any of them is the study's.
    """
    if faults := list(step_faults(str(study.file), study.model_dump())):
        raise StudyError(faults)
    findings = Findings()
    setting = load_setting(study, findings)
    if setting is not None:
        findings.add(StudyError(_roster_faults(setting)))
        told = [fault.field for fault in findings.faults]
        splits = [
            split
            for row, split in enumerate(study.splits)
            if _is_known(split)
            and not any(field.startswith(f"splits[{row}].parameters.") for field in told)
        ]
        findings.add(StudyError(it for split in splits for it in rule_faults(study, split)))
        splits = [it for it in splits if all(step in splits for step in chain(study, it))]
        populations = range(study.time.populations)
        all(_is_sound(setting, index, splits, findings) for index in populations)
    findings.raise_if_any()
    assert setting is not None
    return setting


def require_sound(setting: Setting, populations: Sequence[int]) -> None:
    """Try the area splits on further populations of a checked study.

    Raises
    ------
    StudyError, DataError
        What is found on the first of them that is at fault.
    """
    findings = Findings()
    all(_is_sound(setting, index, setting.study.splits, findings) for index in populations)
    findings.raise_if_any()


def _roster_faults(setting: Setting) -> Iterator[Fault]:
    """Shifts that no carer may work within a fortnight."""
    if setting.study.planning.horizon != "fortnight":
        return
    allowed = setting.parameters.fortnight
    for shift in setting.parameters.staffing.shifts:
        paid_h = sum(part.paid_s for part in shift.parts) / SECONDS_PER_HOUR
        name = "night_work_h_per_fortnight" if shift.is_night else "work_h_per_fortnight"
        most_h = getattr(allowed, name)
        if paid_h > most_h or allowed.work_days_per_fortnight < 1:
            yield Fault(
                str(setting.study.file),
                "parameters",
                f"Nobody may work the shift '{shift.name}' of {paid_h:g} h: a carer has "
                f"{most_h:g} h on {allowed.work_days_per_fortnight:g} days.",
                f"Raise fortnight.{name} or fortnight.work_days_per_fortnight.",
            )


def _is_known(split: SplitSection) -> bool:
    """Whether there are such rules as a split names."""
    allocation = split.allocation
    rules = (allocation,) if allocation.service is None else (allocation, allocation.service)
    return split.coverage.rule in COVERAGES and all(
        it.rule in ALLOCATIONS and it.default in {None, *DEFAULTS} for it in rules
    )


def _is_sound(
    setting: Setting, index: int, splits: Sequence[SplitSection], findings: Findings
) -> bool:
    """Whether a population can be had, reached, held by shifts and divided; faults are noted."""
    people = None
    before = len(findings)
    with findings.gather():
        people = population_of(setting, index)
    if people is not None:
        with findings.gather():
            require_near_streets(setting, people)
        with findings.gather():
            _require_visits(setting, people)
        for split in splits:
            with findings.gather():
                assigned(setting, people, split)
    return len(findings) == before


def _require_visits(setting: Setting, people: Population) -> None:
    """Raise where there is no visit to plan, or too many that no shift of the menu holds."""
    study = setting.study
    due = np.concatenate([people.visits.on(*date) for date in study.planned_dates])
    if not len(due):
        when = f"{', '.join(study.time.planned_days)} of week {study.time.week}"
        problem, remedy = f"No visit takes place on {when}.", "Plan a day that has visits."
        raise StudyError([Fault(str(study.file), "time.planned_days", problem, remedy)])
    shifts = setting.parameters.staffing.shifts
    is_night = people.visits.kind == NIGHT
    fits = np.zeros(len(is_night), dtype=np.bool_)
    parts = {}
    for at_night in (False, True):
        own = [part for shift in shifts if shift.is_night == at_night for part in shift.parts]
        fits |= (is_night == at_night) & _fits(people.visits, own)
        parts[at_night] = own
    lost = due[~fits[due]]
    if len(lost) <= LARGEST_UNSERVED_SHARE * len(due):
        return
    if people.is_synthetic:
        menu = _menu(part for own in parts.values() for part in own)
        problem = f"{len(lost) / len(due):.1%} of the visits fit in no shift ({menu})."
        remedy = "Let the shifts cover the day, the night and the longest visit."
        raise StudyError([Fault(str(study.file), "parameters", problem, remedy)])
    raise DataError(
        fault
        for at_night, own in parts.items()
        for fault in _shift_faults(study, people.visits, lost[is_night[lost] == at_night], own)
    )


def _menu(parts: Iterable[ShiftPart]) -> str:
    """The hours of parts of shifts, as clock times."""
    return ", ".join(f"{_clock(part.start_s)}-{_clock(part.end_s)}" for part in parts)


def _clock(time_s: int) -> str:
    """The clock time of a moment of a day or of the night after it."""
    day_s = HOURS_PER_DAY * SECONDS_PER_HOUR
    return clock(time_s - day_s if time_s > day_s else time_s)


def _fits(visits: Visits, parts: Sequence[ShiftPart]) -> Bools:
    """Which visits some part of a shift can hold, if nobody has to travel."""
    fits = np.zeros(len(visits.visit), dtype=np.bool_)
    for part in parts:
        start_s = np.maximum(visits.earliest_s, part.start_s)
        is_long_enough = visits.duration_s <= part.paid_s
        fits |= is_long_enough & (
            start_s <= np.minimum(visits.latest_s, part.end_s - visits.duration_s)
        )
    return fits


def _shift_faults(
    study: Study, visits: Visits, lost: Ints, parts: Sequence[ShiftPart]
) -> Iterator[Fault]:
    """A fault for each of the user's own visits that no shift holds."""
    file = study.folder / str(study.demand.visits)
    numbers = row_numbers(file, VISIT_COLUMNS, TABLE_READERS)
    for row in np.unique(lost).tolist():
        earliest_s, latest_s = int(visits.earliest_s[row]), int(visits.latest_s[row])
        duration_s = int(visits.duration_s[row])
        window = f"{_clock(earliest_s)}-{_clock(latest_s)}"
        minutes = duration_s // SECONDS_PER_MINUTE
        problem = (
            f"It may start {window} and lasts {minutes} min, which no shift holds ({_menu(parts)})."
        )
        remedy = "Move the visit, or let the study's parameters change the shifts."
        column = _column(earliest_s, latest_s, duration_s, parts)
        yield Fault(str(file), f"row {numbers[row]}, {column}", problem, remedy)


def _column(earliest_s: int, latest_s: int, duration_s: int, parts: Sequence[ShiftPart]) -> str:
    """Which cell of a visit keeps it out of all shifts."""
    last_s = [part.end_s - duration_s for part in parts]
    if any(
        max(earliest_s, part.start_s) <= min(latest_s, start_s)
        for part, start_s in zip(parts, last_s, strict=True)
    ):
        return "duration_min"
    return "earliest" if earliest_s > max(last_s) else "latest"
