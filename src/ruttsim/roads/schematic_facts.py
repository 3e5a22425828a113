"""The tables of facts that a schematic map is drawn from, read and checked."""

from __future__ import annotations

import csv
import json
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ruttsim.domain.roads import CHARACTERS, ROAD_CLASSES
from ruttsim.errors import DataError, Faults, choices_hint
from ruttsim.parameters.toml import LANGUAGES
from ruttsim.roads.geography import WGS84, projected
from ruttsim.roads.schematic_plane import Point, point_at
from ruttsim.roads.sentences import Sentence

ACCESSES = ("interchanges", "junctions", "open")
TABLES = {
    "districts.csv": ("district", "population", "share_65plus"),
    "areas.csv": (
        "basic_area",
        "name",
        "district",
        "character",
        "population",
        "share_flats",
    ),
    "anchors.csv": ("anchor", "lat", "lon", "basic_area", "kind"),
    "stops.csv": ("stop", "lat", "lon"),
    "places.csv": ("place", "lat", "lon"),
    "premises.csv": ("premise", "name", "anchor", "source"),
    "crossings.csv": ("crossing", "lat", "lon", "barrier", "use"),
}
"""Tables with the columns that are used; others explain."""
USES = ("road", "path")
STOP = "bus_stop"
"""The kind of an anchor whose position was surveyed."""
LAYERS = ("outline.geojson", "water.geojson", "railway.geojson")
MEND = "Mend the table of facts."
IN_BOTH = 'Say it in Swedish and English: { sv = "...", en = "..." }.'


@dataclass(frozen=True)
class AreaFact:
    """A basic area as planned; `anchors` are the places that it lies around, the first its core."""

    basic_area: str
    name: str
    district: str
    character: str
    population: int
    share_65plus: float
    share_flats: float
    anchors: tuple[Point, ...]


@dataclass(frozen=True)
class RoadFact:
    """A through road by its points; `access` is one of ACCESSES.

    `interchanges` are the names of the roads that ramps lead to, where they cross it.
    """

    name: str
    road_class: str
    speed_kmh: float
    access: str
    via: tuple[Point, ...]
    interchanges: tuple[str, ...] = ()


@dataclass(frozen=True)
class CrossingFact:
    """Where a barrier can be crossed: by a road, or by a path that is drawn there."""

    name: str
    barrier: str
    use: str
    point: Point


@dataclass(frozen=True)
class RoundaboutFact:
    """A roundabout by the point that its roads have in common."""

    name: str
    point: Point


@dataclass(frozen=True)
class NamedLine:
    """A named outline or line by its points; an outline ends where it begins.

    Streets may cross a line that is `underground`.
    """

    name: str
    points: tuple[Point, ...]
    underground: bool


@dataclass(frozen=True)
class PremiseFact:
    """A place where a team may have its base, at an anchor."""

    premise: str
    name: str
    district: str
    source: str
    point: Point


@dataclass(frozen=True)
class MapFacts:
    """Everything that a schematic map is drawn from; positions in the map's decimetres.

    `stops` are the places whose positions were surveyed: anchors and others on through roads.
    """

    name: str
    title: str
    date: str
    licence: str
    seed: int
    sources: Mapping[str, str]
    assumptions: tuple[Sentence, ...]
    areas: tuple[AreaFact, ...]
    roads: tuple[RoadFact, ...]
    roundabouts: tuple[RoundaboutFact, ...]
    outline: NamedLine
    water: tuple[NamedLine, ...]
    railways: tuple[NamedLine, ...]
    stops: Mapping[str, Point]
    places: Mapping[str, Point]
    premises: tuple[PremiseFact, ...]
    crossings: tuple[CrossingFact, ...]


def read_facts(folder: Path) -> MapFacts:
    """The facts in a folder.

    Raises
    ------
    DataError
        A table is missing, misses a column, or names something that no other table has; the
        populations of a district's areas do not add up to the district's; an assumption is not
        said in both languages. All faults at once.
    """
    faults = Faults(DataError)
    files = (*TABLES, *LAYERS, "roads.toml", "map.toml")
    for name in files:
        if not (folder / name).is_file():
            faults.add(str(folder / name), "file", "The file is missing.", MEND)
    faults.raise_if_any()
    tables = {name: _rows(folder / name, columns, faults) for name, columns in TABLES.items()}
    faults.raise_if_any()

    districts = {row["district"]: row for row in tables["districts.csv"]}
    anchors = _positions(tables["anchors.csv"], "anchor")
    areas = _areas(tables, districts, anchors, folder, faults)
    stops = _positions(tables["stops.csv"], "stop")
    roads, roundabouts = _roads(folder / "roads.toml", {**stops, **anchors}, faults)
    known = {area.basic_area: area.district for area in areas}
    district_of = {row["anchor"]: known.get(row["basic_area"], "") for row in tables["anchors.csv"]}
    premises = []
    for row in tables["premises.csv"]:
        if row["anchor"] not in anchors:
            where = str(folder / "premises.csv")
            hint = choices_hint(row["anchor"], anchors)
            faults.add(where, row["premise"], f"Unknown anchor '{row['anchor']}'.", hint)
            continue
        point, district = anchors[row["anchor"]], district_of[row["anchor"]]
        premises.append(PremiseFact(row["premise"], row["name"], district, row["source"], point))
    layers = [_lines(folder / name) for name in LAYERS]
    barriers = [
        *(line.name for line in layers[2] if not line.underground),
        *(road.name for road in roads if road.access == "interchanges"),
    ]
    crossings = _crossings(tables["crossings.csv"], barriers, folder, faults)
    about = tomllib.loads((folder / "map.toml").read_text(encoding="utf-8"))
    assumptions = _sentences(about["assumptions"]["sentences"], folder / "map.toml", faults)
    faults.raise_if_any()

    surveyed = [row for row in tables["anchors.csv"] if row["kind"] == STOP]
    return MapFacts(
        name=about["name"],
        title=about["title"],
        date=about["date"],
        licence=about["licence"],
        seed=about["seed"],
        sources=about["sources"],
        assumptions=assumptions,
        areas=tuple(areas),
        roads=roads,
        roundabouts=roundabouts,
        outline=layers[0][0],
        water=tuple(layers[1]),
        railways=tuple(layers[2]),
        stops={
            **{row["anchor"]: anchors[row["anchor"]] for row in surveyed},
            **stops,
        },
        places=_positions(tables["places.csv"], "place"),
        premises=tuple(premises),
        crossings=crossings,
    )


def _rows(path: Path, columns: Iterable[str], faults: Faults) -> list[dict[str, str]]:
    """Rows of a table, or none with a fault for the columns that it misses."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
    missing = [name for name in columns if name not in (reader.fieldnames or ())]
    if missing:
        faults.add(str(path), "columns", f"Missing: {', '.join(missing)}.", MEND)
    return rows


def _sentences(told: Iterable[Any], path: Path, faults: Faults) -> tuple[Sentence, ...]:
    """What the map assumes, with a fault for each sentence that a language misses."""
    sentences = []
    for number, one in enumerate(told, start=1):
        said = one if isinstance(one, Mapping) else {}
        missing = [name for name in LANGUAGES if not said.get(name)]
        if missing:
            problem = f"Sentence {number} has no {' and no '.join(missing)}: {one!r}."
            faults.add(str(path), "assumptions.sentences", problem, IN_BOTH)
        else:
            sentences.append(Sentence(sv=str(said["sv"]), en=str(said["en"])))
    return tuple(sentences)


def _points(pairs: Iterable[tuple[float, float]]) -> list[Point]:
    """Points at pairs of longitude and latitude."""
    degrees = np.array(list(pairs), dtype=np.float64).reshape(-1, 2)
    x_m, y_m = projected(degrees[:, 0], degrees[:, 1], WGS84)
    return [point_at(float(x), float(y)) for x, y in zip(x_m, y_m, strict=True)]


def _positions(rows: Iterable[Mapping[str, str]], key: str) -> dict[str, Point]:
    """Where each named row of a table is."""
    rows = list(rows)
    points = _points((float(row["lon"]), float(row["lat"])) for row in rows)
    return {row[key]: point for row, point in zip(rows, points, strict=True)}


def _areas(
    tables: Mapping[str, list[dict[str, str]]],
    districts: Mapping[str, Mapping[str, str]],
    anchors: Mapping[str, Point],
    folder: Path,
    faults: Faults,
) -> list[AreaFact]:
    """Basic areas in the order of their table, with faults noted."""
    where = str(folder / "areas.csv")
    areas, persons = [], Counter[str]()
    for row in tables["areas.csv"]:
        name = row["basic_area"]
        own = tuple(
            anchors[line["anchor"]] for line in tables["anchors.csv"] if line["basic_area"] == name
        )
        if not own:
            faults.add(where, name, "It has no anchor.", "Add one to anchors.csv.")
        for column, choices in (("district", tuple(districts)), ("character", CHARACTERS)):
            if row[column] not in choices:
                hint = choices_hint(row[column], choices)
                faults.add(where, f"{name}.{column}", f"Unknown value '{row[column]}'.", hint)
        if row["district"] in districts:
            share_65plus = float(districts[row["district"]]["share_65plus"])
            population, flats = int(row["population"]), float(row["share_flats"])
            persons[row["district"]] += population
            kind = row["character"]
            areas.append(
                AreaFact(
                    name, row["name"], row["district"], kind, population, share_65plus, flats, own
                )
            )
    for district, about in districts.items():
        if persons[district] != int(about["population"]):
            problem = f"Its areas have {persons[district]} persons, not {about['population']}."
            faults.add(where, district, problem, "Divide the district's population anew.")
    unknown = {row["basic_area"] for row in tables["anchors.csv"]} - {a.basic_area for a in areas}
    for name in sorted(unknown):
        hint = choices_hint(name, [area.basic_area for area in areas])
        faults.add(str(folder / "anchors.csv"), "basic_area", f"Unknown area '{name}'.", hint)
    return areas


def _roads(
    path: Path, named: Mapping[str, Point], faults: Faults
) -> tuple[tuple[RoadFact, ...], tuple[RoundaboutFact, ...]]:
    """Through roads and their roundabouts in the order of the file, with faults noted."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    entries, rings = table["road"], table.get("roundabout", [])
    for entry in entries:
        for key, choices in (("road_class", ROAD_CLASSES), ("access", ACCESSES)):
            if entry[key] not in choices:
                hint = choices_hint(entry[key], choices)
                faults.add(
                    str(path), f"{entry['name']}.{key}", f"Unknown value '{entry[key]}'.", hint
                )
        for name in entry.get("interchanges", ()):
            if name not in (other["name"] for other in entries):
                hint = choices_hint(name, [other["name"] for other in entries])
                field = f"{entry['name']}.interchanges"
                faults.add(str(path), field, f"Unknown road '{name}'.", hint)
        for name in entry["via"]:
            if name not in named and not name[:1].isdigit():
                hint = choices_hint(name, named)
                faults.add(
                    str(path), f"{entry['name']}.via", f"Unknown anchor or stop '{name}'.", hint
                )
    on_roads = [name for entry in entries for name in entry["via"]]
    for ring in rings:
        if ring["at"] not in on_roads:
            hint = choices_hint(ring["at"], on_roads)
            faults.add(str(path), f"{ring['name']}.at", f"No road names '{ring['at']}'.", hint)
    faults.raise_if_any()
    positions = _named_positions(on_roads, named)
    roads = tuple(
        RoadFact(
            entry["name"],
            entry["road_class"],
            float(entry["speed_kmh"]),
            entry["access"],
            tuple(positions[name] for name in entry["via"]),
            tuple(entry.get("interchanges", ())),
        )
        for entry in entries
    )
    return roads, tuple(RoundaboutFact(ring["name"], positions[ring["at"]]) for ring in rings)


def _crossings(
    rows: Iterable[Mapping[str, str]], barriers: Iterable[str], folder: Path, faults: Faults
) -> tuple[CrossingFact, ...]:
    """Crossings in the order of their table, with faults noted."""
    rows, known = list(rows), tuple(barriers)
    points = _positions(rows, "crossing")
    for row in rows:
        for column, choices in (("barrier", known), ("use", USES)):
            if row[column] not in choices:
                where = str(folder / "crossings.csv")
                hint = choices_hint(row[column], choices)
                field = f"{row['crossing']}.{column}"
                faults.add(where, field, f"Unknown value '{row[column]}'.", hint)
    return tuple(
        CrossingFact(row["crossing"], row["barrier"], row["use"], points[row["crossing"]])
        for row in rows
    )


def _named_positions(names: Iterable[str], named: Mapping[str, Point]) -> dict[str, Point]:
    """Where the names of places and the pairs "latitude longitude" are."""
    pairs = sorted({name for name in names if name not in named})
    degrees = [tuple(float(part) for part in pair.split()) for pair in pairs]
    points = _points((longitude, latitude) for latitude, longitude in degrees)
    return {**named, **dict(zip(pairs, points, strict=True))}


def _lines(path: Path) -> list[NamedLine]:
    """Lines and outer rings of a GeoJSON layer, in the order of the file."""
    features: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["features"]
    lines = []
    for feature in features:
        shape = feature["geometry"]
        outlines = {"Polygon": lambda c: c[0], "LineString": lambda c: c}
        pairs = outlines[shape["type"]](shape["coordinates"])
        about = feature["properties"]
        lines.append(
            NamedLine(about["name"], tuple(_points(pairs)), about.get("underground", False))
        )
    return lines
