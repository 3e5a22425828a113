"""The day's clock does what SimPy's own loop does."""

from __future__ import annotations

import dataclasses

import pytest
import simpy
from hypothesis import given, settings
from made_days import made_day
from simpy.events import Timeout
from test_simulation_laws import ROUGH

from ruttsim.simulate.clock import Clock, Nap


def by_simpy(clock):
    """SimPy's own step, event by event."""
    while clock.peek() < float("inf"):
        clock.now = clock.peek()
        clock.step()


def slept(nap, time_s):
    """A timeout that is used once, as SimPy has it."""
    return Timeout(nap.env, time_s - nap.env.now)


@settings(max_examples=60, deadline=None)
@given(ROUGH)
def test_the_record_is_that_of_simpys_own_loop_and_timeouts(recipe):
    made = made_day(recipe)
    day = made.live()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Clock, "run_out", by_simpy)
        patch.setattr(Nap, "until", slept)
        reference = made.live()
    for field in dataclasses.fields(day):
        assert getattr(day, field.name) == getattr(reference, field.name), field.name


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
