"""Care plans drawn from the cited distributions: each client's activities, when and how long."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ruttsim import chance
from ruttsim.demand.windows import visit_windows
from ruttsim.domain.arrays import Bools, Codes, Floats, Ints, Ints32
from ruttsim.domain.demand import KINDS, NIGHT, Visits
from ruttsim.units import DAYS_PER_WEEK, SECONDS_PER_HOUR, SECONDS_PER_MINUTE

if TYPE_CHECKING:
    from ruttsim.domain.parameters import Activity, CareLevel
    from ruttsim.parameters import Parameters

ACTIVITY_COLUMNS = 32
"""Room for so many activities; an activity added at the end changes nobody's other visits."""

DRAWS = ("has_it", "duration", "start", "first_day", "week", "weekend")
"""What is drawn for each client and activity, by column."""

WORKDAYS = 5


def care_levels(seed: int, index: int, clients: int, levels: Sequence[CareLevel]) -> Ints:
    """Level of care of each client, as its place in `levels`."""
    ends = np.cumsum([level.share for level in levels])
    u = chance.uniforms(seed, index, chance.EVERY_DAY, "care_level", clients)
    return np.minimum(np.searchsorted(ends / ends[-1], u, side="right"), len(levels) - 1)


def care_plans(seed: int, index: int, level: Ints, parameters: Parameters) -> Visits:
    """The recurring visits of clients 0, 1, ... with the given levels; by client, then activity.

    Those of the night stand after all others.

    Raises
    ------
    ValueError
        For more activities than there is room for.
    """
    activities = tuple(parameters.activities.values())
    if len(activities) > ACTIVITY_COLUMNS:
        raise ValueError(f"There is room for {ACTIVITY_COLUMNS} activities in a care plan.")
    size = (len(level), ACTIVITY_COLUMNS, len(DRAWS))
    u = chance.uniforms(seed, index, chance.EVERY_DAY, "care_plan", size)
    shares = _activity_shares(parameters.demand.levels, activities)[level]
    at_night = np.array([it.kind == KINDS[NIGHT] for it in activities])
    client, activity = np.nonzero(_has_activity(u[:, : len(activities), 0], shares, at_night))
    last = np.argsort(at_night[activity], kind="stable")
    client, activity = client[last], activity[last]
    draw = dict(zip(DRAWS, u[client, activity].T, strict=True))
    is_service = np.array([it.kind == "service" for it in activities])[activity]
    levels = [parameters.demand.levels[row] for row in level[client]]
    two_carers = ~is_service & np.array([it.carers > 1 for it in levels])
    factor = np.where(is_service, 1.0, [it.duration_factor for it in levels])
    duration_s = _durations_s(_durations_min(draw["duration"], activities, activity) * factor)
    wanted_s = _wanted_s(draw["start"], activities, activity, parameters)
    earliest_s, latest_s = visit_windows(wanted_s, duration_s, at_night[activity], parameters)
    opens_s = np.rint(_of(activities, "start_low_h", activity) * SECONDS_PER_HOUR)
    closes_s = np.rint(_of(activities, "start_high_h", activity) * SECONDS_PER_HOUR)
    every_weeks = _of(activities, "every_weeks", activity)
    return Visits(
        visit=client * ACTIVITY_COLUMNS + activity,
        client=client.astype(np.int32),
        kind=np.array([KINDS.index(it.kind) for it in activities], dtype=np.int8)[activity],
        activity=activity.astype(np.int8),
        activities=tuple(it.name for it in activities),
        weekdays=_weekdays(
            _of(activities, "days_per_week", activity),
            draw["first_day"],
            draw["weekend"] < parameters.demand.weekend_share,
        ),
        every_weeks=every_weeks.astype(np.int8),
        week=np.floor(draw["week"] * every_weeks).astype(np.int8),
        earliest_s=np.where(is_service, opens_s, earliest_s).astype(np.int32),
        latest_s=np.where(is_service, closes_s - duration_s, latest_s).astype(np.int32),
        duration_s=duration_s,
        carers=np.where(two_carers, 2, 1).astype(np.int8),
    )


def _activity_shares(levels: Sequence[CareLevel], activities: Sequence[Activity]) -> Floats:
    """Share of clients that have an activity; row = level, column = activity."""
    return np.array(
        [[level.activity_share.get(it.name, 0.0) for it in activities] for level in levels]
    )


def _has_activity(u: Floats, shares: Floats, at_night: Bools) -> Bools:
    """Which activities each client has: by its level's shares, by day at least the commonest."""
    has = u < shares
    nothing = np.flatnonzero(~has[:, ~at_night].any(axis=1))
    has[nothing, np.argmax(np.where(at_night, 0.0, shares[nothing]), axis=1)] = True
    return has


def _of(activities: Sequence[Activity], field: str, activity: Ints) -> Floats:
    """One field of each visit's activity."""
    values: Floats = np.array([getattr(it, field) for it in activities], dtype=np.float64)
    return values[activity]


def _durations_min(u: Floats, activities: Sequence[Activity], activity: Ints) -> Floats:
    """Durations by inversion of two triangles that meet at the median.

    The density rises from the shortest to the median and falls from there to the longest, with
    half of the visits on either side.
    """
    low = _of(activities, "duration_low_min", activity)
    median = _of(activities, "duration_min", activity)
    high = _of(activities, "duration_high_min", activity)
    below = low + (median - low) * np.sqrt(2 * u)
    above = high - (high - median) * np.sqrt(2 * np.maximum(1 - u, 0))
    duration: Floats = np.where(u < 0.5, below, above)
    return duration


def _durations_s(minutes: Floats) -> Ints32:
    """Durations in whole minutes [s], at least one."""
    return (np.maximum(np.rint(minutes), 1) * SECONDS_PER_MINUTE).astype(np.int32)


def _wanted_s(
    u: Floats, activities: Sequence[Activity], activity: Ints, parameters: Parameters
) -> Ints:
    """Wanted start, uniform on the raster of times between the activity's hours."""
    step_s = parameters.demand.start_step_min * SECONDS_PER_MINUTE
    low_s = _of(activities, "start_low_h", activity) * SECONDS_PER_HOUR
    high_s = _of(activities, "start_high_h", activity) * SECONDS_PER_HOUR
    steps = np.floor((high_s - low_s) / step_s) + 1
    wanted: Ints = np.rint(low_s + step_s * np.floor(u * steps)).astype(np.int64)
    return wanted


def _weekdays(days: Floats, first: Floats, on_weekends: Bools) -> Codes:
    """Bits of the weekdays of each visit.

    Up to five days a week are weekdays, evenly spread from a drawn first one; more days are taken
    from Monday on, without the weekend for those whose relatives do it.
    """
    masks = np.zeros(len(days), dtype=np.int64)
    few = days <= WORKDAYS
    start = np.floor(first * WORKDAYS).astype(np.int64)
    for place in range(WORKDAYS):
        takes_place = few & (place < days)
        shift = np.floor(place * WORKDAYS / days + 0.5).astype(np.int64)
        masks |= np.where(takes_place, 1 << ((start + shift) % WORKDAYS), 0)
    whole = np.where(on_weekends, np.minimum(days, DAYS_PER_WEEK), WORKDAYS).astype(np.int64)
    masks = np.where(few, masks, (1 << whole) - 1)
    return masks.astype(np.int8)
