"""One area split on one population: what the rules of coverage and allocation look at."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from ruttsim.domain.arrays import Bools, Floats
from ruttsim.domain.demand import DIVIDED_KINDS, KINDS, Population
from ruttsim.domain.roads import MapBundle
from ruttsim.domain.split import SplitParameters
from ruttsim.errors import Fault
from ruttsim.study.model import Study
from ruttsim.study.split_model import AllocationRuleSection, SplitSection
from ruttsim.units import DAYS_PER_WEEK

HOURS_DECIMALS = 6
"""Kinds that an area split divides; nights and alarms are one organisation's in every split."""
DIVIDED_NAMES = tuple(KINDS[kind] for kind in DIVIDED_KINDS)


class RuleKeys(NamedTuple):
    """Keys of the study that a rule needs, and those that it can do without."""

    needs: tuple[str, ...] = ()
    may_have: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class SplitCase:
    """One area split of a study, for one population on one map.

    Organisations are numbered in study order, basic areas as in the map.
    """

    population: Population
    bundle: MapBundle
    study: Study
    section: SplitSection
    parameters: SplitParameters

    @cached_property
    def inside(self) -> tuple[int, ...]:
        """Organisations that take part, in study order."""
        names = self.section.organisations
        return tuple(k for k, one in enumerate(self.study.organisations) if one.name in names)

    @cached_property
    def municipal(self) -> int | None:
        """The organisation that has to serve everybody; none where no municipal one takes part."""
        types = self.study.organisations
        return next((k for k in self.inside if types[k].type == "municipal"), None)

    def numbers(self, names: Collection[str]) -> tuple[int, ...]:
        """Organisations of the split that have one of some names, in study order."""
        return tuple(k for k in self.inside if self.study.organisations[k].name in names)

    @cached_property
    def limited(self) -> tuple[int, ...]:
        """Organisations that a rule keeps to some areas; all but the first where none is named."""
        named = self.section.coverage.organisations
        return self.numbers(named) if named else self.inside[1:]

    @cached_property
    def shares(self) -> Floats:
        """Share of granted hours that each organisation is to have; 0 outside the split."""
        return self.shares_of(self.section.allocation)

    def shares_of(self, rule: AllocationRuleSection) -> Floats:
        """Share of hours that each is to have; where a rule says none, the first has all."""
        given = rule.shares or {self.section.organisations[0]: 1.0}
        return np.array([given.get(it.name, 0.0) for it in self.study.organisations])

    @cached_property
    def needs(self) -> Bools:
        """Which clients have visits of care and of service; (clients, 2).

        Who has none at all counts as one with care.
        """
        return self.population.needs(DIVIDED_KINDS)

    @cached_property
    def kind_hours(self) -> Floats:
        """Granted hours a month of care and of service, by their part of the care plan's time."""
        visits = self.population.visits
        count = len(self.population.clients.client)
        days = ((visits.weekdays[:, np.newaxis] >> np.arange(DAYS_PER_WEEK)) & 1).sum(axis=1)
        time_s = visits.duration_s.astype(np.float64) * visits.carers * days / visits.every_weeks
        by_kind = np.column_stack(
            [
                np.bincount(visits.client[here], weights=time_s[here], minlength=count)
                for here in (visits.kind == kind for kind in DIVIDED_KINDS)
            ]
        )
        whole = by_kind.sum(axis=1, keepdims=True)
        share = np.divide(by_kind, whole, out=self.needs.astype(np.float64), where=whole > 0)
        granted_h = self.population.clients.granted_h_per_month
        hours: Floats = np.round(granted_h[:, np.newaxis] * share, HOURS_DECIMALS)
        return hours

    @cached_property
    def area_hours(self) -> Floats:
        """Granted hours a month of each basic area, the same in whatever order clients stand."""
        clients = self.population.clients
        order = np.argsort(clients.client, kind="stable")
        areas, hours = clients.basic_area[order], clients.granted_h_per_month[order]
        sums = np.bincount(areas, weights=hours, minlength=len(self.bundle.areas))
        return np.round(sums, HOURS_DECIMALS)

    def names(self, organisations: tuple[int, ...]) -> list[str]:
        """Names of organisations."""
        return [self.study.organisations[k].name for k in organisations]

    def key(self, key: str) -> str:
        """A key of this split as it stands in the study."""
        return f"splits[{self.study.splits.index(self.section)}].{key}"

    def fault(self, key: str, problem: str, remedy: str) -> Fault:
        """One fault of this split; `key` as in the study, below `splits[...]`."""
        return split_fault(self.study, self.section, key, problem, remedy)


def split_fault(study: Study, section: SplitSection, key: str, problem: str, remedy: str) -> Fault:
    """One fault of a split; the problem begins with the split's name."""
    row = study.splits.index(section)
    field = f"splits[{row}].{key}"
    return Fault(str(study.file), field, f"Split '{section.name}': {problem}", remedy)
