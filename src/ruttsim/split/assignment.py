"""The split stage: the organisation of each client and kind of visit under one area split."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from ruttsim.domain.arrays import Codes, Ints
from ruttsim.domain.day import NIGHT_PATROL
from ruttsim.domain.demand import (
    CARE,
    DIVIDED_KINDS,
    KINDS,
    NIGHT,
    NO_ORGANISATION,
    NOT_STATED,
    Population,
)
from ruttsim.domain.roads import MapBundle
from ruttsim.domain.split import (
    MUST_SERVE,
    NOBODY,
    NOT_SERVED,
    Assignment,
    Coverage,
    SplitParameters,
)
from ruttsim.errors import DataError, Fault, StudyError, choices_hint
from ruttsim.split.allocation import ALLOCATIONS
from ruttsim.split.asking import Asking
from ruttsim.split.case import DIVIDED_NAMES, SplitCase
from ruttsim.split.ceilings import Places, placed
from ruttsim.split.coverage import coverage_by_kind
from ruttsim.split.keys import rule_faults
from ruttsim.study.model import Study
from ruttsim.study.split_model import AllocationRuleSection, SplitSection

if TYPE_CHECKING:
    import pandas as pd


def assign(
    population: Population,
    bundle: MapBundle,
    study: Study,
    section: SplitSection,
    parameters: SplitParameters,
    before: Codes | None = None,
) -> Assignment:
    """Organisation of each client and kind, and who covers what.

    Alarms are the municipal organisation's, or the first one's where none is municipal. Nights are
    the patrol's (NIGHT_PATROL), unless the study gives them to the organisation of the care. Files
    that the split names are looked for beside the study. `before` is the
    organisation of each client and kind so far, NOBODY for newcomers: who has one keeps it unless
    something moves them. Left out, the clients' own file or the split says what clients have.

    Raises
    ------
    StudyError, DataError
        With the faults of the split, or of a file that it names.
    """
    faults = rule_faults(study, section)
    if faults:
        raise StudyError(faults)
    case = SplitCase(population, bundle, study, section, parameters)
    table = coverage_by_kind(case)
    _check_everybody_covered(case, table)
    present = _present(case) if before is None else before
    undivided = case.municipal if case.municipal is not None else case.inside[0]
    shape = (len(population.clients.client), len(KINDS))
    organisation = np.full(shape, undivided, dtype=np.int8)
    organisation[:, DIVIDED_KINDS] = NOBODY
    first_choice = np.full(shape, NOBODY, dtype=np.int8)
    places = Places(case)
    for kinds, asking in _askings(case, table, present, is_kept=before is not None):
        answer = ALLOCATIONS[asking.section.rule](asking)
        found = placed(asking, answer, places)
        for kind in kinds:
            organisation[asking.rows, kind] = found
            first_choice[asking.rows, kind] = answer.first_choice
    _fill(case, table, organisation)
    areas = len(table)
    whole = np.full((areas, len(KINDS), table.shape[2]), NOT_SERVED, dtype=np.int8)
    whole[:, :, undivided] = MUST_SERVE
    whole[:, DIVIDED_KINDS, :] = table
    organisation[:, NIGHT] = NIGHT_PATROL
    if study.day.nights == "organisation":
        organisation[:, NIGHT] = organisation[:, CARE]
        whole[:, NIGHT, :] = whole[:, CARE, :]
    return Assignment(organisation, Coverage(whole), first_choice, present)


def area_coverage(
    bundle: MapBundle, study: Study, section: SplitSection, assignment: Assignment
) -> pd.DataFrame:
    """Who covers each basic area in one split.

    Columns split, basic_area, organisation, kind (care, service), coverage (0 not, 1 may, 2 must
    serve); organisations that take part. Rows in order of kinds, areas, then organisations.
    """
    import pandas as pd

    inside = [k for k, one in enumerate(study.organisations) if one.name in section.organisations]
    names = [study.organisations[k].name for k in inside]
    areas = bundle.areas["basic_area"].to_numpy()
    table = assignment.coverage.table[:, DIVIDED_KINDS][:, :, inside]
    return pd.DataFrame(
        {
            "split": section.name,
            "basic_area": np.tile(np.repeat(areas, len(inside)), len(DIVIDED_KINDS)),
            "organisation": names * (len(areas) * len(DIVIDED_KINDS)),
            "kind": np.repeat(DIVIDED_NAMES, len(areas) * len(inside)),
            "coverage": table.transpose(1, 0, 2).ravel(),
        }
    )


def _askings(
    case: SplitCase, table: Codes, present: Codes, *, is_kept: bool
) -> Iterator[tuple[tuple[int, ...], Asking]]:
    """What the rules of a split are asked: once for both kinds, or for care and then for service.

    Once where one rule holds for both and the same organisations cover both: then a client has one
    organisation for all.
    """
    allocation = case.section.allocation
    care, service = DIVIDED_KINDS
    if allocation.service is None and (table[:, 0] == table[:, 1]).all():
        clients = case.population.clients
        rows = np.arange(len(clients.client))
        hours_h = clients.granted_h_per_month
        of_both = present[:, care].astype(np.int64)
        yield (
            DIVIDED_KINDS,
            Asking(case, allocation, "allocation", rows, table[:, 0], hours_h, of_both, is_kept),
        )
        return
    rules: tuple[tuple[int, AllocationRuleSection, str], ...] = (
        (care, allocation, "allocation"),
        (service, allocation.service or allocation, "allocation.service"),
    )
    for place, (kind, section, key) in enumerate(rules):
        rows = np.flatnonzero(case.needs[:, place])
        hours_h = case.kind_hours[rows, place]
        of_kind = present[rows, kind].astype(np.int64)
        named = key if section is not allocation else "allocation"
        yield (
            (kind,),
            Asking(case, section, named, rows, table[:, place], hours_h, of_kind, is_kept),
        )


def _fill(case: SplitCase, table: Codes, organisation: Codes) -> None:
    """Give clients an organisation for the kind that they have no visits of.

    The one that they have for the other kind where it covers both, else the one that must serve
    the area, or the first that may; where none does, the one of the other kind.
    """
    area = case.population.clients.basic_area
    for place, kind in enumerate(DIVIDED_KINDS):
        other = DIVIDED_KINDS[1 - place]
        rows = np.flatnonzero(organisation[:, kind] == NOBODY)
        own = organisation[rows, other].astype(np.int64)
        coverage = table[area[rows], place]
        is_covered = coverage[np.arange(len(rows)), own] > NOT_SERVED
        is_nobody = ~(coverage > NOT_SERVED).any(axis=1)
        bound = np.argmax(coverage, axis=1)
        organisation[rows, kind] = np.where(is_covered | is_nobody, own, bound)


def _present(case: SplitCase) -> Codes:
    """The organisation of each client before the split, NOBODY for none; shape (clients, kinds).

    Raises
    ------
    DataError
        Where the clients' file names organisations that the study does not know.
    """
    study = case.study
    number = {it.name: k for k, it in enumerate(study.organisations)}
    types = [it.type for it in study.organisations]
    is_municipal = case.section.allocation.present == "municipal" and "municipal" in types
    number[NOT_STATED] = types.index("municipal") if is_municipal else NOBODY
    number[NO_ORGANISATION] = NOBODY
    stated = case.population.choosers.present.tolist()
    names = stated or [NOT_STATED] * len(case.population.clients.client)
    unknown = dict.fromkeys(name for name in names if name not in number)
    if unknown:
        known = [it.name for it in study.organisations]
        raise DataError(
            Fault(
                str(study.folder / str(study.demand.clients)),
                "organisation",
                f"'{name}' is no organisation of the study.",
                choices_hint(name, known),
            )
            for name in unknown
        )
    present: Ints = np.array([number[name] for name in names])
    return np.repeat(present[:, np.newaxis], len(KINDS), axis=1).astype(np.int8)


def _check_everybody_covered(case: SplitCase, table: Codes) -> None:
    """Raise a fault if an area with clients has no organisation for what they need."""
    faults = []
    for place, name in enumerate(DIVIDED_NAMES):
        uncovered = np.flatnonzero(~(table[:, place] > NOT_SERVED).any(axis=1))
        asking = case.population.clients.basic_area[case.needs[:, place]]
        missed = np.intersect1d(uncovered, asking)
        if missed.size:
            area = case.bundle.areas["name"].iloc[missed[0]]
            problem = (
                f"no organisation covers {len(missed)} basic areas with clients for {name}, "
                f"first {area}."
            )
            remedy = "Let an organisation serve everywhere, or cover these areas."
            faults.append(case.fault("coverage", problem, remedy))
    if faults:
        raise StudyError(faults)
