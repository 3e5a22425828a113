"""Whether the steps of a study follow each other: every `after`, and what a repaired step needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ruttsim.errors import Fault, choices_hint
from ruttsim.study.leaves import table, tables, text, texts

REPAIRED = "repaired"
OF_ALLOCATION = "split."
"""Numbers that may differ from one step to the next where rounds are repaired."""
USUAL = {"years": 1, "newcomer_share": None, "may_move": "newcomers", "plan": "anew"}
"""What a step says that says nothing of it."""


def step_faults(file: str, content: Mapping[str, Any]) -> Iterator[Fault]:
    """Every fault of the steps in the content of a study."""
    splits = tables(content, "splits")
    rows = {name: row for row, it in reversed(splits.items()) if (name := text(it, "name"))}
    horizon = text(table(content, "planning"), "horizon")
    for row, split in splits.items():
        field, after, change = f"splits[{row}]", text(split, "after"), table(split, "change")
        if after is None:
            if _is_stated(change):
                problem = "Nothing changes since a step before, for there is none."
                remedy = "Write `after` with the name of an earlier split, or leave it out."
                yield Fault(file, f"{field}.change", problem, remedy)
            continue
        before = rows.get(after)
        if before is None:
            hint = choices_hint(after, [name for name, at in rows.items() if at < row])
            yield Fault(file, f"{field}.after", f"No split is named '{after}'.", hint)
        elif before >= row:
            yield Fault(file, f"{field}.after", *_too_late(row, before, splits, rows))
        if text(change, "plan") == REPAIRED:
            earlier = splits.get(before) if before is not None and before < row else None
            yield from _repaired_faults(file, field, split, earlier, horizon)


def _is_stated(change: Mapping[str, Any]) -> bool:
    """Whether anything is said that is not so anyway."""
    return any(change.get(key) not in {None, usual} for key, usual in USUAL.items())


def _too_late(
    row: int, before: int, splits: Mapping[int, Mapping[str, Any]], rows: Mapping[str, int]
) -> tuple[str, str]:
    """What is wrong with a step before that is no earlier split, and what to do."""
    remedy = "Name an earlier split: steps stand in the order in which they come."
    name = text(splits[before], "name")
    if before == row:
        return f"'{name}' is this split itself.", remedy
    seen = [row]
    while seen[-1] not in seen[:-1]:
        further = rows.get(text(splits[seen[-1]], "after") or "")
        if further is None:
            return f"'{name}' stands later, in splits[{before}].", remedy
        seen.append(further)
    names = ", ".join(f"'{text(splits[it], 'name')}'" for it in seen)
    return f"These follow each other in a circle: {names}.", remedy


def _repaired_faults(
    file: str,
    field: str,
    split: Mapping[str, Any],
    before: Mapping[str, Any] | None,
    horizon: str | None,
) -> Iterator[Fault]:
    """Faults of a split whose rounds are repaired from those of the step before."""
    if horizon != "fortnight":
        problem = "Rounds can be repaired from a fortnight's template alone."
        remedy = "Let planning.horizon be 'fortnight', or leave `plan` out."
        yield Fault(file, f"{field}.change.plan", problem, remedy)
    if before is None:
        return
    if text(table(before, "change"), "plan") == REPAIRED:
        problem = f"'{text(before, 'name')}' is itself repaired and has no rounds planned anew."
        remedy = "Let `after` be a split that is planned anew."
        yield Fault(file, f"{field}.change.plan", problem, remedy)
    staying = set(texts(split, "organisations").values())
    for key, is_common in (
        ("parameters", _is_of_planning),
        ("vehicle_types", staying.__contains__),
    ):
        now, then = (
            {name: it for name, it in table(of, key).items() if is_common(name)}
            for of in (split, before)
        )
        if now != then:
            problem = f"Repaired rounds are those of '{text(before, 'name')}', which has others."
            remedy = "Let both splits have the same, or leave `change.plan` out."
            yield Fault(file, f"{field}.{key}", problem, remedy)


def _is_of_planning(name: str) -> bool:
    """Whether a number of a split may decide what its rounds can be."""
    return not name.startswith(OF_ALLOCATION)
