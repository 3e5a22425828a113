"""All compiled code, made or read from disk before work is dealt to several processes."""

from __future__ import annotations

from collections.abc import Callable

from ruttsim.audit.warm import warm_up as warm_audit
from ruttsim.kept_code import told_of_compiling
from ruttsim.planning.warm import warm_up as warm_planner
from ruttsim.simulate.warm import warm_up as warm_day

STAGE = "compiling"


def warm_up(progress: Callable[[str, int, int], None]) -> None:
    """Let the planner, the day and its audit be compiled; other processes then read what is there.

    Progress is told of where anything has to be compiled, which takes up to a minute.
    """
    told: list[str] = []

    def tell() -> None:
        if not told:
            told.append(STAGE)
            progress(STAGE, 0, 1)

    with told_of_compiling(tell):
        warm_planner()
        warm_day()
        warm_audit()
    if told:
        progress(STAGE, 1, 1)
