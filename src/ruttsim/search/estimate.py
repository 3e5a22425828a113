"""A cheap estimate of what a division means for a day: travel, climate, and how even they are.

Rounds are approximated continuously, as by Daganzo (1984, doi:10.1287/trsc.18.4.331): the way out
and home again is shared by the tasks of a round, and between them lies the way to another task
nearby. Where he has the density of points (Beardwood, Halton and Hammersley 1959,
doi:10.1017/S0305004100034095), this has the real travel matrix and the windows of the visits: the
mean way to the nearest tasks of the same organisation that can come before or after.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ruttsim.domain.arrays import Bools, Ints
from ruttsim.search.near import day_sums
from ruttsim.units import SECONDS_PER_HOUR, SECONDS_PER_MINUTE

if TYPE_CHECKING:
    from ruttsim.pipeline.setting import Setting
    from ruttsim.search.sample import SampleDay

NEAREST = 16
"""How many near tasks the way to the next one is the mean of. A design choice from plans of
Botkyrka: 8 to 32 rank divisions nearly as well, and 16 has the planned level of travel, too."""

DECIMALS = 3
"""Of estimates: what differs by less is the same."""


class Figures(NamedTuple):
    """What the search makes small, of an average day.

    `travel_gap_min_per_h` is the difference between the organisation with the most and the one
    with the least travel [min] for an hour of planned care.
    """

    travel_h: float
    co2e_kg: float
    travel_gap_min_per_h: float


class _Part(NamedTuple):
    """One organisation on one sample day."""

    travel_s: float
    co2e_kg: float
    care_s: int


class _Kind(NamedTuple):
    """What tells organisations apart for the estimate: vehicle types and premises, by number."""

    types: tuple[int, ...]
    premises: tuple[int, ...]


class Estimator:
    """Estimates of divisions on some sample days.

    Parameters
    ----------
    setting
        The study, its organisations and numbers.
    days
        Sample days, of different populations.
    holders
        Index of the organisation of each zone.
    """

    def __init__(self, setting: Setting, days: Sequence[SampleDay], holders: Sequence[int]) -> None:
        self._days = tuple(days)
        self._holders = tuple(holders)
        self._clients_per_team = setting.parameters.staffing.clients_per_team
        self._has_one_base = setting.study.planning.bases == "one"
        self._kinds = tuple(
            _Kind(
                tuple(self._days[0].types.index(name) for name in it.vehicle_types),
                setting.premises[it.name],
            )
            for it in setting.organisations
        )
        self._known: dict[tuple[_Kind, bytes], tuple[_Part, ...]] = {}

    def of_zones(self, zone: Ints) -> Figures:
        """Figures of a division; `zone` is the zone of each basic area.

        What is known of the areas of a zone is not computed again.
        """
        parts = [
            self._of_areas(self._kinds[organisation], zone == place)
            for place, organisation in enumerate(self._holders)
        ]
        return _together(list(zip(*parts, strict=True)))

    def of_clients(self, organisation: Sequence[Ints]) -> Figures:
        """Figures of any area split; `organisation` of each client, for each sample day."""
        by_day = []
        for day, of_client in zip(self._days, organisation, strict=True):
            of_task = of_client[day.client]
            by_day.append(
                [
                    self._part(day, self._kinds[k], of_task == k, int((of_client == k).sum()))
                    for k in np.unique(of_client).tolist()
                ]
            )
        return _together(by_day)

    def _of_areas(self, kind: _Kind, areas: Bools) -> tuple[_Part, ...]:
        """An organisation that serves some basic areas, on each sample day."""
        key = (kind, areas.tobytes())
        found = self._known.get(key)
        if found is None:
            found = tuple(
                self._part(day, kind, areas[day.area], int(areas[day.client_area].sum()))
                for day in self._days
            )
            self._known[key] = found
        return found

    def _part(self, day: SampleDay, kind: _Kind, is_inside: Bools, clients: int) -> _Part:
        """An organisation with some of the tasks of a sample day."""
        teams = 1 if self._has_one_base else max(1, round(clients / self._clients_per_team))
        return _Part(
            *day_sums(
                is_inside,
                np.array(kind.types),
                np.array(kind.premises),
                teams,
                day.ways,
                1 / day.tasks_per_round,
                NEAREST,
            )
        )


def _together(days: Sequence[Sequence[_Part]]) -> Figures:
    """All organisations, an average of days."""
    gaps = [_gap(parts) for parts in days]
    travel_s = math.fsum(part.travel_s for parts in days for part in parts)
    co2e_kg = math.fsum(part.co2e_kg for parts in days for part in parts)
    return Figures(
        round(travel_s / SECONDS_PER_HOUR / len(days), DECIMALS),
        round(co2e_kg / len(days), DECIMALS),
        round(math.fsum(gaps) / len(days), DECIMALS),
    )


def _gap(parts: Sequence[_Part]) -> float:
    """Largest less smallest travel [min] for an hour of care, of those who have any care."""
    minutes = SECONDS_PER_HOUR / SECONDS_PER_MINUTE
    burdens = [minutes * it.travel_s / it.care_s for it in parts if it.care_s]
    return max(burdens) - min(burdens) if burdens else 0.0
