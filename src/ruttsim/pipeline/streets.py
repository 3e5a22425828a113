"""Which streets the vehicles of a day use, how often, and those of how many organisations."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from ruttsim.domain.day import NIGHT_PATROL, Day, Leg
from ruttsim.domain.parameters import TravelParameters
from ruttsim.domain.travel import period_key, period_of
from ruttsim.pipeline.ground import Ground
from ruttsim.pipeline.setting import Setting
from ruttsim.travel.paths import leg_edges
from ruttsim.travel.snapping import snap

if TYPE_CHECKING:
    import pandas as pd

VEHICLE_MODES = ("car", "ebike")


def street_use(day: Day, setting: Setting, base: Ground) -> pd.DataFrame:
    """Use of streets by the organisations' vehicles: edge, organisations, passages, clients.

    `edge` is the lower number of a street's two directions. `clients` counts the clients whom
    the passages lead to, or for the way back to the base come from.
    """
    import pandas as pd

    roads, travel = setting.bundle.roads, setting.parameters.travel
    numbers = np.arange(roads.edges)
    street = np.where(roads.reverse >= 0, np.minimum(roads.reverse, numbers), numbers)
    columns: dict[str, list[np.ndarray]] = {"edge": [], "organisation": [], "client": []}
    found = sorted(_driven(day, base, travel).items())
    stands = {
        mode: snap(roads, mode, base.places, travel.largest_snap_m)
        for mode in dict.fromkeys(mode for (mode, _), _ in found)
    }
    for (mode, period), driven in found:
        pairs = np.array([(leg.from_place, leg.to_place) for leg, _ in driven], dtype=np.int64)
        paths = leg_edges(roads, stands[mode], base.matrices[mode, period], travel, pairs)
        pieces = np.diff(paths.start)
        columns["edge"].append(street[paths.edge])
        columns["organisation"].append(np.repeat([leg.organisation for leg, _ in driven], pieces))
        columns["client"].append(np.repeat([client for _, client in driven], pieces))
    passed = pd.DataFrame(
        {name: np.concatenate(parts) if parts else [] for name, parts in columns.items()}
    )
    return (
        passed.groupby("edge")
        .agg(
            organisations=("organisation", "nunique"),
            passages=("organisation", "size"),
            clients=("client", "nunique"),
        )
        .reset_index()
    )


def _driven(
    day: Day, base: Ground, travel: TravelParameters
) -> dict[tuple[str, str], list[tuple[Leg, int]]]:
    """Legs of vehicles from building to building, each with its client, by mode and period."""
    found: dict[tuple[str, str], list[tuple[Leg, int]]] = defaultdict(list)
    client = -1
    who_rang = {it.alarm: it.client for it in day.alarms}
    for leg in day.legs:
        if leg.organisation == NIGHT_PATROL:
            continue
        if leg.visit >= 0:
            client = int(base.population.visits.client[leg.visit])
        elif leg.alarm >= 0:
            client = who_rang[leg.alarm]
        if leg.mode in VEHICLE_MODES and leg.from_place != leg.to_place:
            period = period_of(leg.depart_s, travel)
            found[period_key(base.matrices, leg.mode, period)].append((leg, client))
    return found
