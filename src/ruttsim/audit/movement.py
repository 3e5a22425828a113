"""Whether rounds are continuous in place and time, and travel is what the matrices say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ruttsim.audit.given import NOBODY
from ruttsim.units import DM_PER_METRE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ruttsim.audit.given import Contradiction
    from ruttsim.audit.record import Record
    from ruttsim.audit.timing import Timing


def labels(record: Record) -> Iterator[Contradiction]:
    """Legs carry the names of their rounds."""
    for name in ("organisation", "team", "vehicle_type", "mode"):
        expected = record.planned[name][record.round_of_leg]
        yield f"{name} is not that of the round", "legs", record.legs[name] != expected


def in_place(record: Record, timing: Timing) -> Iterator[Contradiction]:
    """Legs lead from the base, along the homes of clients and holders of alarms, to the base."""
    legs, ways = record.legs, timing.ways
    yield "leg starts where its round is not", "legs", legs["from_place"] != ways.from_place
    yield "leg ends where its visit or base is not", "legs", legs["to_place"] != ways.to_place


def in_time(record: Record, timing: Timing) -> Iterator[Contradiction]:
    """One thing begins when the one before it, and the break between them, has ended.

    From a base one may have to wait for a vehicle; whether one had to is told by `vehicles`.
    """
    legs, rounds = record.legs, record.rounds
    yield "leg does not depart when its carer is free", "legs", legs["depart_s"] != timing.depart_s
    is_early = timing.goes_s < timing.free_s
    yield "leg departs before its carer is free", "legs", is_early
    yield "carer goes on without being called", "legs", timing.is_uncalled
    is_otherwise = rounds["return_s"] != timing.ready_s[record.last_leg]
    yield "round is not back on arrival", "rounds", is_otherwise
    yield "round is back before it left", "rounds", rounds["return_s"] < rounds["leave_s"]


def breaks(record: Record, timing: Timing) -> Iterator[Contradiction]:
    """The planned break, and no other, is taken in its place and has its length."""
    rounds = record.rounds
    is_missing = (record.planned["break_before"] >= 0) & (timing.break_start_s == NOBODY)
    is_otherwise = rounds["break_start_s"] != timing.break_start_s
    yield "break starts at a wrong time", "rounds", is_otherwise
    is_otherwise = rounds["break_end_s"] != timing.break_end_s
    yield "break ends at a wrong time", "rounds", is_otherwise
    yield "break has no place in its round", "rounds", is_missing


def movement_itself(record: Record, timing: Timing) -> Iterator[Contradiction]:
    """Every leg has the time and distance of its matrix, and every stop the time of its place."""
    legs = record.legs
    drive_s, distance_dm, stop_s = timing.taken
    is_otherwise = legs["arrive_s"] - legs["depart_s"] != drive_s
    yield "leg lasts otherwise than its matrix says", "legs", is_otherwise
    is_otherwise = legs["distance_m"] != distance_dm / DM_PER_METRE
    yield "leg is not as long as its matrix says", "legs", is_otherwise
    yield "stop lasts otherwise than at its place", "legs", legs["stop_s"] != stop_s
