"""Organisations and the vehicle types that they may use."""

from __future__ import annotations

from dataclasses import dataclass

from ruttsim.domain.terms import MUNICIPAL_TERMS, Terms

ORGANISATION_TYPES = ("municipal", "private", "non_profit")
MUNICIPAL = ORGANISATION_TYPES[0]


@dataclass(frozen=True)
class FleetLimit:
    """That a vehicle type is kept only in some districts (none named: in all), or is scarce.

    `number` is how many each team has, None for as many as it wants.
    """

    vehicle_type: str
    districts: tuple[str, ...]
    number: int | None


@dataclass(frozen=True)
class Organisation:
    """A provider of home care; `vehicle_types` are names, in no order of preference."""

    name: str
    title_sv: str
    title_en: str
    type: str
    vehicle_types: tuple[str, ...]
    fleet: tuple[FleetLimit, ...] = ()
    terms: Terms = MUNICIPAL_TERMS

    @property
    def is_municipal(self) -> bool:
        """Whether it is the municipality's own."""
        return self.type == MUNICIPAL

    @property
    def may_sell(self) -> bool:
        """Whether it may sell household services; the municipality never may."""
        return self.terms.sells_rut and not self.is_municipal

    def vehicle_types_in(self, district: str) -> tuple[str, ...]:
        """Vehicle types that its teams with a base in a district have."""
        elsewhere = {
            it.vehicle_type for it in self.fleet if it.districts and district not in it.districts
        }
        return tuple(name for name in self.vehicle_types if name not in elsewhere)

    @property
    def numbers(self) -> dict[str, int]:
        """How many vehicles of each scarce type a team has."""
        return {it.vehicle_type: it.number for it in self.fleet if it.number is not None}
