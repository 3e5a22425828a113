"""`ruttsim experiments`: every bundled study is listed, and runs by its name."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from ruttsim.bundled import bundled
from ruttsim.cli import compare, ruttsim
from ruttsim.errors import StudyError
from ruttsim.study.loading import load_study


def invoke(*arguments):
    """What the command prints."""
    return CliRunner().invoke(ruttsim, ["experiments", *arguments], catch_exceptions=False)


def test_the_list_names_every_experiment_with_its_question():
    lines = invoke("list").output.splitlines()
    assert [line.split()[0] for line in lines] == list(bundled("experiments"))
    assert all(line.rstrip().endswith("?") for line in lines)


def test_the_list_as_json_has_titles_and_questions():
    told = json.loads(invoke("list", "--json").output)
    study = load_study(bundled("experiments")["toy"])
    assert told["toy"] == {"title": study.title_en, "question": study.question_en}


def test_run_is_compare_of_the_bundled_study(monkeypatch, tmp_path):
    asked = {}
    monkeypatch.setattr(compare.command, "callback", lambda **given: asked.update(given))
    invoke("run", "toy", "--quick", "--out", str(tmp_path / "one"))
    assert asked["study"] == str(bundled("experiments")["toy"])
    assert asked["quick"] is True
    assert asked["out"] == tmp_path / "one"
    assert asked["lang"] == "sv"


def test_an_unknown_experiment_is_a_fault_with_the_nearest_name():
    with pytest.raises(StudyError, match="Did you mean 'toy'"):
        invoke("run", "tyo")


@pytest.mark.parametrize("folder", bundled("experiments").values(), ids=lambda it: it.name)
def test_every_experiment_has_a_readme_that_tells_question_command_and_answer(folder):
    text = (folder / "README.md").read_text(encoding="utf-8")
    for part in ("**Question.**", "**Command.**", "**Answer.**"):
        assert part in text
