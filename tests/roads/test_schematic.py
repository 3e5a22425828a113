"""A schematic map of a hamlet, and the laws that every schematic map obeys."""

import os
import subprocess
import sys

import numpy as np
import pytest
import shapely
from schematic_hamlet import TABLES, write_hamlet

from ruttsim.domain.roads import CHARACTERS, ROAD_CLASSES
from ruttsim.errors import DataError
from ruttsim.graphs import main_component, street_edges
from ruttsim.roads.schematic import build_schematic
from ruttsim.roads.schematic_numbers import street_numbers


@pytest.fixture(scope="module")
def hamlet(tmp_path_factory):
    return build_schematic(write_hamlet(tmp_path_factory.mktemp("hamlet")))


def _lines(bundle, *classes):
    """Streets of the classes as lines, each once."""
    roads = bundle.roads
    codes = [ROAD_CLASSES.index(name) for name in classes]
    chosen = np.flatnonzero(street_edges(roads) & np.isin(roads.road_class, codes))
    return np.array([shapely.LineString(roads.line(edge)) for edge in chosen])


def _within(bundle, basic_area, *classes):
    """Length of the streets of the classes inside an area [m]."""
    shape = bundle.areas.set_index("basic_area").geometry[basic_area]
    return shapely.length(shapely.intersection(_lines(bundle, *classes), shape)).sum()


def test_every_character_has_a_pattern():
    assert set(street_numbers().patterns) == set(CHARACTERS)


def test_the_areas_fill_the_outline_without_overlap(hamlet):
    """7.5 x 4.5 of the hamlet's kilometres, which are 1,002 m north and 998 m east."""
    union = hamlet.areas.union_all()
    assert hamlet.areas.area.sum() == pytest.approx(union.area, abs=1)
    assert union.area == pytest.approx(7.5 * 998 * 4.5 * 1002, rel=0.005)
    assert not shapely.get_parts(union)[1:].size


@pytest.mark.parametrize(
    ("basic_area", "classes"),
    [
        ("estate", ("residential", "living_street")),
        ("village", ("residential", "living_street")),
        ("farms", ("unclassified",)),
    ],
)
def test_an_area_has_the_metres_of_street_that_its_people_have(hamlet, basic_area, classes):
    row = hamlet.areas.set_index("basic_area").loc[basic_area]
    wanted = row["population"] * street_numbers().patterns[row["character"]].street_m_per_person
    assert wanted * 0.95 <= _within(hamlet, basic_area, *classes) <= wanted + 1600


def test_apartment_blocks_have_yards_and_paths_and_farms_have_neither(hamlet):
    assert _within(hamlet, "estate", "living_street") > 0
    assert _within(hamlet, "estate", "cycleway") > 100
    for basic_area in ("village", "farms"):
        assert _within(hamlet, basic_area, "living_street") == 0
    assert _within(hamlet, "farms", "cycleway") == 0


def test_a_path_crossing_that_no_street_is_near_to_is_a_fault(tmp_path):
    text = TABLES["crossings.csv"] + "lost,59.188,17.8504,Track,path\n"
    with pytest.raises(DataError, match="lost: No street lies near both of its ends"):
        build_schematic(write_hamlet(tmp_path, crossings=text))


def test_each_mode_reaches_every_street_that_it_may_use(hamlet):
    roads = hamlet.roads
    for mode in ("car", "ebike", "walk"):
        allowed = roads.allows(mode)
        main = main_component(roads, mode)
        assert main[roads.tail[allowed]].all()
        assert main[roads.head[allowed]].all()


def test_the_motorway_is_for_cars_and_paths_are_not(hamlet):
    roads = hamlet.roads
    motorway = roads.road_class == ROAD_CLASSES.index("motorway")
    paths = roads.road_class == ROAD_CLASSES.index("cycleway")
    assert motorway.any()
    assert paths.any()
    assert not (roads.allows("walk") | roads.allows("ebike"))[motorway].any()
    assert roads.allows("car")[motorway].all()
    assert not roads.allows("car")[paths].any()


def test_the_motorway_is_met_at_the_feet_of_its_ramps_only(hamlet):
    """It crosses the long road on a bridge; the ramps of its interchange end on the north road."""
    roads = hamlet.roads
    motorway = roads.road_class == ROAD_CLASSES.index("motorway")
    on_it = np.union1d(roads.tail[motorway], roads.head[motorway])
    others = ~motorway
    met = np.intersect1d(on_it, np.union1d(roads.tail[others], roads.head[others]))
    assert len(met) == 2
    touching = others & (np.isin(roads.tail, met) | np.isin(roads.head, met))
    assert {roads.names[name] for name in roads.name[touching]} == {"North road"}


def test_carriageways_and_ramps_are_one_way(hamlet):
    roads = hamlet.roads
    motorway = roads.road_class == ROAD_CLASSES.index("motorway")
    assert (roads.reverse[motorway] == -1).all()
    assert (roads.reverse[~motorway] >= 0).all()


def test_local_streets_join_no_road_that_only_through_roads_may_join(hamlet):
    roads = hamlet.roads
    primary = roads.road_class == ROAD_CLASSES.index("primary")
    local = roads.road_class > ROAD_CLASSES.index("tertiary")
    local &= roads.allows("car")
    ends = np.union1d(roads.tail[primary], roads.head[primary])
    assert not np.isin(ends, np.union1d(roads.tail[local], roads.head[local])).any()


def test_local_streets_cross_neither_water_nor_railway_nor_larger_roads(hamlet):
    local = _lines(hamlet, "residential", "living_street", "unclassified")
    marks = hamlet.landmarks
    barriers = [
        *marks.geometry[marks["kind"].isin(["water", "railway"])],
        *_lines(hamlet, "primary", "motorway"),
    ]
    assert not shapely.intersects(local[:, None], np.array(barriers)[None, :]).any()


def test_paths_cross_the_railway_where_the_table_says_only(hamlet):
    marks = hamlet.landmarks
    paths = _lines(hamlet, "cycleway")
    track = marks.geometry[marks["kind"] == "railway"].iloc[0]
    wet = marks.geometry[marks["kind"] == "water"].union_all()
    assert shapely.crosses(paths, track).sum() == 1
    assert not shapely.intersects(paths, wet).any()
    assert not shapely.crosses(paths[:, None], _lines(hamlet, "motorway")[None, :]).any()


def test_streets_on_the_ground_meet_at_crossings_only(hamlet):
    lines = _lines(hamlet, *(it for it in ROAD_CLASSES if it not in ("motorway", "cycleway")))
    assert not shapely.STRtree(lines).query(lines, predicate="crosses").size


def test_paths_meet_each_other_and_local_streets_at_crossings_only(hamlet):
    """Under through roads they lead in subways."""
    local = ("residential", "living_street", "unclassified", "cycleway")
    lines = _lines(hamlet, *local)
    assert not shapely.STRtree(lines).query(_lines(hamlet, "cycleway"), predicate="crosses").size


def test_lengths_and_positions_are_whole_decimetres(hamlet):
    roads = hamlet.roads
    for values in (roads.length_m, roads.node_x_m, roads.node_y_m, roads.shape_x_m):
        assert np.array_equal(values, np.round(values, 1))


def test_premises_stand_on_the_streets(hamlet):
    lines = _lines(hamlet, "tertiary", "secondary", "primary")
    assert shapely.distance(hamlet.premises.geometry.to_numpy(), shapely.union_all(lines)).max() < 1


def test_a_change_in_one_area_leaves_the_streets_of_the_others(hamlet, tmp_path):
    """Every area draws from a stream of its own."""
    areas = TABLES["areas.csv"].replace("apartments,600", "apartments,500")
    districts = TABLES["districts.csv"].replace("Town,900", "Town,800")
    other = build_schematic(write_hamlet(tmp_path, areas=areas, districts=districts))
    streets = ("residential", "living_street")
    assert _within(other, "estate", *streets) < _within(hamlet, "estate", *streets)
    for basic_area in ("village", "farms"):
        for name in ("residential", "unclassified"):
            before = _within(hamlet, basic_area, name)
            assert _within(other, basic_area, name) == pytest.approx(before, abs=0.1)


def test_another_seed_draws_other_streets(hamlet, tmp_path):
    text = TABLES["map.toml"].replace("seed = 7", "seed = 8")
    other = build_schematic(write_hamlet(tmp_path, map=text))
    assert other.manifest.content_hash != hamlet.manifest.content_hash
    assert other.areas.geometry.equals(hamlet.areas.geometry)


def test_the_same_facts_give_the_same_map_whatever_the_hash_seed(hamlet, tmp_path):
    folder = write_hamlet(tmp_path)
    program = (
        "import sys; from pathlib import Path; from ruttsim.roads.schematic import build_schematic;"
        "sys.stdout.write(build_schematic(Path(sys.argv[1])).manifest.content_hash)"
    )
    again = subprocess.run(
        [sys.executable, "-c", program, str(folder)],
        env={**os.environ, "PYTHONHASHSEED": "12345"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert again.stdout == hamlet.manifest.content_hash
