"""A map bundle on disk: roads.npz, three GeoParquet layers and manifest.json, written whole."""

from __future__ import annotations

import dataclasses
import io
import json
import tempfile
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ruttsim.domain.roads import MapBundle, MapManifest, RoadNetwork
from ruttsim.errors import DataError, Fault, Faults, StudyError, reason
from ruttsim.files import content_hash, npz_bytes, write_bytes, write_json
from ruttsim.roads.check import network_faults
from ruttsim.roads.layers import layer_faults

if TYPE_CHECKING:
    import geopandas as gpd

ROADS_FILE = "roads.npz"
LAYER_FILES = {
    "areas": "areas.parquet",
    "premises": "premises.parquet",
    "landmarks": "landmarks.parquet",
}
MANIFEST_FILE = "manifest.json"
MAP_FILES = (ROADS_FILE, *LAYER_FILES.values(), MANIFEST_FILE)
BROKEN = (EOFError, LookupError, MemoryError, OSError, RuntimeError, TypeError, ValueError)
"""What the readers of arrays and layers raise, beside errors of their own, for damaged bytes."""
REBUILD = "Build the map again with `ruttsim map build SOURCE --out DIR`."


def bundle_hash(roads: RoadNetwork, areas: gpd.GeoDataFrame, premises: gpd.GeoDataFrame) -> str:
    """Hash of what a model run depends on: roads, areas and premises, not landmarks or titles."""
    return content_hash(roads, _columns(areas), _columns(premises))


def sealed(bundle: MapBundle) -> MapBundle:
    """The bundle with the content hash that it has."""
    true_hash = bundle_hash(bundle.roads, bundle.areas, bundle.premises)
    manifest = dataclasses.replace(bundle.manifest, content_hash=true_hash)
    return dataclasses.replace(bundle, manifest=manifest)


def check_bundle_folder(folder: Path, replace: bool = True) -> None:
    """Raise StudyError where a map cannot be put without touching something else.

    A finished map in the folder is something else too unless it may be replaced.
    """
    above = next(path for path in folder.absolute().parents if path.exists())
    if not above.is_dir():
        problem = f"'{above}' is a file, so no folder can be made in it."
    elif not folder.exists():
        return
    elif not folder.is_dir():
        problem = "This is a file."
    else:
        found = sorted(path.name for path in folder.iterdir())
        other = [name for name in found if name not in MAP_FILES]
        is_map = not other and MANIFEST_FILE in found
        if is_map and not replace:
            remedy = "Name a new folder, or give --replace to put the new map in its place."
            raise StudyError([Fault(str(folder), "--out", "There is a map here already.", remedy)])
        if not found or is_map:
            return
        problem = f"The folder holds something that is not a map: {', '.join(other or found)}."
    remedy = "Name a new or empty folder, or one that holds nothing but a map."
    raise StudyError([Fault(str(folder), "--out", problem, remedy)])


def write_bundle(bundle: MapBundle, folder: Path) -> None:
    """Put the bundle in the folder, whole or not at all, with the content hash that it has.

    A map that is there is replaced.

    Raises
    ------
    StudyError
        The folder holds something that is not a map, or cannot be written.
    """
    check_bundle_folder(folder)
    folder = folder.resolve()
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        _write_beside(bundle, folder)
    except OSError as error:
        problem = f"The map cannot be written: {error.strerror}."
        remedy = "Name a folder that you may write to, on a disk with room."
        raise StudyError([Fault(str(folder), "--out", problem, remedy)]) from error


def _write_beside(bundle: MapBundle, folder: Path) -> None:
    """Write the bundle beside the folder, then put it in its place."""
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.") as beside:
        new, old = Path(beside) / "new", Path(beside) / "old"
        _write_files(sealed(bundle), new)
        if folder.exists():
            folder.rename(old)
        try:
            new.rename(folder)
        except OSError:
            if old.exists():
                old.rename(folder)
            raise


def _write_files(bundle: MapBundle, folder: Path) -> None:
    """Write every file of a map into a folder of its own."""
    roads = {
        field.name: np.asarray(getattr(bundle.roads, field.name))
        for field in dataclasses.fields(RoadNetwork)
    }
    write_bytes(folder / ROADS_FILE, npz_bytes(roads))
    for layer, name in LAYER_FILES.items():
        sink = io.BytesIO()
        frame: gpd.GeoDataFrame = getattr(bundle, layer)
        frame.to_parquet(sink, index=False, compression="zstd", geometry_encoding="WKB")
        write_bytes(folder / name, sink.getvalue())
    write_json(folder / MANIFEST_FILE, dataclasses.asdict(bundle.manifest))


def read_bundle(folder: Path) -> MapBundle:
    """The map in a folder, its content checked.

    Raises
    ------
    DataError
        A file is missing, empty or broken, or what it says cannot be; all faults at once.
    """
    faults = Faults(DataError)
    if not folder.is_dir():
        problem = "There is no such folder." if not folder.exists() else "This is not a folder."
        faults.add(str(folder), "map", problem, "Name the folder of a map. " + REBUILD)
    faults.raise_if_any()
    for name in MAP_FILES:
        path = folder / name
        if not path.is_file():
            faults.add(str(path), "file", "The file is missing.", REBUILD)
        elif not path.stat().st_size:
            faults.add(str(path), "file", "The file is empty.", REBUILD)
    faults.raise_if_any()

    manifest = _read_manifest(folder / MANIFEST_FILE, faults)
    roads = _read_roads(folder / ROADS_FILE, faults)
    layers = {layer: _read_layer(folder / name, faults) for layer, name in LAYER_FILES.items()}
    for layer, frame in layers.items():
        if frame is not None:
            faults.extend(layer_faults(layer, frame, str(folder / LAYER_FILES[layer])))
    if roads is not None:
        faults.extend(network_faults(roads, str(folder / ROADS_FILE)))
    areas, premises, landmarks = layers["areas"], layers["premises"], layers["landmarks"]
    if manifest and roads and areas is not None and premises is not None:
        found = bundle_hash(roads, areas, premises)
        if found != manifest.content_hash:
            faults.add(
                str(folder / MANIFEST_FILE),
                "content_hash",
                f"It is '{manifest.content_hash}', but roads, areas and premises give '{found}': "
                "they were changed after the map was built.",
                REBUILD,
            )
    faults.raise_if_any()
    assert manifest is not None
    assert roads is not None
    assert areas is not None
    assert premises is not None
    assert landmarks is not None
    return MapBundle(roads, areas, premises, landmarks, manifest)


def _columns(frame: gpd.GeoDataFrame) -> dict[str, list[object]]:
    """The plain values of each column of a layer, geometry as well-known binary."""
    columns: dict[str, list[object]] = {
        str(name): frame[name].tolist() for name in frame.columns if name != frame.geometry.name
    }
    columns["geometry"] = frame.geometry.to_wkb().tolist()
    return columns


def _read_manifest(path: Path, faults: Faults) -> MapManifest | None:
    """The manifest, or None with its faults noted."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        faults.add(str(path), "file", f"It cannot be read as JSON: {reason(error)}.", REBUILD)
        return None
    if not isinstance(raw, Mapping):
        faults.add(str(path), "file", "It does not hold a JSON object.", REBUILD)
        return None
    kinds: dict[str, type] = {field.name: str for field in dataclasses.fields(MapManifest)}
    texts = ("assumptions", "assumptions_sv")
    kinds |= {"schematic": bool, "counts": dict, **dict.fromkeys(texts, list)}
    raw = {"assumptions_sv": [], **raw}  # maps of older versions have none
    wrong = [name for name, kind in kinds.items() if not isinstance(raw.get(name), kind)]
    for name in wrong:
        value = raw.get(name)
        faults.add(
            str(path), name, f"It is {value!r}; it must be a {kinds[name].__name__}.", REBUILD
        )
    if wrong:
        return None
    values = {name: raw[name] for name in kinds}
    values |= {name: tuple(str(line) for line in raw[name]) for name in texts}
    try:
        return MapManifest(**values)
    except ValueError as error:
        faults.add(str(path), "assumptions_sv", f"{error}.", REBUILD)
        return None


def _read_roads(path: Path, faults: Faults) -> RoadNetwork | None:
    """The road network, or None with its faults noted; its values are not checked."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            arrays: dict[str, Any] = {name: stored[name] for name in stored.files}
    except (*BROKEN, zipfile.BadZipFile, zlib.error) as error:
        faults.add(str(path), "file", f"It cannot be read as arrays: {reason(error)}.", REBUILD)
        return None
    needed = [field.name for field in dataclasses.fields(RoadNetwork)]
    missing = [name for name in needed if name not in arrays]
    if missing:
        faults.add(str(path), "arrays", f"Missing: {', '.join(missing)}.", REBUILD)
        return None
    values = {name: arrays[name] for name in needed}
    values["names"] = tuple(str(name) for name in arrays["names"])
    try:
        return RoadNetwork(**values)
    except ValueError as error:
        faults.add(str(path), "arrays", f"{error}.", REBUILD)
        return None


def _read_layer(path: Path, faults: Faults) -> gpd.GeoDataFrame | None:
    """A layer, or None with its fault noted; its values are not checked."""
    import geopandas as gpd
    import pyarrow as pa
    from shapely.errors import ShapelyError

    try:
        frame = gpd.read_parquet(path)
        _columns(frame)  # texts are decoded when they are looked at: broken ones are told here
    except (*BROKEN, ShapelyError, pa.ArrowException) as error:
        faults.add(str(path), "file", f"It cannot be read as GeoParquet: {reason(error)}.", REBUILD)
        return None
    return frame
