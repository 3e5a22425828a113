"""The registry of figures: every picture of a comparison by name, drawn once for all uses."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from ruttsim.accounts.kpi import AREA, VEHICLE_TYPE
from ruttsim.accounts.kpis import KPIS
from ruttsim.domain.demand import CARE, KINDS, SERVICE
from ruttsim.figures import colours
from ruttsim.figures.bars import TOTAL_COLOUR, Bar, Group, Stack, organisation_bars, stacked_bars
from ruttsim.figures.frame import make_frame
from ruttsim.figures.legend import HEADING_PT, MapStyle
from ruttsim.figures.maps import area_split_map, choice_map, margin_map, street_use_map
from ruttsim.figures.sheet import Picture, plain_style
from ruttsim.figures.tables import Figures, Row
from ruttsim.figures.words import Words, capital, title, unit_scale, unit_text
from ruttsim.files import write_bytes, write_text
from ruttsim.runner import Progress, run_all, silent

if TYPE_CHECKING:
    from pathlib import Path

    from ruttsim.comparison import Result
    from ruttsim.study.split_model import SplitSection

PLANNED = (KINDS[CARE], KINDS[SERVICE])
"""Kinds that area splits divide."""

PAID_TIME_PARTS = (
    "care_h",
    "driving_h",
    "stop_h",
    "waiting_h",
    "other_h",
    "idle_h",
    "alarm_care_h",
)
"""The parts that paid time is exactly made of, in the order that they are stacked."""


MARGIN_CLASSES = 4
"""About how many classes of results a map has."""


@dataclass(frozen=True)
class Drawing:
    """One figure as it is written: its name in the registry, the split it shows (or none), files.

    `file` is the name of its files without ending; `title` and `alt` are in the report's language.
    """

    figure: str
    split: str
    file: str
    title: str
    alt: str
    svg: str
    png: bytes


@dataclass(frozen=True, eq=False)
class Scene:
    """A result with what its pictures share."""

    result: Result
    words: Words
    figures: Figures
    style: MapStyle

    @property
    def language(self) -> str:
        """The language of the texts."""
        return self.words.language

    @property
    def splits(self) -> tuple[SplitSection, ...]:
        """The area splits in the study's order."""
        return self.result.study.splits


Part: TypeAlias = tuple[str, str, Picture]
"""The split that a picture shows (empty: all of them), the picture's title, the picture."""

Figure: TypeAlias = Callable[[Scene], Iterator[Part]]


def draw(
    result: Result, language: str, workers: int = 1, progress: Progress = silent
) -> tuple[Drawing, ...]:
    """Every figure of a comparison, in the order of the registry and of the study's splits."""
    with plain_style():
        scene = make_scene(result, language)
    found = run_all(partial(_drawn, scene), list(FIGURES), workers, "figures", progress)
    return tuple(itertools.chain.from_iterable(found))


def _drawn(scene: Scene, name: str) -> list[Drawing]:
    """One figure of the registry, of each split that it shows."""
    drawings = []
    with plain_style():
        for split, heading, picture in FIGURES[name](scene):
            file = f"{name}_{split}" if split else name
            svg, png = picture.sheet.svg(heading), picture.sheet.png()
            drawings.append(Drawing(name, split, file, heading, picture.alt, svg, png))
    return drawings


def write_figures(drawings: Sequence[Drawing], folder: Path) -> None:
    """Put every drawing into a folder as .svg and .png."""
    for drawing in drawings:
        write_text(folder / f"{drawing.file}.svg", drawing.svg)
        write_bytes(folder / f"{drawing.file}.png", drawing.png)


def make_scene(result: Result, language: str) -> Scene:
    """A result with what its pictures share; made once, inside `plain_style`."""
    words = Words("ruttsim.figures", language)
    organisations = result.study.organisations
    passages = result.street_use["passages"].to_numpy(dtype=np.float64)
    style = MapStyle(
        frame=make_frame(result.map, HEADING_PT),
        words=words,
        organisations=tuple(title(organisation, language) for organisation in organisations),
        most_passages=int(np.nanmax(passages, initial=0)),
        most_organisations=max(len(split.organisations) for split in result.study.splits),
    )
    return Scene(result, words, Figures(result.summary), style)


def _area_split(scene: Scene) -> Iterator[Part]:
    """A map of each area split: which organisations serve each basic area."""
    names = [organisation.name for organisation in scene.result.study.organisations]
    for split in scene.splits:
        served = [
            [names.index(name) for name in here] for here in _served(scene, split.name, PLANNED)
        ]
        whole = scene.figures.row("granted_h", split.name).mean
        shares = [
            scene.figures.row("granted_h", split.name, name).mean / whole
            if name in split.organisations
            else None
            for name in names
        ]
        heading = title(split, scene.language)
        picture = area_split_map(scene.style, heading, served, shares)
        yield split.name, f"{scene.words('map.area_split')}: {heading}", picture


def _street_use(scene: Scene) -> Iterator[Part]:
    """A map of each area split: how many organisations' cars use each street."""
    use = scene.result.street_use
    for split in scene.splits:
        heading = title(split, scene.language)
        picture = street_use_map(scene.style, heading, use[use["split"] == split.name])
        yield split.name, f"{scene.words('map.street_use')}: {heading}", picture


def _choice(scene: Scene) -> Iterator[Part]:
    """A map of each area split: how many organisations one can choose between."""
    for split in scene.splits:
        heading = title(split, scene.language)
        counts = [len(here) for here in _served(scene, split.name, PLANNED[:1])]
        picture = choice_map(scene.style, heading, counts)
        yield split.name, f"{scene.words('map.choice')}: {heading}", picture


def _margin(scene: Scene) -> Iterator[Part]:
    """A map of each area split: the result per client of all organisations in each basic area."""
    areas = scene.result.map.areas["basic_area"]
    found = {
        split.name: [_per_client(scene, split.name, f"{AREA}{area}") for area in areas]
        for split in scene.splits
    }
    known = [it for values in found.values() for it in values if math.isfinite(it)]
    ends = min(known, default=0.0), max(known, default=0.0)
    step = max(float(f"{(ends[1] - ends[0]) / MARGIN_CLASSES:.0e}"), 1.0)
    for split in scene.splits:
        heading = title(split, scene.language)
        picture = margin_map(scene.style, heading, found[split.name], step, ends)
        yield split.name, f"{scene.words('map.margin')}: {heading}", picture


def _per_client(scene: Scene, split: str, area: str) -> float:
    """Result of a basic area over its clients; NaN where there are none, or too few to show."""
    clients = scene.figures.row("clients", split, group=area).mean
    return (
        scene.figures.row("margin_sek", split, group=area).mean / clients if clients else math.nan
    )


def _served(scene: Scene, split: str, kinds: Sequence[str]) -> list[list[str]]:
    """Names of the organisations that cover each basic area for some kinds, in order of areas."""
    table = scene.result.area_coverage
    is_kind = table["kind"].isin(kinds)
    covered = table[(table["split"] == split) & is_kind & (table["coverage"] > 0)]
    here: dict[str, dict[str, None]] = {}
    for area, organisation in zip(covered["basic_area"], covered["organisation"], strict=True):
        here.setdefault(area, {})[organisation] = None
    return [list(here.get(area, ())) for area in scene.result.map.areas["basic_area"]]


def _organisation_bars(kpi_name: str, scene: Scene) -> Iterator[Part]:
    """Bars of one key figure: all organisations together, then each, for every area split."""
    kpi, language = KPIS[kpi_name], scene.language
    scale = unit_scale(kpi.unit)
    groups = tuple(
        Group(
            title(split, language),
            tuple(
                Bar(label, colour, row.mean * scale, row.low * scale, row.high * scale)
                for label, colour, row in _bars_of(scene, kpi_name, split)
            ),
        )
        for split in scene.splits
    )
    heading = capital(title(kpi, language))
    unit = unit_text(kpi.unit, language)
    picture = organisation_bars(scene.words, heading, unit, groups, scene.figures.populations)
    yield "", heading, picture


def _bars_of(scene: Scene, kpi: str, split: SplitSection) -> Iterator[tuple[str, str, Row]]:
    """Label, colour and figure of each bar of one split."""
    total = scene.figures.row(kpi, split.name)
    yield scene.words("bars.total"), TOTAL_COLOUR, total
    if len(split.organisations) == 1:
        return
    for index, organisation in enumerate(scene.result.study.organisations):
        if organisation.name in split.organisations:
            label = f"{colours.letter(index)}  {title(organisation, scene.language)}"
            colour = colours.light(colours.category_colour(index))
            yield label, colour, scene.figures.row(kpi, split.name, organisation.name)


def _paid_time(scene: Scene) -> Iterator[Part]:
    """Paid time of every split as its exact parts."""
    parts = [title(KPIS[kpi], scene.language) for kpi in PAID_TIME_PARTS]
    stacks = [
        Stack(
            title(split, scene.language),
            tuple(scene.figures.row(kpi, split.name).mean for kpi in PAID_TIME_PARTS),
        )
        for split in scene.splits
    ]
    heading = scene.words("bars.paid_time")
    unit = unit_text(KPIS["paid_h"].unit, scene.language)
    yield "", heading, stacked_bars(scene.words, heading, unit, parts, stacks)


def _by_vehicle_type(kpi: str, scene: Scene) -> Iterator[Part]:
    """One key figure of every split as its parts by vehicle type."""
    types = scene.figures.vehicle_types(kpi)
    vehicles = scene.result.parameters.vehicles
    parts = [title(vehicles[name], scene.language) for name in types]
    stacks = [
        Stack(
            title(split, scene.language),
            tuple(
                scene.figures.row(kpi, split.name, group=f"{VEHICLE_TYPE}{name}").mean
                for name in types
            ),
        )
        for split in scene.splits
    ]
    heading = scene.words(f"bars.{kpi}_by_vehicle_type")
    unit = unit_text(KPIS[kpi].unit, scene.language)
    yield "", heading, stacked_bars(scene.words, heading, unit, parts, stacks)


BARS = (
    "travel_h",
    "co2e_kg",
    "co2e_manufacture_kg",
    "vehicles",
    "result_sek",
    "break_even_sek_per_granted_h",
    "direct_time_share",
)
"""Key figures that are drawn as bars with intervals; one more name is one more figure."""

FIGURES: dict[str, Figure] = {
    "area_split": _area_split,
    "street_use": _street_use,
    "choice": _choice,
    "margin": _margin,
    **{kpi: partial(_organisation_bars, kpi) for kpi in BARS},
    "paid_time": _paid_time,
    "distance_km_by_vehicle_type": partial(_by_vehicle_type, "distance_km"),
    "vehicles_by_vehicle_type": partial(_by_vehicle_type, "vehicles"),
}
"""Every figure by name, in the order of the report."""
