"""A calm day is the planned one, to the second: planner and simulation mean the same by a plan."""

from __future__ import annotations

import itertools
from functools import cache

import numpy as np
import pytest

import ruttsim
from ruttsim.audit import audit
from ruttsim.domain.demand import WEEKDAYS, Disturbance
from ruttsim.pipeline.checking import checked
from ruttsim.pipeline.ground import ground
from ruttsim.pipeline.plans import planned, teams
from ruttsim.planning.checker import faults
from ruttsim.planning.plan import planned_team
from ruttsim.simulate.day import simulate
from ruttsim.split.assignment import assign

TOY = ruttsim.load_study("toy")
SEEDS, MOVES = (2019, 1, 2), (50, 300)


@cache
def setting_of(seed, moves):
    """The toy study with another seed, and so other people and another search."""
    planning = TOY.planning.model_copy(update={"moves": moves})
    return checked(TOY.model_copy(update={"seed": seed, "planning": planning}).at(TOY.file))


def calm(population):
    """Nothing is cancelled and everything takes the time that was planned."""
    visits = len(population.visits.visit)
    return Disturbance(0, np.zeros(visits, dtype=np.bool_), np.ones(visits), np.ones((visits, 2)))


@cache
def lived(seed, moves, split):
    """The ground, the visits due, the plan of a split and its calm day."""
    setting = setting_of(seed, moves)
    base, study = ground(setting, 0), setting.study
    parameters = setting.parameters
    due = base.population.visits.on(WEEKDAYS.index(study.time.planned_days[0]), study.time.week)
    where = (base.population, setting.bundle, study, study.splits[split])
    assignment = assign(*where, parameters.split)
    formed = teams(setting, base, assignment, study.planning.bases)
    plan = planned(setting, base, due, assignment, formed)
    day = simulate(plan, base.population, calm(base.population), base.tables, parameters.staffing)
    return base, due, plan, day


CASES = pytest.mark.parametrize(
    ("seed", "moves", "split"),
    itertools.product(SEEDS, MOVES, range(len(TOY.splits))),
)
