"""Key figures of access: choice, first choices, queues, and who leaves the municipality's own."""

from __future__ import annotations

from ruttsim.accounts import access
from ruttsim.accounts.kpi import Kpi

ACCESS = (
    Kpi(
        "clients_served",
        "persons",
        "brukare med besök av utföraren (den som har två räknas hos båda)",
        "clients with visits by the organisation (who has two counts for both)",
        access.served,
    ),
    Kpi(
        "organisations_to_choose_between",
        "organisations",
        "utförare att välja mellan, omvårdnad",
        "organisations to choose between, personal care",
        by_area=access.choices_of_care,
        by_district=access.choices_of_care_by_district,
    ),
    Kpi(
        "service_organisations_to_choose_between",
        "organisations",
        "utförare att välja mellan, service",
        "organisations to choose between, service",
        by_area=access.choices_of_service,
        by_district=access.choices_of_service_by_district,
    ),
    Kpi(
        "first_choices",
        "persons",
        "brukare som valt utföraren först, eller dragits till den",
        "clients whose first choice it is, or who were drawn for it",
        access.first_choices,
    ),
    Kpi(
        "queueing_clients",
        "persons",
        "brukare i kö, som en annan utförare hjälper så länge",
        "clients in its queue, whom another serves meanwhile",
        access.queueing_clients,
    ),
    Kpi(
        "first_choice_share",
        "1",
        "förstahandsval som uppfylls",
        "first choices that are met",
        ratio=lambda of: 1 - of["queueing_clients"] / of["first_choices"],
        highest=1.0,
    ),
    Kpi(
        "municipal_clients_before",
        "persons",
        "brukare som hade kommunens egen utförare förut",
        "clients who had the municipal organisation before",
        access.municipal_clients_before,
    ),
    Kpi(
        "left_municipal_clients",
        "persons",
        "därav har nu en annan utförare",
        "of which have another organisation now",
        access.left_municipal,
        by_reason=access.left_municipal_by_reason,
    ),
    Kpi(
        "left_municipal_share",
        "1",
        "andel av dem som har en annan utförare nu",
        "share of these who have another organisation now",
        ratio=lambda of: of["left_municipal_clients"] / of["municipal_clients_before"],
        highest=1.0,
    ),
    Kpi(
        "newcomers",
        "persons",
        "nya brukare sedan steget före",
        "new clients since the step before",
        access.newcomers,
        is_of_steps=True,
    ),
    Kpi(
        "moved_clients",
        "persons",
        "brukare som bytt utförare sedan steget före",
        "clients with another organisation than at the step before",
        access.moved,
        by_reason=access.moved_by_reason,
        is_of_steps=True,
    ),
)

CHOICES = ("organisations_to_choose_between", "service_organisations_to_choose_between")
"""Those of a place rather than of its clients: they follow from coverage alone."""
