"""Real streets from OpenStreetMap, through the command line to the report."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pandas as pd
import pytest

from made_study import run
from ruttsim.bundled import bundled
from ruttsim.figures.words import Words

DATA = Path(os.environ.get("RUTTSIM_REAL_DATA", "../shared/data")).resolve()
SMALLER = {
    r'map = "botkyrka"': 'map = "map"',
    r"populations = 5": "populations = 1",
    r"disturbed_days = 5": "disturbed_days = 1",
    r"show_one_base = true": "show_one_base = false",
    r"(?m)^moves = 18000$": "moves = 100",
}
"""What makes the default study one of another map and one day."""


def real(name):
    """A real file, where it is present."""
    path = DATA / name
    if not path.exists():
        pytest.skip(f"{path} is missing")
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A study of six organisations in Liechtenstein, its map and its run `out`."""
    source = real("liechtenstein.osm.pbf")
    folder = tmp_path_factory.mktemp("liechtenstein")
    assert run("map", "build", source, "--out", folder / "map") == 0
    text = (bundled("experiments")["six-organisations"] / "study.toml").read_text()
    for old, new in SMALLER.items():
        text, count = re.subn(old, new, text, count=1)
        assert count == 1, old
    (folder / "study.toml").write_text(text)
    command = ("compare", folder, "--out", folder / "out", "--workers", "1", "--lang", "en")
    assert run(*command) == 0
    return folder


def test_six_organisations_on_a_real_map_run_through_to_the_report(folder):
    summary = pd.read_csv(folder / "out" / "summary.csv")
    km = summary.query("organisation == 'total' and kpi == 'distance_km' and group == 'all'")
    by_split = dict(zip(km["split"], km["mean"], strict=True))
    assert len(by_split) == 5
    assert by_split["six_parallel"] > by_split["own_regime"] > 0
    text = (folder / "out" / "report.html").read_text()
    assert "OpenStreetMap extract liechtenstein.osm.pbf" in text
    assert Words("ruttsim.report", "en")("page.schematic_title") not in text


def test_the_report_repeats_what_a_map_built_by_rule_assumes(folder):
    text = (folder / "out" / "report.html").read_text()
    for sentence in json.loads((folder / "map" / "manifest.json").read_text())["assumptions"]:
        assert sentence.replace("'", "&#39;") in text


def test_central_helsinki_becomes_a_map_that_tells_what_it_holds(tmp_path, capsys):
    source = real("helsinki_centre.osm.gz")
    assert run("map", "build", source, "--out", tmp_path / "helsinki") == 0
    capsys.readouterr()
    assert run("map", "info", tmp_path / "helsinki", "--json") == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["name"] == "helsinki"
    assert not facts["schematic"]
    assert "OpenStreetMap contributors" in facts["licence"]
    assert 20 < sum(facts["street_km"].values()) < 60
    assert facts["drivable_edges"] > 500
