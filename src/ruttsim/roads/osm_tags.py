"""What OpenStreetMap's tags on a way say: its class, its limits, and who may use it which way."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from ruttsim.roads.numbers import RoadNumbers
from ruttsim.roads.osm_speeds import Speeds, Tags, WayKind, car_speeds

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

DOUBTFUL_LIMITS = "ways_with_limit_not_believed"
"""What ways are counted as whose limit is too high to be one."""

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
    "surface",
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

NO_THOROUGHFARE = frozenset({"emergency_access", "drive-through"})
"""Kinds of `service` that cars on their way do not use."""
YARDS = frozenset({"driveway", "parking_aisle", "parking"})
"""Kinds of `service` that are no roads between places."""

PAVED = frozenset({"paved", "asphalt", "concrete", "concrete:plates", "concrete:lanes"}) | {
    "paving_stones",
    "metal",
    "wood",
}
COMPACTED = frozenset({"compacted", "fine_gravel", "sett", "cobblestone", "unhewn_cobblestone"})
LOOSE = frozenset({"unpaved", "gravel", "pebblestone", "ground", "dirt", "earth"}) | {
    "grass",
    "grass_paver",
    "mud",
    "sand",
    "woodchips",
}
SURFACE_VALUES = {"paved": PAVED, "compacted": COMPACTED, "loose": LOOSE}
"""Values of `surface` by what they are here; others are unknown (wiki: Key:surface)."""

FORWARD_ONLY = frozenset({"yes", "true", "1"})
BACKWARD_ONLY = frozenset({"-1", "reverse"})
ROUND = frozenset({"roundabout", "circular"})
PATH_CLASSES = frozenset({"cycleway", "footway"})


@dataclass(frozen=True)
class WayRules:
    """What a way's tags say, in the direction that it is drawn and against it.

    `is_yard` says that it is a driveway or the like, `surface` is one of SURFACES.
    """

    road_class: str
    name: str
    speeds: Speeds
    modes_forward: tuple[str, ...]
    modes_backward: tuple[str, ...]
    surface: str
    is_yard: bool


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
    surface = _surface(tags)
    kind = WayKind(
        base=base,
        is_ramp=is_link,
        is_round=not ROUND.isdisjoint(tags.get("junction", ())),
        is_unpaved=surface in ("compacted", "loose"),
    )
    return WayRules(
        road_class=_road_class(tags, base, {*forward, *backward}),
        name=min(tags.get("name", ("",))),
        speeds=car_speeds(tags, kind, numbers),
        modes_forward=tuple(forward),
        modes_backward=tuple(backward),
        surface=surface,
        is_yard=not YARDS.isdisjoint(tags.get("service", ())),
    )


def is_closed_to_cars(tags: Tags) -> bool:
    """Whether the way is a street for cars by its class, but not by its other tags."""
    base, _ = _highway(tags)
    if base is None or "yes" in tags.get("area", ()) or base not in ALLOWED_WITHOUT_SIGN["car"]:
        return False
    return not _is_open(tags, "car", base)


def _surface(tags: Tags) -> str:
    """What the way is covered with, the worst of several; unknown where no tag says it."""
    values = tags.get("surface", ())
    for surface in ("loose", "compacted", "paved"):
        if not SURFACE_VALUES[surface].isdisjoint(values):
            return surface
    return "unknown"


def _road_class(tags: Tags, base: str, modes: AbstractSet[str]) -> str:
    """The class of a way: a service road if cars may use a path, a cycleway if signs say so."""
    road_class = CLASSES[base]
    if road_class in PATH_CLASSES and "car" in modes:
        return "service"
    is_cycleway = road_class == "footway" and "designated" in tags.get("bicycle", ())
    return "cycleway" if is_cycleway else road_class


def _highway(tags: Tags) -> tuple[str | None, bool]:
    """The way's `highway` without `_link`, the best class of several, and whether it is a link."""
    known = [value for value in tags.get("highway", ()) if value.removesuffix("_link") in CLASSES]
    if not known:
        return None, False
    rank = list(CLASSES)
    best = min(known, key=lambda value: (rank.index(value.removesuffix("_link")), value))
    return best.removesuffix("_link"), best.endswith("_link")


def _is_open(tags: Tags, mode: str, base: str) -> bool:
    """Whether a mode may use the way in some direction.

    Motorways are for cars alone: `bicycle = yes` on one is about its verge, or a mistake.
    """
    if mode != "car" and (base == "motorway" or "yes" in tags.get("motorroad", ())):
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
