"""Whom a rule of allocation is asked about: clients, the hours in question, who is open to them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from ruttsim.domain.arrays import Bools, Codes, Floats, Ints
from ruttsim.domain.split import MUST_SERVE, NOBODY, NOT_SERVED
from ruttsim.errors import Fault
from ruttsim.split.case import SplitCase
from ruttsim.study.split_model import AllocationRuleSection

RANK_COLUMN, FIRST_PREFERENCE_COLUMN = 0, 1
"""Columns of `allocation_u`: the order of clients, then one a place in the list of the study."""


class Answer(NamedTuple):
    """What a rule of allocation says of each client asked about, before ceilings.

    `holder` is an organisation, or NOBODY where the default rule decides. `first_choice` is the
    one that the client chose or was drawn for, NOBODY where there was nothing to choose.
    """

    holder: Ints
    first_choice: Ints


@dataclass(frozen=True, eq=False)
class Asking:
    """Some clients for whom one rule finds an organisation, for one kind of visit or for both.

    `rows` are rows of Clients; everything else here has one entry a client asked about. `table` is
    the coverage (basic areas, organisations), `hours_h` the granted hours a month in question,
    `present` the organisation before, NOBODY for none. `is_kept` says that clients keep it unless
    something moves them, as from one step of a sequence to the next.
    """

    case: SplitCase
    section: AllocationRuleSection
    key: str
    rows: Ints
    table: Codes
    hours_h: Floats
    present: Ints
    is_kept: bool

    @cached_property
    def is_open(self) -> Bools:
        """Who covers the address of whom; shape (clients, organisations)."""
        covered: Bools = self.table > NOT_SERVED
        return covered[self.basic_area]

    @cached_property
    def stays(self) -> Bools:
        """Who keeps the organisation of the step before whatever the rule says."""
        rows = np.arange(len(self.rows))
        if not self.is_kept or self.case.section.change.may_move == "all":
            return np.zeros(len(rows), dtype=np.bool_)
        stays: Bools = (self.present != NOBODY) & self.is_open[rows, self.present]
        return stays

    @cached_property
    def basic_area(self) -> Ints:
        """Basic area of each client."""
        return self.case.population.clients.basic_area[self.rows].astype(np.int64)

    @cached_property
    def order(self) -> Ints:
        """The order in which organisations take clients: by rank, whatever order they stand in."""
        clients = self.case.population.clients
        rank = clients.allocation_u[self.rows, RANK_COLUMN]
        order: Ints = np.lexsort((clients.client[self.rows], rank))
        return order

    @cached_property
    def preference(self) -> Floats:
        """Numbers by which clients prefer organisations, drawn once; (clients, organisations)."""
        last = FIRST_PREFERENCE_COLUMN + len(self.case.study.organisations)
        drawn = self.case.population.clients.allocation_u
        return drawn[self.rows, FIRST_PREFERENCE_COLUMN:last]

    @cached_property
    def shares(self) -> Floats:
        """Share of the hours that each organisation is to have; 0 outside the split."""
        return self.case.shares_of(self.section)

    @cached_property
    def total_hours(self) -> float:
        """All hours in question."""
        return math.fsum(self.hours_h)

    @cached_property
    def residual(self) -> int | None:
        """Who must serve every area; the first of them, none where there is none."""
        must = (self.table == MUST_SERVE).all(axis=0)
        return next((k for k in self.case.inside if must[k]), None)

    def name(self, organisation: int) -> str:
        """Name of an organisation."""
        return self.case.study.organisations[organisation].name

    def fault(self, key: str, problem: str, remedy: str) -> Fault:
        """One fault; `key` as in the table of this rule, below `allocation` or `.service`."""
        return self.case.fault(f"{self.key}.{key}", problem, remedy)
