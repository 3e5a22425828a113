"""The plan of a day as columns: one row a planned stop, and the visits that no round holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from ruttsim.domain.planning import Plan, Round

NOTHING = -1


class PlanRow(NamedTuple):
    """A planned stop with its round, by the fields of Round and Stop.

    `carer` works the round, a substitute where the plan calls one in; `visit_carer` is which of the
    visit's carers that is. A round without a stop (its carer stands by) has one row with `sequence`
    and `visit` -1. What no round holds has `round` -1 and a `reason`, but no shift or time.
    """

    round: int
    carer: int
    is_substitute: bool
    organisation: int
    team: int
    premise: int
    shift: str
    part: int
    vehicle_type: str
    mode: str
    leave_s: int
    return_s: int
    break_before: int
    break_earliest_s: int
    break_latest_s: int
    sequence: int
    visit: int
    visit_carer: int
    start_s: int
    reason: str


def plan_columns(plan: Plan) -> dict[str, NDArray[Any]]:
    """The columns of the plan, in the order of rounds; what no round holds stands last."""
    rows = [row for planned in plan.rounds for row in _rows(planned, plan.named)]
    premise = {(it.organisation, it.team): it.premise for it in plan.teams}
    rows += [
        PlanRow(
            round=NOTHING,
            carer=NOTHING,
            is_substitute=False,
            organisation=it.organisation,
            team=it.team,
            premise=premise[it.organisation, it.team],
            shift="",
            part=NOTHING,
            vehicle_type="",
            mode="",
            leave_s=NOTHING,
            return_s=NOTHING,
            break_before=NOTHING,
            break_earliest_s=NOTHING,
            break_latest_s=NOTHING,
            sequence=NOTHING,
            visit=it.visit,
            visit_carer=it.carer,
            start_s=NOTHING,
            reason=it.reason,
        )
        for it in plan.unserved
    ]
    if not rows:
        return {name: np.empty(0, dtype=np.int64) for name in PlanRow._fields}
    return {
        name: np.array(values)
        for name, values in zip(PlanRow._fields, zip(*rows, strict=True), strict=True)
    }


def _rows(planned: Round, named: int | None) -> list[tuple[Any, ...]]:
    """A row for each stop of a round, or one for a round without any."""
    whole = (
        planned.round,
        planned.carer,
        named is not None and planned.carer >= named,
        planned.organisation,
        planned.team,
        planned.premise,
        planned.shift,
        planned.part,
        planned.vehicle_type,
        planned.mode,
        planned.leave_s,
        planned.return_s,
        planned.break_before,
        planned.break_earliest_s,
        planned.break_latest_s,
    )
    if not planned.stops:
        return [(*whole, NOTHING, NOTHING, NOTHING, NOTHING, "")]
    return [
        (*whole, sequence, stop.visit, stop.carer, stop.start_s, "")
        for sequence, stop in enumerate(planned.stops)
    ]
