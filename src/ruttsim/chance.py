"""All chance, keyed by what it happens to: one Philox stream per population, day and purpose.

A vector is indexed by a stable identity (client or visit), so that every area split meets the
same people and the same day. The planner's own seed is a hash and does not come from here.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

STREAMS = {
    "building": 1,
    "care_level": 2,
    "care_plan": 3,
    "allocation": 4,
    "cancellation": 5,
    "visit_duration": 6,
    "leg_duration": 7,
    "calling_off": 8,
    "extra_visit": 9,
    "absence": 10,
    "hospital": 11,
    "short_notice": 12,
    "late_start": 13,
    "out_of_order": 14,
    "weather": 15,
    "traffic": 16,
    "alarm_holder": 17,
    "alarm": 18,
    "alarm_second": 19,
    "alarm_care": 20,
    "alarm_only_building": 21,
    "household_service": 22,
    "taste": 40,
    "choosing": 41,
    "language": 42,
    "turnover": 43,
    "division_search": 70,
    "bootstrap": 90,
}
"""Fixed identities of the streams; a number once used is never given to another purpose."""

EVERY_DAY = 2**31 - 1
"""The day of a draw that belongs to a population rather than to one of its days."""


def generator(seed: int, population: int, day: int, stream: str) -> np.random.Generator:
    """Random numbers for one purpose, reproducible on any machine."""
    sequence = np.random.SeedSequence(seed, spawn_key=(population, day, STREAMS[stream]))
    return np.random.Generator(np.random.Philox(sequence))


def uniforms(
    seed: int, population: int, day: int, stream: str, size: int | tuple[int, ...]
) -> NDArray[np.float64]:
    """Uniform numbers in (0, 1), row k for the identity k; a longer vector starts the same."""
    raw = generator(seed, population, day, stream).random(size)
    return np.clip(raw, 2.0**-53, 1 - 2.0**-53)
