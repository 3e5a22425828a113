"""`ruttsim search` from end to end on the toy village, and what it refuses."""

import pandas as pd
import pytest

from made_study import run


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("search") / "out"
    assert (
        run("search", "toy", "--effort", "200", "--out", out, "--workers", "1", "--shown", "2") == 0
    )
    return out


def test_the_folder_holds_study_layers_tables_pictures_and_the_run(folder):
    names = {it.relative_to(folder).as_posix() for it in folder.rglob("*")}
    assert {"study.toml", "front.csv", "divisions.csv", "found_1.geojson"} <= names
    assert {"figures/found_1.svg", "figures/found_1.png", "run/report.html"} <= names


def test_simulated_travel_is_that_of_the_run(folder):
    front = pd.read_csv(folder / "front.csv")
    summary = pd.read_csv(folder / "run" / "summary.csv")
    whole = summary[(summary["organisation"] == "total") & (summary["group"] == "all")]
    for kpi in ("travel_h", "co2e_kg"):
        own = front[front["figure"] == kpi].set_index("split")["mean"]
        of_run = whole[whole["kpi"] == kpi].set_index("split")["mean"]
        assert own.to_dict() == of_run.to_dict()


def test_the_travel_gap_is_that_of_the_organisations_of_the_run(folder):
    front = pd.read_csv(folder / "front.csv").set_index(["split", "figure"])["mean"]
    summary = pd.read_csv(folder / "run" / "summary.csv")
    own = summary[(summary["group"] == "all") & (summary["split"] == "found_1")]
    hours = own.pivot_table(index="organisation", columns="kpi", values="mean").drop("total")
    burden = 60 * hours["travel_h"] / hours["planned_care_h"]
    gap = front["found_1", "travel_gap_min_per_h"]
    assert gap == pytest.approx(burden.max() - burden.min(), rel=1e-4)


def test_both_estimates_and_simulation_are_printed_and_nothing_is_recommended(tmp_path, capsys):
    out = tmp_path / "out"
    code = run("search", "toy", "--effort", "30", "--out", out, "--confirm", "none", "--lang", "en")
    said = capsys.readouterr().out
    assert code == 0
    assert not (out / "run").exists()
    assert "found_1" in said
    assert "nothing is recommended" in said


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["toy", "--split", "nowhere"], 2, "no area split 'nowhere'"),
        (["toy", "--split", "own_regime"], 2, "two organisations with a share"),
        (["toy", "--tolerance", "0.000001", "--effort", "20"], 2, "--tolerance"),
        (["nowhere"], 2, "no bundled experiment"),
        (["toy", "--effort", "0"], 2, "--effort"),
        (["toy", "--confirm", "perhaps"], 2, "--confirm"),
    ],
)
def test_what_cannot_be_searched_is_told(words, code, told, tmp_path, capsys):
    out = tmp_path / "out"
    assert run("search", *words, "--out", out) == code
    said = capsys.readouterr().err
    assert told in said
    assert "Traceback" not in said
    assert not out.exists()


def test_a_folder_that_holds_something_is_left_as_it_is(tmp_path, capsys):
    (tmp_path / "mine.txt").write_text("kept")
    assert run("search", "toy", "--out", tmp_path) == 2
    assert "There is something here already" in capsys.readouterr().err
    assert [it.name for it in tmp_path.iterdir()] == ["mine.txt"]
