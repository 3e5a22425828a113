"""Safety alarms of a day, drawn by client and hour."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ruttsim import chance
from ruttsim.domain.arrays import Bools, Floats
from ruttsim.domain.demand import Alarms
from ruttsim.units import (
    DAYS_PER_YEAR,
    HOURS_PER_DAY,
    MONTHS_PER_YEAR,
    SECONDS_PER_HOUR,
    SECONDS_PER_MINUTE,
)

if TYPE_CHECKING:
    from ruttsim.domain.demand import Population
    from ruttsim.domain.parameters import DayParameters


def alarms(
    population: Population, is_away: Bools, parameters: DayParameters, seed: int, day: int
) -> Alarms:
    """The alarms of day number `day`: at most one an hour from each who holds an alarm.

    Clients in hospital ring none. A call-out lasts an exponential time, some with the wait for an
    ambulance besides.
    """
    client = population.clients.client
    rows = int(client.max()) + 1 if len(client) else 0
    ever, of_day = (
        (seed, population.index, chance.EVERY_DAY),
        (seed, population.index, day),
    )
    holds = chance.uniforms(*ever, "alarm_holder", rows)[client] < parameters.alarm_holder_share
    others = np.arange(len(population.alarm_only.building)) + rows
    identity = np.concatenate([client, others])
    may_ring = np.concatenate([holds & ~is_away, np.ones(len(others), dtype=np.bool_)])
    hours = (rows + len(others), HOURS_PER_DAY)
    rings = chance.uniforms(*of_day, "alarm", hours)[identity] < hourly(parameters)
    row, hour = np.nonzero(rings & may_ring[:, np.newaxis])
    second = chance.uniforms(*of_day, "alarm_second", hours)[identity[row], hour]
    care = chance.uniforms(*of_day, "alarm_care", (*hours, 3))[identity[row], hour]
    rung_s = hour * SECONDS_PER_HOUR + np.floor(second * SECONDS_PER_HOUR).astype(np.int64)
    care_min = -np.log(care[:, 0]) * parameters.alarm_min
    care_min += np.where(care[:, 1] < parameters.ambulance_share, parameters.ambulance_wait_min, 0)
    order = np.lexsort((row, rung_s))
    return Alarms(
        client=row[order].astype(np.int32),
        rung_s=rung_s[order].astype(np.int32),
        care_s=np.rint(care_min * SECONDS_PER_MINUTE)[order].astype(np.int32),
        carers=(1 + (care[:, 2] < parameters.alarm_two_carers_share))[order].astype(np.int8),
    )


def hourly(parameters: DayParameters) -> Floats:
    """Probability that the alarm of one holder rings in each hour of the day."""
    is_night = np.array(parameters.night_by_hour)
    a_day = parameters.alarms_per_holder_month * MONTHS_PER_YEAR / DAYS_PER_YEAR
    share = np.where(is_night, parameters.alarm_night_share, 1 - parameters.alarm_night_share)
    hours = np.where(is_night, is_night.sum(), (~is_night).sum())
    chances: Floats = a_day * share / hours
    return chances
