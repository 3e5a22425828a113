"""The people of a replayed day, held against its record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ruttsim import __version__
from ruttsim.accounts.statement import NIGHT_PATROL_NAME
from ruttsim.errors import DataError, Fault
from ruttsim.pipeline.ground import population_of
from ruttsim.recorded.manifest import AGAIN

if TYPE_CHECKING:
    from ruttsim.domain.demand import Population
    from ruttsim.pipeline.setting import Setting
    from ruttsim.replay.record import RunDay

SAME_VISIT = {"client": "client", "earliest_s": "earliest_s", "latest_s": "latest_s"}
"""Columns of VisitRecord that repeat the care plan, and what they are called there."""


def population_of_run(run: RunDay, setting: Setting) -> Population:
    """The population that the record is of, drawn or read again.

    Raises
    ------
    DataError
        It is not the one in the record: either that or what draws it has changed.
    """
    people = population_of(setting, run.population)
    known = [*(it.name for it in setting.study.organisations), NIGHT_PATROL_NAME]
    strange = sorted({*run.shown, *run.left_out} - set(known))
    if strange:
        problem = f"The study has no organisation '{strange[0]}'."
        fault = Fault(str(run.folder / "rounds.parquet"), "organisation", problem, AGAIN)
        raise DataError([fault])
    if not _is_same(run, people, len(setting.bundle.premises)):
        made_by = run.manifest.get("versions", {}).get("ruttsim", "unknown")
        problem = (
            f"Its visits are not those that ruttsim {__version__} draws here. The run was made by "
            f"ruttsim {made_by}: the record or the code that draws has changed since."
        )
        raise DataError([Fault(str(run.folder / "visits.parquet"), "visit", problem, AGAIN)])
    return people


def _is_same(run: RunDay, people: Population, premises: int) -> bool:
    """Whether visits and places of the record are those of a population."""
    plans, buildings = people.visits, len(people.buildings.x_m)
    visit = run.visits["visit"].to_numpy()
    leg_visit, to_place = run.legs["visit"].to_numpy(), run.legs["to_place"].to_numpy()
    both = np.concatenate([to_place, run.legs["from_place"].to_numpy()])
    for rows in (visit, leg_visit[leg_visit >= 0]):
        if len(rows) and not 0 <= rows.min() <= rows.max() < len(plans.visit):
            return False
    if len(both) and not 0 <= both.min() <= both.max() < buildings + premises:
        return False
    if any(
        not np.array_equal(run.visits[name].to_numpy(), getattr(plans, plan)[visit])
        for name, plan in SAME_VISIT.items()
    ):
        return False
    to_client = leg_visit >= 0
    home = people.clients.building[plans.client[leg_visit[to_client]]]
    return bool(np.array_equal(home, to_place[to_client]))
