"""One area split on one population: what the rules of coverage and allocation look at."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ruttsim.domain.arrays import Floats
from ruttsim.domain.demand import Population
from ruttsim.domain.parameters import SplitParameters
from ruttsim.domain.roads import MapBundle
from ruttsim.errors import Fault
from ruttsim.study.model import SplitSection, Study

HOURS_DECIMALS = 6


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

    @cached_property
    def shares(self) -> Floats:
        """Share of granted hours that each organisation is to have; 0 outside the split."""
        given = self.section.allocation.shares or {self.section.organisations[0]: 1.0}
        return np.array([given.get(one.name, 0.0) for one in self.study.organisations])

    @cached_property
    def area_hours(self) -> Floats:
        """Granted hours a month of each basic area, the same in whatever order clients stand."""
        clients = self.population.clients
        order = np.argsort(clients.client, kind="stable")
        areas, hours = clients.basic_area[order], clients.granted_h_per_month[order]
        sums = np.bincount(areas, weights=hours, minlength=len(self.bundle.areas))
        return np.round(sums, HOURS_DECIMALS)

    @cached_property
    def total_hours(self) -> float:
        """Granted hours a month of everybody."""
        return math.fsum(self.population.clients.granted_h_per_month)

    def names(self, organisations: tuple[int, ...]) -> list[str]:
        """Names of organisations."""
        return [self.study.organisations[k].name for k in organisations]

    def fault(self, key: str, problem: str, remedy: str) -> Fault:
        """One fault of this split; `key` as in the study, below `splits[...]`."""
        return split_fault(self.study, self.section, key, problem, remedy)


def split_fault(study: Study, section: SplitSection, key: str, problem: str, remedy: str) -> Fault:
    """One fault of a split; the problem begins with the split's name."""
    row = study.splits.index(section)
    field = f"splits[{row}].{key}"
    return Fault(str(study.file), field, f"Split '{section.name}': {problem}", remedy)
