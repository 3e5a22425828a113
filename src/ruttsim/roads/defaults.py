"""Basic areas and premises by documented rules, where a map lacks them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ruttsim.domain.roads import CRS, RoadNetwork
from ruttsim.errors import DataError, Fault
from ruttsim.roads.area_columns import require_homes
from ruttsim.roads.partition import cells, centres
from ruttsim.roads.sentences import Sentence, swedish
from ruttsim.roads.settlement import (
    NEARBY_M,
    area_of_points,
    nearby_m,
    part_of,
    settlement,
)

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely import Geometry

AREAS = 40
LEAST_STREET_M = 1000.0
"""A basic area is not made for less residential street than this."""


def default_areas(roads: RoadNetwork, boundary: Geometry, source: str) -> gpd.GeoDataFrame:
    """About 40 basic areas that fill the boundary, from north to south; `basic_area` and shape.

    Each is the land nearest to the centre of a compact group of residential streets; fewer where
    there is little residential street.

    Raises
    ------
    DataError
        There are no residential streets to go by.
    """
    import geopandas as gpd
    import shapely

    place = settlement(roads)
    inside = shapely.intersects_xy(boundary, place.x_m, place.y_m)
    x_m, y_m, street_m = place.x_m[inside], place.y_m[inside], place.street_m[inside]
    require_homes(street_m, source)
    count = int(np.clip(street_m.sum() // LEAST_STREET_M, 1, AREAS))
    middle = centres(x_m, y_m, street_m, count)
    middle = middle[np.lexsort((middle[:, 0], -middle[:, 1]))]
    shapes = cells(middle, boundary)
    names = [f"A{number:02d}" for number in range(1, len(shapes) + 1)]
    return gpd.GeoDataFrame({"basic_area": names}, geometry=shapes, crs=CRS)


def default_premises(
    areas: gpd.GeoDataFrame, roads: RoadNetwork, source: str
) -> tuple[gpd.GeoDataFrame, Sentence]:
    """One premise a district, and the sentence that says by which rule.

    It stands at the junction of the district with the most of the district's residential street
    within NEARBY_M.

    Raises
    ------
    DataError
        No district has a junction.
    """
    import geopandas as gpd
    import shapely

    place = settlement(roads)
    shapes = areas.geometry.to_numpy()
    cars = roads.allows("car")
    junctions = np.union1d(roads.tail[cars], roads.head[cars])
    x_m, y_m = roads.node_x_m[junctions], roads.node_y_m[junctions]
    # The district of no area stands last, where the index -1 finds it.
    district = np.array([*areas["district"], ""], dtype=np.object_)
    district_of_junction = district[area_of_points(shapes, x_m, y_m)]
    district_of_street = district[area_of_points(shapes, place.x_m, place.y_m)]
    chosen, names = [], []
    for name in dict.fromkeys(areas["district"]):
        members = np.flatnonzero(district_of_junction == name)
        if len(members):
            own = part_of(place, district_of_street == name)
            best = np.argmax(nearby_m(own, x_m[members], y_m[members]))
            chosen.append(members[int(best)])
            names.append(name)
    if not chosen:
        problem = "None of its streets for cars lies in a basic area."
        remedy = "Give a source and areas of the same place."
        raise DataError([Fault(source, "areas", problem, remedy)])
    premises = gpd.GeoDataFrame(
        {
            "premise": [f"P{number:02d}" for number in range(1, len(names) + 1)],
            "name": names,
            "district": names,
            "source": "assumption",
        },
        geometry=shapely.points(x_m[chosen], y_m[chosen]),
        crs=CRS,
    )
    within_m = f"{NEARBY_M:,.0f}"
    sentence = Sentence(
        sv="Hemtjänstlokalerna är antagna: en i varje kommundel, vid den korsning som har mest av "
        f"kommundelens bostadsgator inom {swedish(within_m)} m.",
        en="The premises for bases are assumed: one in each district, at the junction with the "
        f"most of the district's residential street within {within_m} m.",
    )
    return premises, sentence
