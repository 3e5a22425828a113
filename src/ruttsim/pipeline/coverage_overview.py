"""Who would serve where and whom in each area split, from the first population, before any run."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ruttsim.domain.demand import CARE, DIVIDED_KINDS, KINDS, SERVICE, SMALLEST_CELL, Population
from ruttsim.domain.split import MUST_SERVE, NOBODY, NOT_SERVED, Assignment
from ruttsim.pipeline.ground import population_of
from ruttsim.pipeline.setting import Setting
from ruttsim.pipeline.steps import assigned
from ruttsim.study.split_model import SplitSection

PERCENT = 100
BOTH = "care and service"
DECIMALS = 1


@dataclass(frozen=True)
class Served:
    """What one organisation would serve of one kind of visit in one split, or of both alike.

    Areas that it covers, of which it must serve some; the share of the clients with such visits who
    live there, and the share who would have it; how many would queue for it. Numbers of real
    persons are None where they are fewer than five.
    """

    split: str
    organisation: str
    kind: str
    areas: int
    areas_it_must_serve: int
    percent_of_clients_in_reach: float | None
    percent_of_clients: float | None
    queueing: int | None


def coverage_overview(setting: Setting) -> list[Served]:
    """Coverage and allocation of every split, by kind where it matters, organisations inside."""
    people = population_of(setting, 0)
    return [
        row
        for split in setting.study.splits
        for row in _of_split(setting, split, people, assigned(setting, people, split))
    ]


def _of_split(
    setting: Setting, split: SplitSection, people: Population, assignment: Assignment
) -> list[Served]:
    """The rows of one split: once where everybody has one organisation for care and service."""
    needs = people.needs(DIVIDED_KINDS)
    of_kinds = assignment.coverage.table[:, DIVIDED_KINDS]
    is_alike = bool(
        (of_kinds == of_kinds[:, :1]).all()
        and (assignment.organisation[:, CARE] == assignment.organisation[:, SERVICE]).all()
    )
    groups = [(CARE, BOTH, needs.any(axis=1))] if is_alike else []
    if not is_alike:
        groups = [(kind, KINDS[kind], needs[:, at]) for at, kind in enumerate(DIVIDED_KINDS)]
    rows = []
    for kind, kind_name, is_asking in groups:
        asking = np.flatnonzero(is_asking)
        area = people.clients.basic_area[asking]
        has, first = assignment.organisation[asking, kind], assignment.first_choice[asking, kind]
        for k, organisation in enumerate(setting.organisations):
            if organisation.name not in split.organisations:
                continue
            table = assignment.coverage.table[:, kind, k]
            in_reach, held = table[area] > NOT_SERVED, has == k
            queueing = int(((first == k) & ~held & (first != NOBODY)).sum())
            counts = (int(in_reach.sum()), int(held.sum()), queueing)
            is_few = not people.is_synthetic and any(0 < it < SMALLEST_CELL for it in counts)
            shares = [round(PERCENT * it / max(len(asking), 1), DECIMALS) for it in counts[:2]]
            rows.append(
                Served(
                    split.name,
                    organisation.name,
                    kind_name,
                    int((table > NOT_SERVED).sum()),
                    int((table == MUST_SERVE).sum()),
                    None if is_few else shares[0],
                    None if is_few else shares[1],
                    None if is_few else queueing,
                )
            )
    return rows
