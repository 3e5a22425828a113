"""Key figures of fortnights: who met whom, and who rested, over the fourteen days of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ruttsim.accounts.continuity import (
    Meetings,
    continuity,
    meetings,
    night_continuity,
    night_meetings,
)
from ruttsim.accounts.rest import Worked, weekly_rest, worked
from ruttsim.domain.demand import CARE, NIGHT
from ruttsim.pipeline.fortnights import daily_clients, nightly_clients
from ruttsim.units import SECONDS_PER_HOUR

if TYPE_CHECKING:
    from ruttsim.accounts.books import Books
    from ruttsim.accounts.statement import Figure
    from ruttsim.domain.demand import Population
    from ruttsim.domain.split import Assignment
    from ruttsim.pipeline.setting import Setting


class Fortnights:
    """What the days of each replication leave to the figures of its fortnight."""

    def __init__(self) -> None:
        self._met: dict[int, list[Meetings]] = defaultdict(list)
        self._met_at_night: dict[int, list[Meetings]] = defaultdict(list)
        self._worked: dict[int, list[Worked]] = defaultdict(list)

    def take(self, books: Books, replication: int) -> None:
        """Note a day; those of a replication come in order."""
        self._met[replication].append(meetings(books))
        self._met_at_night[replication].append(night_meetings(books))
        self._worked[replication].append(worked(books))

    def figures(
        self,
        setting: Setting,
        people: Population,
        assignment: Assignment,
        named: int,
        taking_part: Sequence[str],
    ) -> list[list[Figure]]:
        """The figures of each replication, of which all fourteen days have been noted.

        Carers from `named` on are substitutes.
        """
        names = [it.name for it in setting.organisations]
        week, numbers = setting.study.time.week, setting.parameters
        has_daily, has_nightly = daily_clients(people, week), nightly_clients(people, week)
        by_day, by_night = (
            assignment.organisation[:, kind].astype(np.int64) for kind in (CARE, NIGHT)
        )
        crew = numbers.day.night_crew
        rest_s = round(numbers.fortnight.weekly_rest_h * SECONDS_PER_HOUR)
        return [
            [
                *continuity(self._met[it], named, has_daily, by_day, names, taking_part),
                *night_continuity(
                    self._met_at_night[it],
                    named,
                    has_nightly,
                    by_night,
                    crew,
                    names,
                    taking_part,
                ),
                *weekly_rest(self._worked[it], rest_s, crew, names, taking_part),
            ]
            for it in sorted(self._met)
        ]
