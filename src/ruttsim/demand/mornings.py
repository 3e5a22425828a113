"""What is known of a day in its morning, drawn before it is planned and the same in every split."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ruttsim import chance
from ruttsim.domain.arrays import Ints
from ruttsim.domain.demand import NIGHT, Population
from ruttsim.domain.fortnight import Morning

if TYPE_CHECKING:
    from ruttsim.domain.parameters import FortnightParameters


def morning(
    population: Population, due: Ints, parameters: FortnightParameters, seed: int, day: int
) -> Morning:
    """The morning of day number `day`, keyed by population, day and visit.

    `due` are the rows of Visits that the care plans have on the day. Extra visits are drawn from
    the others by day, so that the expected number is `extra_visit_share` of those due by day where
    there are enough others; where care plans have every visit every day there is none.
    """
    visit = population.visits.visit
    rows = int(visit.max()) + 1 if len(visit) else 0
    of_day = (seed, population.index, day)
    is_due = np.zeros(len(visit), dtype=np.bool_)
    is_due[due] = True
    by_day = population.visits.kind != NIGHT
    due_by_day = len(population.visits.by_day(due))
    others = max(1, int(by_day.sum()) - due_by_day)
    extra = chance.uniforms(*of_day, "extra_visit", rows)[visit]
    called_off = chance.uniforms(*of_day, "calling_off", rows)[visit]
    absent = chance.uniforms(*of_day, "absence", (rows, 2))[visit]
    return Morning(
        day=day,
        is_called_off=is_due & (called_off < parameters.called_off_share),
        is_extra=by_day & ~is_due & (extra < parameters.extra_visit_share * due_by_day / others),
        is_absent=absent < parameters.absent_share,
    )
