"""The shape of a study: what a study.toml may say, with its defaults."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, PrivateAttr, SerializerFunctionWrapHandler, model_serializer

from ruttsim.domain.demand import WEEKDAYS
from ruttsim.files import content_hash
from ruttsim.study.certainty import InterestSection, PrecisionSection
from ruttsim.study.days import (
    DaySection,
    DemandSection,
    PlanningSection,
    QuickSection,
    TimeSection,
)
from ruttsim.study.factors import FactorSection
from ruttsim.study.section import Name, Text
from ruttsim.study.section import Section as _Section
from ruttsim.study.split_model import SplitSection
from ruttsim.study.terms import ClimateSection, PaymentSection, TermsSection

STUDY_FILE = "study.toml"

MOST_VEHICLES = 10_000
MOST_QUALITY = 5
SMALLEST_SIZE, LARGEST_SIZE = 0.001, 1000


class FleetSection(_Section):
    """That a vehicle type is kept only in some districts, or is scarce."""

    vehicle_type: str = Field(description="One of the organisation's vehicle_types.")
    districts: tuple[str, ...] = Field(
        default=(),
        strict=False,
        description="Districts with teams that have it; left out, all.",
    )
    number: int | None = Field(
        default=None,
        ge=0,
        le=MOST_VEHICLES,
        description="How many each team has; left out, as many as it wants.",
    )


class OrganisationSection(TermsSection):
    """One organisation; `premises` are needed where `bases = "given"`."""

    name: Name = Field(description="What the rest of the study and the results call it.")
    title_sv: Text = Field(description="What reports in Swedish call it.")
    title_en: Text = Field(description="What reports in English call it.")
    type: str = Field(description="municipal, private or non_profit.")
    vehicle_types: tuple[str, ...] | None = Field(
        default=None,
        min_length=1,
        strict=False,
        description=(
            "Vehicle types that its rounds may use; the planner chooses among them. Left out, "
            "those of its profile."
        ),
    )
    premises: tuple[str, ...] = Field(
        default=(),
        strict=False,
        description='Premises of the map that are its own; needed where planning.bases = "given".',
    )
    languages: tuple[str, ...] = Field(
        default=(),
        strict=False,
        description=(
            "Languages, besides Swedish, that it helps in: names of demand.language_share. Read by "
            "the allocation rule choice."
        ),
    )
    quality: float = Field(
        default=0.0,
        ge=-MOST_QUALITY,
        le=MOST_QUALITY,
        description=(
            "Quality as clients know it, as standard deviations from the usual; 0 for all is "
            "neutral. Read by the allocation rule choice."
        ),
    )
    size: float = Field(
        default=1.0,
        ge=SMALLEST_SIZE,
        le=LARGEST_SIZE,
        description=(
            "How large it is beside the others, in any measure; 1 for all is neutral. Read by the "
            "allocation rule choice."
        ),
    )
    fleet: tuple[FleetSection, ...] = Field(
        default=(),
        strict=False,
        description="Limits of its vehicle types; a type without one is as many as wanted.",
    )


class Study(_Section):
    """A whole study; the first of its splits is the one that the others are compared with."""

    title_sv: Text = Field(description="Title of reports in Swedish.")
    title_en: Text = Field(description="Title of reports in English.")
    question_sv: Text = Field(description="The question that the report answers, in Swedish.")
    question_en: Text = Field(description="The question that the report answers, in English.")
    map: str = Field(description="A map folder beside the study, or the name of a bundled map.")
    seed: int = Field(ge=0, description="Where all chance starts: the same seed, the same result.")
    time: TimeSection = TimeSection()
    quick: QuickSection = QuickSection()
    demand: DemandSection = DemandSection()
    planning: PlanningSection = PlanningSection()
    day: DaySection = DaySection()
    interest: InterestSection = InterestSection()
    precision: PrecisionSection = PrecisionSection()
    payment: PaymentSection = PaymentSection()
    climate: ClimateSection = ClimateSection()
    profiles: Literal["equal", "typical"] = Field(
        default="equal",
        description=(
            "Terms of organisations: equal: all as the municipal one; typical: by type, as "
            "data/organisations.toml says."
        ),
    )
    parameters: dict[str, float] = Field(
        default_factory=dict,
        description="Cited numbers that this study replaces, by name as in `ruttsim params`.",
    )
    organisations: tuple[OrganisationSection, ...] = Field(
        min_length=1, strict=False, description="The organisations that the splits choose from."
    )
    splits: tuple[SplitSection, ...] = Field(
        min_length=1, strict=False, description="The area splits; the first is the reference."
    )
    design: Literal["full", "one_at_a_time"] = Field(
        default="full",
        description=(
            "How `ruttsim sweep` crosses the factors: full: every level of each with every level "
            "of the others; one_at_a_time: all first levels, and each other level by itself."
        ),
    )
    factors: tuple[FactorSection, ...] = Field(
        default=(),
        strict=False,
        description=(
            "What `ruttsim sweep` varies beside the splits; `ruttsim compare` passes them over."
        ),
    )
    _file: Path = PrivateAttr(default=Path(STUDY_FILE))
    _brought: Mapping[str, Path] = PrivateAttr(default_factory=dict)

    @property
    def file(self) -> Path:
        """The file that the study came from; faults name it."""
        return self._file

    @property
    def folder(self) -> Path:
        """Where the files that the study names are looked for."""
        return self._file.parent

    @property
    def named_files(self) -> tuple[str, ...]:
        """The files of clients, visits and coverage that the study names, in its own words."""
        of_splits = [it.coverage for it in self.splits]
        levels = [level.demand for it in self.factors for level in it.levels]
        names = [
            *(name for it in (self.demand, *levels) for name in (it.clients, it.visits)),
            *(name for it in of_splits for name in (it.layer, it.table, it.margins)),
        ]
        return tuple(dict.fromkeys(name for name in names if name is not None))

    def path_of(self, name: str) -> Path:
        """Where a file is that the study names: beside it, or where it was brought to."""
        return self._brought.get(name, self.folder / name)

    @property
    def planned_dates(self) -> tuple[tuple[int, int], ...]:
        """Weekday (0 = Monday) and week of each planned day.

        Single days as they are listed, of one week; days of a fortnight in order, of two.
        """
        weekdays = [WEEKDAYS.index(name) for name in self.time.planned_days]
        first = self.time.week
        if self.planning.horizon == "day":
            return tuple((weekday, first) for weekday in weekdays)
        return tuple((day, week) for week in (first, first + 1) for day in sorted(weekdays))

    @property
    def content_hash(self) -> str:
        """Hash of everything the study says, whatever its layout, comments and place on disk.

        It does not cover what stands in the files that the study names.
        """
        return content_hash(self.model_dump(mode="json"))

    @model_serializer(mode="wrap")
    def _without_what_no_sweep_needs(
        self, handler: SerializerFunctionWrapHandler
    ) -> dict[str, Any]:
        """What the study says; nothing of a sweep where there is no factor."""
        said: dict[str, Any] = handler(self)
        if not self.factors:
            for key in ("design", "factors"):
                said.pop(key, None)
        return said

    @property
    def as_it_stands(self) -> Self:
        """The same study without its factors."""
        if not self.factors:
            return self
        return self.model_copy(update={"factors": (), "design": "full"}).at(self.file)

    def at(self, file: Path) -> Self:
        """Return the same study, belonging to a file."""
        study = self.model_copy()
        study._file = file  # noqa: SLF001 - its own private attribute, on a fresh copy
        return study

    def with_files_at(self, brought: Mapping[str, Path]) -> Self:
        """Return the same study on a machine where files that it names lie elsewhere."""
        study = self.model_copy()
        study._brought = dict(brought)  # noqa: SLF001 - as in `at`
        return study


def quick(study: Study) -> Study:
    """Study with fewer populations, days and moves, as its table `quick` says."""
    less = study.quick
    time = {"populations": less.populations, "disturbed_days": less.disturbed_days}
    planning = {
        key: min(less.moves, getattr(study.planning, key))
        for key in ("moves", "fortnight_moves", "repair_moves")
    } | {"searches": 1}
    return study.model_copy(
        update={
            "time": study.time.model_copy(update=time),
            "planning": study.planning.model_copy(update=planning),
            "precision": PrecisionSection(),
        }
    )
