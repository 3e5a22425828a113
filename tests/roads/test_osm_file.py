"""An extract gives the streets that it holds, also where it cuts them."""

from __future__ import annotations

import gzip
import os
import re
from pathlib import Path

import numpy as np
import pytest
import shapely

from road_samples import osm_xml, village, write_osm
from ruttsim.errors import DataError
from ruttsim.roads.network import kilometres_by_class
from ruttsim.roads.osm_file import read_osm_file
from ruttsim.roads.streets import network_between_junctions

DATA = Path(os.environ.get("RUTTSIM_REAL_DATA", "../shared/data"))
HOME = {"highway": "residential"}
NODES = {1: (0.0, 0.0), 2: (1.0, 0.0), 3: (2.0, 0.0), 4: (3.0, 0.0), 5: (1.0, 1.0)}


def real(name):
    """A real extract, or a skipped test."""
    path = DATA / name
    if not path.exists():
        pytest.skip(f"{path} is missing")
    return path


def network_of(path):
    network, *_ = network_between_junctions(read_osm_file(path).streets, str(path))
    return network


def test_ways_are_cut_where_they_meet(tmp_path):
    text = osm_xml(NODES, [([1, 2, 3, 4], HOME), ([2, 5], HOME)])
    streets = read_osm_file(write_osm(tmp_path, text)).streets
    assert [(part.start, part.end) for part in streets] == [(1, 2), (2, 4), (2, 5)]


def test_lengths_are_those_on_the_ground(tmp_path):
    """0.0009 degrees of latitude at 59.2 degrees north are 0.0009 x 111.4 km = 100.3 m."""
    text = osm_xml({1: (0.0, 0.0), 2: (0.0, 1.0)}, [([1, 2], HOME)])
    (only,) = read_osm_file(write_osm(tmp_path, text)).streets
    assert only.length_m == pytest.approx(100.3, abs=0.1)


def test_coordinates_are_sweref_99_tm(tmp_path):
    """59.2 N 17.8 E is 6,566 km north and 660 km east (Lantmäteriet's zone 33 with false 500)."""
    text = osm_xml({1: (0.0, 0.0), 2: (0.0, 1.0)}, [([1, 2], HOME)])
    (only,) = read_osm_file(write_osm(tmp_path, text)).streets
    assert only.points[0] == pytest.approx([660_000, 6_566_000], abs=1500)


def test_a_cut_way_is_kept_where_two_nodes_in_a_row_are_left(tmp_path):
    """Node 77 is not in the extract: of 1-2-77-3-4-78-5 the parts 1-2 and 3-4 remain."""
    text = osm_xml(NODES, [([1, 2, 77, 3, 4, 78, 5], HOME)])
    streets = read_osm_file(write_osm(tmp_path, text)).streets
    assert [(part.start, part.end) for part in streets] == [(1, 2), (3, 4)]


def test_only_what_lies_inside_a_polygon_is_kept_if_one_is_given(tmp_path):
    path = write_osm(tmp_path, osm_xml(NODES, [([1, 2, 3, 4], HOME), ([2, 5], HOME)]))
    whole = read_osm_file(path).streets
    west = shapely.Point(whole[0].points[0]).buffer(150.0)
    kept = read_osm_file(path, west).streets
    assert [(part.start, part.end) for part in kept] == [(1, 2), (2, 5)]


def test_a_way_that_leaves_the_polygon_and_comes_back_is_whole_in_between(tmp_path):
    """Of 5-2-3-1-4 the nodes 5 and 1 lie inside; only 4 is cut off."""
    path = write_osm(tmp_path, osm_xml(NODES, [([5, 2, 3, 1, 4], HOME)]))
    (whole,) = read_osm_file(path).streets
    source = read_osm_file(path, shapely.MultiPoint(whole.points[[0, 3]]).buffer(20.0))
    (kept,) = source.streets
    assert np.array_equal(kept.points, whole.points[:4])
    assert source.counts["ways_cut_by_the_rim"] == 1


def test_streets_that_a_tag_closes_to_cars_are_counted(tmp_path):
    """Of 300 m of street 200 m are closed; the footway never was for cars."""
    shut = {"highway": "service", "access": "private"}
    ways = [
        ([1, 2], HOME),
        ([2, 3], shut),
        ([3, 4], HOME | {"motor_vehicle": "no"}),
        ([2, 5], {"highway": "footway", "access": "no"}),
    ]
    path = write_osm(tmp_path, osm_xml(NODES, ways))
    source = read_osm_file(path)
    (only,) = (it for it in source.streets if "car" in it.modes_forward)
    assert source.counts["km_closed_to_cars_by_tag"] == pytest.approx(0.2, abs=0.01)
    west = shapely.Point(only.points[0]).buffer(250.0)
    clipped = read_osm_file(path, west).counts
    assert clipped["km_closed_to_cars_by_tag"] == pytest.approx(0.1, abs=0.01)


def test_places_come_in_order_of_importance(tmp_path):
    landmarks = read_osm_file(write_osm(tmp_path, village())).landmarks
    assert landmarks["name"].tolist() == ["Stor", "Liten"]


def test_lakes_and_railways_are_landmarks(tmp_path):
    ways = [
        ([1, 2], HOME),
        ([1, 2, 5, 1], {"natural": "water", "name": "Tjärnen"}),
        ([3, 4], {"railway": "rail"}),
    ]
    landmarks = read_osm_file(write_osm(tmp_path, osm_xml(NODES, ways))).landmarks
    assert landmarks["kind"].tolist() == ["railway", "water"]
    assert landmarks.geometry.geom_type.tolist() == ["LineString", "MultiPolygon"]


LAKE = """<relation id="{id}" version="1"><member type="way" ref="{way}" role="outer"/>
<tag k="type" v="multipolygon"/><tag k="natural" v="water"/></relation>"""


def test_water_that_is_not_whole_is_counted(tmp_path):
    """A whole lake and river are drawn; a cut lake, an open river and a coast are counted."""
    ways = [
        ([1, 2], HOME),
        ([1, 2, 5, 1], {}),
        ([2, 3, 5, 2], {"waterway": "riverbank"}),
        ([2, 3], {"waterway": "riverbank"}),
        ([3, 4], {"natural": "coastline"}),
    ]
    text = osm_xml(NODES, ways)
    way = re.findall(r'<way id="(\d+)"', text)[1]
    lakes = LAKE.format(id=1, way=way) + LAKE.format(id=2, way=987654)
    source = read_osm_file(write_osm(tmp_path, text.replace("</osm>", lakes + "</osm>")))
    assert source.landmarks["kind"].tolist() == ["water", "water"]
    assert source.counts["water_left_out"] == 3


def test_a_compressed_extract_gives_the_same_streets(tmp_path):
    plain = write_osm(tmp_path, village())
    packed = tmp_path / "by.osm.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    first, second = network_of(plain), network_of(packed)
    assert np.array_equal(first.shape_x_m, second.shape_x_m)


@pytest.mark.parametrize("name", ["by.osm.pbf", "by.osm.gz", "by.osm"])
def test_a_broken_file_is_a_fault_with_its_remedy(tmp_path, name):
    broken = tmp_path / name
    broken.write_bytes(b"this is no map")
    with pytest.raises(DataError, match=r"(?s)cannot be read.*Download"):
        read_osm_file(broken)


def test_a_truncated_real_file_is_a_fault(tmp_path):
    whole = real("liechtenstein.osm.pbf").read_bytes()
    part = tmp_path / "part.osm.pbf"
    part.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DataError, match="cannot be read"):
        read_osm_file(part)


def test_liechtenstein_has_about_the_junctions_and_edges_that_others_count():
    """Counted elsewhere: about 3,400 junctions and 7,600 directed drivable edges."""
    network = network_of(real("liechtenstein.osm.pbf"))
    cars = network.allows("car")
    assert len(np.union1d(network.tail[cars], network.head[cars])) == pytest.approx(3400, rel=0.2)
    assert cars.sum() == pytest.approx(7600, rel=0.2)
    assert kilometres_by_class(network)["primary"] == pytest.approx(27.8, abs=0.5)


def test_the_cut_streets_of_central_helsinki_make_one_network():
    source = read_osm_file(real("helsinki_centre.osm.gz"))
    network, left_out, _ = network_between_junctions(source.streets, "helsinki")
    assert network.edges > 500
    assert left_out.en.startswith("3.9 km of 28.0 km")
    assert (network.reverse < 0).any()
