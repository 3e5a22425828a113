"""What maps assume is said in Swedish and English, with the same figures."""

from __future__ import annotations

import re

import geopandas as gpd
import osmnx as ox
import pytest
import shapely
from schematic_hamlet import write_hamlet

from road_samples import islands, osm_xml, village, write_osm
from ruttsim.bundled import bundled
from ruttsim.domain.roads import CRS
from ruttsim.roads.area_columns import completed_areas
from ruttsim.roads.build import build_map
from ruttsim.roads.bundle import read_bundle
from ruttsim.roads.sentences import swedish

ONE_STREET = osm_xml({1: (0.0, 0.0), 2: (1.0, 0.0)}, [([1, 2], {"highway": "residential"})])


def graph(folder):
    """A village as osmnx saves it."""
    ox.save_graphml(ox.graph_from_xml(write_osm(folder, village())), folder / "by.graphml")
    return folder / "by.graphml"


SOURCES = {
    "an extract": lambda folder: write_osm(folder, village()),
    "an extract with an island": lambda folder: write_osm(folder, islands()),
    "an extract of one area": lambda folder: write_osm(folder, ONE_STREET),
    "a graph": graph,
    "facts": lambda folder: write_hamlet(folder / "facts"),
}


def figures(text, thousands, decimal):
    """The figures in a text, without signs of thousands and with a decimal point."""
    whole = re.sub(rf"(?<=\d)[{thousands}](?=\d{{3}}\b)", "", text)
    return sorted(re.findall(r"\d+(?:\.\d+)?", re.sub(rf"(?<=\d){decimal}(?=\d)", ".", whole)))


def require_both(manifest):
    """Check that each sentence is there in both languages, with the same figures."""
    assert manifest.assumptions
    pairs = list(zip(manifest.assumptions, manifest.assumptions_sv, strict=True))
    for english, own in pairs:
        assert own.endswith(".")
        assert english.endswith(".")
        assert own != english
        assert figures(own, " \u00a0", ",") == figures(english, ",", r"\.")
    assert len(set(manifest.assumptions_sv)) == len(pairs)


@pytest.mark.parametrize("source", SOURCES)
def test_all_that_a_build_assumes_is_said_in_both_languages_with_the_same_figures(source, tmp_path):
    require_both(build_map(str(SOURCES[source](tmp_path)), tmp_path / "map").manifest)


@pytest.mark.parametrize("name", sorted(bundled("maps")))
def test_so_it_is_in_the_maps_that_come_with_ruttsim(name):
    require_both(read_bundle(bundled("maps")[name]).manifest)


def test_numbers_of_a_large_map_are_written_as_each_language_writes_them(tmp_path):
    """2 x 18 x 17 residential streets of 100 m: 61.2 km, one person for each 4 m."""
    bundle = build_map(str(write_osm(tmp_path, village(18))), tmp_path / "large")
    whole = gpd.GeoDataFrame(
        {"basic_area": ["allt"]}, geometry=[shapely.box(*bundle.areas.total_bounds)], crs=CRS
    )
    _, said = completed_areas(whole, bundle.roads, bundle.landmarks, "test")
    (of_persons,) = (it for it in said if "nominal: one person" in it.en)
    assert re.search(r" 15,\d{3} in all\.$", of_persons.en)
    assert re.search(r" 15\u00a0\d{3}\.$", of_persons.sv)


@pytest.mark.parametrize(
    ("english", "own"),
    [("1,234.5", "1\u00a0234,5"), ("20%", "20\u00a0%"), ("0.25", "0,25"), ("12", "12")],
)
def test_a_figure_is_written_as_swedish_writes_it(english, own):
    assert swedish(english) == own
