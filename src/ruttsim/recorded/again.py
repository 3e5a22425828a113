"""A run audited again, from its files alone."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from ruttsim.accounts.statement import sums
from ruttsim.audit.figures import figure_contradictions
from ruttsim.domain.fortnight import FORTNIGHT_DAYS
from ruttsim.errors import AuditError, Fault
from ruttsim.pipeline.checking import LARGEST_UNSERVED_SHARE
from ruttsim.recorded.audited import audited_days, named_day
from ruttsim.recorded.days import RunTables, read_tables
from ruttsim.recorded.fortnights import fortnight_again
from ruttsim.recorded.manifest import RESULTS, altered_files, read_run
from ruttsim.recorded.origin import setting_of_run
from ruttsim.recorded.pooled import pooled_again
from ruttsim.recorded.summed import ratios_again, tables_again
from ruttsim.recorded.tables import read_figures
from ruttsim.runner import Progress, silent

if TYPE_CHECKING:
    from pathlib import Path

    from ruttsim.accounts.statement import Figure
    from ruttsim.domain.day import Day
    from ruttsim.pipeline.setting import Setting
    from ruttsim.study.split_model import SplitSection

TOLERANCE = 1e-9
"""What a figure of the run may differ by from one that is reckoned again, relatively."""

SHOWN = 20
"""So many contradictions are told; the rest are counted."""

ALTERED = "It is missing, or not the file of which manifest.json has the SHA-256"
_Key: TypeAlias = tuple[int, str, int, str, str, str]
_Figures: TypeAlias = Mapping[_Key, float]


def audit_run(folder: Path, source: str | None = None, progress: Progress = silent) -> int:
    """Hold every recorded day against plan, draws, map and numbers; how many days there are.

    Plan and record are the run's files, the draws are made again from its study. The key figures of
    days and fortnights, percentiles and ratios are reckoned again from the record and held against
    results.parquet, and from these summary.csv and differences.csv. All files are held against
    their hashes in the manifest; the altered ones are told first, as the rest follows from them.

    Raises
    ------
    StudyError, DataError
        There is no run, or what it was made from is not there any more.
    AuditError
        Every contradiction.
    """
    manifest = read_run(folder)
    setting = setting_of_run(folder, manifest, source)
    run = read_tables(folder, setting)
    stated = read_figures(folder / RESULTS)
    study = setting.study
    days = len(study.planned_dates) * study.time.disturbed_days
    told = manifest.get("populations")
    populations = told if isinstance(told, int) else study.time.populations
    run.require_nothing_else(populations, [it.name for it in study.splits], days)
    count = populations * len(study.splits) * days
    found: list[tuple[str, str]] = []
    reckoned: set[_Key] = set()
    done = 0
    progress("audit", done, count)
    for population in range(populations):
        for split in study.splits:
            found += _split(setting, run, stated, reckoned, population, split)
            done += days
            progress("audit", done, count)
    found += _ratios(stated, reckoned, may_hide=study.demand.clients is not None)
    if not found:
        found += _surplus(stated, reckoned)
    names = [it.name for it in study.splits]
    found += tables_again(folder, stated, _not_compared(run, names), names[0])
    found = [(name, ALTERED) for name in altered_files(folder, manifest)] + found
    if found:
        remedy = "The files are not what ruttsim wrote, or ruttsim has a defect."
        faults = [Fault(str(folder), where, f"{what}.", remedy) for where, what in found[:SHOWN]]
        if len(found) > SHOWN:
            more = f"There are {len(found) - SHOWN} more contradictions."
            faults.append(Fault(str(folder), "all", more, remedy))
        raise AuditError(faults)
    return count


def _split(
    setting: Setting,
    run: RunTables,
    stated: _Figures,
    reckoned: set[_Key],
    population: int,
    split: SplitSection,
) -> Iterator[tuple[str, str]]:
    """What in the days of one split and population is wrong, with where.

    Key figures are reckoned of records without contradictions alone.
    """
    study = setting.study
    days: list[Day] = []
    numbers = range(len(study.planned_dates) * study.time.disturbed_days)
    may_hide = study.demand.clients is not None
    for number, day, contradictions, books in audited_days(
        setting, run, population, split, numbers
    ):
        here = named_day(population, split.name, number)
        if books is None:
            yield from ((here, it) for it in contradictions)
            return
        figures = sums(books, split.organisations)
        yield from ((here, it) for it in figure_contradictions(figures))
        keys = [_key(it, population, split, number) for it in figures]
        reckoned.update(keys)
        told = _otherwise(stated, keys, figures, may_hide=may_hide)
        yield from ((here, it) for it in told)
        days.append(day)
        last_books = books
    names = [it.name for it in setting.organisations]
    districts = setting.bundle.areas["district"].tolist()
    of_all_days = list(pooled_again(days, names, split.organisations, districts))
    each = study.time.disturbed_days
    of_fortnights: list[list[Figure]] = [[]] * each
    if study.planning.horizon == "fortnight" and len(study.planned_dates) == FORTNIGHT_DAYS:
        of_fortnights = [
            list(
                fortnight_again(
                    days[it::each], last_books, study.time.week, names, split.organisations
                )
            )
            for it in range(each)
        ]
    for number in range(len(days)):
        here = named_day(population, split.name, number)
        figures = [*of_all_days, *of_fortnights[number % each]]
        keys = [_key(it, population, split, number) for it in figures]
        reckoned.update(keys)
        told = _otherwise(stated, keys, figures, may_hide=may_hide)
        yield from ((here, it) for it in told)


def _key(figure: Figure, population: int, split: SplitSection, number: int) -> _Key:
    """What a figure is found by."""
    return population, split.name, number, figure.organisation, figure.kpi, figure.group


def _surplus(stated: _Figures, reckoned: Collection[_Key]) -> Iterator[tuple[str, str]]:
    """Figures of results.parquet that nothing in the record gives."""
    for key in stated:
        if key not in reckoned:
            yield (
                named_day(*key[:3]),
                f"{key[4]} of {key[3]} ({key[5]}) is in results.parquet, not in the record",
            )


def _ratios(stated: _Figures, reckoned: set[_Key], *, may_hide: bool) -> Iterator[tuple[str, str]]:
    """Ratios that are not those of the sums beside them; of real clients some are left empty."""
    for key, value in ratios_again(stated):
        reckoned.add(key)
        found = stated.get(key)
        if may_hide and math.isnan(value if found is None else found):
            continue
        if found is None or not np.isclose(found, value, rtol=TOLERANCE, equal_nan=True):
            told = "missing" if found is None else f"{found:.9g}"
            what = f"{key[4]} of {key[3]} ({key[5]})"
            yield (
                named_day(*key[:3]),
                f"{what} is {told} in results.parquet, and {value:.9g} by its sums",
            )


def _not_compared(run: RunTables, splits: Sequence[str]) -> list[str]:
    """Splits that leave too many visits without a round in some population."""
    plan = run.tables["plan"]
    visits = plan[plan["visit"] >= 0]
    found = []
    for split in splits:
        own = visits[visits["split"] == split].drop_duplicates(["population", "day", "visit"])
        unserved = visits[(visits["split"] == split) & (visits["round"] < 0)]
        lost = unserved.drop_duplicates(["population", "day", "visit"]).groupby("population").size()
        share = (lost / own.groupby("population").size()).max()
        if share > LARGEST_UNSERVED_SHARE:
            found.append(split)
    return found


def _otherwise(
    stated: _Figures, keys: Sequence[_Key], figures: Sequence[Figure], *, may_hide: bool
) -> Iterator[str]:
    """Figures that results.parquet has otherwise, or not; of real clients it leaves some empty."""
    for key, it in zip(keys, figures, strict=True):
        found = stated.get(key)
        if may_hide and found is not None and math.isnan(found):
            continue
        if found is None:
            yield f"{it.kpi} of {it.organisation} ({it.group}) is not in results.parquet"
        elif not np.isclose(found, it.value, rtol=TOLERANCE, atol=TOLERANCE, equal_nan=True):
            yield (
                f"{it.kpi} of {it.organisation} ({it.group}) is {found:.9g} in results.parquet, "
                f"and {it.value:.9g} by the record"
            )
