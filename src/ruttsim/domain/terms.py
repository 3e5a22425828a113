"""On what terms organisations work: pay, prices, payment, what the law lets them do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Profile:
    """One table of data/organisations.toml: what is typical of organisations of a type.

    `pay_factor` is of the municipal pay, `overhead_factor` and `purchase_price_factor` of the
    overhead and of the vehicles' costs; `vat_compensation_share` comes on top of remuneration.
    """

    name: str
    vehicle_types: tuple[str, ...]
    answers_alarms: bool
    sells_rut: bool
    pay_factor: float
    employer_on_cost_share: float
    overhead_factor: float
    vat_compensation_share: float
    purchase_price_factor: float


@dataclass(frozen=True)
class Terms:
    """The terms of one organisation, relative to the municipal ones."""

    staff_factor: float = 1.0
    overhead_factor: float = 1.0
    vat_compensation_share: float = 0.0
    purchase_price_factor: float = 1.0
    answers_alarms: bool = True
    sells_rut: bool = False


@dataclass(frozen=True)
class Payment:
    """How a study pays: by `granted` or `performed` time; `rural` areas, by index, get more."""

    basis: str = "granted"
    rural: tuple[int, ...] = ()


MUNICIPAL_TERMS = Terms()
BY_GRANTED_TIME = Payment()
