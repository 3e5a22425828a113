"""Named constants between units, and clock times as seconds after midnight."""

from __future__ import annotations

SECONDS_PER_MINUTE = 60
SECONDS_PER_HOUR = 3600
MINUTES_PER_HOUR = 60
HOURS_PER_DAY = 24
SECONDS_PER_DAY = HOURS_PER_DAY * SECONDS_PER_HOUR
DAYS_PER_WEEK = 7
MONTHS_PER_YEAR = 12
DAYS_PER_YEAR = 365.25
WEEKS_PER_MONTH = DAYS_PER_YEAR / MONTHS_PER_YEAR / DAYS_PER_WEEK
METRES_PER_KM = 1000
M2_PER_KM2 = 1_000_000
GRAMS_PER_KG = 1000
KG_PER_TONNE = 1000
MS_PER_SECOND = 1000
DM_PER_METRE = 10
WATTS_PER_KW = 1000
KMH_PER_MS = 3.6
LATER = 1 << 32
"""More than any second: `row * LATER + second` orders by row, then by time."""


def clock(seconds: float) -> str:
    """Clock time of seconds after midnight, as HH:MM."""
    minutes = round(seconds / SECONDS_PER_MINUTE)
    hours, rest = divmod(minutes, 60)
    return f"{hours:02d}:{rest:02d}"
