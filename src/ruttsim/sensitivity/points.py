"""Two area splits under other numbers: the key figures of one population, and what they change.

A point is the study with some numbers in place of its own, on one population. People, draws and
the planner's seeds are keyed as always, so points differ by what the numbers do alone.
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from ruttsim.accounts.kpis import KPIS
from ruttsim.accounts.statement import ALL, TOTAL, ratios, sums
from ruttsim.audit import audit
from ruttsim.cache import Arrays, code_hash, remembered
from ruttsim.domain.day import Day, Rows
from ruttsim.errors import AuditError, Fault, RuttsimError
from ruttsim.files import content_hash
from ruttsim.parameters import load_parameters
from ruttsim.pipeline.checking import LARGEST_UNSERVED_SHARE
from ruttsim.pipeline.day import CarriedOver, books_of, draws, simulated_day
from ruttsim.pipeline.ground import Ground, ground, ground_of_split
from ruttsim.pipeline.mornings import mornings
from ruttsim.pipeline.split_terms import of_split
from ruttsim.pipeline.steps import assigned, formed_teams
from ruttsim.pipeline.terms import organisations, with_electricity
from ruttsim.runner import Progress, run_all
from ruttsim.store import versions

if TYPE_CHECKING:
    from ruttsim.domain.arrays import Floats, Ints
    from ruttsim.domain.planning import Plan
    from ruttsim.domain.split import Assignment
    from ruttsim.pipeline.setting import Setting
    from ruttsim.study.model import Study
    from ruttsim.study.split_model import SplitSection

NOTHING = "nothing"
STAGES = ("people", "travel", "split", "teams", "plan", "day", "accounts")
"""What a number may change first; NOTHING where all of them are the same in
both splits: the study does not reach the number. `accounts` are the key figures of every
organisation and group."""
LIGHT = ("day", "accounts", NOTHING)
"""What leaves the plans as they are: then a point is lived through and accounted, not planned."""
KPI_NAMES = tuple(it.name for it in KPIS.values() if not (it.is_pooled or it.is_of_fortnight))
"""Key figures that a point has: those that add up over days, and their ratios."""
CACHE_SORT = "sensitivity"


@dataclass(frozen=True)
class Point:
    """Numbers in place of the study's, by name and sorted, on one population.

    `search` is another than 0 where plans are searched again from other seeds. A point that
    `is_light` is known to leave the plans as they are.
    """

    population: int
    numbers: tuple[tuple[str, float], ...] = ()
    search: int = 0
    is_light: bool = False


@dataclass(frozen=True, eq=False)
class Values:
    """What one point gives: `figures` by split and KPI_NAMES, NaN where there is no such figure.

    `stages` are hashes of what each of STAGES makes of both splits, `rounds` is that of the rounds
    of organisations in their plans: another where these were searched anew. `fault` says why there
    are no figures; else it is empty.
    """

    figures: Floats
    stages: tuple[str, ...]
    rounds: str
    fault: str

    def difference(self, kpi: str) -> float:
        """The second split less the first."""
        column = KPI_NAMES.index(kpi)
        return float(self.figures[1, column] - self.figures[0, column])


@dataclass(frozen=True, eq=False)
class _Frame:
    """What is planned for both splits: their clients, and a plan with its visits for each day."""

    grounds: tuple[Ground, ...]
    assigned: tuple[Assignment, ...]
    plans: tuple[tuple[tuple[Plan, Ints], ...], ...]
    stages: tuple[str, ...]
    rounds: str


def compared_pair(study: Study) -> tuple[SplitSection, SplitSection]:
    """The two splits of which a point has figures; others are there for steps that they follow."""
    return study.splits[0], study.splits[1]


def changed_first(before: Values, after: Values) -> str:
    """The first stage that makes something else; NOTHING where none does."""
    pairs = zip(STAGES, before.stages, after.stages, strict=True)
    return next((name for name, one, other in pairs if one != other), NOTHING)


def measured(
    setting: Setting, points: Iterable[Point], workers: int, stage: str, progress: Progress
) -> dict[Point, Values]:
    """What points give; those that this machine knows are not computed again.

    `setting` is of a study with two area splits, and the steps that they follow after these.
    """
    due = sorted(dict.fromkeys(points), key=lambda it: it.population)
    found = run_all(functools.partial(values_of, setting), due, workers, stage, progress)
    return dict(zip(due, found, strict=True))


def values_of(setting: Setting, point: Point) -> Values:
    """What one point gives, computed once for the same study, map, numbers, code and packages."""
    key = content_hash(
        _identity(setting), point.population, point.numbers, point.search, code_hash()
    )

    def compute() -> Arrays:
        made = _values(setting, point)
        return {
            "figures": made.figures,
            "stages": np.array(made.stages),
            "rounds": np.array(made.rounds),
            "fault": np.array(made.fault),
        }

    kept = remembered(CACHE_SORT, key, compute)
    figures = np.asarray(kept["figures"], dtype=np.float64)
    texts = (str(kept[it].item()) for it in ("rounds", "fault"))
    return Values(figures, tuple(kept["stages"].tolist()), *texts)


def with_numbers(setting: Setting, numbers: Mapping[str, float]) -> Setting:
    """The setting of the same study with other numbers.

    Raises
    ------
    StudyError
        Numbers that contradict each other.
    """
    if not numbers:
        return setting
    study = setting.study
    changed = study.model_copy(update={"parameters": {**study.parameters, **numbers}})
    changed = changed.at(study.file)
    loaded = load_parameters(changed.parameters)
    return replace(
        setting,
        study=changed,
        parameters=with_electricity(loaded, changed),
        organisations=organisations(changed, loaded),
    )


def _identity(setting: Setting) -> str:
    """What all points of a study follow from beside their own numbers, with package versions."""
    study = setting.study
    single = study.model_copy(
        update={"time": study.time.model_copy(update={"populations": 1})}
    ).content_hash
    made_with = versions(study.planning.planner)
    return content_hash(single, setting.inputs, setting.bundle.manifest.content_hash, made_with)


def _values(setting: Setting, point: Point) -> Values:
    """What one point gives, anew."""
    nothing = np.full((len(compared_pair(setting.study)), len(KPI_NAMES)), np.nan)
    try:
        changed = replace(with_numbers(setting, dict(point.numbers)), search=point.search)
        if point.is_light:
            frame = _kept_frame(setting, point.population)
        else:
            frame = _frame(changed, point.population)
        if fault := _unserved(changed, frame):
            return Values(nothing, ("",) * len(STAGES), "", fault)
        return _lived(changed, frame)
    except AuditError:
        raise
    except RuttsimError as error:
        return Values(nothing, ("",) * len(STAGES), "", str(error.faults[0].problem))


def _kept_frame(setting: Setting, population: int) -> _Frame:
    """The plans of the study's own numbers; those of the last population are kept."""
    key = (_identity(setting), population)
    if key not in _last:
        _last.clear()
        _last[key] = _frame(setting, population)
    return _last[key]


_last: dict[tuple[str, int], _Frame] = {}
"""The plans that were asked for last."""


def _frame(setting: Setting, population: int) -> _Frame:
    """Both splits planned."""
    study = setting.study
    common = ground(setting, population)
    grounds, assignments, formed, plans = [], [], [], []
    for split in compared_pair(study):
        own = of_split(setting, split)
        base = ground_of_split(own, common)
        assignment = assigned(setting, base.population, split)
        groups = formed_teams(setting, base, split, assignment, study.planning.bases)
        morning = mornings(own, base, assignment, groups)
        each = study.time.disturbed_days
        grounds.append(base)
        assignments.append(assignment)
        formed.append(groups.teams)
        plans.append(
            tuple(morning.plan(number // each, number) for number in range(morning.days * each))
        )
    matrices = {f"{mode} {period}": it for (mode, period), it in common.matrices.items()}
    stages = (
        content_hash([it.population for it in grounds]),
        content_hash(
            common.places, matrices, common.stops, common.door_to_door, common.patrol_base
        ),
        content_hash(assignments),
        content_hash(formed),
        content_hash(plans),
    )
    rounds = [
        [it for it in plan.rounds if it.organisation >= 0] for days in plans for plan, _ in days
    ]
    return _Frame(tuple(grounds), tuple(assignments), tuple(plans), stages, content_hash(rounds))


def _unserved(setting: Setting, frame: _Frame) -> str:
    """That a split leaves too many visits without a round to be compared; empty if none does."""
    for split, days in zip(compared_pair(setting.study), frame.plans, strict=True):
        planned = sum(len(due) for _, due in days)
        left = sum(len({it.visit for it in plan.unserved}) for plan, _ in days)
        if left > LARGEST_UNSERVED_SHARE * planned:
            return f"{left / planned:.1%} of the visits of {split.name} fit in no round."
    return ""


def _lived(setting: Setting, frame: _Frame) -> Values:
    """Both splits lived through day by day, as a task does, and accounted."""
    study = setting.study
    figures: list[list[float]] = []
    records, accounts = [], []
    pair = compared_pair(study)
    lived_through = zip(pair, frame.grounds, frame.assigned, frame.plans, strict=True)
    for split, base, assignment, days in lived_through:
        own = of_split(setting, split)
        totals: dict[str, list[float]] = defaultdict(list)
        carried = CarriedOver(own)
        places = itertools.product(
            range(len(study.planned_dates)), range(study.time.disturbed_days)
        )
        for (place, replication), (plan, due) in zip(places, days, strict=True):
            disturbance = draws(own, base.population, due, place, replication)
            lived = carried.given(base, assignment, plan, due, disturbance, place, replication)
            day = simulated_day(base, lived)
            if wrong := audit(day, lived):
                remedy = "ruttsim has a defect; nothing is reported."
                raise AuditError([Fault(split.name, "audit", it, remedy) for it in wrong])
            books = books_of(own, base, assignment, plan, day)
            carried.take(lived, day, books, place, replication)
            records.append(_content(day))
            of_day = sums(books, split.organisations)
            accounts.append(of_day)
            for it in of_day:
                if it.organisation == TOTAL and it.group == ALL:
                    totals[it.kpi].append(it.value)
        figures.append(_row(totals))
    table = np.array(figures)
    stages = (*frame.stages, content_hash(records), content_hash(accounts))
    return Values(table, stages, frame.rounds, "")


def _row(totals: Mapping[str, Sequence[float]]) -> list[float]:
    """Sums averaged over days, and ratios divided after that, in the order of KPI_NAMES."""
    means = {name: math.fsum(values) / len(values) for name, values in totals.items()}
    found = {**means, **ratios(means)}
    return [found.get(name, math.nan) for name in KPI_NAMES]


def _content(day: Day) -> tuple[object, ...]:
    """A day's record as what can be hashed."""
    parts = [getattr(day, field.name) for field in dataclasses.fields(day)]
    return tuple(it.columns if isinstance(it, Rows) else it for it in parts)
