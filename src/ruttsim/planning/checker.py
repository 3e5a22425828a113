"""What is wrong with a plan of rounds, and what it costs, from the definition alone.

Written apart from the planner: it knows nothing of how plans are searched.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from ruttsim.domain.rounds import RoundsCost, RoundsPlan, RoundsProblem, WorkedRound


class _Walk(NamedTuple):
    """One round walked through with the times that it states."""

    faults: list[str]
    travel: int
    travel_s: int
    waiting_s: int
    work_s: list[int]


def arrival(problem: RoundsProblem, mode: int, here: int, there: int, leave_s: int) -> int:
    """When one arrives who leaves at a time, or waits for a later period where that is faster."""
    periods: list[int] = problem.period_start_s.tolist()
    now = max(bisect_right(periods, leave_s) - 1, 0)
    first_s: int = leave_s + problem.travel_s.item(mode, now, here, there)
    for later in range(now + 1, len(periods)):
        if periods[later] >= first_s:
            break
        at_s = periods[later] + problem.travel_s.item(mode, later, here, there)
        first_s = min(first_s, at_s)
    return first_s


def faults(problem: RoundsProblem, plan: RoundsPlan) -> tuple[str, ...]:
    """Every breach of the problem's rules in a plan, in words (none: it can be worked)."""
    total, found = checked(problem, plan)
    if total != plan.cost:
        found = (*found, f"the plan's cost is {total}, not {plan.cost}")
    return found


def cost(problem: RoundsProblem, plan: RoundsPlan) -> RoundsCost:
    """What a plan costs, from the times that it states."""
    return _cost(problem, plan, [_walk(problem, it) for it in plan.rounds])


def checked(problem: RoundsProblem, plan: RoundsPlan) -> tuple[RoundsCost, tuple[str, ...]]:
    """What a plan costs, and its breaches of the problem's rules, whatever cost it states."""
    walks = [_walk(problem, it) for it in plan.rounds]
    found = [*_counts(problem, plan), *_vehicles(problem, plan), *_links(problem, plan)]
    for number, (it, walk) in enumerate(zip(plan.rounds, walks, strict=True)):
        rules = [*walk.faults, *_rules(problem, it)]
        found += [f"round {number} (duty {it.duty}): {text}" for text in rules]
    return _cost(problem, plan, walks), tuple(found)


def _cost(problem: RoundsProblem, plan: RoundsPlan, walks: list[_Walk]) -> RoundsCost:
    """What a plan costs of which each round has been walked through."""
    duties, prices = problem.duties, problem.prices
    late_s = [(task, _lateness(problem, task, at)) for task, at in _starts(plan)]
    numbers = Counter(it.duty for it in plan.rounds)
    idle_s = [
        int(duties.end_s[d] - duties.start_s[d])
        for d in range(len(duties.start_s))
        if numbers[d] < duties.number[d]
    ]
    overtime = length = rests = 0
    for it, walk in zip(plan.rounds, walks, strict=True):
        d = it.duty
        worked_s = walk.travel_s + sum(int(problem.tasks.duration_s[task]) for task in it.tasks)
        rest_s = int(duties.break_s[d]) if it.break_before >= 0 else 0
        end_s = max(int(duties.end_s[d]), it.return_s)
        idle_s.append(end_s - int(duties.start_s[d]) - worked_s - rest_s)
        overtime += _overtime(problem, it) * int(duties.overtime_cost_per_s[d])
        length += (it.return_s - it.leave_s) * int(duties.length_cost_per_s[d])
        if duties.break_s[d] > 0:
            over_s = sum(max(0, work_s - int(duties.longest_work_s[d])) for work_s in walk.work_s)
            rests += over_s * int(duties.overlong_cost_per_s[d])
            rests += 0 if it.break_before >= 0 else int(duties.break_missed_cost[d])
    return RoundsCost(
        travel=sum(walk.travel for walk in walks),
        lateness=sum(int(problem.tasks.lateness_cost_per_s[task]) * s for task, s in late_s),
        largest_lateness=prices.largest_lateness_per_s * max((s for _, s in late_s), default=0),
        waiting=prices.waiting_per_s * sum(walk.waiting_s for walk in walks),
        overtime=overtime,
        length=length,
        duties=sum(int(duties.cost[it.duty]) for it in plan.rounds),
        change=sum(
            int(problem.change_cost[task, it.duty]) for it in plan.rounds for task in it.tasks
        ),
        breaks=rests,
        largest_idle=prices.largest_idle_per_s * max(idle_s, default=0),
        unserved=sum(int(problem.tasks.unserved_cost[it.task]) for it in plan.left_out),
    )


def _starts(plan: RoundsPlan) -> Iterator[tuple[int, int]]:
    """Tasks with their starts."""
    for it in plan.rounds:
        yield from zip(it.tasks, it.start_s, strict=True)


def _lateness(problem: RoundsProblem, task: int, start_s: int) -> int:
    """Seconds after the end of the last window that has opened."""
    window = 1 if problem.tasks.earliest_s[task, 1] <= start_s else 0
    return max(0, start_s - problem.tasks.latest_s.item(task, window))


def _overtime(problem: RoundsProblem, it: WorkedRound) -> int:
    """Seconds after the duty's end, or beyond the longest round."""
    after_s = it.return_s - int(problem.duties.end_s[it.duty])
    longer_s = it.return_s - it.leave_s - int(problem.duties.longest_s[it.duty])
    return max(0, after_s, longer_s)


def _walk(problem: RoundsProblem, it: WorkedRound) -> _Walk:
    """A round from leaving to returning."""
    duties, d = problem.duties, it.duty
    mode, vehicle = int(duties.mode[d]), int(duties.vehicle[d])
    rest_s, last_s = int(duties.break_s[d]), int(duties.break_latest_s[d])
    stops = [int(problem.tasks.place[task]) for task in it.tasks] + [int(duties.end_place[d])]
    here, now_s = int(duties.start_place[d]), it.leave_s
    found: list[str] = []
    travel = travel_s = waiting_s = 0
    work_s, since_s = [], it.leave_s
    for position, there in enumerate(stops):
        travel += int(problem.travel_cost[vehicle, here, there])
        at_s = arrival(problem, mode, here, there, now_s)
        leg_s = at_s - now_s
        if position == it.break_before and rest_s > 0:
            is_there = at_s <= last_s
            if not is_there:
                at_s = now_s
            if it.break_start_s < at_s:
                found.append(f"the break begins before the carer is there, at {at_s}")
            waiting_s += it.break_start_s - at_s if position > 0 else 0
            work_s.append(it.break_start_s - since_s)
            since_s = now_s = it.break_start_s + rest_s
            at_s = now_s if is_there else arrival(problem, mode, here, there, now_s)
            leg_s = leg_s if is_there else at_s - now_s
        travel_s += leg_s
        if position < len(it.tasks):
            task, start_s = it.tasks[position], it.start_s[position]
            if start_s < at_s:
                found.append(f"task {task} starts at {start_s}, before arrival at {at_s}")
            waiting_s += start_s - at_s if position > 0 else 0
            now_s = start_s + int(problem.tasks.duration_s[task])
        elif it.return_s != at_s:
            found.append(f"returns at {at_s}, not at {it.return_s}")
        here = there
    work_s.append(it.return_s - since_s)
    return _Walk(found, travel, travel_s, waiting_s, work_s)


def _rules(problem: RoundsProblem, it: WorkedRound) -> Iterator[str]:
    """What a round's own rules say against it."""
    duties, tasks, d = problem.duties, problem.tasks, it.duty
    if not it.tasks:
        yield "it holds no task"
    if it.leave_s < duties.start_s[d]:
        yield f"leaves at {it.leave_s}, before its duty starts"
    if _overtime(problem, it) > duties.overtime_limit_s[d]:
        yield "has more overtime than it may"
    for task, start_s in zip(it.tasks, it.start_s, strict=True):
        if not problem.may[task, d]:
            yield f"may not do task {task}"
        if start_s < tasks.earliest_s[task, 0]:
            yield f"task {task} starts before its window opens"
        if _lateness(problem, task, start_s) > tasks.lateness_limit_s[task]:
            yield f"task {task} is later than it may be"
    if it.break_before >= 0:
        first_s, last_s = int(duties.break_earliest_s[d]), int(duties.break_latest_s[d])
        if not first_s <= it.break_start_s <= last_s:
            yield f"the break begins at {it.break_start_s}, outside {first_s}-{last_s}"
        if not 0 <= it.break_before <= len(it.tasks) or duties.break_s[d] == 0:
            yield f"a break before task {it.break_before} of {len(it.tasks)}"


def _counts(problem: RoundsProblem, plan: RoundsPlan) -> Iterator[str]:
    """Tasks that are not planned or left out once, groups that are split, duties overbooked."""
    planned = Counter(task for it in plan.rounds for task in it.tasks)
    left = Counter(it.task for it in plan.left_out)
    for task in range(problem.size):
        if planned[task] + left[task] != 1:
            yield f"task {task} is planned {planned[task]} and left out {left[task]} times"
    groups = {int(problem.tasks.group[task]) for task in left}
    for task in planned:
        if int(problem.tasks.group[task]) in groups:
            yield f"task {task} is planned, another of its group is not"
    for duty, number in sorted(Counter(it.duty for it in plan.rounds).items()):
        if number > problem.duties.number[duty]:
            yield f"duty {duty} is worked by {number} rounds"


def _vehicles(problem: RoundsProblem, plan: RoundsPlan) -> Iterator[str]:
    """Vehicles of which more are booked at once than there are."""
    duties = problem.duties
    for vehicle, number in enumerate(problem.vehicles.tolist()):
        mine = [it.duty for it in plan.rounds if duties.vehicle[it.duty] == vehicle]
        for instant in sorted({int(duties.start_s[d]) for d in mine}):
            booked = sum(int(duties.start_s[d]) <= instant < int(duties.end_s[d]) for d in mine)
            if booked > number:
                yield f"{booked} rounds hold vehicle {vehicle} at {instant}, there are {number}"


def _links(problem: RoundsProblem, plan: RoundsPlan) -> Iterator[str]:
    """Linked tasks in one round, or at the wrong distance in time."""
    starts = dict(_starts(plan))
    rounds = {task: k for k, it in enumerate(plan.rounds) for task in it.tasks}
    links = problem.links
    columns = (links.first, links.second, links.least_s, links.most_s)
    for first, second, least_s, most_s in zip(*(it.tolist() for it in columns), strict=True):
        if first not in starts or second not in starts:
            continue
        if rounds[first] == rounds[second]:
            yield f"linked tasks {first} and {second} are in one round"
        apart_s = starts[second] - starts[first]
        if not least_s <= apart_s <= most_s:
            yield f"task {second} starts {apart_s} s after {first}, not {least_s} to {most_s}"
