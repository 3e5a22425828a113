"""Chance for the search: a counter hashed to 64 bits, the same on every machine.

Method: Steele, Lea & Flood (2014), Fast splittable pseudorandom number generators, OOPSLA,
doi 10.1145/2660193.2660195.
"""

# Compiled code: types are inferred.
# ruff: noqa: ANN001, ANN201
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

import math

import numpy as np

from ruttsim.compiled import part
from ruttsim.domain.arrays import Floats
from ruttsim.planning.tables import (
    CHANCE,
)

STEP = np.uint64(0x9E3779B97F4A7C15)
FIRST_MIX = np.uint64(0xBF58476D1CE4E5B9)
SECOND_MIX = np.uint64(0x94D049BB133111EB)
SHIFTS = (np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(32))

PATIENCE_STEPS = 4096


def patience() -> Floats:
    """-ln u for u evenly spread, to 6 decimals: the last bits of a logarithm differ by machine."""
    shares = [(k + 0.5) / PATIENCE_STEPS for k in range(PATIENCE_STEPS)]
    return np.array([round(-math.log(share), 6) for share in shares])


@part
def below(now, number):
    """A number from 0 to `number` - 1."""
    z = np.uint64(now[CHANCE]) + STEP
    now[CHANCE] = np.int64(z)
    z = (z ^ (z >> SHIFTS[0])) * FIRST_MIX
    z = (z ^ (z >> SHIFTS[1])) * SECOND_MIX
    z = z ^ (z >> SHIFTS[2])
    return np.int64(((z >> SHIFTS[3]) * np.uint64(number)) >> SHIFTS[3])
