"""What OpenStreetMap's tags on a way say: its class, its limits, and who may use it which way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from ruttsim.roads.numbers import RoadNumbers

Tags = Mapping[str, tuple[str, ...]]
"""Values by key; several where a tag holds a list, as on an edge that osmnx has merged."""

KMH_PER_MPH = 1.609344

CLASSES = {
    "motorway": "motorway",
    "trunk": "trunk",
    "primary": "primary",
    "secondary": "secondary",
    "tertiary": "tertiary",
    "unclassified": "unclassified",
    "road": "unclassified",
    "residential": "residential",
    "living_street": "living_street",
    "service": "service",
    "track": "track",
    "cycleway": "cycleway",
    "footway": "footway",
    "pedestrian": "footway",
    "path": "footway",
    "steps": "footway",
    "bridleway": "footway",
}
"""Road class by the value of `highway`, the best first; other values are no streets (yet)."""

USED_KEYS = (
    "highway",
    "name",
    "area",
    "service",
    "junction",
    "motorroad",
    "access",
    "vehicle",
    "motor_vehicle",
    "motorcar",
    "bicycle",
    "foot",
    "oneway",
    "oneway:bicycle",
    "cycleway",
    "cycleway:left",
    "cycleway:right",
    "cycleway:both",
    "maxspeed",
    "maxspeed:forward",
    "maxspeed:backward",
    "maxspeed:type",
    "source:maxspeed",
    "zone:maxspeed",
)
"""The tags that are read here."""

SPEED_KEYS = ("maxspeed", "maxspeed:type", "source:maxspeed", "zone:maxspeed")
"""The tags that give a limit, the most trusted first."""

ACCESS_KEYS = {
    "car": ("motorcar", "motor_vehicle", "vehicle", "access"),
    "ebike": ("bicycle", "vehicle", "access"),
    "walk": ("foot", "access"),
}
"""The tags that say who may use a way, the most particular first (wiki: Key:access)."""

CLOSED = frozenset(
    {
        "no",
        "private",
        "agricultural",
        "forestry",
        "emergency",
        "military",
        "psv",
        "bus",
        "use_sidepath",
        "dismount",
    }
)
ALLOWED_WITHOUT_SIGN = {
    "car": frozenset(CLASSES)
    - {"track", "cycleway", "footway", "pedestrian", "path", "steps"}
    - {"bridleway"},
    "ebike": frozenset(CLASSES) - {"motorway", "footway", "steps", "bridleway"},
    "walk": frozenset(CLASSES) - {"motorway"},
}
"""Values of `highway` that a mode may use where no tag says otherwise (wiki: OSM tags for
routing/Access restrictions; cars need a sign on tracks, which routers shun as well)."""

NO_THOROUGHFARE = frozenset({"parking_aisle", "parking", "emergency_access", "drive-through"})
"""Kinds of `service` that lead nowhere by car."""

FORWARD_ONLY = frozenset({"yes", "true", "1"})
BACKWARD_ONLY = frozenset({"-1", "reverse"})
ROUND = frozenset({"roundabout", "circular"})
PATH_CLASSES = frozenset({"cycleway", "footway"})


@dataclass(frozen=True)
class WayRules:
    """What a way's tags say, in the direction that it is drawn and against it."""

    road_class: str
    name: str
    speed_kmh: float
    speed_backward_kmh: float
    modes_forward: tuple[str, ...]
    modes_backward: tuple[str, ...]


def listed_tags(raw: Mapping[str, object]) -> Tags:
    """The tags that are read here, each as its values: lists and `50;30` have several."""
    tags: dict[str, tuple[str, ...]] = {}
    for key in USED_KEYS:
        value = raw.get(key)
        if value is None:
            continue
        several = [str(item) for item in value] if isinstance(value, list) else [str(value)]
        parts = several if key == "name" else [part for item in several for part in item.split(";")]
        tags[key] = tuple(part.strip() for part in parts)
    return tags


def way_rules(tags: Tags, numbers: RoadNumbers) -> WayRules | None:
    """What the tags say, or None where the way is no street that anybody may use."""
    base, is_link = _highway(tags)
    if base is None or "yes" in tags.get("area", ()):
        return None
    forward, backward = [], []
    for mode in ACCESS_KEYS:
        if not _is_open(tags, mode, base):
            continue
        ahead, back = _directions(tags, mode, base)
        if ahead:
            forward.append(mode)
        if back:
            backward.append(mode)
    if not forward and not backward:
        return None
    speed, speed_backward = _speeds(tags, base, is_link, numbers)
    return WayRules(
        road_class=_road_class(base, {*forward, *backward}),
        name=min(tags.get("name", ("",))),
        speed_kmh=speed,
        speed_backward_kmh=speed_backward,
        modes_forward=tuple(forward),
        modes_backward=tuple(backward),
    )


def _road_class(base: str, modes: AbstractSet[str]) -> str:
    """The class of a way; a path that cars may use is a service road."""
    road_class = CLASSES[base]
    is_path = road_class in PATH_CLASSES
    return "service" if is_path and "car" in modes else road_class


def harmonic_mean(values: Iterable[float]) -> float:
    """The speed that takes the same time as equal lengths at each of the speeds."""
    paces = [1 / value for value in values]
    return len(paces) / sum(paces)


def _highway(tags: Tags) -> tuple[str | None, bool]:
    """The way's `highway` without `_link`, the best class of several, and whether it is a link."""
    known = [value for value in tags.get("highway", ()) if value.removesuffix("_link") in CLASSES]
    if not known:
        return None, False
    rank = list(CLASSES)
    best = min(known, key=lambda value: (rank.index(value.removesuffix("_link")), value))
    return best.removesuffix("_link"), best.endswith("_link")


def _is_open(tags: Tags, mode: str, base: str) -> bool:
    """Whether a mode may use the way in some direction."""
    if mode != "car" and "yes" in tags.get("motorroad", ()):
        return False
    if mode == "car" and not NO_THOROUGHFARE.isdisjoint(tags.get("service", ())):
        return False
    for key in ACCESS_KEYS[mode]:
        values = tags.get(key)
        if values:
            # `access = yes` on a footway does not open it to cars, `motorcar = yes` does.
            is_general = key == "access" and base not in ALLOWED_WITHOUT_SIGN[mode]
            return CLOSED.isdisjoint(values) and (not is_general or base == "track")
    return base in ALLOWED_WITHOUT_SIGN[mode]


def _directions(tags: Tags, mode: str, base: str) -> tuple[bool, bool]:
    """Whether a mode may go along the way as it is drawn, and against it."""
    if mode == "walk":
        return True, True
    oneway = set(tags.get("oneway", ()))
    if mode == "ebike":
        own = set(tags.get("oneway:bicycle", ()))
        lanes = [tags.get(key, ()) for key in USED_KEYS if key.startswith("cycleway")]
        if any(value.startswith("opposite") for values in lanes for value in values):
            own = own or {"no"}
        oneway = own or oneway
    if oneway & BACKWARD_ONLY:
        return False, True
    if oneway & FORWARD_ONLY:
        return True, False
    is_implied = base == "motorway" or not ROUND.isdisjoint(tags.get("junction", ()))
    return True, "no" in oneway or not is_implied


def _speeds(tags: Tags, base: str, is_link: bool, numbers: RoadNumbers) -> tuple[float, float]:
    """Limit for cars along the way and against it [km/h]."""
    defaults = numbers.default_kmh
    own = defaults.get(base, defaults["living_street"])
    both = defaults.get(f"{base}_link", own) if is_link else own
    for key in SPEED_KEYS:
        signed = _signed(tags, key, numbers)
        if signed is not None:
            both = signed
            break
    forward = _signed(tags, "maxspeed:forward", numbers)
    backward = _signed(tags, "maxspeed:backward", numbers)
    return both if forward is None else forward, both if backward is None else backward


def _signed(tags: Tags, key: str, numbers: RoadNumbers) -> float | None:
    """The limit that a tag gives, the mean of several; None where it gives none."""
    limits = [_limit(value, numbers) for value in tags.get(key, ())]
    known = [limit for limit in limits if limit is not None]
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
