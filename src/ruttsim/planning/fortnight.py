"""A fortnight's template: every day's rounds and the named carers who work them, planned once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ruttsim.domain.fortnight import FortnightRules, StaffedPlan, Template
from ruttsim.domain.parameters import FortnightParameters
from ruttsim.domain.planning import TeamProblem
from ruttsim.domain.rounds import RoundsPlan
from ruttsim.files import seed_of
from ruttsim.planning.duties import ORE_PER_SEK
from ruttsim.planning.named import (
    NOTHING,
    as_start,
    carried,
    halves_limited,
    named_problem,
    similar,
    unnamed,
)
from ruttsim.planning.planner import SearchSettings, plan_rounds
from ruttsim.planning.posts import posts
from ruttsim.planning.roster import Roster
from ruttsim.units import SECONDS_PER_HOUR

ROSTER_PASSES = 4
"""How often posts are given to carers before prices follow from it; the third changes little."""

FIRST_DAY_TIMES = 6
"""How many times the moves of another day the first one gets, which starts from nothing."""


@dataclass(frozen=True)
class Stage:
    """Planning all days one after the other: its share of the moves, and how hot it begins."""

    share: float
    heat: float


ALONE = Stage(0.2, 1.0)
TOGETHER = (Stage(0.3, 2.0), Stage(0.23, 0.8), Stage(0.2, 0.2))
"""Each day from the most similar earlier one; then three times with the carers of the other days.
Shares are of the moves; with those of the first day they make 1. Measured on two teams, 5,000 moves
for each task and day: two stages (0.4 of the moves at heat 1.5, 0.33 at 0.4) end with 5.3 carers
for a client and 3,346 paid hours, these three with 5.1 and 3,338. A first stage that begins cool
keeps the rounds that it starts from, 1-2 % dearer than days planned from nothing."""


def template(
    problems: Sequence[TeamProblem], rules: FortnightRules, moves_per_task: int, seed: int
) -> Template:
    """Plans of all days in which clients meet few carers, and who works each round.

    Days are planned one after the other, posts are given to carers, and each day is planned again
    at a price for each client whom a carer meets on few other days or none. The same problems,
    rules, moves and seed give the same template. The first day is a Monday.
    """
    plans = _alone(problems, moves_per_task, seed)
    roster = _rostered(problems, plans, rules)
    for number, stage in enumerate(TOGETHER, start=1):
        for day, problem in enumerate(problems):
            if not problem.tasks:
                continue
            moves = round(stage.share * moves_per_task * problem.tasks)
            key = seed_of(seed, number, day)
            plans[day] = _again(problem, plans[day], roster, day, moves, key, stage)
    return _template(plans, roster)


def staffed(
    problems: Sequence[TeamProblem], plans: Sequence[RoundsPlan], rules: FortnightRules
) -> Template:
    """Plans of 14 days that were made without a thought of carers, and carers who fit them."""
    return _template(plans, _rostered(problems, plans, rules))


def fortnight_rules(parameters: FortnightParameters) -> FortnightRules:
    """The rules of data/fortnight.toml."""
    return FortnightRules(
        most_days=round(parameters.work_days_per_fortnight),
        most_paid_s=round(parameters.work_h_per_fortnight * SECONDS_PER_HOUR),
        rest_s=round(parameters.daily_rest_h * SECONDS_PER_HOUR),
        new_carer_ore=round(parameters.new_carer_sek_per_client * ORE_PER_SEK),
        moved_visit_ore=round(parameters.moved_visit_sek_per_visit * ORE_PER_SEK),
    )


def meetings(problems: Sequence[TeamProblem], found: Template) -> NDArray[np.int64]:
    """On how many days of a template each carer (row) meets each client (column: Clients' row)."""
    known = np.zeros((found.carers, _clients(problems)), dtype=np.int64)
    for problem, day in zip(problems, found.days, strict=True):
        meets = np.zeros_like(known, dtype=np.bool_)
        for it, carer in zip(day.plan.rounds, day.carer, strict=True):
            meets[carer, problem.client[list(it.tasks)]] = True
        known += meets
    return known


def new_carer_ore(known: NDArray[np.int64], rules: FortnightRules) -> NDArray[np.int64]:
    """What a visit by a carer costs who meets the client on so many other days.

    The price falls slowly, so that carers come often to few clients.
    """
    return np.asarray(rules.new_carer_ore // (1 + known), dtype=np.int64)


def _clients(problems: Sequence[TeamProblem]) -> int:
    """One more than the largest row of Clients."""
    return 1 + max((int(it.client.max(initial=-1)) for it in problems), default=-1)


def _rostered(
    problems: Sequence[TeamProblem], plans: Sequence[RoundsPlan], rules: FortnightRules
) -> Roster:
    """The posts of all days given to carers."""
    of_days = [posts(*it) for it in zip(problems, plans, strict=True)]
    roster = Roster(of_days, _clients(problems), rules)
    for _ in range(ROSTER_PASSES):
        for day, of_day in enumerate(of_days):
            roster.assign(day, of_day)
    return roster


def _template(plans: Sequence[RoundsPlan], roster: Roster) -> Template:
    """The plans with their carers."""
    workers = [_workers(roster, day, plan) for day, plan in enumerate(plans)]
    days = tuple(StaffedPlan(*it) for it in zip(plans, workers, strict=True))
    return Template(len(roster.group), days)


def _alone(problems: Sequence[TeamProblem], moves_per_task: int, seed: int) -> list[RoundsPlan]:
    """Each day planned from the most similar earlier one, without carers."""
    plans: list[RoundsPlan] = []
    settings = SearchSettings(reheat_share=ALONE.heat)
    for day, problem in enumerate(problems):
        moves = round(ALONE.share * moves_per_task * problem.tasks)
        key = seed_of(seed, 0, day)
        if not problem.tasks:
            plans.append(NOTHING)
            continue
        if not any(it.rounds for it in plans):
            plans.append(plan_rounds(problem.rounds, FIRST_DAY_TIMES * moves, key))
            continue
        near = similar(problem, problems[:day])
        known = carried(plans[near], problems[near], problem)
        start = as_start(known, [it.duty for it in known.rounds])
        plans.append(plan_rounds(problem.rounds, moves, key, start, settings=settings))
    return plans


def _again(
    problem: TeamProblem,
    plan: RoundsPlan,
    roster: Roster,
    day: int,
    moves: int,
    seed: int,
    stage: Stage,
) -> RoundsPlan:
    """The day planned with its carers, who then get its posts anew.

    Of split shifts only those are worked that have both halves: what half a shift alone held goes
    elsewhere.
    """
    workers = _workers(roster, day, plan)
    lone = {k for it in roster.posts[day] if not it.is_whole for k in it.rounds}
    kept = [k for k in range(len(plan.rounds)) if k not in lone]
    rows = np.array([plan.rounds[k].duty for k in kept], dtype=np.int64)
    carers = [workers[k] for k in kept]
    known = roster.known_elsewhere(day)[carers][:, problem.client].T
    strangers_ore = np.full(problem.tasks, roster.rules.new_carer_ore, dtype=np.int64)
    named = named_problem(
        halves_limited(problem, rows),
        rows,
        new_carer_ore(known, roster.rules),
        strangers_ore,
    )
    place = {k: row for row, k in enumerate(kept)}
    start = as_start(plan, [place.get(k, len(rows) + it.duty) for k, it in enumerate(plan.rounds)])
    settings = SearchSettings(reheat_share=stage.heat)
    found = plan_rounds(named, moves, seed, start, settings=settings)
    own, who = unnamed(problem.rounds, found, rows, carers)
    roster.assign(day, posts(problem, own, who))
    return own


def _workers(roster: Roster, day: int, plan: RoundsPlan) -> tuple[int, ...]:
    """The carer of each round of a day."""
    found = np.full(len(plan.rounds), -1, dtype=np.int64)
    for carer, post in zip(roster.carers[day].tolist(), roster.posts[day], strict=True):
        found[list(post.rounds)] = carer
    return tuple(found.tolist())
