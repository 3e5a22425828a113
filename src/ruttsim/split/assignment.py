"""The split stage: the organisation of each client and kind of visit under one area split."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ruttsim.domain.arrays import Codes
from ruttsim.domain.day import NIGHT_PATROL
from ruttsim.domain.demand import KINDS, NIGHT, Population
from ruttsim.domain.parameters import SplitParameters
from ruttsim.domain.roads import MapBundle
from ruttsim.domain.split import MUST_SERVE, NOT_SERVED, Assignment, Coverage
from ruttsim.errors import Fault, StudyError
from ruttsim.split.allocation import ALLOCATION_KEYS, ALLOCATIONS
from ruttsim.split.case import SplitCase, split_fault
from ruttsim.split.coverage import COVERAGE_KEYS, COVERAGES
from ruttsim.study.model import SplitSection, Study

if TYPE_CHECKING:
    import pandas as pd

DIVIDED_KINDS = ("care", "service")
"""Kinds that an area split divides; nights only where the study says so."""


def assign(
    population: Population,
    bundle: MapBundle,
    study: Study,
    section: SplitSection,
    parameters: SplitParameters,
) -> Assignment:
    """Organisation of each client and kind, and who covers what.

    Alarms are the municipal organisation's, or the first one's where none is municipal. Nights are
    the patrol's (NIGHT_PATROL), unless the study gives them to the organisation of the care. Files
    that the split names are looked for beside the study.

    Raises
    ------
    StudyError, DataError
        With the faults of the split, or of the layer drawn for it.
    """
    faults = rule_faults(study, section)
    if faults:
        raise StudyError(faults)
    case = SplitCase(population, bundle, study, section, parameters)
    table = COVERAGES[section.coverage.rule](case)
    _check_everybody_covered(case, table)
    by_client = ALLOCATIONS[section.allocation.rule](case, table)
    undivided = case.municipal if case.municipal is not None else case.inside[0]
    organisation = np.full((len(by_client), len(KINDS)), undivided, dtype=np.int8)
    whole = np.full((len(table), len(KINDS), table.shape[1]), NOT_SERVED, dtype=np.int8)
    whole[:, :, undivided] = MUST_SERVE
    organisation[:, NIGHT] = NIGHT_PATROL
    with_night = ("night",) if study.day.nights == "organisation" else ()
    for kind in (KINDS.index(name) for name in (*DIVIDED_KINDS, *with_night)):
        organisation[:, kind] = by_client
        whole[:, kind, :] = table
    return Assignment(organisation, Coverage(whole))


def area_coverage(
    bundle: MapBundle, study: Study, section: SplitSection, assignment: Assignment
) -> pd.DataFrame:
    """Who covers each basic area in one split.

    Columns split, basic_area, organisation, coverage (0 not, 1 may, 2 must serve); kinds care and
    service, organisations that take part. Rows in order of areas, then organisations.
    """
    import pandas as pd

    table = assignment.coverage.table[:, KINDS.index(DIVIDED_KINDS[0]), :]
    inside = [k for k, one in enumerate(study.organisations) if one.name in section.organisations]
    names = [study.organisations[k].name for k in inside]
    return pd.DataFrame(
        {
            "split": section.name,
            "basic_area": np.repeat(bundle.areas["basic_area"].to_numpy(), len(inside)),
            "organisation": names * len(table),
            "coverage": table[:, inside].ravel(),
        }
    )


def rule_faults(study: Study, section: SplitSection) -> list[Fault]:
    """Keys of a split that its rules need and do not find, or find and do not read."""
    rules = (COVERAGE_KEYS[section.coverage.rule], ALLOCATION_KEYS[section.allocation.rule])
    given = {
        "coverage.organisations": bool(section.coverage.organisations),
        "coverage.share": section.coverage.share is not None,
        "coverage.layer": section.coverage.layer is not None,
        "allocation.shares": bool(section.allocation.shares),
    }
    needs = {key for rule in rules for key in rule.needs}
    if len(section.organisations) == 1:
        needs -= {"allocation.shares"}
    read = {key for rule in rules for key in (*rule.needs, *rule.may_have)}
    names = f"{section.coverage.rule} with {section.allocation.rule}"
    return [
        split_fault(study, section, key, f"the rules {names} need it.", "Write it.")
        for key in sorted(needs)
        if not given[key]
    ] + [
        split_fault(study, section, key, f"the rules {names} do not read it.", "Leave it out.")
        for key in sorted(given)
        if given[key] and key not in read
    ]


def _check_everybody_covered(case: SplitCase, table: Codes) -> None:
    """Raise a fault if an area with clients has no organisation."""
    uncovered = np.flatnonzero(~(table > NOT_SERVED).any(axis=1))
    missed = np.intersect1d(uncovered, case.population.clients.basic_area)
    if missed.size:
        area = case.bundle.areas["name"].iloc[missed[0]]
        problem = f"no organisation covers {len(missed)} basic areas with clients, first {area}."
        remedy = "Let an organisation serve everywhere, or cover these areas."
        raise StudyError([case.fault("coverage", problem, remedy)])
