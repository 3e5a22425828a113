"""What a day's record is audited against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from ruttsim.audit.ways import Spans, spans
from ruttsim.domain.arrays import Bools
from ruttsim.units import SECONDS_PER_MINUTE

if TYPE_CHECKING:
    from ruttsim.domain.arrays import Ints
    from ruttsim.domain.demand import Disturbance, Population
    from ruttsim.domain.energy import MorningEnergy
    from ruttsim.domain.household import HouseholdTerms
    from ruttsim.domain.parameters import DayParameters, StaffingParameters, TravelParameters
    from ruttsim.domain.planning import Plan
    from ruttsim.domain.rules import DayRules
    from ruttsim.domain.travel import StopTimes, TravelMatrices

Contradiction: TypeAlias = tuple[str, str, Bools]
"""What is wrong; in which table of the record (or the fleet); which of its rows are at fault."""

NOBODY = -1
"""Round, organisation, visit or alarm where there is none."""


@dataclass(frozen=True, eq=False)
class Given:
    """A plan, the day's draws, and all that the two are lived through with.

    `due` are the rows of the visits that the plan should hold. `fleet` is the number of vehicles by
    organisation, premise and type, in the order in which they are numbered. `alarm_organisation`
    is whose carers may answer each alarm (NOBODY: nobody's); `patrol_base` is a place; `rested_s`
    is when each carer of a late evening before may begin, `energy` what the vehicles hold in the
    morning, `household` what may be sold in idle time.
    """

    plan: Plan
    due: Ints
    population: Population
    disturbance: Disturbance
    matrices: TravelMatrices
    stops: StopTimes
    travel: TravelParameters
    staffing: StaffingParameters
    parameters: DayParameters
    rules: DayRules
    fleet: Mapping[tuple[int, int, str], int]
    alarm_organisation: Sequence[int]
    patrol_base: int
    rested_s: Mapping[int, int]
    energy: MorningEnergy
    household: HouseholdTerms

    def __getstate__(self) -> dict[str, object]:
        """Without the spans, which hold addresses in this process."""
        return {name: value for name, value in vars(self).items() if name != "spans"}

    @cached_property
    def spans(self) -> Spans:
        """How fast travel is in which span of the day."""
        return spans(self)

    @cached_property
    def team_of_client(self) -> tuple[Ints, Ints]:
        """Whose clients those of the population are by day: organisation and team."""
        organisation, team = np.full((2, len(self.population.clients.client)), NOBODY)
        for it in self.plan.teams:
            if not it.is_of_night:
                organisation[it.clients], team[it.clients] = it.organisation, it.team
        return organisation, team


def seconds(minutes: float) -> int:
    """Minutes as whole seconds."""
    return round(minutes * SECONDS_PER_MINUTE)
