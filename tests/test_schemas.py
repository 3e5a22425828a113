"""What `ruttsim schema` says is what the files hold: names and order, against their own types."""

from __future__ import annotations

import dataclasses
import json

import numpy as np
import pytest

from ruttsim.accounts.kpis import KPIS
from ruttsim.bundled import bundled
from ruttsim.demand.columns import CLIENT_COLUMNS, VISIT_COLUMNS
from ruttsim.domain.day import AlarmRecord, ChargingRecord, Decision, Leg, RoundRecord, VisitRecord
from ruttsim.domain.household import HouseholdVisit
from ruttsim.domain.roads import (
    AREA_COLUMNS,
    LANDMARK_COLUMNS,
    MODES,
    PREMISE_COLUMNS,
    ROAD_CLASSES,
    SURFACES,
    MapManifest,
    RoadNetwork,
)
from ruttsim.domain.rounds import UNSERVED_REASONS
from ruttsim.parameters import load_parameters, parameter_names
from ruttsim.pipeline.plan_table import PlanRow
from ruttsim.report.run import write_run
from ruttsim.roads.areas import NEEDED
from ruttsim.roads.bundle import MAP_FILES
from ruttsim.schemas import SCHEMAS
from ruttsim.split.layers import COLUMN
from ruttsim.study.schema import schema_rows
from ruttsim.summaries import (
    DIFFERENCE_COLUMNS,
    LOWEST_COLUMNS,
    PRECISION_COLUMNS,
    RESULT_COLUMNS,
    SPREAD_COLUMNS,
    SUMMARY_COLUMNS,
)
from ruttsim.sweep.effects import EFFECT_COLUMNS, INTERACTION_COLUMNS
from ruttsim.sweep.tables import DIFFERENCE_COLUMNS as DIFFERENCES_OF_POINTS
from ruttsim.sweep.tables import FIGURE_COLUMNS

KEYS = ("population", "split", "day")


def names(schema):
    """Names of the lines of a schema, in order."""
    return [line.name for line in SCHEMAS[schema]()]


@pytest.mark.parametrize("schema", SCHEMAS)
def test_every_line_has_a_type_and_a_sentence_and_no_name_comes_twice(schema):
    lines = SCHEMAS[schema]()
    assert len(set(names(schema))) == len(lines)
    for line in lines:
        assert line.type, line
        assert line.meaning, line
        assert schema == "kpis" or line.meaning.endswith("."), line


@pytest.mark.parametrize(
    ("schema", "columns"),
    [
        ("clients", CLIENT_COLUMNS),
        ("visits", VISIT_COLUMNS),
        ("layer", (COLUMN, "geometry")),
        ("areas", AREA_COLUMNS),
        ("kpis", KPIS),
        ("parameters", parameter_names()),
        ("study", [row.key for row in schema_rows()]),
        ("results", RESULT_COLUMNS),
        ("summary", SUMMARY_COLUMNS),
        ("differences", DIFFERENCE_COLUMNS),
        ("spread", SPREAD_COLUMNS),
        ("lowest", LOWEST_COLUMNS),
        ("precision", PRECISION_COLUMNS),
        ("effects", EFFECT_COLUMNS),
        ("interactions", INTERACTION_COLUMNS),
        ("sweep_figures", ["point", "FACTOR", *FIGURE_COLUMNS]),
        ("sweep_differences", ["point", "FACTOR", *DIFFERENCES_OF_POINTS]),
        ("legs", [*KEYS, *Leg._fields]),
        ("visit_records", [*KEYS, *VisitRecord._fields]),
        ("rounds", [*KEYS, *RoundRecord._fields]),
        ("alarms", [*KEYS, *AlarmRecord._fields]),
        ("decisions", [*KEYS, *Decision._fields]),
        ("charging", [*KEYS, *ChargingRecord._fields]),
        ("household", [*KEYS, *HouseholdVisit._fields]),
        ("plan", [*KEYS, *PlanRow._fields]),
    ],
)
def test_a_schema_has_the_columns_of_its_type(schema, columns):
    assert names(schema) == list(columns)


def test_a_map_has_a_line_for_every_column_and_array_of_every_file():
    held = {
        "manifest.json": [field.name for field in dataclasses.fields(MapManifest)],
        "areas.parquet": AREA_COLUMNS,
        "premises.parquet": PREMISE_COLUMNS,
        "landmarks.parquet": LANDMARK_COLUMNS,
        "roads.npz": [field.name for field in dataclasses.fields(RoadNetwork)],
    }
    assert set(held) == set(MAP_FILES)
    assert names("map") == [f"{file}: {name}" for file, columns in held.items() for name in columns]
    with np.load(bundled("maps")["toy"] / "roads.npz") as stored:
        assert set(stored.files) == set(held["roads.npz"])


def test_the_columns_that_an_area_layer_must_have_are_those_without_optional():
    needed = [line.name for line in SCHEMAS["areas"]() if "optional" not in line.type]
    assert needed == list(NEEDED)


def test_the_codes_of_roads_are_those_that_are_told():
    meaning = {line.name: line.meaning for line in SCHEMAS["map"]()}
    bits = ", ".join(f"{1 << place} {mode}" for place, mode in enumerate(MODES))
    assert bits in meaning["roads.npz: modes"]
    first, last = ROAD_CLASSES[0], ROAD_CLASSES[-1]
    told = f"0 {first} ... {len(ROAD_CLASSES) - 1} {last}"
    assert told in meaning["roads.npz: road_class"]
    surfaces = ", ".join(f"{code} {name}" for code, name in enumerate(SURFACES))
    assert surfaces in meaning["roads.npz: surface"]


@pytest.fixture(scope="module")
def run(toy_result, tmp_path_factory):
    """The run folder of that."""
    folder = tmp_path_factory.mktemp("runs") / "toy"
    write_run(toy_result, folder)
    return folder


@pytest.mark.parametrize("schema", ["manifest", "timing"])
def test_a_run_tells_the_keys_of_its_schema_and_no_others(run, schema):
    told = set()
    for name, value in json.loads((run / f"{schema}.json").read_text()).items():
        is_open = f"{name}.NAME" in names(schema)
        assert isinstance(value, dict) or not is_open
        told.add(f"{name}.NAME" if is_open else name)
    assert told == set(names(schema))


def test_the_map_in_a_manifest_is_the_manifest_of_the_map_without_what_was_assumed_and_counted(
    toy_result,
):
    fields = {field.name for field in dataclasses.fields(MapManifest)}
    assert set(toy_result.manifest["map"]) == fields - {"assumptions", "assumptions_sv", "counts"}


def test_a_parameter_is_told_with_unit_value_and_range():
    line = next(it for it in SCHEMAS["parameters"]() if it.name == "travel.walk_kmh")
    walk = next(it for it in load_parameters().quantities if it.name == line.name)
    assert line.type == "km/h"
    assert line.meaning == f"{walk.value:g}; plausibly {walk.low:g} to {walk.high:g}."


def test_the_reasons_that_no_round_holds_a_visit_are_those_that_are_told():
    meaning = {line.name: line.meaning for line in SCHEMAS["plan"]()}["reason"]
    assert ", ".join(UNSERVED_REASONS) in meaning
