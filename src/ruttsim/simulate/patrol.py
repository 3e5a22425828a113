"""The municipal patrol: cars with a crew that answer alarms at all hours, the nearest that is free.

An alarm that finds nobody free waits; alarms are answered in the order in which they rang. A car
waits where its last alarm was.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ruttsim.domain.day import PATROL, AlarmRecord, Leg
from ruttsim.units import HOURS_PER_DAY, SECONDS_PER_HOUR

if TYPE_CHECKING:
    import simpy

    from ruttsim.simulate.facts import AlarmFacts
    from ruttsim.simulate.movement import Travel
    from ruttsim.simulate.world import Process

MODE = VEHICLE_TYPE = "car"


@dataclass(eq=False, slots=True)
class _Unit:
    """One car: where it is, and how many legs it has driven."""

    number: int
    place: int
    legs: int = 0
    is_free: bool = True


class Patrol:
    """Cars at work; `units` of them at each hour of the day (24 numbers), from one base."""

    def __init__(
        self,
        clock: simpy.Environment,
        travel: Travel,
        alarms: AlarmFacts,
        base: int,
        units: Sequence[int],
    ) -> None:
        self._clock = clock
        self._travel = travel
        self._alarms = alarms
        self._on_duty = units
        self._units = [_Unit(number, base) for number in range(max(units, default=0))]
        self._waiting: deque[int] = deque()
        self._awaits_shift = False
        self.legs: list[Leg] = []
        self.answered: list[AlarmRecord] = []

    def answer(self, alarm: int) -> None:
        """Send the nearest car that is free, or let the alarm wait for one."""
        self._waiting.append(alarm)
        self._send()

    def _send(self) -> None:
        """Send free cars to waiting alarms, the first alarm first."""
        hour = int(self._clock.now) // SECONDS_PER_HOUR % HOURS_PER_DAY
        while self._waiting:
            free = [it for it in self._units[: self._on_duty[hour]] if it.is_free]
            if not free:
                if not self._awaits_shift:
                    self._awaits_shift = True
                    self._clock.process(self._more_cars())
                return
            alarm = self._waiting.popleft()
            there, now_s = self._alarms.place[alarm], int(self._clock.now)
            expected_s = self._travel.expected_s
            unit = min(free, key=lambda it: (expected_s(MODE, it.place, there, now_s), it.number))
            unit.is_free = False
            self._clock.process(self._answer(unit, alarm))

    def _more_cars(self) -> Process:
        """Try again when the next shift with more cars begins."""
        hour = int(self._clock.now) // SECONDS_PER_HOUR
        for later in range(hour + 1, hour + 1 + HOURS_PER_DAY):
            before = self._on_duty[(later - 1) % HOURS_PER_DAY]
            if self._on_duty[later % HOURS_PER_DAY] > before:
                yield self._clock.timeout(later * SECONDS_PER_HOUR - self._clock.now)
                self._awaits_shift = False
                self._send()
                return

    def _answer(self, unit: _Unit, alarm: int) -> Process:
        """Drive there, help, and be free."""
        clock, alarms = self._clock, self._alarms
        here, there, depart_s = unit.place, alarms.place[alarm], int(clock.now)
        drive_s, stop_s, distance_m = self._travel.movement(MODE, here, there, 1.0, depart_s)
        self.legs.append(
            Leg(
                unit.number,
                PATROL,
                0,
                VEHICLE_TYPE,
                MODE,
                unit.number,
                unit.legs,
                here,
                there,
                -1,
                alarm,
                depart_s,
                depart_s + drive_s,
                stop_s,
                distance_m,
            )
        )
        unit.legs += 1
        unit.place = there
        ready_s = depart_s + drive_s + stop_s
        end_s = ready_s + alarms.care_s[alarm]
        yield clock.timeout(end_s - depart_s)
        self.answered.append(
            AlarmRecord(
                alarm,
                0,
                alarms.client[alarm],
                alarms.basic_area[alarm],
                PATROL,
                unit.number,
                alarms.rung_s[alarm],
                ready_s,
                ready_s,
                end_s,
            )
        )
        unit.is_free = True
        self._send()
