"""The price of the most idle duty, shared among all."""

from __future__ import annotations

import pytest
from made_rounds import made_problem

from ruttsim.planning import construction, guidance, starts
from ruttsim.planning.planner import plan_rounds
from ruttsim.planning.tables import (
    DUTY,
    GUIDE,
    IDLE,
    IDLE_PRICE,
    IDLE_UNUSED,
    LENGTH,
    NUMBER,
    SOFT_SUM,
    TOTAL,
    USED,
    tables,
)

PRICE = 500


@pytest.fixture
def planned():
    problem = made_problem(1, 30, prices=(2, 3, PRICE))
    read = tables(problem, 40)
    plan = plan_rounds(problem, 5_000, 1)
    return read, starts.first_state(problem, read, plan)


def test_timing_anew_with_the_guiding_prices_changes_nothing(planned):
    read, state = planned
    guided = guidance.guided(read, read, state, is_on=True)
    before = [int(state.now[column]) for column in (TOTAL, SOFT_SUM, GUIDE)]
    assert construction.refresh(guided, state)
    assert [int(state.now[column]) for column in (TOTAL, SOFT_SUM, GUIDE)] == before


def test_a_second_more_for_all_costs_about_the_price(planned):
    read, state = planned
    guided = guidance.guided(read, read, state, is_on=True)
    used = state.round[:, LENGTH] > 0
    idle = state.round[used, IDLE]
    unused = read.duty[:, NUMBER] - state.lists[USED, : len(read.duty)]
    spare = read.duty[:, IDLE_UNUSED]
    step = 10

    def guide(more):
        own = guidance.idle_guide(guided.prices, idle + more).sum()
        return own + (unused * guidance.idle_guide(guided.prices, spare + more)).sum()

    assert guide(step) - guide(0) == pytest.approx(step * PRICE, rel=0.1)


def test_off_the_prices_are_the_problems_own(planned):
    read, state = planned
    guided = guidance.guided(read, read, state, is_on=True)
    off = guidance.guided(read, guided, state, is_on=False)
    assert (off.duty == read.duty).all()
    assert state.now[GUIDE] == 0
    assert read.prices[IDLE_PRICE] == PRICE
    assert (state.round[:, DUTY] < len(read.duty)).all()
