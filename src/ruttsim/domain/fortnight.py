"""Fourteen days planned together: rounds, and the named carers of a team who work them."""

from __future__ import annotations

from dataclasses import dataclass

from ruttsim.domain.arrays import Bools, freeze, require_equal_lengths
from ruttsim.domain.rounds import RoundsPlan

FORTNIGHT_DAYS = 14
"""Care plans repeat after two weeks, but for what comes more rarely; rosters and the national
measure of continuity are of two weeks."""


@dataclass(frozen=True)
class FortnightRules:
    """What a carer may work in 14 days, and what it costs that a client meets another carer.

    A carer has at most `most_days` days of work and `most_paid_s` paid seconds, a free day in
    every week and `rest_s` between the shifts of two days; the fortnight repeats. `new_carer_ore`
    is for a visit by a carer whom the client meets on no other day of the fortnight (met on n, it
    is divided by 1 + n), `moved_visit_ore` for a visit that on the day itself is given to another
    carer than the template says.
    """

    most_days: int
    most_paid_s: int
    rest_s: int
    new_carer_ore: int
    moved_visit_ore: int


@dataclass(frozen=True)
class StaffedPlan:
    """A team's plan of one day and who works its rounds.

    `carer[k]` is who works round k of the plan: a number within the team from 0, the same person
    on all days; -1, -2, ... are substitutes of this one day. Who works both parts of a split shift
    stands there twice.
    """

    plan: RoundsPlan
    carer: tuple[int, ...]


@dataclass(frozen=True)
class Template:
    """A team's plans of 14 days, the first a Monday, and how many carers it has."""

    carers: int
    days: tuple[StaffedPlan, ...]


@dataclass(frozen=True, eq=False)
class Morning:
    """What is known of a day in its morning, the same in every area split; index = row of Visits.

    `is_called_off`: a visit that is due is not needed. `is_extra`: one that is not due is needed
    today. `is_absent[row, carer]`: who in the template has this part of a visit, and none of a
    lower row, does not come to work.
    """

    day: int
    is_called_off: Bools
    is_extra: Bools
    is_absent: Bools

    def __post_init__(self) -> None:
        require_equal_lengths(self, "is_called_off", "is_extra", "is_absent")
        freeze(self)
