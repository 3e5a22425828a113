"""Buildings stand where people live, as many as they need, at even distances along streets."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely
from demand_village import BLOCK_M, ORIGIN, SIDE_M, village

from ruttsim.demand.dwellings import dwellings
from ruttsim.errors import DataError
from ruttsim.parameters import load_parameters

DEMAND = load_parameters().demand


def test_an_area_has_as_many_buildings_as_its_dwellings_need():
    """2,610 persons / 2.61 = 1,000 dwellings: 600 flats / 15 = 40 entrances, and 400 houses."""
    homes = dwellings(village((2610, 0, 0, 0), share_flats=(0.6, 0, 0, 0)), DEMAND)
    assert homes.flats.sum() == 40
    assert (~homes.flats).sum() == 400


def test_flats_and_houses_hold_their_share_of_the_area_s_persons_over_65():
    """2,610 persons of whom 20 % are over 65: 522, of whom 60 % live in flats: 313.2."""
    bundle = village((2610, 0, 0, 0), share_65plus=0.2, share_flats=(0.6, 0, 0, 0))
    homes = dwellings(bundle, DEMAND)
    assert homes.weight[homes.flats].sum() == pytest.approx(313.2)
    assert homes.weight.sum() == pytest.approx(522)


def test_every_building_stands_on_a_street_of_its_own_area():
    bundle = village()
    homes = dwellings(bundle, DEMAND)
    points = shapely.points(homes.x_m, homes.y_m)
    polygons = np.asarray(bundle.areas.geometry.to_numpy(), dtype=object)[homes.basic_area]
    assert np.all(shapely.distance(points, polygons) < 0.1)
    off_grid = [(homes.x_m - ORIGIN[0]) % BLOCK_M, (homes.y_m - ORIGIN[1]) % BLOCK_M]
    assert np.all(np.minimum(*[np.minimum(it, BLOCK_M - it) for it in off_grid]) < 0.11)


def test_buildings_are_spread_over_the_whole_area():
    """Each quarter of an area of houses has as many of them as streets: 55 to 66 of 242."""
    bundle = village((10_000, 0, 0, 0), share_flats=(0, 0, 0, 0))
    homes = dwellings(bundle, DEMAND)
    east = homes.x_m > ORIGIN[0] + SIDE_M / 2
    north = homes.y_m > ORIGIN[1] + SIDE_M / 2
    quarters = np.bincount(2 * north + east)
    assert quarters.max() / quarters.min() < 66 / 54


def test_an_area_without_streets_to_live_at_uses_its_other_streets():
    assert len(dwellings(village(road_class="tertiary"), DEMAND).x_m) > 0


def test_nobody_lives_at_a_motorway():
    with pytest.raises(DataError) as error:
        dwellings(village(road_class="motorway"), DEMAND)
    assert [fault.field for fault in error.value.faults] == [
        f"areas, basic_area 'a{row}'" for row in range(4)
    ]


def test_a_map_with_nobody_over_65_is_a_fault():
    with pytest.raises(DataError, match="No basic area has persons over 65"):
        dwellings(village(share_65plus=0), DEMAND)


def test_nobody_lives_at_a_street_that_is_cut_off():
    """Streets of the countryside's corner, without their crossings, hold no building."""
    bundle = village()
    whole = dwellings(bundle, DEMAND)
    roads = bundle.roads
    corner = (roads.node_x_m > ORIGIN[0] + 1850) & (roads.node_y_m > ORIGIN[1] + 1850)
    modes = roads.modes.copy()
    modes[corner[roads.tail] != corner[roads.head]] = 0
    homes = dwellings(replace(bundle, roads=replace(roads, modes=modes)), DEMAND)
    assert _in_corner(whole).any()
    assert not _in_corner(homes).any()


def _in_corner(homes):
    return (homes.x_m > ORIGIN[0] + 1950) & (homes.y_m > ORIGIN[1] + 1950)
