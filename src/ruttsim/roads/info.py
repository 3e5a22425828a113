"""What a map says about itself, for people and as JSON."""

from __future__ import annotations

from typing import Any

import numpy as np

from ruttsim.domain.roads import MapBundle
from ruttsim.roads.network import kilometres_by_class
from ruttsim.units import M2_PER_KM2


def map_info(bundle: MapBundle) -> dict[str, Any]:
    """Provenance, size and assumptions of a map, as plain values.

    `nodes` and `edges` count all streets and paths, `drivable_` those for cars; an edge is one
    direction.
    """
    roads, areas, premises, manifest = (
        bundle.roads,
        bundle.areas,
        bundle.premises,
        bundle.manifest,
    )
    cars = roads.allows("car")
    return {
        "name": manifest.name,
        "title": manifest.title,
        "schematic": manifest.schematic,
        "source": manifest.source,
        "date": manifest.date,
        "licence": manifest.licence,
        "nodes": roads.nodes,
        "edges": roads.edges,
        "drivable_nodes": len(np.union1d(roads.tail[cars], roads.head[cars])),
        "drivable_edges": int(cars.sum()),
        "import": dict(manifest.counts),
        "street_km": {name: round(km, 1) for name, km in kilometres_by_class(roads).items()},
        "basic_areas": len(areas),
        "districts": [str(name) for name in dict.fromkeys(areas["district"])],
        "population": round(float(areas["population"].sum())),
        "area_km2": round(float(areas.geometry.area.sum()) / M2_PER_KM2, 1),
        "premises": [str(name) for name in premises["name"]],
        "assumptions": list(manifest.assumptions),
        "assumptions_sv": list(manifest.assumptions_sv),
        "content_hash": manifest.content_hash,
    }
