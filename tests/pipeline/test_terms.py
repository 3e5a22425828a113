"""Terms of organisations, payment and electricity as a study says them."""

from __future__ import annotations

import pytest

from ruttsim.domain.terms import MUNICIPAL_TERMS
from ruttsim.errors import StudyError
from ruttsim.pipeline.checking import checked
from ruttsim.pipeline.terms import drawn_buyer_faults
from ruttsim.study.loading import load_study
from ruttsim.study.model import FleetSection
from ruttsim.study.terms import ClimateSection, PaymentSection

TOY = load_study("toy")


def study(organisation=None, second=None, **keys):
    """The toy study with keys of its own and of its two organisations replaced."""
    first, other = TOY.organisations
    changed = {
        "organisations": (
            first.model_copy(update=organisation or {}),
            other.model_copy(update=second or {}),
        ),
        **keys,
    }
    return TOY.model_copy(update=changed).at(TOY.file)


def organisations(**keys):
    """Organisations of a changed toy study."""
    return checked(study(**keys)).organisations


def test_all_work_on_municipal_terms_as_it_stands_but_for_what_the_law_lets_them_sell():
    first, other = organisations()
    assert first.terms == MUNICIPAL_TERMS
    assert other.terms.staff_factor == 1
    assert (first.terms.sells_rut, other.terms.sells_rut) == (False, True)


def test_typical_terms_are_those_of_the_type():
    first, other = organisations(profiles="typical")
    assert first.terms == MUNICIPAL_TERMS
    assert other.terms.staff_factor == pytest.approx(0.893, abs=1e-3)
    assert other.terms.vat_compensation_share == 0.015


def test_a_key_of_the_organisation_stands_in_place_of_its_profiles():
    _, other = organisations(
        profiles="typical", second={"pay_factor": 1.0, "answers_alarms": False}
    )
    assert other.terms.staff_factor == pytest.approx(1.37 / 1.445)
    assert not other.terms.answers_alarms


@pytest.mark.parametrize(("profiles", "car"), [("equal", "car_biogas"), ("typical", "car_petrol")])
def test_vehicle_types_that_are_left_out_are_those_of_the_profile(profiles, car):
    _, other = organisations(profiles=profiles, second={"vehicle_types": None})
    assert other.vehicle_types == (car, "ebike", "walk")


def test_rural_areas_are_named_by_area_or_district():
    areas = checked(TOY).bundle.areas
    name, district = areas["basic_area"][3], areas["district"][0]
    one = checked(study(payment=PaymentSection(rural=(name,)))).payment
    assert one.rural == (3,)
    whole = checked(study(payment=PaymentSection(rural=(district,)))).payment
    assert whole.rural == tuple(i for i, it in enumerate(areas["district"]) if it == district)


def test_electricity_of_another_mix_changes_emissions_and_no_price():
    nordic = checked(TOY).parameters.carriers["electricity"]
    residual = checked(study(climate=ClimateSection(electricity="residual"))).parameters.carriers[
        "electricity"
    ]
    assert residual.co2e_wtw_g_per_kwh == 468
    assert residual.price_sek_per_kwh == nordic.price_sek_per_kwh


def test_household_services_are_not_sold_to_real_clients():
    """The drawn buyers would be persons; without their files the study has other faults too."""
    own = TOY.demand.model_copy(update={"clients": "clients.csv", "visits": "visits.csv"})
    name = "economy.rut_buyers_share"
    sold = study(demand=own, parameters={name: 0.01})
    assert [it.field for it in drawn_buyer_faults(sold)] == [f"parameters.{name}"]
    assert list(drawn_buyer_faults(study(parameters={name: 0.01}))) == []


def test_a_mix_beside_the_number_that_it_gives_is_a_fault():
    name = "carriers.electricity.co2e_wtw_g_per_kwh"
    given = study(climate=ClimateSection(electricity="swedish"), parameters={name: 7.0})
    with pytest.raises(StudyError) as error:
        checked(given)
    assert [fault.field for fault in error.value.faults] == [f"parameters.{name}"]
    assert checked(study(parameters={name: 7.0})).parameters.carriers["electricity"]


def test_every_fault_of_terms_is_told_at_once():
    wrong = study(
        organisation={"sells_rut": True},
        second={
            "vehicle_types": None,
            "fleet": (FleetSection(vehicle_type="car_petrol", number=1),),
        },
        payment=PaymentSection(rural=("nowhere",)),
    )
    with pytest.raises(StudyError) as error:
        checked(wrong)
    assert {fault.field for fault in error.value.faults} == {
        "organisations[0].sells_rut",
        "organisations[1].fleet[0].vehicle_type",
        "payment.rural[0]",
    }


def test_every_profile_may_sell_by_law_but_the_municipal_one():
    profiles = checked(TOY).parameters.organisations
    assert [name for name, it in profiles.items() if it.sells_rut] == ["private", "non_profit"]
