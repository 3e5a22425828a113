"""Allocation by choice: a multinomial logit, by what can be observed and what is drawn.

McFadden 1974, Conditional logit analysis of qualitative choice behavior, in Frontiers in
Econometrics: the largest of utilities with independent Gumbel terms. What a client is satisfied
with is not modelled; market shares are an outcome.
"""

from __future__ import annotations

import numpy as np

from ruttsim.domain.arrays import Floats
from ruttsim.domain.demand import SWEDISH
from ruttsim.domain.split import NOBODY
from ruttsim.split.asking import Answer, Asking
from ruttsim.units import METRES_PER_KM

UTILITY_DECIMALS = 6
KM_DECIMALS = 3


def choice(asking: Asking) -> Answer:
    """The organisation that each client chooses among those that cover its address.

    Who makes no choice keeps the present organisation where it is open, and is otherwise left to
    the default rule. Where one organisation alone is open there is nothing to choose, nor for who
    stays.
    """
    utility = utilities(asking)
    places = utility.shape[1]
    people = asking.case.population.choosers
    drawn = np.round(utility + people.taste[asking.rows, :places], UTILITY_DECIMALS)
    best = np.argmax(np.where(asking.is_open, drawn, -np.inf), axis=1)
    has_choice = (asking.is_open.sum(axis=1) > 1) & ~asking.stays
    chooses = people.choosing_u[asking.rows] >= asking.case.parameters.choice.no_choice_share
    rows = np.arange(len(best))
    stays = (asking.present != NOBODY) & asking.is_open[rows, asking.present]
    kept = np.where(stays, asking.present, NOBODY)
    holder = np.where((chooses | ~has_choice) & ~asking.stays, best, kept)
    return Answer(holder, np.where(chooses & has_choice, best, NOBODY))


def utilities(asking: Asking) -> Floats:
    """What speaks for each organisation, as far as it can be observed; (clients, organisations)."""
    case, number = asking.case, asking.case.parameters.choice
    organisations = case.study.organisations
    places = np.arange(len(organisations))
    language = case.population.choosers.language[asking.rows]
    speaks = np.column_stack([np.isin(language, list(it.languages)) for it in organisations])
    quality = np.array([it.quality for it in organisations])
    size = np.round(np.log([it.size for it in organisations]), UTILITY_DECIMALS)
    utility: Floats = (
        number.present_utility * (asking.present[:, np.newaxis] == places)
        + number.language_utility * (speaks & (language != SWEDISH)[:, np.newaxis])
        + number.quality_utility * quality
        + number.size_utility * size
        - number.distance_disutility_per_km * distance_km(asking)
    )
    return utility


def distance_km(asking: Asking) -> Floats:
    """From each home to the nearest premises that each organisation may use, as the crow flies.

    All premises of the map are everybody's unless the study gives organisations their own.
    """
    case, buildings = asking.case, asking.case.population.buildings
    home = case.population.clients.building[asking.rows]
    premises = case.bundle.premises
    away_m = np.column_stack(
        [
            np.hypot(buildings.x_m[home] - point.x, buildings.y_m[home] - point.y)
            for point in premises.geometry
        ]
    )
    is_given = case.study.planning.bases == "given"
    nearest_m = [
        away_m[:, premises["premise"].isin(it.premises) if is_given else slice(None)].min(axis=1)
        for it in case.study.organisations
    ]
    return np.round(np.column_stack(nearest_m) / METRES_PER_KM, KM_DECIMALS)
