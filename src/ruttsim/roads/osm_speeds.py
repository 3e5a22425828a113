"""How fast cars drive on a way: the limit that its tags give, or what its class is driven at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ruttsim.roads.numbers import RoadNumbers, SpeedRules

Tags = Mapping[str, tuple[str, ...]]
"""Values by key; several where a tag holds a list, as on an edge that osmnx has merged."""

KMH_PER_MPH = 1.609344

SPEED_KEYS = ("maxspeed", "maxspeed:type", "source:maxspeed", "zone:maxspeed")
"""The tags that give a limit, the most trusted first."""
DIRECTION_KEYS = ("maxspeed:forward", "maxspeed:backward")
"""The tags that give a limit in one direction, which counts before those of both."""

SERVICE_SPEEDS = {"driveway": "driveway_kmh", "parking_aisle": "parking_aisle_kmh"}
"""Kinds of `service` with a speed of their own."""

CLOSED_TO_CARS = "living_street"
"""The class whose speed stands on ways that no car uses, where nothing reads it."""


class Speeds(NamedTuple):
    """Speed along a way and against it [km/h], outside and inside built-up areas.

    `has_doubtful` says that a tag gives a limit too high to be believed.
    """

    countryside: tuple[float, float]
    built_up: tuple[float, float]
    has_limit: bool
    has_doubtful: bool


class WayKind(NamedTuple):
    """What shapes the speed on a way: its class without `_link`, and what kind of road it is."""

    base: str
    is_ramp: bool
    is_round: bool
    is_unpaved: bool


def car_speeds(tags: Tags, kind: WayKind, numbers: RoadNumbers) -> Speeds:
    """Speed of free flow: the limit, else what the class is driven at, less without asphalt."""
    signs = {key: _signs(tags, key, numbers) for key in (*SPEED_KEYS, *DIRECTION_KEYS)}
    largest_kmh = _largest_kmh(kind, numbers)
    signed = {key: _believed(limits, largest_kmh) for key, limits in signs.items()}
    both = next(filter(None, (signed[key] for key in SPEED_KEYS)), None)
    limits = tuple(signed[key] or both for key in DIRECTION_KEYS)
    countryside, built_up = (
        tuple(
            assumed if limit is None else _on_surface(limit, kind, numbers.rules)
            for limit in limits
        )
        for assumed in _assumed(tags, kind, numbers)
    )
    return Speeds(
        (countryside[0], countryside[1]),
        (built_up[0], built_up[1]),
        has_limit=None not in limits,
        has_doubtful=any(limit > largest_kmh for found in signs.values() for limit in found),
    )


def harmonic_mean(values: Iterable[float]) -> float:
    """The speed that takes the same time as equal lengths at each of the speeds."""
    paces = [1 / value for value in values]
    return len(paces) / sum(paces)


def _assumed(tags: Tags, kind: WayKind, numbers: RoadNumbers) -> tuple[float, float]:
    """Speed without a limit, outside and inside built-up areas [km/h]."""
    rules = numbers.rules
    own = kind.base if kind.base in numbers.countryside_kmh else CLOSED_TO_CARS
    countryside, built_up = numbers.countryside_kmh[own], numbers.built_up_kmh[own]
    if kind.is_ramp:
        built_up = countryside * rules.ramp_built_up_factor
        countryside *= rules.ramp_countryside_factor
    factor = rules.roundabout_factor if kind.is_round and not kind.is_ramp else 1.0
    for service in tags.get("service", ()):
        if service in SERVICE_SPEEDS:
            countryside = built_up = getattr(rules, SERVICE_SPEEDS[service])
    if kind.is_unpaved:
        factor *= rules.unpaved_factor
    return countryside * factor, built_up * factor


def _on_surface(limit_kmh: float, kind: WayKind, rules: SpeedRules) -> float:
    """The limit, less where there is no asphalt [km/h]."""
    if not kind.is_unpaved or limit_kmh <= rules.unpaved_slow_kmh:
        return limit_kmh
    is_fast = limit_kmh >= rules.unpaved_fast_kmh
    return limit_kmh - (rules.unpaved_loss_kmh if is_fast else rules.unpaved_slow_loss_kmh)


def _signs(tags: Tags, key: str, numbers: RoadNumbers) -> list[float]:
    """The limits that a tag gives, believable or not [km/h]."""
    limits = (_limit(value, numbers) for value in tags.get(key, ()))
    return [limit for limit in limits if limit is not None]


def _largest_kmh(kind: WayKind, numbers: RoadNumbers) -> float:
    """The highest limit that is believed on a way."""
    is_motorway = kind.base == "motorway"
    return numbers.zone_kmh["none"] if is_motorway else numbers.rules.largest_limit_kmh


def _believed(limits: Sequence[float], largest_kmh: float) -> float | None:
    """The mean of the limits that can be believed; None where there are none."""
    known = [limit for limit in limits if limit <= largest_kmh]
    return harmonic_mean(known) if known else None


def _limit(text: str, numbers: RoadNumbers) -> float | None:
    """A limit [km/h] such as `50`, `30 mph`, `SE:urban` or `walk`; None where it says nothing."""
    zone = text.strip().removeprefix("SE:").lower()
    if zone in numbers.zone_kmh:
        return numbers.zone_kmh[zone]
    match = re.fullmatch(r"(?:SE:)?(?:zone:?)?(\d+(?:\.\d+)?)\s*(km/h|kmh|mph)?", text.strip())
    if match is None or float(match[1]) <= 0:
        return None
    return float(match[1]) * (KMH_PER_MPH if match[2] == "mph" else 1.0)
