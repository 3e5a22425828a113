"""Recorded days held against plan, draws, map and numbers, each after those that it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from ruttsim.audit import audit
from ruttsim.errors import AuditError, DataError, Fault
from ruttsim.pipeline.day import CarriedOver, books_of, draws
from ruttsim.pipeline.ground import ground, ground_of_split
from ruttsim.pipeline.mornings import days_in_a_row, due_in_the_morning
from ruttsim.pipeline.split_terms import of_split
from ruttsim.pipeline.steps import assigned, formed_teams
from ruttsim.recorded.days import recorded_day
from ruttsim.recorded.manifest import AGAIN
from ruttsim.recorded.plans import recorded_plan

if TYPE_CHECKING:
    from ruttsim.accounts.books import Books
    from ruttsim.domain.day import Day
    from ruttsim.pipeline.setting import Setting
    from ruttsim.recorded.days import RunTables
    from ruttsim.study.split_model import SplitSection


class AuditedDay(NamedTuple):
    """A recorded day, what is wrong with it, and its books; None where something is."""

    number: int
    day: Day
    contradictions: list[str]
    books: Books | None


def named_day(population: int, split: str, number: int) -> str:
    """What a day is called in a message."""
    return f"population {population}, {split}, day {number}"


def audited_days(
    setting: Setting, run: RunTables, population: int, split: SplitSection, numbers: Iterable[int]
) -> Iterator[AuditedDay]:
    """The days of one split and population with these numbers, up to the first that contradicts.

    Numbers ascend, and the days before one without a day between are among them.
    """
    whole, base = setting, ground(setting, population)
    setting = of_split(whole, split)
    base = ground_of_split(setting, base)
    assignment = assigned(whole, base.population, split)
    formed = formed_teams(whole, base, split, assignment, setting.study.planning.bases).teams
    carried = CarriedOver(setting)
    for number in numbers:
        place, replication = divmod(number, setting.study.time.disturbed_days)
        day = recorded_day(run, population, split.name, number)
        if not day.visits:
            here = named_day(population, split.name, number)
            raise DataError([Fault(str(run.folder), here, "Nothing is recorded.", AGAIN)])
        plan = recorded_plan(run, setting, base.population, formed, population, split.name, number)
        due = due_in_the_morning(setting, base.population, place, number)
        disturbance = draws(setting, base.population, due, place, replication)
        lived = carried.given(base, assignment, plan, due, disturbance, place, replication)
        contradictions = audit(day, lived)
        if contradictions:
            yield AuditedDay(number, day, contradictions, None)
            return
        books = books_of(setting, base, assignment, plan, day)
        carried.take(lived, day, books, place, replication)
        yield AuditedDay(number, day, [], books)


def require_sound_day(
    run: RunTables, setting: Setting, population: int, split: str, number: int
) -> None:
    """Raise where a recorded day contradicts its plan, draws, map or numbers.

    So do days without a gap before it, whose carers and vehicles are its own.

    Raises
    ------
    DataError
        Nothing is recorded, or the plan names what there is not.
    AuditError
        The first day that contradicts, in one fault.
    """
    place, replication = divmod(number, setting.study.time.disturbed_days)
    numbers = days_in_a_row(setting.study, place, replication)
    section = next(it for it in setting.study.splits if it.name == split)
    for it in audited_days(setting, run, population, section, numbers):
        if it.contradictions:
            first, more = it.contradictions[0], len(it.contradictions) - 1
            problem = f"The day fails the audit and is not shown: {first}"
            problem += f", and {more} more contradictions." if more else "."
            remedy = f"`ruttsim audit {run.folder}` tells all that is wrong with the run."
            here = named_day(population, split, it.number)
            raise AuditError([Fault(str(run.folder), here, problem, remedy)])
