"""`ruttsim sensitivity` from end to end on the toy village, and what it refuses."""

import math

import pandas as pd
import pytest

from made_study import client_lines, run, visit_lines, write_study
from ruttsim.cli.sensitivity import _shown

CALL = [
    *("sensitivity", "toy", "--numbers", "pay.pay_sek_per_month", "--numbers", "payer"),
    *("--kpi", "cost_sek", "--kpi", "municipality_cost_sek", "--moves", "100", "--workers", "1"),
    *("--populations", "1", "--searches", "2", "--trajectories", "2", "--sobol", "4"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("sensitivity") / "out"
    assert run(*CALL, "--out", out, "--lang", "en") == 0
    return out


def test_the_folder_holds_tables_page_figures_and_what_made_it(folder):
    names = {it.relative_to(folder).as_posix() for it in folder.rglob("*") if it.is_file()}
    assert names == {
        "sensitivity.csv",
        "turning.csv",
        "sensitivity.html",
        "manifest.json",
        "figures/tornado_cost_sek.svg",
        "figures/tornado_cost_sek.png",
        "figures/tornado_municipality_cost_sek.svg",
        "figures/tornado_municipality_cost_sek.png",
    }


def test_the_table_has_each_number_once_a_key_figure_the_widest_first(folder):
    table = pd.read_csv(folder / "sensitivity.csv")
    assert not table.duplicated(["number", "kpi"]).any()
    for _, rows in table.groupby("kpi", sort=False):
        assert rows["swing"].is_monotonic_decreasing


def test_what_the_study_does_not_reach_is_named(folder):
    """Nobody winds up in the toy village."""
    page = (folder / "sensitivity.html").read_text()
    assert "Numbers that the study does not reach, since they change nothing at any stage" in page
    assert "payer.wind_up_sek_per_client" in page


def test_an_end_that_was_not_tried_is_a_dash():
    assert (_shown(89.3857), _shown(math.nan)) == ("89.39", "-")


def test_the_same_call_gives_the_same_bytes(folder, tmp_path):
    again = tmp_path / "again"
    assert run(*CALL, "--out", again, "--lang", "en") == 0
    for path in folder.rglob("*"):
        if path.is_file():
            assert (again / path.relative_to(folder)).read_bytes() == path.read_bytes()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("sv", ("Vilka tal skillnaden beror på", "Tal som studien inte når")),
        (
            "en",
            ("Which numbers the difference depends on", "Numbers that the study does not reach"),
        ),
    ],
)
def test_the_page_is_in_the_language_and_asks_for_nothing_from_outside(language, words, tmp_path):
    out = tmp_path / "out"
    assert run(*CALL, "--out", out, "--lang", language) == 0
    page = (out / "sensitivity.html").read_text()
    assert all(it in page for it in words)
    assert f'<html lang="{language}">' in page
    assert "http" not in page.replace("http-equiv", "").replace("http://www.w3.org", "")


def test_what_numbers_do_together_stands_on_the_page(folder):
    page = (folder / "sensitivity.html").read_text()
    assert "Numbers moved together" in page
    assert "(pay.pay_sek_per_month)</td>" in page


@pytest.mark.parametrize(
    ("language", "none", "bars"),
    [("sv", "inga staplar att visa", "Varje stapel"), ("en", "no bars to show", "Each bar")],
)
def test_a_page_without_figures_says_so_in_place_of_how_to_read_them(
    language, none, bars, tmp_path
):
    """Nobody winds up in the toy village."""
    words = ["sensitivity", "toy", "--numbers", "payer.wind_up_sek_per_client", *CALL[6:]]
    assert run(*words, "--out", tmp_path / "out", "--lang", language) == 0
    page = (tmp_path / "out" / "sensitivity.html").read_text()
    assert none in page
    assert bars not in page
    assert "<svg" not in page


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--kpi", "travel"], "--kpi"),
        (["--split", "nowhere"], "no area split 'nowhere'"),
        (["--numbers", "economy.rut_vat_share"], "has no range"),
        (["--sobol", "5"], "power of two"),
        (["--searches", "1"], "--searches"),
    ],
)
def test_what_cannot_be_analysed_is_told(words, told, tmp_path, capsys):
    out = tmp_path / "out"
    assert run("sensitivity", "toy", *words, "--out", out) == 2
    said = capsys.readouterr().err
    assert told in said
    assert "Traceback" not in said
    assert not out.exists()


def test_all_that_is_wrong_with_a_call_is_told_at_once(tmp_path, capsys):
    (tmp_path / "mine.txt").write_text("kept")
    words = ("--split", "nowhere", "--kpi", "travel", "--numbers", "economi", "--numbers", "paid")
    assert run("sensitivity", "toy", *words, "--sobol", "5", "--out", tmp_path) == 2
    said = capsys.readouterr().err
    told = ("'nowhere'", "'travel'", "economi", "paid", "power of two", "something here already")
    assert all(it in said for it in told)
    assert said.count("error: ") == len(told)


@pytest.mark.parametrize(
    "kpi", ["newcomers", "night_cost_sek", "alarm_persons", "patrol_km", "cost_with_patrol_sek"]
)
def test_of_clients_of_ones_own_no_figure_of_few_persons_is_analysed(kpi, tmp_path, capsys):
    folder = write_study(tmp_path / "own")
    words = ("--kpi", "travel_h", "--kpi", kpi, "--out", tmp_path / "out")
    assert run("sensitivity", folder, *words) == 2
    said = capsys.readouterr().err
    assert f"With clients of your own, {kpi} may be of fewer than 5 persons" in said
    assert "Traceback" not in said
    assert not (tmp_path / "out").exists()


def test_of_fewer_than_five_clients_of_ones_own_nothing_is_analysed(tmp_path, capsys):
    folder = write_study(tmp_path / "own")
    lines = client_lines()[:5]
    kept = tuple(f"{line.split(',')[0]}," for line in lines)
    (folder / "clients.csv").write_text("\n".join(lines) + "\n")
    visits = [it for it in visit_lines() if it.startswith(kept)]
    (folder / "visits.csv").write_text("\n".join(visits) + "\n")
    assert run("sensitivity", folder, "--out", tmp_path / "out") == 2
    assert "fewer than 5 clients" in capsys.readouterr().err
