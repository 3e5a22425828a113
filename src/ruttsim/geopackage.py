"""A run as layers for a geographic information system: areas, streets and rounds in a GeoPackage.

No home can be pointed out. Figures of areas are those of the run, where small cells of real
clients are empty. A street is there where the passages lead to SMALLEST_CELL clients or more.
Rounds go from crossing to crossing as on the replay's page (see `replay.stops`), never to a door.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ruttsim.accounts.kpi import AREA
from ruttsim.accounts.kpis import KPIS
from ruttsim.accounts.statement import TOTAL
from ruttsim.domain.demand import SMALLEST_CELL
from ruttsim.errors import DataError, Fault, reason
from ruttsim.files import sync_folder
from ruttsim.pipeline.ground import ground
from ruttsim.pipeline.split_terms import of_split
from ruttsim.pipeline.steps import assigned
from ruttsim.pipeline.streets import street_use
from ruttsim.recorded.audited import require_sound_day
from ruttsim.recorded.days import TABLES, RunTables, indexed, named_tables, recorded_day
from ruttsim.recorded.manifest import RESULTS, read_manifest_of_run, require_as_written
from ruttsim.recorded.origin import setting_of_run
from ruttsim.recorded.tables import read_figures
from ruttsim.replay.payload import STEP_OF_PERSONS_MIN, rounded, way_of
from ruttsim.replay.people import population_of_run
from ruttsim.replay.record import run_day
from ruttsim.replay.stops import stops
from ruttsim.replay.timeline import timelines
from ruttsim.replay.ways import ways
from ruttsim.split.assignment import area_coverage
from ruttsim.store import require_new_file

if TYPE_CHECKING:
    import geopandas as gpd
    import shapely

    from ruttsim.domain.arrays import Ints
    from ruttsim.domain.demand import Population
    from ruttsim.domain.roads import RoadNetwork
    from ruttsim.pipeline.setting import Setting
    from ruttsim.study.split_model import SplitSection

ENDING = ".gpkg"
AREAS, STREETS, ROUNDS = "areas", "streets", "rounds"
COVERS = ("", "may", "must")
"""What an organisation does in an area, by its number in a table of coverage."""


def write_geopackage(
    folder: Path, path: Path, *, day: int = 0, population: int = 0, study: str | None = None
) -> None:
    """Put the run in a folder as layers into a new file, whole or not at all.

    Areas are of the whole run, streets and rounds of one day of one population, each in all area
    splits. `study` is the study on disk, for runs of studies with a map or clients of their own.

    Raises
    ------
    StudyError, DataError
        There is no such run or day, or a file is not as written, or what it was made from changed.
    AuditError
        The day contradicts its plan, draws, map or numbers in some split.
    """
    import pyogrio

    require_new_file(path, (ENDING,), "GeoPackage")
    layers = geopackage_layers(folder, day=day, population=population, study=study)
    place = Path(tempfile.mkdtemp(dir=path.absolute().parent, prefix=f".{path.name}."))
    try:
        # The file would tell when it was written.
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": "2000-01-01T00:00:00.000Z"})
        for name, layer in layers.items():
            pyogrio.write_dataframe(layer, place / path.name, layer=name, driver="GPKG")
        require_new_file(path, (ENDING,), "GeoPackage")
        (place / path.name).replace(path)
    except pyogrio.errors.DataSourceError as error:
        problem = f"It cannot be written: {reason(error)}."
        remedy = "Check that the disk has room."
        raise DataError([Fault(str(path), "--out", problem, remedy)]) from error
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
        shutil.rmtree(place, ignore_errors=True)
    sync_folder(path.absolute().parent)


def geopackage_layers(
    folder: Path, *, day: int, population: int, study: str | None
) -> dict[str, gpd.GeoDataFrame]:
    """The layers of a run by name."""
    import pandas as pd

    manifest = read_manifest_of_run(folder)
    require_as_written(folder, manifest, (RESULTS, *(f"{name}.parquet" for name in TABLES)))
    setting = setting_of_run(folder, manifest, study)
    named = named_tables(folder)
    tables = indexed(folder, named, setting)
    figures = read_figures(folder / RESULTS)
    parts: dict[str, list[gpd.GeoDataFrame]] = {AREAS: [], STREETS: [], ROUNDS: []}
    for section in setting.study.splits:
        run = run_day(folder, manifest, named, population, section.name, day)
        people = population_of_run(run, setting)
        require_sound_day(tables, setting, population, section.name, day)
        own = of_split(setting, section)
        parts[AREAS].append(_areas(setting, section, people, figures))
        parts[STREETS].append(_streets(own, tables, section.name, population, day))
        parts[ROUNDS].append(_rounds(own, people, run))
    return {name: pd.concat(them, ignore_index=True) for name, them in parts.items()}


def _areas(
    setting: Setting,
    section: SplitSection,
    people: Population,
    figures: Mapping[tuple[int, str, int, str, str, str], float],
) -> gpd.GeoDataFrame:
    """Basic areas with who covers them, and means over populations and days of their figures."""
    split, own = section.name, of_split(setting, section)
    assignment = assigned(setting, people, section)
    cover = area_coverage(own.bundle, own.study, section, assignment)
    areas = setting.bundle.areas[["basic_area", "district", "geometry"]].copy()
    areas.insert(0, "split", split)
    for (kind, organisation), rows in cover.groupby(["kind", "organisation"], sort=False):
        by_area = dict(zip(rows["basic_area"], rows["coverage"].tolist(), strict=True))
        areas[f"{kind}_{organisation}"] = [COVERS[by_area[it]] for it in areas["basic_area"]]
    values: dict[str, dict[str, list[float]]] = {}
    for (_, of, _, organisation, kpi, group), value in figures.items():
        is_shown = of == split and organisation == TOTAL and group.startswith(AREA)
        if is_shown and KPIS[kpi].ratio is None:
            by_area_ = values.setdefault(kpi, {})
            by_area_.setdefault(group.removeprefix(AREA), []).append(value)
    for kpi, found in values.items():
        areas[kpi] = [float(np.mean(found.get(it, [np.nan]))) for it in areas["basic_area"]]
    return areas


def _streets(
    setting: Setting, tables: RunTables, split: str, population: int, day: int
) -> gpd.GeoDataFrame:
    """Streets in use by organisations' vehicles; none that leads to too few clients."""
    import geopandas as gpd

    roads = setting.bundle.roads
    lived = recorded_day(tables, population, split, day)
    use = street_use(lived, setting, ground(setting, population))
    use = use[use["clients"] >= SMALLEST_CELL].reset_index(drop=True)
    edges = use["edge"].to_numpy(dtype=np.int64)
    use.insert(0, "split", split)
    use.insert(1, "name", [roads.names[it] for it in roads.name[edges].tolist()])
    lines = [_line(roads, np.array([it])) for it in edges]
    return gpd.GeoDataFrame(use, geometry=lines, crs=setting.bundle.areas.crs)


def _rounds(setting: Setting, people: Population, run: Any) -> gpd.GeoDataFrame:
    """Rounds from crossing to crossing, of organisations with enough clients in the split."""
    import geopandas as gpd
    import shapely

    bundle, travel = setting.bundle, setting.parameters.travel
    bases = bundle.premises.geometry
    file = str(run.folder / "manifest.json")
    at = stops(bundle.roads, people, bases.x.to_numpy(), bases.y.to_numpy(), file)
    lived = timelines(run, [it.name for it in setting.study.organisations if it.name in run.shown])
    driven = [
        [way for stage in it.stages if (way := way_of(stage, it.mode, at, travel)) is not None]
        for it in lived
    ]
    edges = ways(bundle.roads, travel, {way for them in driven for way in them})
    lines = []
    rows: dict[str, list[Any]] = {it: [] for it in _ROUND_COLUMNS}
    for it, them in zip(lived, driven, strict=True):
        if not them:
            continue
        lines.append(shapely.MultiLineString([_line(bundle.roads, edges[way]) for way in them]))
        times = (rounded(one, STEP_OF_PERSONS_MIN) for one in (it.leave_s, it.return_s))
        clock = (one * STEP_OF_PERSONS_MIN for one in times)
        row = (run.split, it.organisation, it.premise, it.mode, *clock)
        for name, value in zip(_ROUND_COLUMNS, row, strict=True):
            rows[name].append(value)
    if not lines and lived:
        problem = "No round can be drawn without pointing out a home."
        raise DataError([Fault(file, "rounds", problem, "Use the tables.")])
    return gpd.GeoDataFrame(rows, geometry=lines, crs=bundle.areas.crs)


_ROUND_COLUMNS = ("split", "organisation", "premise", "mode", "leave_min", "return_min")


def _line(roads: RoadNetwork, edges: Ints) -> shapely.LineString:
    """The streets of a path one after the other, as one line."""
    import shapely

    points: list[tuple[float, float]] = []
    for edge in edges.tolist():
        part = slice(roads.shape_start[edge], roads.shape_start[edge + 1])
        new = list(zip(roads.shape_x_m[part].tolist(), roads.shape_y_m[part].tolist(), strict=True))
        points += new if not points else new[1:]
    return shapely.LineString(points)
