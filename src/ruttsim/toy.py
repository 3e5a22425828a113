"""A village of 3 x 3 blocks: a map small enough to check by hand, for docs, tests and benchmarks.

It is bundled as the map `toy`; this is the code that made it.
"""

from __future__ import annotations

import numpy as np

from ruttsim.domain.roads import CRS, MapBundle, MapManifest
from ruttsim.roads.bundle import sealed
from ruttsim.roads.network import Street, network_from_lines
from ruttsim.units import M2_PER_KM2

BLOCKS = 3
BLOCK_M = 400.0
WEST_M, SOUTH_M = 664_000.0, 6_566_000.0
"""South-west corner of the village [m]."""

PERSONS_PER_BLOCK = 260.0
STREET_KMH = 30.0
MAIN_STREET_KMH = 50.0
ALL_MODES = ("car", "ebike", "walk")
DISTRICTS = ("South", "Middle", "North")
FLATS_IN_ROW = (0.0, 1.0, 0.5)
"""Share of flats in the southern, middle and northern row."""


def toy_map() -> MapBundle:
    """The village: streets between nine square basic areas in three districts, two premises."""
    import geopandas as gpd
    from shapely import LineString, Point, box

    rows = range(BLOCKS)
    blocks = [(column, row) for row in rows for column in rows]
    areas = gpd.GeoDataFrame(
        {
            "basic_area": [f"b{row + 1}{column + 1}" for column, row in blocks],
            "name": [f"Block {row + 1}:{column + 1}" for column, row in blocks],
            "district": [DISTRICTS[row] for _, row in blocks],
            "character": ["apartments" if FLATS_IN_ROW[row] else "houses" for _, row in blocks],
            "population": PERSONS_PER_BLOCK,
            "share_65plus": 0.25,
            "share_flats": [FLATS_IN_ROW[row] for _, row in blocks],
            "built_km2": BLOCK_M**2 / M2_PER_KM2,
        },
        geometry=[
            box(*_corner(column, row), *_corner(column + 1, row + 1)) for column, row in blocks
        ],
        crs=CRS,
    )
    premises = gpd.GeoDataFrame(
        {
            "premise": ["south", "north"],
            "name": ["South house", "North house"],
            "district": [DISTRICTS[0], DISTRICTS[-1]],
            "source": "assumption",
        },
        geometry=[Point(_corner(1, 0)), Point(_corner(2, BLOCKS))],
        crs=CRS,
    )
    landmarks = gpd.GeoDataFrame(
        {"kind": ["railway", "place"], "name": ["", "Toy village"]},
        geometry=[
            LineString([_corner(0, BLOCKS), _corner(BLOCKS, 0)]),
            Point(_corner(1.5, 1.5)),
        ],
        crs=CRS,
    )
    manifest = MapManifest(
        name="toy",
        title="Toy village",
        schematic=True,
        source="Made up",
        date="2026",
        licence="MIT",
        assumptions=("The village is made up.",),
        content_hash="",
        assumptions_sv=("Byn är påhittad.",),
    )
    roads = network_from_lines(_streets())
    return sealed(MapBundle(roads, areas, premises, landmarks, manifest))


def _corner(column: float, row: float) -> tuple[float, float]:
    """A crossing [m]; column 0 is west, row 0 is south."""
    return WEST_M + column * BLOCK_M, SOUTH_M + row * BLOCK_M


def _streets() -> list[Street]:
    """Streets along all blocks, the one through the middle from south to north a main street."""
    streets = []
    for across in range(BLOCKS + 1):
        for along in range(BLOCKS):
            is_main = across == 1
            streets.append(_street((across, along), (across, along + 1), is_main=is_main))
            streets.append(_street((along, across), (along + 1, across), is_main=False))
    return streets


def _street(start: tuple[int, int], end: tuple[int, int], *, is_main: bool) -> Street:
    """A street between two crossings, open both ways to everybody."""
    return Street(
        start=start,
        end=end,
        points=np.array([_corner(*start), _corner(*end)]),
        road_class="tertiary" if is_main else "residential",
        speed_kmh=MAIN_STREET_KMH if is_main else STREET_KMH,
        modes_forward=ALL_MODES,
        modes_backward=ALL_MODES,
        name="Main Street" if is_main else "",
    )
