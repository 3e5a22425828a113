# ruff: noqa: INP001 - a script beside its data, not a module of a package
"""Builds the embedded map from its facts, with its picture and the table of checks in README.md."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ruttsim.domain.roads import ROAD_CLASSES
from ruttsim.files import write_bytes, write_text
from ruttsim.graphs import street_edges
from ruttsim.roads.bundle import MAP_FILES, write_bundle
from ruttsim.roads.geography import WGS84, projected
from ruttsim.roads.schematic import build_schematic
from ruttsim.roads.schematic_checks import checks, checks_table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ruttsim.domain.roads import MapBundle

HERE = Path(__file__).parent
FACTS = HERE / "facts"
README = HERE / "README.md"
PICTURE = HERE / "botkyrka.png"
TABLE_START, TABLE_END = "<!-- checks -->\n", "<!-- end of checks -->\n"
CLASS_STYLES = {
    "cycleway": ("#3c9a5f", 0.3),
    "living_street": ("#8a6d9e", 0.5),
    "residential": ("#777777", 0.5),
    "unclassified": ("#777777", 0.7),
    "tertiary": ("#444444", 1.0),
    "secondary": ("#c79a1e", 1.5),
    "primary": ("#d9731a", 1.8),
    "motorway": ("#b8322e", 2.4),
}
"""Colour and width of the lines of each class, drawn in this order."""
DISTRICT_COLOURS = {
    "Alby": "#dbe8f1",
    "Fittja": "#f8e6d4",
    "Hallunda-Norsborg": "#deeedb",
    "Tullinge": "#f6dede",
    "Tumba": "#e9e2f2",
    "Vårsta-Grödinge": "#eee8e0",
}
NAME_STYLES: dict[str, dict[str, Any]] = {
    "water": {"fontsize": 5.5, "color": "#20507a", "style": "italic", "ha": "center"},
    "place": {"fontsize": 8, "weight": "bold", "ha": "center", "va": "center"},
}
NUMBER_STYLE: dict[str, Any] = {"fontsize": 6.5, "ha": "center", "va": "center", "color": "white"}
NUMBER_BOX = {"boxstyle": "round,pad=0.2", "facecolor": "#2d5f8a", "edgecolor": "white"}
ROAD_NUMBERS = {
    "E4/E20": (59.2290, 17.7790),
    "258": (59.2150, 17.8355),
    "226": (59.1992, 17.8780),
    "226 ": (59.1780, 17.8095),
    "225": (59.1690, 17.7550),
    "225 ": (59.1180, 17.8550),
    "259": (59.2470, 17.8850),
}
"""Where the numbers of roads stand: latitude and longitude."""
MARGIN_M = 900
"""Shown around the municipality."""


def main() -> None:
    """Write the five files of the map, its picture, and its table of checks."""
    bundle = build_schematic(FACTS)
    with tempfile.TemporaryDirectory() as folder:
        new = Path(folder) / "map"
        write_bundle(bundle, new)
        for name in MAP_FILES:
            write_bytes(HERE / name, (new / name).read_bytes())
    draw(bundle, PICTURE)
    before, rest = README.read_text(encoding="utf-8").split(TABLE_START)
    table = checks_table(checks(bundle, FACTS))
    write_text(README, before + TABLE_START + table + TABLE_END + rest.split(TABLE_END)[1])


def draw(bundle: MapBundle, path: Path) -> None:
    """Draw the map to a picture."""
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt
    from matplotlib.patheffects import withStroke

    figure, axes = plt.subplots(figsize=(9, 11.4), layout="constrained")
    colours = [DISTRICT_COLOURS[name] for name in bundle.areas["district"]]
    bundle.areas.plot(ax=axes, color=colours, edgecolor="#b8b8b8", linewidth=0.4)
    marks = bundle.landmarks
    marks[marks["kind"] == "water"].plot(ax=axes, color="#a9cfe6", zorder=2)
    _streets(bundle, axes)
    railways = marks[marks["kind"] == "railway"]
    railways.plot(ax=axes, color="black", linestyle=(0, (6, 3)), linewidth=0.8, zorder=4)
    bundle.premises.plot(ax=axes, color="#c4161c", edgecolor="white", markersize=26, zorder=6)
    halo = [withStroke(linewidth=2, foreground="white")]
    for kind, style in NAME_STYLES.items():
        for name, shape in marks.loc[marks["kind"] == kind, ["name", "geometry"]].to_numpy():
            point = shape.representative_point()
            axes.annotate(name, (point.x, point.y), path_effects=halo, zorder=7, **style)
    for number, (latitude, longitude) in ROAD_NUMBERS.items():
        x_m, y_m = projected(np.array([longitude]), np.array([latitude]), WGS84)
        axes.annotate(number, (x_m[0], y_m[0]), zorder=8, bbox=NUMBER_BOX, **NUMBER_STYLE)
    west, south, east, north = bundle.areas.total_bounds
    axes.set_xlim(west - MARGIN_M, east + MARGIN_M)
    axes.set_ylim(south - MARGIN_M, north + MARGIN_M)
    axes.set_aspect("equal")
    axes.set_axis_off()
    axes.set_title(f"{bundle.manifest.title}. Local streets are drawn by rule.", fontsize=10)
    figure.savefig(path, dpi=110, metadata={"Software": None})
    plt.close(figure)


def _streets(bundle: MapBundle, axes: Axes) -> None:
    """Draw the streets, the main roads last."""
    from matplotlib.collections import LineCollection

    roads = bundle.roads
    once = street_edges(roads)
    for name, (colour, width) in CLASS_STYLES.items():
        edges = (once & (roads.road_class == ROAD_CLASSES.index(name))).nonzero()[0]
        lines = [roads.line(int(edge)) for edge in edges]
        axes.add_collection(LineCollection(lines, colors=colour, linewidths=width, zorder=3))


if __name__ == "__main__":
    main()
