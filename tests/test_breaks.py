"""Work without a break, by hand: a shift with half an hour, a part of one without."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "simulate"))

from made_days import STAFFING, at

from ruttsim.breaks import stretches
from ruttsim.domain.day import RoundRecord

ROUND = RoundRecord(
    round=0,
    carer=0,
    is_substitute=False,
    organisation=0,
    team=0,
    premise=0,
    shift="day",
    part=0,
    vehicle_type="walk",
    mode="walk",
    leave_s=at(7),
    return_s=at(13),
    planned_leave_s=at(7),
    planned_return_s=at(13),
    break_start_s=-1,
    break_end_s=-1,
)


def test_work_is_counted_from_leaving_to_the_break_and_from_the_break_to_the_return():
    """Five hours are allowed: 4:30 and 1:00; 1:00 and 4:30; 5:10 before; six hours without."""
    rounds = [
        ROUND._replace(break_start_s=at(11, 30), break_end_s=at(12)),
        ROUND._replace(break_start_s=at(8), break_end_s=at(8, 30)),
        ROUND._replace(break_start_s=at(12, 10), break_end_s=at(12, 40)),
        ROUND,
        ROUND._replace(shift="split"),
    ]
    found = stretches(rounds, STAFFING)
    assert found.longest_s.tolist() == [at(4, 30), at(4, 30), at(5, 10), at(6), at(6)]
    assert found.is_too_long.tolist() == [False, False, True, True, True]
    assert found.is_missed.tolist() == [False, False, False, True, False]


def test_just_as_long_as_is_allowed_is_no_breach():
    staffing = replace(STAFFING, longest_work_without_break_h=6)
    assert not stretches([ROUND], staffing).is_too_long.any()
    assert stretches([ROUND._replace(return_s=at(13, 0, 1))], staffing).is_too_long.all()


def test_no_rounds_have_no_stretches():
    assert len(stretches([], STAFFING).longest_s) == 0
