"""Key figures of all days of a population together: percentiles, which no mean of days gives.

Events of a population's days are put into one heap, so that a day with many counts for more than
one with few; the figure then stands beside each day. A percentile is the smallest of the values
that so large a share does not exceed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ruttsim.accounts.alarms import responses
from ruttsim.accounts.books import Books
from ruttsim.accounts.kpi import DISTRICT
from ruttsim.accounts.kpis import KPIS
from ruttsim.accounts.places import district_names
from ruttsim.accounts.statement import ALL, PATROL_NAME, TOTAL, Figure
from ruttsim.accounts.volume import is_delivered
from ruttsim.domain.arrays import Bools, Ints32
from ruttsim.domain.day import PATROL
from ruttsim.units import SECONDS_PER_MINUTE

_HALF, _MOST = 0.5, 0.95


@dataclass(frozen=True, eq=False)
class Events:
    """Delivered visits and alarms of some days; columns of two tables, whole numbers.

    `late_s` and `organisation` are of visits, each once; the rest as `responses` gives it.
    """

    late_s: Ints32
    organisation: Ints32
    alarm_organisation: Ints32
    alarm_client: Ints32
    alarm_district: Ints32
    response_s: Ints32


def events(books: Books) -> Events:
    """What one day adds to the heap."""
    visits, alarms = books.visits, responses(books)
    shown = is_delivered(books) & (visits["carer"] == 0)
    columns = (
        np.maximum(visits["start_s"] - visits["latest_s"], 0)[shown],
        visits["organisation"][shown],
        alarms["organisation"],
        alarms["client"],
        alarms["district"],
        alarms["response_s"],
    )
    return Events(*(it.astype(np.int32) for it in columns))


def pooled(days: Sequence[Events], books: Books, taking_part: tuple[str, ...]) -> list[Figure]:
    """The figures of some days together; `books` are those of any of them, for names."""
    heap = Events(
        *(
            np.concatenate([getattr(it, name) for it in days])
            for name in Events.__dataclass_fields__
        )
    )
    number = {it.name: index for index, it in enumerate(books.organisations)}
    figures: list[Figure] = []
    for name in (*taking_part, TOTAL):
        own = heap.organisation == number[name] if name != TOTAL else heap.organisation >= 0
        figures += _percentile("late_min_p95", name, ALL, heap.late_s[own], _MOST)
    whose = heap.alarm_organisation
    cells: list[tuple[str, str, Bools]] = [
        *((name, ALL, whose == number[name]) for name in taking_part),
        (PATROL_NAME, ALL, whose == PATROL),
        (TOTAL, ALL, whose >= PATROL),
        *(
            (TOTAL, f"{DISTRICT}{name}", heap.alarm_district == index)
            for index, name in enumerate(district_names(books))
        ),
    ]
    for name, group, own in cells:
        response_s, persons = heap.response_s[own], len(np.unique(heap.alarm_client[own]))
        figures += _percentile("alarm_response_min", name, group, response_s, _HALF)
        figures += _percentile("alarm_response_min_p95", name, group, response_s, _MOST)
        figures.append(_figure("alarm_persons", name, group, float(persons)))
    return figures


def _percentile(
    kpi: str, organisation: str, group: str, seconds: Ints32, share: float
) -> list[Figure]:
    """A percentile in minutes; no figure of nothing."""
    if not len(seconds):
        return []
    value = float(np.quantile(seconds, share, method="inverted_cdf")) / SECONDS_PER_MINUTE
    return [_figure(kpi, organisation, group, value)]


def _figure(kpi: str, organisation: str, group: str, value: float) -> Figure:
    """A figure with its unit."""
    return Figure(organisation, kpi, group, KPIS[kpi].unit, value)
