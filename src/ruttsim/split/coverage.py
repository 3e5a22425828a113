"""Rules of coverage: which organisations may or must serve each basic area by day and evening.

A rule takes the case and gives a table (basic areas, organisations) of NOT_SERVED, MAY_SERVE or
MUST_SERVE that holds for care and service alike, or one for each (basic areas, the two kinds,
organisations). Nights and alarms are no matter of a rule.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ruttsim.domain.arrays import Bools, Codes, Floats, Ints
from ruttsim.domain.split import MAY_SERVE, MUST_SERVE, NOT_SERVED
from ruttsim.errors import DataError, Fault, StudyError
from ruttsim.split.case import DIVIDED_NAMES, HOURS_DECIMALS, RuleKeys, SplitCase
from ruttsim.split.coverage_table import drawn_coverage, tabled_coverage
from ruttsim.split.layers import drawn_organisation
from ruttsim.split.margins import margins_sek
from ruttsim.split.zones import Ground, ground_of, zones

LARGEST_ZONE_DEVIATION = 0.05
"""A zone further from its share of hours than this, and than the largest basic area, is a fault."""

HALVES = 2

CoverageRule = Callable[[SplitCase], Codes]


def coverage_by_kind(case: SplitCase) -> Codes:
    """What the rule of a split gives, kind by kind; shape (basic areas, 2, organisations).

    Who serves some kinds of visit only is left out of the others.
    """
    found = COVERAGES[case.section.coverage.rule](case)
    is_by_kind = found.ndim > _nobody(case).ndim
    table = found.copy() if is_by_kind else np.stack([found] * len(DIVIDED_NAMES), axis=1)
    for name, kinds in case.section.coverage.kinds.items():
        for kind in (place for place, it in enumerate(DIVIDED_NAMES) if it not in kinds):
            table[:, kind, case.numbers([name])] = NOT_SERVED
    return table


def everywhere(case: SplitCase) -> Codes:
    """All organisations may serve everywhere; the municipal one, or one that is alone, must."""
    table = _nobody(case)
    table[:, case.inside] = MAY_SERVE
    alone = case.inside[0] if len(case.inside) == 1 else None
    residual = case.municipal if case.municipal is not None else alone
    if residual is not None:
        table[:, residual] = MUST_SERVE
    return table


def densest_until_share(case: SplitCase) -> Codes:
    """Some organisations serve the densest areas only; the others as in `everywhere`.

    The areas are chosen by granted hours per built-up km2 of this population, since that is what
    an organisation would know of; populations differ a little in which areas are chosen.
    """
    return _limited(case, densest_areas(case))


def positive_margin(case: SplitCase) -> Codes:
    """Some organisations serve the areas with a margin above 0 only; the others as in `everywhere`.

    The margins come from a file, so the areas are the same in every population. That there is no
    such area is an answer too: then these organisations serve nobody.
    """
    path = case.study.path_of(case.section.coverage.margins or "")
    return _limited(case, margins_sek(path, case.bundle.areas["basic_area"].tolist()) > 0)


def halves(case: SplitCase) -> Codes:
    """Two contiguous halves of this population's hours, with a list of organisations each.

    The first list has the northern or western half, whichever way the map is longer. Who stands
    in both lists serves everywhere; the municipal one must, and one that is alone in a half.
    """
    ground = _ground(case)
    if len(ground.share) < HALVES:
        problem = f"the map's {len(ground.share)} basic areas cannot be halved."
        raise StudyError([case.fault("coverage.rule", problem, "Use a map with more of them.")])
    half = zones(ground, [1 / HALVES] * HALVES)
    table = _nobody(case)
    for number, names in enumerate(case.section.coverage.halves):
        here = np.flatnonzero(half == number)
        inside = case.numbers(names)
        for k in inside:
            is_bound = k == case.municipal or len(inside) == 1
            table[here, k] = MUST_SERVE if is_bound else MAY_SERVE
    return table


def densest_areas(case: SplitCase) -> Bools:
    """Basic areas that `densest_until_share` chooses.

    Until they hold the share of all hours, or as long as they do not pass the ceiling in hours.
    """
    given, ceiling_h = case.section.coverage.share, case.section.coverage.granted_h_per_month
    share = case.parameters.chosen_areas_share if given is None else given
    order = np.argsort(-_hours_per_km2(case), kind="stable")
    held = np.round(np.cumsum(case.area_hours[order]), HOURS_DECIMALS)
    if ceiling_h is None:
        wanted = round(share * float(held[-1]), HOURS_DECIMALS)
        count = int(np.searchsorted(held, wanted)) + 1 if wanted > 0 else 0
    else:
        count = int(np.searchsorted(held, ceiling_h, side="right"))
    chosen = np.zeros(len(order), dtype=np.bool_)
    chosen[order[:count]] = True
    return chosen


def own_zones(case: SplitCase) -> Codes:
    """One contiguous zone for each organisation, with about its share of this population's hours.

    Which organisation gets which zone rotates: the order in which the zones are laid out begins
    with another organisation in each population. An organisation with no share has no zone.
    """
    sharing = [k for k in case.inside if case.shares[k] > 0]
    turn = case.population.index % len(sharing)
    order = sharing[turn:] + sharing[:turn]
    areas = case.bundle.areas
    if len(order) > len(areas):
        problem = f"{len(order)} zones cannot be made of {len(areas)} basic areas."
        remedy = "Use a map with more basic areas, or fewer organisations."
        raise StudyError([case.fault("coverage.rule", problem, remedy)])
    ground = _ground(case)
    organisation = np.array(order)[zones(ground, [float(case.shares[k]) for k in order])]
    _check_zones(case, organisation, ground.share)
    return _partition(case, organisation)


def drawn_layer(case: SplitCase) -> Codes:
    """One organisation an area, as the user has drawn."""
    layer = case.section.coverage.layer or ""
    path = case.study.path_of(layer)
    names = drawn_organisation(path, case.bundle.areas, case.names(case.inside))
    number = {one.name: k for k, one in enumerate(case.study.organisations)}
    return _partition(case, np.array([number[name] for name in names]))


COVERAGES: dict[str, CoverageRule] = {
    "everywhere": everywhere,
    "densest_until_share": densest_until_share,
    "positive_margin": positive_margin,
    "halves": halves,
    "zones": own_zones,
    "layer": drawn_layer,
    "drawn": drawn_coverage,
    "table": tabled_coverage,
}
"""Rules of coverage by the name that a study gives."""


COVERAGE_KEYS: dict[str, RuleKeys] = {
    "everywhere": RuleKeys(),
    "densest_until_share": RuleKeys(
        may_have=("coverage.organisations", "coverage.share", "coverage.granted_h_per_month")
    ),
    "positive_margin": RuleKeys(needs=("coverage.margins",), may_have=("coverage.organisations",)),
    "halves": RuleKeys(needs=("coverage.halves",)),
    "zones": RuleKeys(needs=("allocation.shares",)),
    "layer": RuleKeys(needs=("coverage.layer",)),
    "drawn": RuleKeys(needs=("coverage.layer",)),
    "table": RuleKeys(may_have=("coverage.table", "coverage.rows")),
}
"""What each rule of coverage reads of its split."""


def _limited(case: SplitCase, is_served: Bools) -> Codes:
    """As `everywhere`, but some organisations serve some areas only."""
    table = everywhere(case)
    for k in case.limited:
        table[~is_served, k] = NOT_SERVED
    return table


def _ground(case: SplitCase) -> Ground:
    """The basic areas as ground to divide by this population's hours."""
    return ground_of(case.bundle, case.area_hours / case.area_hours.sum())


def _nobody(case: SplitCase) -> Codes:
    """A table in which nobody serves anywhere."""
    return np.full(
        (len(case.bundle.areas), len(case.study.organisations)), NOT_SERVED, dtype=np.int8
    )


def _partition(case: SplitCase, organisation: Ints) -> Codes:
    """A table in which one organisation must serve each area."""
    table = _nobody(case)
    table[np.arange(len(table)), organisation] = MUST_SERVE
    return table


def _hours_per_km2(case: SplitCase) -> Floats:
    """Granted hours a month per built-up km2 of each basic area; 0 where nobody has any."""
    areas = case.bundle.areas
    built_km2 = areas["built_km2"].to_numpy(dtype=np.float64)
    has_hours = case.area_hours > 0
    bare = np.flatnonzero(has_hours & ~(built_km2 > 0))
    if bare.size:
        raise DataError(
            Fault(
                case.bundle.manifest.name,
                f"areas, built_km2 of {areas['name'].iloc[row]}",
                f"Clients live there, but {built_km2[row]:g} km2 is built up.",
                "Give the map the built-up land of the area.",
            )
            for row in bare
        )
    density = np.divide(case.area_hours, built_km2, out=np.zeros_like(built_km2), where=has_hours)
    rounded: Floats = np.round(density, HOURS_DECIMALS)
    return rounded


def _check_zones(case: SplitCase, organisation: Ints, share: Floats) -> None:
    """Raise a fault for every zone that is far from its share."""
    reached = np.bincount(organisation, weights=share, minlength=len(case.shares))
    limit = max(LARGEST_ZONE_DEVIATION, float(share.max()))
    areas = np.bincount(organisation, minlength=len(case.shares))
    faults = [
        case.fault(
            "allocation.shares",
            f"the zone of '{case.study.organisations[k].name}' reaches {reached[k]:.1%} of the "
            f"hours in population {case.population.index}, and {case.shares[k]:.1%} is wanted.",
            "Use a map with smaller basic areas, or shares that its areas can make up.",
        )
        for k in case.inside
        if abs(reached[k] - case.shares[k]) > limit or (case.shares[k] > 0 and areas[k] == 0)
    ]
    if faults:
        raise StudyError(faults)
