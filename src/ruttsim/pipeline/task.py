"""One task: one area split on one population, planned and lived through day by day."""

from __future__ import annotations

import itertools
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ruttsim.accounts.pooled import Events, events, pooled
from ruttsim.accounts.statement import sums
from ruttsim.audit import audit
from ruttsim.audit.figures import figure_contradictions
from ruttsim.domain.fortnight import FORTNIGHT_DAYS
from ruttsim.pipeline.day import CarriedOver, books_of, draws, simulated_day
from ruttsim.pipeline.fortnight_figures import Fortnights
from ruttsim.pipeline.ground import ground, ground_of_split
from ruttsim.pipeline.mornings import mornings
from ruttsim.pipeline.setting import Setting
from ruttsim.pipeline.split_terms import of_split
from ruttsim.pipeline.steps import assigned, formed_teams
from ruttsim.pipeline.streets import street_use
from ruttsim.pipeline.tables import DayTables, day_tables, figure_rows
from ruttsim.split.assignment import area_coverage

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Task:
    """Population and area split by index, the rule for bases, and which search of the plans."""

    population: int
    split: int
    bases: str
    search: int = 0


@dataclass(frozen=True, eq=False)
class Outcome:
    """What one task gives beside the records of its days.

    `figures` has the columns day, organisation, kpi, group, unit, value, texts as categories;
    `streets` and `areas` (see comparison.Result) are of the first population only.
    `contradictions` are what the audit found. `unserved_share` is the share of planned visits that
    no round holds. `cpu_s` is by stage.
    """

    task: Task
    figures: pd.DataFrame
    streets: pd.DataFrame | None
    areas: pd.DataFrame | None
    is_synthetic: bool
    unserved_share: float
    contradictions: tuple[str, ...]
    cpu_s: dict[str, float]


@dataclass
class _Watch:
    """CPU seconds by stage."""

    cpu_s: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Add what runs inside to a stage."""
        start = time.process_time()
        yield
        self.cpu_s[name] += time.process_time() - start


def run_task(setting: Setting, task: Task, keep: Callable[[DayTables], None]) -> Outcome:
    """Everything that one area split makes of one population.

    `keep` is given the records of each day as soon as it is over; they are not held here.
    """
    watch = _Watch()
    whole = replace(setting, search=task.search)
    split = setting.study.splits[task.split]
    with watch.stage("ground"):
        base = ground(whole, task.population)
    setting = of_split(whole, split)
    base = ground_of_split(setting, base)
    with watch.stage("split"):
        assignment = assigned(whole, base.population, split)
    with watch.stage("teams"):
        formed = formed_teams(whole, base, split, assignment, task.bases)
    with watch.stage("planning"):
        morning = mornings(setting, base, assignment, formed)
    figures = figure_rows()
    contradictions: list[str] = []
    happened: list[Events] = []
    fortnights = Fortnights()
    carried = CarriedOver(setting)
    planned_visits = unserved_visits = 0
    streets = None
    is_shown = task == Task(0, task.split, setting.study.planning.bases)
    for number, (place, replication) in enumerate(
        itertools.product(range(morning.days), range(setting.study.time.disturbed_days))
    ):
        with watch.stage("planning"):
            plan, due = morning.plan(place, number)
        planned_visits += len(due)
        unserved_visits += len({it.visit for it in plan.unserved})
        with watch.stage("disturbances"):
            disturbance = draws(setting, base.population, due, place, replication)
        with watch.stage("simulation"):
            lived = carried.given(base, assignment, plan, due, disturbance, place, replication)
            day = simulated_day(base, lived)
        with watch.stage("audit"):
            contradictions += audit(day, lived)
        with watch.stage("accounts"):
            books = books_of(setting, base, assignment, plan, day)
            carried.take(lived, day, books, place, replication)
            found = sums(books, split.organisations)
            contradictions += figure_contradictions(found)
            figures.add((number, *it) for it in found)
            keep(day_tables(number, day, plan, setting))
            happened.append(events(books))
            fortnights.take(books, replication)
        if is_shown and number == 0:
            with watch.stage("streets"):
                streets = street_use(day, setting, base)
    with watch.stage("accounts"):
        of_all_days = pooled(happened, books, split.organisations)
        for number in range(len(happened)):
            figures.add((number, *it) for it in of_all_days)
    if morning.days == FORTNIGHT_DAYS and morning.carers is not None:
        with watch.stage("accounts"):
            of_fortnight = fortnights.figures(
                setting,
                base.population,
                assignment,
                morning.carers,
                split.organisations,
            )
            for number in range(len(happened)):
                replication = number % setting.study.time.disturbed_days
                figures.add((number, *it) for it in of_fortnight[replication])
    return Outcome(
        task=task,
        figures=figures.table(),
        streets=streets,
        areas=area_coverage(setting.bundle, setting.study, split, assignment) if is_shown else None,
        is_synthetic=base.population.is_synthetic,
        unserved_share=unserved_visits / max(planned_visits, 1),
        contradictions=tuple(contradictions),
        cpu_s=dict(watch.cpu_s),
    )
