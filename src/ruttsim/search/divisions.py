"""The search of a study: divisions for the organisations and shares of one of its area splits."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ruttsim.domain.arrays import Floats, Ints
from ruttsim.domain.demand import CARE, DIVIDED_KINDS
from ruttsim.errors import Fault, StudyError, choices_hint
from ruttsim.pipeline.checking import checked
from ruttsim.pipeline.ground import ground, population_of
from ruttsim.pipeline.split_terms import of_split
from ruttsim.pipeline.steps import assigned
from ruttsim.pipeline.travel import compute, missing, pieces, places_of
from ruttsim.runner import Progress, run_all, silent, usable_workers
from ruttsim.search.archive import Division, representatives
from ruttsim.search.case import DivisionCase
from ruttsim.search.estimate import Estimator, Figures
from ruttsim.search.local import found_divisions
from ruttsim.search.new_study import with_divisions
from ruttsim.search.sample import SampleDay, sample_day
from ruttsim.split.case import SplitCase, split_fault
from ruttsim.split.zones import ground_of

if TYPE_CHECKING:
    from ruttsim.pipeline.setting import Setting
    from ruttsim.study.model import Study
    from ruttsim.study.split_model import SplitSection

SAMPLE_DAYS = 3
"""Days that divisions are estimated on. A design choice: one fits a division to whoever it was
drawn for, and more cost time."""
EFFORT = 6000
"""Estimates unless the caller says another number. A design choice: a quarter of a minute of a
processor on Botkyrka. From one seed to another the least travel found differs by a percent."""
TOLERANCE = 0.02
"""How far the share of granted hours of a zone may lie from what is wanted, unless told. A design
choice: half of the largest basic areas of Botkyrka."""
SHARE_DECIMALS = 9
SHOWN = 4
"""Divisions of a front that are written as layers and simulated, unless told."""


@dataclass(frozen=True, eq=False)
class SearchResult:
    """What a search found.

    Attributes
    ----------
    section
        The area split whose organisations and shares were divided anew.
    front
        Divisions of which none has every figure as good as another, by estimated travel.
    shown
        The few of them that are written, by the name of their area split.
    own
        Estimates of the study's own area splits, on the same sample days.
    study
        The study with the shown divisions as further area splits; their layers are to be written.
    """

    setting: Setting
    section: SplitSection
    case: DivisionCase
    front: tuple[Division, ...]
    shown: dict[str, Division]
    own: dict[str, Figures]
    study: Study


class Sample(NamedTuple):
    """A sample day, the shares of hours of the areas, and who has each client in each split.

    `organisations` have the shape (clients, DIVIDED_KINDS).
    """

    day: SampleDay
    share: Floats
    organisations: tuple[Ints, ...]


def search_divisions(
    study: Study,
    *,
    split: str | None = None,
    effort: int = EFFORT,
    tolerance: float = TOLERANCE,
    shown: int = SHOWN,
    workers: int | None = None,
    progress: Progress = silent,
) -> SearchResult:
    """Divisions with less travel, climate impact or travel gap, for one split of a study.

    Drawn clients of the sample days are other ones than `compare` has, so that what is found is
    confirmed on people that it was not fitted to. The user's own clients are what they are.

    Parameters
    ----------
    split
        Name of the area split whose organisations and shares are divided; left out, the first one
        with zones, or else the first with two organisations or more.
    effort
        How many divisions are estimated.
    tolerance
        How far the share of hours of a zone may lie from its organisation's.
    shown
        How many divisions of the front become area splits of the new study.

    Raises
    ------
    StudyError, DataError
        Faults of the study or its files, or nothing found within the tolerance.
    """
    section = searched_section(study, split)
    setting = checked(study)
    samples = sample_days(setting, section, workers or usable_workers(), progress)
    case = division_case(setting, section, samples, tolerance)
    days = [it.day for it in samples]
    estimator = Estimator(of_split(setting, section), days, case.holders)
    best = found_divisions(case, estimator, effort, study.seed, progress).sorted()
    if not best:
        raise StudyError([_unbalanced(study, section, case)])
    ruled = _ruled_alike(setting, section)
    front = [replace(it, same_as=_same_as(ruled, samples, case, it)) for it in best]
    chosen = representatives(front, min(shown, len(front)))
    names, new = with_divisions(study, section, [it.same_as for it in chosen])
    own = {
        one.name: Estimator(of_split(setting, one), days, case.holders).of_clients(
            [it.organisations[row][:, DIVIDED_KINDS.index(CARE)] for it in samples]
        )
        for row, one in enumerate(study.splits)
    }
    return SearchResult(
        setting,
        section,
        case,
        tuple(front),
        dict(zip(names, chosen, strict=True)),
        own,
        new,
    )


def _ruled_alike(setting: Setting, section: SplitSection) -> dict[int, SplitSection]:
    """The study's splits, by row, with the same rules for alarms and nights as one of them."""
    day = of_split(setting, section).study.day
    splits = enumerate(setting.study.splits)
    return {row: it for row, it in splits if of_split(setting, it).study.day == day}


def _same_as(
    ruled: Mapping[int, SplitSection],
    samples: Sequence[Sample],
    case: DivisionCase,
    division: Division,
) -> SplitSection | None:
    """The first of some splits that gives all sampled clients to the same organisations.

    In care and in service.
    """
    holder = np.array(case.holders)[division.zone]
    for row, section in ruled.items():
        if all(
            (it.organisations[row] == holder[it.day.client_area][:, None]).all() for it in samples
        ):
            return section
    return None


def searched_section(study: Study, name: str | None) -> SplitSection:
    """The area split to divide anew."""
    named = {it.name: it for it in study.splits}
    if name is not None and name not in named:
        problem = f"There is no area split '{name}' in the study."
        raise StudyError([Fault(str(study.file), "--split", problem, choices_hint(name, named))])
    able = [it for it in study.splits if _sharing(it)]
    if name is not None:
        if named[name] in able:
            return named[name]
        problem = "a search needs two organisations with a share or more."
        remedy = "Give it allocation.shares, or name another split with --split."
        raise StudyError([split_fault(study, named[name], "allocation.shares", problem, remedy)])
    zoned = [it for it in able if it.coverage.rule == "zones"]
    if not able:
        problem = "No area split has two organisations with a share or more."
        remedy = "Add one with allocation.shares: its organisations and shares are searched for."
        raise StudyError([Fault(str(study.file), "splits", problem, remedy)])
    return (zoned or able)[0]


def _sharing(section: SplitSection) -> list[str]:
    """Organisations with a share; none where fewer than two have one."""
    found = [it for it in section.organisations if section.allocation.shares.get(it, 0) > 0]
    return found if len(found) > 1 else []


def sample_days(
    setting: Setting, section: SplitSection, workers: int, progress: Progress
) -> list[Sample]:
    """Sample days on the terms of a split.

    Of populations that no comparison of the study has, or of the user's clients.
    """
    study = setting.study
    dates = study.planned_dates
    if study.demand.clients is None:
        wanted_most = study.precision.most_populations if study.precision.options else 0
        first = max(study.time.populations, wanted_most)
        wanted = [(first + k, dates[k % len(dates)]) for k in range(SAMPLE_DAYS)]
    else:
        wanted = [(0, date) for date in dates[:SAMPLE_DAYS]]
    populations = dict.fromkeys(population for population, _ in wanted)
    unknown = missing(
        piece
        for it in populations
        for piece in pieces(setting, places_of(population_of(setting, it), setting))
    )
    run_all(functools.partial(compute, setting), unknown, workers, "travel", progress)
    work = functools.partial(_sample, setting, section)
    samples = run_all(work, wanted, 1, "sample days", progress)
    return [it for it in samples if len(it.day.client)]


def _sample(setting: Setting, section: SplitSection, wanted: tuple[int, tuple[int, int]]) -> Sample:
    """One sample day on the terms of a split: population, and weekday and week."""
    population, date = wanted
    base = ground(setting, population)
    where = (base.population, setting.bundle, setting.study)
    splits = setting.study.splits
    hours = SplitCase(*where, splits[0], setting.parameters.split).area_hours
    return Sample(
        sample_day(of_split(setting, section), base, *date),
        hours / hours.sum(),
        tuple(
            assigned(setting, base.population, it).organisation[:, DIVIDED_KINDS].astype(np.int64)
            for it in splits
        ),
    )


def division_case(
    setting: Setting, section: SplitSection, samples: Sequence[Sample], tolerance: float
) -> DivisionCase:
    """What is searched for: the zones of a split on this map."""
    sharing = _sharing(section)
    areas = setting.bundle.areas
    if len(sharing) > len(areas):
        problem = f"{len(sharing)} zones cannot be made of {len(areas)} basic areas."
        remedy = "Use a map with more basic areas, or fewer organisations."
        raise StudyError([split_fault(setting.study, section, "organisations", problem, remedy)])
    share: Floats = np.round(np.stack([it.share for it in samples]).mean(axis=0), SHARE_DECIMALS)
    names = [it.name for it in setting.study.organisations]
    return DivisionCase(
        ground_of(setting.bundle, share),
        np.array([section.allocation.shares[name] for name in sharing]),
        tolerance,
        tuple(names.index(name) for name in sharing),
    )


def _unbalanced(study: Study, section: SplitSection, case: DivisionCase) -> Fault:
    """The fault of shares that no division met."""
    nearest = min((case.deviation(zone) for zone in case.starts()), default=1.0)
    problem = (
        f"no contiguous zones were found within {case.tolerance:.1%} of the shares; the rule zones "
        f"comes within {nearest:.1%}."
    )
    remedy = "Give a larger --tolerance or more --effort, or use a map with smaller basic areas."
    return split_fault(study, section, "allocation.shares", problem, remedy)
