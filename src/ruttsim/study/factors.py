"""The shape of a factor: levels that say parts of the study in place of the study's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from pydantic import Field, SerializationInfo, SerializerFunctionWrapHandler, model_serializer

from ruttsim.study.days import DaySection, DaysSection, DemandSection, PlanningSection
from ruttsim.study.leaves import table
from ruttsim.study.section import Name, Section, Text
from ruttsim.study.split_model import Names
from ruttsim.study.terms import ClimateSection, PaymentSection

TABLES = ("time", "demand", "planning", "day", "payment", "climate")
"""Tables of a study that a level replaces key by key."""
BY_NAME = ("parameters", "vehicle_types")
"""Tables of what has a name, which a level replaces one by one."""
WHOLE = ("map", "profiles")
"""Keys of a study that a level replaces."""
REPLACED = (*WHOLE, *BY_NAME, *TABLES)


def replaced_by(level: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """Where a level says something in place of the study: ("map",), ("time", "week") and so on.

    `level` is what it says, as its file has it.
    """
    yield from ((key,) for key in WHOLE if key in level)
    for key in (*BY_NAME, *TABLES):
        yield from ((key, name) for name in table(level, key))


class LevelSection(Section):
    """One level of a factor; what it leaves out is as the study says."""

    name: Name = Field(description="What the results call it.")
    title_sv: Text = Field(description="What reports in Swedish call it.")
    title_en: Text = Field(description="What reports in English call it.")
    map: str | None = Field(default=None, description="In place of the study's map.")
    profiles: Literal["equal", "typical"] | None = Field(
        default=None, description="In place of the study's profiles."
    )
    parameters: dict[str, float] = Field(
        default_factory=dict,
        description="Cited numbers that it replaces, by name; a split's own go before them.",
    )
    vehicle_types: dict[str, Names] = Field(
        default_factory=dict,
        description=(
            "Vehicle types of organisations, in every split that has none of its own for them; "
            "limits of types that are left out fall away."
        ),
    )
    time: DaysSection = Field(
        default=DaysSection(), description="In place of the study's table time, key by key."
    )
    demand: DemandSection = Field(
        default=DemandSection(), description="In place of the study's table demand, key by key."
    )
    planning: PlanningSection = Field(
        default=PlanningSection(),
        description="In place of the study's table planning, key by key.",
    )
    day: DaySection = Field(
        default=DaySection(), description="In place of the study's table day, key by key."
    )
    payment: PaymentSection = Field(
        default=PaymentSection(), description="In place of the study's table payment, key by key."
    )
    climate: ClimateSection = Field(
        default=ClimateSection(), description="In place of the study's table climate, key by key."
    )

    @property
    def replaced(self) -> Iterator[tuple[str, ...]]:
        """Where it says something in place of the study, as `replaced_by`."""
        return replaced_by(self.model_dump())

    @model_serializer(mode="wrap")
    def _what_it_says(
        self, handler: SerializerFunctionWrapHandler, info: SerializationInfo
    ) -> dict[str, Any]:
        """What it says; a key that is left out is none that says the study's default."""
        whole: dict[str, Any] = handler(self)
        own = {key: it for key, it in whole.items() if key not in TABLES and it not in (None, {})}
        for key in TABLES:
            table = getattr(self, key)
            if table.model_fields_set:
                own[key] = table.model_dump(mode=info.mode, exclude_unset=True)
        return own


class FactorSection(Section):
    """What a sweep varies; the other levels are compared with the first."""

    name: Name = Field(description="What the results call it.")
    title_sv: Text = Field(description="What reports in Swedish call it.")
    title_en: Text = Field(description="What reports in English call it.")
    levels: tuple[LevelSection, ...] = Field(
        strict=False, description="Two or more; the first is what the others are compared with."
    )
