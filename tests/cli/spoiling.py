"""Ways to spoil a sound study, its files and its map; each changes the folder that it is given."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import shapely

from made_study import halves, write_layer
from ruttsim.files import npz_bytes
from ruttsim.roads.bundle import read_bundle, write_bundle
from ruttsim.roads.network import Street, network_from_lines
from ruttsim.toy import BLOCK_M, SOUTH_M, WEST_M

CLIENTS, VISITS, LAYER, STUDY = "clients.csv", "visits.csv", "layer.gpkg", "study.toml"


def contents(folder):
    """Every file and folder below a folder, with the bytes of files."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
        if not path.is_symlink()
    }


def replaced(name, *pairs):
    """Texts of a file replaced."""

    def spoil(folder):
        text = (folder / name).read_text()
        for old, new in pairs:
            assert old in text
            text = text.replace(old, new, 1)
        (folder / name).write_text(text)

    return spoil


def put(name, content):
    """Other bytes in place of a file."""
    return lambda folder: (folder / name).write_bytes(content)


def cut(name, share):
    """The first part of a file."""

    def spoil(folder):
        whole = (folder / name).read_bytes()
        (folder / name).write_bytes(whole[: int(len(whole) * share)])

    return spoil


def gone(name):
    """No file."""
    return lambda folder: (folder / name).unlink()


def as_folder(name):
    """A folder in place of a file."""

    def spoil(folder):
        (folder / name).unlink()
        (folder / name).mkdir()

    return spoil


def unreadable(name):
    """A file that the computer fails to read, also for the superuser."""

    def spoil(folder):
        memory = Path("/proc/self/mem")
        if not memory.exists():
            pytest.skip("there is no file here that nobody can read")
        (folder / name).unlink()
        (folder / name).symlink_to(memory)

    return spoil


def drawn(change):
    """Another layer."""
    return lambda folder: write_layer(folder / LAYER, change(halves()))


def premise_elsewhere(folder):
    """A premise 5 km from any street."""
    bundle = read_bundle(folder / "map")
    bundle.premises.loc[0, "geometry"] = shapely.Point(WEST_M - 5000, SOUTH_M)
    write_bundle(bundle, folder / "map")


def map_in_two_parts(folder):
    """Two streets that do not meet, in place of the village's."""
    write_roads(folder, [line(0, 0), line(1, 1)])


def map_without_walking(folder):
    """A village where nobody may walk."""
    write_roads(folder, [line(0, 0, ("car", "ebike"))])


def line(key, row, modes=("car", "ebike", "walk")):
    """A street from west to east."""
    y_m = SOUTH_M + row * BLOCK_M
    points = np.array([(WEST_M, y_m), (WEST_M + 3 * BLOCK_M, y_m)])
    return Street((key, 0), (key, 1), points, "residential", 30.0, modes, modes)


def write_roads(folder, streets):
    """Other roads in the map, with the content hash that belongs to them."""
    bundle = read_bundle(folder / "map")
    write_bundle(dataclasses.replace(bundle, roads=network_from_lines(streets)), folder / "map")


def slower_streets(folder):
    """One number of the map changed by other means than building it."""
    path = folder / "map" / "roads.npz"
    with np.load(path) as stored:
        arrays = {name: stored[name] for name in stored.files}
    arrays["speed_kmh"] = arrays["speed_kmh"] - 1
    path.write_bytes(npz_bytes(arrays))


def several(*spoils):
    """Some faults at once."""

    def spoil(folder):
        for one in spoils:
            one(folder)

    return spoil
