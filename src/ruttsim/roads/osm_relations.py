"""Turn restrictions and ferries in a polygon, of which osmnx's graphs know nothing."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from ruttsim.roads.turn_signs import LEFT_OUT, TurnSign, sign_or_reason

if TYPE_CHECKING:
    from shapely import Geometry

TYPES = {"way": "w", "node": "n", "relation": "r"}
"""What Overpass calls the types of members, and what an extract's reader does."""


class Signs(NamedTuple):
    """Turn restrictions for cars, and by name how much else there is that is left out."""

    signs: tuple[TurnSign, ...]
    counts: Mapping[str, int]


def signs_within(polygons: Geometry) -> Signs:
    """What Overpass has in the polygons, in degrees; holes count as inside, as for streets.

    To be called while osmnx is ready to ask (`asking`): its own request keeps the answer for the
    day and refuses broken ones, but it has no public function that asks for relations.
    """
    import osmnx as ox
    import shapely

    asked = []
    for polygon in shapely.get_parts(polygons).tolist():
        ring = " ".join(f"{y:.6f} {x:.6f}" for x, y in polygon.exterior.coords)
        asked.append(f'relation["type"="restriction"](poly:\'{ring}\');')
        asked.append(f'way["route"="ferry"](poly:\'{ring}\');')
    limits = ox._overpass._make_overpass_settings()  # noqa: SLF001
    query = f"{limits};({''.join(asked)});out;"
    answer = ox._overpass._overpass_request(OrderedDict(data=query))  # noqa: SLF001
    signs: list[TurnSign] = []
    counts = dict.fromkeys(("ferries", *LEFT_OUT), 0)
    for element in answer["elements"]:
        if element["type"] == "way":
            counts["ferries"] += 1
            continue
        members = [(it["role"], TYPES[it["type"]], it["ref"]) for it in element["members"]]
        sign = sign_or_reason(element["tags"], members)
        if isinstance(sign, str):
            counts[sign] += 1
        else:
            signs.append(sign)
    return Signs(tuple(signs), counts)
