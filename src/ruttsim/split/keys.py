"""Keys of a split that its rules need and do not find, find and do not read, or cannot join."""

from __future__ import annotations

from collections.abc import Iterator

from ruttsim.errors import Fault
from ruttsim.split.allocation import ALLOCATION_KEYS
from ruttsim.split.case import split_fault
from ruttsim.split.coverage import COVERAGE_KEYS, HALVES
from ruttsim.study.model import Study
from ruttsim.study.split_model import AllocationRuleSection, SplitSection


def rule_faults(study: Study, section: SplitSection) -> list[Fault]:
    """Every fault of the keys of a split, its rules being known."""
    return [
        *_missing_and_idle(study, section),
        *_contradictions(study, section),
        *_ceiling_faults(study, section),
        *_halves_faults(study, section),
    ]


def _missing_and_idle(study: Study, section: SplitSection) -> Iterator[Fault]:
    """Keys that are needed and missing, then those that are given and not read."""
    coverage, allocation = section.coverage, section.allocation
    keys = COVERAGE_KEYS[coverage.rule]
    needs, read = set(keys.needs), {*keys.needs, *keys.may_have}
    given = {
        "coverage.organisations": bool(coverage.organisations),
        "coverage.share": coverage.share is not None,
        "coverage.granted_h_per_month": coverage.granted_h_per_month is not None,
        "coverage.layer": coverage.layer is not None,
        "coverage.table": coverage.table is not None,
        "coverage.rows": bool(coverage.rows),
        "coverage.halves": bool(coverage.halves),
        "coverage.margins": coverage.margins is not None,
    }
    for key, rule in _rules(section):
        of_rule = ALLOCATION_KEYS[rule.rule]
        needs |= {f"{key}.{it}" for it in of_rule.needs}
        read |= {f"{key}.{it}" for it in (*of_rule.needs, *of_rule.may_have)}
        given |= {f"{key}.shares": bool(rule.shares), f"{key}.default": rule.default is not None}
        if allocation.ceiling_clients or allocation.ceiling_granted_h_per_month:
            read.add(f"{key}.default")
    if len(section.organisations) == 1:
        needs -= {f"{key}.shares" for key, _ in _rules(section)}
    names = f"{coverage.rule} with {' and '.join(rule.rule for _, rule in _rules(section))}"
    for key in sorted(needs):
        if not given[key]:
            problem = f"the rules {names} need it."
            yield split_fault(study, section, key, problem, "Write it.")
    for key in sorted(given):
        if given[key] and key not in read:
            problem = f"the rules {names} do not read it."
            yield split_fault(study, section, key, problem, "Leave it out.")


def _rules(section: SplitSection) -> tuple[tuple[str, AllocationRuleSection], ...]:
    """The rules of allocation of a split by key."""
    allocation = section.allocation
    own = (("allocation.service", allocation.service),) if allocation.service is not None else ()
    return (("allocation", allocation), *own)


def _contradictions(study: Study, section: SplitSection) -> Iterator[Fault]:
    """Two keys where one has to be chosen, or none where one is needed."""
    coverage = section.coverage
    if coverage.share is not None and coverage.granted_h_per_month is not None:
        problem, remedy = "share is given too.", "Keep one of them."
        yield split_fault(study, section, "coverage.granted_h_per_month", problem, remedy)
    if coverage.rule == "table" and bool(coverage.rows) == (coverage.table is not None):
        problem = (
            "rows are given too." if coverage.rows else "the rule table needs it, or coverage.rows."
        )
        remedy = "Keep one of them." if coverage.rows else "Name a file, or write rows."
        yield split_fault(study, section, "coverage.table", problem, remedy)


def _ceiling_faults(study: Study, section: SplitSection) -> Iterator[Fault]:
    """Ceilings of those who are the last resort."""
    types = {it.name: it.type for it in study.organisations}
    allocation = section.allocation
    for key, ceilings in (
        ("ceiling_clients", allocation.ceiling_clients),
        ("ceiling_granted_h_per_month", allocation.ceiling_granted_h_per_month),
    ):
        for name in ceilings:
            if types.get(name) == "municipal" or len(section.organisations) == 1:
                problem = f"'{name}' must serve everybody, so it can have no ceiling."
                yield split_fault(
                    study, section, f"allocation.{key}.{name}", problem, "Leave it out."
                )


def _halves_faults(study: Study, section: SplitSection) -> Iterator[Fault]:
    """Halves that are not two, or organisations that have none."""
    lists = section.coverage.halves
    if not lists or section.coverage.rule != "halves":
        return
    key = "coverage.halves"
    if len(lists) != HALVES:
        problem = f"there are {len(lists)} lists."
        yield split_fault(study, section, key, problem, "Write two lists of organisations.")
    outside = [it for it in section.organisations if not any(it in names for names in lists)]
    if outside:
        problem = f"{', '.join(outside)} stand in neither half."
        remedy = "Name them in a half, or take them out of the split."
        yield split_fault(study, section, key, problem, remedy)
