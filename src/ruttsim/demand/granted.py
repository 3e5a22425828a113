"""Granted hours that follow from a care plan."""

from __future__ import annotations

import numpy as np

from ruttsim.domain.arrays import Floats
from ruttsim.domain.demand import NIGHT, Visits
from ruttsim.units import DAYS_PER_WEEK, SECONDS_PER_HOUR, WEEKS_PER_MONTH

_DECIMALS = 6


def granted_h_per_month(visits: Visits, clients: int, performed_per_granted: float) -> Floats:
    """Granted time of each client [h/month]: planned carer-hours over the ratio performed/granted.

    Two carers count twice; a visit every third week counts a third. Nights are not in it: they are
    granted and paid for apart.
    """
    days = sum((visits.weekdays.astype(np.int64) >> day) & 1 for day in range(DAYS_PER_WEEK))
    planned_h_per_week = (
        visits.duration_s / SECONDS_PER_HOUR * visits.carers * days / visits.every_weeks
    )
    planned_h_per_week = np.where(visits.kind == NIGHT, 0.0, planned_h_per_week)
    per_week = np.bincount(visits.client, weights=planned_h_per_week, minlength=clients)
    granted: Floats = np.round(per_week * WEEKS_PER_MONTH / performed_per_granted, _DECIMALS)
    return granted
