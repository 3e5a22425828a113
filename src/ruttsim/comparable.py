"""What may be compared: records that do not contradict themselves, splits that serve all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from ruttsim.errors import AuditError, Fault, NoReferenceError
from ruttsim.keeping import Kept
from ruttsim.pipeline.checking import LARGEST_UNSERVED_SHARE
from ruttsim.pipeline.setting import Setting


def require_consistent(setting: Setting, outcomes: Sequence[Kept]) -> None:
    """Raise what the audit found in any record."""
    faults = [
        Fault(
            f"population {outcome.task.population}",
            setting.study.splits[outcome.task.split].name,
            f"The record of the run contradicts itself: {contradiction}.",
            "This is a defect of ruttsim, not of the study: please report it with the study.",
        )
        for outcome in outcomes
        for contradiction in outcome.contradictions
    ]
    if faults:
        raise AuditError(faults)


def not_compared(setting: Setting, outcomes: Sequence[Kept]) -> dict[str, float]:
    """Splits that leave too many visits without a round in any population, with the share.

    Raises
    ------
    NoReferenceError
        The reference is one of them: then there is nothing to compare with.
    """
    splits, found = setting.study.splits, too_many_unserved(setting, outcomes)
    if splits[0].name in found:
        problem = f"{found[splits[0].name]:.1%} of its planned visits are in no round."
        remedy = (
            "Give shifts that cover the windows of the visits, more vehicles where a fleet limits "
            "them, or move the visits."
        )
        raise NoReferenceError([Fault(str(setting.study.file), "splits[0]", problem, remedy)])
    return found


def too_many_unserved(setting: Setting, outcomes: Sequence[Kept]) -> dict[str, float]:
    """Splits that leave too many visits without a round, with the worst population's share."""
    splits = setting.study.splits
    worst: dict[str, float] = defaultdict(float)
    for outcome in outcomes:
        name = splits[outcome.task.split].name
        worst[name] = max(worst[name], outcome.unserved_share)
    return {name: share for name, share in worst.items() if share > LARGEST_UNSERVED_SHARE}
