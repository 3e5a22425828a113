"""Continuity over a fortnight: how many carers come to a client who has visits every day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ruttsim.accounts.books import Books
from ruttsim.accounts.kpis import KPIS
from ruttsim.accounts.statement import ALL, TOTAL, Figure
from ruttsim.continuity import carers_per_client
from ruttsim.domain.arrays import Bools, Ints
from ruttsim.domain.demand import NIGHT

PAIRS, CLIENTS = "carers_met", "clients_with_daily_visits"


@dataclass(frozen=True, eq=False)
class Meetings:
    """Who met whom on a day: delivered visits, one row a carer. Arrays of one length."""

    client: Ints
    carer: Ints


def meetings(books: Books) -> Meetings:
    """The meetings of a day; the measure is of visits by day."""
    visits, rounds = books.visits, books.rounds
    is_met = (visits["outcome"] == "delivered") & (visits["kind"] != NIGHT)
    carer = np.full(1 + int(rounds["round"].max(initial=-1)), -1)
    carer[rounds["round"]] = rounds["carer"]
    return Meetings(visits["client"][is_met], carer[visits["round"][is_met]])


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
    client = np.concatenate([it.client for it in fortnight])
    person = np.concatenate(
        [
            np.where(it.carer < named, it.carer, -1 - (it.carer * len(fortnight) + day))
            for day, it in enumerate(fortnight)
        ]
    )
    met = np.where(has_daily, carers_per_client(client, person, len(has_daily)), 0)
    figures = []
    for kpi, values in ((PAIRS, met), (CLIENTS, has_daily.astype(np.int64))):
        of_all = {
            name: int(values[provider == number].sum()) for number, name in enumerate(organisations)
        }
        rows = [(name, of_all[name]) for name in taking_part] + [(TOTAL, int(values.sum()))]
        figures += [Figure(name, kpi, ALL, KPIS[kpi].unit, float(value)) for name, value in rows]
    return figures
