"""Turns that cars may not make: turn restrictions and barriers of OpenStreetMap."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from ruttsim.roads.network import Arm, Street
from ruttsim.roads.osm_tags import ACCESS_KEYS, CLOSED

BLOCKS = frozenset({"bollard", "block", "jersey_barrier", "debris", "log", "planter", "chain"}) | {
    "cycle_barrier",
    "motorcycle_barrier",
    "bus_trap",
    "sump_buster",
    "stile",
    "turnstile",
    "kissing_gate",
}
"""Values of `barrier` that stop cars unless a tag lets them pass."""
GATES = frozenset({"gate", "lift_gate", "swing_gate", "sliding_gate", "hampshire_gate", "barrier"})
"""Values of `barrier` that stop cars only where a tag says so (wiki: Key:barrier)."""

CARS = frozenset({"motorcar", "motor_vehicle"})
RESTRICTION_KEYS = ("restriction", "restriction:motorcar", "restriction:motor_vehicle")
CONDITIONAL_KEYS = tuple(f"{key}:conditional" for key in RESTRICTION_KEYS)
HOUR_KEYS = ("hour_on", "hour_off", "day_on", "day_off", "opening_hours")
"""How a restriction once said, and often says still, that it holds at some hours only."""
BY_HOUR = "turn_restrictions_by_hour"
FOR_OTHERS, BY_WAY = "turn_restrictions_for_others", "turn_restrictions_by_way_or_broken"
LEFT_OUT = (FOR_OTHERS, BY_WAY, BY_HOUR)
"""Turn restrictions that are not obeyed, as they are counted."""


class TurnSign(NamedTuple):
    """A turn restriction: no or only this turn, from a way by a node into a way."""

    is_only: bool
    from_way: Hashable
    via: Hashable
    to_way: Hashable


def stops_cars(tags: Mapping[str, str]) -> bool:
    """Whether the tags of a node say that no car passes it."""
    barrier = tags.get("barrier")
    if barrier not in BLOCKS and barrier not in GATES:
        return False
    for key in ACCESS_KEYS["car"]:
        if key in tags:
            return tags[key] in CLOSED
    return barrier in BLOCKS


def is_for_cars(tags: Mapping[str, str]) -> bool:
    """Whether a turn restriction holds for cars, at some hours at least."""
    excepted = {part.strip() for part in tags.get("except", "").split(";")}
    keys = (*RESTRICTION_KEYS, *CONDITIONAL_KEYS)
    return CARS.isdisjoint(excepted) and any(key in tags for key in keys)


def is_by_hour(tags: Mapping[str, str]) -> bool:
    """Whether a turn restriction holds at some hours only."""
    is_always = any(key in tags for key in RESTRICTION_KEYS)
    return not is_always or any(key in tags for key in HOUR_KEYS)


def turn_sign(tags: Mapping[str, str], members: Iterable[tuple[str, str, int]]) -> TurnSign | None:
    """A restriction of (role, type, number) members; None unless it is by one node.

    Restrictions by a way would need routes that remember more than one turn.
    """
    kind = next((tags[key] for key in RESTRICTION_KEYS if key in tags), "")
    listed = list(members)
    one = {
        role: [number for name, kind, number in listed if (name, kind) == (role, letter)]
        for role, letter in (("from", "w"), ("via", "n"), ("to", "w"))
    }
    is_known = kind.startswith(("no_", "only_"))
    if not is_known or any(len(numbers) != 1 for numbers in one.values()):
        return None
    return TurnSign(kind.startswith("only_"), one["from"][0], one["via"][0], one["to"][0])


def sign_or_reason(
    tags: Mapping[str, str], members: Iterable[tuple[str, str, int]]
) -> TurnSign | str:
    """A turn restriction for cars, or which of `LEFT_OUT` it is."""
    if not is_for_cars(tags):
        return FOR_OTHERS
    if is_by_hour(tags):
        return BY_HOUR
    return turn_sign(tags, members) or BY_WAY


class ForbiddenTurns(NamedTuple):
    """Pairs of arms, the first arrived by and the second left by, and how many signs gave none."""

    pairs: tuple[tuple[Arm, Arm], ...]
    unused_signs: int


def forbidden_turns(
    streets: Sequence[Street],
    way_of_street: Sequence[Hashable],
    signs: Iterable[TurnSign],
    blocked: AbstractSet[Hashable],
) -> ForbiddenTurns:
    """The turns that signs forbid, and all turns past nodes where something stands in the way."""
    meeting = set(blocked)
    known = list(signs)
    meeting.update(sign.via for sign in known)
    arms: dict[Hashable, list[tuple[Hashable, Arm]]] = {node: [] for node in meeting}
    for street, way in zip(streets, way_of_street, strict=True):
        for node, arm in ((street.start, street.start_arm), (street.end, street.end_arm)):
            if node in arms:
                assert arm is not None
                arms[node].append((way, arm))
    pairs: dict[tuple[Arm, Arm], None] = {}
    unused = 0
    for sign in known:
        found = list(_sign_pairs(sign, arms[sign.via]))
        unused += not found
        pairs.update(dict.fromkeys(found))
    for node in (node for node in arms if node in blocked):
        here = [arm for _, arm in arms[node]]
        pairs.update({(one, other): None for one in here for other in here if one != other})
    return ForbiddenTurns(tuple(sorted(pairs)), unused)


def _sign_pairs(sign: TurnSign, arms: Sequence[tuple[Hashable, Arm]]) -> Iterator[tuple[Arm, Arm]]:
    """The turns that a sign forbids at its node; none where its ways do not meet there."""
    arrive = [arm for way, arm in arms if way == sign.from_way]
    leave = [arm for way, arm in arms if way == sign.to_way]
    if not arrive or not leave:
        return
    is_back = sign.from_way == sign.to_way
    for one in arrive:
        meant = [arm for arm in leave if (arm == one) == is_back]
        if sign.is_only and meant:
            yield from ((one, arm) for _, arm in arms if arm not in meant)
        elif not sign.is_only:
            yield from ((one, arm) for arm in meant)
