"""A map comes back as it was written, and what is wrong with one is told all at once."""

from __future__ import annotations

import dataclasses
import json
import re

import geopandas as gpd
import numpy as np
import pytest

from road_samples import SQUARE_M, square_bundle, street
from ruttsim.domain.roads import MODES
from ruttsim.errors import DataError, StudyError
from ruttsim.files import content_hash, npz_bytes
from ruttsim.roads.bundle import MAP_FILES, bundle_hash, read_bundle, write_bundle
from ruttsim.roads.network import network_from_lines


@pytest.fixture
def folder(tmp_path):
    """A written map."""
    write_bundle(square_bundle(), tmp_path / "by")
    return tmp_path / "by"


def faults_of(folder):
    with pytest.raises(DataError) as caught:
        read_bundle(folder)
    return caught.value.faults


def change_roads(folder, **changes):
    """Write the road arrays again with some of them changed."""
    with np.load(folder / "roads.npz") as stored:
        arrays = {name: stored[name] for name in stored.files}
    for name, change in changes.items():
        arrays[name] = change(arrays[name].copy())
    (folder / "roads.npz").write_bytes(npz_bytes(arrays))


def put(index, value):
    """A change that puts a value in an array."""

    def change(array):
        array[index] = value
        return array

    return change


def change_layer(folder, name, change):
    """Write a layer again, changed."""
    path = folder / f"{name}.parquet"
    change(gpd.read_parquet(path)).to_parquet(path, index=False)


def test_a_map_comes_back_as_it_was_written(folder):
    bundle, again = square_bundle(), read_bundle(folder)
    assert again.manifest == bundle.manifest
    assert content_hash(again.roads) == content_hash(bundle.roads)
    for layer in ("areas", "premises", "landmarks"):
        assert getattr(again, layer).equals(getattr(bundle, layer))
        assert getattr(again, layer).crs == getattr(bundle, layer).crs


def test_the_same_map_gives_the_same_bytes(folder, tmp_path):
    write_bundle(square_bundle(), tmp_path / "again")
    assert sorted(path.name for path in folder.iterdir()) == sorted(MAP_FILES)
    for name in MAP_FILES:
        assert (folder / name).read_bytes() == (tmp_path / "again" / name).read_bytes()


def test_the_hash_follows_what_a_run_depends_on_and_nothing_else():
    bundle = square_bundle()
    before = bundle_hash(bundle.roads, bundle.areas, bundle.premises)
    faster = dataclasses.replace(bundle.roads, speed_kmh=bundle.roads.speed_kmh + 1)
    assert bundle_hash(faster, bundle.areas, bundle.premises) != before
    moved = bundle.premises.translate(1.0)
    assert bundle_hash(bundle.roads, bundle.areas, bundle.premises.set_geometry(moved)) != before
    older = bundle.areas.assign(share_65plus=0.5)
    assert bundle_hash(bundle.roads, older, bundle.premises) != before
    assert bundle.manifest.content_hash == before


def test_a_map_is_replaced_by_a_new_one(folder):
    bundle = square_bundle()
    manifest = dataclasses.replace(bundle.manifest, title="Ny")
    write_bundle(dataclasses.replace(bundle, manifest=manifest), folder)
    assert read_bundle(folder).manifest.title == "Ny"
    assert [path.name for path in folder.parent.iterdir()] == ["by"]


@pytest.mark.parametrize("other", ["notes.txt", "manifest.txt"])
def test_a_folder_with_something_else_is_refused_and_left_alone(folder, other):
    (folder / other).write_text("mine")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(StudyError, match=other):
        write_bundle(square_bundle(), folder)
    assert before == {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_file_in_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "by").write_text("mine")
    with pytest.raises(StudyError, match="This is a file"):
        write_bundle(square_bundle(), tmp_path / "by")


def test_an_interrupted_write_leaves_the_old_map(folder, monkeypatch):
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("ruttsim.roads.bundle.write_json", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_bundle(square_bundle(), folder)
    assert before == {path.name: path.read_bytes() for path in folder.iterdir()}
    assert [path.name for path in folder.parent.iterdir()] == ["by"]


def test_no_folder_is_a_fault(tmp_path):
    (fault,) = faults_of(tmp_path / "nowhere")
    assert "no such folder" in fault.problem


def test_missing_and_empty_files_are_told_together(folder):
    (folder / "areas.parquet").unlink()
    (folder / "roads.npz").write_bytes(b"")
    problems = {fault.file.split("/")[-1]: fault.problem for fault in faults_of(folder)}
    assert problems == {
        "areas.parquet": "The file is missing.",
        "roads.npz": "The file is empty.",
    }


@pytest.mark.parametrize("name", MAP_FILES)
def test_a_truncated_file_is_a_fault_of_that_file(folder, name):
    whole = (folder / name).read_bytes()
    (folder / name).write_bytes(whole[: len(whole) // 2])
    assert [fault.file.split("/")[-1] for fault in faults_of(folder)] == [name]


def test_a_changed_map_has_the_wrong_hash(folder):
    change_roads(folder, speed_kmh=put(0, 90.0))
    assert [fault.field for fault in faults_of(folder)] == ["content_hash"]


def test_missing_arrays_are_named(folder):
    with np.load(folder / "roads.npz") as stored:
        arrays = {name: stored[name] for name in stored.files if name != "length_m"}
    (folder / "roads.npz").write_bytes(npz_bytes(arrays))
    (fault,) = faults_of(folder)
    assert fault.problem == "Missing: length_m."


@pytest.mark.parametrize(
    ("array", "change"),
    [
        ("length_m", put(2, -5.0)),
        ("length_m", put(2, np.nan)),
        ("speed_kmh", put(2, 0.0)),
        ("tail", put(2, 99)),
        ("head", put(2, -1)),
        ("road_class", put(2, 50)),
        ("surface", put(2, 50)),
        ("signals", put(2, -1)),
        ("modes", put(2, 0)),
        ("reverse", put(2, 5)),
        ("name", put(2, 99)),
        ("node_x_m", put(0, np.inf)),
        ("shape_start", put(2, 1)),
    ],
)
def test_impossible_roads_are_told_by_array(folder, array, change):
    change_roads(folder, **{array: change})
    fields = [fault.field for fault in faults_of(folder)]
    assert array in fields
    assert "content_hash" in fields


def test_a_forbidden_turn_between_edges_that_do_not_meet_is_a_fault(folder):
    """Edges 0 and 4 of the ring are two blocks apart."""
    change_roads(
        folder,
        forbidden_from=lambda _: np.array([0, 0, 99], dtype=np.int32),
        forbidden_to=lambda _: np.array([2, 4, 0], dtype=np.int32),
    )
    (problem,) = (it.problem for it in faults_of(folder) if "forbidden" in it.field)
    assert problem.endswith("turn 1, 2.")


def test_arrays_of_different_lengths_are_a_fault(folder):
    change_roads(folder, length_m=lambda array: array[:-1])
    assert any("differ in length" in fault.problem for fault in faults_of(folder))


def test_all_faults_are_told_at_once(folder):
    change_roads(folder, length_m=put(0, -1.0), speed_kmh=put(0, -1.0))
    change_layer(folder, "premises", lambda layer: layer.iloc[:0])
    change_layer(folder, "areas", lambda layer: layer.to_crs("EPSG:4326"))
    change_layer(folder, "landmarks", lambda layer: layer.drop(columns="name"))
    fields = [fault.field for fault in faults_of(folder)]
    assert fields == [
        "crs",
        "premise",
        "columns",
        "length_m",
        "speed_kmh",
        "content_hash",
    ]


def test_a_map_in_two_parts_is_a_fault(tmp_path):
    bundle = square_bundle()
    streets = [
        street("a", "b", [(500, 500), (1500, 500)]),
        street("c", "d", [(500, 900), (1500, 900)]),
    ]
    cut = dataclasses.replace(bundle, roads=network_from_lines(streets))
    write_bundle(cut, tmp_path / "cut")
    (fault,) = faults_of(tmp_path / "cut")
    assert "cannot be driven between" in fault.problem
    assert "2.0 km of 4.0 km" in fault.problem


def test_a_map_that_is_closed_to_a_mode_is_a_fault_that_names_it(tmp_path):
    bundle = square_bundle()
    cars_out = dataclasses.replace(
        bundle.roads, modes=np.full(bundle.roads.edges, 1 << MODES.index("car"), dtype=np.int8)
    )
    write_bundle(dataclasses.replace(bundle, roads=cars_out), tmp_path / "cars")
    (fault,) = faults_of(tmp_path / "cars")
    assert fault.field == "modes"
    assert "by the mode 'ebike' or 'walk'." in fault.problem


@pytest.mark.parametrize("name", [name for name in MAP_FILES if name != "manifest.json"])
def test_a_flipped_byte_is_told_or_changes_nothing_that_counts(folder, name):
    """Whatever the readers of arrays and layers make of damaged bytes."""
    sound = read_bundle(folder).manifest.content_hash
    whole = (folder / name).read_bytes()
    for place in range(3, len(whole), max(1, len(whole) // 60)):
        flipped = bytearray(whole)
        flipped[place] ^= 1 << place % 8
        (folder / name).write_bytes(bytes(flipped))
        try:
            found = read_bundle(folder)
        except DataError:
            continue
        assert bundle_hash(found.roads, found.areas, found.premises) == sound


def test_a_manifest_of_other_types_is_a_fault(folder):
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    del manifest["licence"]
    manifest["schematic"] = "yes"
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert sorted(fault.field for fault in faults_of(folder)) == ["licence", "schematic"]


def test_a_map_from_before_there_were_swedish_sentences_is_read_and_has_none(folder):
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest.pop("assumptions_sv") == ["Allt är påhittat."]
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    found = read_bundle(folder).manifest
    assert found == dataclasses.replace(square_bundle().manifest, assumptions_sv=())
    assert found.assumed("sv") == found.assumed("en") == (("All is made up.",), "en")


@pytest.mark.parametrize(
    ("told", "problem"),
    [(["Allt.", "Är påhittat."], r"differ in number \(2 and 1\)"), ("Allt.", "must be a list")],
)
def test_swedish_sentences_that_do_not_fit_the_english_ones_are_a_fault(folder, told, problem):
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (folder / "manifest.json").write_text(json.dumps({**manifest, "assumptions_sv": told}))
    (fault,) = faults_of(folder)
    assert fault.field == "assumptions_sv"
    assert re.search(problem, fault.problem)


def test_a_sentence_that_is_added_in_english_alone_is_refused():
    with pytest.raises(ValueError, match="say each in both languages, or none in Swedish"):
        dataclasses.replace(square_bundle().manifest, assumptions=("All is made up.", "So is it."))


def test_a_manifest_that_is_a_list_is_a_fault(folder):
    (folder / "manifest.json").write_text("[]", encoding="utf-8")
    assert [fault.field for fault in faults_of(folder)] == ["file"]


def test_the_square_map_is_as_drawn(folder):
    assert read_bundle(folder).areas.area.tolist() == [SQUARE_M**2] * 2
