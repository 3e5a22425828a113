"""When which vehicle was out: from each departure from a base to the return there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ruttsim.audit.given import NOBODY
from ruttsim.domain.energy import ON_THE_WAY
from ruttsim.energy import legs_j

if TYPE_CHECKING:
    from ruttsim.audit.fleet import Fleet
    from ruttsim.audit.given import Given
    from ruttsim.audit.record import Record
    from ruttsim.audit.timing import Timing
    from ruttsim.domain.arrays import Bools, Ints

STOP = "stop_and_charge"
"""The rule by which carers stop at a public post before their round."""


@dataclass(frozen=True, eq=False)
class Tours:
    """One row each time that a carer leaves the base, on foot too.

    `out` and `back` are the first and last leg, `row` the round; `begins` and `ends` the first and
    last number of the vehicles of its base and type (-1 on foot), `vehicle` the one that it has.
    The carer asks for it at `asks_s`, has it at `takes_s`, leaves at `leaves_s` (later only where
    the record has it stop at a public post first) and is back at `returns_s`, when it has used
    `used_j`. `needs_j` is what it should use: of the planned round, 0 for what comes up later.
    """

    out: Ints
    back: Ints
    of_leg: Ints
    row: Ints
    begins: Ints
    ends: Ints
    vehicle: Ints
    asks_s: Ints
    takes_s: Ints
    leaves_s: Ints
    returns_s: Ints
    used_j: Ints
    needs_j: Ints

    @property
    def is_driven(self) -> Bools:
        """Whether it is by a vehicle of the fleet."""
        return self.begins >= 0


def tours(record: Record, given: Given, timing: Timing, cars: Fleet) -> Tours:
    """All of them, in the order of legs."""
    legs, is_to_base = record.legs, record.is_to_base
    is_out = np.empty_like(is_to_base)
    is_out[1:] = is_to_base[:-1]
    is_out[record.first_leg] = True
    out, back = np.flatnonzero(is_out), np.flatnonzero(is_to_base)
    of_leg = np.cumsum(is_out) - 1
    row = record.round_of_leg[out]
    place = {key: number for number, key in enumerate(cars.kinds)}
    names = ("organisation", "premise", "vehicle_type")
    keys = zip(*(record.planned[name].tolist() for name in names), strict=True)
    kind = np.fromiter((place.get(it, NOBODY) for it in keys), np.int64)[row]
    used_j = legs_j(legs, given.energy.stores)
    leaves_s, vehicle = timing.goes_s[out], legs["vehicle"][out]
    takes_s = leaves_s
    if given.rules.charging == STOP:
        stopped = _stops(record)
        of_tours = zip(vehicle.tolist(), leaves_s.tolist(), strict=True)
        takes_s = np.array([stopped.get(it, it[1]) for it in of_tours], dtype=np.int64)
    needs = given.energy.needs_j
    needs_j = np.array([needs.get(it, 0) for it in legs["round"][out].tolist()], dtype=np.int64)
    return Tours(
        out=out,
        back=back,
        of_leg=of_leg,
        row=row,
        begins=np.append(cars.first, NOBODY)[kind],
        ends=np.append(cars.end - 1, NOBODY)[kind],
        vehicle=vehicle,
        asks_s=timing.free_s[out],
        takes_s=takes_s,
        leaves_s=leaves_s,
        returns_s=timing.ready_s[back],
        used_j=np.bincount(of_leg, weights=used_j, minlength=len(out)).astype(np.int64),
        needs_j=np.where(legs["sequence"][out] == 0, needs_j, 0),
    )


def _stops(record: Record) -> dict[tuple[int, int], int]:
    """Since when each vehicle was at a public post that it left at a time, by both."""
    rows = record.charging
    is_stop = (rows["way"] == ON_THE_WAY) & (rows["end_s"] > rows["start_s"])
    columns = (rows[name][is_stop].tolist() for name in ("vehicle", "end_s", "start_s"))
    return {(vehicle, end_s): start_s for vehicle, end_s, start_s in zip(*columns, strict=True)}
