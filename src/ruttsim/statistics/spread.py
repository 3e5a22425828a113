"""Where the spread of a figure comes from: populations, their days, and the planner's search."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ruttsim.domain.arrays import Floats, Ints


@dataclass(frozen=True, eq=False)
class Spread:
    """Standard deviations by source, one a figure; NaN where there is nothing to tell it from.

    Attributes
    ----------
    population
        Between populations, were each lived through for ever. What the planner's search adds, one
        plan a population, is part of it; so are the days where a population has one alone.
    day
        Between days of a population, beside what a weekday does to all populations.
    """

    population: Floats
    day: Floats


def spread(values: Floats, planned_day: Ints) -> Spread:
    """Standard deviations of a nested design, days within populations.

    The analysis of variance: the mean square within populations estimates the days' variance, and
    what the mean square between populations is above it, divided by the days of a population, the
    populations'. A difference below zero is shown as zero. Where several weekdays are planned,
    what one does to all populations alike is taken away first: it is part of the design and no
    chance. Source: Searle, Casella and McCulloch 1992, doi 10.1002/9780470316856, chapters 3 and 4
    (the second for days without a value).

    Parameters
    ----------
    values
        Figures, populations, days; NaN where a day has no value.
    planned_day
        Which planned day each day is.
    """
    is_there = np.isfinite(values)
    days = is_there.sum(axis=2)
    all_days = days.sum(axis=1)
    populations = (days > 0).sum(axis=1)
    held = np.where(is_there, values, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        means = held.sum(axis=2) / days
        grand = held.sum(axis=(1, 2)) / all_days
        apart = np.where(is_there, values - means[:, :, None], 0.0)
        weekdays = np.unique(planned_day)
        for it in weekdays:
            same = planned_day == it
            count = is_there[:, :, same].sum(axis=(1, 2))
            common = apart[:, :, same].sum(axis=(1, 2)) / count
            apart[:, :, same] -= common[:, None, None]
        apart = np.where(is_there, apart, 0.0)
        free = (all_days - populations - (len(weekdays) - 1)).astype(float)
        within = (apart**2).sum(axis=(1, 2)) / np.where(free > 0, free, np.nan)
        around = np.where(days > 0, days * (means - grand[:, None]) ** 2, 0.0).sum(axis=1)
        between = around / np.where(populations > 1, populations - 1, np.nan)
        typical = (all_days - (days.astype(float) ** 2).sum(axis=1) / all_days) / (populations - 1)
        population = np.maximum((between - np.nan_to_num(within)) / typical, 0.0)
    return Spread(np.sqrt(population), np.sqrt(within))
