"""A calm day is the planned one, to the second: planner and simulation mean the same by a plan."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import cache

import pytest

import ruttsim
from ruttsim.audit import Given, audit
from ruttsim.domain.arrays import Ints
from ruttsim.domain.day import Day
from ruttsim.domain.demand import WEEKDAYS, calm_day
from ruttsim.domain.planning import Plan
from ruttsim.domain.travel import peak_bounds_s
from ruttsim.pipeline.checking import checked
from ruttsim.pipeline.day import given, simulated_day
from ruttsim.pipeline.ground import Ground, ground
from ruttsim.pipeline.nights import with_night_rounds
from ruttsim.pipeline.plans import planned, teams
from ruttsim.pipeline.setting import Setting
from ruttsim.split.assignment import assign
from ruttsim.units import SECONDS_PER_HOUR, SECONDS_PER_MINUTE

TOY = ruttsim.load_study("toy")
QUEUES = {
    "vehicle_types": ("car_biogas",),
    "parameters": {"travel.everyday_factor": 4.0, "travel.peak_factor.residential": 3.0},
}
ON_FOOT = {"vehicle_types": ("walk",)}
VILLAGES = {"own": {}, "queues": QUEUES, "on_foot": ON_FOOT}
"""The toy study as it is; with slow cars only, three times as slow in the peaks; and on foot."""

CASES = pytest.mark.parametrize(
    ("name", "seed", "moves", "split"),
    [
        *itertools.product(["own"], (2019, 1, 3), (30, 300), range(len(TOY.splits))),
        *itertools.product(["queues"], (2019, 1, 3), (100,), range(len(TOY.splits))),
        *itertools.product(["on_foot"], (3,), (100,), range(len(TOY.splits))),
    ],
)


@dataclass(frozen=True, eq=False)
class Lived:
    """A plan and its calm day."""

    setting: Setting
    base: Ground
    due: Ints
    plan: Plan
    given: Given
    day: Day


@cache
def lived(name, seed, moves, split):
    """The calm day of the plan that the pipeline makes of a split of the toy study."""
    village = dict(VILLAGES[name])
    parameters = village.pop("parameters", {})
    changed = {
        "seed": seed,
        "planning": TOY.planning.model_copy(update={"moves": moves}),
        "parameters": parameters,
        "organisations": tuple(it.model_copy(update=village) for it in TOY.organisations),
    }
    setting = checked(TOY.model_copy(update=changed).at(TOY.file))
    base, study = ground(setting, 0), setting.study
    due = base.population.visits.on(WEEKDAYS.index(study.time.planned_days[0]), study.time.week)
    where = (base.population, setting.bundle, study, study.splits[split])
    assignment = assign(*where, setting.parameters.split)
    formed = teams(setting, base, assignment, study.planning.bases)
    by_day = planned(setting, base, due, assignment, formed)
    plan = with_night_rounds(setting, base, assignment, by_day, due)
    calm = calm_day(0, len(base.population.visits.visit))
    whole = given(setting, base, assignment, plan, due, calm)
    return Lived(setting, base, due, plan, whole, simulated_day(base, whole))


@CASES
def test_every_visit_starts_and_ends_as_planned(name, seed, moves, split):
    it = lived(name, seed, moves, split)
    visits, held = it.base.population.visits, [each for each in it.day.visits if each.round >= 0]
    assert len(held) == sum(len(each.stops) for each in it.plan.rounds)
    assert len(held) + len(it.plan.unserved) == int(visits.carers[it.due].sum())
    assert {each.outcome for each in held} == {"delivered"}
    assert [each.start_s for each in held] == [each.planned_start_s for each in held]
    planned_end_s = [each.planned_start_s + int(visits.duration_s[each.visit]) for each in held]
    assert [each.end_s for each in held] == planned_end_s


@CASES
def test_every_round_leaves_and_returns_as_planned(name, seed, moves, split):
    it = lived(name, seed, moves, split)
    assert len(it.day.rounds) == len(it.plan.rounds) > 0
    for record, round_ in zip(it.day.rounds, it.plan.rounds, strict=True):
        assert (record.leave_s, record.return_s) == (round_.leave_s, round_.return_s)


@CASES
def test_every_planned_break_is_taken_whole_in_its_place_and_in_time(name, seed, moves, split):
    """Between the stop before it and the one that it lies before, to the second that it may."""
    it = lived(name, seed, moves, split)
    menu = {shift.name: shift.parts for shift in it.setting.parameters.staffing.shifts}
    longest_h = it.setting.parameters.staffing.longest_work_without_break_h
    ready_s = {(each.visit, each.carer): each.ready_s for each in it.day.visits}
    end_s = {(each.visit, each.carer): each.end_s for each in it.day.visits}
    for record, round_ in zip(it.day.rounds, it.plan.rounds, strict=True):
        start, end = record.break_start_s, record.break_end_s
        if round_.break_before < 0:
            assert (start, end) == (-1, -1)
            continue
        part = menu[round_.shift][round_.part]
        assert part.break_s > 0
        assert end - start == part.break_s
        assert round_.break_earliest_s <= start <= round_.break_latest_s
        stops = [(stop.visit, stop.carer) for stop in round_.stops]
        before, after = stops[: round_.break_before], stops[round_.break_before :]
        assert start >= (end_s[before[-1]] if before else round_.leave_s)
        assert end <= (ready_s[after[0]] if after else round_.return_s)
        longest_s = longest_h * SECONDS_PER_HOUR
        assert start - round_.leave_s <= longest_s
        assert round_.return_s - end <= longest_s


@CASES
def test_the_audit_has_nothing_to_say_of_it(name, seed, moves, split):
    it = lived(name, seed, moves, split)
    assert audit(it.day, it.given) == []


def test_the_days_hold_what_plans_can_hold():
    """Breaks on arrival, before the way and at the base, pairs, and driving around the peaks."""
    days = [lived(*case) for case in CASES.args[1]]
    rounds = [
        (record, round_)
        for it in days
        for record, round_ in zip(it.day.rounds, it.plan.rounds, strict=True)
        if round_.break_before >= 0
    ]
    starts = [
        (record.break_start_s, record.break_end_s, leg)
        for it in days
        for record, round_ in zip(it.day.rounds, it.plan.rounds, strict=True)
        for leg in it.day.legs
        if leg.round == record.round and leg.sequence == round_.break_before
    ]
    assert any(end_s <= leg.depart_s for _, end_s, leg in starts)
    assert any(start_s >= leg.arrive_s + leg.stop_s for start_s, _, leg in starts)
    assert any(round_.break_before == len(round_.stops) for _, round_ in rounds)
    assert any(visit.carer == 1 for it in days for visit in it.day.visits)
    bounds_s = peak_bounds_s(days[0].setting.parameters.travel)
    near_s = 5 * SECONDS_PER_MINUTE
    for bound_s in bounds_s:
        assert any(
            leg.mode == "car" and abs(leg.depart_s - bound_s) < near_s
            for it in days
            for leg in it.day.legs
        )
