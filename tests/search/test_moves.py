"""Changes of divisions keep zones in one piece, and all of the small ones are found."""

import itertools

import numpy as np
import pytest
from division_grid import every_division, grid_case
from hypothesis import given, settings
from hypothesis import strategies as st

from ruttsim.search.moves import all_moves, drawn_move

CASE = grid_case(3, 3, [0.5, 0.25, 0.25], tolerance=0.2)
DIVISIONS = list(every_division(CASE))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(DIVISIONS) - 1), st.integers(0, 2**32 - 1))
def test_a_drawn_change_moves_one_to_three_areas_and_leaves_zones_in_one_piece(which, seed):
    zone = DIVISIONS[which]
    before = zone.copy()
    changed = drawn_move(CASE, zone, np.random.Generator(np.random.Philox(seed)))
    assert (zone == before).all()
    if changed is not None:
        assert 1 <= (changed != zone).sum() <= 3
        assert CASE.is_contiguous(changed)


def test_chance_draws_shifts_exchanges_and_chains():
    chance = np.random.Generator(np.random.Philox(3))
    zone = DIVISIONS[0]
    moved = [drawn_move(CASE, zone, chance) for _ in range(3000)]
    counts = {int((it != zone).sum()) for it in moved if it is not None}
    assert counts == {1, 2, 3}


@pytest.mark.parametrize("which", range(0, len(DIVISIONS), 29))
def test_all_moves_are_every_balanced_division_one_shift_or_exchange_away(which):
    zone = DIVISIONS[which]
    found = {tuple(it.tolist()) for it in all_moves(CASE, zone)}
    wanted = set()
    for other in DIVISIONS:
        moved = np.flatnonzero(other != zone)
        is_exchange = len(moved) == 2 and (other[moved] == zone[moved[::-1]]).all()
        if len(moved) == 1 or is_exchange:
            wanted.add(tuple(other.tolist()))
    # A zone is joined from its border alone: an area that only touches the one given in return
    # is no neighbour before.
    touching = {
        it
        for it in wanted
        if all(
            any(zone[near] == it[area] for near in CASE.graph[area])
            for area in np.flatnonzero(np.array(it) != zone)
        )
    }
    assert found == touching


def test_every_division_can_be_reached_from_every_other():
    known = {tuple(it.tolist()): it for it in DIVISIONS}
    reached, waiting = {next(iter(known))}, [next(iter(known))]
    while waiting:
        for changed in all_moves(CASE, known[waiting.pop()]):
            key = tuple(changed.tolist())
            if key not in reached:
                reached.add(key)
                waiting.append(key)
    assert len(list(itertools.islice(known, 2))) == 2
    assert reached == set(known)
