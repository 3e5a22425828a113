"""Facts of a hamlet: a village of houses, an estate and some farms on a cross of two roads.

A motorway and a track pass it; the track through the estate can be crossed at the long road and
in a subway.
"""

from __future__ import annotations

import json
from pathlib import Path

LAT, LON = 59.20, 17.80
NORTH, EAST = 0.009, 0.0175
"""About a kilometre."""

TABLES = {
    "districts.csv": """district,population,share_65plus
Town,900,0.10
Country,60,0.20
""",
    "areas.csv": """basic_area,name,district,character,population,share_flats
estate,Estate,Town,apartments,600,0.9
village,Village,Town,houses,300,0.1
farms,Farms,Country,countryside,60,0
""",
    "premises.csv": """premise,name,anchor,source
shop,Shop,Square,assumption
""",
    "map.toml": """name = "hamlet"
title = "Hamlet"
date = "2026-01-01"
licence = "own"
seed = 7
[sources]
own = "made for a test"
[assumptions]
sentences = [{ sv = "Inget här är verkligt.", en = "Nothing here is real." }]
""",
    "roads.toml": """[[road]]
name = "Long road"
road_class = "tertiary"
speed_kmh = 50
access = "open"
via = ["Farm", "Crossing", "Square", "Blocks"]
[[road]]
name = "Cross road"
road_class = "primary"
speed_kmh = 70
access = "junctions"
via = ["59.19 17.80", "Crossing", "59.22 17.80"]
[[road]]
name = "Motorway"
road_class = "motorway"
speed_kmh = 90
access = "interchanges"
via = ["59.18 17.81", "59.22 17.81"]
interchanges = ["North road"]
[[road]]
name = "North road"
road_class = "primary"
speed_kmh = 50
access = "junctions"
via = ["59.22 17.80", "59.213 17.80", "59.213 17.82"]
""",
    "crossings.csv": """crossing,lat,lon,barrier,use
subway,59.20054,17.85040,Track,path
level,59.2,17.85040,Track,road
bridge,59.213,17.81,Motorway,road
""",
}
PLACES = {"Farm": (-1.5, 0), "Crossing": (0, 0), "Square": (1.5, 0), "Blocks": (3, 0)}
OWNERS = {"Farm": "farms", "Crossing": "farms", "Square": "village", "Blocks": "estate"}
RINGS = {
    "outline.geojson": ("Hamlet", [(-3, -2), (4.5, -2), (4.5, 2.5), (-3, 2.5)]),
    "water.geojson": ("Pond", [(1.2, 0.3), (1.9, 0.3), (1.9, 0.7), (1.2, 0.7)]),
}


def write_hamlet(folder: Path, **changed: str) -> Path:
    """The folder with the hamlet's facts; `changed` gives other text for a table by its stem."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = dict(TABLES)
    at = {name: (LAT + y * NORTH, LON + x * EAST) for name, (x, y) in PLACES.items()}
    tables["anchors.csv"] = "anchor,lat,lon,basic_area,kind\n" + "".join(
        f"{name},{lat:.5f},{lon:.5f},{OWNERS[name]},bus_stop\n" for name, (lat, lon) in at.items()
    )
    tables["stops.csv"] = "stop,lat,lon\n"
    tables["places.csv"] = f"place,lat,lon\nHamlet,{LAT},{LON}\n"
    for name, (title, ring) in RINGS.items():
        points = [[LON + x * EAST, LAT + y * NORTH] for x, y in [*ring, ring[0]]]
        tables[name] = _layer(title, {"type": "Polygon", "coordinates": [points]})
    track = [[LON + 2.88 * EAST, LAT - 2 * NORTH], [LON + 2.88 * EAST, LAT + 2.5 * NORTH]]
    tables["railway.geojson"] = _layer("Track", {"type": "LineString", "coordinates": track})
    for name, text in tables.items():
        stem = name.partition(".")[0]
        (folder / name).write_text(changed.get(stem, text), encoding="utf-8")
    return folder


def _layer(name: str, geometry: dict[str, object]) -> str:
    """A GeoJSON layer of one feature."""
    feature = {"type": "Feature", "properties": {"name": name}, "geometry": geometry}
    return json.dumps({"type": "FeatureCollection", "features": [feature]})
