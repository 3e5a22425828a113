"""What breaks a rule in a solution of a public instance, and what the solution costs.

Written from the definitions alone: nothing of ruttsim's planning is imported, and the times are
those of the solution's file, so that no mistake of the planner can hide here. Where the authors'
own validator is lenient (a service or a lunch drawn out beyond its duration, which would hide
waiting), this one is not. A lunch is taken at either end of a leg, as that validator accepts; the
authors' own solutions take it at the further end.

Sources: Mankowska, Meisel and Bierwirth (2014), doi 10.1007/s10729-013-9243-1; Ceschia et al.
(2026), doi 10.1111/itor.70140.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from hhcrsp_instances import COMPONENTS, Carer, Instance, Patient
from hhcrsp_solutions import LUNCH, Route, Stop

Routes = tuple[Route, ...]


@dataclass(frozen=True)
class Evaluation:
    """Rules that a solution breaks, one a line, and what each component adds to its cost."""

    breaches: tuple[str, ...]
    shares: dict[str, float]

    @property
    def cost(self) -> float:
        """The sum of the components; not a number where the solution cannot be read."""
        return sum(self.shares.values()) if self.shares else float("nan")


def evaluated(instance: Instance, routes: Routes) -> Evaluation:
    """What is wrong with the routes (nothing, in a solution) and what they cost."""
    breaches = (*_unknown(instance, routes),)
    if breaches:
        return Evaluation(breaches, {})
    amounts = {it: AMOUNTS[it](instance, routes) for it in COMPONENTS}
    breaches = (
        *_unkept(instance, amounts),
        *_visits(instance, routes),
        *_links(instance, routes),
        *(breach for route in routes for breach in _route(instance, route)),
    )
    units = {it: 1 if it in COUNTS else instance.scale for it in COMPONENTS}
    shares = {
        it: (instance.weights[it] or 0) * amounts[it] / (units[it] * instance.divisor)
        for it in COMPONENTS
    }
    return Evaluation(breaches, shares)


def _unknown(instance: Instance, routes: Routes) -> Iterator[str]:
    patients = {it.name: {service.name for service in it.services} for it in instance.patients}
    carers = {it.name for it in instance.carers}
    for name, times in Counter(route.carer for route in routes).items():
        if name not in carers or times > 1:
            yield f"carer {name}: {times} routes, {'known' if name in carers else 'unknown'}"
    for route in routes:
        for stop in route.stops:
            if stop.service not in {LUNCH, *patients.get(stop.patient, ())} or (
                stop.patient not in patients
            ):
                yield f"carer {route.carer}: {stop.service} at {stop.patient} is not asked for"


def _unkept(instance: Instance, amounts: dict[str, int]) -> Iterator[str]:
    """Components that are rules here, and are broken."""
    for component in COMPONENTS:
        if instance.weights[component] is None and amounts[component] > 0:
            yield f"{component}: {amounts[component]} where none is allowed"


def _visits(instance: Instance, routes: Routes) -> Iterator[str]:
    given = Counter((it.patient, it.service) for route in routes for it in _services(route))
    for patient in instance.patients:
        times = [given[patient.name, service.name] for service in patient.services]
        left_out = patient.optional and not any(times)
        if not left_out and any(it != 1 for it in times):
            yield f"patient {patient.name}: services given {times} times"


def _links(instance: Instance, routes: Routes) -> Iterator[str]:
    found = {
        (it.patient, it.service): (it.start, route.carer)
        for route in routes
        for it in _services(route)
    }
    for patient in instance.patients:
        pair = [found.get((patient.name, service.name)) for service in patient.services]
        if patient.link is None or None in pair:
            continue
        (first, one), (second, other) = pair
        if not patient.link.least <= second - first <= patient.link.most:
            yield f"patient {patient.name}: starts lie {second - first} apart, {patient.link}"
        if one == other:
            yield f"patient {patient.name}: carer {one} gives both services"


def _route(instance: Instance, route: Route) -> Iterator[str]:
    carer, patients = _carer(instance, route), _patients(instance)
    if _departure(instance, route) < (carer.shift[0] if carer.shift else 0):
        yield f"carer {carer.name}: leaves at {_departure(instance, route)}, before the shift"
    for stop, arrival in zip(route.stops, _arrivals(instance, route), strict=True):
        who = f"carer {carer.name}, {stop.service} at {stop.patient}"
        if stop.start < arrival:
            yield f"{who}: starts at {stop.start}, arrives at {arrival}"
        if stop.service != LUNCH:
            yield from (f"{who}: {it}" for it in _service(carer, patients[stop.patient], stop))
    lunches = [stop for stop in route.stops if stop.service == LUNCH]
    if len(lunches) > carer.lunch:
        yield f"carer {carer.name}: {len(lunches)} lunches"
    for stop in lunches:
        rule = instance.lunch
        last = stop.end if instance.late_at_end else stop.start
        if rule is None or stop.start < rule.start or last > rule.end:
            yield f"carer {carer.name}: lunch from {stop.start} to {stop.end} is out of hours"
        elif stop.end - stop.start != rule.duration:
            yield f"carer {carer.name}: lunch takes {stop.end - stop.start}"


def _service(carer: Carer, patient: Patient, stop: Stop) -> Iterator[str]:
    duration = next(it.duration for it in patient.services if it.name == stop.service)
    if stop.end - stop.start != duration:
        yield f"takes {stop.end - stop.start}, not {duration}"
    if stop.start < patient.windows[0][0]:
        yield f"starts at {stop.start}, before the first window"
    if stop.service not in carer.abilities:
        yield "the carer is not able to"
    if carer.name in patient.incompatible:
        yield "the carer is not to come here"


def _services(route: Route) -> Iterator[Stop]:
    return (stop for stop in route.stops if stop.service != LUNCH)


def _patients(instance: Instance) -> dict[str, Patient]:
    return {it.name: it for it in instance.patients}


def _carer(instance: Instance, route: Route) -> Carer:
    return next(it for it in instance.carers if it.name == route.carer)


def _places(instance: Instance, route: Route) -> list[int]:
    """Places of the route in their order, with the way out and home."""
    carer, patients = _carer(instance, route), _patients(instance)
    stops = [patients[stop.patient].place for stop in route.stops]
    return [carer.start_place, *stops, carer.end_place]


def _legs(instance: Instance, route: Route) -> list[int]:
    """Travel before each stop and home; nothing for a carer who stays at the base."""
    if not route.stops:
        return []
    places = _places(instance, route)
    return [instance.travel[a][b] for a, b in pairwise(places)]


def _departure(instance: Instance, route: Route) -> int:
    """When the carer leaves: as late as the first stop allows."""
    return route.stops[0].start - _legs(instance, route)[0]


def _arrivals(instance: Instance, route: Route) -> list[int]:
    ready = [_departure(instance, route), *(stop.end for stop in route.stops[:-1])]
    legs = _legs(instance, route)[:-1]
    return [start + travel for start, travel in zip(ready, legs, strict=True)]


def _home(instance: Instance, route: Route) -> int:
    return route.stops[-1].end + _legs(instance, route)[-1]


def _waits(instance: Instance, route: Route) -> list[int]:
    """Waiting before each stop."""
    arrivals = _arrivals(instance, route)
    return [max(0, it.start - at) for it, at in zip(route.stops, arrivals, strict=True)]


def _travel(instance: Instance, routes: Routes) -> int:
    return sum(sum(_legs(instance, route)) for route in routes)


def _lateness(instance: Instance, routes: Routes) -> Iterator[int]:
    """Lateness of each service, against the last window that has opened when it starts."""
    patients = _patients(instance)
    for route in routes:
        for stop in _services(route):
            opened = [it for it in patients[stop.patient].windows if it[0] <= stop.start]
            end = opened[-1][1] if opened else stop.start
            yield max(0, (stop.end if instance.late_at_end else stop.start) - end)


def _waiting(instance: Instance, routes: Routes) -> int:
    """Waiting, but for that between a lunch on the way out and the first service."""
    total = 0
    for route in routes:
        waits = _waits(instance, route) if route.stops else []
        lunch_first = bool(route.stops) and route.stops[0].service == LUNCH
        total += sum(waits[2:] if lunch_first else waits)
    return total


def _overtime(instance: Instance, routes: Routes) -> int:
    total = 0
    for route in routes:
        shift = _carer(instance, route).shift
        if shift and route.stops:
            total += max(0, _home(instance, route) - shift[1])
    return total


def _idle(instance: Instance, routes: Routes) -> int:
    """The most that any carer's shift holds of neither travel, service nor lunch."""
    used = {route.carer: route for route in routes if route.stops}
    idle = [0]
    for carer in instance.carers:
        if carer.shift is None:
            continue
        start, end = carer.shift
        if route := used.get(carer.name):
            before = max(0, _departure(instance, route) - start)
            after = max(0, end - _home(instance, route))
            idle.append(before + sum(_waits(instance, route)) + after)
        else:
            idle.append(end - start)
    return max(idle)


def _wishes(instance: Instance, routes: Routes) -> int:
    """Services by somebody else than those whom the patient prefers."""
    patients = _patients(instance)
    return sum(
        wish is not None and route.carer not in wish
        for route in routes
        for wish in (patients[stop.patient].preferred for stop in _services(route))
    )


def _left_out(instance: Instance, routes: Routes) -> int:
    seen = {stop.patient for route in routes for stop in _services(route)}
    return sum(it.name not in seen for it in instance.patients)


def _lunches_missed(instance: Instance, routes: Routes) -> int:
    """Carers with a right to lunch who have none, at work or not."""
    eaten = {route.carer for route in routes for stop in route.stops if stop.service == LUNCH}
    return sum(it.lunch and it.name not in eaten for it in instance.carers)


AMOUNTS = {
    "travel_time": _travel,
    "total_tardiness": lambda instance, routes: sum(_lateness(instance, routes)),
    "highest_tardiness": lambda instance, routes: max(_lateness(instance, routes), default=0),
    "total_waiting_time": _waiting,
    "total_extra_time": _overtime,
    "max_idle_time": _idle,
    "caregiver_preferences": _wishes,
    "optional_patients": _left_out,
    "missed_lunch_break": _lunches_missed,
}
"""How much of each component of the cost a solution has."""

COUNTS = ("caregiver_preferences", "optional_patients", "missed_lunch_break")
"""Components that count things; the others are times."""
