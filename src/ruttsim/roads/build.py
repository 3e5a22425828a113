"""A map from whatever there is: a folder of facts, an extract, a graph, a polygon, a place name."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ruttsim.domain.roads import MapBundle, MapManifest
from ruttsim.errors import DataError, Fault, StudyError
from ruttsim.roads.area_columns import completed_areas
from ruttsim.roads.areas import read_areas
from ruttsim.roads.bundle import check_bundle_folder, sealed, write_bundle
from ruttsim.roads.defaults import default_areas, default_premises
from ruttsim.roads.geography import outline
from ruttsim.roads.osm_file import read_osm_file
from ruttsim.roads.osmnx_source import download_place, download_polygon, read_graphml
from ruttsim.roads.sentences import Sentence
from ruttsim.roads.source import CLIP_MARGIN_M, WAYS_ELSEWHERE, Source
from ruttsim.roads.streets import network_between_junctions

if TYPE_CHECKING:
    from shapely import Geometry

Progress = Callable[[str], None]

Reader = Callable[[Path, "Geometry | None", "Path | None"], Source]


def _extract(path: Path, wanted: Geometry | None, _: Path | None) -> Source:
    """What an OpenStreetMap extract holds where streets are wanted."""
    return read_osm_file(path, wanted)


def _cut(source: Source, wanted: Geometry | None) -> Source:
    """The source with the streets that begin or end where streets are wanted."""
    import shapely

    if wanted is None:
        return source
    ends = np.array([it.points[[0, -1]] for it in source.streets]).reshape(-1, 2, 2)
    inside = np.asarray(shapely.contains_xy(wanted, ends[..., 0], ends[..., 1]))
    streets = tuple(source.streets[row] for row in np.flatnonzero(inside.any(axis=1)).tolist())
    return dataclasses.replace(source, streets=streets)


POLYGONS = (".geojson", ".gpkg")
"""How the names of files end that hold a boundary to ask for."""
READERS: dict[str, Reader] = {
    ".osm": _extract,
    ".osm.gz": _extract,
    ".osm.bz2": _extract,
    ".osm.pbf": _extract,
    ".pbf": _extract,
    ".graphml": lambda path, wanted, _: _cut(read_graphml(path), wanted),
    **dict.fromkeys(POLYGONS, lambda path, _, answers: download_polygon(path, answers)),
}
"""How a file is read, by the end of its name; the polygon is where streets are wanted, the folder
where the answers of servers are kept."""


def build_map(
    source: str,
    out: Path,
    areas: Path | None = None,
    progress: Progress = lambda _: None,
    answers: Path | None = None,
    *,
    replace: bool = False,
) -> MapBundle:
    """The map that was built from the source and written to the folder `out`.

    `source` is a folder of facts, a file that `READERS` knows, or a place name. `areas` is a layer
    of basic areas (`basic_area` and geometry, further columns of a map if known); without it basic
    areas are made by rule. `progress` is told each step.
    What servers say is kept in the folder `answers` until tomorrow, and not without it. A map that
    is in `out` stays, and nothing is built, unless it is to be replaced.

    Raises
    ------
    StudyError
        `out` holds something else or a map that is not to be replaced, or `areas` are given beside
        a source that has its own.
    DataError
        The source or the areas cannot be used.
    """
    check_bundle_folder(out, replace)
    path = Path(source)
    bundle = (
        _from_facts(path, areas, progress)
        if path.is_dir()
        else _from_streets(source, areas, progress, answers)
    )
    manifest = dataclasses.replace(bundle.manifest, name=out.resolve().name)
    named = sealed(dataclasses.replace(bundle, manifest=manifest))
    progress(f"writing {out}")
    write_bundle(named, out)
    return named


def _from_facts(folder: Path, areas: Path | None, progress: Progress) -> MapBundle:
    """The schematic map of a folder of facts."""
    from ruttsim.roads.schematic import build_schematic

    if areas is not None:
        problem = f"{folder} is a folder of facts, which has areas of its own."
        raise StudyError([Fault(str(areas), "areas", problem, "Leave out --areas.")])
    progress(f"drawing the map of {folder}")
    return build_schematic(folder)


def _from_streets(
    source: str, areas: Path | None, progress: Progress, answers: Path | None
) -> MapBundle:
    """The map of real streets, completed by rule where it says nothing."""
    if areas is not None and _has_boundary(source):
        problem = f"{source} asks for the streets of a boundary of its own."
        remedy = "Leave out --areas, or give an extract (.osm.pbf) with the areas."
        raise StudyError([Fault(str(areas), "areas", problem, remedy)])
    layer = None if areas is None else read_areas(areas)
    wanted = None if layer is None else layer.union_all().buffer(CLIP_MARGIN_M)
    progress(f"reading {source}")
    found = _read(source, wanted, answers)
    if areas is not None and wanted is not None:
        _require_meeting(areas, wanted, found, source)
    progress(f"joining {len(found.streets)} pieces of street")
    roads, left_out, counts = network_between_junctions(found.streets, source, found.forbidden)
    sentences = [left_out, *found.assumptions, _LIMITS]
    if layer is None:
        progress("drawing basic areas")
        boundary = found.boundary
        if boundary is None:
            boundary = outline(roads)
            sentences.append(_OUTLINE)
        layer = default_areas(roads, boundary, source)
        sentences.append(_areas_by_rule(len(layer)))
    complete, filled = completed_areas(layer, roads, found.landmarks, source)
    premises, chosen = default_premises(complete, roads, source)
    sentences += [*filled, chosen]
    manifest = MapManifest(
        name="",
        title=found.title,
        schematic=False,
        source=found.source,
        date=found.date,
        licence=found.licence,
        assumptions=tuple(it.en for it in sentences),
        content_hash="",
        counts={**counts, **found.counts},
        assumptions_sv=tuple(it.sv for it in sentences),
    )
    return MapBundle(roads, complete, premises, found.landmarks, manifest)


def _has_boundary(source: str) -> bool:
    """Whether the source is a polygon or a place name."""
    name = Path(source).name.lower()
    return name.endswith(POLYGONS) or not (Path(source).is_file() or name.endswith(tuple(READERS)))


def _require_meeting(areas: Path, wanted: Geometry, found: Source, source: str) -> None:
    """Raise DataError where the source has streets, but none of them at the areas."""
    import shapely

    has_streets = found.streets or found.counts.get(WAYS_ELSEWHERE)
    shapely.prepare(wanted)
    if not has_streets or any(
        shapely.contains_xy(wanted, street.points).any() for street in found.streets
    ):
        return
    problem = f"None of its areas lies where {source} has streets."
    remedy = (
        "Give areas and a source of the same place, and check the layer's coordinate system: "
        "set it in QGIS to what its coordinates are in."
    )
    raise DataError([Fault(str(areas), "geometry", problem, remedy)])


def _read(source: str, wanted: Geometry | None, answers: Path | None) -> Source:
    """What the source holds, by what its name says that it is."""
    path = Path(source)
    endings = [ending for ending in READERS if path.name.lower().endswith(ending)]
    if endings and not path.exists():
        remedy = "Check the path; a place name has no such ending."
        raise DataError([Fault(source, "source", "There is no such file.", remedy)])
    if path.is_file():
        if not endings:
            remedy = f"Give a file that ends in one of: {', '.join(READERS)}."
            raise DataError([Fault(source, "source", "It is no kind of map source.", remedy)])
        if not path.stat().st_size:
            remedy = "Download or save it again."
            raise DataError([Fault(source, "file", "The file is empty.", remedy)])
        return READERS[max(endings, key=len)](path, wanted, answers)
    return download_place(source, answers)


def _areas_by_rule(count: int) -> Sentence:
    """What is said of basic areas that are made by rule."""
    return Sentence(
        sv="Basområdena är inte kommunens egna utan gjorda enligt en regel "
        f"({'1 område' if count == 1 else f'{count} områden'}): vart och ett är den mark som "
        "ligger närmast mitten av en sammanhållen grupp bostadsgator.",
        en="The basic areas are made by rule, not the municipality's own: "
        f"{'1 area' if count == 1 else f'{count} areas'}, each the land nearest to the centre of "
        "a compact group of residential streets.",
    )


_LIMITS = Sentence(
    sv="Där källan inte anger någon hastighetsgräns är bilarnas hastighet antagen efter gatans "
    "klass. Den är lägre i tättbebyggt område, det vill säga där vägnätet runt omkring är tätt.",
    en="Where the source gives no speed limit, cars drive at an assumed speed for the class of the "
    "street, lower in built-up areas, which are those with much road around.",
)
_OUTLINE = Sentence(
    sv="Gränsen är dragen runt källans gator och är inte någon kommungräns.",
    en="The boundary is drawn around the streets of the source; it is not that of any "
    "municipality.",
)
