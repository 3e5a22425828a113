"""The sensitivity of a study: how the difference of two splits depends on each cited number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ruttsim.accounts.kpis import KPIS
from ruttsim.cache import damage_told
from ruttsim.domain.demand import SMALLEST_CELL
from ruttsim.errors import Fault, Faults, StudyError, choices_hint, listed_hint
from ruttsim.parameters import is_unverified
from ruttsim.pipeline.checking import checked
from ruttsim.pipeline.ground import population_of
from ruttsim.pipeline.steps import chain
from ruttsim.pipeline.warm import warm_up
from ruttsim.privacy import kpis_of_few
from ruttsim.runner import Progress, silent, usable_workers
from ruttsim.sensitivity.effects import Moved, Own, moved, own_values
from ruttsim.sensitivity.numbers import number_faults, ranged
from ruttsim.sensitivity.points import KPI_NAMES, compared_pair
from ruttsim.sensitivity.screening import missing_package_faults, power_of_two_faults
from ruttsim.sensitivity.together import Effort, morris, sobol
from ruttsim.sensitivity.turning import Turning, turning
from ruttsim.statistics.intervals import moments
from ruttsim.store import manifest
from ruttsim.study.model import quick as quick_study

if TYPE_CHECKING:
    from ruttsim.pipeline.setting import Setting
    from ruttsim.study.model import Study

OPTIONS = ("--reference", "--split")
KPIS_SHOWN = ("travel_h", "cost_sek", "co2e_kg")


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """What a sensitivity analysis found.

    Attributes
    ----------
    setting
        Of the study with its two splits, the reference first, and the steps that they follow.
    own
        The study's own numbers, with the luck of searching its plans again.
    moved
        Each number moved to its ends, one at a time.
    screened, indices
        Morris' measures and Sobol's indices by name and key figure: their tuples without `dropped`.
    off_grid
        Names of whole numbers that Morris' grid misses, and that were left out of it.
    turnings
        Where unverified numbers change the sign of a difference, by name and key figure.
    dropped
        Trajectories and samples that could not be computed.
    manifest
        What made it.
    """

    setting: Setting
    kpis: tuple[str, ...]
    own: Own
    moved: tuple[Moved, ...]
    screened: Mapping[tuple[str, str], tuple[float, ...]]
    indices: Mapping[tuple[str, str], tuple[float, ...]]
    off_grid: tuple[str, ...]
    turnings: Mapping[tuple[str, str], Turning]
    dropped: tuple[int, int]
    manifest: dict[str, Any]


def sensitivity(
    study: Study,
    *,
    reference: str | None = None,
    split: str | None = None,
    kpis: Sequence[str] = KPIS_SHOWN,
    numbers: Sequence[str] = (),
    quick: bool = False,
    populations: int | None = None,
    moves: int | None = None,
    effort: Effort | None = None,
    workers: int | None = None,
    progress: Progress = silent,
) -> Sensitivity:
    """How the difference between two area splits depends on the cited numbers.

    Parameters
    ----------
    reference, split
        The two splits; the study's first and second if left out. The difference is that of `split`
        from `reference`.
    kpis
        Key figures of all organisations together.
    numbers
        Beginnings of the names of the numbers to move (`economy`, `travel.peak_factor`); all with
        a range if there are none.
    quick
        Use the study's table `quick`.
    populations, moves
        In place of the study's.
    effort
        `searches`: how often the study's own plans are searched, from which the luck of that is
        known. `trajectories` of Morris and `samples` of Sobol (0: none), over numbers that leave
        the plans as they are, or over all (`screens_all`); Sobol over the `few` that matter most.
        `both_ends`: also where the first end tells nothing.
    workers
        Processes; the result is the same.

    Raises
    ------
    StudyError, DataError
        Every fault of the call, or those of the study and its files.
    """
    effort = effort or Effort()
    workers = workers or usable_workers()
    faults = call_faults(study, reference, split, kpis, numbers, effort)
    if faults:
        raise StudyError(faults)
    setting = _pair(study, reference, split, quick, populations, moves)
    chosen = ranged(setting, numbers)
    with damage_told():
        warm_up(progress)
        own = own_values(setting, effort.searches, workers, progress)
        problems = [fault for it in own.searches for found in it if (fault := found.fault)]
        if problems:
            remedy = "Give more moves, or compare other splits."
            raise StudyError([Fault(str(study.file), "splits", problems[0], remedy)])
        found = moved(setting, chosen, own, kpis, workers, progress, both_ends=effort.both_ends)
        measures, off_grid = morris(setting, found, kpis, effort, workers, progress)
        variance = sobol(setting, found, own, kpis, effort, measures.found, workers, progress)
        turnings = {
            (it.number.name, kpi): turned
            for it in found
            if is_unverified(it.number.status)
            for kpi in kpis
            if (turned := turning(setting, it, kpi, own, workers, progress)) is not None
        }
    return Sensitivity(
        setting,
        tuple(kpis),
        own,
        found,
        measures.found,
        variance.found,
        off_grid,
        turnings,
        (measures.dropped, variance.dropped),
        _manifest(setting, kpis, numbers, effort, quick=quick),
    )


def _names(study: Study, reference: str | None, split: str | None) -> tuple[str, str]:
    """The names of the two splits; the second is empty where there is one split alone."""
    names = [it.name for it in study.splits]
    first = reference or names[0]
    others = [name for name in names if name != first]
    return first, split or (others[0] if others else "")


def call_faults(
    study: Study,
    reference: str | None,
    split: str | None,
    kpis: Sequence[str],
    numbers: Sequence[str],
    effort: Effort,
) -> list[Fault]:
    """All faults of a call of `sensitivity`."""
    names = [it.name for it in study.splits]
    faults = Faults(StudyError)
    for option, name in zip(OPTIONS, (reference, split), strict=True):
        if name is not None and name not in names:
            problem = f"There is no area split '{name}'."
            faults.add(str(study.file), option, problem, choices_hint(name, names))
    first, second = _names(study, reference, split)
    if not second:
        remedy = "Add another area split to compare it with."
        faults.add(str(study.file), "splits", "There is one area split alone.", remedy)
    elif first == second:
        faults.add(str(study.file), "--split", f"'{first}' is compared with itself.", "Name two.")
    for kpi in kpis:
        if kpi in KPI_NAMES:
            continue
        if kpi in KPIS:
            problem = f"'{kpi}' is reckoned from many days together, and here days are single."
            remedy = "Name one that is of a day, as travel_h."
        else:
            problem = f"There is no key figure '{kpi}'."
            remedy = listed_hint(kpi, KPI_NAMES, "ruttsim schema kpis")
        faults.add("sensitivity", "--kpi", problem, remedy)
    if study.demand.clients is not None:
        faults.extend(_telling(kpis))
    faults.extend(number_faults(numbers))
    faults.extend(power_of_two_faults(effort.samples))
    if effort.trajectories or effort.samples:
        faults.extend(missing_package_faults())
    return list(faults)


def _pair(
    study: Study,
    reference: str | None,
    split: str | None,
    quick: bool,
    populations: int | None,
    moves: int | None,
) -> Setting:
    """The setting of the study with two of its splits, and the steps that they follow."""
    if quick:
        study = quick_study(study)
    time, planning = study.time, study.planning
    if populations is not None:
        time = time.model_copy(update={"populations": populations})
    if moves is not None:
        planning = planning.model_copy(update={"moves": moves})
    sections = {it.name: it for it in study.splits}
    pair = [sections[it] for it in _names(study, reference, split)]
    needed = [step.name for it in pair for step in chain(study, it)]
    in_order = [it for it in study.splits if it.name in needed]
    update = {"splits": tuple(in_order), "time": time, "planning": planning}
    setting = checked(study.model_copy(update=update).at(study.file))
    pair += [it for it in in_order if it not in pair]
    of_pair = setting.study.model_copy(update={"splits": tuple(pair)}).at(study.file)
    setting = replace(setting, study=of_pair)
    if study.demand.clients is not None and _clients(setting) < SMALLEST_CELL:
        problem = f"There are fewer than {SMALLEST_CELL} clients: no figure of theirs is shown."
        remedy = "Give a file of more clients, or let clients be drawn."
        raise StudyError([Fault(str(study.file), "demand.clients", problem, remedy)])
    return setting


def _clients(setting: Setting) -> int:
    """How many clients the first population has."""
    return len(population_of(setting, 0).clients.client)


def _telling(kpis: Sequence[str]) -> list[Fault]:
    """That key figures may be of fewer than SMALLEST_CELL of the clients of one's own."""
    told = [it for it in kpis if it in kpis_of_few()]
    if not told:
        return []
    problem = (
        f"With clients of your own, {', '.join(told)} may be of fewer than {SMALLEST_CELL} "
        "persons, and a number that is moved could give them away."
    )
    remedy = "Name other key figures, as travel_h, or let clients be drawn."
    return [Fault("sensitivity", "--kpi", problem, remedy)]


def _manifest(
    setting: Setting,
    kpis: Sequence[str],
    numbers: Sequence[str],
    effort: Effort,
    *,
    quick: bool,
) -> dict[str, Any]:
    """What made an analysis, enough to make it again."""
    made = manifest(setting, quick=quick)
    study = setting.study
    words = [
        made["command"].replace("ruttsim compare", "ruttsim sensitivity"),
        " ".join(
            f"{option} {it.name}" for option, it in zip(OPTIONS, compared_pair(study), strict=True)
        ),
        f"--populations {study.time.populations} --moves {study.planning.moves}",
        *(f"--kpi {kpi}" for kpi in kpis),
        *(f"--numbers {it}" for it in numbers),
        f"--searches {effort.searches} --trajectories {effort.trajectories}",
        f"--sobol {effort.samples} --few {effort.few}",
        *(["--both-ends"] if effort.both_ends else []),
        *(["--screen-all"] if effort.screens_all else []),
    ]
    made["command"] = " ".join(words)
    made["searches"], made["both_ends"] = effort.searches, effort.both_ends
    return made


def mean_difference(own: Own, kpi: str) -> float:
    """The study's own difference, over populations and searches."""
    return moments(own.differences(kpi, planned_again=True)).mean
