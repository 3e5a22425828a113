"""The three maps of an area split: who serves where, who drives where, how many to choose from.

Each takes plain tables and a `Frame`, and gives a sheet of the same size with its text alternative.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from ruttsim.figures import colours
from ruttsim.figures.frame import line_path, shape_path
from ruttsim.figures.labels import area_labels, place_names, street_labels
from ruttsim.figures.legend import (
    WIDTH_STEPS,
    Key,
    MapStyle,
    legend,
    scale_bar,
    start,
    width_legend,
    width_pt,
    width_steps,
)
from ruttsim.figures.sheet import INK, Picture, Sheet
from ruttsim.figures.words import DASH, number, percent
from ruttsim.units import METRES_PER_KM

if TYPE_CHECKING:
    import pandas as pd

    from ruttsim.figures.words import Words

_GRID_PT = 0.1


def area_split_map(
    style: MapStyle, heading: str, served: Sequence[Sequence[int]], shares: Sequence[float | None]
) -> Picture:
    """Which organisations serve each basic area.

    `served` holds the organisations of each area, in the order of the areas; `shares` the share
    of granted time of each organisation in the study's order (None: takes no part, NaN: not
    shown).
    """
    words, groups = style.words, [tuple(sorted(row)) for row in served]
    fills: dict[tuple[int, ...], str] = {
        group: _group_colour(group) for group in sorted(set(groups))
    }
    sheet = start(style, heading, words("map.area_split"))
    labelled = [
        (colours.letters(list(group)), _fill_areas(style, sheet, groups, group, colour))
        for group, colour in fills.items()
    ]
    _finish(style, sheet, labelled)
    keys = [
        Key(
            colours.light(colours.category_colour(index)),
            colours.letter(index),
            words(
                "map.share",
                title=style.organisations[index],
                share=percent(share, 1.0, 1, words.language),
            ),
        )
        for index, share in enumerate(shares)
        if share is not None
    ]
    if any(len(group) > 1 for group in fills):
        keys.append(Key(colours.SEVERAL, colours.letters([0, 1]), words("map.served_by_several")))
    if () in fills:
        keys.append(Key(colours.NOTHING, DASH, words("map.served_by_none")))
    legend(style, sheet, keys)
    parts = " ".join(
        words(
            "map.alt_area_split_part",
            letters=colours.letters(list(group)) or DASH,
            areas=groups.count(group),
        )
        for group in fills
    )
    return Picture(sheet, words("map.alt_area_split", split=heading, parts=parts))


def choice_map(style: MapStyle, heading: str, choices: Sequence[int]) -> Picture:
    """Between how many organisations one can choose in each basic area, in their order."""
    words, counts = style.words, list(choices)
    sheet = start(style, heading, words("map.choice"))
    fills = {count: _count_fill(style, count) for count in sorted(set(counts))}
    labelled = [
        (str(count) if count else DASH, _fill_areas(style, sheet, counts, count, colour))
        for count, colour in fills.items()
    ]
    _finish(style, sheet, labelled)
    texts = {count: _count_text(words, count) for count in fills}
    legend(
        style,
        sheet,
        [Key(fills[count], str(count) if count else DASH, texts[count]) for count in fills],
    )
    parts = " ".join(
        words("map.alt_choice_part", label=texts[count], areas=counts.count(count))
        for count in fills
    )
    return Picture(sheet, words("map.alt_choice", split=heading, parts=parts))


def margin_map(
    style: MapStyle,
    heading: str,
    margins: Sequence[float],
    step: float,
    ends: tuple[float, float],
) -> Picture:
    """The result per client of all organisations in each basic area; NaN is not shown.

    Classes are `step` SEK wide; they are numbered from the lowest of all splits, and `ends` are the
    lowest and highest result of any area in any split.
    """
    words = style.words
    sheet = start(style, heading, words("map.margin"))
    classes = [math.floor(it / step) if math.isfinite(it) else None for it in margins]
    known = [it for it in classes if it is not None]
    first, last = (math.floor(it / step) for it in ends)
    fills = {
        it: colours.light(colours.count_colour(it - first + 1, last - first + 1))
        for it in sorted(set(known))
    }
    marks = {it: str(it - first + 1) for it in fills}
    texts = {
        it: words(
            "map.margin_between",
            low=number(it * step, 0, words.language),
            high=number((it + 1) * step, 0, words.language),
        )
        for it in fills
    }
    shown: list[int | None] = [*fills]
    if None in classes:
        shown.append(None)
    labelled = [
        (
            DASH if it is None else marks[it],
            _fill_areas(style, sheet, classes, it, colours.NOTHING if it is None else fills[it]),
        )
        for it in shown
    ]
    _finish(style, sheet, labelled)
    keys = [Key(fills[it], marks[it], texts[it]) for it in fills]
    if None in classes:
        keys.append(Key(colours.NOTHING, DASH, words("map.margin_none")))
    legend(style, sheet, keys)
    parts = " ".join(
        words("map.alt_choice_part", label=key.text, areas=classes.count(it))
        for key, it in zip(keys, shown, strict=True)
    )
    return Picture(sheet, words("map.alt_margin", split=heading, parts=parts))


def street_use_map(style: MapStyle, heading: str, use: pd.DataFrame) -> Picture:
    """How many organisations' cars use each street, and how often.

    `use` has columns edge, organisations, passages; streets without passages are drawn thin.
    """
    words, frame = style.words, style.frame
    sheet = start(style, heading, words("map.street_use"))
    frame.draw(sheet)
    use = use[(use["passages"] > 0) & (use["organisations"] > 0)]
    use = use.sort_values(["passages", "edge"], ascending=[False, True])
    lines = frame.streets[use["edge"].to_numpy(dtype=np.int64)]
    counts = use["organisations"].to_numpy(dtype=np.int64)
    steps = width_steps(use["passages"].to_numpy(dtype=np.float64), style.most_passages)
    for count in sorted({int(count) for count in counts}):
        colour = colours.count_colour(count, style.most_organisations)
        for step in range(WIDTH_STEPS):
            chosen = lines[(counts == count) & (steps == step)]
            if len(chosen):
                sheet.stroke(line_path(chosen), colour, width_pt(step))
    taken = street_labels(sheet, lines, counts)
    place_names(sheet, frame.names, taken)
    scale_bar(style, sheet)
    keys = [
        Key(
            colours.count_colour(count, style.most_organisations),
            str(count),
            _count_text(words, count),
        )
        for count in range(1, style.most_organisations + 1)
    ]
    legend(style, sheet, keys)
    width_legend(style, sheet)
    lengths_km = shapely.length(lines) / frame.pt_per_m / METRES_PER_KM
    parts = " ".join(
        words(
            "map.alt_street_use_part",
            label=_count_text(words, count),
            km=number(float(lengths_km[counts == count].sum()), 0, words.language),
        )
        for count in sorted({int(count) for count in counts})
    )
    return Picture(
        sheet,
        words("map.alt_street_use", split=heading, parts=parts or words("map.no_street_use")),
    )


def _group_colour(group: tuple[int, ...]) -> str:
    """The fill of areas that the same organisations serve."""
    if not group:
        return colours.NOTHING
    if len(group) > 1:
        return colours.SEVERAL
    return colours.light(colours.category_colour(group[0]))


def _count_fill(style: MapStyle, count: int) -> str:
    """The fill of areas with a number of organisations."""
    if not count:
        return colours.NOTHING
    return colours.light(colours.count_colour(count, style.most_organisations))


def _count_text(words: Words, count: int) -> str:
    """`3 organisations`, or that there is none to show."""
    if not count:
        return words("map.served_by_none")
    key = "map.organisations_one" if count == 1 else "map.organisations_many"
    return words(key, count=count)


def _fill_areas(
    style: MapStyle, sheet: Sheet, groups: Sequence[Any], group: Any, colour: str
) -> Any:
    """Paint the areas of a group and give their outline, neighbours joined."""
    chosen = style.frame.areas[[item == group for item in groups]]
    sheet.fill(shape_path(chosen), colour)
    return shapely.union_all(chosen, grid_size=_GRID_PT)


def _finish(style: MapStyle, sheet: Sheet, labelled: Sequence[tuple[str, Any]]) -> None:
    """Streets, outlines and labels above the fills of a map of areas."""
    style.frame.draw(sheet)
    outlines = shapely.boundary(np.array([outline for _, outline in labelled], dtype=object))
    sheet.stroke(line_path(outlines), INK, 0.8)
    taken = area_labels(sheet, labelled)
    place_names(sheet, style.frame.names, taken)
    scale_bar(style, sheet)
