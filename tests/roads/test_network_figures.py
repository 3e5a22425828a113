"""Figures of road networks: by hand, and of real streets that the embedded map is held against."""

import csv
import gzip
import math
import os
import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import osmium
import pytest
import shapely

from road_samples import street
from ruttsim.bundled import bundled
from ruttsim.roads.build import build_map
from ruttsim.roads.geography import WGS84, projected
from ruttsim.roads.network import network_from_lines
from ruttsim.roads.network_figures import class_m, ends, median_detour
from ruttsim.roads.schematic_checks import CHECKS_FILE

CHECKOUT = Path(__file__).parents[2]
REAL_DATA = Path(os.environ.get("RUTTSIM_REAL_DATA", CHECKOUT.parent / "shared" / "data"))
UMEA = REAL_DATA / "umea_road_links.csv.gz"
LIECHTENSTEIN = REAL_DATA / "liechtenstein.osm.pbf"
UMEA_CENTRE_M, UMEA_REACH_M, UMEA_PERSONS = (758_636, 7_088_787), 5_000, 90_000
LIECHTENSTEIN_PERSONS, LIECHTENSTEIN_M2, LIECHTENSTEIN_BORDER = 39_000, 160e6, 1155955
EVERYWHERE = shapely.box(-1e7, -1e7, 1e7, 1e7)


def _cross():
    """Four arms of a kilometre, one of them one-way, about the origin; a fifth for walkers."""
    arms = [(1000, 0), (0, 1000), (-1000, 0), (0, -1000)]
    streets = [street(end, (0, 0), [end, (0, 0)]) for end in arms[:3]]
    streets.append(street(arms[3], (0, 0), [arms[3], (0, 0)], modes_backward=()))
    path = {"modes_forward": ("walk",), "modes_backward": ("walk",), "road_class": "footway"}
    streets.append(street((1000, 0), (0, 1000), [(1000, 0), (0, 1000)], **path))
    return network_from_lines(streets)


def test_a_cross_has_one_junction_and_four_ends_for_cars():
    found = ends(_cross(), "car", EVERYWHERE)
    assert (found.junctions, found.dead_ends) == (1, 4)
    assert found.dead_end_share == 0.8


def test_a_path_between_two_ends_leaves_two_to_walkers():
    found = ends(_cross(), "walk", EVERYWHERE)
    assert (found.junctions, found.dead_ends) == (1, 2)


def test_only_what_lies_inside_counts_and_of_one_way_streets_half():
    """East and west arm to 500 m, and half of as much of the southern one."""
    box = shapely.box(-500, -500, 500, 0)
    assert class_m(_cross(), ("residential",), box) == pytest.approx(500 + 500 + 250)


def test_the_detour_of_a_square_is_between_none_and_the_square_root_of_two():
    """Neighbouring corners are 2 km apart, opposite ones 4 km of 2.83 km: the median of 8 and 4."""
    corners = [(0, 0), (2000, 0), (2000, 2000), (0, 2000)]
    sides = [street(a, b, [a, b]) for a, b in zip(corners, corners[1:] + corners[:1], strict=True)]
    assert median_detour(network_from_lines(sides), "walk", EVERYWHERE) == 1


def _corner():
    """Two streets of 2 km at a right angle; the ends are 4 km apart by them, 2.83 km straight."""
    ends_m = [(0, 0), (2000, 0), (2000, 2000)]
    return network_from_lines([street(a, b, [a, b]) for a, b in pairwise(ends_m)])


def test_detours_lead_from_every_third_place_to_all():
    """From the first place alone: 1 to the corner, the square root of 2 round it."""
    assert median_detour(_corner(), "walk", EVERYWHERE) == pytest.approx((1 + math.sqrt(2)) / 2)


def test_detours_outside_the_shape_do_not_count():
    """Without the far end the street before the corner is left, and it is straight."""
    assert median_detour(_corner(), "walk", shapely.box(-1, -1, 2001, 1)) == 1


def _umea():
    """The links of Umeå as a network; of the two directions of a road one street."""
    csv.field_size_limit(10**7)
    with gzip.open(UMEA, "rt", encoding="utf-8") as table:
        rows = list(csv.DictReader(table, delimiter=";"))
    roads, nodes = {}, {}
    for row in rows:
        ways = tuple(sorted((row["from_node"], row["to_node"])))
        roads.setdefault((*ways, round(float(row["length"]), 1)), []).append(row)
    streets = []
    for same in roads.values():
        row = same[0]
        points = [
            tuple(map(float, pair.split()))
            for pair in re.findall(r"[\d.]+ [\d.]+", row["geometry"])
        ]
        points[0] = nodes.setdefault(row["from_node"], points[0])
        points[-1] = nodes.setdefault(row["to_node"], points[-1])
        both = any(other["from_node"] == row["to_node"] for other in same[1:])
        streets.append(
            street(
                row["from_node"],
                row["to_node"],
                points,
                road_class=row["type"].removesuffix("_link"),
                length_m=float(row["length"]),
                **({} if both else {"modes_backward": ()}),
            )
        )
    return network_from_lines(streets)


def _liechtenstein():
    """The country inside its border, a relation of its own map."""
    ways = set()
    for it in osmium.FileProcessor(LIECHTENSTEIN, osmium.osm.RELATION):
        if it.id == LIECHTENSTEIN_BORDER:
            ways = {member.ref for member in it.members if member.type == "w"}
    lines = []
    kinds = osmium.osm.NODE | osmium.osm.WAY
    for it in osmium.FileProcessor(LIECHTENSTEIN, kinds).with_locations():
        if it.is_way() and it.id in ways:
            degrees = np.array([(node.lon, node.lat) for node in it.nodes])
            x_m, y_m = projected(degrees[:, 0], degrees[:, 1], WGS84)
            lines.append(shapely.linestrings(x_m, y_m))
    return shapely.union_all(shapely.polygonize(lines).geoms)


def _quoted(column, measure):
    """What the table of checks says of another place."""
    facts = bundled("maps")["botkyrka"] / "facts"
    with (facts / CHECKS_FILE).open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    return {it["of"]: it[column] for it in rows if it["measure"] == measure and it[column]}


def _is_quoted(measured, quoted):
    """Whether a figure, rounded to the decimals that are quoted, is what is quoted."""
    return round(measured, len(quoted.partition(".")[2])) == float(quoted)


@pytest.mark.skipif(not UMEA.is_file(), reason="needs RUTTSIM_REAL_DATA")
def test_the_figures_quoted_of_umea_are_those_of_its_links():
    roads = _umea()
    town = shapely.buffer(shapely.Point(UMEA_CENTRE_M), UMEA_REACH_M)
    for classes, metres in _quoted("umea", "class_m_per_person").items():
        assert _is_quoted(class_m(roads, classes.split(), town) / UMEA_PERSONS, metres)
    assert _is_quoted(median_detour(roads, "car", town), _quoted("umea", "detour_factor")["car"])


@pytest.mark.long
@pytest.mark.skipif(not LIECHTENSTEIN.is_file(), reason="needs RUTTSIM_REAL_DATA")
def test_the_figures_quoted_of_liechtenstein_are_those_of_its_map(tmp_path):
    bundle = build_map(str(LIECHTENSTEIN), tmp_path / "map", None, lambda _: None, tmp_path)
    roads, areas, country = bundle.roads, bundle.areas, _liechtenstein()
    assert country.area == pytest.approx(LIECHTENSTEIN_M2, rel=0.01)
    for classes, metres in _quoted("liechtenstein", "class_m_per_person").items():
        measured = class_m(roads, classes.split(), country) / LIECHTENSTEIN_PERSONS
        assert _is_quoted(measured, metres)
    for mode, factor in _quoted("liechtenstein", "detour_factor").items():
        assert _is_quoted(median_detour(roads, mode, country), factor)
    houses = areas[areas["character"] == "houses"]
    found = ends(roads, "car", houses.union_all())
    assert _is_quoted(found.dead_end_share, _quoted("liechtenstein", "dead_end_share")["houses"])
    per_km2 = found.junctions / np.sum(houses["built_km2"])
    assert _is_quoted(per_km2, _quoted("liechtenstein", "junctions_per_km2")["houses"])
