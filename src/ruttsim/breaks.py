"""Rounds in which somebody worked too long without a break: no contradiction, but a breach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ruttsim.domain.arrays import Bools, Ints, freeze, require_equal_lengths
from ruttsim.units import SECONDS_PER_HOUR

if TYPE_CHECKING:
    from ruttsim.domain.day import RoundRecord
    from ruttsim.domain.parameters import StaffingParameters


@dataclass(frozen=True, eq=False)
class Stretches:
    """Work without a break in each round; index = row of the rounds.

    `longest_s` is the longer of the stretches before and after the break, or the whole round.
    `is_too_long` where that is more than anybody should work; `is_missed` where, besides, the shift
    has a break and none was taken.
    """

    longest_s: Ints
    is_too_long: Bools
    is_missed: Bools

    def __post_init__(self) -> None:
        require_equal_lengths(self, "longest_s", "is_too_long", "is_missed")
        freeze(self)


def stretches(rounds: Sequence[RoundRecord], staffing: StaffingParameters) -> Stretches:
    """How long was worked in each round without a break, from leaving the base to being back."""
    break_s = {
        (shift.name, number): part.break_s
        for shift in staffing.shifts
        for number, part in enumerate(shift.parts)
    }
    times = [(it.leave_s, it.break_start_s, it.break_end_s, it.return_s) for it in rounds]
    leave_s, start_s, end_s, return_s = np.array(times, dtype=np.int64).reshape(-1, 4).T
    has_none = start_s < 0
    longest_s = np.where(
        has_none, return_s - leave_s, np.maximum(start_s - leave_s, return_s - end_s)
    )
    is_too_long = longest_s > round(staffing.longest_work_without_break_h * SECONDS_PER_HOUR)
    is_due = np.array([break_s[it.shift, it.part] > 0 for it in rounds], dtype=np.bool_)
    return Stretches(longest_s, is_too_long, is_too_long & is_due & has_none)
