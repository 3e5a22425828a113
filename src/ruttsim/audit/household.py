"""Whether what was sold in idle time was asked for, fits, and takes nothing from care."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ruttsim.audit.given import NOBODY, seconds
from ruttsim.audit.ways import Ways, mode_numbers, taken
from ruttsim.domain.household import GAVE_WAY, SOLD, HouseholdVisit
from ruttsim.units import DM_PER_METRE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ruttsim.audit.given import Contradiction, Given
    from ruttsim.audit.record import Record
    from ruttsim.domain.arrays import Bools, Floats, Ints
    from ruttsim.domain.planning import Round

_Rows = dict[str, NDArray[Any]]


def household(
    record: Record, given: Given, services: Sequence[HouseholdVisit]
) -> Iterator[Contradiction]:
    """Each service against those that must be planned, and what became of its round."""
    its, client = _offers(given)
    number = [it.round for it in its]
    due, found = list(zip(number, client, strict=True)), [(it.round, it.client) for it in services]
    if found != due:
        padded = due + [(NOBODY, NOBODY)] * len(found)
        is_other = [one != other for one, other in zip(found, padded, strict=False)]
        yield "service that is not planned so", "household", np.array(is_other, dtype=np.bool_)
        left_out = [it for it in due if it not in found]
        is_left_out = [it.round in dict(left_out) for it in given.plan.rounds]
        yield "no service where one is planned", "plan", np.array(is_left_out, dtype=np.bool_)
        return
    if not services:
        return
    values = zip(HouseholdVisit._fields, zip(*services, strict=True), strict=True)
    rows = {name: np.array(of_field) for name, of_field in values}
    names = ("organisation", "team", "vehicle_type", "mode")
    expected: _Rows = {name: np.array([getattr(it, name) for it in its]) for name in names}
    gaps, trips = _gaps(given, its), _Trips(given, np.array(client), its)
    planned_s = trips.planned_s(gaps, given.household.spare_s)
    expected["planned_depart_s"] = planned_s
    expected |= _on_the_day(record, gaps, trips, planned_s, number)
    for name, column in expected.items():
        yield f"{name} of a service is not as it must be", "household", rows[name] != column


def _offers(given: Given) -> tuple[list[Round], list[int]]:
    """The rounds that a service is planned with, and its buyer: the nearest of the team's left."""
    buyers = given.disturbance.buyers
    if not len(buyers):
        return [], []
    left = {
        (it.organisation, it.team): np.intersect1d(it.clients, buyers)
        for it in given.plan.teams
        if it.organisation in given.household.sellers and not it.is_of_night
    }
    its: list[Round] = []
    client: list[int] = []
    for it in given.plan.rounds:
        waiting = left.get((it.organisation, it.team), buyers[:0])
        if not len(waiting):
            continue
        each = [it] * len(waiting)
        gaps = _gaps(given, each)
        lasts_s = _Trips(given, waiting, each).lasts_s(gaps.start_s)
        nearest = int(np.argmin(lasts_s))
        idle_s = gaps.end_s[0] - gaps.start_s[0]
        spared_s = idle_s - given.household.spare_s
        if idle_s >= given.household.shortest_s and lasts_s[nearest] <= spared_s:
            its.append(it)
            client.append(int(waiting[nearest]))
            left[it.organisation, it.team] = np.delete(waiting, nearest)
    return its, client


class _Gaps(NamedTuple):
    """Idle time by the plan: the longer stretch before or after each round, without other time."""

    start_s: Ints
    end_s: Ints
    other_s: Ints
    is_before: Bools


def _gaps(given: Given, its: Sequence[Round]) -> _Gaps:
    """Of each round that a service is planned with."""
    menu = {it.name: it for it in given.staffing.shifts}
    opens_s, closes_s = given.household.opens_s, given.household.closes_s
    parts = [menu[it.shift].parts[it.part] for it in its]
    start_s = np.maximum([it.start_s for it in parts], opens_s)
    end_s = np.minimum([it.end_s for it in parts], closes_s)
    leave_s = np.minimum([it.leave_s for it in its], closes_s)
    return_s = np.maximum([it.return_s for it in its], opens_s)
    other_min = given.staffing.other_min_per_shift
    other_s = np.array([seconds(other_min / len(menu[it.shift].parts)) for it in its])
    is_before = leave_s - start_s > end_s - return_s
    return _Gaps(
        np.where(is_before, start_s, return_s + other_s),
        np.where(is_before, leave_s - other_s, end_s),
        other_s,
        is_before,
    )


class _Trips:
    """Ways from bases to buyers and back."""

    def __init__(self, given: Given, client: Ints, its: Sequence[Round]) -> None:
        people = given.population
        base = len(people.buildings.x_m) + np.array([it.premise for it in its])
        home = people.clients.building[client].astype(np.int64)
        mode = mode_numbers(given, np.array([it.mode for it in its]))
        factor = np.ones(len(its))
        self._out, self._back = Ways(mode, base, home, factor), Ways(mode, home, base, factor)
        drawn = given.disturbance
        calm = replace(drawn, mode_factor={}, span_factor=np.ones(len(drawn.span_factor)))
        self._given, self._expected = given, replace(given, disturbance=calm)

    def on_the_day(self, depart_s: Ints) -> _Rows:
        """Times and ways of those that leave so on the day as it was."""
        return self._of(self._given, depart_s)

    def planned_s(self, gaps: _Gaps, spare_s: int) -> Ints:
        """When each is planned to leave: as near to its round as may be, with time to spare."""
        ends_s = gaps.end_s - spare_s
        depart_s: Ints = np.where(gaps.is_before, ends_s - self.lasts_s(gaps.start_s), gaps.start_s)
        while True:
            late_s = depart_s + self.lasts_s(depart_s) - ends_s
            is_late = gaps.is_before & (late_s > 0)
            if not is_late.any():
                return depart_s
            depart_s = np.where(is_late, np.maximum(gaps.start_s, depart_s - late_s), depart_s)

    def lasts_s(self, depart_s: Ints) -> Ints:
        """How long each is expected to take that leaves so."""
        lasts_s: Ints = self._of(self._expected, depart_s)["return_s"] - depart_s
        return lasts_s

    def _of(self, given: Given, depart_s: Ints) -> _Rows:
        """Times [s] and ways [m]."""
        out = taken(given, self._out, depart_s)
        end_s = depart_s + out.drive_s + out.stop_s + given.household.visit_s
        back = taken(given, self._back, end_s)
        return {
            "depart_s": depart_s,
            "arrive_s": depart_s + out.drive_s,
            "stop_s": out.stop_s,
            "end_s": end_s,
            "return_s": end_s + back.drive_s + back.stop_s,
            "out_distance_m": _metres(out.distance_dm),
            "back_distance_m": _metres(back.distance_dm),
        }


def _metres(distance_dm: Ints) -> Floats:
    """Decimetres as metres."""
    return distance_dm / DM_PER_METRE


def _on_the_day(
    record: Record, gaps: _Gaps, trips: _Trips, planned_s: Ints, number: Sequence[int]
) -> _Rows:
    """What must have become of each, row by row: vehicles that are sold with are out, too."""
    recorded = {number: row for row, number in enumerate(record.rounds["round"].tolist())}
    place = np.array([recorded.get(it, NOBODY) for it in number])
    leave_s, return_s, late_s = (
        np.where(place == NOBODY, 0, values[place])
        for values in (
            record.rounds["leave_s"],
            record.rounds["return_s"],
            record.rounds["leave_s"] - record.rounds["planned_leave_s"],
        )
    )
    depart_s = np.where(
        gaps.is_before, planned_s + late_s, np.maximum(planned_s, return_s + gaps.other_s)
    )
    back_by_s = np.where(gaps.is_before, leave_s - gaps.other_s, gaps.end_s)
    found = trips.on_the_day(depart_s)
    is_sold = (place != NOBODY) & (found["return_s"] <= back_by_s)
    is_sold &= ~record.rounds["is_substitute"][place].astype(np.bool_)
    of_round, out = _vehicles(record)
    vehicle = np.array([of_round.get(it, NOBODY) for it in number])
    for row in np.flatnonzero(is_sold).tolist():
        span = int(found["depart_s"][row]), int(found["return_s"][row])
        used = out.setdefault(int(vehicle[row]), [])
        if vehicle[row] == NOBODY:
            continue
        is_sold[row] = not any(first < span[1] and span[0] < last for first, last in used)
        if is_sold[row]:
            used.append(span)
    lengths = ("out_distance_m", "back_distance_m")
    whole: _Rows = {
        name: np.where(is_sold, column, 0.0 if name in lengths else NOBODY)
        for name, column in (found | {"vehicle": vehicle}).items()
    }
    return whole | {"outcome": np.where(is_sold, SOLD, GAVE_WAY)}


def _vehicles(record: Record) -> tuple[dict[int, int], dict[int, list[tuple[int, int]]]]:
    """The vehicle that each round had last, and when vehicles are out with rounds."""
    names = ("round", "vehicle", "depart_s", "arrive_s")
    rows = list(zip(*(record.legs[name].tolist() for name in names), strict=True))
    driven = [it for it in rows if it[1] != NOBODY]
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    for number, vehicle, from_s, until_s in driven:
        first_s, last_s = spans.get((vehicle, number), (from_s, until_s))
        spans[vehicle, number] = min(first_s, from_s), max(last_s, until_s)
    out: dict[int, list[tuple[int, int]]] = {}
    for (vehicle, _), span in spans.items():
        out.setdefault(vehicle, []).append(span)
    return {it[0]: it[1] for it in driven}, out
