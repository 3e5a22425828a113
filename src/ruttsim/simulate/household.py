"""Household services in idle time: planned where they fit, given up where care needs the time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from ruttsim.domain.household import GAVE_WAY, SOLD, HouseholdTerms, HouseholdVisit
from ruttsim.simulate.movement import Way, travel_of_day, undisturbed
from ruttsim.units import DM_PER_METRE, SECONDS_PER_MINUTE

if TYPE_CHECKING:
    from ruttsim.domain.day import Day, RoundRecord
    from ruttsim.domain.demand import Disturbance, Population
    from ruttsim.domain.parameters import StaffingParameters
    from ruttsim.domain.planning import Plan, Round
    from ruttsim.simulate.tables import TravelTables

NO_VEHICLE = -1


class _Gap(NamedTuple):
    """Idle time of a round by the plan; other time lies between it and the round."""

    start_s: int
    end_s: int
    other_s: int
    is_before: bool


class _Offer(NamedTuple):
    """A service as it was planned: whose round, in which gap, at whose home, from when."""

    planned: Round
    gap: _Gap
    client: int
    base: int
    home: int
    depart_s: int


class _Trip(NamedTuple):
    """The times [s] and ways [m] of a HouseholdVisit."""

    depart_s: int
    arrive_s: int
    stop_s: int
    end_s: int
    return_s: int
    out_distance_m: float
    back_distance_m: float


NOTHING = _Trip(-1, -1, -1, -1, -1, 0.0, 0.0)


def household_visits(
    plan: Plan,
    day: Day,
    population: Population,
    disturbance: Disturbance,
    tables: TravelTables,
    staffing: StaffingParameters,
    terms: HouseholdTerms,
) -> tuple[HouseholdVisit, ...]:
    """What was planned to be sold on a day, and what of it care left time for.

    By the plan, each round in order is offered the buyer of its team with the shortest way there
    and back, if that fits into the longer of its stretches before and after, with `spare_s` of it
    left. On the day a service gives way where the round has a substitute or no carer, comes back
    too late, or has its vehicle used by somebody else. Nobody in a round sees any of it: the record
    of care is the same without.
    """
    offers = list(_offers(plan, population, disturbance, tables, staffing, terms))
    if not offers:
        return ()
    ways = travel_of_day(tables, disturbance).ways
    rounds, vehicles = {it.round: it for it in day.rounds}, _Vehicles(day)
    found = []
    for it in offers:
        record = rounds.get(it.planned.round)
        trip = None if record is None else _held(ways[record.mode], it, record, terms)
        vehicle = NO_VEHICLE
        if trip is not None:
            vehicle = vehicles.of_round.get(it.planned.round, NO_VEHICLE)
            if not vehicles.take(vehicle, trip.depart_s, trip.return_s):
                trip, vehicle = None, NO_VEHICLE
        found.append(_row(it, vehicle, trip))
    return tuple(found)


class _Vehicles:
    """Which vehicle each round had last, and when vehicles are out."""

    def __init__(self, day: Day) -> None:
        self.of_round: dict[int, int] = {}
        self._out: dict[int, list[tuple[int, int]]] = defaultdict(list)
        spans: dict[tuple[int, int], tuple[int, int]] = {}
        for leg in day.legs:
            if leg.vehicle != NO_VEHICLE:
                self.of_round[leg.round] = leg.vehicle
                key = leg.vehicle, leg.round
                first_s, _ = spans.get(key, (leg.depart_s, 0))
                spans[key] = first_s, leg.arrive_s
        for (vehicle, _), span in spans.items():
            self._out[vehicle].append(span)

    def take(self, vehicle: int, depart_s: int, return_s: int) -> bool:
        """Whether a vehicle can be had for so long; then it is out."""
        if vehicle == NO_VEHICLE:
            return True
        is_free = all(last <= depart_s or return_s <= first for first, last in self._out[vehicle])
        if is_free:
            self._out[vehicle].append((depart_s, return_s))
        return is_free


def _offers(
    plan: Plan,
    population: Population,
    disturbance: Disturbance,
    tables: TravelTables,
    staffing: StaffingParameters,
    terms: HouseholdTerms,
) -> Iterator[_Offer]:
    """Services as they are planned, in the order of rounds."""
    buyers = set(disturbance.buyers.tolist())
    if not buyers:
        return
    waiting = {
        (team.organisation, team.team): [it for it in team.clients.tolist() if it in buyers]
        for team in plan.teams
        if team.organisation in terms.sellers and not team.is_of_night
    }
    home, first_base = population.clients.building, len(population.buildings.x_m)
    calm = undisturbed(tables).ways
    for it in plan.rounds:
        left = waiting.get((it.organisation, it.team))
        if not left:
            continue
        gap, base, way = _gap(it, staffing, terms), first_base + it.premise, calm[it.mode]
        begins_s = gap.start_s if gap.is_before else gap.start_s + gap.other_s
        ends_s = gap.end_s - gap.other_s if gap.is_before else gap.end_s
        if ends_s - begins_s < terms.shortest_s:
            continue
        ends_s -= terms.spare_s
        tries = [
            (_trip_s(way, base, int(home[client]), begins_s, terms.visit_s), client)
            for client in left
        ]
        lasts_s, client = min(tries)
        if lasts_s > ends_s - begins_s:
            continue
        left.remove(client)
        depart_s = begins_s
        if gap.is_before:
            depart_s = _last_start_s(way, base, int(home[client]), begins_s, ends_s, terms.visit_s)
        yield _Offer(it, gap, client, base, int(home[client]), depart_s)


def _gap(planned: Round, staffing: StaffingParameters, terms: HouseholdTerms) -> _Gap:
    """The longer stretch of a round's shift part in which it is not out, as far as it is sold."""
    shift = next(it for it in staffing.shifts if it.name == planned.shift)
    part = shift.parts[planned.part]
    other_s = round(staffing.other_min_per_shift * SECONDS_PER_MINUTE / len(shift.parts))
    before = max(part.start_s, terms.opens_s), min(planned.leave_s, terms.closes_s)
    after = max(planned.return_s, terms.opens_s), min(part.end_s, terms.closes_s)
    is_before = before[1] - before[0] > after[1] - after[0]
    return _Gap(*(before if is_before else after), other_s, is_before)


def _held(way: Way, it: _Offer, record: RoundRecord, terms: HouseholdTerms) -> _Trip | None:
    """The trip on the day as it was; None where its carer is another or has no time for it."""
    if record.is_substitute:
        return None
    if it.gap.is_before:
        departs_s = it.depart_s + record.leave_s - record.planned_leave_s
        back_by_s = record.leave_s - it.gap.other_s
    else:
        departs_s = max(it.depart_s, record.return_s + it.gap.other_s)
        back_by_s = it.gap.end_s
    trip = _trip(way, it, departs_s, terms.visit_s)
    return trip if trip.return_s <= back_by_s else None


def _trip_s(way: Way, base: int, home: int, depart_s: int, visit_s: int) -> int:
    """How long a service takes with its ways."""
    done_s = depart_s + way.expected_s(base, home, depart_s) + visit_s
    return done_s + way.expected_s(home, base, done_s) - depart_s


def _last_start_s(way: Way, base: int, home: int, begins_s: int, ends_s: int, visit_s: int) -> int:
    """A late departure from which the carer is expected back in time.

    As long before the end as the ways take when the stretch begins, earlier where that is too late.
    """
    depart_s = ends_s - _trip_s(way, base, home, begins_s, visit_s)
    while (late_s := depart_s + _trip_s(way, base, home, depart_s, visit_s) - ends_s) > 0:
        depart_s = max(begins_s, depart_s - late_s)
    return depart_s


def _trip(way: Way, it: _Offer, depart_s: int, visit_s: int) -> _Trip:
    """A service from a departure on."""
    out_s, stop_s, out_dm = way.leg(it.base, it.home, 1.0, depart_s)
    end_s = depart_s + out_s + stop_s + visit_s
    back_s, last_s, back_dm = way.leg(it.home, it.base, 1.0, end_s)
    ways_m = out_dm / DM_PER_METRE, back_dm / DM_PER_METRE
    return _Trip(
        depart_s,
        depart_s + out_s,
        stop_s,
        end_s,
        end_s + back_s + last_s,
        *ways_m,
    )


def _row(it: _Offer, vehicle: int, trip: _Trip | None) -> HouseholdVisit:
    """What is written down of a service."""
    planned = it.planned
    return HouseholdVisit(
        it.client,
        planned.round,
        planned.organisation,
        planned.team,
        planned.vehicle_type,
        planned.mode,
        it.depart_s,
        vehicle,
        *(NOTHING if trip is None else trip),
        GAVE_WAY if trip is None else SOLD,
    )
