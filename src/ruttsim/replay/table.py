"""The rounds of the day in words, for those who do not see the picture."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from ruttsim.figures.words import DASH, Words
from ruttsim.replay.stops import AT_ALARM, Spot
from ruttsim.replay.timeline import VISIT, Timeline, records
from ruttsim.units import SECONDS_PER_DAY, SECONDS_PER_MINUTE, clock

if TYPE_CHECKING:
    from ruttsim.domain.demand import Population
    from ruttsim.domain.roads import MapBundle
    from ruttsim.replay.record import RunDay
    from ruttsim.replay.stops import Stops

TABLE_STEP_MIN = 5
"""To the next five minutes suffices to follow a round."""


class Alarm(NamedTuple):
    """What one responder to an alarm did; `round` as in its Row, or the number of a car."""

    organisation: int
    round: str
    rang: str
    leave: str
    there: str
    done: str
    district: str


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
    """A row a round, in order, without cars on call."""
    bases = base_names(bundle)
    district = _districts(bundle, stops)
    found = []
    for it, name in zip(rounds, labels(rounds, organisations, letters), strict=True):
        if it.on_call:
            continue
        place = organisations.index(it.organisation)
        starts = list(_starts(it, district))
        start_s, end_s = it.break_s
        is_taken = 0 <= start_s < end_s
        pause = f"{_clock(start_s)}{DASH}{_clock(end_s)}" if is_taken else words("table.none")
        found.append(
            Row(
                place,
                name,
                words(f"mode.{it.mode}"),
                bases.get(it.premise, it.premise),
                _clock(it.leave_s),
                str(len(starts)),
                ", ".join(starts),
                pause,
                _clock(it.return_s),
            )
        )
    return found


def base_names(bundle: MapBundle) -> dict[str, str]:
    """What premises are called."""
    columns = (bundle.premises[name].astype(str) for name in ("premise", "name"))
    return dict(zip(*columns, strict=True))


def labels(
    rounds: Sequence[Timeline], organisations: Sequence[str], letters: Sequence[str]
) -> list[str]:
    """What each round is called: counted within its organisation, the patrol's cars first."""
    count = dict.fromkeys(organisations, 0)
    found = []
    for it in rounds:
        count[it.organisation] += 1
        found.append(f"{letters[organisations.index(it.organisation)]}{count[it.organisation]}")
    return found


def alarms(
    run: RunDay,
    people: Population,
    bundle: MapBundle,
    stops: Stops,
    rounds: Sequence[Timeline],
    organisations: Sequence[str],
    letters: Sequence[str],
) -> list[Alarm]:
    """The alarms that rounds and cars on call answered, in the order in which they rang."""
    district = _districts(bundle, stops)
    called = {
        (it.on_call, it.round): (organisations.index(it.organisation), name)
        for it, name in zip(rounds, labels(rounds, organisations, letters), strict=True)
    }
    home = people.holder_building.tolist()
    leave_s = {
        (on_call, leg.round, leg.alarm): leg.depart_s
        for on_call, legs in ((True, run.patrol_legs), (False, run.legs))
        for leg in records(legs[legs["alarm"] >= 0])
    }
    found = [
        (it.alarm, it.responder, on_call, it)
        for on_call, table in ((True, run.patrol_alarms), (False, run.alarms))
        for it in records(table)
        if (on_call, it.round) in called
    ]
    return [
        Alarm(
            *called[on_call, it.round],
            _clock(it.rung_s),
            _clock(leave_s[on_call, it.round, it.alarm]),
            _clock(it.ready_s),
            _clock(it.end_s),
            district[Spot(AT_ALARM, home[it.client])],
        )
        for _, _, on_call, it in sorted(found, key=lambda one: one[:2])
    ]


def _starts(it: Timeline, district: Mapping[Spot, str]) -> Iterator[str]:
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


def _districts(bundle: MapBundle, stops: Stops) -> dict[Spot, str]:
    """The district in which each place is drawn; empty outside all."""
    roads = bundle.roads
    nodes, spot_node = np.unique(stops.node, return_inverse=True)
    points = shapely.points(roads.node_x_m[nodes], roads.node_y_m[nodes])
    point, area = bundle.areas.sindex.query(points, predicate="intersects")
    found = [""] * len(nodes)
    names = bundle.areas["district"].tolist()
    for node, row in zip(point.tolist(), area.tolist(), strict=True):
        found[node] = found[node] or str(names[row])
    return {
        Spot(sort, place): found[node]
        for (sort, place), node in np.ndenumerate(spot_node.reshape(stops.node.shape))
    }


def is_past_midnight(rounds: Sequence[Timeline]) -> bool:
    """Whether a table has a time of the next day."""
    return any(_rounded_s(it.return_s) >= SECONDS_PER_DAY for it in rounds)


def _clock(time_s: float) -> str:
    """A clock time in steps of TABLE_STEP_MIN, with a mark where it is of the next day."""
    days, rest_s = divmod(_rounded_s(time_s), SECONDS_PER_DAY)
    return f"{clock(rest_s)} (+{days})" if days else clock(rest_s)


def _rounded_s(time_s: float) -> int:
    """A time in steps of TABLE_STEP_MIN."""
    step_s = TABLE_STEP_MIN * SECONDS_PER_MINUTE
    return round(time_s / step_s) * step_s
