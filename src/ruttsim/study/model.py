"""The shape of a study: what a study.toml may say, with its defaults."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Share = Annotated[float, Field(ge=0, le=1)]


class _Section(BaseModel):
    """A table of the study: immutable, and refusing keys that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class TimeSection(_Section):
    """Which days are planned, and how many disturbed days each of them is lived through."""

    populations: int = Field(default=5, ge=1)
    planned_days: tuple[str, ...] = Field(default=("tuesday",), min_length=1)
    week: int = Field(default=0, ge=0)
    disturbed_days: int = Field(default=5, ge=1)


class QuickSection(_Section):
    """What `--quick` uses instead."""

    populations: int = Field(default=1, ge=1)
    disturbed_days: int = Field(default=2, ge=1)
    iterations: int = Field(default=100, ge=1)


class DemandSection(_Section):
    """Synthetic clients, or the user's own in two files beside the study."""

    clients: str | None = None
    visits: str | None = None


class PlanningSection(_Section):
    """How teams and rounds are formed."""

    planner: str = "pyvrp"
    iterations: int = Field(default=400, ge=1)
    bases: Literal["nearest", "one", "given"] = "nearest"
    show_one_base: bool = True


class OrganisationSection(_Section):
    """One organisation; `premises` are needed where `bases = "given"`."""

    name: Name
    title_sv: str
    title_en: str
    type: str
    vehicle_types: tuple[str, ...] = Field(min_length=1)
    premises: tuple[str, ...] = ()


class CoverageSection(_Section):
    """A named rule of coverage, a table, or a drawn layer.

    `rule` names a function of the coverage registry. `organisations` (empty: those that the rule
    limits are all but the first) and `share` are for rules that need them; `layer` is a file with
    a column `organisation`, beside the study.
    """

    rule: str = "everywhere"
    organisations: tuple[str, ...] = ()
    share: Share | None = None
    layer: str | None = None


class AllocationSection(_Section):
    """A named rule of allocation; `shares` are shares of granted hours by organisation."""

    rule: str = "shares"
    shares: dict[str, Share] = Field(default_factory=dict)


class SplitSection(_Section):
    """One area split: which organisations take part, where they serve, how clients end there."""

    name: Name
    title_sv: str
    title_en: str
    organisations: tuple[str, ...] = Field(min_length=1)
    coverage: CoverageSection = CoverageSection()
    allocation: AllocationSection = AllocationSection()


class Study(_Section):
    """A whole study; `parameters` overrides cited numbers by their names."""

    title_sv: str
    title_en: str
    question_sv: str
    question_en: str
    map: str
    seed: int = Field(ge=0)
    time: TimeSection = TimeSection()
    quick: QuickSection = QuickSection()
    demand: DemandSection = DemandSection()
    planning: PlanningSection = PlanningSection()
    parameters: dict[str, float] = Field(default_factory=dict)
    organisations: tuple[OrganisationSection, ...] = Field(min_length=1)
    splits: tuple[SplitSection, ...] = Field(min_length=1)
