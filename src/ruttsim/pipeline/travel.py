"""Travel between the doors of a population, in pieces that are computed and remembered apart."""

from __future__ import annotations

import time
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

import ruttsim
from ruttsim.cache import Arrays, is_remembered, remembered, source_hash
from ruttsim.domain.travel import Places, TravelMatrices, TravelMatrix
from ruttsim.files import content_hash
from ruttsim.travel.matrices import travel_matrix
from ruttsim.travel.snapping import snap
from ruttsim.travel.speeds import PERIODS_BY_MODE

if TYPE_CHECKING:
    from ruttsim.domain.demand import Population
    from ruttsim.pipeline.setting import Setting

SORT = "matrices"
"""Where the cache keeps travel."""


class Piece(NamedTuple):
    """Travel between places by one mode in one period, and the key that it is remembered by."""

    places: Places
    mode: str
    period: str
    key: str


def places_of(people: Population, setting: Setting) -> Places:
    """Buildings, then premises."""
    points = setting.bundle.premises.geometry
    return Places(
        x_m=np.concatenate([people.buildings.x_m, points.x.to_numpy(dtype=np.float64)]),
        y_m=np.concatenate([people.buildings.y_m, points.y.to_numpy(dtype=np.float64)]),
    )


def pieces(setting: Setting, places: Places) -> tuple[Piece, ...]:
    """All travel between places, in pieces that do not need each other."""
    code = source_hash(
        *(Path(ruttsim.__path__[0]) / name for name in ("travel", "graphs.py", "domain"))
    )
    shared = content_hash(
        setting.bundle.manifest.content_hash,
        places,
        setting.parameters.travel,
        code,
        [version(name) for name in ("numpy", "scipy", "shapely")],
    )
    return tuple(
        Piece(places, mode, period, content_hash(shared, mode, period))
        for mode, periods in PERIODS_BY_MODE.items()
        for period in periods
    )


def missing(found: Iterable[Piece]) -> list[Piece]:
    """The pieces that are not remembered on this machine; the same travel once."""
    by_key = {piece.key: piece for piece in found}
    return [piece for key, piece in by_key.items() if not is_remembered(SORT, key)]


def compute(setting: Setting, piece: Piece) -> float:
    """Compute and remember a piece; CPU seconds."""
    start_s = time.process_time()
    _matrix(setting, piece)
    return time.process_time() - start_s


def travel_between(setting: Setting, places: Places) -> TravelMatrices:
    """Travel between all places by all modes in all periods; computed where it is not known.

    Raises
    ------
    DataError
        Places that are too far from the streets of a mode, or cannot be reached.
    """
    return {
        (piece.mode, piece.period): _matrix(setting, piece) for piece in pieces(setting, places)
    }


def _matrix(setting: Setting, piece: Piece) -> TravelMatrix:
    """The travel of a piece, computed once for the same map, places and numbers."""
    roads, parameters = setting.bundle.roads, setting.parameters.travel
    premises = setting.bundle.premises["premise"].tolist()
    buildings = len(piece.places.x_m) - len(premises)

    def label(place: int) -> str:
        if place < buildings:
            return f"building {place}"
        return f"premise {premises[place - buildings]}"

    def computed() -> Arrays:
        snapped = snap(roads, piece.mode, piece.places, parameters.largest_snap_m, label)
        found = travel_matrix(roads, snapped, piece.period, parameters, label)
        return {"time": found.time_ms, "distance": found.distance_dm}

    arrays = remembered(SORT, piece.key, computed)
    return TravelMatrix(piece.mode, piece.period, arrays["time"], arrays["distance"])
