"""An alarm that carers of rounds answer: they begin when all who are needed are at the door."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import simpy

    from ruttsim.simulate.world import Carer


class Callout:
    """One alarm and the carers on the way to it."""

    def __init__(self, clock: simpy.Environment, carers: Sequence[Carer]) -> None:
        self.carers = carers
        self._awaited = len(carers)
        self._all_there = clock.event()

    def begun(self) -> Generator[simpy.Event, Any, None]:
        """Wait at the door until all are there."""
        self._awaited -= 1
        if self._awaited == 0:
            self._all_there.succeed()
        elif not self._all_there.triggered:
            yield self._all_there
