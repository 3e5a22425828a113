"""Coverage by table, layer, margin and halves, kind by kind; and what is told where they fail."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from square_map import PARAMETERS, choosing, many_clients, map_of, population_of, squares, study_of

from ruttsim.domain.roads import CRS
from ruttsim.domain.split import MAY_SERVE, MUST_SERVE, NOT_SERVED
from ruttsim.errors import DataError, StudyError
from ruttsim.split.assignment import assign
from ruttsim.split.case import SplitCase
from ruttsim.split.coverage import coverage_by_kind, densest_areas
from ruttsim.split.neighbours import is_connected, neighbours

SHAPES = squares(4, 1)
MAP = map_of(SHAPES)
HOURS = population_of([40.0, 30.0, 20.0, 10.0], [0, 1, 2, 3])


def table_of(folder, coverage, organisations=("m", "p1", "p2"), bundle=MAP, people=HOURS):
    split = {
        "organisations": list(organisations),
        "coverage": coverage,
        "allocation": {"rule": "choice"},
    }
    study = study_of(split, folder=folder)
    return coverage_by_kind(SplitCase(people, bundle, study, study.splits[0], PARAMETERS))


def test_rows_of_the_study_are_put_upon_each_other(tmp_path):
    """p1 may serve all but the last area; p2 serves service in the South (areas 1 and 3) alone."""
    rows = [
        {"organisations": ["p1"]},
        {"organisations": ["p1"], "basic_areas": ["a3"], "coverage": "not"},
        {"organisations": ["p2"], "districts": ["South"], "kinds": ["service"]},
    ]
    table = table_of(tmp_path, {"rule": "table", "rows": rows})
    assert (table[:, :, 0] == MUST_SERVE).all()
    assert table[:, 0, 1].tolist() == table[:, 1, 1].tolist() == [1, 1, 1, 0]
    assert table[:, 0, 2].tolist() == [0, 0, 0, 0]
    assert table[:, 1, 2].tolist() == [0, 1, 0, 1]


def test_rows_of_a_file_say_the_same(tmp_path):
    lines = [
        "basic_area;organisation;kind;coverage",
        "a0;p1;;",
        "a1;p1;care;must",
        "a2;p2;service;may",
    ]
    (tmp_path / "who.csv").write_text("\n".join(lines))
    table = table_of(tmp_path, {"rule": "table", "table": "who.csv"})
    assert table[:, 0, 1].tolist() == [MAY_SERVE, MUST_SERVE, NOT_SERVED, NOT_SERVED]
    assert table[:, 1, 1].tolist() == [MAY_SERVE, NOT_SERVED, NOT_SERVED, NOT_SERVED]
    assert table[:, 1, 2].tolist() == [0, 0, MAY_SERVE, 0]


def test_faults_of_a_file_are_told_together_with_row_and_column(tmp_path):
    lines = ["basic_area,organisation,kind,coverage", "a9,p1,,", "a1,p7,night,maybe"]
    (tmp_path / "who.csv").write_text("\n".join(lines))
    with pytest.raises(DataError) as caught:
        table_of(tmp_path, {"rule": "table", "table": "who.csv"})
    fields = [it.field for it in caught.value.faults]
    assert fields == ["row 2, basic_area", "row 3, organisation", "row 3, kind", "row 3, coverage"]


def test_faults_of_rows_in_the_study_name_their_place(tmp_path):
    rows = [{"organisations": ["p1"], "basic_areas": ["a9"], "districts": ["Nowhere"]}]
    with pytest.raises(StudyError) as caught:
        table_of(tmp_path, {"rule": "table", "rows": rows})
    assert [it.field for it in caught.value.faults] == [
        "splits[0].coverage.rows[0].basic_areas",
        "splits[0].coverage.rows[0].districts",
    ]


def test_an_organisation_that_no_row_names_is_a_fault(tmp_path):
    with pytest.raises(StudyError, match="p2 would serve no basic area"):
        table_of(tmp_path, {"rule": "table", "rows": [{"organisations": ["p1"]}]})


def layer(path, rows):
    """A drawn layer: organisation, kind, coverage and the shapes joined for it."""
    table = gpd.GeoDataFrame(
        {
            name: [row[k] for row in rows]
            for k, name in enumerate(("organisation", "kind", "coverage"))
        },
        geometry=[row[3] for row in rows],
        crs=CRS,
    )
    table.to_file(path)


def test_drawn_polygons_may_overlap_and_the_larger_part_of_an_area_decides(tmp_path):
    """p1 is drawn for areas 0 and 1 and two fifths of 2; p2 for service in areas 1 and 2."""
    first = shapely.union_all([SHAPES[0], SHAPES[1], shapely.box(2000, 0, 2400, 1000)])
    second = SHAPES[1].union(SHAPES[2])
    rows = [("p1", None, None, first), ("p2", "service", "must", second)]
    layer(tmp_path / "drawn.gpkg", rows)
    table = table_of(tmp_path, {"rule": "drawn", "layer": "drawn.gpkg"})
    assert (table[:, :, 0] == MUST_SERVE).all()
    assert table[:, 0, 1].tolist() == table[:, 1, 1].tolist() == [1, 1, 0, 0]
    assert table[:, 1, 2].tolist() == [0, 2, 2, 0]
    assert table[:, 0, 2].tolist() == [0, 0, 0, 0]


def test_faults_of_a_drawn_layer_are_told_together(tmp_path):
    layer(tmp_path / "drawn.gpkg", [("p8", "care", "may", SHAPES[0]), ("p1", "x", "y", SHAPES[1])])
    with pytest.raises(DataError) as caught:
        table_of(tmp_path, {"rule": "drawn", "layer": "drawn.gpkg"})
    fields = [it.field for it in caught.value.faults]
    assert fields == ["row 1, organisation", "row 2, kind", "row 2, coverage"]


def test_the_halves_are_contiguous_and_about_equal_and_the_municipality_is_in_both(tmp_path):
    bundle = map_of(squares(4, 3))
    people = many_clients(12)
    halves = [["m", "p1"], ["m", "p2"]]
    table = table_of(tmp_path, {"rule": "halves", "halves": halves}, bundle=bundle, people=people)
    assert (table[:, :, 0] == MUST_SERVE).all()
    first, second = (np.flatnonzero(table[:, 0, k]) for k in (1, 2))
    assert sorted([*first, *second]) == list(range(12))
    graph = neighbours(bundle.areas, bundle.landmarks.geometry)
    assert is_connected(graph, first.tolist())
    assert is_connected(graph, second.tolist())
    hours = np.bincount(people.clients.basic_area, weights=people.clients.granted_h_per_month)
    assert hours[first].sum() / hours.sum() == pytest.approx(0.5, abs=0.1)


def test_the_first_list_has_the_western_half_of_a_long_map(tmp_path):
    table = table_of(tmp_path, {"rule": "halves", "halves": [["m", "p1"], ["m", "p2"]]})
    assert table[0, 0, :3].tolist() == [2, 1, 0]
    assert table[3, 0, :3].tolist() == [2, 0, 1]


def test_densest_areas_stop_before_they_pass_a_ceiling_in_hours(tmp_path):
    """Densities 10, 30, 20, 5 with 40, 30, 20, 10 h: 30 + 20 = 50 h fit below 60, 90 do not."""
    bundle = map_of(SHAPES, built_km2=[4.0, 1.0, 1.0, 2.0])
    coverage = {"rule": "densest_until_share", "granted_h_per_month": 60.0}
    study = study_of({"organisations": ["m", "p1"], "coverage": coverage}, folder=tmp_path)
    case = SplitCase(HOURS, bundle, study, study.splits[0], PARAMETERS)
    assert densest_areas(case).tolist() == [False, True, True, False]


def margins(folder, values):
    rows = [f"a{k},{value}" for k, value in enumerate(values)]
    (folder / "margins.csv").write_text("\n".join(["basic_area,margin_sek", *rows]))
    return {"rule": "positive_margin", "margins": "margins.csv"}


def test_some_serve_where_the_margin_is_above_nothing_alone(tmp_path):
    table = table_of(tmp_path, margins(tmp_path, (120.5, 0, -3, 1)))
    assert (table[:, 0, 0] == MUST_SERVE).all()
    assert table[:, 0, 1].tolist() == table[:, 0, 2].tolist() == [1, 0, 0, 1]


def test_that_no_area_has_a_margin_is_an_answer_in_every_allocation(tmp_path):
    coverage = margins(tmp_path, (-1, -2, -3, -4))
    people = choosing(many_clients(4))
    for allocation in ({"rule": "choice"}, {"shares": {"m": 0.5, "p1": 0.5}}):
        split = {"organisations": ["m", "p1"], "coverage": coverage, "allocation": allocation}
        study = study_of(split, folder=tmp_path)
        found = assign(people, MAP, study, study.splits[0], PARAMETERS)
        assert (found.organisation[:, 0] == 0).all()


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("basic_area,margin\na0,1", "margin_sek"),
        ("basic_area,margin_sek\na0,1\na1,2\na2,3", "basic_area"),
        ("basic_area,margin_sek\na0,1\na0,1\na1,2\na2,3\na3,4", "row 3, basic_area"),
        ("basic_area,margin_sek\na0,x\na1,2\na2,3\na3,4", "row 2, margin_sek"),
        ("basic_area,margin_sek\na0,1\na1,2\na2,3\na3,4\nb,5", "row 6, basic_area"),
        ("", "file"),
    ],
)
def test_a_fault_of_the_margins_names_its_row_and_column(tmp_path, text, field):
    (tmp_path / "margins.csv").write_text(text)
    with pytest.raises(DataError) as caught:
        table_of(tmp_path, {"rule": "positive_margin", "margins": "margins.csv"})
    (fault,) = caught.value.faults
    assert fault.field == field


def test_an_area_without_anybody_for_a_kind_that_is_needed_is_a_fault(tmp_path):
    split = {
        "organisations": ["m", "p1"],
        "coverage": {"kinds": {"m": ["service"], "p1": ["service"]}},
        "allocation": {"rule": "choice"},
    }
    study = study_of(split, folder=tmp_path)
    with pytest.raises(StudyError, match="with clients for care"):
        assign(choosing(HOURS), MAP, study, study.splits[0], PARAMETERS)
