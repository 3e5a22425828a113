"""Comparing area splits: the same people and days in every split, paired over populations."""

from __future__ import annotations

import shutil
import tempfile
import time
import weakref
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ruttsim.accounts.statement import ALL, TOTAL
from ruttsim.cache import damage_told
from ruttsim.comparable import not_compared, require_consistent
from ruttsim.domain.demand import SMALLEST_CELL
from ruttsim.elsewhere import keep_all
from ruttsim.errors import AuditError, StudyError
from ruttsim.journal.folder import Journal
from ruttsim.journal.record import AREAS, STREETS, Record
from ruttsim.keeping import Kept
from ruttsim.pipeline.checking import checked
from ruttsim.pipeline.setting import Setting
from ruttsim.pipeline.split_terms import parameters_by_split
from ruttsim.pipeline.task import Task
from ruttsim.privacy import without_small_cells
from ruttsim.runner import Progress, Workers, count_of, silent, usable_workers
from ruttsim.stages import simulated
from ruttsim.store import manifest
from ruttsim.study.model import quick as quick_study
from ruttsim.summaries import SUMMARY_COLUMNS, by_population, summary, with_search
from ruttsim.tabulating import hidden_cells, tabulated

if TYPE_CHECKING:
    import pandas as pd

    from ruttsim.domain.roads import MapBundle
    from ruttsim.parameters import Parameters
    from ruttsim.study.model import Study

ONE_BASE = "one"


@dataclass(frozen=True, eq=False)
class Result:
    """Everything a report needs, small cells already suppressed.

    Attributes
    ----------
    study
        With as many populations as there are, which may be more than it began with.
    summary
        split, organisation, kpi, group, unit, mean, low, high, n: over populations; low and high
        are empty (NaN) where n = 1.
    differences
        The columns of summary and `reference`: paired against the first split. Then the difference
        in per cent, in how many populations it is more and less, p-values, and the outcome.
    spread
        Of each difference, the standard deviation between populations, between days and between
        searches of the plans.
    lowest
        split, kpi, unit, mean, low, high, may_be_lowest, n: how far all organisations of a split
        are above the lowest other split, with intervals that hold at once.
    precision
        split, kpi, unit, half_width, wanted, n, likely_n, is_reached: of each difference that the
        study wants to know so well.
    decomposition
        split, reference, kpi, part, unit, mean, low, high, n: parts of differences of the total,
        which add up to them.
    steps
        split, before, organisation, kpi, unit, mean, low, high, n: staff and vehicles of the step
        before that an organisation has too many of; empty where no split follows another.
    one_base, own_bases
        The columns of summary for organisation total and group all of the first population:
        with one base an organisation, and with the study's own rule; empty if not asked for.
    area_coverage
        split, basic_area, organisation, kind, coverage (0 not, 1 may, 2 must serve): the first
        population.
    street_use
        split, edge (the lower edge number of a street), organisations (how many organisations'
        vehicles use it, e-bikes among them), passages (how many times), clients (how many
        different clients the passages lead to): the first population's first day.
    record
        All days of all tasks, on disk. `results` and the tables below are read from there each
        time that they are asked for, and not held.
    results
        population, day, split, organisation, kpi, group, unit, value: one row a figure.
    legs, visits, rounds, alarms, decisions, charging, household
        population, split, day and the fields of Leg, VisitRecord, RoundRecord, AlarmRecord,
        Decision, ChargingRecord and HouseholdVisit. The municipal patrol's legs are of
        organisation "patrol".
    plan
        population, split, day and the fields of PlanRow: what was planned for each day.
    not_compared
        Splits that leave too many visits without a round, with the share; they have no rows in
        summary and differences.
    manifest
        What manifest.json says.
    timing
        Seconds and CPU seconds by stage; the only part that differs between two runs.
    """

    study: Study
    map: MapBundle
    parameters: Parameters
    summary: pd.DataFrame
    differences: pd.DataFrame
    spread: pd.DataFrame
    lowest: pd.DataFrame
    precision: pd.DataFrame
    decomposition: pd.DataFrame
    steps: pd.DataFrame
    one_base: pd.DataFrame
    own_bases: pd.DataFrame
    area_coverage: pd.DataFrame
    street_use: pd.DataFrame
    record: Record
    not_compared: Mapping[str, float]
    manifest: dict[str, Any]
    timing: dict[str, Any]

    @property
    def results(self) -> pd.DataFrame:
        """Key figures day by day."""
        return self.record.results()

    @property
    def legs(self) -> pd.DataFrame:
        """Every leg."""
        return self.record.table("legs")

    @property
    def visits(self) -> pd.DataFrame:
        """What became of every visit."""
        return self.record.table("visits")

    @property
    def rounds(self) -> pd.DataFrame:
        """Every round."""
        return self.record.table("rounds")

    @property
    def alarms(self) -> pd.DataFrame:
        """Every alarm."""
        return self.record.table("alarms")

    @property
    def decisions(self) -> pd.DataFrame:
        """Every decision of a day."""
        return self.record.table("decisions")

    @property
    def charging(self) -> pd.DataFrame:
        """Every vehicle refilled, or waiting for a charging post."""
        return self.record.table("charging")

    @property
    def household(self) -> pd.DataFrame:
        """Every household service that was planned into idle time."""
        return self.record.table("household")

    @property
    def plan(self) -> pd.DataFrame:
        """Every planned stop."""
        return self.record.table("plan")


def compare(
    study: Study,
    *,
    quick: bool = False,
    workers: Workers | None = None,
    progress: Progress = silent,
    journal: str | Path | None = None,
) -> Result:
    """The area splits of a study compared on the same populations and days.

    Parameters
    ----------
    quick
        Use the study's table `quick`: fewer populations, days and moves.
    workers
        Processes, or a cluster (`ruttsim.cluster.connection`); the processors of the machine if
        left out. The result is the same.
    progress
        Called as stages proceed.
    journal
        Folder for the outcomes of tasks. Those of the same study that are there already are not
        computed again, and the folder stays: the result reads from it. Only a comparison at fault
        clears it away. If left out they are in a temporary folder, for as long as there is the
        result.

    Raises
    ------
    StudyError, DataError
        Faults of the study or its files.
    AuditError
        A record that contradicts itself.
    """
    start = time.monotonic()
    setting = prepared(study, quick=quick)
    if journal is not None:
        with Journal(Path(journal), manifest(setting, quick=quick)) as kept:
            try:
                return compared(setting, kept, quick, workers, progress, start)
            except (AuditError, StudyError):
                if kept.is_empty:
                    kept.remove()
                raise
    folder = Path(tempfile.mkdtemp(prefix="ruttsim-"))
    try:
        with Journal(folder, manifest(setting, quick=quick)) as kept:
            result = compared(setting, kept, quick, workers, progress, start)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    weakref.finalize(result.record, shutil.rmtree, folder, ignore_errors=True)
    return result


def prepared(study: Study, *, quick: bool) -> Setting:
    """What a comparison of the study stands on, or of its table `quick`, all faults told.

    Factors are for a sweep: the study is compared as it stands.
    """
    study = study.as_it_stands
    return checked(quick_study(study) if quick else study)


@damage_told()
def compared(
    setting: Setting,
    journal: Journal,
    quick: bool,
    workers: Workers | None,
    progress: Progress,
    start: float,
) -> Result:
    """The comparison of a setting, with finished tasks kept in a journal that this process has.

    `start` is when it began, by the monotonic clock.
    """
    workers = workers or usable_workers()
    watch = {"setting": time.monotonic() - start}
    done = simulated(setting, journal, workers, progress)
    watch |= done.wall_s
    study, tasks, kept = done.study, done.tasks, done.kept
    splits = range(len(study.splits))
    is_one_shown = study.planning.show_one_base and study.planning.bases != ONE_BASE
    extra = [Task(0, s, ONE_BASE) for s in splits] if is_one_shown else []
    begin = time.monotonic()
    one_base = keep_all(setting, journal, extra, workers, "one base each", progress)
    watch["one base each"] = time.monotonic() - begin
    searches = range(1, study.planning.searches)
    again = [Task(0, s, study.planning.bases, search) for search in searches for s in splits]
    begin = time.monotonic()
    searched = keep_all(setting, journal, again, workers, "other searches", progress)
    watch["other searches"] = time.monotonic() - begin
    try:
        require_consistent(setting, [*kept, *one_base, *searched])
        left_out = not_compared(setting, kept)
    except (AuditError, StudyError):
        # It would be the same again.
        journal.forget()
        raise
    begin = time.monotonic()
    is_synthetic = all(it.is_synthetic for it in kept)
    record = Record(journal.folder, journal.identity, tasks, [it.name for it in study.splits])
    if not is_synthetic:
        record = hidden_cells(record)
    of_first = [task for task in tasks if task.population == 0]
    by_search = [of_first, *([it for it in again if it.search == search] for search in searches)]
    tables = tabulated(record, list(left_out), study, parameters_by_split(setting))
    watch["tables"] = time.monotonic() - begin
    return Result(
        study=study,
        map=setting.bundle,
        parameters=setting.parameters,
        summary=tables.summary,
        differences=tables.differences,
        spread=with_search(
            tables.spread,
            [_figures(record, it, is_synthetic) for it in by_search] if again else [],
        ),
        lowest=tables.lowest,
        precision=done.precision,
        decomposition=tables.decomposition,
        steps=tables.steps,
        one_base=_totals(record, extra, is_synthetic),
        own_bases=_totals(record, of_first if extra else [], is_synthetic),
        area_coverage=_of_first_population(record, of_first),
        street_use=_street_use(record, of_first, is_synthetic),
        record=record,
        not_compared=left_out,
        manifest={
            **manifest(setting, quick=quick),
            "populations": study.time.populations,
        },
        timing={
            "workers": count_of(workers),
            "wall_s": {name: round(seconds, 3) for name, seconds in watch.items()},
            "cpu_s": {
                "travel": round(done.travel_cpu_s, 3),
                **_cpu_s([*kept, *one_base, *searched]),
            },
        },
    )


def _totals(record: Record, tasks: Sequence[Task], is_synthetic: bool) -> pd.DataFrame:
    """Summary of some tasks: all organisations together."""
    import pandas as pd

    if not tasks:
        return pd.DataFrame(columns=SUMMARY_COLUMNS)
    table = summary(by_population(_figures(record, tasks, is_synthetic)))
    is_whole = (table["organisation"] == TOTAL) & (table["group"] == ALL)
    return table[is_whole].reset_index(drop=True)


def _figures(record: Record, tasks: Sequence[Task], is_synthetic: bool) -> pd.DataFrame:
    """Key figures day by day of some tasks, without small cells of real clients among these."""
    figures = record.unhidden.results(tasks)
    return figures if is_synthetic else without_small_cells(figures)


def _of_first_population(record: Record, tasks: Sequence[Task]) -> pd.DataFrame:
    """Who serves each basic area in the first population."""
    import pandas as pd

    parts = [it.to_pandas() for task in tasks for it in record.chunk(task, AREAS)]
    table: pd.DataFrame = pd.concat(parts, ignore_index=True)
    return table


def _street_use(record: Record, tasks: Sequence[Task], is_synthetic: bool) -> pd.DataFrame:
    """Streets in use in the first population; none that leads to too few real clients."""
    import pandas as pd

    parts = []
    for task in tasks:
        smallest = 0 if is_synthetic else SMALLEST_CELL
        for chunk in record.chunk(task, STREETS):
            streets = chunk.to_pandas()
            part = streets[streets["clients"] >= smallest].copy()
            part.insert(0, "split", record.splits[task.split])
            parts.append(part)
    table: pd.DataFrame = pd.concat(parts, ignore_index=True)
    return table


def _cpu_s(outcomes: Sequence[Kept]) -> dict[str, float]:
    """CPU seconds by stage over all tasks."""
    total: dict[str, float] = defaultdict(float)
    for outcome in outcomes:
        for stage, seconds in outcome.cpu_s.items():
            total[stage] += seconds
    return {stage: round(seconds, 3) for stage, seconds in total.items()}
