"""The energy of vehicles: what a type holds and how it is refilled, and the state of a morning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ruttsim.units import HOURS_PER_DAY, SECONDS_PER_HOUR

POST, SOCKET, PUMP, NO_ENERGY = "post", "socket", "pump", "none"
REFILLS = (POST, SOCKET, PUMP, NO_ENERGY)
"""How a vehicle type is refilled: at a charging post that a base has few of, at a socket of its
own, at a pump away from the base, or not at all."""

ON_THE_WAY = "on_the_way"
WAYS = (POST, SOCKET, PUMP, ON_THE_WAY)
"""Where energy came from: as above, or wherever a vehicle was when it had none left."""

JOULES_PER_KWH = 3_600_000


@dataclass(frozen=True)
class EnergyStore:
    """Battery or tank of a vehicle type, in whole joules, watts and seconds.

    It is refilled to `filled_j`. A round should bring it home with `reserve_j` left, and a tank
    that comes home with less than `low_j` is filled. `joules_per_dm` are used per decimetre.
    """

    refill: str
    filled_j: int
    reserve_j: int
    low_j: int
    power_w: int
    refuelling_s: int
    joules_per_dm: float

    def used_j(self, distance_dm: int) -> int:
        """What a distance takes."""
        return round(distance_dm * self.joules_per_dm)

    def charging_s(self, held_j: int) -> int:
        """How long it takes until it is full, in whole seconds, at a post or socket."""
        return -((held_j - self.filled_j) // self.power_w)


@dataclass(frozen=True, eq=False)
class MorningEnergy:
    """What vehicles hold in the morning, and what a day needs to know to refill them.

    `stores` are by vehicle type, `posts` the charging posts by organisation and premise. `held_j`
    has the vehicles of a fleet, by organisation, premise and type, in the order of their numbers.
    `needs_j` is what each round of the plan is expected to use. Whoever is not full in the morning
    comes to a post at `opens_s`; the day's charging ends when the next day's begins.
    """

    stores: Mapping[str, EnergyStore]
    posts: Mapping[tuple[int, int], int]
    held_j: Mapping[tuple[int, int, str], tuple[int, ...]]
    needs_j: Mapping[int, int]
    opens_s: int

    @property
    def closes_s(self) -> int:
        """When the next day's charging begins [s after this day's midnight]."""
        return self.opens_s + HOURS_PER_DAY * SECONDS_PER_HOUR
