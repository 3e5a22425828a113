"""A map of square areas and clients with given hours, small enough to reckon by hand."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from ruttsim.domain.demand import (
    ALLOCATION_COLUMNS,
    NOT_STATED,
    SWEDISH,
    Buildings,
    Choosers,
    Clients,
    Population,
    Visits,
)
from ruttsim.domain.roads import CRS, MapBundle, MapManifest, RoadNetwork
from ruttsim.parameters import load_parameters
from ruttsim.study.model import Study

SIDE_M = 1000.0
PARAMETERS = load_parameters().split

_NO_FLOATS = np.zeros(0)
_NO_INTS = np.zeros(0, dtype=np.int32)
_NO_CODES = np.zeros(0, dtype=np.int8)
_NO_ROADS = RoadNetwork(
    node_x_m=_NO_FLOATS,
    node_y_m=_NO_FLOATS,
    tail=_NO_INTS,
    head=_NO_INTS,
    length_m=_NO_FLOATS,
    speed_kmh=_NO_FLOATS,
    road_class=_NO_CODES,
    modes=_NO_CODES,
    reverse=_NO_INTS,
    name=_NO_INTS,
    names=("",),
    shape_start=np.zeros(1, dtype=np.int64),
    shape_x_m=_NO_FLOATS,
    shape_y_m=_NO_FLOATS,
    surface=_NO_CODES,
    signals=_NO_CODES,
    forbidden_from=_NO_INTS,
    forbidden_to=_NO_INTS,
)
NO_VISITS = Visits(
    visit=np.zeros(0, dtype=np.int64),
    client=_NO_INTS,
    kind=_NO_CODES,
    activity=_NO_CODES,
    activities=(),
    weekdays=_NO_CODES,
    every_weeks=_NO_CODES,
    week=_NO_CODES,
    earliest_s=_NO_INTS,
    latest_s=_NO_INTS,
    duration_s=_NO_INTS,
    carers=_NO_CODES,
)


def squares(columns: int, rows: int) -> list[shapely.Polygon]:
    """Squares of 1 km, row by row from the south-west."""
    return [
        shapely.box(x * SIDE_M, y * SIDE_M, (x + 1) * SIDE_M, (y + 1) * SIDE_M)
        for y in range(rows)
        for x in range(columns)
    ]


def map_of(shapes: list[shapely.Polygon], built_km2: list[float] | None = None) -> MapBundle:
    """A map with one basic area a shape, built up all over unless said otherwise."""
    areas = gpd.GeoDataFrame(
        {
            "basic_area": [f"a{k}" for k in range(len(shapes))],
            "name": [f"Area {k}" for k in range(len(shapes))],
            "district": ["South" if k % 2 else "North" for k in range(len(shapes))],
            "built_km2": built_km2 or [1.0] * len(shapes),
        },
        geometry=shapes,
        crs=CRS,
    )
    manifest = MapManifest("squares", "Squares", True, "made here", "2024", "MIT", (), "0")
    nothing = gpd.GeoDataFrame({"kind": []}, geometry=[], crs=CRS)
    premises = gpd.GeoDataFrame(
        {"premise": ["west", "east"]},
        geometry=[shapely.Point(0, 0), shapely.Point(10 * SIDE_M, 0)],
        crs=CRS,
    )
    return MapBundle(_NO_ROADS, areas, premises, nothing, manifest)


def population_of(
    hours: list[float], areas: list[int], seed: int = 1, index: int = 0
) -> Population:
    """Clients with given hours in given areas; their numbers for allocation are drawn."""
    count = len(hours)
    generator = np.random.Generator(np.random.Philox(seed))
    return Population(
        index=index,
        buildings=Buildings(
            np.zeros(count), np.zeros(count), np.array(areas, np.int32), np.zeros(count, np.bool_)
        ),
        clients=Clients(
            client=np.arange(count),
            building=np.arange(count, dtype=np.int32),
            basic_area=np.array(areas, dtype=np.int32),
            granted_h_per_month=np.array(hours, dtype=np.float64),
            allocation_u=generator.random((count, ALLOCATION_COLUMNS)),
        ),
        visits=NO_VISITS,
        is_synthetic=True,
    )


def many_clients(areas: int, count: int = 1000, seed: int = 1, index: int = 0) -> Population:
    """Clients spread over all areas, with hours as skewed as in a municipality."""
    generator = np.random.Generator(np.random.Philox(seed + 10_000))
    hours = np.round(np.minimum(generator.lognormal(2.9, 1.0, count), 150), 2)
    return population_of(hours.tolist(), generator.integers(0, areas, count).tolist(), seed, index)


def choosing(
    population: Population,
    languages: Sequence[str] = (SWEDISH,),
    present: Sequence[str] = (NOT_STATED,),
) -> Population:
    """The same clients with tastes; languages and present organisations by turns."""
    count = len(population.clients.client)
    generator = np.random.Generator(np.random.Philox(77))
    people = Choosers(
        taste=np.round(generator.gumbel(size=(count, ALLOCATION_COLUMNS - 1)), 6),
        choosing_u=generator.random(count),
        language=np.resize(np.array(languages), count),
        present=np.resize(np.array(present), count),
    )
    return dataclasses.replace(population, choosers=people)


def with_visits(population: Population, *, both: bool = False) -> Population:
    """The same clients with an hour of visits a week each: care, service, or both by turns."""
    count = len(population.clients.client)
    needs = [(c, k) for c in range(count) for k in (0, 1) if both or c % 3 in {k, 2}]
    client, kind = (np.array(it) for it in zip(*needs, strict=True))
    number = len(needs)
    visits = Visits(
        visit=np.arange(number),
        client=client.astype(np.int32),
        kind=kind.astype(np.int8),
        activity=np.zeros(number, dtype=np.int8),
        activities=("help",),
        weekdays=np.ones(number, dtype=np.int8),
        every_weeks=np.ones(number, dtype=np.int8),
        week=np.zeros(number, dtype=np.int8),
        earliest_s=np.full(number, 36_000, dtype=np.int32),
        latest_s=np.full(number, 39_600, dtype=np.int32),
        duration_s=np.full(number, 3600, dtype=np.int32),
        carers=np.ones(number, dtype=np.int8),
    )
    return dataclasses.replace(population, visits=visits)


def study_of(
    *splits: dict[str, Any],
    folder: Path = Path(),
    private: int = 5,
    of_p1: Mapping[str, Any] = MappingProxyType({}),
    others: Mapping[str, Any] = MappingProxyType({}),
    bases: str = "nearest",
) -> Study:
    """A study with a municipality `m`, private organisations `p1`, `p2`, ..., and given splits.

    `of_p1` are keys of the organisation p1, `others` of all others.
    """
    organisations = [
        {
            "name": name,
            "title_sv": name,
            "title_en": name,
            "type": "municipal" if name == "m" else "private",
            "vehicle_types": ["walk"],
            **(of_p1 if name == "p1" else others),
        }
        for name in ("m", *(f"p{k}" for k in range(1, private + 1)))
    ]
    sections = [
        {"name": f"split_{k}", "title_sv": "t", "title_en": "t", **split}
        for k, split in enumerate(splits)
    ]
    study = Study.model_validate(
        {
            "title_sv": "t",
            "title_en": "t",
            "question_sv": "q",
            "question_en": "q",
            "map": "squares",
            "seed": 1,
            "planning": {"bases": bases},
            "organisations": organisations,
            "splits": sections,
        }
    )
    return study.at(folder / "study.toml")


def split_of(
    shares: dict[str, float], coverage: str = "everywhere", allocation: str = "shares", **keys: Any
) -> dict[str, Any]:
    """A split in which the organisations of `shares` take part; `keys` go to its coverage."""
    return {
        "organisations": list(shares),
        "coverage": {"rule": coverage, **keys},
        "allocation": {"rule": allocation, "shares": shares},
    }
