"""The tables of a study about days, people, planning, and what is done about what happens."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from ruttsim.study.section import Section
from ruttsim.study.split_model import NightRule

MOST_MOVES = 10_000_000
"""Per team and for each visit: more is a slip of the pen."""
MOST_REPLICATIONS = 10_000
"""Populations, or disturbed days of a planned day: more is a slip of the pen."""
MOST_SEARCHES = 1000
"""Of the plans of one population: more is a slip of the pen."""
LAST_WEEK = 5200
"""A hundred years: weeks repeat after far fewer."""


class DaysSection(Section):
    """Which days are planned, and how many disturbed days each of them is lived through."""

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


class TimeSection(DaysSection):
    """How many populations there are, and which days of them."""

    populations: int = Field(
        default=5,
        ge=1,
        le=MOST_REPLICATIONS,
        description="How many times the clients are drawn; intervals need 2.",
    )


class QuickSection(Section):
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


class DemandSection(Section):
    """Synthetic clients, or the user's own in two files beside the study."""

    clients: str | None = Field(
        default=None, description="File of your own clients; left out, clients are drawn."
    )
    visits: str | None = Field(
        default=None, description="File of your own visits; goes with demand.clients."
    )


class PlanningSection(Section):
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


class DaySection(Section):
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
