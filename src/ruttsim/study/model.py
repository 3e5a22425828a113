"""The shape of a study: what a study.toml may say, with its defaults."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, PrivateAttr

from ruttsim.domain.demand import WEEKDAYS
from ruttsim.files import content_hash
from ruttsim.study.certainty import InterestSection, PrecisionSection
from ruttsim.study.section import Name
from ruttsim.study.section import Section as _Section
from ruttsim.study.split_model import NightRule, SplitSection
from ruttsim.study.terms import ClimateSection, PaymentSection, TermsSection

STUDY_FILE = "study.toml"

MOST_VEHICLES = 10_000
MOST_MOVES = 10_000_000
"""Per team and for each visit: more is a slip of the pen."""
MOST_REPLICATIONS = 10_000
"""Populations, or disturbed days of a planned day: more is a slip of the pen."""
MOST_SEARCHES = 1000
"""Of the plans of one population: more is a slip of the pen."""
MOST_QUALITY = 5
SMALLEST_SIZE, LARGEST_SIZE = 0.001, 1000
LAST_WEEK = 5200
"""A hundred years: weeks repeat after far fewer."""


class TimeSection(_Section):
    """Which days are planned, and how many disturbed days each of them is lived through."""

    populations: int = Field(
        default=5,
        ge=1,
        le=MOST_REPLICATIONS,
        description="How many times the clients are drawn; intervals need 2.",
    )
    planned_days: tuple[str, ...] = Field(
        default=("tuesday",),
        min_length=1,
        strict=False,
        description="Weekdays that are planned, in English and small letters.",
    )
    week: int = Field(
        default=0,
        ge=0,
        le=LAST_WEEK,
        description="Week of the planned days; decides which rare visits are due.",
    )
    disturbed_days: int = Field(
        default=5,
        ge=1,
        le=MOST_REPLICATIONS,
        description="How many disturbed days each planned day is lived through.",
    )


class QuickSection(_Section):
    """What `--quick` uses instead."""

    populations: int = Field(
        default=1, ge=1, le=MOST_REPLICATIONS, description="Instead of time.populations."
    )
    disturbed_days: int = Field(
        default=2, ge=1, le=MOST_REPLICATIONS, description="Instead of time.disturbed_days."
    )
    moves: int = Field(
        default=3000,
        ge=1,
        le=MOST_MOVES,
        description="Instead of planning.moves; the moves of a fortnight are at most as many.",
    )


class DemandSection(_Section):
    """Synthetic clients, or the user's own in two files beside the study."""

    clients: str | None = Field(
        default=None, description="File of your own clients; left out, clients are drawn."
    )
    visits: str | None = Field(
        default=None, description="File of your own visits; goes with demand.clients."
    )


class PlanningSection(_Section):
    """How teams and rounds are formed."""

    planner: str = Field(
        default="ruttsim",
        description="Which planner makes the rounds: ruttsim, or pyvrp (an extra) to compare.",
    )
    moves: int = Field(
        default=18_000,
        ge=1,
        le=MOST_MOVES,
        description="Work for each visit of a team: moves of the search, never seconds.",
    )
    horizon: Literal["day", "fortnight"] = Field(
        default="day",
        description=(
            "day: each planned day from nothing; fortnight: a template of 14 days from Monday of "
            "time.week with named carers, of which the planned days of both weeks are repaired "
            "each morning."
        ),
    )
    fortnight_moves: int = Field(
        default=4500,
        ge=1,
        le=MOST_MOVES,
        description="Work of the template for each visit: moves of the search.",
    )
    repair_moves: int = Field(
        default=1200,
        ge=0,
        le=MOST_MOVES,
        description="Work of a morning's repair for each visit: moves.",
    )
    bases: Literal["nearest", "one", "given"] = Field(
        default="nearest",
        description=(
            "nearest: each team at the premise with least travel to its clients; one: one base an "
            "organisation; given: the organisations' own premises."
        ),
    )
    searches: int = Field(
        default=1,
        ge=1,
        le=MOST_SEARCHES,
        description=(
            "How many times the plans of the first population are searched, each from other seeds; "
            "from 2 on, the spread that the search brings is told."
        ),
    )
    show_one_base: bool = Field(
        default=True, description='Whether the report shows bases = "one" beside the answer.'
    )


class DaySection(_Section):
    """What is done about what happens in the day: names of rules."""

    absences: str = Field(
        default="substitute",
        description=(
            "Rounds of sick carers: substitute: somebody is called in; share_out: the team takes "
            "what fits; nobody: the visits are missed. In a fortnight the morning's repair does it."
        ),
    )
    late_visits: str = Field(
        default="hand_over",
        description=(
            "A visit that would be late: hand_over: to a colleague who is there clearly earlier; "
            "keep; shorten: it is cut short; drop: service visits are put off."
        ),
    )
    alarms: str = Field(
        default="patrol",
        description=(
            "Who answers alarms in the day: patrol: the municipal patrol; nearest: the nearest "
            "carer of the client's organisation, after the visit in hand; interrupting: the same, "
            "and a service visit is left at once. At night always the patrol."
        ),
    )
    nights: NightRule = Field(
        default="patrol",
        description=(
            "Who makes the planned visits of the night: patrol: the municipal patrol in every "
            "split, in rounds of its own and accounted apart; organisation: the client's own "
            "organisation, with one night team."
        ),
    )
    charging: str = Field(
        default="on_the_way",
        description=(
            "No vehicle at the base holds enough for the round: on_the_way: the fullest is taken, "
            "and what it lacks is charged on the way at no time of the carer's; wait: the carer "
            "waits for one that is being charged, for charging.longest_wait_min at most; "
            "stop_and_charge: the fullest is taken, and a car is charged at a public post first."
        ),
    )


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
    title_sv: str = Field(description="What reports in Swedish call it.")
    title_en: str = Field(description="What reports in English call it.")
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

    title_sv: str = Field(description="Title of reports in Swedish.")
    title_en: str = Field(description="Title of reports in English.")
    question_sv: str = Field(description="The question that the report answers, in Swedish.")
    question_en: str = Field(description="The question that the report answers, in English.")
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
        names = [
            *(self.demand.clients, self.demand.visits),
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
