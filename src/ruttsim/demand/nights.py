"""Visits of the night as the municipal patrol makes them, with a crew in every car."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

from ruttsim.domain.demand import NIGHT, Population

if TYPE_CHECKING:
    from ruttsim.domain.parameters import DayParameters


def by_crews(population: Population, parameters: DayParameters) -> Population:
    """The population with each visit of the night in need of so many cars rather than carers."""
    visits = population.visits
    crew = max(1, round(parameters.night_crew))
    cars = -(-visits.carers.astype(np.int64) // crew)
    carers = np.where(visits.kind == NIGHT, cars, visits.carers).astype(np.int8)
    return dataclasses.replace(population, visits=dataclasses.replace(visits, carers=carers))
