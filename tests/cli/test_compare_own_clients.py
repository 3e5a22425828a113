"""A study of one's own clients from the command line to the report, small cells left empty."""

from __future__ import annotations

import hashlib
import re

import geopandas as gpd
import pandas as pd
import pytest

from made_study import PER_BLOCK, run, write_study
from ruttsim.comparison import compare
from ruttsim.domain.demand import SMALLEST_CELL
from ruttsim.domain.roads import CRS
from ruttsim.privacy import CHOICES, kpis_of_few, without_small_cells
from ruttsim.study.loading import load_study
from ruttsim.summaries import by_population, differences, judged, summary

BLOCKS = [f"b{row}{column}" for row in (1, 2, 3) for column in (1, 2, 3)]
CLIENTS = dict(zip(BLOCKS, PER_BLOCK, strict=True))
SMALL_BLOCKS = [name for name, count in CLIENTS.items() if count < SMALLEST_CELL]
BY_AREA = "basic_area="
DASH = "–"  # noqa: RUF001 - what reports write


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The study, with a run folder `out` beside its files."""
    folder = write_study(tmp_path_factory.mktemp("own") / "own")
    command = ("compare", folder, "--out", folder / "out", "--workers", "1", "--lang", "en")
    assert run(*command) == 0
    return folder


@pytest.fixture(scope="module")
def result(folder):
    """The same comparison in Python."""
    return compare(load_study(folder), workers=1)


def tables(folder):
    """The tables of figures, each with its column of values as `value`."""
    return {
        "results.parquet": pd.read_parquet(folder / "out" / "results.parquet"),
        "summary.csv": pd.read_csv(folder / "out" / "summary.csv").rename(
            columns={"mean": "value"}
        ),
        "differences.csv": pd.read_csv(folder / "out" / "differences.csv").rename(
            columns={"mean": "value"}
        ),
        "spread.csv": pd.read_csv(folder / "out" / "spread.csv").rename(
            columns={"population_sd": "value"}
        ),
    }


def test_two_of_the_blocks_and_one_of_the_organisations_are_small(folder):
    """What the other tests rest on: 63 clients, 3 and 2 in two blocks, 5 % of the hours."""
    assert sum(PER_BLOCK) == 63
    assert SMALL_BLOCKS == ["b23", "b32"]
    visits = pd.read_parquet(folder / "out" / "visits.parquet")
    served = visits[(visits["split"] == "parallel") & (visits["organisation"] == "small")]
    per_population = served.groupby("population")["client"].nunique()
    assert 0 < per_population.min() < SMALLEST_CELL


def test_a_run_with_small_cells_left_empty_is_audited_from_its_files(folder, capsys):
    assert run("audit", folder / "out", "--study", folder) == 0
    assert "no contradiction" in capsys.readouterr().out


@pytest.mark.parametrize(
    "file", ["results.parquet", "summary.csv", "differences.csv", "spread.csv"]
)
def test_small_areas_are_empty_in_every_table(folder, file):
    table = tables(folder)[file]
    is_area = table["group"].str.startswith(BY_AREA)
    is_about = is_area & ~table["kpi"].isin(CHOICES)
    small = is_about & table["group"].isin([f"{BY_AREA}{name}" for name in SMALL_BLOCKS])
    assert small.any()
    assert table.loc[small, "value"].isna().all()
    is_hidden = (table["split"] == "drawn") & (table["kpi"] == "margin_sek")
    assert table.loc[is_hidden & is_area, "value"].isna().all()
    assert table.loc[is_about & ~small & ~is_hidden, "value"].notna().all()
    told = {"population", "day", "populations", "days", "searches", "n"}
    numbers = [name for name in table.select_dtypes("number") if name not in told]
    assert table.loc[small, numbers].isna().all(axis=None)
    if "outcome" in table:
        assert table.loc[small, "outcome"].isna().all()


@pytest.mark.parametrize("file", ["results.parquet", "summary.csv"])
def test_a_small_organisation_is_empty_with_one_more_that_hides_it(folder, file):
    table = tables(folder)[file]
    parallel = table[table["split"] == "parallel"]
    shown = parallel[parallel["value"].notna()]
    of_all = {"patrol", "night_patrol", "payer", "total"}
    assert set(shown["organisation"]) - of_all == {"municipality"}
    assert set(parallel["organisation"]) - of_all == {"municipality", "large", "small"}
    drawn = table[(table["split"] == "drawn") & table["value"].notna()]
    assert "large" in set(drawn["organisation"])


def test_what_is_shown_leaves_at_least_five_clients_unsaid(folder):
    """All clients less those of the areas, or of the organisations, that are shown."""
    table = tables(folder)["results.parquet"]
    clients = table[table["kpi"] == "clients"]
    for _, part in clients.groupby(["split", "population", "day"], observed=True):
        whole = part[(part["organisation"] == "total") & (part["group"] == "all")]["value"].item()
        assert whole == sum(PER_BLOCK)
        for cells in (
            part[part["group"].str.startswith(BY_AREA)]["value"],
            part[part["organisation"] != "total"]["value"],
        ):
            unsaid = whole - cells.sum()
            assert unsaid >= SMALLEST_CELL or cells.notna().all()


def test_an_organisation_with_its_own_areas_does_not_give_a_small_one_away(folder):
    """In the drawn split `large` has three blocks, of 8, 3 and 5 clients: 16 would tell."""
    table = tables(folder)["results.parquet"]
    drawn = table[(table["split"] == "drawn") & (table["group"] == "all")]
    own = drawn[drawn["organisation"] != "total"].set_index(["organisation", "kpi"])["value"]
    for kpi in ("clients", "late_visits", "missed_visits"):
        assert own.xs(kpi, level="kpi").isna().all()


def test_no_street_that_leads_to_few_clients_is_on_a_map(result):
    assert len(result.street_use)
    assert result.street_use["clients"].min() >= SMALLEST_CELL


def test_report_and_pictures_show_a_dash_for_a_small_organisation(folder):
    text = (folder / "out" / "report.html").read_text()
    body = re.sub(r"<svg.*?</svg>", "", text, flags=re.DOTALL)
    assert "fewer than five clients" in body
    rows = [row for row in re.findall(r"<tr>.*?</tr>", body, re.DOTALL) if ">C Small<" in row]
    assert len(rows) == 3
    for row in rows:
        figures = re.findall(r"<span>([^<]*)</span>", row)
        assert set(figures) <= {DASH, f"{DASH} %", "9 of 9 basic areas"}, figures
    for path in (folder / "out" / "figures").glob("*.svg"):
        assert "nan" not in re.sub(r"<style.*?</style>", "", path.read_text()).lower(), path.name
    legend = (folder / "out" / "figures" / "area_split_parallel.svg").read_text()
    assert f"{DASH} %" in legend


def test_populations_differ_in_who_serves_whom_and_in_nothing_else(folder):
    visits = pd.read_parquet(folder / "out" / "visits.parquet")
    same = ["split", "visit", "carer", "client", "kind", "basic_area"]
    times = ["earliest_s", "latest_s", "planned_s"]
    first, second = (
        visits[visits["population"] == number].sort_values(same).reset_index(drop=True)
        for number in (0, 1)
    )
    pd.testing.assert_frame_equal(first[same + times], second[same + times])
    is_moved = first["organisation"].astype(str) != second["organisation"].astype(str)
    moved_in = set(first.loc[is_moved, "split"])
    assert moved_in == {"parallel"}


def test_every_split_plans_the_same_minutes_and_each_ends_once(folder):
    visits = pd.read_parquet(folder / "out" / "visits.parquet")
    planned = visits.groupby(["population", "day", "split"], observed=True)["planned_s"]
    assert len(set(planned.sum())) == 1
    assert set(visits["outcome"]) <= {"delivered", "cancelled", "missed"}
    assert not visits.duplicated(["population", "day", "split", "visit", "carer"]).any()


def test_the_run_tells_which_files_it_was_made_from(folder, result):
    told = result.manifest["inputs"]
    assert set(told) == {"clients.csv", "visits.csv", "layer.gpkg"}
    for name, digest in told.items():
        assert digest == hashlib.sha256((folder / name).read_bytes()).hexdigest()


def test_clients_as_a_layer_in_degrees_make_the_same_run(result, tmp_path):
    again = write_study(tmp_path / "own")
    table = pd.read_csv(again / "clients.csv")
    points = gpd.points_from_xy(table.pop("x_m"), table.pop("y_m"), crs=CRS)
    gpd.GeoDataFrame(table, geometry=points).to_crs("EPSG:4326").to_file(again / "clients.gpkg")
    text = (again / "study.toml").read_text().replace("clients.csv", "clients.gpkg")
    (again / "study.toml").write_text(text)
    assert run("check", again) == 0
    found = compare(load_study(again), workers=1)
    pd.testing.assert_frame_equal(found.summary, result.summary)


def test_cells_that_are_found_split_by_split_are_those_of_all_results_at_once(result):
    """What is hidden in results, and what summary and differences then follow from."""
    whole = without_small_cells(result.record.unhidden.results())
    assert whole["value"].isna().sum() > result.record.unhidden.results()["value"].isna().sum()
    pd.testing.assert_frame_equal(result.results, whole)
    means = by_population(whole)
    pd.testing.assert_frame_equal(result.summary, summary(means))
    reference = result.study.splits[0].name
    of_splits = judged(differences(means, reference, result.study.interest))
    pd.testing.assert_frame_equal(result.differences, of_splits)


def test_what_is_empty_of_all_organisations_together_is_known_as_figures_of_few(result):
    """`ruttsim sensitivity` refuses these: none that a report leaves empty may be left out."""
    results = result.results
    of_all = results[(results["organisation"] == "total") & (results["group"] == "all")]
    empty = set(of_all.loc[of_all["value"].isna(), "kpi"])
    assert empty
    assert empty <= kpis_of_few()
