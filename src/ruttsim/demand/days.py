"""What one day does to the plans, drawn before it is simulated and the same in every area split."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ruttsim import chance
from ruttsim.demand.alarms import alarms
from ruttsim.domain.arrays import Bools, Ints
from ruttsim.domain.demand import CARE, Disturbance, Population
from ruttsim.domain.travel import DAY_PERIODS
from ruttsim.units import SECONDS_PER_MINUTE

if TYPE_CHECKING:
    from ruttsim.domain.parameters import DayParameters
    from ruttsim.parameters import Parameters

_FACTOR_DECIMALS = 6


def disturbances(
    population: Population,
    due: Ints,
    parameters: Parameters,
    seed: int,
    days: Sequence[int],
    *,
    is_staffed: bool = False,
) -> Disturbance:
    """The disturbance of the last of `days`, keyed by population, day and visit or client.

    `days` are the numbers of this day and of those before it in a row, which decide who is in
    hospital. `due` are the rows of Visits that are planned. Where the plan knows already who is
    sick (`is_staffed`), nobody else is. Durations and travel have lognormal factors of mean 1.
    Visits asked for at short notice are care visits of other days, so that the expected number is
    `short_notice_share` of those due by day where there are enough others.
    """
    visits, of_day = population.visits, parameters.day
    visit = visits.visit
    rows = int(visit.max()) + 1 if len(visit) else 0
    pairs = (rows, 2)
    key = (seed, population.index, days[-1])
    is_away = in_hospital(population, of_day, seed, days)
    is_other = (visits.kind == CARE) & (visits.carers == 1)
    is_other[due] = False
    due_by_day = len(visits.by_day(due))
    extra_share = of_day.short_notice_share * due_by_day / max(1, int(is_other.sum()))
    is_extra = is_other & (chance.uniforms(*key, "short_notice", rows)[visit] < extra_share)
    notice_s = round(of_day.short_notice_min * SECONDS_PER_MINUTE)
    sick = chance.uniforms(*key, "absence", pairs)[visit] < parameters.fortnight.absent_share
    broken = chance.uniforms(*key, "out_of_order", pairs)[visit] < of_day.out_of_order_share
    cancelled = chance.uniforms(*key, "cancellation", rows)[visit]
    duration = chance.uniforms(*key, "visit_duration", rows)[visit]
    leg = chance.uniforms(*key, "leg_duration", pairs)[visit]
    spans = chance.uniforms(*key, "traffic", len(DAY_PERIODS))
    is_in_hospital = is_away[visits.client]
    return Disturbance(
        day=days[-1],
        is_cancelled=cancelled < parameters.demand.cancelled_share,
        is_in_hospital=is_in_hospital,
        is_extra=is_extra & ~is_in_hospital,
        told_s=np.maximum(visits.earliest_s - notice_s, 0),
        duration_factor=lognormal_factors(duration, parameters.demand.duration_cv),
        leg_factor=lognormal_factors(leg, parameters.travel.leg_time_cv),
        is_sick=sick & (not is_staffed),
        late_start_s=_late_starts_s(chance.uniforms(*key, "late_start", pairs)[visit], of_day),
        is_out_of_order=broken,
        mode_factor=_snow(of_day, float(chance.uniforms(*key, "weather", 1)[0])),
        span_factor=lognormal_factors(spans, of_day.span_time_cv),
        alarms=alarms(population, is_away, of_day, seed, days[-1]),
        buyers=buyers(population, is_away, parameters.economy.rut_buyers_share, key),
    )


def buyers(population: Population, is_away: Bools, share: float, key: tuple[int, int, int]) -> Ints:
    """Rows of the clients at home who want to buy a household service; nested in shares."""
    client = population.clients.client
    rows = int(client.max()) + 1 if len(client) else 0
    wants = chance.uniforms(*key, "household_service", rows)[client] < share
    return np.flatnonzero(wants & ~is_away)


def in_hospital(
    population: Population, parameters: DayParameters, seed: int, days: Sequence[int]
) -> Bools:
    """Which clients are in hospital on the last of days in a row; index = row of Clients.

    On the first day each is there with probability `hospital_share`; then who is there goes home
    with probability one over the mean stay, and as many on average are admitted.
    """
    client = population.clients.client
    rows = int(client.max()) + 1 if len(client) else 0
    share = parameters.hospital_share
    goes_home = 1 / parameters.hospital_stay_days
    admitted = min(1.0, share * goes_home / (1 - share)) if share < 1 else 1.0
    is_there = np.zeros(len(client), dtype=np.bool_)
    for place, day in enumerate(days):
        u = chance.uniforms(seed, population.index, day, "hospital", rows)[client]
        is_there = u < share if place == 0 else np.where(is_there, u >= goes_home, u < admitted)
    return is_there


def _late_starts_s(u: NDArray[np.float64], parameters: DayParameters) -> NDArray[np.int32]:
    """How much later than planned carers leave: mostly not, else exponential, by inversion."""
    share = parameters.late_start_share
    late_s = np.zeros(u.shape)
    is_late = u < share
    mean_s = parameters.late_start_min * SECONDS_PER_MINUTE
    late_s[is_late] = -np.log(u[is_late] / share) * mean_s
    return np.rint(late_s).astype(np.int32)


def _snow(parameters: DayParameters, u: float) -> dict[str, float]:
    """Factors of travel time by mode."""
    if u >= parameters.snow_day_share:
        return {}
    return {
        "car": parameters.snow_factor_car,
        "ebike": parameters.snow_factor_ebike,
        "walk": parameters.snow_factor_walk,
    }


def lognormal_factors(u: NDArray[np.float64], cv: float) -> NDArray[np.float64]:
    """Lognormal numbers of mean 1 and coefficient of variation `cv`, by inversion of `u`.

    Rounded, for the last bits of `exp` differ between processors.
    """
    from scipy.special import ndtri

    variance = math.log1p(cv**2)
    factors: NDArray[np.float64] = np.exp(math.sqrt(variance) * ndtri(u) - variance / 2)
    return factors.round(_FACTOR_DECIMALS)
