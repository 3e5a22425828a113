"""The run folder and its manifest."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from ruttsim.bundled import bundled
from ruttsim.errors import StudyError
from ruttsim.pipeline.setting import Findings, load_setting
from ruttsim.store import manifest, new_run_folder, next_run_folder, require_free
from ruttsim.study.loading import load_study


def setting_of(source):
    """The setting of a study without fault."""
    findings = Findings()
    setting = load_setting(load_study(source), findings)
    findings.raise_if_any()
    return setting


@pytest.fixture
def own_study(tmp_path):
    """The toy study in a folder of one's own."""
    folder = tmp_path / "own"
    shutil.copytree(bundled("experiments")["toy"], folder)
    return folder


def held(folder):
    """Names of everything in a folder, hidden things too."""
    return sorted(path.name for path in folder.iterdir())


def test_the_manifest_names_the_command_that_makes_the_run_again():
    setting = setting_of("toy")
    assert manifest(setting, quick=False)["command"] == "ruttsim compare toy"
    assert manifest(setting, quick=True)["command"] == "ruttsim compare toy --quick"


def test_the_manifest_is_the_same_wherever_the_study_lies(own_study, tmp_path):
    other = tmp_path / "deeper" / "other"
    shutil.copytree(own_study, other)
    first, second = (manifest(setting_of(it), quick=False) for it in (own_study, other))
    assert first == second


def test_the_manifest_holds_no_path_time_or_machine(own_study, monkeypatch):
    """Nothing of where it is run from, and the same at another time."""
    setting = setting_of(own_study)
    text = json.dumps(manifest(setting, quick=False))
    monkeypatch.setattr("time.time", lambda: 0.0)
    assert json.dumps(manifest(setting, quick=False)) == text
    for place in (own_study, Path.cwd(), Path.home(), Path(__file__).parent):
        assert str(place) not in text


def test_the_manifest_tells_what_the_run_was_made_of():
    setting = setting_of("toy")
    content = manifest(setting, quick=False)
    assert content["seed"] == setting.study.seed
    assert content["study_hash"] == setting.study.content_hash
    assert content["map"]["content_hash"] == setting.bundle.manifest.content_hash
    assert {"ruttsim", "python", "numpy", "numba"} <= set(content["versions"])


def test_another_number_from_the_world_is_another_manifest(own_study):
    before = manifest(setting_of(own_study), quick=False)
    with (own_study / "study.toml").open("a") as file:
        file.write('\n[parameters]\n"travel.walk_kmh" = 4.6\n')
    after = manifest(setting_of(own_study), quick=False)
    assert before["parameters_hash"] != after["parameters_hash"]


def test_a_new_or_empty_folder_is_free(tmp_path):
    require_free(tmp_path / "new")
    require_free(tmp_path / "deep" / "new")
    require_free(tmp_path)


def taken_by_a_file(folder):
    folder.write_text("a file")


def taken_by_a_folder(folder):
    folder.mkdir()
    (folder / "summary.csv").write_text("an older run")


def taken_by_a_broken_link(folder):
    folder.symlink_to(folder.parent / "nowhere")


TAKEN = pytest.mark.parametrize(
    "take", [taken_by_a_file, taken_by_a_folder, taken_by_a_broken_link]
)


@TAKEN
def test_what_holds_something_is_not_free(tmp_path, take):
    folder = tmp_path / "run"
    take(folder)
    with pytest.raises(StudyError, match="There is something here already"):
        require_free(folder)


def test_nothing_is_free_below_a_file(tmp_path):
    taken_by_a_file(tmp_path / "file")
    with pytest.raises(StudyError, match="is a file, so no folder can be made in it"):
        require_free(tmp_path / "file" / "run")


def test_the_next_run_folder_is_the_first_that_is_not_taken(tmp_path):
    assert next_run_folder(tmp_path / "runs", "toy") == tmp_path / "runs" / "toy-1"
    for number in (1, 2, 4):
        (tmp_path / f"toy-{number}").mkdir()
    assert next_run_folder(tmp_path, "toy") == tmp_path / "toy-3"
    assert next_run_folder(tmp_path, "other") == tmp_path / "other-1"


@pytest.mark.parametrize("is_there", [False, True])
def test_a_run_is_there_when_it_is_whole_and_not_before(tmp_path, is_there):
    folder = tmp_path / "run"
    if is_there:
        folder.mkdir()
    with new_run_folder(folder) as partial:
        (partial / "summary.csv").write_text("1")
        assert not (folder / "summary.csv").exists()
    assert held(folder) == ["summary.csv"]
    assert held(tmp_path) == ["run"]


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_a_run_that_fails_leaves_nothing(tmp_path, error):
    def fail():
        with new_run_folder(tmp_path / "run") as partial:
            (partial / "summary.csv").write_text("half")
            raise error

    with pytest.raises(error):
        fail()
    assert held(tmp_path) == []


@TAKEN
def test_a_run_touches_nothing_that_is_there(tmp_path, take):
    folder = tmp_path / "run"
    take(folder)
    before = held(tmp_path)

    def start():
        with new_run_folder(folder):
            pytest.fail("it should not have begun")

    with pytest.raises(StudyError):
        start()
    assert held(tmp_path) == before


def test_a_run_does_not_replace_what_came_while_it_was_written(tmp_path):
    folder = tmp_path / "run"

    def lose_the_race():
        with new_run_folder(folder) as partial:
            (partial / "summary.csv").write_text("ours")
            taken_by_a_folder(folder)

    with pytest.raises(StudyError, match="something here already"):
        lose_the_race()
    assert (folder / "summary.csv").read_text() == "an older run"
    assert held(tmp_path) == ["run"]
