"""A fortnight to check by hand: three clients on a line, of whom two are visited at once."""

from __future__ import annotations

import dataclasses

import numpy as np
from small_team import HOUR, LONG, SPLIT, duty, line

from ruttsim.domain.fortnight import FORTNIGHT_DAYS, FortnightRules
from ruttsim.domain.planning import ShiftPart

RULES = FortnightRules(
    most_days=10,
    most_paid_s=80 * HOUR,
    rest_s=11 * HOUR,
    new_carer_ore=50,
    moved_visit_ore=10,
)
WINDOWS = ((8 * HOUR, 8 * HOUR), (10 * HOUR, 11 * HOUR), (8 * HOUR, 8 * HOUR))
"""Clients 0 and 2 at eight, so that two carers must go; client 1 later, with either."""


def day_of(*clients, duties=(LONG,), windows=WINDOWS):
    """A day on which some of the clients are visited; visit k is client k's."""
    problem = line(*(windows[k] for k in clients), duties=duties)
    rows = np.array(clients, dtype=np.int64)
    tasks = dataclasses.replace(problem.rounds.tasks, place=rows + 1)
    doors = np.arange(len(windows) + 1)
    travel_s = (np.abs(doors[:, None] - doors) * 600).astype(np.int64)
    rounds = dataclasses.replace(
        problem.rounds,
        tasks=tasks,
        travel_s=travel_s[None, None],
        travel_cost=np.repeat(travel_s[None] // 60, len(problem.rounds.travel_cost), axis=0),
        vehicles=np.full(len(problem.rounds.vehicles), 9),
        duties=dataclasses.replace(
            problem.rounds.duties, number=np.full(len(problem.duties), len(windows))
        ),
    )
    return dataclasses.replace(problem, visit=rows, client=rows, rounds=rounds)


def workdays(*clients, **options):
    """Fourteen days from a Monday; nobody is visited on weekends."""
    return [day_of(*(clients if day % 7 < 5 else ()), **options) for day in range(FORTNIGHT_DAYS)]


LATE = duty("late", ShiftPart(14 * HOUR, 22 * HOUR, HOUR))
DUTIES = (LONG, LATE, *SPLIT)
EVENING_TOO = (*WINDOWS, (20 * HOUR, 20 * HOUR))


def varied_day(*clients):
    """Some of four clients, one of them in the evening; by day, late, or split."""
    return day_of(*clients, duties=DUTIES, windows=EVENING_TOO)


def varied():
    """Every day of the week, now and then without one of the four clients."""
    return [varied_day(*(k for k in range(4) if (day + k) % 5)) for day in range(FORTNIGHT_DAYS)]
