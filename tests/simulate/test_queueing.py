"""The patrol and the charging posts against queueing theory.

Alarms ring for cars that do nothing else and are there at once; vehicles come to posts for good.
"""

from __future__ import annotations

import math
from statistics import fmean
from types import SimpleNamespace

import numpy as np
import pytest
import simpy

from ruttsim.domain.energy import POST, EnergyStore, MorningEnergy
from ruttsim.simulate.facts import AlarmFacts
from ruttsim.simulate.patrol import Patrol
from ruttsim.simulate.vehicles import pools
from ruttsim.units import HOURS_PER_DAY

MEAN_CARE_S = 1_000_000
"""So long that whole seconds do not matter."""


class AtOnce:
    """Travel that takes no time."""

    def movement(self, *_where):
        """Driving, stop and distance."""
        return 0, 0, 0.0

    def expected_s(self, *_where):
        """From door to door."""
        return 0


def mean_wait(cars, load, alarms, seed):
    """The mean wait over the mean care, of alarms that ring at random."""
    chance = np.random.default_rng(seed)
    gap_s = MEAN_CARE_S / (cars * load)
    rung_s = np.rint(np.cumsum(chance.exponential(gap_s, alarms))).astype(np.int64).tolist()
    care_s = np.rint(chance.exponential(MEAN_CARE_S, alarms)).astype(np.int64).tolist()
    zero = [0] * alarms
    clock = simpy.Environment()
    facts = AlarmFacts(zero, zero, zero, rung_s, care_s, [1] * alarms)
    patrol = Patrol(clock, AtOnce(), facts, 0, [cars] * HOURS_PER_DAY)

    def ring():
        for alarm, at_s in enumerate(rung_s):
            yield clock.timeout(at_s - clock.now)
            patrol.answer(alarm)

    clock.process(ring())
    clock.run()
    return fmean(it.ready_s - it.rung_s for it in patrol.answered) / MEAN_CARE_S


def mean_wait_at_posts(posts, load, vehicles, seed):
    """The mean wait over the mean charge, of vehicles that come back at random, each once.

    All have left full at the beginning, and have used one joule a decimetre; a post gives one watt.
    """
    chance = np.random.default_rng(seed)
    gap_s = MEAN_CARE_S / (posts * load)
    back_s = np.rint(np.cumsum(chance.exponential(gap_s, vehicles))).astype(np.int64).tolist()
    used_j = np.rint(chance.exponential(MEAN_CARE_S, vehicles)).astype(np.int64).tolist()
    filled_j = 100 * MEAN_CARE_S
    store = EnergyStore(POST, filled_j, 0, 0, 1, 0, 1.0)
    key = (0, 0, "car")
    full = {key: (filled_j,) * vehicles}
    energy = MorningEnergy({"car": store}, {(0, 0): posts}, full, {0: 0}, back_s[-1] * 2)
    clock = simpy.Environment()
    pool = pools(clock, {key: vehicles}, energy, [])[0][key]

    def come_back():
        carers = [
            SimpleNamespace(written=0, left_s=-1, planned=SimpleNamespace(round=0)) for _ in back_s
        ]
        for carer in carers:
            carer.vehicle = pool.reserved(carer)
        for carer, at_s, way_dm in zip(carers, back_s, used_j, strict=True):
            yield clock.timeout(at_s - clock.now)
            carer.plain_j = lambda _, joules_per_dm, way_dm=way_dm: round(way_dm * joules_per_dm)
            pool.give_back(carer)

    clock.process(come_back())
    clock.run()
    rows = pool.evening()
    assert len(rows) == sum(it > 0 for it in used_j)
    return sum(it.start_s - it.arrive_s for it in rows) / vehicles / MEAN_CARE_S


def erlang_c_wait(cars, load):
    """Mean wait over mean service of M/M/c: C(c, a) / (c (1 - load)), a = c load (Erlang, 1917)."""
    offered = cars * load
    waits = offered**cars / math.factorial(cars) / (1 - load)
    waits_share = waits / (sum(offered**k / math.factorial(k) for k in range(cars)) + waits)
    return waits_share / (cars * (1 - load))


def test_erlangs_formula_by_hand():
    """One car at half load: half of the alarms wait, for the mean care each: C = 0.5, wait 1."""
    assert erlang_c_wait(1, 0.5) == pytest.approx(1.0)


@pytest.mark.parametrize(("cars", "load"), [(2, 0.6), (3, 0.6)])
def test_alarms_wait_about_as_long_as_theory_says(cars, load):
    found = fmean(mean_wait(cars, load, 5_000, seed) for seed in range(4))
    assert found == pytest.approx(erlang_c_wait(cars, load), rel=0.15)


@pytest.mark.long
@pytest.mark.parametrize("cars", [2, 3])
@pytest.mark.parametrize("load", [0.5, 0.6, 0.7])
def test_alarms_wait_as_long_as_theory_says(cars, load):
    """Twenty runs of 10^5 alarms, within 3 %."""
    found = fmean(mean_wait(cars, load, 100_000, seed) for seed in range(20))
    assert found == pytest.approx(erlang_c_wait(cars, load), rel=0.03)


@pytest.mark.parametrize(("posts", "load"), [(2, 0.6), (3, 0.6)])
def test_vehicles_wait_for_posts_about_as_long_as_theory_says(posts, load):
    found = fmean(mean_wait_at_posts(posts, load, 5_000, seed) for seed in range(4))
    assert found == pytest.approx(erlang_c_wait(posts, load), rel=0.15)


@pytest.mark.long
@pytest.mark.parametrize("posts", [2, 3])
@pytest.mark.parametrize("load", [0.5, 0.6, 0.7])
def test_vehicles_wait_for_posts_as_long_as_theory_says(posts, load):
    """Twenty runs of 10^5 vehicles, within 3 %."""
    found = fmean(mean_wait_at_posts(posts, load, 100_000, seed) for seed in range(20))
    assert found == pytest.approx(erlang_c_wait(posts, load), rel=0.03)
