"""Ways by address: what is read is there as long as the way is, and in its own process."""

from __future__ import annotations

import pickle
from types import SimpleNamespace

import numpy as np
from made_days import Recipe, made_day

from ruttsim.audit import Given
from ruttsim.simulate.movement import undisturbed


def test_a_way_keeps_what_it_reads_when_its_day_is_gone():
    tables = made_day(Recipe(1, 20, 4)).world.tables
    legs = [(here, there, 1.0, 8 * 3600) for here in range(5) for there in range(5)]
    travel = undisturbed(tables)
    expected = [travel.ways["car"].leg(*leg) for leg in legs]
    way = undisturbed(tables).ways["car"]
    size = len(tables.modes), len(tables.bounds_s) + 1
    others = [np.full(size, 9.0) for _ in range(1000)]
    assert [way.leg(*leg) for leg in legs] == expected
    assert len(others) == 1000


def test_addresses_do_not_leave_their_process_with_what_a_day_is_audited_against():
    world = made_day(Recipe(1, 20, 4)).world
    given = object.__new__(Given)
    calm = SimpleNamespace(mode_factor={}, span_factor=np.ones(5))
    known = {"matrices": world.matrices, "stops": world.stops, "travel": world.travel}
    vars(given).update(known, disturbance=calm)
    before = given.spans
    after = pickle.loads(pickle.dumps(given))
    assert "spans" not in vars(after)
    assert (after.spans.time_ms != before.time_ms).all()
