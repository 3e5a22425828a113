"""What is done about what happens in the day, by the names of rules in a study."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DayRules:
    """Names of rules; see `simulate` for what each does."""

    absences: str = "substitute"
    late_visits: str = "hand_over"
    alarms: str = "patrol"
    nights: str = "patrol"
    charging: str = "on_the_way"
