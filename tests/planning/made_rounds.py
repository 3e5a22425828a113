"""Problems of rounds made by chance, with all that a problem can hold, and changes to them."""

from __future__ import annotations

import dataclasses

import numpy as np

from ruttsim.domain.rounds import (
    NEVER_S,
    RoundDuties,
    RoundLinks,
    RoundPrices,
    RoundsProblem,
    RoundTasks,
)

DAY_S = 600


def whole(values):
    return np.array(values, dtype=np.int64)


def made_problem(seed, clients=12, periods=1, prices=(2, 3, 1), has_breaks=True):
    """A day of 600 s: pairs, second windows, optional tasks, named carers and a menu, vehicles."""
    chance = np.random.default_rng(seed)
    group = [k for k in range(clients) for _ in range(1 + (k % 3 == 0))]
    count = len(group)
    at = chance.integers(0, 100, (clients + 2, 2))
    there = np.abs(at[:, None] - at[None]).sum(axis=2)
    opens = chance.integers(0, 350, clients)[group]
    closes = opens + chance.integers(20, 150, clients)[group]
    again = np.where(np.array(group) % 4 == 1, closes + 60, NEVER_S)
    tasks = RoundTasks(
        place=whole(group) + 2,
        earliest_s=np.stack([opens, again], axis=1),
        latest_s=np.stack([closes, np.minimum(again + 40, NEVER_S)], axis=1),
        duration_s=chance.integers(5, 30, count),
        lateness_cost_per_s=chance.integers(1, 4, count),
        lateness_limit_s=whole(np.where(np.arange(count) % 5 == 0, 30, NEVER_S)),
        unserved_cost=whole(np.where(np.array(group) % 5 == 2, 150, 100_000)),
        group=whole(group),
    )
    pairs = [k for k in range(count - 1) if group[k] == group[k + 1]]
    spans = [(0, 0), (10, 40), (-NEVER_S, NEVER_S), (30, NEVER_S)]
    links = RoundLinks(
        first=whole(pairs),
        second=whole(pairs) + 1,
        least_s=whole([spans[k % 4][0] for k in range(len(pairs))]),
        most_s=whole([spans[k % 4][1] for k in range(len(pairs))]),
    )
    menu = 6
    zero = np.zeros(menu, dtype=np.int64)
    duties = RoundDuties(
        start_s=whole([0, 0, 0, 100, 200, 0]),
        end_s=whole([500, 400, 300, DAY_S, DAY_S, DAY_S]),
        longest_s=whole([480, 380, 300, 450, 400, 500]),
        overtime_limit_s=whole([60, 0, 100, 60, 60, 60]),
        overtime_cost_per_s=zero + 4,
        start_place=whole([0, 0, 1, 1, 0, 1]),
        end_place=whole([0, 1, 1, 1, 0, 0]),
        mode=whole([0, 1, 0, 1, 0, 0]),
        vehicle=whole([0, 1, 0, 1, 0, 0]),
        number=whole([1, 1, 1, 2, 3, 3]),
        cost=whole([50, 40, 30, 60, 50, 70]),
        length_cost_per_s=whole([0, 1, 1, 1, 0, 1]),
        break_s=whole([30, 0, 0, 30, 0, 20]) * int(has_breaks),
        break_earliest_s=zero + 180,
        break_latest_s=zero + 300,
        break_missed_cost=zero + 80,
        longest_work_s=whole([NEVER_S, NEVER_S, NEVER_S, 200, NEVER_S, 220]),
        overlong_cost_per_s=zero + 2,
    )
    times = np.stack([there, there * 2])[:, None] + np.zeros((1, periods, 1, 1), dtype=np.int64)
    times += (np.arange(periods) * 7 % 5)[None, :, None, None] * (there > 0)
    may = chance.random((count, menu)) < 0.8
    return RoundsProblem(
        tasks=tasks,
        links=links,
        duties=duties,
        prices=RoundPrices(*prices),
        travel_s=times,
        period_start_s=whole([0, 200, 350][:periods]),
        travel_cost=np.stack([there * 3, there]),
        vehicles=whole([4, 2]),
        may=may,
        change_cost=chance.integers(0, 20, (count, menu)),
    )


def changed(problem, part, **arrays):
    """The problem with some arrays of one part replaced."""
    return dataclasses.replace(
        problem, **{part: dataclasses.replace(getattr(problem, part), **arrays)}
    )


def renumbered(problem, order):
    """The problem with task order[k] as task k."""
    place = np.argsort(order)
    tasks = {
        field.name: getattr(problem.tasks, field.name)[order]
        for field in dataclasses.fields(problem.tasks)
    }
    links = dataclasses.replace(
        problem.links, first=place[problem.links.first], second=place[problem.links.second]
    )
    return dataclasses.replace(
        problem,
        tasks=RoundTasks(**tasks),
        links=links,
        may=problem.may[order],
        change_cost=problem.change_cost[order],
    )
