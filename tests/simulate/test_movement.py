"""Ways by address: what is read is there as long as the way is."""

from __future__ import annotations

import numpy as np
from made_days import Recipe, made_day

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
