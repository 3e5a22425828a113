"""The study that a search writes: the same study, with found divisions, from another folder."""

import shutil

import pytest

import ruttsim
from ruttsim.bundled import bundled
from ruttsim.search.new_study import study_text, with_divisions

TOY = ruttsim.load_study("toy")


def written(study, folder, found=()):
    """The study as it is read from what is written."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in found:
        (folder / f"{name}.geojson").touch()
    (folder / "study.toml").write_text(study_text(study, dict.fromkeys(found), folder))
    return ruttsim.load_study(folder)


def with_whole_paths(study):
    """The study with the files of its splits by their whole paths, wherever the study lies."""
    splits = []
    for split in study.splits:
        named = {key: getattr(split.coverage, key) for key in ("layer", "table", "margins")}
        whole = {key: str((study.folder / it).resolve()) for key, it in named.items() if it}
        coverage = split.coverage.model_copy(update=whole)
        splits.append(split.model_copy(update={"coverage": coverage}))
    return study.model_copy(update={"splits": tuple(splits)})


@pytest.mark.parametrize("name", sorted(bundled("experiments")))
def test_a_study_is_read_as_it_was_written(name, tmp_path):
    study = ruttsim.load_study(name)
    again = written(study, tmp_path / "new")
    assert with_whole_paths(again).content_hash == with_whole_paths(study).content_hash


def test_texts_and_numbers_of_all_sorts_survive(tmp_path):
    odd = 'Quote " backslash \\ newline \n tab \t delete \x7f å € \U0001f6b2'
    study = TOY.model_copy(
        update={"title_sv": odd, "parameters": {"economy.remuneration_sek_per_granted_h": 460.5}}
    )
    assert written(study, tmp_path / "new").model_dump() == study.model_dump()


def test_found_divisions_are_further_splits_with_the_organisations_that_have_a_share(tmp_path):
    section = TOY.splits[2]
    names, study = with_divisions(TOY, section, [None] * 2)
    assert names == ["found_1", "found_2"]
    assert study.splits[:3] == TOY.splits
    assert [it.organisations for it in study.splits[3:]] == [section.organisations] * 2
    read = written(study, tmp_path / "new", names)
    assert read.model_dump() == study.model_dump()
    assert (read.folder / read.splits[3].coverage.layer).is_file()


def test_a_name_that_is_taken_is_not_given_again():
    taken = TOY.splits[2].model_copy(update={"name": "found_2"})
    study = TOY.model_copy(update={"splits": (*TOY.splits, taken)})
    names, _ = with_divisions(study, taken, [None] * 3)
    assert names == ["found_1", "found_3", "found_4"]


def test_an_organisation_without_a_share_has_no_zone():
    shares = TOY.splits[2].allocation.model_copy(
        update={"shares": {"municipality": 1.0, "procured_1": 0.0}}
    )
    section = TOY.splits[2].model_copy(update={"allocation": shares})
    _, study = with_divisions(TOY, section, [None])
    assert study.splits[-1].organisations == ("municipality",)


def test_files_of_the_study_are_found_from_the_new_folder(tmp_path):
    old = tmp_path / "old"
    old.mkdir()
    shutil.copytree(bundled("maps")["toy"], old / "map")
    for name in ("clients.csv", "visits.csv", "drawn.gpkg"):
        (old / name).touch()
    drawn = TOY.splits[2].coverage.model_copy(update={"rule": "layer", "layer": "drawn.gpkg"})
    study = TOY.model_copy(
        update={
            "map": "map",
            "demand": TOY.demand.model_copy(
                update={"clients": "clients.csv", "visits": "visits.csv"}
            ),
            "splits": (TOY.splits[2].model_copy(update={"coverage": drawn}),),
        }
    ).at(old / "study.toml")
    read = written(study, tmp_path / "far" / "new")
    named = (read.map, read.demand.clients, read.demand.visits, read.splits[0].coverage.layer)
    assert named == tuple(
        f"../../old/{it}" for it in ("map", "clients.csv", "visits.csv", "drawn.gpkg")
    )
    assert all((read.folder / it).exists() for it in named)


def test_maps_and_files_of_levels_are_found_from_the_new_folder(tmp_path):
    there = tmp_path / "there"
    shutil.copytree(bundled("experiments")["toy-factors"], there)
    shutil.copytree(bundled("maps")["toy"], there / "own")
    for name in ("clients.csv", "visits.csv"):
        (there / name).touch()
    file = there / "study.toml"
    own = 'time.week = 3\nmap = "own"\ndemand = { clients = "clients.csv", visits = "visits.csv" }'
    file.write_text(file.read_text().replace("time.week = 3", own))
    study = ruttsim.load_study(there)
    level = written(study, tmp_path / "new" / "far").factors[0].levels[1]
    assert level.map == "../../there/own"
    assert level.demand.clients == "../../there/clients.csv"
    assert list(level.replaced) == list(study.factors[0].levels[1].replaced)
