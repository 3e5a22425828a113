"""What a search writes: layers that mean what was found, tables, and simulated figures beside."""

import dataclasses
import math
from types import SimpleNamespace

import pandas as pd
import pytest

import ruttsim
from ruttsim.cli.search import _text
from ruttsim.schemas import SCHEMAS
from ruttsim.search.divisions import search_divisions
from ruttsim.search.output import divisions_table, front_table, organisations, write_search
from ruttsim.split.layers import drawn_organisation

TOY = ruttsim.load_study("toy")
NAMES = ["municipality", "procured_1"]


@pytest.fixture(scope="module")
def found():
    return search_divisions(TOY, effort=300, tolerance=0.1, workers=1)


@pytest.fixture
def folder(found, tmp_path):
    write_search(found, tmp_path, tmp_path)
    return tmp_path


def test_a_layer_is_read_as_the_division_that_was_found(found, folder):
    areas = found.setting.bundle.areas
    for name, division in found.shown.items():
        read = drawn_organisation(folder / f"{name}.geojson", areas, NAMES)
        assert read == organisations(found, division.zone)


def test_the_study_that_is_written_has_no_fault(folder):
    from ruttsim.pipeline.checking import checked

    study = checked(ruttsim.load_study(folder)).study
    assert [it.name for it in study.splits][:3] == [it.name for it in TOY.splits]
    assert study.splits[3].name == "found_1"


def test_the_same_search_writes_the_same_bytes(folder, tmp_path_factory):
    other = tmp_path_factory.mktemp("again")
    again = search_divisions(TOY, effort=300, tolerance=0.1, workers=2)
    write_search(again, other, folder)
    names = sorted(it.name for it in folder.iterdir())
    assert names == sorted(it.name for it in other.iterdir())
    assert all((folder / it).read_bytes() == (other / it).read_bytes() for it in names)


def test_tables_have_the_columns_that_the_schemas_tell(found):
    for name, table in (("front", front_table(found)), ("divisions", divisions_table(found))):
        assert table.columns.tolist() == [line.name for line in SCHEMAS[name]()]


def test_zones_are_letters_in_the_order_of_the_map(found):
    table = divisions_table(found)
    assert len(table) == len(found.front)
    row = table[table["split"] == "found_1"].iloc[0]
    letters = {"municipality": "A", "procured_1": "B"}
    named = organisations(found, found.shown["found_1"].zone)
    assert row["zones"] == "".join(letters[it] for it in named)
    assert (table["largest_deviation"] <= 0.1 + 1e-9).all()


def test_without_a_comparison_only_estimates_stand_in_the_table(found):
    table = front_table(found)
    assert table["estimate"].notna().all()
    assert (table["n"] == 0).all()
    assert table[["mean", "low", "high", "difference"]].isna().all().all()


def results(travel_h):
    """Results of two populations; `travel_h` by split: municipality, procured, twice."""
    rows = []
    for split, (first, second) in travel_h.items():
        for population, pair in enumerate((first, second)):
            for name, hours in zip(NAMES, pair, strict=True):
                rows += [
                    (population, 0, split, name, "travel_h", "all", "h/day", hours),
                    (population, 0, split, name, "planned_care_h", "all", "h/day", 10.0),
                    (population, 0, split, name, "paid_h", "all", "h/day", 20.0),
                ]
            for kpi, value in (("travel_h", sum(pair)), ("co2e_kg", 2 * sum(pair))):
                rows.append((population, 0, split, "total", kpi, "all", "x", value))
    columns = ["population", "day", "split", "organisation", "kpi", "group", "unit", "value"]
    return pd.DataFrame(rows, columns=columns)


def test_simulated_figures_stand_beside_with_paired_differences(found, monkeypatch):
    """Travel 10 and 14 against 12 and 15: differences -2 and -1, their mean -1.5.

    Gaps: 60 x (6 - 4) / 10 = 12 and 60 x (8 - 6) / 10 = 12 min/h.
    """
    monkeypatch.setattr("ruttsim.search.output.by_population", lambda it: it)
    table = results({"two_zones": ((7, 5), (9, 6)), "found_1": ((6, 4), (8, 6))})
    result = SimpleNamespace(results=table, not_compared={})
    front = front_table(found, result).set_index(["split", "figure"])
    row = front.loc["found_1", "travel_h"]
    assert row["mean"] == 12
    assert row["n"] == 2
    assert row["difference"] == -1.5
    assert row["difference_low"] < -1.5 < row["difference_high"]
    assert front.loc["found_1", "travel_gap_min_per_h"]["mean"] == pytest.approx(12)
    assert front.loc["two_zones", "travel_h"]["difference"] == 0
    assert front.loc["own_regime", "travel_h"]["n"] == 0


def test_a_split_that_is_not_compared_has_no_simulated_figures(found, monkeypatch):
    monkeypatch.setattr("ruttsim.search.output.by_population", lambda it: it)
    table = results({"two_zones": ((7, 5), (9, 6)), "found_1": ((6, 4), (8, 6))})
    result = SimpleNamespace(results=table, not_compared={"found_1": 0.1})
    front = front_table(found, result).set_index(["split", "figure"])
    assert math.isnan(front.loc["found_1", "travel_h"]["mean"])


def test_figures_that_are_too_small_to_show_stay_empty(found, monkeypatch):
    monkeypatch.setattr("ruttsim.search.output.by_population", lambda it: it)
    table = results({"two_zones": ((7, 5), (9, 6)), "found_1": ((6, 4), (8, 6))})
    is_small = (table["split"] == "found_1") & (table["organisation"] == "procured_1")
    table.loc[is_small, "value"] = math.nan
    front = front_table(found, SimpleNamespace(results=table, not_compared={}))
    row = front.set_index(["split", "figure"]).loc["found_1", "travel_gap_min_per_h"]
    assert math.isnan(row["mean"])


def test_the_estimates_of_the_table_are_those_of_the_search(found):
    table = front_table(found).set_index(["split", "figure"])["estimate"]
    for name, division in found.shown.items():
        assert table[name].to_dict() == division.figures._asdict()
    for name, figures in found.own.items():
        assert table[name].to_dict() == figures._asdict()


def test_a_search_result_is_not_changed_by_writing_it(found, folder):
    assert folder.is_dir()
    assert dataclasses.is_dataclass(found)
    assert [it.name for it in found.setting.study.splits] == [it.name for it in TOY.splits]


def test_a_division_that_the_study_has_already_is_told(found, folder):
    again = search_divisions(
        ruttsim.load_study(folder), split="two_zones", effort=300, tolerance=0.1, workers=1
    )
    assert [it.zone.tolist() for it in again.front] == [it.zone.tolist() for it in found.front]
    assert not any(it.same_as for it in found.front)
    table = divisions_table(again).set_index("split")["same_as"]
    first = next(name for name in again.shown if table[name] == "found_1")
    section = next(it for it in again.study.splits if it.name == first)
    of_whom = "(sampled clients have the same organisations as in Found division 1)"
    assert section.title_en.endswith(of_whom)
    assert section.title_sv.endswith(
        "(stickprovets brukare har samma utförare som i Funnen indelning 1)"
    )
    assert f"{first} (sampled clients as in found_1)" in _text(again, front_table(again))


@pytest.mark.parametrize(
    ("rule", "is_told"),
    [
        ({"alarms": "patrol"}, True),
        ({"alarms": "nearest"}, False),
        ({"nights": "organisation"}, False),
    ],
)
def test_a_division_is_told_of_where_alarms_and_nights_have_the_same_rules(folder, rule, is_told):
    """The study's are `patrol`, said or unsaid."""
    study = ruttsim.load_study(folder)
    splits = [
        it.model_copy(update=rule) if it.name.startswith("found_") else it for it in study.splits
    ]
    ruled = study.model_copy(update={"splits": tuple(splits)}).at(study.file)
    again = search_divisions(ruled, split="two_zones", effort=300, tolerance=0.1, workers=1)
    assert any(it.same_as for it in again.front) == is_told
