"""Rules and costs of the public formats, by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import hhcrsp_samples as samples
import pytest
from hhcrsp_evaluate import evaluated
from hhcrsp_instances import COMPONENTS, read_instance
from hhcrsp_solutions import LUNCH, Route, Stop, read_solution, write_solution


@pytest.fixture
def mankowska(tmp_path):
    return read_instance(samples.written(tmp_path, samples.mankowska()))


@pytest.fixture
def uhhc(tmp_path):
    return read_instance(samples.written(tmp_path, samples.uhhc()))


FIRST = Route("c1", (Stop("p2", "s1", 35000, 39000),))
SECOND = Route("c2", (Stop("p1", "s1", 22500, 27500), Stop("p2", "s2", 39625, 45625)))
PAIR = (FIRST, SECOND)
"""c1 opens p2 at 35 while c2 sees p1 at 22.5 (2.5 late), is at p2 at 39.625, 4.625 after c1."""

ALONE = Route("c2", (Stop("p0", "s0", 110, 140),))
EATER = Route("c1", (Stop("p0", LUNCH, 180, 210), Stop("p0", "s0", 220, 250)))


def test_a_mankowska_solution_costs_a_third_of_travel_lateness_and_the_largest(mankowska):
    """Travel 7 + 7 + 3.5 + 12.125 + 7, late 2.5 (p1), largest 2.5."""
    one = Route("c1", (Stop("p2", "s1", 36000, 40000),))
    found = evaluated(mankowska, (one, SECOND))
    assert found.breaches == ()
    assert found.cost == pytest.approx((36.625 + 2.5 + 2.5) / 3)


def test_services_too_far_apart_break_the_link(mankowska):
    found = evaluated(mankowska, PAIR)
    assert found.breaches == ("patient p2: starts lie 4625 apart, Link(least=2000, most=4000)",)


def test_two_services_of_a_link_need_two_carers(mankowska):
    stops = (
        Stop("p1", "s1", 10000, 15000),
        Stop("p2", "s1", 30000, 34000),
        Stop("p2", "s2", 34000, 40000),
    )
    found = evaluated(mankowska, (Route("c2", stops),))
    assert found.breaches == ("patient p2: carer c2 gives both services",)


@pytest.mark.parametrize(
    ("routes", "breach"),
    [
        ((FIRST,), "patient p1: services given [0] times"),
        ((FIRST, FIRST), "carer c1: 2 routes, known"),
        ((Route("c9", ()),), "carer c9: 1 routes, unknown"),
        ((Route("c1", (Stop("p1", "s2", 10000, 19000),)),), "carer c1: s2 at p1 is not asked for"),
        ((Route("c1", (Stop("p2", "s2", 30000, 36000),)),), "the carer is not able to"),
        ((Route("c1", (Stop("p1", "s1", 9000, 14000),)),), "before the first window"),
        ((Route("c1", (Stop("p1", "s1", 10000, 14000),)),), "takes 4000, not 5000"),
        (
            (Route("c2", (Stop("p1", "s1", 10000, 15000), Stop("p2", "s2", 27000, 33000))),),
            "starts at 27000, arrives at 27125",
        ),
        ((Route("c1", (Stop("p2", "s1", 6999, 10999),)),), "leaves at -1, before the shift"),
    ],
)
def test_what_breaks_a_rule_is_said(mankowska, routes, breach):
    assert any(breach in it for it in evaluated(mankowska, routes).breaches)


def test_a_solution_that_cannot_be_read_has_no_cost(mankowska):
    assert math.isnan(evaluated(mankowska, (Route("c9", ()),)).cost)


def test_every_component_of_uhhc_is_counted_by_hand(uhhc):
    """c2 alone, at p0 from 110 to 140; c1 stays at home, without lunch.

    Travel 10 + 10; the end is 30 after the first window; c2 leaves at 100 and is back at 150 of
    100-250: 100 idle; c1 is idle for 240, the most; p1 left out; c1's lunch missed.
    """
    found = evaluated(uhhc, (ALONE,))
    assert found.breaches == ()
    assert list(found.shares.values()) == [2 * 20, 3 * 30, 5 * 30, 0, 0, 13 * 240, 0, 19, 23]
    assert list(found.shares) == list(COMPONENTS)


def test_lateness_is_against_the_last_window_that_has_opened(uhhc):
    """From 205 to 235 is inside the second window; from 199 it ends 119 after the first one."""
    for start, late in ((205, 0), (199, 119)):
        route = Route("c2", (Stop("p0", "s0", start, start + 30),))
        assert evaluated(uhhc, (route,)).shares["total_tardiness"] == 3 * late


def test_lateness_at_the_start_lets_the_end_run_over(uhhc):
    """At 110 the window is still open, at 115 it has been closed for 5."""
    at_start = replace(uhhc, late_at_end=False)
    for start, late in ((110, 0), (115, 5)):
        route = Route("c2", (Stop("p0", "s0", start, start + 30),))
        assert evaluated(at_start, (route,)).shares["total_tardiness"] == 3 * late


def test_waiting_after_a_lunch_that_comes_first_only_counts_as_idle(uhhc):
    """c1 leaves at 170 (110 idle), waits 10 after the lunch, is home at 260 of 300 (40 idle).

    c2 is idle for 150 of 150; the wish of p0 is not met.
    """
    found = evaluated(uhhc, (EATER,))
    assert found.breaches == ()
    assert found.shares["total_waiting_time"] == 0
    assert found.shares["max_idle_time"] == 13 * (110 + 10 + 40)
    assert found.shares["caregiver_preferences"] == 17
    assert found.shares["missed_lunch_break"] == 0


def test_waiting_before_a_later_stop_counts_and_so_does_overtime(uhhc):
    """c2 is at p1 at 125 + 30 + 15 = 170, waits until 190, is home at 190 + 15 + 20 = 225.

    c1 sees p1 from 190 to 205, has lunch there until 235 and is home at 255.
    """
    routes = (
        Route("c2", (Stop("p0", "s0", 125, 155), Stop("p1", "s1", 190, 205))),
        Route("c1", (Stop("p1", "s0", 190, 205), Stop("p1", LUNCH, 205, 235))),
    )
    found = evaluated(uhhc, routes)
    assert found.breaches == ()
    assert found.shares["total_waiting_time"] == 7 * 20
    assert found.shares["total_extra_time"] == 0
    late_home = evaluated(replace(uhhc, carers=tuple(short(it) for it in uhhc.carers)), routes)
    assert late_home.shares["total_extra_time"] == 11 * (25 + 55)


def short(carer):
    """The carer with a shift that ends at 200."""
    return replace(carer, shift=(carer.shift[0], 200))


def test_an_optional_patient_is_served_whole_or_not_at_all(uhhc):
    half = Route("c1", (Stop("p1", "s0", 190, 205),))
    breaches = evaluated(uhhc, (ALONE, half)).breaches
    assert breaches == ("patient p1: services given [1, 0] times",)


@pytest.mark.parametrize(
    ("stop", "breach"),
    [
        (Stop("p0", LUNCH, 179, 209), "out of hours"),
        (Stop("p0", LUNCH, 231, 261), "out of hours"),
        (Stop("p0", LUNCH, 200, 240), "lunch takes 40"),
    ],
)
def test_a_lunch_keeps_its_hours_and_length(uhhc, stop, breach):
    routes = (ALONE, Route("c1", (stop,)))
    assert [it for it in evaluated(uhhc, routes).breaches if breach in it]


def test_a_lunch_may_run_over_where_windows_bind_starts(uhhc):
    routes = (ALONE, Route("c1", (Stop("p0", LUNCH, 260, 290),)))
    assert evaluated(replace(uhhc, late_at_end=False), routes).breaches == ()


def test_who_has_no_right_to_lunch_takes_none(uhhc):
    stops = (*ALONE.stops, Stop("p0", LUNCH, 180, 210))
    assert "carer c2: 1 lunches" in evaluated(uhhc, (Route("c2", stops),)).breaches


def test_a_component_without_weight_is_a_rule(uhhc):
    strict = replace(uhhc, weights={**uhhc.weights, "caregiver_preferences": None})
    assert evaluated(strict, (ALONE,)).breaches == ()
    breaches = evaluated(strict, (EATER,)).breaches
    assert breaches == ("caregiver_preferences: 1 where none is allowed",)


def test_an_incompatible_carer_is_a_breach(uhhc):
    shunned = replace(uhhc.patients[0], incompatible=frozenset({"c2"}))
    instance = replace(uhhc, patients=(shunned, uhhc.patients[1]))
    assert any("not to come" in it for it in evaluated(instance, (ALONE,)).breaches)


@pytest.mark.parametrize(("sample", "routes"), [("mankowska", PAIR), ("uhhc", (ALONE, EATER))])
def test_a_written_solution_is_read_as_it_was(sample, routes, tmp_path, request):
    instance = request.getfixturevalue(sample)
    path = tmp_path / "solution.json"
    write_solution(path, instance, routes)
    assert read_solution(path, instance) == routes
