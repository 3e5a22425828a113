"""When which vehicle was out: from each departure from a base to the return there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ruttsim.audit.given import NOBODY
from ruttsim.energy import legs_j

if TYPE_CHECKING:
    from ruttsim.audit.fleet import Fleet
    from ruttsim.audit.given import Given
    from ruttsim.audit.record import Record
    from ruttsim.audit.timing import Timing
    from ruttsim.domain.arrays import Bools, Ints


@dataclass(frozen=True, eq=False)
class Tours:
    """One row each time that a carer leaves the base, on foot too.

    `out` and `back` are the first and last leg, `row` the round; `begins` and `ends` the first and
    last number of the vehicles of its base and type (-1 on foot), `vehicle` the one that it has.
    The carer asks for it at `asks_s`, has it at `takes_s` and is back at `returns_s`, when it has
    used `used_j`.
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
    returns_s: Ints
    used_j: Ints

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
    return Tours(
        out=out,
        back=back,
        of_leg=of_leg,
        row=row,
        begins=np.append(cars.first, NOBODY)[kind],
        ends=np.append(cars.end - 1, NOBODY)[kind],
        vehicle=legs["vehicle"][out],
        asks_s=timing.free_s[out],
        takes_s=timing.goes_s[out],
        returns_s=timing.ready_s[back],
        used_j=np.bincount(of_leg, weights=used_j, minlength=len(out)).astype(np.int64),
    )
