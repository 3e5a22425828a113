"""A study with clients, visits, a drawn layer and a map of its own, and the command in-process."""

from __future__ import annotations

import shutil
import sys
import warnings
from pathlib import Path
from unittest import mock

import geopandas as gpd
import shapely

from ruttsim import cli
from ruttsim.bundled import bundled
from ruttsim.domain.roads import CRS
from ruttsim.toy import BLOCK_M, BLOCKS, SOUTH_M, WEST_M

STUDY = """\
title_sv = "Egna brukare"
title_en = "Own clients"
question_sv = "Vad blir restiden?"
question_en = "What does travel time become?"
map = "map"
seed = 7

[time]
populations = 2
disturbed_days = 1

[planning]
moves = 200
show_one_base = true

[demand]
clients = "clients.csv"
visits = "visits.csv"

[[organisations]]
name = "municipality"
title_sv = "Kommunen"
title_en = "Municipality"
type = "municipal"
vehicle_types = ["car_electric", "walk"]

[[organisations]]
name = "large"
title_sv = "Stora"
title_en = "Large"
type = "private"
vehicle_types = ["car_electric", "walk"]

[[organisations]]
name = "small"
title_sv = "Lilla"
title_en = "Small"
type = "private"
vehicle_types = ["car_electric", "walk"]

[[splits]]
name = "own_regime"
title_sv = "Egen regi"
title_en = "Own regime"
organisations = ["municipality"]

[[splits]]
name = "parallel"
title_sv = "Parallellt"
title_en = "In parallel"
organisations = ["municipality", "large", "small"]
allocation = { shares = { municipality = 0.55, large = 0.4, small = 0.05 } }

[[splits]]
name = "drawn"
title_sv = "Ritat"
title_en = "Drawn"
organisations = ["municipality", "large"]
coverage = { rule = "layer", layer = "layer.gpkg" }
allocation = { rule = "address" }
"""

PER_BLOCK = (12, 9, 8, 7, 11, 3, 6, 2, 5)
"""Clients of each basic area of the toy village: two of the nine have fewer than five."""


def run(*arguments: str | Path) -> int:
    """The exit code of the command, called in this process; nothing but an exit may come out."""
    with mock.patch.object(sys, "argv", ["ruttsim", *map(str, arguments)]):
        try:
            cli.main()
        except SystemExit as end:
            return int(end.code or 0)
    raise AssertionError("the command ends by exiting")


def write_study(folder: Path) -> Path:
    """The study in a folder, with all of its files."""
    folder.mkdir(parents=True)
    (folder / "study.toml").write_text(STUDY)
    clients, visits = client_lines(), visit_lines()
    (folder / "clients.csv").write_text("\n".join(clients) + "\n")
    (folder / "visits.csv").write_text("\n".join(visits) + "\n")
    write_layer(folder / "layer.gpkg", halves())
    shutil.copytree(bundled("maps")["toy"], folder / "map")
    return folder


def client_lines() -> list[str]:
    """Lines of clients.csv: some in each block, two at an address."""
    lines = ["client,x_m,y_m,dwelling"]
    for block, count in enumerate(PER_BLOCK):
        row, column = divmod(block, BLOCKS)
        for number in range(count):
            east = WEST_M + (column + (number // 2 + 1) / 8) * BLOCK_M
            north = SOUTH_M + row * BLOCK_M + 20
            lines.append(f"c{block}_{number},{east},{north},{'flats' if row else 'house'}")
    return lines


def visit_lines() -> list[str]:
    """Lines of visits.csv: two short visits a day for everybody, every tenth with two carers."""
    lines = ["client,kind,activity,weekdays,earliest,latest,duration_min,carers"]
    for number, line in enumerate(client_lines()[1:]):
        name = line.partition(",")[0]
        hour = 8 + number % 3
        double = number % 10 == 0
        lines.append(
            f"{name},care,morning,daily,{hour:02d}:00,{hour:02d}:{10 if double else 45},"
            f"25,{2 if double else 1}"
        )
        lines.append(f"{name},care,evening,daily,17:30,18:45,20,1")
    return lines


def halves() -> gpd.GeoDataFrame:
    """A partition of the village: two columns of blocks and one."""
    north, middle, east = (
        SOUTH_M + BLOCKS * BLOCK_M,
        WEST_M + 2 * BLOCK_M,
        WEST_M + BLOCKS * BLOCK_M,
    )
    shapes = [
        shapely.box(WEST_M, SOUTH_M, middle, north),
        shapely.box(middle, SOUTH_M, east, north),
    ]
    return gpd.GeoDataFrame({"organisation": ["municipality", "large"]}, geometry=shapes, crs=CRS)


def write_layer(path: Path, layer: gpd.GeoDataFrame) -> None:
    """Put a layer in place of what was there."""
    path.unlink(missing_ok=True)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="'crs' was not provided")
        layer.to_file(path)
