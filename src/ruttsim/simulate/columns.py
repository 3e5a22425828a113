"""The numbers that the day's processes and its compiled functions share, column by column."""

from __future__ import annotations

from ruttsim.domain.day import CANCELLED_REASONS, MISSED_REASONS

REASONS = ("", *CANCELLED_REASONS, *MISSED_REASONS)
DELIVERED, AT_THE_DOOR, TOO_LATE, PARTNER_ABSENT = map(
    REASONS.index, ("", "at_the_door", "too_late", "partner_absent")
)
"""How visits end."""

NOTHING = BREAK = NOT_YET = TO_BASE = -1
"""No stop; what stands in a queue before the stop that the break lies before; a time that is not
known; and the goal of a leg back."""
FOR_EVER_S = 1 << 40
"""A time or a lateness that nobody reaches."""

# Columns of Stops.number, in the order of Due.
(
    PART,
    PLANNED_START_S,
    TO_PLACE,
    CARERS,
    KIND,
    EARLIEST_S,
    LATEST_S,
    PLANNED_S,
    CARE_S,
    IS_CANCELLED,
    IS_IN_HOSPITAL,
) = range(11)

# Columns of World.states, a row a carer: what others see of it (see Carer), where it is in its
# queue and its log, and what does not change.
(
    PLACE,
    CURRENT,
    READY_S,
    BEGINS_S,
    DONE_S,
    MAY_BE_CUT,
    HEAD,
    WAKES_S,
    QUEUE_END,
    FIRST,
    ROOM_END,
    ROW,
    LAST,
    LEAVE_S,
    IS_OUT,
    OVER_S,
    BASE,
    MODE,
    POOL,
    BREAK_EARLIEST_S,
    BREAK_LATEST_S,
    BREAK_S,
    SHIFT_END_S,
    ORGANISATION,
    ROUND,
) = range(25)
SEEN = 8
"""How many of these, the first, change as a carer goes on."""

# Columns of Log.rows: of a leg; of the visit that it led to, NOT_YET where there is none, or not
# yet; the first SEEN of a carer's state, from when the leg is begun; and the break before the
# visit, if any.
#
# `goal` is the part of a visit (see Due), TO_BASE, or for alarm k TO_BASE - 1 - k. `reason` is a
# place in REASONS.
NUMBERS = (
    "goal",
    "vehicle",
    "depart_s",
    "drive_s",
    "stop_s",
    "distance_dm",
    "planned_start_s",
    "ready_s",
    "start_s",
    "end_s",
    "care_s",
    "shortened_s",
    "reason",
)
VISIT, STATE = NUMBERS.index("planned_start_s"), len(NUMBERS)
BREAK_START_S, BREAK_END_S, WIDTH = range(STATE + SEEN, STATE + SEEN + 3)
DEPART_S, DRIVE_S, DISTANCE_DM = map(NUMBERS.index, ("depart_s", "drive_s", "distance_dm"))
"""Where some of these stand."""
