"""The rounds of the day in words, for those who do not see the picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import shapely

from ruttsim.figures.words import DASH, Words
from ruttsim.replay.timeline import VISIT, Timeline
from ruttsim.units import SECONDS_PER_DAY, SECONDS_PER_MINUTE, clock

if TYPE_CHECKING:
    from ruttsim.domain.roads import MapBundle
    from ruttsim.replay.stops import Stops

TABLE_STEP_MIN = 5
"""To the next five minutes suffices to follow a round."""


class Row(NamedTuple):
    """A round as the table tells it; `organisation` is its place among those shown."""

    organisation: int
    round: str
    mode: str
    base: str
    leave: str
    visits: str
    starts: str
    pause: str
    back: str


def rows(
    bundle: MapBundle,
    stops: Stops,
    rounds: Sequence[Timeline],
    organisations: Sequence[str],
    letters: Sequence[str],
    words: Words,
) -> list[Row]:
    """A row a round, in order; rounds are counted within their organisation."""
    bases = dict(zip(bundle.premises["premise"], bundle.premises["name"], strict=True))
    district = _districts(bundle, stops)
    count = dict.fromkeys(organisations, 0)
    found = []
    for it in rounds:
        count[it.organisation] += 1
        place = organisations.index(it.organisation)
        starts = list(_starts(it, district))
        start_s, end_s = it.break_s
        is_taken = 0 <= start_s < end_s
        pause = f"{_clock(start_s)}{DASH}{_clock(end_s)}" if is_taken else words("table.none")
        found.append(
            Row(
                place,
                f"{letters[place]}{count[it.organisation]}",
                words(f"mode.{it.mode}"),
                str(bases.get(it.premise, it.premise)),
                _clock(it.leave_s),
                str(len(starts)),
                ", ".join(starts),
                pause,
                _clock(it.return_s),
            )
        )
    return found


def _starts(it: Timeline, district: Sequence[str]) -> Iterator[str]:
    """When each visit starts, with its district where it is another than that of the last."""
    last = None
    for stage in it.stages:
        if stage.state == VISIT:
            here = district[stage.to_place]
            yield (
                f"{_clock(stage.start_s)} {here}".rstrip()
                if here != last
                else _clock(stage.start_s)
            )
            last = here


def _districts(bundle: MapBundle, stops: Stops) -> list[str]:
    """The district in which each place is drawn; empty outside all."""
    roads = bundle.roads
    points = shapely.points(roads.node_x_m[stops.node], roads.node_y_m[stops.node])
    point, area = bundle.areas.sindex.query(points, predicate="intersects")
    found = [""] * len(stops.node)
    names = bundle.areas["district"].tolist()
    for place, row in zip(point.tolist(), area.tolist(), strict=True):
        found[place] = found[place] or str(names[row])
    return found


def is_past_midnight(rounds: Sequence[Timeline]) -> bool:
    """Whether the table has a time of the next day."""
    return any(_rounded_s(it.return_s) >= SECONDS_PER_DAY for it in rounds)


def _clock(time_s: float) -> str:
    """A clock time in steps of TABLE_STEP_MIN, with a mark where it is of the next day."""
    days, rest_s = divmod(_rounded_s(time_s), SECONDS_PER_DAY)
    return f"{clock(rest_s)} (+{days})" if days else clock(rest_s)


def _rounded_s(time_s: float) -> int:
    """A time in steps of TABLE_STEP_MIN."""
    step_s = TABLE_STEP_MIN * SECONDS_PER_MINUTE
    return round(time_s / step_s) * step_s
