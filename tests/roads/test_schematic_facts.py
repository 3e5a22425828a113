"""The tables of facts that a schematic map is drawn from."""

import pytest
from schematic_hamlet import TABLES, write_hamlet

from ruttsim.errors import DataError
from ruttsim.roads.schematic_facts import read_facts


def test_facts_are_read_in_the_order_of_their_tables(tmp_path):
    facts = read_facts(write_hamlet(tmp_path))
    assert [area.basic_area for area in facts.areas] == ["estate", "village", "farms"]
    assert [len(area.anchors) for area in facts.areas] == [1, 1, 2]
    assert [road.name for road in facts.roads] == [
        "Long road",
        "Cross road",
        "Motorway",
        "North road",
    ]
    assert facts.areas[0].share_65plus == 0.1
    assert facts.premises[0].district == "Town"


def test_roads_that_name_the_same_point_share_it(tmp_path):
    long_road, cross_road, _, north_road = read_facts(write_hamlet(tmp_path)).roads
    assert long_road.via[1] == cross_road.via[1]
    assert cross_road.via[2] == north_road.via[0]


def test_a_crossing_tells_what_crosses_which_barrier(tmp_path):
    subway, level, bridge = read_facts(write_hamlet(tmp_path)).crossings
    assert (subway.barrier, subway.use) == ("Track", "path")
    assert (level.barrier, level.use) == ("Track", "road")
    assert (bridge.barrier, bridge.use) == ("Motorway", "road")


def test_every_missing_file_is_named_at_once(tmp_path):
    folder = write_hamlet(tmp_path)
    (folder / "areas.csv").unlink()
    (folder / "water.geojson").unlink()
    with pytest.raises(DataError) as caught:
        read_facts(folder)
    assert len(caught.value.faults) == 2


def test_what_no_other_table_knows_is_named_with_the_nearest_name(tmp_path):
    premises = "premise,name,anchor,source\nshop,Shop,Sqare,assumption\n"
    with pytest.raises(DataError, match=r"Did you mean 'Square'\?"):
        read_facts(write_hamlet(tmp_path, premises=premises))


def test_a_roundabout_stands_where_some_road_passes(tmp_path):
    ring = '[[roundabout]]\nname = "Ring"\nat = "{}"\n'
    text = TABLES["roads.toml"]
    facts = read_facts(write_hamlet(tmp_path / "good", roads=text + ring.format("Crossing")))
    assert facts.roundabouts[0].point == facts.roads[0].via[1]
    with pytest.raises(DataError, match="Did you mean 'Crossing'"):
        read_facts(write_hamlet(tmp_path / "bad", roads=text + ring.format("Crosing")))


@pytest.mark.parametrize(
    ("table", "old", "new", "message"),
    [
        ("areas", "Town,apartments", "Town,flats", "Unknown value 'flats'"),
        ("areas", "Country,countryside", "County,countryside", "Unknown value 'County'"),
        ("areas", ",600,", ",601,", "Its areas have 901 persons, not 900"),
        ("areas", "character,", "kind,", "Missing: character"),
        ("areas", "estate,Estate", "estates,Estate", "It has no anchor"),
        ("roads", '"Blocks"', '"Block"', "Unknown anchor or stop 'Block'"),
        ("roads", '"open"', '"opened"', "Unknown value 'opened'"),
        ("roads", '["North road"]', '["Norht road"]', "Did you mean 'North road'"),
        ("crossings", "Track,path", "Trak,path", "Did you mean 'Track'"),
        ("crossings", "Track,path", "Track,pth", "Unknown value 'pth'"),
        ("roads", '"tertiary"', '"avenue"', "Unknown value 'avenue'"),
        ("map", 'sv = "Inget här är verkligt.", ', "", "Sentence 1 has no sv: .*'Nothing here"),
        ("map", 'en = "Nothing here is real."', 'en = ""', "Sentence 1 has no en: .*'Inget"),
        ("map", '{ sv = "Inget', '"Text alone.", { sv = "Inget', "has no sv and no en: 'Text"),
    ],
)
def test_a_slip_in_a_table_is_a_fault_that_says_so(tmp_path, table, old, new, message):
    name = next(name for name in TABLES if name.startswith(table))
    assert old in TABLES[name]
    text = TABLES[name].replace(old, new, 1)
    with pytest.raises(DataError, match=message):
        read_facts(write_hamlet(tmp_path, **{table: text}))
