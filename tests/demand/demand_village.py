"""A village of four square basic areas with a grid of streets, made for the tests of demand."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import geopandas as gpd
import numpy as np
import shapely

from ruttsim.domain.roads import AREA_COLUMNS, CRS, MODES, MapBundle, MapManifest
from ruttsim.roads.network import Street, network_from_lines

ORIGIN = (660_000, 6_560_000)
SIDE_M = 1000
BLOCK_M = 100


def village(
    population: Sequence[float] = (60_000, 20_000, 10_000, 4_500),
    share_65plus: float = 0.1408,
    share_flats: Sequence[float] = (0.9, 0.6, 0.1, 0.0),
    road_class: str = "residential",
) -> MapBundle:
    """Four areas of 1 km2 in a square, streets every 100 m, persons over 65 as in Botkyrka."""
    x0, y0 = ORIGIN
    steps = range(0, 2 * SIDE_M + 1, BLOCK_M)
    crossings = [((x, y), axis) for x in steps for y in steps for axis in (0, 1)]
    streets = []
    for (x, y), axis in crossings:
        end = (x + BLOCK_M, y) if axis == 0 else (x, y + BLOCK_M)
        if max(end) <= 2 * SIDE_M:
            points = np.array([(x0 + a, y0 + b) for a, b in ((x, y), end)], dtype=np.float64)
            streets.append(Street((x, y), end, points, road_class, 30.0, MODES, MODES))
    borders = list(pairwise((0, SIDE_M, 2 * SIDE_M)))
    squares = [
        shapely.box(x0 + left, y0 + low, x0 + right, y0 + high)
        for low, high in borders
        for left, right in borders
    ]
    areas = gpd.GeoDataFrame(
        {
            "basic_area": [f"a{row}" for row in range(4)],
            "name": [f"Area {row}" for row in range(4)],
            "district": ["north"] * 4,
            "character": ["apartments", "apartments", "houses", "countryside"],
            "population": list(population),
            "share_65plus": [share_65plus] * 4,
            "share_flats": list(share_flats),
            "built_km2": [1.0] * 4,
            "geometry": squares,
        },
        crs=CRS,
    )[list(AREA_COLUMNS)]
    premises = gpd.GeoDataFrame(
        {
            "premise": ["p0"],
            "name": ["The hall"],
            "district": ["north"],
            "source": ["test"],
            "geometry": [shapely.Point(x0 + SIDE_M, y0 + SIDE_M)],
        },
        crs=CRS,
    )
    landmarks = gpd.GeoDataFrame({"kind": [], "name": [], "geometry": []}, crs=CRS)
    manifest = MapManifest("village", "Village", True, "test", "2026-01-01", "none", (), "0" * 64)
    return MapBundle(network_from_lines(streets), areas, premises, landmarks, manifest)
