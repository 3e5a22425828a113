"""What one day does to the plans, drawn before it is simulated and the same in every area split."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ruttsim import chance
from ruttsim.domain.demand import Disturbance, Population

if TYPE_CHECKING:
    from ruttsim.parameters import Parameters

_FACTOR_DECIMALS = 6


def disturbances(
    population: Population, parameters: Parameters, seed: int, day: int
) -> Disturbance:
    """The disturbance of day number `day`, keyed by population, day and visit.

    Cancelled visits are found out at the door. Hospital stays are known when the day is planned
    and are not among them: they lower the ratio of performed to granted time. Durations and legs
    have lognormal factors of mean 1.
    """
    visit = population.visits.visit
    rows = int(visit.max()) + 1 if len(visit) else 0
    of_day = (seed, population.index, day)
    cancelled = chance.uniforms(*of_day, "cancellation", rows)[visit]
    duration = chance.uniforms(*of_day, "visit_duration", rows)[visit]
    leg = chance.uniforms(*of_day, "leg_duration", (rows, 2))[visit]
    return Disturbance(
        day=day,
        is_cancelled=cancelled < parameters.demand.cancelled_share,
        duration_factor=lognormal_factors(duration, parameters.demand.duration_cv),
        leg_factor=lognormal_factors(leg, parameters.travel.leg_time_cv),
    )


def lognormal_factors(u: NDArray[np.float64], cv: float) -> NDArray[np.float64]:
    """Lognormal numbers of mean 1 and coefficient of variation `cv`, by inversion of `u`.

    Rounded, for the last bits of `exp` differ between processors.
    """
    from scipy.special import ndtri

    variance = math.log1p(cv**2)
    factors: NDArray[np.float64] = np.exp(math.sqrt(variance) * ndtri(u) - variance / 2)
    return factors.round(_FACTOR_DECIMALS)
