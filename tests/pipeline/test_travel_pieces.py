"""Travel is computed in pieces, each once, by any number of processes."""

from __future__ import annotations

import dataclasses
from functools import partial

import numpy as np
import pytest

from ruttsim.domain.travel import Places
from ruttsim.errors import DataError
from ruttsim.pipeline import travel
from ruttsim.pipeline.checking import checked
from ruttsim.pipeline.ground import population_of, require_near_streets
from ruttsim.pipeline.travel import compute, missing, pieces, places_of, travel_between
from ruttsim.runner import run_all, silent
from ruttsim.study.loading import load_study
from ruttsim.travel.speeds import PERIODS_BY_MODE

KEYS = [(mode, period) for mode, periods in PERIODS_BY_MODE.items() for period in periods]


@pytest.fixture(scope="module")
def setting():
    return checked(load_study("toy"))


@pytest.fixture
def places(setting):
    return places_of(population_of(setting, 0), setting)


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """A cache of its own for every test, where it can be broken."""
    monkeypatch.setenv("RUTTSIM_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def entries(folder):
    """What a cache holds, byte by byte."""
    return {file.name: file.read_bytes() for file in folder.rglob("*.npz")}


def test_every_mode_and_period_is_a_piece_with_a_key_of_its_own(setting, places):
    found = pieces(setting, places)
    assert [(it.mode, it.period) for it in found] == KEYS
    assert len({it.key for it in found}) == len(KEYS)
    assert list(travel_between(setting, places)) == KEYS


@pytest.mark.parametrize("workers", [1, 2])
def test_any_number_of_processes_gives_the_same_bytes(
    setting, places, workers, monkeypatch, tmp_path
):
    """The reference is what one asks for without having computed any piece before."""
    travel_between(setting, places)
    reference = entries(tmp_path / "cache")
    monkeypatch.setenv("RUTTSIM_CACHE", str(tmp_path / "other"))
    run_all(
        partial(compute_in, str(tmp_path / "other"), setting),
        missing(pieces(setting, places)),
        workers,
        "travel",
        silent,
    )
    assert entries(tmp_path / "other") == reference
    assert missing(pieces(setting, places)) == []


def compute_in(folder, setting, piece):
    """Compute a piece into a cache, also in a process that was there before the test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RUTTSIM_CACHE", folder)
        return compute(setting, piece)


def test_what_is_known_is_not_computed_again(setting, places, monkeypatch):
    before = travel_between(setting, places)
    monkeypatch.setattr(travel, "travel_matrix", None)
    after = travel_between(setting, places)
    assert all(np.array_equal(before[key].time_ms, after[key].time_ms) for key in KEYS)
    assert all(np.array_equal(before[key].distance_dm, after[key].distance_dm) for key in KEYS)


def test_one_lost_piece_is_the_only_one_to_compute(setting, places, cache):
    travel_between(setting, places)
    lost = pieces(setting, places)[2]
    next(cache.rglob(f"{lost.key}.npz")).unlink()
    assert [it.key for it in missing(pieces(setting, places))] == [lost.key]


def test_the_same_places_are_computed_once(setting, places):
    twice = [*pieces(setting, places), *pieces(setting, places)]
    assert [(it.mode, it.period) for it in missing(twice)] == KEYS


def test_another_place_number_or_map_is_another_key(setting, places):
    manifest = dataclasses.replace(setting.bundle.manifest, content_hash="another")
    slower = dataclasses.replace(setting.parameters.travel, walk_kmh=1.0)
    others = [
        (setting, Places(places.x_m + 1, places.y_m)),
        (
            dataclasses.replace(
                setting, bundle=dataclasses.replace(setting.bundle, manifest=manifest)
            ),
            places,
        ),
        (
            dataclasses.replace(
                setting, parameters=dataclasses.replace(setting.parameters, travel=slower)
            ),
            places,
        ),
    ]
    keys = {it.key for it in pieces(setting, places)}
    assert all(keys.isdisjoint(it.key for it in pieces(*other)) for other in others)


def test_every_mode_names_its_places_that_are_too_far_at_once(setting):
    people = population_of(setting, 0)
    x_m = people.buildings.x_m.copy()
    x_m[:2] -= 5000
    buildings = dataclasses.replace(people.buildings, x_m=x_m)
    with pytest.raises(DataError) as caught:
        require_near_streets(setting, dataclasses.replace(people, buildings=buildings))
    named = [fault.problem.split("'")[1] for fault in caught.value.faults]
    assert named == ["car", "car", "ebike", "ebike", "walk", "walk"]
