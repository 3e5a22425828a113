"""`ruttsim replay` from the command line: a page, or every fault told once and nothing written."""

from __future__ import annotations

import json
import shutil

import pandas as pd
import pytest
from spoiling import as_folder, contents, cut, gone, put, replaced, several, unreadable

from made_run import (
    page_data,
    shown_rounds,
    without_hashes,
    write_parquet,
    write_record,
    write_result,
)
from made_study import run, write_study
from ruttsim import __version__
from ruttsim.bundled import bundled
from ruttsim.pipeline.ground import population_of
from ruttsim.recorded import tables
from ruttsim.recorded.days import TABLES as ALL_TABLES
from ruttsim.recorded.manifest import read_manifest
from ruttsim.recorded.origin import setting_of_run
from ruttsim.replay.record import TABLES

ASKED = {"--split": "own_regime", "--day": "0"}


@pytest.fixture(scope="module")
def sound(toy_result, tmp_path_factory):
    """Runs of the toy village, with and without hashes, and of a study with clients of its own."""
    folder = tmp_path_factory.mktemp("sound")
    write_result(toy_result, folder / "hashed")
    without_hashes(shutil.copytree(folder / "hashed", folder / "run"))
    write_record(write_study(folder / "own"), folder / "own-run")
    return folder


@pytest.fixture
def here(sound, tmp_path, monkeypatch):
    """A copy of them, as the working folder."""
    for name in ("run", "hashed", "own", "own-run"):
        shutil.copytree(sound / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def replay(folder="run", **options):
    """The exit code of the command; options without a value are left out."""
    asked = ASKED | {f"--{name}": value for name, value in options.items()}
    return run("replay", folder, *[it for pair in asked.items() if pair[1] for it in pair])


def changed(name, column, change):
    """One column of a table of the run changed."""

    def spoil(folder):
        path = folder / f"{name}.parquet"
        table = pd.read_parquet(path)
        write_parquet(path, table.assign(**{column: change(table[column])}))

    return spoil


def without(name, column):
    """A table of the run without a column."""

    def spoil(folder):
        path = folder / f"{name}.parquet"
        write_parquet(path, pd.read_parquet(path).drop(columns=column))

    return spoil


def planned(column, value):
    """Another value in one column of the first planned stop."""

    def change(values):
        if isinstance(value, str):
            values = values.astype(str)
        return values.where(values.index > 0, value)

    return changed("plan", column, change)


def told(*keys, value):
    """One key of the manifest changed."""

    def spoil(folder):
        manifest = json.loads((folder / "manifest.json").read_text())
        table = manifest
        for key in keys[:-1]:
            table = table[key]
        table[keys[-1]] = value
        (folder / "manifest.json").write_text(json.dumps(manifest))

    return spoil


def test_a_page_is_written_and_named(here, capsys):
    before = contents(here / "run")
    assert replay(lang="en", split="two_zones", day="1") == 0
    assert capsys.readouterr().out == "Page: replay-two_zones-0-1.html\n"
    assert "One day: Two zones" in (here / "replay-two_zones-0-1.html").read_text()
    assert contents(here / "run") == before


def test_a_folder_of_the_name_of_a_bundled_map_is_not_taken_for_it(here):
    (here / "toy").mkdir()
    assert replay(out="page.html") == 0


OPTIONS = {
    "no such split": (
        {"split": "own_regim"},
        "run: --split: There is no split 'own_regim' in the run. Did you mean 'own_regime'?",
    ),
    "no such day": ({"day": "9"}, "run: --day: There is no day 9 in the run. Choose one of: 0, 1."),
    "no such population": (
        {"population": "3"},
        "run: --population: There is no population 3 in the run. Choose one of: 0.",
    ),
    "no such run": ({"folder": "nowhere"}, "nowhere: RUN: There is no such folder."),
    "a folder that is no run": ({"folder": "own"}, "own: RUN: It holds no manifest.json."),
    "a page of another kind": ({"out": "page.pdf"}, "page.pdf: --out: 'page.pdf' is no page."),
    "a page where something is": ({"out": "taken.html"}, "taken.html: --out: There is something"),
    "a day that is no number": ({"day": "one"}, "Invalid value for '--day'"),
    "a day below zero": ({"day": "-1"}, "Invalid value for '--day'"),
    "no split": ({"split": None}, "Missing option '--split'"),
    "another language": ({"lang": "fi"}, "Invalid value for '--lang'"),
    "own clients without their study": (
        {"folder": "own-run"},
        "own-run: --study: The study of the run has files of its own: map, clients.csv",
    ),
    "a study that is nowhere": ({"folder": "own-run", "study": "lost"}, "lost: study: There is no"),
}


@pytest.mark.parametrize("name", OPTIONS)
def test_what_is_asked_wrongly_is_told(name, here, capsys):
    options, message = OPTIONS[name]
    (here / "taken.html").write_text("mine")
    before = contents(here)
    assert replay(**({"out": "page.html"} | options)) == 2
    said = capsys.readouterr().err
    assert message in said
    assert "Traceback" not in said
    assert contents(here) == before


SPOILT = {
    "a manifest that is no JSON": (put("manifest.json", b"{"), "manifest.json: file: It cannot"),
    "a manifest that is a list": (put("manifest.json", b"[]"), "manifest.json: format: "),
    "a manifest of another format": (told("format", value=99), "manifest.json: format: "),
    "a manifest without study": (told("study", value=None), "manifest.json: study: The table"),
    "a manifest without map": (told("map", value={}), "manifest.json: map.content_hash: The text"),
    "a study that is none": (told("study", "seed", value="x"), "manifest.json: study.seed: "),
    "another study": (told("study", "seed", value=7), "manifest.json: study_hash: "),
    "another map": (told("map", "content_hash", value="0"), "map.content_hash: The map 'toy'"),
    "other numbers": (told("parameters_hash", value="0"), "manifest.json: parameters_hash: "),
    "no legs": (gone("legs.parquet"), "legs.parquet: file: It is missing."),
    "half of the legs": (cut("legs.parquet", 0.5), "legs.parquet: file: It cannot be read as"),
    "empty rounds": (put("rounds.parquet", b""), "rounds.parquet: file: It cannot be read as"),
    "a folder of visits": (
        as_folder("visits.parquet"),
        "visits.parquet: file: It cannot be read as",
    ),
    "visits that nobody can read": (
        unreadable("visits.parquet"),
        "visits.parquet: file: It cannot be read as",
    ),
    "a leg that goes back in time": (
        changed("legs", "arrive_s", lambda it: it - 86400),
        "legs.parquet: arrive_s: It is before depart_s.",
    ),
    "legs that do not join": (
        changed("legs", "from_place", lambda it: it * 0),
        "legs.parquet: from_place: A leg does not start where the one before it ended.",
    ),
    "a round that is lost": (
        changed("legs", "round", lambda it: it + 100_000),
        "legs.parquet: round: Round 100000 is not in rounds.parquet.",
    ),
    "an unknown mode": (
        changed("legs", "mode", lambda it: it.astype(str).replace(["walk", "ebike"], "hover")),
        "legs.parquet: mode: 'hover' is no mode.",
    ),
    "an unknown organisation": (
        changed("rounds", "organisation", lambda it: it.astype(str) + "x"),
        "rounds.parquet: organisation: The study has no organisation 'municipalityx'.",
    ),
    "gaps": (
        changed("visits", "start_s", lambda it: it.where(it >= 0).astype("Int64")),
        "visits.parquet: start_s: The column is not of whole numbers without gaps.",
    ),
    "clients of another draw": (
        changed("visits", "client", lambda it: it + 1),
        f"visits.parquet: visit: Its visits are not those that ruttsim {__version__} draws here.",
    ),
    "places of another draw": (
        several(
            changed("legs", "from_place", lambda it: it + 1),
            changed("legs", "to_place", lambda it: it + 1),
        ),
        f"visits.parquet: visit: Its visits are not those that ruttsim {__version__} draws here.",
    ),
} | {
    f"{name} without {column}": (
        without(name, column),
        f"{name}.parquet: {column}: The column is missing.",
    )
    for name, column in [(name, fields[0]) for name, fields in TABLES.items()] + [("legs", "day")]
}


PLANNED = {
    "mode": ("hover", "'hover' is unknown."),
    "shift": ("longest", "'longest' is unknown."),
    "vehicle_type": ("zeppelin", "'zeppelin' is unknown."),
    "organisation": ("patrol", "'patrol' has no rounds that are planned."),
    "premise": ("southern", "'southern' is unknown to the study and its map."),
    "part": (5, "Shift 'long' has no part 5."),
    "team": (7, "'municipality' has no team 7."),
    "visit": (99999, "There is no visit 99999: the population has "),
    "visit_carer": (2, "No visit has a carer 2: they are 0 and 1."),
    "round": (99999, "There is no round 99999 in "),
}
"""A value of each column of the plan that nobody knows, and what is told of it."""

SPOILT |= {
    f"a planned {column} that there is not": (
        planned(column, value),
        f"plan.parquet: {column}: {message}",
    )
    for column, (value, message) in PLANNED.items()
} | {
    "a planned mode of another vehicle type": (
        planned("mode", "walk"),
        "plan.parquet: mode: 'walk' is not the mode of 'ebike'.",
    ),
    "a planned visit below zero": (planned("visit", -1), "plan.parquet: visit: There is no visit"),
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_damaged_run_is_told_and_nothing_is_written(name, here, capsys):
    spoil, message = SPOILT[name]
    spoil(here / "run")
    before = contents(here)
    assert replay(out="page.html") == 3
    said = capsys.readouterr().err.splitlines()
    assert any(line.startswith("error: ") and message in line for line in said), said
    assert len(said) == 1
    assert contents(here) == before


def test_all_that_a_plan_names_and_nobody_knows_is_told_at_once(here, capsys):
    columns = [it for it in PLANNED if it not in {"organisation", "premise", "part"}]
    several(*(planned(it, PLANNED[it][0]) for it in columns))(here / "run")
    for command in (
        ("replay", "run", "--split", "own_regime", "--day", "0", "--out", "page.html"),
        ("audit", "run"),
        ("export", "run", "--out", "layers.gpkg"),
    ):
        before = contents(here)
        assert run(*command) == 3
        lines = capsys.readouterr().err.splitlines()
        said = [it for it in lines if it.startswith("error: ")]
        assert len(said) == len(columns)
        for column in columns:
            start = f"error: run/plan.parquet: {column}: {PLANNED[column][1]}"
            assert sum(line.startswith(start) for line in said) == 1
        assert all("Run the study again" in line for line in said)
        assert contents(here) == before


@pytest.mark.usefixtures("here")
def test_each_table_is_read_once_for_a_page_and_once_for_all_layers(monkeypatch):
    read, seen = tables._read, []

    def counted(file):
        seen.append(file.stem)
        return read(file)

    monkeypatch.setattr(tables, "_read", counted)
    assert replay(out="page.html") == 0
    assert sorted(seen) == sorted(ALL_TABLES)
    seen.clear()
    assert run("export", "run", "--out", "layers.gpkg") == 0
    assert sorted(seen) == sorted([*ALL_TABLES, "results"])


def one_more(table, column, split, day):
    """The first known value of a column on a day of one split is raised by one."""

    def spoil(folder):
        path = folder / f"{table}.parquet"
        found = pd.read_parquet(path)
        its = (found["split"] == split) & (found["day"] == day) & (found[column] > 0)
        found.loc[found.index[its][0], column] += 1
        write_parquet(path, found)

    return spoil


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("legs", "distance_m"),
        ("visits", "ready_s"),
        ("rounds", "carer"),
        ("plan", "start_s"),
        ("alarms", "ready_s"),
    ],
)
def test_a_day_that_contradicts_itself_is_told_in_one_line_and_not_shown(
    here, table, column, capsys
):
    one_more(table, column, "own_regime", 0)(here / "run")
    before = contents(here)
    assert replay(out="page.html") == 4
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1
    assert said[0].startswith(
        "error: run: population 0, own_regime, day 0: The day fails the audit"
    )
    assert "`ruttsim audit run` tells all" in said[0]
    assert contents(here) == before


def test_days_of_other_splits_and_other_lived_days_are_shown_beside_one_that_fails(here):
    one_more("legs", "distance_m", "own_regime", 0)(here / "run")
    assert replay(out="other.html", split="two_zones") == 0
    assert replay(out="next.html", day="1") == 0


@pytest.mark.parametrize(
    ("spoil", "files"),
    [
        (one_more("visits", "care_s", "two_zones", 1), "visits.parquet is gone, or not as"),
        (gone("charging.parquet"), "charging.parquet is gone, or not as"),
        (
            several(as_folder("legs.parquet"), unreadable("visits.parquet")),
            "legs.parquet, visits.parquet are gone, or not as",
        ),
        (told("files", "plan.parquet", value=None), "plan.parquet is gone, or not as"),
    ],
)
def test_tables_that_are_not_as_written_anywhere_are_told_in_one_line(here, spoil, files, capsys):
    spoil(here / "hashed")
    before = contents(here)
    assert replay("hashed", out="page.html") == 3
    (said,) = capsys.readouterr().err.splitlines()
    assert said.startswith(f"error: hashed: files: {files}")
    assert contents(here) == before


def test_files_that_a_replay_does_not_read_may_differ(here):
    put("summary.csv", b"mine")(here / "hashed")
    assert replay("hashed", out="page.html") == 0


def test_a_day_after_one_that_fails_is_not_shown(tmp_path, monkeypatch, capsys):
    """What its vehicles hold in the morning is known from the day before alone."""
    monkeypatch.chdir(tmp_path)
    study = (bundled("experiments")["toy"] / "study.toml").read_text()
    (tmp_path / "two").mkdir()
    two_days = study.replace('["tuesday"]', '["tuesday", "wednesday"]')
    (tmp_path / "two" / "study.toml").write_text(two_days)
    without_hashes(write_record("two/study.toml", tmp_path / "run"))
    days = pd.read_parquet(tmp_path / "run" / "legs.parquet")["day"].unique()
    assert replay(out="last.html", day=str(days.max())) == 0
    one_more("legs", "distance_m", "own_regime", days.max() - len(days) // 2)(tmp_path / "run")
    before = contents(tmp_path)
    assert replay(out="page.html", day=str(days.max())) == 4
    said = capsys.readouterr().err
    assert f"own_regime, day {days.max() - len(days) // 2}: The day fails the audit" in said
    assert contents(tmp_path) == before


def test_an_interrupted_write_leaves_nothing(here, monkeypatch, capsys):
    def full(*_):
        raise OSError(28, "No space left on device", "page.html")

    before = contents(here)
    monkeypatch.setattr("pathlib.Path.replace", full)
    assert replay(out="page.html") == 3
    assert "No space left" in capsys.readouterr().err
    assert contents(here) == before


def own(**options):
    """The exit code of a replay of the run with real persons."""
    return replay("own-run", study="own", out="page.html", split="parallel", **options)


def test_real_persons_are_shown_by_crossings_and_five_minutes_only(here):
    """Times in steps of five minutes; every stop at a client is shared by five homes."""
    assert own() == 0
    html = (here / "page.html").read_text()
    data = page_data(html)
    assert data["step"] == 5
    assert "avrundade till 5 min" in html
    assert "verkliga personers besök" in html
    manifest = read_manifest(here / "own-run")
    people = population_of(setting_of_run(here / "own-run", manifest, "own"), 0)
    still = {it.line[0] for stages in shown_rounds(data) for it in stages if it.state == 1}
    assert 1 < len(still) <= len(people.buildings.x_m) // 5


def test_an_organisation_with_few_clients_is_left_out_and_named(here):
    assert own() == 0
    html = (here / "page.html").read_text()
    assert "Utförare med färre än 5 brukare visas inte: Lilla." in html
    titles = [it["title"] for it in page_data(html)["organisations"]]
    assert titles == ["Kommunen", "Stora", "Kommunens patrull"]


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (replaced("clients.csv", ("flats", "house")), "clients.csv: inputs.clients.csv: The file"),
        (replaced("visits.csv", ("25", "30")), "visits.csv: inputs.visits.csv: The file is not"),
    ],
)
def test_client_files_that_changed_since_the_run_are_told(spoil, message, here, capsys):
    spoil(here / "own")
    before = contents(here)
    assert own() == 3
    assert message in capsys.readouterr().err
    assert contents(here) == before
