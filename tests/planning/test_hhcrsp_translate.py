"""Public instances as problems of rounds, and plans as routes."""

from __future__ import annotations

import dataclasses

import hhcrsp_samples as samples
import pytest
from hhcrsp_instances import read_instance
from hhcrsp_solutions import LUNCH, Stop
from hhcrsp_translate import round_problem, routes_of, unused_lunches_cost

from ruttsim.domain.rounds import NEVER_S, RoundsCost, RoundsPlan, WorkedRound
from ruttsim.errors import DataError


@pytest.fixture
def mankowska(tmp_path):
    return read_instance(samples.written(tmp_path, samples.mankowska()))


@pytest.fixture
def uhhc(tmp_path):
    return read_instance(samples.written(tmp_path, samples.uhhc()))


def plan(*rounds):
    """A plan of rounds that cost nothing."""
    return RoundsPlan(rounds, (), RoundsCost(*[0] * len(dataclasses.fields(RoundsCost))))


def worked(duty, tasks, start_s, *, break_before=-1, break_start_s=-1):
    """A round with times, of which leaving and returning are not looked at."""
    return WorkedRound(duty, tasks, break_before, start_s, 0, 0, break_start_s)


def test_every_service_is_a_task_and_every_carer_a_duty(mankowska):
    problem = round_problem(mankowska)
    assert problem.tasks.place.tolist() == [1, 2, 2]
    assert problem.tasks.group.tolist() == [0, 1, 1]
    assert problem.tasks.duration_s.tolist() == [5000, 4000, 6000]
    assert problem.may.tolist() == [[True, True], [True, True], [False, True]]
    assert problem.duties.number.tolist() == [1, 1]


def test_a_sequential_pair_is_linked_in_its_order(mankowska):
    links = round_problem(mankowska).links
    assert (links.first.tolist(), links.second.tolist()) == ([1], [2])
    assert (links.least_s.tolist(), links.most_s.tolist()) == ([2000], [4000])


def test_independent_services_share_a_group_and_no_link(tmp_path):
    raw = samples.uhhc()
    raw["patients"][1]["synchronization"] = {"type": "independent"}
    problem = round_problem(read_instance(samples.written(tmp_path, raw)))
    assert problem.tasks.group.tolist() == [0, 1, 1]
    assert len(problem.links.first) == 0


def test_lateness_at_the_end_is_lateness_of_a_start_a_duration_earlier(uhhc):
    tasks = round_problem(uhhc).tasks
    assert tasks.earliest_s[:2].tolist() == [[90, 200], [150, NEVER_S]]
    assert tasks.latest_s[:2].tolist() == [[80, 210], [165, NEVER_S]]


def test_an_optional_patient_costs_its_weight_once(uhhc):
    cost = round_problem(uhhc).tasks.unserved_cost
    assert cost[1:].tolist() == [19, 0]
    assert cost[0] > 1000 * 19


def test_wishes_are_prices_of_who_comes_and_rules_where_they_have_no_price(uhhc):
    assert round_problem(uhhc).change_cost.tolist() == [[17, 0], [0, 0], [0, 0]]
    weights = {**uhhc.weights, "caregiver_preferences": None}
    strict = round_problem(dataclasses.replace(uhhc, weights=weights))
    assert strict.may[0].tolist() == [False, True]
    assert not strict.change_cost.any()


def test_a_lunch_is_a_break_that_ends_within_its_hours(uhhc):
    duties = round_problem(uhhc).duties
    assert duties.break_s.tolist() == [30, 0]
    assert duties.break_earliest_s.tolist() == [180, 180]
    assert duties.break_latest_s.tolist() == [230, 230]


def test_a_lunch_is_missed_by_who_does_not_work_too(uhhc):
    """Using c1's duty takes back the 23 that a plan costs from the start."""
    assert round_problem(uhhc).duties.cost.tolist() == [-23, 0]
    assert unused_lunches_cost(uhhc) == 23


@pytest.mark.parametrize(
    ("break_before", "break_start_s", "start_s", "lunch"),
    [
        (0, 190, (230, 275), Stop("p0", LUNCH, 190, 220)),
        (1, 215, (150, 245), Stop("p1", LUNCH, 215, 245)),
        (1, 190, (150, 245), Stop("p0", LUNCH, 190, 220)),
        (2, 210, (120, 165), Stop("p1", LUNCH, 180, 210)),
    ],
)
def test_a_lunch_is_taken_at_the_next_patient_or_else_at_the_one_before(
    uhhc, break_before, break_start_s, start_s, lunch
):
    """p1 is 15 from p0; a lunch before the way home is brought back to where it can be written."""
    rounds = worked(0, (0, 1), start_s, break_before=break_before, break_start_s=break_start_s)
    (route,) = routes_of(uhhc, plan(rounds))
    assert route.stops[break_before] == lunch
    assert [stop.service for stop in route.stops].count(LUNCH) == 1


def test_a_lunch_at_the_base_before_the_way_out_cannot_be_written(uhhc):
    """The shift starts at 60 and p0 is 10 away, so nobody is there at 65."""
    rounds = worked(0, (0,), (200,), break_before=0, break_start_s=65)
    (route,) = routes_of(uhhc, plan(rounds))
    assert [stop.service for stop in route.stops] == ["s0"]


def test_what_no_problem_can_hold_is_refused_by_name(uhhc):
    crowded = dataclasses.replace(uhhc.patients[0], windows=((1, 2), (3, 4), (5, 6)))
    ageless = dataclasses.replace(uhhc.carers[0], shift=None)
    instance = dataclasses.replace(uhhc, patients=(crowded,), carers=(ageless,))
    with pytest.raises(DataError) as caught:
        round_problem(instance)
    assert [fault.field for fault in caught.value.faults] == ["patient p0", "caregivers"]
