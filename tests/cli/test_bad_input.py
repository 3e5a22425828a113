"""Bad input from the command line: every fault told once, nothing written, nothing touched."""

from __future__ import annotations

import json
import shutil

import pytest
from spoiling import (
    CLIENTS,
    LAYER,
    STUDY,
    VISITS,
    as_folder,
    contents,
    cut,
    drawn,
    gone,
    map_in_two_parts,
    map_without_walking,
    premise_elsewhere,
    put,
    replaced,
    several,
    slower_streets,
    unreadable,
)

from made_study import run, write_study
from ruttsim.roads.bundle import MAP_FILES


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """A study without fault."""
    return write_study(tmp_path_factory.mktemp("sound") / "own")


@pytest.fixture
def folder(sound, tmp_path, monkeypatch):
    """A copy of the sound study, and its parent as the working folder."""
    shutil.copytree(sound, tmp_path / "own")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "own"


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
    "faults that hide no others: of types, repetition, names and parameters": (
        replaced(
            STUDY,
            ('["car_electric", "walk"]', '["car_eletric", 3, "walk", "walk"]'),
            ("[planning]", '[planning]\nplanner = "pyvrpp"'),
            ("[time]", '[parameters]\n"travel.ebike_kmh" = "fast"\n[time]'),
            ("[time]", '"travel.walk_kph" = 4\n"travel.turn_s" = 1e9\n[time]'),
        ),
        2,
        [
            'parameters.travel.ebike_kmh: "fast" is not a number.',
            "organisations[0].vehicle_types[1]: 3 is not text.",
            "organisations[0].vehicle_types[3]: 'walk' stands in",
            "parameters.travel.walk_kph: No such parameter. Did you mean 'travel.walk_kmh'?",
            "parameters.travel.turn_s: 1000000000.0 must not be above 3600.",
            "planning.planner: Unknown planner 'pyvrpp'. Did you mean 'pyvrp'?",
            "organisations[0].vehicle_types: Unknown vehicle type 'car_eletric'.",
        ],
    ),
    "an empty study": (put(STUDY, b""), 2, ["study.toml: file: The study is empty."]),
    "a truncated study": (cut(STUDY, 0.51), 2, ["study.toml: line 36: The file is not TOML"]),
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
        several(
            replaced(STUDY, ("populations = 2", 'populations = 2\nplanned_days = ["sunday"]')),
            lambda folder: (folder / VISITS).write_text(
                (folder / VISITS).read_text().replace("daily", "weekdays")
            ),
        ),
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
    "clients in another coordinate system than they say": (
        replaced(CLIENTS, ("x_m,y_m", "lon,lat")),
        3,
        ["row 2, lon, lat: None of 63 clients lives in a basic area of toy; this one is at 664050"],
    ),
    "a client far from any street": (
        several(
            replaced(STUDY, ("[time]", '[parameters]\n"travel.largest_snap_m" = 40\n[time]')),
            replaced(CLIENTS, (",6566020.0,house", ",6566200.0,house")),
        ),
        3,
        [
            "clients.csv: place of a client: It stands 50 m from the nearest street open to the "
            f"mode '{it}'"
            for it in ("car", "ebike", "walk")
        ],
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
        ["visits.csv: row 3, earliest: It may start 21:50-22:00 and lasts 20 min, which no"],
    ),
    "visits that no shift holds below an empty line": (
        replaced(VISITS, ("\n", "\n\n"), ("17:30,18:45,20", "21:50,22:00,20")),
        3,
        ["visits.csv: row 4, earliest: It may start 21:50-22:00 and lasts 20 min, which no shift"],
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
        ["clients.csv: row 2: It cannot be read as CSV from here on: field larger than"],
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
            f"premise 'south': It stands 5000 m from the nearest street open to the mode '{it}'"
            for it in ("car", "ebike", "walk")
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


def test_a_parameter_out_of_its_range_is_told_though_it_is_taken(folder, capsys):
    ALLOWED["a parameter out of its range"](folder)
    assert run("check", "own") == 0
    assert "note: travel.ebike_kmh is outside its plausible range" in capsys.readouterr().out
    assert run("check", "own", "--json") == 0
    assert json.loads(capsys.readouterr().out)["outside_range"] == ["travel.ebike_kmh"]


@pytest.mark.parametrize(
    ("out", "word"),
    [("own/study.toml", "already"), ("own/study.toml/run", "is a file"), ("own", "already")],
)
def test_a_run_is_not_put_where_something_is(out, word, folder, capsys):
    before = contents(folder.parent)
    assert run("compare", "own", "--out", out) == 2
    assert word in capsys.readouterr().err
    assert contents(folder.parent) == before


def test_an_interrupted_write_leaves_finished_tasks_alone_and_earlier_runs_are_untouched(
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
    assert last.startswith("error: somewhere: access: ")
    assert "No space left" in last
    kept = folder.parent / "runs" / "own-2.unfinished"
    assert len(list((kept / "tasks").iterdir())) > 0
    shutil.rmtree(kept)
    assert contents(folder.parent) == before


def test_too_many_visits_without_a_round_end_the_run(folder, capsys, monkeypatch):
    """What only planning can find: a limit below zero stands for visits that nobody can reach."""
    monkeypatch.setattr("ruttsim.comparable.LARGEST_UNSERVED_SHARE", -1.0)
    before = contents(folder.parent)
    assert run("compare", "own", "--quick", "--workers", "1") == 2
    last = capsys.readouterr().err.splitlines()[-1]
    assert "study.toml: splits[0]: 0.0% of its planned visits are in no round." in last
    assert contents(folder.parent) == before


def test_a_flipped_byte_among_the_lengths_of_streets_is_told(folder, capsys):
    path = folder / "map" / "roads.npz"
    flipped = bytearray(path.read_bytes())
    flipped[flipped.find(b"length_m.npy") + 80] ^= 0b100
    path.write_bytes(bytes(flipped))
    assert run("check", "own") == 3
    assert "own/map/roads.npz: file: It cannot be read as arrays" in capsys.readouterr().err
