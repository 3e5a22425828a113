"""Who may serve where, and which organisation each client ends with."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ruttsim.domain.arrays import freeze

NOT_SERVED, MAY_SERVE, MUST_SERVE = 0, 1, 2
NOBODY = -1
"""In place of an organisation: none."""


@dataclass(frozen=True, eq=False)
class Coverage:
    """Which organisation may (1) or must (2) serve each kind of visit in each basic area.

    `table` has shape (basic areas, kinds, organisations), int8; organisations in study order.
    """

    table: NDArray[np.int8]

    def __post_init__(self) -> None:
        freeze(self)

    def choices(self, kind: int) -> NDArray[np.int64]:
        """How many organisations cover each basic area for one kind of visit."""
        served: NDArray[np.bool_] = self.table[:, kind, :] > NOT_SERVED
        counts: NDArray[np.int64] = served.sum(axis=1, dtype=np.int64)
        return counts


@dataclass(frozen=True, eq=False)
class Assignment:
    """The organisation of each client and kind; shape (clients, kinds), int8, study order.

    NIGHT_PATROL stands for nights that the municipal patrol has.
    `first_choice` is the one that the client wanted, or was meant for, if there was room; NOBODY
    where nothing was chosen. Where it is another than `organisation` the client stands in its
    queue. `present` is the one before the split, NOBODY for none. `is_newcomer` says who is new
    since the step before; None where the study has no steps. `follows` says that there is a step
    before, and that `present` is what it gave.
    """

    organisation: NDArray[np.int8]
    coverage: Coverage
    first_choice: NDArray[np.int8]
    present: NDArray[np.int8]
    is_newcomer: NDArray[np.bool_] | None = None
    follows: bool = False

    def __post_init__(self) -> None:
        freeze(self)


@dataclass(frozen=True)
class ChoiceParameters:
    """Table `choice` of data/split.toml: utilities of a multinomial logit, differences alone count.

    `no_choice_share` of the clients make none.
    """

    no_choice_share: float
    present_utility: float
    language_utility: float
    quality_utility: float
    size_utility: float
    distance_disutility_per_km: float


@dataclass(frozen=True)
class StepParameters:
    """Table `steps` of data/split.toml: what follows when one step comes after another.

    Staff and vehicles that are needed no more fall to nothing in a straight line over the lags.
    """

    newcomer_share_per_year: float
    staff_lag_years: float
    vehicle_lag_years: float


@dataclass(frozen=True)
class SplitParameters:
    """data/split.toml."""

    chosen_areas_share: float
    choice: ChoiceParameters
    steps: StepParameters
