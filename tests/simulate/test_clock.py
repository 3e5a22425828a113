"""The day's clock does what SimPy's own loop does, with an event for each stop or without."""

from __future__ import annotations

import dataclasses

import pytest
import simpy
from hypothesis import given, settings
from hypothesis import strategies as st
from made_days import made_day
from simpy.events import NORMAL, Event
from test_simulation_laws import ROUGH

from ruttsim.simulate import day as simulated
from ruttsim.simulate.clock import Clock, Nap, Sleeper


def by_simpy(clock):
    """SimPy's own step, event by event."""
    while clock.peek() < float("inf"):
        time_s, priority, _, event = clock._queue[0]
        if time_s != clock.now:
            clock.now, clock.reached = time_s, -1
        if event.callbacks:
            clock.reached = max(clock.reached, priority - NORMAL - 1)
        clock.step()


def slept(nap, time_s):
    """An event that is used once, as SimPy has it."""
    event = Event(nap.clock)
    event._ok, event._value = True, None
    nap.clock.schedule(event, NORMAL + 1 + nap.rank, time_s - nap.clock.now)
    return event


@settings(max_examples=60, deadline=None)
@given(ROUGH, st.integers(1, 3))
def test_the_record_is_that_of_simpys_own_loop_and_an_event_for_each_stop(recipe, few):
    """Carers who walk ahead as far as they can, or a few stops, do what those do who never do."""
    made = made_day(recipe)
    day = made.live()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(simulated, "MOST_STOPS", few)
        days = [made.live()]
        patch.setattr(simulated, "MOST_STOPS", 1)
        patch.setattr(Clock, "run_out", by_simpy)
        patch.setattr(Nap, "until", slept)
        days.append(made.live())
    for field in dataclasses.fields(day):
        for reference in days:
            assert getattr(day, field.name) == getattr(reference, field.name), field.name


def test_in_a_second_all_else_happens_first_and_then_sleepers_wake_in_the_order_of_their_ranks():
    clock, heard = Clock(), []

    def sleeper(nap):
        yield nap.until(60)
        heard.append((nap.rank, clock.reached))

    def another():
        yield clock.timeout(20)
        yield clock.timeout(40)
        heard.append(("another", clock.reached))

    for rank in (2, 0, 1):
        Sleeper(Nap(clock, rank), sleeper(Nap(clock, rank)), 3 - rank)
    clock.process(another())
    clock.run_out()
    assert heard == [("another", -1), (0, 0), (1, 1), (2, 2)]


def test_a_sleeper_can_be_made_to_wake_earlier_or_later():
    clock, heard = Clock(), []

    def sleeper():
        heard.append(clock.now)
        yield nap.until(60)
        heard.append(clock.now)

    nap = Nap(clock)
    process = Sleeper(nap, sleeper(), 0)

    def waker():
        for at_s, wakes_s in ((10, 90), (20, 30)):
            yield clock.timeout(at_s - clock.now)
            process.wakes(Nap(clock), wakes_s)

    clock.process(waker())
    clock.run_out()
    assert heard == [0, 30]


def test_who_is_called_away_leaves_a_nap_that_wakes_nobody():
    clock, heard = Clock(), []

    def sleeper():
        try:
            yield Nap(clock).until(60)
        except simpy.Interrupt:
            heard.append(("called", clock.now))
        yield Nap(clock).until(100)
        heard.append(("awake", clock.now))

    def caller(process):
        yield clock.timeout(20)
        process.interrupt()

    clock.process(caller(clock.process(sleeper())))
    clock.run_out()
    assert heard == [("called", 20), ("awake", 100)]


def test_a_process_that_fails_after_a_nap_ends_the_run():
    clock = Clock()

    def failing():
        yield Nap(clock).until(5)
        raise ValueError("no such street")

    clock.process(failing())
    with pytest.raises(ValueError, match="no such street"):
        clock.run_out()
