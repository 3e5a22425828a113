"""At which value of a number the difference between two splits changes its sign."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from ruttsim.sensitivity.points import Point, measured
from ruttsim.statistics.intervals import moments

if TYPE_CHECKING:
    from ruttsim.pipeline.setting import Setting
    from ruttsim.runner import Progress
    from ruttsim.sensitivity.effects import Moved, Own

HALVINGS = 10
"""To a thousandth of the range."""
INTERPOLATED, HALVED = "interpolation", "bisection"


class Turning(NamedTuple):
    """The value nearest to the study's at which the sign changes, and how it was found."""

    value: float
    by: str


def turning(
    setting: Setting, it: Moved, kpi: str, own: Own, workers: int, progress: Progress
) -> Turning | None:
    """Where the mean difference is zero within the number's range; None if its sign is the same.

    Of a number that leaves the plans as they are, by halving the range with the model itself. Of
    another, on straight lines between its ends and its value: each search of plans anew has its
    luck, and a value that is found to many digits would be that. Of a whole number the value is the
    whole one nearest to the study's where the sign is another.
    """
    known = [
        (getattr(it.number, end), mean)
        for end in ("low", "value", "high")
        if math.isfinite(mean := moments(it.differences(end, kpi, own)).mean)
    ]
    crossed = [(a, b) for a, b in pairwise(known) if a[1] * b[1] < 0]
    if not crossed:
        return None
    own_value = it.number.value
    pair = min(crossed, key=lambda pair: min(abs(end[0] - own_value) for end in pair))
    near, far = sorted(pair, key=lambda end: abs(end[0] - own_value))
    if not it.is_light or it.number.is_whole:
        share = near[1] / (near[1] - far[1])
        value = near[0] + share * (far[0] - near[0])
        if it.number.is_whole:
            value = math.ceil(value) if far[0] > near[0] else math.floor(value)
        return Turning(float(value), INTERPOLATED)
    before, after = pair
    low, high = before[0], after[0]
    is_above = before[1] > 0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        points = [
            Point(k, ((it.number.name, middle),), is_light=True)
            for k in range(setting.study.time.populations)
        ]
        found = measured(setting, points, workers, "turning values", progress)
        mean = moments([found[point].difference(kpi) for point in points]).mean
        low, high = (middle, high) if (mean > 0) == is_above else (low, middle)
    return Turning((low + high) / 2, HALVED)
