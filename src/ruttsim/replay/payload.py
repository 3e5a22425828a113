"""What the page knows of the day: rounds as whole numbers, on the streets that it draws."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ruttsim.replay.picture import extent, land, street_numbers, streets
from ruttsim.replay.timeline import Stage, Timeline
from ruttsim.replay.ways import Way, period_driven, ways
from ruttsim.units import SECONDS_PER_MINUTE

if TYPE_CHECKING:
    from ruttsim.domain.arrays import Ints
    from ruttsim.domain.parameters import TravelParameters
    from ruttsim.domain.roads import MapBundle, RoadNetwork
    from ruttsim.replay.stops import Stops

STEP_MIN = 1
"""Times in the page are whole minutes."""
STEP_OF_PERSONS_MIN = 5
"""Where clients are real persons, a time to the minute might be recognised."""
STAYS = 0
"""In place of a path: the carer stands where the last one ended."""


def payload(
    bundle: MapBundle,
    parameters: TravelParameters,
    stops: Stops,
    rounds: Sequence[Timeline],
    organisations: Sequence[str],
    step_min: int,
) -> dict[str, Any]:
    """The numbers that the page draws: [dm] to the east and south, times in `step_min` minutes.

    Attributes
    ----------
    size
        Width and height of what is drawn.
    streets
        Group, then points as steps (see `picture.steps`).
    paths
        Streets that are driven after each other: number + 1, negative against their points.
    begins
        When the first round leaves that is no car of the patrol on call: where playing begins.
    rounds
        Place in `organisations`, x, y, time of leaving, then for each stage: state, how long it
        lasts, and number + 1 of its path in `paths` or STAYS.
    """
    roads, view = bundle.roads, extent(bundle)
    driven = {
        way
        for it in rounds
        for stage in it.stages
        if (way := way_of(stage, it.mode, stops, parameters)) is not None
    }
    edges = ways(roads, parameters, driven)
    number = street_numbers(roads, (edge for path in edges.values() for edge in path))
    paths = {way: _signed(roads, number, path) for way, path in edges.items()}
    known: dict[tuple[int, ...], int] = {}
    for path in paths.values():
        known.setdefault(path, len(known) + 1)
    path_of = {way: known[path] for way, path in paths.items()}
    node_at = view.on_page(np.column_stack([roads.node_x_m, roads.node_y_m])).tolist()
    return {
        "step": step_min,
        "begins": min(rounded(it.leave_s, step_min) for it in rounds if not it.on_call),
        "size": view.on_page(np.array([[view.east_m, view.south_m]]))[0].tolist(),
        "streets": streets(roads, number, view),
        "paths": [list(path) for path in known],
        "rounds": [
            [
                organisations.index(it.organisation),
                *node_at[stops.node[it.stages[0].from_place]],
                *_stages(it, stops, parameters, path_of, step_min),
            ]
            for it in rounds
            if it.stages
        ],
        **land(bundle, view, {it.premise for it in rounds}),
    }


def rounded(time_s: float, step_min: int) -> int:
    """A time in whole steps of minutes, halves upwards."""
    return math.floor(time_s / (SECONDS_PER_MINUTE * step_min) + 0.5)


def _stages(
    it: Timeline,
    stops: Stops,
    parameters: TravelParameters,
    path_of: dict[Way, int],
    step_min: int,
) -> list[int]:
    """Time of leaving, then state, duration and path of each stage; the same state joined."""
    now = rounded(it.leave_s, step_min)
    numbers, last = [now], (-1, -1)
    for stage in it.stages:
        way = way_of(stage, it.mode, stops, parameters)
        path = STAYS if way is None else path_of[way]
        end = rounded(stage.end_s, step_min)
        if path == STAYS and last == (stage.state, STAYS):
            numbers[-2] += end - now
        elif path != STAYS or end > now:
            numbers += [stage.state, end - now, path]
            last = (stage.state, path)
        now = end
    return numbers


def way_of(stage: Stage, mode: str, stops: Stops, parameters: TravelParameters) -> Way | None:
    """What a stage drives on the page; None where it stays at a crossing."""
    here, there = int(stops.node[stage.from_place]), int(stops.node[stage.to_place])
    if here == there:
        return None
    return Way(mode, period_driven(mode, stage.start_s, parameters), here, there)


def _signed(roads: RoadNetwork, number: Ints, path: Ints) -> tuple[int, ...]:
    """The streets of a path: number + 1, negative where it is driven against its points."""
    is_back = (roads.reverse[path] >= 0) & (roads.reverse[path] < path)
    return tuple(
        -int(it) - 1 if back else int(it) + 1
        for it, back in zip(number[path], is_back, strict=True)
    )
