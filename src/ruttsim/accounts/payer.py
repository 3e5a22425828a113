"""The municipality as payer: what all organisations receive from it, and what having them costs.

External organisations are those of other types than municipal that have clients. What is paid once
is spread over the years of an agreement. All amounts are per day of operation.
"""

from __future__ import annotations

import math

import numpy as np

from ruttsim.accounts import money, time
from ruttsim.accounts.access import clients
from ruttsim.accounts.books import Books
from ruttsim.accounts.remuneration import paid_by_area_sek
from ruttsim.accounts.staff import hour_sek
from ruttsim.accounts.volume import teams
from ruttsim.domain.arrays import Bools


def paid_sek(books: Books) -> float:
    """Remuneration and compensation to all organisations, its own among them; area by area."""
    return math.fsum(paid_by_area_sek(books).tolist())


def procurement_sek(books: Books) -> float:
    """Procurement, where there is anything external."""
    payer = books.parameters.payer
    once_sek = payer.procurement_sek if _external(books).any() else 0.0
    return _per_day(books, once_sek / payer.agreement_years)


def follow_up_sek(books: Books) -> float:
    """Following up each external organisation."""
    payer, number = books.parameters.payer, int(_external(books).sum())
    return _per_day(books, number * payer.follow_up_sek_per_organisation_year)


def stranded_sek(books: Books) -> float:
    """Overhead that stays with the municipality for what others took over.

    It falls in a straight line to nothing; this is its mean over an agreement.
    """
    payer = books.parameters.payer
    whole_sek = float(money.volume_overhead_sek(books)[_external(books)].sum())
    return whole_sek * payer.stranded_share * mean_left(payer.stranded_years, payer.agreement_years)


def mean_left(years: float, horizon_years: float) -> float:
    """Mean over a horizon of what falls from 1 to 0 in a straight line over some years."""
    if years <= horizon_years:
        return years / (2 * horizon_years)
    return 1 - horizon_years / (2 * years)


def wind_up_sek(books: Books) -> float:
    """Closing the municipality's own organisation, where it has no clients left."""
    payer = books.parameters.payer
    is_own = np.array([it.is_municipal for it in books.organisations], dtype=np.bool_)
    is_closed = is_own.any() and not (is_own & (teams(books) > 0)).any()
    once_sek = float(clients(books).sum()) * payer.wind_up_sek_per_client if is_closed else 0.0
    return _per_day(books, once_sek / payer.agreement_years)


def last_resort_sek(books: Books) -> float:
    """Hours held ready for clients of external organisations."""
    ready_h = float(time.paid_h(books)[_external(books)].sum())
    return ready_h * books.parameters.payer.last_resort_share * hour_sek(books.parameters)


def payer_cost_sek(books: Books) -> float:
    """The municipality as payer: all of the above."""
    return math.fsum(of(books) for of in PARTS)


def municipality_cost_sek(books: Books) -> float:
    """The municipality in all: as payer, less the result of its own organisations."""
    is_own = np.array([it.is_municipal for it in books.organisations], dtype=np.bool_)
    own_sek = float(money.result_sek(books)[is_own].sum())
    return payer_cost_sek(books) - own_sek


PARTS = (paid_sek, procurement_sek, follow_up_sek, stranded_sek, wind_up_sek, last_resort_sek)
"""What the municipality pays as payer."""


def _external(books: Books) -> Bools:
    """Organisations that are not the municipality's and have clients."""
    is_other = np.array([not it.is_municipal for it in books.organisations], dtype=np.bool_)
    external: Bools = is_other & (teams(books) > 0)
    return external


def _per_day(books: Books, year_sek: float) -> float:
    """A yearly amount by day of operation."""
    return year_sek / books.parameters.economy.operating_days_per_year
