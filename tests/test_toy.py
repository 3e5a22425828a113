"""The toy village."""

from __future__ import annotations

import pytest

from ruttsim.bundled import bundled
from ruttsim.roads.bundle import read_bundle
from ruttsim.toy import BLOCK_M, BLOCKS, toy_map


@pytest.fixture(scope="module")
def village():
    return toy_map()


def test_the_bundled_map_is_what_the_code_makes(village):
    assert village.manifest == read_bundle(bundled("maps")["toy"]).manifest


def test_streets_go_both_ways_along_every_block(village):
    """Four streets of three blocks in each direction: 24 streets, 48 edges, 16 crossings."""
    assert (village.roads.nodes, village.roads.edges) == (16, 48)
    assert village.roads.length_m.tolist() == [BLOCK_M] * 48


def test_blocks_lie_side_by_side(village):
    assert len(village.areas) == BLOCKS**2
    assert village.areas.geometry.union_all().area == (BLOCKS * BLOCK_M) ** 2
    assert village.areas.geometry.area.sum() == (BLOCKS * BLOCK_M) ** 2
