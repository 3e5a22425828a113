"""The columns of basic areas that a layer lacks, each filled by its documented rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ruttsim.domain.arrays import Floats, Ints
from ruttsim.domain.roads import AREA_COLUMNS, RoadNetwork
from ruttsim.errors import DataError, Fault
from ruttsim.roads.numbers import RoadNumbers, road_numbers
from ruttsim.roads.partition import centres, nearest
from ruttsim.roads.sentences import Sentence, swedish
from ruttsim.roads.settlement import (
    NEARBY_M,
    Settlement,
    area_of_points,
    built_land,
    nearby_m,
    settlement,
)
from ruttsim.units import M2_PER_KM2

if TYPE_CHECKING:
    import geopandas as gpd

AREAS_PER_DISTRICT = 4


@dataclass(frozen=True, eq=False)
class _Settled:
    """What the rules for one layer of areas look at; `area` is the area of each street piece."""

    areas: gpd.GeoDataFrame
    place: Settlement
    area: Ints
    places: gpd.GeoDataFrame
    numbers: RoadNumbers

    def street_m(self) -> Floats:
        """Residential street of each area [m]."""
        known = self.area >= 0
        total: Floats = np.bincount(
            self.area[known], weights=self.place.street_m[known], minlength=len(self.areas)
        ).astype(np.float64)
        return total


def completed_areas(
    areas: gpd.GeoDataFrame, roads: RoadNetwork, landmarks: gpd.GeoDataFrame, source: str
) -> tuple[gpd.GeoDataFrame, tuple[Sentence, ...]]:
    """The areas with every column of a map, and a sentence for each rule that filled one.

    Columns that are there stay as they are.

    Raises
    ------
    DataError
        A column is to be filled that residential streets decide, and there are none.
    """
    place = settlement(roads)
    shapes = areas.geometry.to_numpy()
    area = area_of_points(shapes, place.x_m, place.y_m)
    missing = [name for name in AREA_COLUMNS if name not in areas.columns]
    if missing:
        require_homes(place.street_m[area >= 0], source)
    filled = areas.copy()
    places = landmarks[landmarks["kind"] == "place"]
    sentences = []
    for column in (name for name in _RULES if name in missing):
        known = _Settled(filled, place, area, places, road_numbers())
        filled[column], sentence = _RULES[column](known)
        sentences.append(sentence)
    return filled[list(AREA_COLUMNS)].reset_index(drop=True), tuple(sentences)


def require_homes(street_m: Floats, source: str) -> None:
    """Raise DataError where there is no residential street."""
    if street_m.sum() > 0:
        return
    problem = "It has no residential streets, so that nothing tells where people live."
    remedy = f"Give basic areas with all columns: {', '.join(AREA_COLUMNS)} (--areas FILE)."
    raise DataError([Fault(source, "highway", problem, remedy)])


def _unique(names: list[str]) -> list[str]:
    """The names, numbered from the second of a kind on."""
    seen: dict[str, int] = {}
    unique = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        unique.append(f"{name} {seen[name]}" if seen[name] > 1 else name)
    return unique


def _centre(settled: _Settled) -> tuple[Floats, Floats]:
    """Middle of the residential streets of each area, or of its land where it has none [m]."""
    known = settled.area >= 0
    index, weight = settled.area[known], settled.place.street_m[known]
    street_m = settled.street_m()
    inside = settled.areas.geometry.representative_point()
    middle = []
    for position, spare in ((settled.place.x_m, inside.x), (settled.place.y_m, inside.y)):
        moment = np.bincount(index, weights=weight * position[known], minlength=len(street_m))
        own = street_m > 0
        middle.append(np.where(own, moment / np.where(own, street_m, 1.0), spare.to_numpy()))
    return middle[0], middle[1]


def _name(settled: _Settled) -> tuple[list[str], Sentence]:
    x_m, y_m = _centre(settled)
    if settled.places.empty:
        names = [f"Område {number}" for number in range(1, len(x_m) + 1)]
    else:
        spots = np.column_stack([settled.places.geometry.x, settled.places.geometry.y])
        known = settled.places["name"].to_numpy()
        names = _unique([str(known[index]) for index in nearest(spots, x_m, y_m)])
    sentence = Sentence(
        sv="Basområdena har namn efter den närmaste orten på kartan, om det finns någon.",
        en="The basic areas are named after the nearest place on the map, if it has any.",
    )
    return names, sentence


def _district(settled: _Settled) -> tuple[list[str], Sentence]:
    x_m, y_m = _centre(settled)
    count = max(1, round(len(x_m) / AREAS_PER_DISTRICT))
    middle = centres(x_m, y_m, np.maximum(settled.street_m(), 1.0), count)
    group = nearest(middle, x_m, y_m)
    spots = settled.places.geometry
    area = area_of_points(settled.areas.geometry.to_numpy(), spots.x, spots.y)
    place_group = np.where(area >= 0, group[area], -1)
    names = []
    for index in range(len(middle)):
        own = settled.places["name"][place_group == index]
        names.append(str(own.iloc[0]) if len(own) else f"Distrikt {index + 1}")
    sentence = Sentence(
        sv=f"Kommundelarna är antagna, {len(names)} till antalet: sammanhållna grupper av "
        "basområden, med namn efter den viktigaste orten på kartan i var och en, där det finns "
        "någon.",
        en=f"The districts are assumed: {len(names)} compact groups of basic areas, named after "
        "the most important place on the map in each, where there is one.",
    )
    unique = _unique(names)
    return [unique[index] for index in group], sentence


def _population(settled: _Settled) -> tuple[Floats, Sentence]:
    per_person = settled.numbers.residential_m_per_person
    persons = np.round(settled.street_m() / per_person)
    each_m, in_all = f"{per_person:g}", f"{persons.sum():,.0f}"
    sentence = Sentence(
        sv="Befolkningen är beräknad enligt en schablon: en person för varje "
        f"{swedish(each_m)} m bostadsgata, sammanlagt {swedish(in_all)}.",
        en=f"The population is nominal: one person for each {each_m} m of residential street, "
        f"{in_all} in all.",
    )
    return persons, sentence


def _built_km2(settled: _Settled) -> tuple[Floats, Sentence]:
    import shapely

    depth_m = settled.numbers.plot_depth_m
    land = built_land(settled.place, depth_m)
    built_m2 = shapely.area(shapely.intersection(settled.areas.geometry.to_numpy(), land))
    within_m = f"{depth_m:g}"
    sentence = Sentence(
        sv=f"Mark inom {swedish(within_m)} m från en bostadsgata räknas som bebyggd.",
        en=f"Land within {within_m} m of a residential street counts as built on.",
    )
    return np.round(built_m2 / M2_PER_KM2, 4), sentence


def _character(settled: _Settled) -> tuple[list[str], Sentence]:
    limit, place = settled.numbers.locality_persons, settled.place
    persons = nearby_m(place, place.x_m, place.y_m) / settled.numbers.residential_m_per_person
    known = settled.area >= 0
    total = np.bincount(
        settled.area[known],
        weights=(persons * place.street_m)[known],
        minlength=len(settled.areas),
    )
    sparse = total < limit * np.maximum(settled.street_m(), 1.0)
    fewer, within_m = f"{limit:g}", f"{NEARBY_M:,.0f}"
    sentence = Sentence(
        sv=f"Basområden med färre än {swedish(fewer)} personer, enligt schablonen, inom "
        f"{swedish(within_m)} m från en genomsnittlig bostad räknas som landsbygd och de övriga "
        "som småhusområden; flerbostadshus skiljs inte från småhus.",
        en=f"Basic areas with fewer than {fewer} nominal persons within {within_m} m of the "
        "average home are countryside, the others houses; apartment blocks are not told from "
        "houses.",
    )
    return ["countryside" if is_sparse else "houses" for is_sparse in sparse], sentence


def _share_flats(settled: _Settled) -> tuple[Floats, Sentence]:
    sparse, dense = settled.numbers.share_flats_countryside, settled.numbers.share_flats_houses
    flats, rural = f"{dense:.0%}", f"{sparse:.0%}"
    sentence = Sentence(
        sv=f"{swedish(flats)} av bostäderna antas vara lägenheter, på landsbygden "
        f"{swedish(rural)}.",
        en=f"{flats} of the dwellings are assumed to be flats, {rural} in the countryside.",
    )
    return np.where(settled.areas["character"] == "countryside", sparse, dense), sentence


def _share_65plus(settled: _Settled) -> tuple[Floats, Sentence]:
    share = settled.numbers.share_65plus
    older = f"{share:.0%}"
    sentence = Sentence(
        sv=f"{swedish(older)} av befolkningen antas vara 65 år eller äldre, i alla områden.",
        en=f"{older} of the population are assumed to be 65 or older, in every area.",
    )
    return np.full(len(settled.areas), share), sentence


_RULES: dict[str, Callable[[_Settled], tuple[list[str] | Floats, Sentence]]] = {
    "name": _name,
    "district": _district,
    "population": _population,
    "built_km2": _built_km2,
    "character": _character,
    "share_flats": _share_flats,
    "share_65plus": _share_65plus,
}
"""How each column is filled, in an order in which a rule may use the columns before it."""
