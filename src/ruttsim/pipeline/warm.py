"""All compiled code, made or read from disk before work is dealt to several processes."""

from __future__ import annotations

from ruttsim.planning.warm import warm_up as warm_planner
from ruttsim.simulate.warm import warm_up as warm_day


def warm_up() -> None:
    """Compile the planner and the simulated day; the other processes read what is there."""
    warm_planner()
    warm_day()
