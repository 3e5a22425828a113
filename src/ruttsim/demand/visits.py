"""Visits of the user's own file: each row checked, and all of them as recurring visits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ruttsim.demand.cells import Cells
from ruttsim.demand.columns import PLANNED_KINDS, WEEKDAY_SETS
from ruttsim.domain.demand import KINDS, NIGHT, Visits
from ruttsim.errors import Faults, choices_hint
from ruttsim.rows import Row
from ruttsim.units import HOURS_PER_DAY, SECONDS_PER_HOUR, SECONDS_PER_MINUTE, clock

if TYPE_CHECKING:
    from ruttsim.parameters import Parameters

LARGEST_EVERY_WEEKS = 52
_DAY_S = HOURS_PER_DAY * SECONDS_PER_HOUR
MOST_ACTIVITIES = 127
"""So many different words the column `activity` may hold: what a Visits record has room for."""


@dataclass(frozen=True)
class VisitRow:
    """One row of the file with the fields of Visits; the client by name."""

    client: str
    kind: int
    activity: str
    weekdays: int
    every_weeks: int
    week: int
    earliest_s: int
    latest_s: int
    duration_s: int
    carers: int


@dataclass(frozen=True)
class Limits:
    """What a visit must keep to: hours of the day and of the night, the longest stretch of work."""

    day_s: tuple[int, int]
    night_s: tuple[int, int]
    longest_min: int


def limits(parameters: Parameters) -> Limits:
    """The limits of the day and of the menu of shifts."""
    parts = [part for shift in parameters.staffing.shifts for part in shift.parts]
    demand = parameters.demand
    hours_h = (demand.day_start_h, demand.day_end_h, demand.night_start_h, demand.night_end_h)
    opens_s, closes_s, *night_s = (round(hour * SECONDS_PER_HOUR) for hour in hours_h)
    return Limits(
        day_s=(opens_s, closes_s),
        night_s=(night_s[0], night_s[1]),
        longest_min=max(part.paid_s for part in parts) // SECONDS_PER_MINUTE,
    )


def visit_row(cells: Cells, allowed: Limits) -> VisitRow | None:
    """One row as a visit, or None where any of its cells is at fault.

    A time of the night that is before its end is of the next morning.
    """
    client = cells.some_text("client")
    kind = cells.one_of("kind", PLANNED_KINDS)
    activity = cells.some_text("activity")
    weekdays = _weekdays(cells)
    every_weeks = cells.whole("every_weeks", 1, LARGEST_EVERY_WEEKS, default=1)
    week = cells.whole("week", 0, (every_weeks or LARGEST_EVERY_WEEKS) - 1, default=0)
    earliest_s, latest_s = cells.clock_s("earliest"), cells.clock_s("latest")
    if kind == KINDS[NIGHT]:
        earliest_s, latest_s = (_of_night(it, allowed) for it in (earliest_s, latest_s))
    duration_min = cells.whole("duration_min", 1, allowed.longest_min)
    carers = cells.whole("carers", 1, 2)
    if earliest_s is not None and latest_s is not None:
        duration_s = (duration_min or 0) * SECONDS_PER_MINUTE
        hours_s = allowed.night_s if kind == KINDS[NIGHT] else allowed.day_s
        _check_window(cells, hours_s, earliest_s, latest_s, duration_s)
        if carers == 2 and duration_s and latest_s - earliest_s >= duration_s:
            problem = "The window of a visit by two carers is not shorter than the visit."
            cells.fault("latest", problem, "Narrow the window, so that nobody can be both carers.")
    if (
        not (client and kind and activity and weekdays and every_weeks and duration_min and carers)
        or week is None
        or earliest_s is None
        or latest_s is None
    ):
        return None
    return VisitRow(
        client=client,
        kind=KINDS.index(kind),
        activity=activity,
        weekdays=weekdays,
        every_weeks=every_weeks,
        week=week,
        earliest_s=earliest_s,
        latest_s=latest_s,
        duration_s=duration_min * SECONDS_PER_MINUTE,
        carers=carers,
    )


def check_activities(file: str, rows: Sequence[Row], faults: Faults) -> None:
    """Note a file that names more activities than a record can tell apart."""
    count = len({row.texts["activity"] for row in rows})
    if count > MOST_ACTIVITIES:
        problem = f"It names {count} different activities, at most {MOST_ACTIVITIES} are possible."
        faults.add(file, "activity", problem, "Use the same words for the same task.")


def visits_of(rows: Sequence[VisitRow], client_row: Mapping[str, int]) -> Visits:
    """The recurring visits, in the order of the file, which is their identity."""
    activities = tuple(sorted({row.activity for row in rows}))
    number = {name: place for place, name in enumerate(activities)}
    return Visits(
        visit=np.arange(len(rows), dtype=np.int64),
        client=np.array([client_row[row.client] for row in rows], dtype=np.int32),
        kind=np.array([row.kind for row in rows], dtype=np.int8),
        activity=np.array([number[row.activity] for row in rows], dtype=np.int8),
        activities=activities,
        weekdays=np.array([row.weekdays for row in rows], dtype=np.int8),
        every_weeks=np.array([row.every_weeks for row in rows], dtype=np.int8),
        week=np.array([row.week for row in rows], dtype=np.int8),
        earliest_s=np.array([row.earliest_s for row in rows], dtype=np.int32),
        latest_s=np.array([row.latest_s for row in rows], dtype=np.int32),
        duration_s=np.array([row.duration_s for row in rows], dtype=np.int32),
        carers=np.array([row.carers for row in rows], dtype=np.int8),
    )


def _weekdays(cells: Cells) -> int:
    """Bits of the weekdays; 0 where the cell is at fault."""
    words = cells.text("weekdays").split()
    unknown = [word for word in words if word not in WEEKDAY_SETS]
    for word in unknown:
        cells.fault("weekdays", f"Unknown weekday '{word}'.", choices_hint(word, WEEKDAY_SETS))
    if not words:
        cells.fault("weekdays", "The cell is empty.", choices_hint("", WEEKDAY_SETS))
    if unknown:
        return 0
    bits = 0
    for word in words:
        bits |= WEEKDAY_SETS[word]
    return bits


def _of_night(time_s: int | None, allowed: Limits) -> int | None:
    """A clock time of a night as seconds after the midnight before it."""
    is_morning = time_s is not None and time_s < allowed.night_s[1] - _DAY_S
    return time_s + _DAY_S if time_s is not None and is_morning else time_s


def _shown(time_s: int) -> str:
    """The clock time of a moment of a day or of the night after it."""
    return clock(time_s - _DAY_S if time_s > _DAY_S else time_s)


def _check_window(
    cells: Cells, hours_s: tuple[int, int], earliest_s: int, latest_s: int, duration_s: int
) -> None:
    """Note a window that is reversed or outside the hours of visits of its kind."""
    if latest_s < earliest_s:
        problem = f"The window ends ({_shown(latest_s)}) before it begins ({_shown(earliest_s)})."
        cells.fault("latest", problem, "Swap earliest and latest.")
    opens_s, closes_s = hours_s
    is_night = closes_s > _DAY_S
    hours = f"{_shown(opens_s)}-{_shown(closes_s)}"
    if earliest_s < opens_s:
        problem = f"It begins before the hours that are planned, {hours}."
        remedy = "Begin it then, or let it be care." if is_night else "Let its kind be night."
        cells.fault("earliest", problem, remedy)
    if latest_s + duration_s > closes_s:
        problem = f"The visit may end at {_shown(latest_s + duration_s)}, planned are {hours}."
        other = "care" if is_night else "night"
        cells.fault("latest", problem, f"Let it start earlier, or let its kind be {other}.")
