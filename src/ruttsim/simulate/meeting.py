"""The door where the two carers of a visit meet, or do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ruttsim.simulate.world import Carer


class Meeting:
    """Whether the two carers of a visit are at its door together; decided once, for both.

    The visit is agreed for `agreed_s`. The first at the door waits for the other until
    `patience_s` after the later of its arrival and that time. A partner who stands there before
    that second is met; one who comes at it or later, or who gives the visit up, is not. The
    decision does not depend on the order in which events of the same second are handled.
    """

    def __init__(self, agreed_s: int, patience_s: int) -> None:
        self._agreed_s = agreed_s
        self._patience_s = patience_s
        self._gives_up_s = 0
        self._waiting: Carer | None = None
        self._is_held: bool | None = None

    def waits_until(self, carer: Carer, now_s: int) -> int:
        """When a carer who comes to the door now knows whether it is held, at the latest."""
        if self._waiting is not None:
            self._decide(now_s, both_are_here=now_s < self._gives_up_s)
        elif self._is_held is None:
            self._waiting = carer
            self._gives_up_s = max(now_s, self._agreed_s) + self._patience_s
            return self._gives_up_s
        return now_s

    def is_held(self) -> bool:
        """Whether the other carer stands there too, for who has waited."""
        if self._is_held is None:
            self._is_held, self._waiting = False, None
        return self._is_held

    def call_off(self, now_s: int) -> None:
        """Leave the other carer, waiting or on the way, without a partner."""
        self._decide(now_s, both_are_here=False)

    def _decide(self, now_s: int, *, both_are_here: bool) -> None:
        if self._is_held is None:
            self._is_held = both_are_here
            if self._waiting is not None:
                self._waiting.wake_at(now_s)
