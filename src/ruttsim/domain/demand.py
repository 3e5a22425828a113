"""Clients, their care plans, and what disturbs a day; one row a client or recurring visit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ruttsim.domain.arrays import (
    Bools,
    Codes,
    Floats,
    Ints,
    Ints32,
    freeze,
    require_equal_lengths,
)
from ruttsim.domain.travel import DAY_PERIODS

KINDS = ("care", "service", "night", "alarm")
CARE, SERVICE, NIGHT = (KINDS.index(name) for name in ("care", "service", "night"))
DIVIDED_KINDS = (CARE, SERVICE)
"""Kinds of visit that an area split divides; nights and alarms follow rules of the day."""
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SMALLEST_CELL = 5
"""Real clients; what is about fewer stays empty in tables and pictures."""
ALLOCATION_COLUMNS = 21
"""Numbers a client carries for allocation: one rank, then one per place in a list of up to 20."""


@dataclass(frozen=True, eq=False)
class Buildings:
    """Where clients live; index = row. `flats` is true for apartment buildings."""

    x_m: Floats
    y_m: Floats
    basic_area: Ints32
    flats: Bools

    def __post_init__(self) -> None:
        require_equal_lengths(self, "x_m", "y_m", "basic_area", "flats")
        freeze(self)


@dataclass(frozen=True, eq=False)
class Clients:
    """Persons with granted home care; index = row, `client` = identity that outlives the row.

    `granted_h_per_month` follows from the care plan and the ratio of performed to granted time.
    `allocation_u` has shape (clients, ALLOCATION_COLUMNS), uniform in (0, 1).
    """

    client: Ints
    building: Ints32
    basic_area: Ints32
    granted_h_per_month: Floats
    allocation_u: NDArray[np.float64]

    def __post_init__(self) -> None:
        require_equal_lengths(
            self, "client", "building", "basic_area", "granted_h_per_month", "allocation_u"
        )
        freeze(self)


@dataclass(frozen=True, eq=False)
class Choosers:
    """What clients are when they choose an organisation; index = row of Clients.

    `taste` has shape (clients, ALLOCATION_COLUMNS - 1): what speaks for each place in a list of
    organisations and nobody can observe, Gumbel distributed. Who is below a share in `choosing_u`
    makes no choice. `language` is
    SWEDISH or a name of `demand.language_share`. `present` is the name of the organisation before
    the split, NOT_STATED, or NO_ORGANISATION. All are empty where nobody can choose.
    """

    taste: NDArray[np.float64]
    choosing_u: Floats
    language: NDArray[np.str_]
    present: NDArray[np.str_]

    def __post_init__(self) -> None:
        require_equal_lengths(self, "taste", "choosing_u", "language", "present")
        freeze(self)


SWEDISH = "swedish"
NOT_STATED, NO_ORGANISATION = "", "-"
NO_CHOOSERS = Choosers(
    np.zeros((0, ALLOCATION_COLUMNS - 1)),
    np.zeros(0),
    np.zeros(0, dtype=np.str_),
    np.zeros(0, dtype=np.str_),
)


@dataclass(frozen=True, eq=False)
class AlarmOnly:
    """Persons who hold a safety alarm and have no other help; index = row."""

    building: Ints32
    basic_area: Ints32

    def __post_init__(self) -> None:
        require_equal_lengths(self, "building", "basic_area")
        freeze(self)


NO_ALARM_ONLY = AlarmOnly(np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32))


@dataclass(frozen=True, eq=False)
class Visits:
    """Recurring visits of the care plans; index = row, `visit` = identity that outlives the row.

    A visit takes place on weekday d of week w if bit d of `weekdays` is set and
    `w % every_weeks == week`. A night is the one that begins on that day: its hours go on after 24.
    A visit may start between `earliest_s` and `latest_s` (seconds after
    midnight) and lasts `duration_s`; with `carers` = 2 both are there all the time. `kind`
    indexes KINDS, `client` indexes the rows of Clients, `activity` indexes `activities`.
    """

    visit: Ints
    client: Ints32
    kind: Codes
    activity: Codes
    activities: tuple[str, ...]
    weekdays: Codes
    every_weeks: Codes
    week: Codes
    earliest_s: Ints32
    latest_s: Ints32
    duration_s: Ints32
    carers: Codes

    def __post_init__(self) -> None:
        require_equal_lengths(
            self,
            "visit",
            "client",
            "kind",
            "activity",
            "weekdays",
            "every_weeks",
            "week",
            "earliest_s",
            "latest_s",
            "duration_s",
            "carers",
        )
        freeze(self)

    def on(self, weekday: int, week: int) -> Ints:
        """Rows of the visits that take place on a weekday (0 = Monday) of a week."""
        place = week % self.every_weeks.astype(np.int64)
        due = ((self.weekdays >> weekday) & 1 == 1) & (place == self.week)
        return np.flatnonzero(due)

    def by_day(self, rows: Ints) -> Ints:
        """Those of some rows that are not of the night."""
        own: Ints = rows[self.kind[rows] != NIGHT]
        return own


@dataclass(frozen=True, eq=False)
class Population:
    """One draw of who lives where with which care plan, or the user's own clients.

    `is_synthetic` is false for real persons, whose small cells no report may show.
    """

    index: int
    buildings: Buildings
    clients: Clients
    visits: Visits
    is_synthetic: bool
    alarm_only: AlarmOnly = NO_ALARM_ONLY
    choosers: Choosers = NO_CHOOSERS

    def needs(self, kinds: Sequence[int]) -> NDArray[np.bool_]:
        """Which clients have visits of some kinds; (clients, kinds).

        Who has none of any of them counts as one who has the first.
        """
        has = np.zeros((len(self.clients.client), len(KINDS)), dtype=np.bool_)
        has[self.visits.client, self.visits.kind] = True
        needed: NDArray[np.bool_] = has[:, list(kinds)]
        needed[~needed.any(axis=1), 0] = True
        return needed

    @property
    def holder_building(self) -> Ints32:
        """Building of whoever may ring an alarm: clients, then those who have nothing else."""
        return np.concatenate([self.clients.building, self.alarm_only.building])

    @property
    def holder_area(self) -> Ints32:
        """Basic area of whoever may ring an alarm, in the same order."""
        return np.concatenate([self.clients.basic_area, self.alarm_only.basic_area])


@dataclass(frozen=True, eq=False)
class Alarms:
    """Safety alarms of one day, in the order in which they ring; index = row.

    `client` indexes the rows of Clients and, beyond them, those of AlarmOnly. The call-out lasts
    `care_s` from when `carers` (1 or 2) are at the door.
    """

    client: Ints32
    rung_s: Ints32
    care_s: Ints32
    carers: Codes

    def __post_init__(self) -> None:
        require_equal_lengths(self, "client", "rung_s", "care_s", "carers")
        freeze(self)


@dataclass(frozen=True, eq=False)
class Disturbance:
    """What one day does to the plans, the same in every area split; index = row of Visits.

    `is_cancelled`: found cancelled at the door. `is_in_hospital`: the client is away, which is
    known in the morning. `is_extra`: not planned, and asked for at `told_s`. `duration_factor`
    multiplies the planned duration. `leg_factor` multiplies the driving time of the leg that
    arrives at the visit.

    What happens to a carer or a vehicle is found at the first row of Visits that the carer has in
    the plan: `is_sick`, `late_start_s`, `is_out_of_order`. Arrays of shape (visits, 2) have a
    column for the first and the second carer.

    `mode_factor` multiplies all travel by a mode (snow), `span_factor` all travel in a span of the
    day (see DAY_PERIODS). `buyers` are the rows of Clients who want to buy a household service.
    """

    day: int
    is_cancelled: Bools
    is_in_hospital: Bools
    is_extra: Bools
    told_s: Ints32
    duration_factor: Floats
    leg_factor: NDArray[np.float64]
    is_sick: NDArray[np.bool_]
    late_start_s: NDArray[np.int32]
    is_out_of_order: NDArray[np.bool_]
    mode_factor: Mapping[str, float]
    span_factor: Floats
    alarms: Alarms
    buyers: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    def __post_init__(self) -> None:
        require_equal_lengths(
            self,
            "is_cancelled",
            "is_in_hospital",
            "is_extra",
            "told_s",
            "duration_factor",
            "leg_factor",
            "is_sick",
            "late_start_s",
            "is_out_of_order",
        )
        freeze(self)


def calm_day(day: int, visits: int) -> Disturbance:
    """A day on which nothing happens to so many visits."""
    pairs = (visits, 2)
    never = np.zeros(0, dtype=np.int32)
    return Disturbance(
        day=day,
        is_cancelled=np.zeros(visits, dtype=np.bool_),
        is_in_hospital=np.zeros(visits, dtype=np.bool_),
        is_extra=np.zeros(visits, dtype=np.bool_),
        told_s=np.zeros(visits, dtype=np.int32),
        duration_factor=np.ones(visits),
        leg_factor=np.ones(pairs),
        is_sick=np.zeros(pairs, dtype=np.bool_),
        late_start_s=np.zeros(pairs, dtype=np.int32),
        is_out_of_order=np.zeros(pairs, dtype=np.bool_),
        mode_factor={},
        span_factor=np.ones(len(DAY_PERIODS)),
        alarms=Alarms(never, never, never, never.astype(np.int8)),
    )
