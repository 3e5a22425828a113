"""Continuity over a fortnight: how many carers come to clients with visits every day, or night."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ruttsim.accounts.books import Books, Columns
from ruttsim.accounts.kpis import KPIS
from ruttsim.accounts.statement import ALL, PATROL_NAME, TOTAL, Figure
from ruttsim.continuity import carers_per_client
from ruttsim.domain.arrays import Bools, Floats, Ints
from ruttsim.domain.day import NIGHT_PATROL
from ruttsim.domain.demand import NIGHT

PAIRS, CLIENTS = "carers_met", "clients_with_daily_visits"
NIGHT_PAIRS, NIGHTLY_CLIENTS = "night_carers_met", "night_clients_every_night"


@dataclass(frozen=True, eq=False)
class Meetings:
    """Who met whom on a day: delivered visits, one row a carer. Arrays of one length."""

    client: Ints
    carer: Ints


def meetings(books: Books) -> Meetings:
    """The meetings of a day; the measure is of visits by day."""
    return _meetings(books.visits, books.rounds, books.visits["kind"] != NIGHT)


def night_meetings(books: Books) -> Meetings:
    """The meetings of a night; who is met by the patrol meets a crew, which is one row here."""
    own = _meetings(books.visits, books.rounds, books.visits["kind"] == NIGHT)
    visits, rounds = books.night.visits, books.night.rounds
    of_patrol = _meetings(visits, rounds, visits["kind"] == NIGHT)
    return Meetings(
        np.concatenate([own.client, of_patrol.client]),
        np.concatenate([own.carer, of_patrol.carer]),
    )


def continuity(
    fortnight: Sequence[Meetings],
    named: int,
    has_daily: Bools,
    provider: Ints,
    organisations: Sequence[str],
    taking_part: Sequence[str],
) -> list[Figure]:
    """Carers met, summed over the clients whom care plans give visits every day, and these clients.

    `has_daily` and `provider`, the organisation of care, are by row of Clients. Carers from
    `named` on are substitutes, another person every day.
    """
    met = _met(fortnight, named, has_daily)
    figures = []
    for kpi, values in ((PAIRS, met), (CLIENTS, has_daily)):
        of_clients = values.astype(np.float64)
        by_provider = _by_provider(of_clients, provider, organisations)
        figures += _figures(kpi, by_provider, taking_part, float(of_clients.sum()))
    return figures


def night_continuity(
    fortnight: Sequence[Meetings],
    named: int,
    has_nightly: Bools,
    provider: Ints,
    crew: float,
    organisations: Sequence[str],
    taking_part: Sequence[str],
) -> list[Figure]:
    """Carers met at night, over clients with visits every night, and these clients.

    `provider` is who makes the visits of the night, NIGHT_PATROL the patrol. What is told of the
    patrol are crews of so many, who always work together.
    """
    persons = np.where(provider == NIGHT_PATROL, crew, 1.0)
    met = _met(fortnight, named, has_nightly).astype(np.float64) * persons.astype(np.float64)
    names = (*taking_part, PATROL_NAME)
    figures = []
    for kpi, values in ((NIGHT_PAIRS, met), (NIGHTLY_CLIENTS, has_nightly.astype(np.float64))):
        by_provider = _by_provider(values, provider, organisations)
        figures += _figures(kpi, by_provider, names, float(values.sum()))
    return figures


def _meetings(visits: Columns, rounds: Columns, chosen: Bools) -> Meetings:
    """The meetings at some visits, which rounds hold."""
    is_met = (visits["outcome"] == "delivered") & chosen
    carer = np.full(1 + int(rounds["round"].max(initial=-1)), -1)
    carer[rounds["round"]] = rounds["carer"]
    return Meetings(visits["client"][is_met], carer[visits["round"][is_met]])


def _met(fortnight: Sequence[Meetings], named: int, counts: Bools) -> Ints:
    """How many carers each client met; 0 for who does not count."""
    client = np.concatenate([it.client for it in fortnight])
    person = np.concatenate(
        [
            np.where(it.carer < named, it.carer, -1 - (it.carer * len(fortnight) + day))
            for day, it in enumerate(fortnight)
        ]
    )
    return np.where(counts, carers_per_client(client, person, len(counts)), 0)


def _by_provider(values: Floats, provider: Ints, organisations: Sequence[str]) -> dict[str, float]:
    """Sums of what is by client, by the name of who serves it."""
    sums = {
        name: float(values[provider == number].sum()) for number, name in enumerate(organisations)
    }
    return sums | {PATROL_NAME: float(values[provider == NIGHT_PATROL].sum())}


def _figures(
    kpi: str, values: Mapping[str, float], names: Sequence[str], total: float
) -> list[Figure]:
    """One figure of each name, and of all together."""
    rows = [(name, values[name]) for name in names] + [(TOTAL, total)]
    return [Figure(name, kpi, ALL, KPIS[kpi].unit, value) for name, value in rows]
