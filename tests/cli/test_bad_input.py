"""Bad input from the command line: every fault told once, nothing written, nothing touched."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest
import shapely
from made_study import halves, run, write_layer, write_study

from ruttsim.bundled import bundled
from ruttsim.files import npz_bytes
from ruttsim.roads.bundle import MAP_FILES, read_bundle, write_bundle
from ruttsim.roads.check import components
from ruttsim.roads.network import Street, network_from_lines
from ruttsim.toy import BLOCK_M, SOUTH_M, WEST_M

REAL = Path(os.environ.get("RUTTSIM_REAL_DATA", "../shared/data"))
CLIENTS, VISITS, LAYER, STUDY = "clients.csv", "visits.csv", "layer.gpkg", "study.toml"


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """A study without fault, and a map of two streets that do not meet."""
    return write_study(tmp_path_factory.mktemp("sound") / "own")


@pytest.fixture
def folder(sound, tmp_path, monkeypatch):
    """A copy of the sound study, and its parent as the working folder."""
    shutil.copytree(sound, tmp_path / "own")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "own"


def contents(folder):
    """Every file and folder below a folder, with the bytes of files."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
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
        (folder / name).unlink()
        (folder / name).symlink_to("/proc/self/mem")

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
    import dataclasses

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


SHARES = "small = 0.05"
FAULTS = {
    "unknown study key": (
        replaced(STUDY, ("seed = 7", "seed = 7\nsede = 1")),
        2,
        ["study.toml: sede: Unknown key. Did you mean 'seed'?"],
    ),
    "shares that do not add up": (
        replaced(STUDY, (SHARES, "small = 0.15")),
        2,
        ["study.toml: splits[1].allocation.shares: The shares add up to 1.1."],
    ),
    "a share below zero": (
        replaced(STUDY, (SHARES, "small = -0.05")),
        2,
        ["study.toml: splits[1].allocation.shares.small: -0.05 is too small."],
    ),
    "unknown and impossible parameters": (
        replaced(
            STUDY,
            ("[time]", '[parameters]\n"travel.ebike_kph" = 1\n"travel.walk_kmh" = -1\n[time]'),
        ),
        2,
        [
            "study.toml: parameters.travel.ebike_kph: No such parameter. Did you mean 'travel.ebi",
            "study.toml: parameters.travel.walk_kmh: -1.0 must be positive.",
        ],
    ),
    "a peak that ends before it begins": (
        replaced(STUDY, ("[time]", '[parameters]\n"travel.morning_peak_start_h" = 10\n[time]')),
        2,
        ["study.toml: parameters.travel: These must not decrease"],
    ),
    "faults of study, map, layer and names at once": (
        several(
            replaced(
                STUDY,
                ('["car_electric", "walk"]', '["car_eletric"]'),
                ("[planning]", '[planning]\nplanner = "pyvrpp"'),
                ("[time]", '[parameters]\n"travel.ebike_kph" = 1\n[time]'),
            ),
            gone("map/roads.npz"),
        ),
        2,
        [
            "parameters.travel.ebike_kph",
            "map/roads.npz: file: The file is missing.",
            "planning.planner: Unknown planner 'pyvrpp'. Did you mean 'pyvrp'?",
            "organisations[0].vehicle_types: Unknown vehicle type 'car_eletric'.",
        ],
    ),
    "faults of names, clients, visits and layer at once": (
        several(
            replaced(STUDY, ("[planning]", '[planning]\nplanner = "pyvrpp"')),
            replaced(CLIENTS, ("house", "hut")),
            replaced(VISITS, ("daily", "dayly")),
        ),
        2,
        ["planning.planner", "row 2, dwelling: Unknown dwelling 'hut'.", "row 2, weekdays"],
    ),
    "an empty study": (put(STUDY, b""), 2, ["study.toml: file: The study is empty."]),
    "a truncated study": (cut(STUDY, 0.5), 2, ["study.toml: line 35: The file is not TOML"]),
    "a study that is not UTF-8": (
        put(STUDY, "title_sv = 'å'".encode("latin-1")),
        2,
        ["study.toml: line 1: The file is not UTF-8 text."],
    ),
    "an unreadable study": (unreadable(STUDY), 2, ["study.toml: file: The file cannot be read"]),
    "a study that is a folder": (as_folder(STUDY), 2, ["study.toml: file: The file does not"]),
    "a missing clients file": (
        gone(CLIENTS),
        2,
        ["study.toml: demand.clients: There is no file 'clients.csv'"],
    ),
    "a clients file that is a folder": (
        as_folder(CLIENTS),
        2,
        ["study.toml: demand.clients: 'clients.csv' is a folder, not a file."],
    ),
    "a missing layer": (gone(LAYER), 2, ["splits[2].coverage.layer: There is no file"]),
    "a missing map": (
        lambda folder: shutil.rmtree(folder / "map"),
        2,
        ["study.toml: map: There is no folder 'map', and no bundled map of that name."],
    ),
    "a map that is a file": (
        several(lambda folder: shutil.rmtree(folder / "map"), put("map", b"a map")),
        2,
        ["study.toml: map: 'map' is a file, and a map is a folder."],
    ),
    "no visit on the planned day": (
        replaced(STUDY, ("populations = 2", 'populations = 2\nplanned_days = ["sunday"]')),
        2,
        ["study.toml: time.planned_days: No visit takes place on sunday of week 0."],
    ),
    "an unknown organisation in the layer": (
        drawn(lambda layer: layer.assign(organisation=["municipality", "larg"])),
        3,
        ["layer.gpkg: row 2, organisation: 'larg' is not in the split. Did you mean 'large'?"],
    ),
    "a layer with gaps": (
        drawn(lambda layer: layer.set_geometry([layer.geometry[0].buffer(-30), layer.geometry[1]])),
        3,
        ["layer.gpkg: geometry: No organisation is drawn for parts of Block 1:1,"],
    ),
    "a layer with overlaps": (
        drawn(lambda layer: layer.set_geometry([layer.geometry[0].buffer(200), layer.geometry[1]])),
        3,
        ["layer.gpkg: geometry: More than one of municipality, large is drawn for parts of Block"],
    ),
    "unknown organisation, gap and overlap at once": (
        drawn(
            lambda layer: layer.assign(organisation=["municipality", "larg"]).set_geometry(
                [
                    layer.geometry[0]
                    .buffer(200)
                    .intersection(layer.geometry[0].buffer(-30).union(layer.geometry[1])),
                    layer.geometry[1],
                ]
            )
        ),
        3,
        ["row 2, organisation", "No organisation is drawn", "More than one of municipality, larg"],
    ),
    "a layer without a coordinate system": (
        drawn(lambda layer: layer.set_crs(None, allow_override=True)),
        3,
        ["layer.gpkg: CRS: The coordinate system is not given."],
    ),
    "a layer outside the map": (
        drawn(lambda layer: layer.set_geometry(layer.translate(90_000))),
        3,
        ["layer.gpkg: geometry: The polygons lie outside the map."],
    ),
    "an empty layer": (put(LAYER, b""), 3, ["layer.gpkg: file: It cannot be read as a layer"]),
    "a truncated layer": (cut(LAYER, 0.5), 3, ["layer.gpkg: file: It cannot be read as a layer"]),
    "a client outside the map": (
        replaced(CLIENTS, ("\nc0_0,6", "\nc0_0,5")),
        3,
        ["clients.csv: row 2, x_m, y_m: 564050, 6566020 lies in no basic area of toy."],
    ),
    "a client twice": (
        replaced(
            CLIENTS, ("\nc0_1,", "\nc0_1,1,1,house\nc0_1,"), ("1,1,house", "664050,6566020,house")
        ),
        3,
        ["clients.csv: row 4, client: Client 'c0_1' is already in row 3."],
    ),
    "a client whom only one file knows": (
        replaced(CLIENTS, ("\nc0_1,", "\nzz,")),
        3,
        [
            "visits.csv: row 4, client: Unknown client 'c0_1', in 2 rows.",
            "Client 'zz' has no visit.",
        ],
    ),
    "negative and impossible numbers": (
        replaced(VISITS, (",25,2", ",-25,2"), (",20,1", ",20,3"), ("08:00,08:10", "08:00,07:10")),
        3,
        [
            "visits.csv: row 2, duration_min: -25 is not possible. Give a whole number from 1 to",
            "visits.csv: row 3, carers: 3 is not possible.",
            "visits.csv: row 2, latest: The window ends (07:10) before it begins (08:00).",
        ],
    ),
    "visits at hours that no shift holds": (
        replaced(VISITS, ("17:30,18:45,20", "21:50,22:00,20")),
        3,
        ["visits.csv: visit 2: It may start 21:50-22:00 and lasts 20 min, which no shift holds"],
    ),
    "an empty clients file": (put(CLIENTS, b""), 3, ["clients.csv: file: It has no rows."]),
    "an empty visits file": (put(VISITS, b""), 3, ["visits.csv: file: It has no rows."]),
    "a truncated clients file": (
        cut(CLIENTS, 0.501),
        3,
        ["clients.csv: row 33: The header has 4 cells, this row 1."],
    ),
    "a truncated visits file": (
        cut(VISITS, 0.501),
        3,
        ["visits.csv: row 64: The header has 8 cells, this row 3."],
    ),
    "a clients file that is not UTF-8": (
        put(CLIENTS, "client,x_m,y_m,dwelling\nå,1,2,flats\n".encode("latin-1")),
        3,
        ["clients.csv: file: It is not UTF-8 (byte 25)."],
    ),
    "an endless cell": (
        put(CLIENTS, b"client,x_m,y_m,dwelling\n" + b"a" * 200_000),
        3,
        ["clients.csv: row 1: It cannot be read as CSV from here on: field larger than"],
    ),
    "an unreadable clients file": (unreadable(CLIENTS), 3, ["clients.csv: file: It cannot be"]),
    "an empty map folder": (
        several(*(gone(f"map/{name}") for name in MAP_FILES)),
        3,
        [f"map/{name}: file: The file is missing." for name in MAP_FILES],
    ),
    "a changed map": (slower_streets, 3, ["manifest.json: content_hash: It is"]),
    "a map in two parts": (map_in_two_parts, 3, ["fall in parts that cannot be driven between"]),
    "a map where nobody may walk": (map_without_walking, 3, ["roads.npz: modes: No street can"]),
    "a base that cannot be reached": (
        premise_elsewhere,
        3,
        [
            f"map: premise 'south': It stands 5000 m from the nearest street open to the mode '{mode}'"
            for mode in ("car", "ebike", "walk")
        ],
    ),
    **{
        f"an empty {name}": (put(f"map/{name}", b""), 3, [f"{name}: file: The file is empty."])
        for name in MAP_FILES
    },
    **{
        f"a truncated {name}": (cut(f"map/{name}", 0.5), 3, [f"{name}: file: It cannot be read"])
        for name in MAP_FILES
    },
    **{
        f"a folder in place of {name}": (as_folder(f"map/{name}"), 3, [f"{name}: file: "])
        for name in MAP_FILES
    },
}
"""What is done to the sound study, the exit code, and the beginning of each fault that is told."""


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_told_once_and_nothing_is_written(name, folder, capsys):
    spoil, code, expected = FAULTS[name]
    spoil(folder)
    before = contents(folder.parent)
    for command in (["check", "own"], ["compare", "own", "--out", "out/run", "--workers", "1"]):
        assert run(*command) == code
        lines = capsys.readouterr().err.splitlines()
        assert all(text.startswith("error: ") and text.endswith(".") for text in lines)
        for text in expected:
            assert len([one for one in lines if text in one]) == 1, (text, lines)
        assert len(lines) == len(expected), lines
        assert contents(folder.parent) == before


def test_check_tells_faults_as_json_too(folder, capsys):
    replaced(CLIENTS, ("house", "hut"))(folder)
    assert run("check", "own", "--json") == 3
    (fault,) = json.loads(capsys.readouterr().out)["faults"]
    assert (fault["file"], fault["field"]) == ("own/clients.csv", "row 2, dwelling")
    assert fault["remedy"] == "Choose one of: flats, house."


ALLOWED = {
    "another coordinate system": drawn(lambda layer: layer.to_crs("EPSG:4326")),
    "a layer in a third system": drawn(lambda layer: layer.to_crs("EPSG:3857")),
    "a byte order mark": lambda folder: [
        (folder / name).write_bytes(b"\xef\xbb\xbf" + (folder / name).read_bytes())
        for name in (STUDY, CLIENTS, VISITS)
    ],
    "a Swedish spreadsheet": lambda folder: (folder / CLIENTS).write_text(
        (folder / CLIENTS).read_text().replace(",", ";")
    ),
    "a parameter out of its range": replaced(
        STUDY, ("[time]", '[parameters]\n"travel.ebike_kmh" = 30\n[time]')
    ),
}


@pytest.mark.parametrize("name", ALLOWED)
def test_what_is_unusual_but_clear_is_taken(name, folder, capsys):
    ALLOWED[name](folder)
    assert run("check", "own") == 0
    assert "no fault found" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("out", "word"),
    [("own/study.toml", "already"), ("own/study.toml/run", "is a file"), ("own", "already")],
)
def test_a_run_is_not_put_where_something_is(out, word, folder, capsys):
    before = contents(folder.parent)
    assert run("compare", "own", "--out", out) == 2
    assert word in capsys.readouterr().err
    assert contents(folder.parent) == before


def test_an_interrupted_write_leaves_nothing_and_earlier_runs_are_untouched(
    folder, capsys, monkeypatch
):
    def full(*_):
        raise OSError(28, "No space left on device", "somewhere")

    (folder.parent / "runs" / "own-1").mkdir(parents=True)
    (folder.parent / "runs" / "own-1" / "mine.txt").write_text("mine")
    before = contents(folder.parent)
    monkeypatch.setattr("ruttsim.report.run.write_csv", full)
    assert run("compare", "own", "--quick", "--workers", "1") == 3
    last = capsys.readouterr().err.splitlines()[-1]
    assert last.startswith("error: somewhere: file: ")
    assert "No space left" in last
    assert contents(folder.parent) == before


def test_too_many_visits_without_a_round_end_the_run(folder, capsys):
    """Windows that close as shifts begin: a shift holds each visit, but nobody gets there."""
    text = (folder / VISITS).read_text()
    for hour in (
        "08:00,08:10",
        "08:00,08:45",
        "09:00,09:10",
        "09:00,09:45",
        "10:00,10:10",
        "10:00,10:45",
    ):
        text = text.replace(hour, "07:00,07:00")
    (folder / VISITS).write_text(text)
    before = contents(folder.parent)
    assert run("check", "own") == 0
    assert run("compare", "own", "--quick", "--workers", "1") == 2
    last = capsys.readouterr().err.splitlines()[-1]
    assert "study.toml: splits[0]: " in last
    assert "of its planned visits fit in no shift." in last
    assert contents(folder.parent) == before


@pytest.mark.parametrize("name", MAP_FILES)
def test_a_flipped_byte_of_a_map_is_told_or_changes_nothing_that_counts(name, folder, capsys):
    """Bytes that hold no content, as times in a zip archive, may be anything."""
    whole = (folder / "map" / name).read_bytes()
    sound = read_bundle(folder / "map").manifest.content_hash
    for place in range(7, len(whole), max(1, len(whole) // 23)):
        flipped = bytearray(whole)
        flipped[place] ^= 0b100
        (folder / "map" / name).write_bytes(bytes(flipped))
        code = run("map", "info", "own/map", "--json")
        told = capsys.readouterr()
        if code == 0:
            assert json.loads(told.out)["content_hash"] == sound
        else:
            assert code == 3
            assert f"own/map/" in told.err
