"""The door where the two carers of a visit meet, or do not."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import simpy


class Meeting:
    """Whether the two carers of a visit are at its door together; decided once, for both.

    The visit is agreed for `agreed_s`. The first at the door waits for the other until
    `patience_s` after the later of its arrival and that time. A partner who stands there before
    that second is met; one who comes at it or later, or who gives the visit up, is not. The
    decision does not depend on the order in which events of the same second are handled.
    """

    def __init__(self, clock: simpy.Environment, agreed_s: int, patience_s: int) -> None:
        self._clock = clock
        self._agreed_s = agreed_s
        self._patience_s = patience_s
        self._gives_up_s: int | None = None
        self._decision = clock.event()

    def met(self) -> Generator[simpy.Event, Any, bool]:
        """Wait at the door; true when the other carer stands there too."""
        now_s = int(self._clock.now)
        if self._gives_up_s is not None:
            self._decide(now_s < self._gives_up_s)
        elif not self._decision.triggered:
            self._gives_up_s = max(now_s, self._agreed_s) + self._patience_s
            patience = self._clock.timeout(self._gives_up_s - now_s)
            patience.callbacks.append(lambda _: self.call_off())
            yield self._decision
        return bool(self._decision.value)

    def call_off(self) -> None:
        """Leave the other carer, waiting or on the way, without a partner."""
        self._decide(False)

    def _decide(self, both_are_here: bool) -> None:
        if not self._decision.triggered:
            self._decision.succeed(both_are_here)
