"""The tables of a study about money and climate: payment, terms of organisations, electricity."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ruttsim.study.section import Section, Share

LEAST_FACTOR, MOST_FACTOR = 0.1, 10
"""A factor of pay or prices beyond these is a slip of the pen."""

Factor = Annotated[float, Field(ge=LEAST_FACTOR, le=MOST_FACTOR)]


class PaymentSection(Section):
    """How the municipality pays organisations; the rates are parameters."""

    basis: Literal["granted", "performed"] = Field(
        default="granted",
        description=(
            "granted: for granted time, whatever became of the visit; performed: for time of care "
            "in fact, and a share for cancelled visits."
        ),
    )
    rural: tuple[str, ...] = Field(
        default=(),
        strict=False,
        description="Basic areas or districts that get payment.rural_uplift_share more.",
    )


class ClimateSection(Section):
    """What climate impact is reckoned with."""

    electricity: Literal["nordic", "swedish", "residual"] = Field(
        default="nordic",
        description=(
            "Mix of electricity: nordic: carriers.electricity; swedish or residual: those of "
            "climate.electricity_g_per_kwh."
        ),
    )


class TermsSection(Section):
    """Keys of an organisation that stand in place of its profile's; left out, the profile's."""

    pay_factor: Factor | None = Field(
        default=None, description="Pay relative to the municipality's."
    )
    employer_on_cost_share: Share | None = Field(
        default=None, description="Employer's on-cost as a share of pay."
    )
    overhead_factor: Factor | None = Field(
        default=None, description="Overhead relative to economy.toml."
    )
    vat_compensation_share: Share | None = Field(
        default=None, description="Compensation for value-added tax on top of remuneration."
    )
    purchase_price_factor: Factor | None = Field(
        default=None, description="Cost of vehicles and energy relative to their data."
    )
    answers_alarms: bool | None = Field(
        default=None,
        description="Whether it answers its clients' alarms where day.alarms lets organisations.",
    )
    sells_rut: bool | None = Field(
        default=None,
        description="Whether it may sell household services; the municipality never may.",
    )
