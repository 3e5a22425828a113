"""Plans of rounds as arrays that a cache keeps, and back; every plan that comes back is checked."""

from __future__ import annotations

import dataclasses
import functools
import itertools
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import ruttsim.domain.fortnight
import ruttsim.domain.planning
import ruttsim.domain.rounds
import ruttsim.planning
import ruttsim.units
from ruttsim.cache import Arrays, source_hash
from ruttsim.domain.rounds import (
    UNSERVED_REASONS,
    LeftOut,
    RoundsCost,
    RoundsPlan,
    RoundsProblem,
    WorkedRound,
)
from ruttsim.files import content_hash
from ruttsim.planning import checker

_OF_TASKS = ("tasks", "start_s")
_OF_ROUNDS = tuple(it.name for it in dataclasses.fields(WorkedRound) if it.name not in _OF_TASKS)


def plan_arrays(plan: RoundsPlan) -> Arrays:
    """A plan as arrays: rows of rounds, their tasks with starts, and what is left out and why."""
    return {
        "round": _rows([[getattr(it, name) for name in _OF_ROUNDS] for it in plan.rounds]),
        "length": np.array([len(it.tasks) for it in plan.rounds], dtype=np.int32),
        "task": _rows(
            [list(row) for it in plan.rounds for row in zip(it.tasks, it.start_s, strict=True)]
        ),
        "left_out": _rows([[it.task, UNSERVED_REASONS.index(it.reason)] for it in plan.left_out]),
    }


def checked_plan(problem: RoundsProblem, arrays: Arrays) -> RoundsPlan:
    """The plan that arrays hold, with its cost.

    Raises
    ------
    RuntimeError
        It breaks the problem's rules.
    """
    rows = iter(arrays["task"].tolist())
    plan = RoundsPlan(
        rounds=tuple(
            WorkedRound(**_stops(rows, length), **dict(zip(_OF_ROUNDS, values, strict=True)))
            for values, length in zip(
                arrays["round"].tolist(), arrays["length"].tolist(), strict=True
            )
        ),
        left_out=tuple(
            LeftOut(task, UNSERVED_REASONS[reason]) for task, reason in arrays["left_out"].tolist()
        ),
        cost=RoundsCost(),
    )
    cost, wrong = checker.checked(problem, plan)
    if wrong:
        raise RuntimeError(f"a plan cannot be worked: {'; '.join(wrong)}")
    return dataclasses.replace(plan, cost=cost)


@functools.cache
def planning_code() -> str:
    """What plans as arrays depend on beside problem, planner and moves: code and packages."""
    code = (
        ruttsim.planning.__file__,
        ruttsim.domain.rounds.__file__,
        ruttsim.domain.planning.__file__,
        ruttsim.domain.fortnight.__file__,
        ruttsim.units.__file__,
        __file__,
    )
    folder, *modules = (Path(str(it)) for it in code)
    versions = [version(name) for name in ("numba", "scipy")]
    with suppress(PackageNotFoundError):
        versions.append(version("pyvrp"))
    return content_hash(source_hash(folder.parent, *modules), versions)


def _rows(rows: list[list[int]]) -> NDArray[np.int32]:
    """Rows as an array."""
    return np.array(rows, dtype=np.int32)


def _stops(rows: Iterator[list[int]], length: int) -> dict[str, Any]:
    """The next tasks and their starts."""
    stops = list(itertools.islice(rows, length))
    return {"tasks": tuple(it[0] for it in stops), "start_s": tuple(it[1] for it in stops)}
