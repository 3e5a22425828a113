"""`ruttsim map`: maps built from facts, files or place names, and what is in them."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import click

ANSWERS = "osm-servers"
"""Part of the cache where a day's answers of map servers are kept."""


@click.group(name="map")
def command() -> None:
    """Build maps, and see what is in them."""


@command.command(
    epilog="""\b
Examples:
  ruttsim map info botkyrka
  ruttsim map info my-map --json
"""
)
@click.argument("map_", metavar="MAP")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def info(map_: str, as_json: bool) -> None:
    """Tell what is in MAP: a map folder, or the name of a bundled map."""
    from ruttsim.pipeline.setting import load_map
    from ruttsim.roads.info import map_info

    facts = map_info(load_map(map_))
    if as_json:
        click.echo(json.dumps(facts, indent=2, ensure_ascii=False))
        return
    _show(facts)


@command.command(
    epilog="""\b
Examples:
  ruttsim map build "Botkyrka kommun, Sweden" --out maps/botkyrka-osm
  ruttsim map build stockholm.osm.pbf --areas basic-areas.gpkg --out my-map
  ruttsim map build stockholm.osm.pbf --out my-map --replace
"""
)
@click.argument("source")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder of the map.")
@click.option(
    "--areas",
    type=click.Path(path_type=Path),
    help="Layer of basic areas with a column `basic_area` [made by rule].",
)
@click.option("--replace", is_flag=True, help="Replace the map that is in the folder.")
def build(source: str, out: Path, areas: Path | None, replace: bool) -> None:
    """Build a map from SOURCE.

    SOURCE is an OpenStreetMap extract (.osm, .osm.pbf), a GraphML file of osmnx, a polygon file,
    a folder of facts, or a place name; the last and polygons need a connection. They are asked of
    the public servers, or of those at the addresses RUTTSIM_OVERPASS and RUTTSIM_NOMINATIM, which
    may take RUTTSIM_ANSWER_S seconds to answer [180, for a place name 20].
    """
    from ruttsim.files import cache_folder
    from ruttsim.roads.build import build_map
    from ruttsim.roads.info import map_info

    def tell(text: str) -> None:
        click.echo(text, err=True)

    bundle = build_map(source, out, areas, tell, cache_folder() / ANSWERS, replace=replace)
    _show(map_info(bundle))
    click.echo(f"Map: {out}")


@command.command(
    epilog="""\b
Examples:
  ruttsim map show botkyrka --out botkyrka.html
  ruttsim map show my-map --out my-map.png --lang en
"""
)
@click.argument("map_", metavar="MAP")
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), help="New .png, .svg or .html file."
)
@click.option("--lang", type=click.Choice(["sv", "en"]), default="sv", help="Of the texts [sv].")
def show(map_: str, out: Path, lang: str) -> None:
    """Draw MAP: streets by class, basic areas, premises, water, railways and places."""
    from ruttsim.pipeline.setting import load_map
    from ruttsim.report.map_page import WRITERS, write_map_picture
    from ruttsim.store import require_new_file

    require_new_file(out, tuple(WRITERS), "picture")
    write_map_picture(load_map(map_), out, lang)
    click.echo(f"Picture: {out}")


@command.command(
    epilog="""\b
Examples:
  ruttsim map compare my-map other-engine.npz
  ruttsim map compare my-map other-engine.npz --json
  ruttsim map compare my-map other-engine-on-foot.npz --mode walk
"""
)
@click.argument("map_", metavar="MAP")
@click.argument("matrix", metavar="MATRIX.npz", type=click.Path(path_type=Path))
@click.option(
    "--mode", type=click.Choice(["car", "ebike", "walk"]), default="car", help="What travels [car]."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def compare(map_: str, matrix: Path, mode: str, as_json: bool) -> None:
    """Tell how free-flow travel on MAP agrees with another routing engine.

    MATRIX.npz holds points (arrays `lat` and `lon`, in degrees) and what the engine says of all
    pairs (`time_s` and `distance_km`, row = from). Points far from streets are left out and told.
    """
    from ruttsim.parameters import load_parameters
    from ruttsim.pipeline.routing_agreement import agreement, agreement_lines, read_engine_matrix
    from ruttsim.pipeline.setting import load_map

    engine, travel = read_engine_matrix(matrix), load_parameters().travel
    found = agreement(load_map(map_).roads, engine, travel, travel.largest_snap_m, mode)
    if as_json:
        click.echo(json.dumps(dataclasses.asdict(found), indent=2))
        return
    click.echo("\n".join(agreement_lines(found)))


def _show(facts: dict[str, object]) -> None:
    """Facts as lines."""
    for key, value in facts.items():
        if isinstance(value, dict):
            click.echo(f"{key}:")
            for name, one in value.items():
                click.echo(f"  {name}: {_text(one)}")
        elif isinstance(value, list | tuple):
            click.echo(f"{key}:")
            for one in value:
                click.echo(f"  - {one}")
        else:
            click.echo(f"{key}: {_text(value)}")


def _text(value: object) -> str:
    """A value; numbers with few digits."""
    return f"{value:,.1f}" if isinstance(value, float) else str(value)
