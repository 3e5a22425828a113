"""The shape of an area split: who may serve where, and how clients end with one of them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ruttsim.study.section import Name, Section, Share, Text

MOST_CLIENTS = 1_000_000
MOST_HOURS = 100_000_000
MOST_YEARS = 100
Ceiling = Annotated[int, Field(ge=0, le=MOST_CLIENTS)]
HoursCeiling = Annotated[float, Field(ge=0, le=MOST_HOURS)]
Years = Annotated[float, Field(ge=0, le=MOST_YEARS)]
Kind = Literal["care", "service"]
NightRule = Literal["patrol", "organisation"]
Names = Annotated[tuple[str, ...], Field(min_length=1, strict=False)]
Kinds = Annotated[tuple[Kind, ...], Field(min_length=1, strict=False)]


class CoverageRowSection(Section):
    """One row of a table of coverage; a later row is put upon those before it."""

    organisations: tuple[str, ...] = Field(
        min_length=1, strict=False, description="Organisations of the split that it is about."
    )
    kinds: tuple[Kind, ...] = Field(
        default=("care", "service"),
        min_length=1,
        strict=False,
        description="Kinds of visit that it is about: care, service; left out, both.",
    )
    basic_areas: tuple[str, ...] = Field(
        default=(),
        strict=False,
        description="Basic areas of the map by key; with no districts either, all.",
    )
    districts: tuple[str, ...] = Field(
        default=(), strict=False, description="Districts whose basic areas it is about."
    )
    coverage: Literal["may", "must", "not"] = Field(
        default="may", description="Whether they may, must or do not serve there."
    )


class CoverageSection(Section):
    """Who may serve where, and which kinds of visit: a named rule, a table or a drawn layer."""

    rule: str = Field(
        default="everywhere",
        description=(
            "everywhere: all organisations in all basic areas; "
            "densest_until_share: some of them in the densest areas only; positive_margin: some of "
            "them where a table of margins is above 0; halves: two contiguous halves with a list "
            "of organisations each; zones: one contiguous "
            "zone each; layer: one organisation an area, as drawn; drawn: as drawn, several may "
            "cover an area; table: row by row, here or in a file."
        ),
    )
    organisations: tuple[str, ...] = Field(
        default=(),
        strict=False,
        description=(
            "Which organisations densest_until_share or positive_margin limits; left out, all but "
            "the first."
        ),
    )
    share: Share | None = Field(
        default=None,
        description=(
            "Share of granted hours in the areas of densest_until_share; left out, the parameter "
            "split.chosen_areas_share."
        ),
    )
    granted_h_per_month: HoursCeiling | None = Field(
        default=None,
        description=(
            "In place of share: granted hours a month that the areas of densest_until_share hold "
            "together at most."
        ),
    )
    layer: str | None = Field(
        default=None,
        description=(
            "GeoPackage or GeoJSON of polygons with a column `organisation`, beside the study; "
            "for the rules layer and drawn. For drawn also with columns `kind` and `coverage`."
        ),
    )
    table: str | None = Field(
        default=None,
        description=(
            "CSV file beside the study with the columns basic_area, organisation, kind and "
            "coverage (may, must or not), or a GeoPackage with the same; for the rule table."
        ),
    )
    rows: tuple[CoverageRowSection, ...] = Field(
        default=(),
        strict=False,
        description="Coverage row by row, for the rule table, in place of a file.",
    )
    halves: tuple[Names, ...] = Field(
        default=(),
        strict=False,
        description=(
            "Two lists of organisations, for the rule halves: the first for the northern or "
            "western half. One that stands in both serves everywhere."
        ),
    )
    margins: str | None = Field(
        default=None,
        description=(
            "CSV file beside the study with the columns basic_area and margin_sek (SEK per day), "
            "of a pilot run; for the rule positive_margin."
        ),
    )
    kinds: dict[str, Kinds] = Field(
        default_factory=dict,
        description=(
            "Organisations that serve some kinds of visit only: care or service; one that is left "
            "out serves both."
        ),
    )


class AllocationRuleSection(Section):
    """How each client ends with one of the organisations that cover its address."""

    rule: str = Field(
        default="shares",
        description=(
            "shares: drawn, to the shares of granted hours; choice: each client chooses, by a "
            "logit model; address: the only organisation that covers the address."
        ),
    )
    shares: dict[str, Share] = Field(
        default_factory=dict,
        description=(
            "Share of granted hours of each organisation of the split, adding up to 1; left out "
            "where there is one organisation, or where the rule is choice or the layer decides."
        ),
    )
    default: str | None = Field(
        default=None,
        description=(
            "Who serves those who choose nobody, and those who queue: municipal: who must serve "
            "everywhere; room: who has fewest hours so far, and room; round_robin: each in turn, "
            "address by address. Left out, municipal, or room where nobody must serve everywhere."
        ),
    )


class AllocationSection(AllocationRuleSection):
    """How each client ends with one of the organisations that cover its address."""

    service: AllocationRuleSection | None = Field(
        default=None,
        description=(
            "A rule of its own for service visits; left out, the same rule, and where coverage is "
            "the same, the same organisation as for care."
        ),
    )
    ceiling_clients: dict[str, Ceiling] = Field(
        default_factory=dict,
        description="Most clients that an organisation takes; the others queue for it.",
    )
    ceiling_granted_h_per_month: dict[str, HoursCeiling] = Field(
        default_factory=dict,
        description="Most granted hours a month that an organisation takes.",
    )
    present: Literal["municipal", "none"] = Field(
        default="municipal",
        description=(
            "Organisation of clients before the split, where their file does not say: municipal: "
            "the study's first municipal organisation; none."
        ),
    )


class ChangeSection(Section):
    """What happens from the step before to this one."""

    years: Years = Field(
        default=1,
        description=(
            "Years since the step before, in which clients end and newcomers take their places; "
            "0: the first days after it."
        ),
    )
    newcomer_share: Share | None = Field(
        default=None,
        description=(
            "Share of clients who are new since the step before; left out, by years and "
            "split.steps.newcomer_share_per_year."
        ),
    )
    may_move: Literal["newcomers", "all"] = Field(
        default="newcomers",
        description=(
            "Who gets an organisation by this split's rule: newcomers: they, and those whose "
            "organisation does not take part any more or does not cover them; all: everybody."
        ),
    )
    plan: Literal["anew", "repaired"] = Field(
        default="anew",
        description=(
            "anew: teams and rounds as of any split; repaired: the first days, with the teams, "
            "bases and named carers of the step before, whose rounds are repaired each morning; "
            "needs planning.horizon = 'fortnight'."
        ),
    )


class SplitSection(Section):
    """One area split: which organisations take part, where they serve, how clients end there."""

    name: Name = Field(description="What the results call it.")
    title_sv: Text = Field(description="What reports in Swedish call it.")
    title_en: Text = Field(description="What reports in English call it.")
    organisations: tuple[str, ...] = Field(
        min_length=1, strict=False, description="Names of the organisations that take part."
    )
    after: Name | None = Field(
        default=None,
        description=(
            "The step before: an earlier split, whose organisations clients have until something "
            "moves them. Left out, the split stands by itself."
        ),
    )
    change: ChangeSection = ChangeSection()
    coverage: CoverageSection = CoverageSection()
    allocation: AllocationSection = AllocationSection()
    parameters: dict[str, float] = Field(
        default_factory=dict,
        description=(
            "Cited numbers that this split alone replaces, on top of the study's: of staffing "
            "(without shifts), vehicles, carriers, economy, pay, payment, payer, climate, "
            "organisations and split."
        ),
    )
    vehicle_types: dict[str, Names] = Field(
        default_factory=dict,
        description=(
            "Vehicle types of organisations in this split alone; limits of types that are left "
            "out fall away. Organisations that are left out have those of the study."
        ),
    )
    alarms: str | None = Field(
        default=None,
        description="Who answers alarms in the day in this split alone; left out, day.alarms.",
    )
    nights: NightRule | None = Field(
        default=None,
        description="Who makes the visits of the night in this split alone; left out, day.nights.",
    )
