"""A fortnight's template of all teams, and each of its days repaired in the morning; remembered."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ruttsim.cache import Arrays, remembered
from ruttsim.continuity import LEAST_VISITS_PER_DAY, has_daily_visits
from ruttsim.demand.mornings import morning
from ruttsim.domain.arrays import Bools, Ints
from ruttsim.domain.demand import NIGHT, Population
from ruttsim.domain.fortnight import (
    FORTNIGHT_DAYS,
    FortnightRules,
    Morning,
    StaffedPlan,
    Template,
)
from ruttsim.domain.planning import Plan, Round, Team, TeamProblem, Unserved
from ruttsim.domain.rounds import RoundsProblem
from ruttsim.domain.split import Assignment
from ruttsim.files import content_hash, seed_of
from ruttsim.pipeline.ground import Ground
from ruttsim.pipeline.nights import night_problem
from ruttsim.pipeline.plan_cache import checked_plan, plan_arrays, planning_code
from ruttsim.pipeline.plans import problems
from ruttsim.pipeline.setting import Setting
from ruttsim.planning.fortnight import fortnight_rules, meetings, template
from ruttsim.planning.repair import absentees, repaired, standing_by
from ruttsim.planning.rounds import team_rounds
from ruttsim.units import DAYS_PER_WEEK


@dataclass(frozen=True, eq=False)
class TeamFortnight:
    """A team's fortnight: its template, and who knows whom by it.

    `problem` gives what the template is of on a day; that of the last day is kept, since those of
    14 days, with the travel of each, are more than all else that is known of a team. Its carers
    are numbered from `first_carer` among those of all teams.
    """

    team: Team
    problem: Callable[[int], TeamProblem]
    template: Template
    known: NDArray[np.int64]
    identity: str
    first_carer: int


@dataclass(frozen=True, eq=False)
class Fortnight:
    """The fortnights of all teams of an area split, those of the night last.

    Carers from `carers` on are substitutes.
    """

    teams: tuple[TeamFortnight, ...]
    carers: int


@dataclass(frozen=True, eq=False)
class RepairedDay:
    """A day's plan with its night, and the rows of Visits that are due then, night and day."""

    plan: Plan
    due: Ints


def due_on(population: Population, first_week: int, day: int) -> Ints:
    """Rows of the visits that care plans have on a day of the fortnight (0: the first Monday)."""
    return population.visits.on(day % DAYS_PER_WEEK, first_week + day // DAYS_PER_WEEK)


def daily_clients(population: Population, first_week: int) -> Bools:
    """Clients whom care plans give two visits or more on every day of the fortnight, by day."""
    is_night = population.visits.kind == NIGHT
    return _has_every_day(population, first_week, ~is_night, LEAST_VISITS_PER_DAY)


def nightly_clients(population: Population, first_week: int) -> Bools:
    """Clients whom care plans give a visit in every night of the fortnight."""
    return _has_every_day(population, first_week, population.visits.kind == NIGHT, 1)


def _has_every_day(population: Population, first_week: int, chosen: Bools, least: int) -> Bools:
    """Clients whom care plans give so many of the chosen rows of Visits on every day."""
    days = [due_on(population, first_week, day) for day in range(FORTNIGHT_DAYS)]
    due = [it[chosen[it]] for it in days]
    day = np.repeat(np.arange(FORTNIGHT_DAYS), [len(it) for it in due])
    client = population.visits.client[np.concatenate(due)].astype(np.int64)
    return has_daily_visits(client, day, len(population.clients.client), FORTNIGHT_DAYS, least)


def fortnight(
    setting: Setting, base: Ground, assignment: Assignment, formed: tuple[Team, ...]
) -> Fortnight:
    """The templates of all teams for the fortnight that begins with the study's week.

    Teams of the night are planned and staffed as those of the day.
    """
    found: list[TeamFortnight] = []
    first_carer = 0
    for team in formed:
        problem = functools.lru_cache(maxsize=1)(
            functools.partial(_regular, setting, base, assignment, team)
        )
        own = tuple(map(problem, range(FORTNIGHT_DAYS)))
        rules = _rules(setting, team)
        identity = content_hash(own, rules, *setting.planning_seed)
        planned = _template(setting, own, rules, identity)
        known = meetings(own, planned)
        found.append(TeamFortnight(team, problem, planned, known, identity, first_carer))
        first_carer += planned.carers
    return Fortnight(tuple(found), first_carer)


def carried_over(
    setting: Setting,
    base: Ground,
    assignment: Assignment,
    formed: tuple[Team, ...],
    whole: Fortnight,
) -> Fortnight:
    """The templates of the step before, for teams that there are still; new ones have their own.

    Carers keep their numbers; nobody has the numbers of teams that are no more.
    """
    known = {(it.team.organisation, it.team.team): it for it in whole.teams}
    new = tuple(it for it in formed if (it.organisation, it.team) not in known)
    of_new = fortnight(setting, base, assignment, new)
    known |= {
        (it.team.organisation, it.team.team): replace(it, first_carer=it.first_carer + whole.carers)
        for it in of_new.teams
    }
    teams = tuple(replace(known[it.organisation, it.team], team=it) for it in formed)
    return Fortnight(teams, whole.carers + of_new.carers)


def known_today(
    setting: Setting, people: Population, day: int, number: int
) -> tuple[Morning, Ints]:
    """What is known in the morning of day number `number`, and the rows that are due then."""
    regular = due_on(people, setting.study.time.week, day)
    known = morning(people, regular, setting.parameters.fortnight, setting.study.seed, number)
    return known, np.union1d(regular[~known.is_called_off[regular]], np.flatnonzero(known.is_extra))


def repaired_day(
    setting: Setting,
    base: Ground,
    assignment: Assignment,
    whole: Fortnight,
    day: int,
    number: int,
) -> RepairedDay:
    """A day of the fortnight as it is planned in the morning of day number `number`.

    Carers who have come and have no round left stand by for their hours, and are paid.
    """
    known, due = known_today(setting, base.population, day, number)
    formed = tuple(it.team for it in whole.teams)
    today = _problems(setting, base, due, assignment, formed)
    rounds: list[Round] = []
    unserved: list[Unserved] = []
    substitutes = whole.carers
    for own, problem in zip(whole.teams, today, strict=True):
        before, planned = own.problem(day), own.template.days[day]
        absent = absentees(before, planned, known.is_absent)
        staffed = _repaired(setting, own, problem, day, absent)
        carers = [own.first_carer + it if it >= 0 else substitutes - 1 - it for it in staffed.carer]
        substitutes += len({it for it in staffed.carer if it < 0})
        found, left_out = team_rounds(own.team, problem, staffed.plan, len(rounds), carers)
        rounds += found
        unserved += left_out
        for it, carer in standing_by(before, planned, staffed, absent):
            waiting, _ = team_rounds(
                own.team, before, it, len(rounds), [own.first_carer + carer] * len(it.rounds)
            )
            rounds += waiting
    return RepairedDay(Plan(formed, tuple(rounds), tuple(unserved), whole.carers), due)


def _problems(
    setting: Setting, base: Ground, due: Ints, assignment: Assignment, formed: tuple[Team, ...]
) -> list[TeamProblem]:
    """What each team, of the day or the night, has to plan of the visits that are due."""
    by_day = tuple(it for it in formed if not it.is_of_night)
    of_day = problems(setting, base, due, assignment, by_day)
    return [
        night_problem(setting, base, it, due) if it.is_of_night else next(of_day) for it in formed
    ]


def _regular(
    setting: Setting, base: Ground, assignment: Assignment, team: Team, day: int
) -> TeamProblem:
    """What a team has to plan of the visits that care plans have on a day."""
    due = due_on(base.population, setting.study.time.week, day)
    return _problems(setting, base, due, assignment, (team,))[0]


def _rules(setting: Setting, team: Team) -> FortnightRules:
    """What the carers of a team may work; who works at night alone has hours of their own."""
    numbers = setting.parameters.fortnight
    if team.is_of_night:
        numbers = replace(numbers, work_h_per_fortnight=numbers.night_work_h_per_fortnight)
    return fortnight_rules(numbers)


def _template(
    setting: Setting, own: Sequence[TeamProblem], rules: FortnightRules, identity: str
) -> Template:
    """One team's template, remembered and checked."""
    moves = setting.study.planning.fortnight_moves

    def compute() -> Arrays:
        planned = template(own, rules, moves, seed_of(identity))
        arrays: Arrays = {"carers": np.array([planned.carers], dtype=np.int32)}
        for day, it in enumerate(planned.days):
            arrays |= _named(f"{day}.", it)
        return arrays

    key = content_hash(identity, moves, planning_code())
    arrays = remembered("templates", key, compute)
    days = tuple(_staffed(f"{day}.", problem.rounds, arrays) for day, problem in enumerate(own))
    return Template(int(arrays["carers"][0]), days)


def _repaired(
    setting: Setting,
    own: TeamFortnight,
    problem: TeamProblem,
    day: int,
    absent: frozenset[int],
) -> StaffedPlan:
    """One team's repaired day, remembered and checked."""
    moves = setting.study.planning.repair_moves
    rules = _rules(setting, own.team)
    identity = content_hash(
        own.identity, setting.study.planning.fortnight_moves, problem, day, sorted(absent)
    )

    def compute() -> Arrays:
        seed = seed_of(identity)
        planned = own.template.days[day]
        before = own.problem(day)
        return _named("", repaired(problem, before, planned, own.known, absent, rules, moves, seed))

    key = content_hash(identity, moves, planning_code())
    return _staffed("", problem.rounds, remembered("repairs", key, compute))


def _named(prefix: str, it: StaffedPlan) -> Arrays:
    """A plan and who works it, as arrays whose names begin so."""
    arrays = plan_arrays(it.plan) | {"carer": np.array(it.carer, dtype=np.int32)}
    return {prefix + name: array for name, array in arrays.items()}


def _staffed(prefix: str, problem: RoundsProblem, arrays: Arrays) -> StaffedPlan:
    """The plan of the arrays whose names begin so, and who works it."""
    own = {
        name.removeprefix(prefix): array
        for name, array in arrays.items()
        if name.startswith(prefix)
    }
    return StaffedPlan(checked_plan(problem, own), tuple(own["carer"].tolist()))
