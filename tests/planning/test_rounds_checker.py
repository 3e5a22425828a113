"""The checker by hand: two carers on a line of places 0, 10 and 20 s apart."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from made_rounds import whole

from ruttsim.domain.rounds import (
    NEVER_S,
    LeftOut,
    RoundDuties,
    RoundLinks,
    RoundPrices,
    RoundsCost,
    RoundsPlan,
    RoundsProblem,
    RoundTasks,
    WorkedRound,
)
from ruttsim.planning.checker import arrival, cost, faults

NOTHING = RoundsCost(*[0] * 11)

PLACES = np.array([0, 10, 20])
PROBLEM = RoundsProblem(
    tasks=RoundTasks(
        place=whole([1, 2, 2]),
        earliest_s=whole([[50, NEVER_S], [100, NEVER_S], [100, 200]]),
        latest_s=whole([[60, NEVER_S], [110, NEVER_S], [110, 210]]),
        duration_s=whole([30, 20, 20]),
        lateness_cost_per_s=whole([2, 2, 2]),
        lateness_limit_s=whole([50, 50, 50]),
        unserved_cost=whole([500, 500, 500]),
        group=whole([0, 1, 1]),
    ),
    links=RoundLinks(whole([1]), whole([2]), whole([0]), whole([0])),
    duties=RoundDuties(
        start_s=whole([0, 0]),
        end_s=whole([150, 300]),
        longest_s=whole([NEVER_S, NEVER_S]),
        overtime_limit_s=whole([20, 0]),
        overtime_cost_per_s=whole([7, 0]),
        start_place=whole([0, 0]),
        end_place=whole([0, 0]),
        mode=whole([0, 0]),
        vehicle=whole([0, 0]),
        number=whole([1, 1]),
        cost=whole([100, 200]),
        length_cost_per_s=whole([1, 0]),
        break_s=whole([0, 30]),
        break_earliest_s=whole([0, 40]),
        break_latest_s=whole([0, 80]),
        break_missed_cost=whole([0, 90]),
        longest_work_s=whole([NEVER_S, 60]),
        overlong_cost_per_s=whole([0, 3]),
    ),
    prices=RoundPrices(largest_lateness_per_s=11, waiting_per_s=5, largest_idle_per_s=1),
    travel_s=np.abs(PLACES[:, None] - PLACES[None])[None, None].astype(np.int64),
    period_start_s=whole([0]),
    travel_cost=3 * np.abs(PLACES[:, None] - PLACES[None])[None].astype(np.int64),
    vehicles=whole([2]),
    may=np.ones((3, 2), dtype=np.bool_),
    change_cost=whole([[0, 9], [4, 9], [0, 6]]),
)

FIRST = WorkedRound(0, (0, 1), -1, (60, 112), 50, 152, -1)
SECOND = WorkedRound(1, (2,), 0, (112,), 50, 152, 70)
PLAN = RoundsPlan((FIRST, SECOND), (), NOTHING)


def test_every_part_of_the_cost_by_hand():
    """Round 0: leaves 50, door 60-90, way to 100, waits 12, door 112-132, home 152.

    It is 2 s late, 2 s over its end, 102 s long, waits 12 s; idle 150..152 - 40 way - 50 work = 62.
    Round 1: leaves 50, arrives 70, break 70-100, free waiting, door 112-132, home 152; stretches
    20 s and 52 s; idle 300 - 40 - 20 - 30 = 210.
    """
    assert cost(PROBLEM, PLAN) == RoundsCost(
        travel=2 * 3 * 40,
        lateness=2 * 2 + 2 * 2,
        largest_lateness=11 * 2,
        waiting=5 * 12,
        overtime=7 * 2,
        length=102,
        duties=300,
        change=4 + 6,
        breaks=0,
        largest_idle=210,
        unserved=0,
    )


def test_a_plan_with_its_cost_has_no_faults():
    assert faults(PROBLEM, dataclasses.replace(PLAN, cost=cost(PROBLEM, PLAN))) == ()


def test_a_missed_break_costs_and_the_stretch_is_the_whole_round():
    missed = dataclasses.replace(SECOND, break_before=-1, break_start_s=-1, leave_s=92)
    assert cost(PROBLEM, RoundsPlan((FIRST, missed), (), NOTHING)).breaks == 90
    early = dataclasses.replace(missed, leave_s=50, start_s=(112,))
    assert cost(PROBLEM, RoundsPlan((FIRST, early), (), NOTHING)).breaks == 90 + 3 * 42


def test_what_is_left_out_costs_its_price():
    plan = RoundsPlan(
        (dataclasses.replace(FIRST, tasks=(0,), start_s=(60,), return_s=100),),
        tuple(LeftOut(k, "no_time") for k in (1, 2)),
        NOTHING,
    )
    assert cost(PROBLEM, plan).unserved == 1000


def test_the_second_window_counts_from_its_opening():
    late = dataclasses.replace(SECOND, start_s=(205,), return_s=245)
    assert cost(PROBLEM, RoundsPlan((late,), (), NOTHING)).lateness == 0


SPOILED = [
    ("in one round", [WorkedRound(0, (0, 1, 2), -1, (60, 112, 132), 50, 172, -1)], ()),
    ("s after", [FIRST, dataclasses.replace(SECOND, start_s=(113,), return_s=153)], ()),
    ("before arrival", [dataclasses.replace(FIRST, start_s=(55, 112)), SECOND], ()),
    ("returns at", [dataclasses.replace(FIRST, return_s=151), SECOND], ()),
    ("outside 40-80", [FIRST, dataclasses.replace(SECOND, break_start_s=81)], ()),
    ("before the carer", [FIRST, dataclasses.replace(SECOND, break_start_s=69)], ()),
    ("planned 0 and left out 0", [FIRST], ()),
    ("another of its group", [FIRST], (LeftOut(2, "no_time"),)),
    ("worked by 2 rounds", [FIRST, dataclasses.replace(SECOND, duty=0, break_before=-1)], ()),
    ("before its duty starts", [dataclasses.replace(FIRST, leave_s=-1), SECOND], ()),
    ("the plan's cost is", [FIRST, SECOND], ()),
]


@pytest.mark.parametrize(("text", "rounds", "left"), SPOILED, ids=[it[0] for it in SPOILED])
def test_a_spoiled_plan_is_told(text, rounds, left):
    found = faults(PROBLEM, RoundsPlan(tuple(rounds), left, NOTHING))
    assert any(text in it for it in found), found


def test_too_few_vehicles_are_told():
    problem = dataclasses.replace(PROBLEM, vehicles=whole([1]))
    assert any("hold vehicle 0" in it for it in faults(problem, PLAN))


def test_one_waits_for_a_faster_period_and_never_overtakes():
    slow, fast = np.full((1, 1, 2, 2), 30), np.full((1, 1, 2, 2), 10)
    travel_s = np.concatenate([slow, fast], axis=1).astype(np.int64)
    problem = dataclasses.replace(
        PROBLEM,
        travel_s=np.tile(travel_s, (1, 1, 2, 2))[:, :, :3, :3],
        period_start_s=whole([0, 100]),
    )
    assert [arrival(problem, 0, 0, 1, t) for t in (60, 79, 80, 81, 99, 100)] == [
        90,
        109,
        110,
        110,
        110,
        110,
    ]
