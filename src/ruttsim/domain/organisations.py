"""Organisations and the vehicle types that they may use."""

from __future__ import annotations

from dataclasses import dataclass

ORGANISATION_TYPES = ("municipal", "private", "non_profit")


@dataclass(frozen=True)
class Organisation:
    """A provider of home care; `vehicle_types` are names, in no order of preference."""

    name: str
    title_sv: str
    title_en: str
    type: str
    vehicle_types: tuple[str, ...]
