"""Steps over time: the splits that a split follows, whom clients have by them, and its teams."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from ruttsim.demand.newcomers import with_newcomers
from ruttsim.domain.demand import DIVIDED_KINDS
from ruttsim.domain.split import NOBODY
from ruttsim.pipeline.plans import teams
from ruttsim.pipeline.split_terms import of_split
from ruttsim.split.assignment import assign

if TYPE_CHECKING:
    from ruttsim.domain.arrays import Bools, Ints
    from ruttsim.domain.demand import Population
    from ruttsim.domain.planning import Team
    from ruttsim.domain.split import Assignment, StepParameters
    from ruttsim.pipeline.ground import Ground
    from ruttsim.pipeline.setting import Setting
    from ruttsim.study.model import Study
    from ruttsim.study.split_model import ChangeSection, SplitSection

SHARE_DECIMALS = 9


@dataclass(frozen=True, eq=False)
class StepBefore:
    """The setting, assignment and teams of the step that a repaired split begins from."""

    setting: Setting
    assignment: Assignment
    teams: tuple[Team, ...]


@dataclass(frozen=True, eq=False)
class Formed:
    """The teams of a split; `before` where their rounds are repaired from those of a step."""

    teams: tuple[Team, ...]
    before: StepBefore | None


def chain(study: Study, split: SplitSection) -> tuple[SplitSection, ...]:
    """A split and the steps before it, the first of them first."""
    by_name = {it.name: it for it in study.splits}
    found = [split]
    while found[-1].after is not None:
        found.append(by_name[found[-1].after])
    return tuple(reversed(found))


def has_steps(study: Study) -> bool:
    """Whether any split follows another."""
    return any(it.after is not None for it in study.splits)


def assigned(setting: Setting, people: Population, split: SplitSection) -> Assignment:
    """The organisation of each client and kind in a split, after all the steps before it.

    `setting` is the study's own. The steps are gone through from the first, so whatever else is
    computed, and where, the answer is the same.

    Raises
    ------
    StudyError, DataError
        With the faults of the first split of the chain that has some.
    """
    first, *later = chain(setting.study, split)
    found = _assigned(setting, people, first, None)
    is_newcomer = np.zeros(len(people.clients.client), dtype=np.bool_)
    for step, section in enumerate(later, start=1):
        numbers = of_split(setting, section).parameters.split
        share = newcomer_share(numbers.steps, section.change)
        people, is_newcomer = with_newcomers(people, setting.study.seed, step, share)
        before = found.organisation.copy()
        before[is_newcomer] = NOBODY
        found = _assigned(setting, people, section, before)
    if not has_steps(setting.study):
        return found
    return replace(found, is_newcomer=is_newcomer, follows=bool(later))


def newcomer_share(steps: StepParameters, change: ChangeSection) -> float:
    """Share of the clients who are new since the step before: as stated, or by the years."""
    if change.newcomer_share is not None:
        return change.newcomer_share
    left: float = max(0.0, 1 - steps.newcomer_share_per_year) ** change.years
    return round(1 - left, SHARE_DECIMALS)


def formed_teams(
    setting: Setting, base: Ground, split: SplitSection, assignment: Assignment, bases: str
) -> Formed:
    """The teams of a split by its assignment; of a repaired one those of the step before.

    There, teams of organisations that take part still keep their bases, and whoever has come to
    an organisation is of the team of the nearest of its clients. An organisation that had no team
    forms its own. `setting` is the study's own.
    """
    own_setting = of_split(setting, split)
    if split.change.plan == "anew":
        return Formed(teams(own_setting, base, assignment, bases), None)
    section = chain(setting.study, split)[-2]
    earlier = of_split(setting, section)
    had = assigned(setting, base.population, section)
    before = StepBefore(earlier, had, teams(earlier, base, had, bases))
    found: list[Team] = []
    for number, organisation in enumerate(setting.organisations):
        if organisation.name not in split.organisations:
            continue
        own = [it for it in before.teams if it.organisation == number]
        if own:
            found += _carried(base, own, _served(base.population, assignment, number))
        else:
            anew = teams(own_setting, base, assignment, bases)
            found += [it for it in anew if it.organisation == number]
    return Formed(tuple(found), before)


def _assigned(
    setting: Setting, people: Population, section: SplitSection, before: np.ndarray | None
) -> Assignment:
    """The assignment of one split, given what clients have so far."""
    own = of_split(setting, section)
    return assign(people, own.bundle, own.study, section, own.parameters.split, before)


def _served(people: Population, assignment: Assignment, organisation: int) -> Bools:
    """Clients who have an organisation for a kind by day that they have visits of."""
    has = assignment.organisation[:, list(DIVIDED_KINDS)] == organisation
    served: Bools = (has & people.needs(DIVIDED_KINDS)).any(axis=1)
    return served


def _carried(base: Ground, own: Sequence[Team], is_served: Bools) -> list[Team]:
    """An organisation's teams with the clients whom it has now."""
    known: Ints = np.concatenate([it.clients for it in own])
    team = np.repeat(np.arange(len(own)), [len(it.clients) for it in own])
    new = np.setdiff1d(np.flatnonzero(is_served), known)
    joined = team[_nearest(base, new, known)]
    return [
        replace(
            it,
            clients=np.sort(np.concatenate([it.clients[is_served[it.clients]], new[joined == k]])),
        )
        for k, it in enumerate(own)
    ]


def _nearest(base: Ground, new: Ints, known: Ints) -> Ints:
    """Which of the known clients lives nearest to each new one; the first of equals.

    There and back by the fastest mode.
    """
    home = base.population.clients.building
    pairs = np.ix_(home[new], home[known])
    back = np.ix_(home[known], home[new])
    modes = [base.door_to_door.slowest_s(mode) for mode in base.door_to_door.time_s]
    both_s = (
        np.min([it[pairs] for it in modes], axis=0) + np.min([it[back] for it in modes], axis=0).T
    )
    nearest: Ints = np.argmin(both_s, axis=1)
    return nearest
