"""A public instance as a problem for ruttsim's planner, and the plan as routes of the instance.

One task a service, in the order of the patients; one duty a carer, in their order. Costs are in
units of `1 / (scale * divisor)`, as the evaluation has them before it divides.
"""

from __future__ import annotations

import numpy as np
from hhcrsp_instances import Carer, Instance, Lunch, Patient
from hhcrsp_solutions import LUNCH, Route, Stop

from ruttsim.domain.rounds import (
    NEVER_S,
    RoundDuties,
    RoundLinks,
    RoundPrices,
    RoundsPlan,
    RoundsProblem,
    RoundTasks,
    WorkedRound,
)
from ruttsim.errors import DataError, Fault

MOST_WINDOWS = MOST_SERVICES = 2
"""What a task and a group of a RoundsProblem hold."""


def round_problem(instance: Instance) -> RoundsProblem:
    """The problem that an instance is; raises DataError for what no problem can hold."""
    _require_expressible(instance)
    travel = np.array(instance.travel, dtype=np.int64)
    return RoundsProblem(
        tasks=_tasks(instance),
        links=_links(instance),
        duties=_duties(instance),
        prices=RoundPrices(
            largest_lateness_per_s=_weight(instance, "highest_tardiness"),
            waiting_per_s=_weight(instance, "total_waiting_time"),
            largest_idle_per_s=_weight(instance, "max_idle_time"),
        ),
        travel_s=travel[None, None],
        period_start_s=np.zeros(1, dtype=np.int64),
        travel_cost=travel[None] * _weight(instance, "travel_time"),
        vehicles=np.array([len(instance.carers)]),
        may=_may(instance),
        change_cost=_change_cost(instance),
    )


def unused_lunches_cost(instance: Instance) -> int:
    """What a plan costs beside its own figure: a right to lunch that is lost without a round.

    The problem takes it back from whoever works one.
    """
    return sum(_missed_lunch_cost(instance) for carer in instance.carers if carer.lunch)


def routes_of(instance: Instance, plan: RoundsPlan) -> tuple[Route, ...]:
    """A plan as the routes of the instance's carers."""
    return tuple(_route(instance, it) for it in plan.rounds)


def _require_expressible(instance: Instance) -> None:
    faults = []
    for it in instance.patients:
        if len(it.windows) > MOST_WINDOWS or len(it.services) > MOST_SERVICES:
            problem = f"{len(it.windows)} windows and {len(it.services)} services."
            remedy = "Give instances with one or two of each."
            faults.append(Fault(instance.name, f"patient {it.name}", problem, remedy))
    if instance.weights["max_idle_time"] and not all(it.shift for it in instance.carers):
        problem = "Idle time costs, but not every carer has a shift to be idle in."
        faults.append(Fault(instance.name, "caregivers", problem, "Give every carer a shift."))
    if faults:
        raise DataError(faults)


def _services(instance: Instance) -> list[tuple[int, Patient, int]]:
    """Patient's number, patient and service's number of each task."""
    return [
        (number, patient, service)
        for number, patient in enumerate(instance.patients)
        for service in range(len(patient.services))
    ]


def _weight(instance: Instance, component: str) -> int:
    """The weight of a component; a rule has none, it is a limit elsewhere."""
    return instance.weights[component] or 0


def _forbidding(instance: Instance) -> int:
    """More than any one task can cost where it is allowed to stand."""
    longest = max(max(row) for row in instance.travel)
    ends = [window[1] for it in instance.patients for window in it.windows]
    ends += [carer.shift[1] for carer in instance.carers if carer.shift]
    day = max(ends) + 4 * longest + sum(it.duration for p in instance.patients for it in p.services)
    return day * (1 + sum(weight or 0 for weight in instance.weights.values()))


def _tasks(instance: Instance) -> RoundTasks:
    rows = _services(instance)
    durations = np.array([patient.services[it].duration for _, patient, it in rows])
    windows = np.full((len(rows), MOST_WINDOWS, 2), NEVER_S)
    for row, (_, patient, _) in zip(windows, rows, strict=True):
        row[: len(patient.windows)] = patient.windows
    is_there = windows[:, :, 0] < NEVER_S
    early = instance.late_at_end * durations
    must_be_in_time = None in (
        instance.weights["total_tardiness"],
        instance.weights["highest_tardiness"],
    )
    return RoundTasks(
        place=np.array([patient.place for _, patient, _ in rows]),
        earliest_s=windows[:, :, 0].copy(),
        latest_s=np.where(is_there, windows[:, :, 1] - early[:, None], NEVER_S),
        duration_s=durations,
        lateness_cost_per_s=np.full(len(rows), _weight(instance, "total_tardiness")),
        lateness_limit_s=np.full(len(rows), 0 if must_be_in_time else NEVER_S),
        unserved_cost=np.array([_unserved_cost(instance, patient, it) for _, patient, it in rows]),
        group=np.array([number for number, _, _ in rows]),
    )


def _unserved_cost(instance: Instance, patient: Patient, service: int) -> int:
    """The weight counts patients, so the first of an optional patient's services bears it."""
    weight = instance.weights["optional_patients"]
    if not patient.optional or weight is None:
        return _forbidding(instance)
    return weight * instance.scale if service == 0 else 0


def _links(instance: Instance) -> RoundLinks:
    """Services that do not depend on each other need no link: their group joins them."""
    rows = _services(instance)
    linked = [
        (task, patient.link)
        for task, (_, patient, service) in enumerate(rows)
        if patient.link is not None and service == 0 and len(patient.services) == MOST_SERVICES
    ]
    first = np.array([task for task, _ in linked], dtype=np.int64)
    return RoundLinks(
        first=first,
        second=first + 1,
        least_s=np.array([link.least for _, link in linked], dtype=np.int64),
        most_s=np.array([link.most for _, link in linked], dtype=np.int64),
    )


def _missed_lunch_cost(instance: Instance) -> int:
    weight = instance.weights["missed_lunch_break"]
    return _forbidding(instance) if weight is None else weight * instance.scale


def _duties(instance: Instance) -> RoundDuties:
    carers, lunch = instance.carers, instance.lunch or Lunch(0, 0, 0)
    count = len(carers)
    has_lunch = np.array([carer.lunch and instance.lunch is not None for carer in carers])
    shifts = np.array([carer.shift or (0, NEVER_S) for carer in carers])
    extra_time = instance.weights["total_extra_time"]
    missed = np.array([carer.lunch * _missed_lunch_cost(instance) for carer in carers])
    return RoundDuties(
        start_s=shifts[:, 0].copy(),
        end_s=shifts[:, 1].copy(),
        longest_s=np.full(count, NEVER_S),
        overtime_limit_s=np.full(count, 0 if extra_time is None else NEVER_S),
        overtime_cost_per_s=np.full(count, extra_time or 0),
        start_place=np.array([carer.start_place for carer in carers]),
        end_place=np.array([carer.end_place for carer in carers]),
        mode=np.zeros(count, dtype=np.int64),
        vehicle=np.zeros(count, dtype=np.int64),
        number=np.ones(count, dtype=np.int64),
        cost=-missed,
        length_cost_per_s=np.zeros(count, dtype=np.int64),
        break_s=has_lunch * lunch.duration,
        break_earliest_s=np.full(count, lunch.start),
        break_latest_s=np.full(count, lunch.end - instance.late_at_end * lunch.duration),
        break_missed_cost=missed,
        longest_work_s=np.full(count, NEVER_S),
        overlong_cost_per_s=np.zeros(count, dtype=np.int64),
    )


def _may(instance: Instance) -> np.ndarray:
    must_prefer = instance.weights["caregiver_preferences"] is None
    return np.array(
        [
            [
                patient.services[service].name in carer.abilities
                and carer.name not in patient.incompatible
                and not (must_prefer and _is_against_wish(patient, carer))
                for carer in instance.carers
            ]
            for _, patient, service in _services(instance)
        ]
    )


def _change_cost(instance: Instance) -> np.ndarray:
    cost = _weight(instance, "caregiver_preferences") * instance.scale
    return np.array(
        [
            [cost * _is_against_wish(patient, carer) for carer in instance.carers]
            for _, patient, _ in _services(instance)
        ],
        dtype=np.int64,
    )


def _is_against_wish(patient: Patient, carer: Carer) -> bool:
    return patient.preferred is not None and carer.name not in patient.preferred


def _route(instance: Instance, worked: WorkedRound) -> Route:
    rows = _services(instance)
    stops = []
    for task, start in zip(worked.tasks, worked.start_s, strict=True):
        _, patient, service = rows[task]
        it = patient.services[service]
        stops.append(Stop(patient.name, it.name, start, start + it.duration))
    carer = instance.carers[worked.duty]
    if worked.break_before >= 0:
        stops = _with_lunch(instance, carer, stops, worked)
    return Route(carer.name, tuple(stops))


def _with_lunch(
    instance: Instance, carer: Carer, stops: list[Stop], worked: WorkedRound
) -> list[Stop]:
    """The stops with the lunch at the next patient, or else at the one before.

    The format knows no lunch at the base. A lunch there is written as if it were taken at the
    nearest patient's, where the times allow it, and is missed where they do not.
    """
    place = {it.name: it.place for it in instance.patients}
    at, start, lunch = worked.break_before, worked.break_start_s, instance.lunch
    before, after = stops[:at], stops[at:]
    if after:
        origin = place[before[-1].patient] if before else carer.start_place
        free = before[-1].end if before else carer.shift[0] if carer.shift else 0
        if free + instance.travel[origin][place[after[0].patient]] <= start:
            return [*before, Stop(after[0].patient, LUNCH, start, start + lunch.duration), *after]
    if not before:
        return stops
    if not after:
        start = max(before[-1].end, lunch.start)
    return [*before, Stop(before[-1].patient, LUNCH, start, start + lunch.duration), *after]
