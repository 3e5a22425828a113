"""The energy of vehicles: what a type holds and how it is refilled, and the state of a morning."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

from ruttsim.domain.parameters import SPEEDS_KMH
from ruttsim.units import DM_PER_METRE, HOURS_PER_DAY, KMH_PER_MS, SECONDS_PER_HOUR

POST, SOCKET, PUMP, NO_ENERGY = "post", "socket", "pump", "none"
REFILLS = (POST, SOCKET, PUMP, NO_ENERGY)
"""How a vehicle type is refilled: at a charging post that a base has few of, at a socket of its
own, at a pump away from the base, or not at all."""

ON_THE_WAY = "on_the_way"
WAYS = (POST, SOCKET, PUMP, ON_THE_WAY)
"""Where energy came from: as above, or wherever a vehicle was when it had none left."""

JOULES_PER_KWH = 3_600_000


@dataclass(frozen=True)
class ChargingParameters:
    """data/charging.toml."""

    post_share: float
    reserve_share: float
    refuel_below_share: float
    longest_wait_min: float
    public_kw: float
    public_stop_min: float


@dataclass(frozen=True)
class EnergyStore:
    """Battery or tank of a vehicle type, in whole joules, watts and seconds.

    It is refilled to `filled_j`. A round should bring it home with `reserve_j` left, and a tank
    that comes home with less than `low_j` is filled. A warm vehicle uses `joules_per_dm` times the
    factor of the leg's mean speed (`speed_factor`, at SPEEDS_KMH; empty: none), a cold engine
    `cold_start_j` more over `cold_start_dm`; it is cold after `cold_start_full_s`.
    """

    refill: str
    filled_j: int
    reserve_j: int
    low_j: int
    power_w: int
    refuelling_s: int
    joules_per_dm: float
    speed_factor: tuple[float, ...] = ()
    cold_start_j: float = 0.0
    cold_start_dm: float = 1.0
    cold_start_full_s: float = 1.0

    @property
    def is_plain(self) -> bool:
        """Whether distance alone counts."""
        return not self.speed_factor and not self.cold_start_j

    def town_j(self, distance_dm: int) -> int:
        """What a distance takes in town with a warm engine."""
        return round(distance_dm * self.joules_per_dm)

    def leg_j(self, distance_dm: int, drive_s: int, stood_s: int) -> int:
        """What a leg takes whose vehicle has stood so long before."""
        used_j, factor = distance_dm * self.joules_per_dm, self.speed_factor
        if factor:
            kmh = distance_dm / DM_PER_METRE / (drive_s or 1) * KMH_PER_MS
            if kmh <= SPEEDS_KMH[0]:
                used_j *= factor[0]
            elif kmh >= SPEEDS_KMH[-1]:
                used_j *= factor[-1]
            else:
                after = bisect_right(SPEEDS_KMH, kmh)
                from_kmh, from_factor = SPEEDS_KMH[after - 1], factor[after - 1]
                slope = (factor[after] - from_factor) / (SPEEDS_KMH[after] - from_kmh)
                used_j *= slope * (kmh - from_kmh) + from_factor
        if self.cold_start_j and stood_s:
            share = stood_s / self.cold_start_full_s if stood_s < self.cold_start_full_s else 1.0
            reach = distance_dm / self.cold_start_dm if distance_dm < self.cold_start_dm else 1.0
            used_j += self.cold_start_j * share * reach
        return round(used_j)

    def charging_s(self, held_j: int) -> int:
        """How long it takes until it is full, in whole seconds, at a post or socket."""
        return -((held_j - self.filled_j) // self.power_w)


@dataclass(frozen=True)
class LackTerms:
    """What carers do for whom no vehicle holds enough, by the rules that make them wait or stop.

    They wait for `longest_wait_s` at most. A stop at a public post takes `public_stop_s`, and what
    is charged there with `public_w`.
    """

    longest_wait_s: int = 0
    public_stop_s: int = 0
    public_w: int = 1

    def stop_s(self, lacking_j: int) -> int:
        """How long it takes to stop and charge what lacks, in whole seconds."""
        return self.public_stop_s - (-lacking_j // self.public_w)


NO_PATIENCE = LackTerms()


@dataclass(frozen=True, eq=False)
class MorningEnergy:
    """What vehicles hold in the morning, and what a day needs to know to refill them.

    `stores` are by vehicle type, `posts` the charging posts by organisation and premise. `held_j`
    has the vehicles of a fleet, by organisation, premise and type, in the order of their numbers.
    `needs_j` is what each round of the plan is expected to use. Whoever is not full in the morning
    comes to a post at `opens_s`; the day's charging ends when the next day's begins. `lacking` is
    what becomes of carers for whom no vehicle holds enough.
    """

    stores: Mapping[str, EnergyStore]
    posts: Mapping[tuple[int, int], int]
    held_j: Mapping[tuple[int, int, str], tuple[int, ...]]
    needs_j: Mapping[int, int]
    opens_s: int
    lacking: LackTerms = NO_PATIENCE

    @property
    def closes_s(self) -> int:
        """When the next day's charging begins [s after this day's midnight]."""
        return self.opens_s + HOURS_PER_DAY * SECONDS_PER_HOUR
