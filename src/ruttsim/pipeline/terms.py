"""On what terms the organisations of a study work, and how they are paid."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ruttsim.costs import staff_factor
from ruttsim.domain.organisations import MUNICIPAL, FleetLimit, Organisation
from ruttsim.domain.terms import Payment, Profile, Terms
from ruttsim.errors import Fault, choices_hint
from ruttsim.study.terms import TermsSection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ruttsim.domain.roads import MapBundle
    from ruttsim.parameters import Parameters
    from ruttsim.study.model import OrganisationSection, Study

_OWN = tuple(TermsSection.model_fields)


BUYERS = "economy.rut_buyers_share"
ELECTRICITY = "carriers.electricity.co2e_wtw_g_per_kwh"
"""The number that a mix of electricity stands in place of."""


def organisations(study: Study, parameters: Parameters) -> tuple[Organisation, ...]:
    """The organisations of a study, with the vehicle types and terms of their profiles."""
    return tuple(_organisation(it, study, parameters) for it in study.organisations)


def _organisation(
    section: OrganisationSection, study: Study, parameters: Parameters
) -> Organisation:
    """One organisation; what the study says of it stands in place of its profile's."""
    profile = _profile(section, study, parameters)
    municipal = parameters.organisations[MUNICIPAL]
    return Organisation(
        section.name,
        section.title_sv,
        section.title_en,
        section.type,
        profile.vehicle_types,
        tuple(FleetLimit(x.vehicle_type, x.districts, x.number) for x in section.fleet),
        Terms(
            staff_factor=staff_factor(profile, municipal),
            overhead_factor=profile.overhead_factor,
            vat_compensation_share=profile.vat_compensation_share,
            purchase_price_factor=profile.purchase_price_factor,
            answers_alarms=profile.answers_alarms,
            sells_rut=profile.sells_rut,
        ),
    )


def _profile(section: OrganisationSection, study: Study, parameters: Parameters) -> Profile:
    """The profile that a study means, with the organisation's own keys in place.

    Of an unknown type, which is told elsewhere, it is the municipal one. What the law says of a
    type holds with equal profiles too.
    """
    profiles, equal = parameters.organisations, parameters.organisations[MUNICIPAL]
    typical = profiles.get(section.type, equal)
    profile = typical if study.profiles == "typical" else equal
    own = {key: value for key in _OWN if (value := getattr(section, key)) is not None}
    return replace(
        profile,
        **{
            "sells_rut": typical.sells_rut,
            **own,
            "vehicle_types": section.vehicle_types or profile.vehicle_types,
        },
    )


def payment(study: Study, bundle: MapBundle) -> Payment:
    """How a study pays, with the basic areas that get more."""
    named = set(study.payment.rural)
    areas = zip(bundle.areas["basic_area"], bundle.areas["district"], strict=True)
    rural = tuple(row for row, places in enumerate(areas) if named & set(places))
    return Payment(study.payment.basis, rural)


def with_electricity(parameters: Parameters, study: Study) -> Parameters:
    """The parameters with the mix of electricity that a study names."""
    if study.climate.electricity == "nordic":
        return parameters
    grams = parameters.climate.electricity_g_per_kwh[study.climate.electricity]
    mixed = replace(parameters.carriers["electricity"], co2e_wtw_g_per_kwh=grams)
    return replace(parameters, carriers={**parameters.carriers, "electricity": mixed})


def electricity_faults(study: Study) -> Iterator[Fault]:
    """A mix of electricity, and beside it the number that the mix stands in place of."""
    tables = [("", study.parameters)]
    tables += [(f"splits[{row}].", it.parameters) for row, it in enumerate(study.splits)]
    for where, numbers in tables:
        if study.climate.electricity != "nordic" and ELECTRICITY in numbers:
            yield Fault(
                str(study.file),
                f"{where}parameters.{ELECTRICITY}",
                f"climate.electricity, {study.climate.electricity}, gives this number.",
                "Leave out one of the two, or replace a number of climate.electricity_g_per_kwh.",
            )


def drawn_buyer_faults(study: Study) -> Iterator[Fault]:
    """Household services in a study of real clients: single ways to their homes would be told."""
    tables = [("", study.parameters)]
    tables += [(f"splits[{row}].", it.parameters) for row, it in enumerate(study.splits)]
    for where, numbers in tables:
        if study.demand.clients is not None and numbers.get(BUYERS, 0) > 0:
            yield Fault(
                str(study.file),
                f"{where}parameters.{BUYERS}",
                "Buyers are drawn among the clients, who are real here.",
                "Leave it out, or sell to synthetic clients.",
            )


def limit_faults(study: Study, found: tuple[Organisation, ...]) -> Iterator[Fault]:
    """Limits of vehicle types that an organisation has none of; its profile gives its types.

    Where the study lists the types, `agreement_faults` tells it.
    """
    for row, (section, it) in enumerate(zip(study.organisations, found, strict=True)):
        for number, limit in enumerate(section.fleet):
            if section.vehicle_types is None and limit.vehicle_type not in it.vehicle_types:
                yield Fault(
                    str(study.file),
                    f"organisations[{row}].fleet[{number}].vehicle_type",
                    f"'{limit.vehicle_type}' is not among the vehicle types of its profile.",
                    choices_hint(limit.vehicle_type, it.vehicle_types),
                )


def sale_faults(study: Study) -> Iterator[Fault]:
    """Municipal organisations that would sell household services."""
    for row, section in enumerate(study.organisations):
        if section.type == MUNICIPAL and section.sells_rut:
            yield Fault(
                str(study.file),
                f"organisations[{row}].sells_rut",
                "A municipal organisation may not sell household services.",
                "Leave the key out, or write false.",
            )
