"""A town small enough to check by hand: homes and premises on a street, a metre a second by car."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ruttsim.domain.demand import ALLOCATION_COLUMNS, Buildings, Clients, Population, Visits
from ruttsim.domain.travel import DoorToDoor
from ruttsim.units import DM_PER_METRE, SECONDS_PER_HOUR

AT_DOOR_S, NEXT_DOOR_S = 60, 30
SECONDS_PER_METRE = {"car": 1, "walk": 2}
EVERY_DAY = 127
SPANS_S = (0, 8 * SECONDS_PER_HOUR, 9 * SECONDS_PER_HOUR)
QUEUE = 2


class Due(NamedTuple):
    """A visit that is due; `kind` indexes KINDS."""

    client: int
    earliest_s: int
    latest_s: int
    duration_s: int
    carers: int = 1
    kind: int = 0


def people(due: Sequence[Due], homes: Sequence[int], weekdays: int = EVERY_DAY) -> Population:
    """Clients, each in the building that `homes` says, with their visits."""
    houses, count = max(homes) + 1, len(due)
    home = np.array(homes, dtype=np.int32)
    nowhere = np.zeros(houses)
    return Population(
        index=0,
        buildings=Buildings(nowhere, nowhere, np.zeros(houses, dtype=np.int32), nowhere > 0),
        clients=Clients(
            client=np.arange(len(homes)),
            building=home,
            basic_area=np.zeros(len(homes), dtype=np.int32),
            granted_h_per_month=np.full(len(homes), 30.0),
            allocation_u=np.full((len(homes), ALLOCATION_COLUMNS), 0.5),
        ),
        visits=Visits(
            visit=np.arange(count),
            client=np.array([it.client for it in due], dtype=np.int32),
            kind=np.array([it.kind for it in due], dtype=np.int8),
            activity=np.zeros(count, dtype=np.int8),
            activities=("morning",),
            weekdays=np.full(count, weekdays, dtype=np.int8),
            every_weeks=np.ones(count, dtype=np.int8),
            week=np.zeros(count, dtype=np.int8),
            earliest_s=np.array([it.earliest_s for it in due], dtype=np.int32),
            latest_s=np.array([it.latest_s for it in due], dtype=np.int32),
            duration_s=np.array([it.duration_s for it in due], dtype=np.int32),
            carers=np.array([it.carers for it in due], dtype=np.int8),
        ),
        is_synthetic=True,
    )


def street(houses_m: Sequence[int], premises_m: Sequence[int]) -> DoorToDoor:
    """Travel along the street; a minute from the vehicle to a door, half of that next door.

    From eight to nine cars need twice as long.
    """
    x_m = np.array([*houses_m, *premises_m])
    metres = np.abs(x_m[:, None] - x_m)
    at_door_s = np.where(np.arange(len(x_m)) < len(houses_m), AT_DOOR_S, 0)
    next_door_s = np.where(at_door_s > 0, NEXT_DOOR_S, 0)
    time_s = {}
    for mode, pace in SECONDS_PER_METRE.items():
        spans = (1, QUEUE, 1) if mode == "car" else (1,)
        time_s[mode] = np.stack([metres * pace * span + at_door_s for span in spans]).astype(
            np.int32
        )
        for it in time_s[mode]:
            np.fill_diagonal(it, next_door_s)
    return DoorToDoor(
        time_s,
        dict.fromkeys(SECONDS_PER_METRE, (metres * DM_PER_METRE).astype(np.int32)),
        np.array(SPANS_S),
    )
