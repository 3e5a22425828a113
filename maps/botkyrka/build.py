# ruff: noqa: INP001 - a script beside its data, not a module of a package
"""Builds the embedded map from its facts, with its picture and the table of checks in README.md."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from ruttsim.figures.map_picture import map_picture
from ruttsim.figures.sheet import plain_style
from ruttsim.files import write_bytes, write_text
from ruttsim.roads.bundle import MAP_FILES, write_bundle
from ruttsim.roads.schematic import build_schematic
from ruttsim.roads.schematic_checks import checks, checks_table

HERE = Path(__file__).parent
FACTS = HERE / "facts"
README = HERE / "README.md"
PICTURE = HERE / "botkyrka.png"
PICTURE_DPI = 190
TABLE_START, TABLE_END = "<!-- checks -->\n", "<!-- end of checks -->\n"


def main() -> None:
    """Write the five files of the map, its picture, and its table of checks, which is shown."""
    bundle = build_schematic(FACTS)
    with tempfile.TemporaryDirectory() as folder:
        new = Path(folder) / "map"
        write_bundle(bundle, new)
        for name in MAP_FILES:
            write_bytes(HERE / name, (new / name).read_bytes())
    with plain_style():
        write_bytes(PICTURE, map_picture(bundle, "en").sheet.png(PICTURE_DPI))
    before, rest = README.read_text(encoding="utf-8").split(TABLE_START)
    table = checks_table(checks(bundle, FACTS))
    write_text(README, before + TABLE_START + table + TABLE_END + rest.split(TABLE_END)[1])
    click.echo(table, nl=False)


if __name__ == "__main__":
    main()
