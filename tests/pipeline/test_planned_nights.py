"""Nights of the toy village, with the patrol and with the organisations."""

from __future__ import annotations

import numpy as np
import pytest

import ruttsim
from ruttsim.domain.demand import WEEKDAYS

TOY = ruttsim.load_study("toy")
ENDS = ("night_delivered_visits", "night_cancelled_visits", "night_missed_visits")
MORE = {
    "demand.levels.heavy.activity_share.night_help_early": 0.9,
    "demand.levels.two_carers.share": 0.1,
}
"""So many nights that every organisation has some, and some need two carers."""


def compared(nights, **planning):
    """The toy study with its nights so."""
    study = TOY.model_copy(
        update={
            "day": TOY.day.model_copy(update={"nights": nights}),
            "planning": TOY.planning.model_copy(update={"moves": 500, **planning}),
            "parameters": MORE,
        }
    )
    return ruttsim.compare(study.at(TOY.file), quick=True, workers=1)


@pytest.fixture(scope="module")
def by_patrol():
    return compared("patrol")


@pytest.fixture(scope="module")
def by_organisation():
    return compared("organisation")


def whole(result):
    """A column a key figure, of group all."""
    rows = result.results[result.results["group"] == "all"]
    keys = ["population", "day", "split", "organisation"]
    return rows.pivot_table(index=keys, columns="kpi", values="value", observed=True)


def of(result, organisation):
    """Figures of one of them or of all, by population, day and split."""
    return whole(result).xs(organisation, level="organisation")


@pytest.mark.parametrize("name", ["by_patrol", "by_organisation"])
def test_every_planned_visit_of_the_night_ends_once_in_every_split(name, request):
    result = request.getfixturevalue(name)
    total = of(result, "total")
    assert (total["night_visits"] > 5).all()
    assert np.allclose(total[list(ENDS)].sum(axis=1), total["night_visits"])
    at_night = result.visits[result.visits["kind"] == "night"]
    parts = at_night.groupby(["population", "day", "split", "visit", "carer"], observed=True).size()
    assert (parts == 1).all()
    by_split = total["night_visits"].unstack("split")
    assert np.allclose(by_split.to_numpy(), by_split[["own_regime"]].to_numpy())


def test_the_patrol_s_night_is_the_same_in_every_split(by_patrol):
    names = [it for it in whole(by_patrol) if it.startswith("night_")]
    night = of(by_patrol, "patrol")[names]
    assert (night["night_rounds"] > 0).all()
    for split in ("two_parallel", "two_zones"):
        alike = night.xs(split, level="split") == night.xs("own_regime", level="split")
        assert alike.all(axis=None)
    assert (of(by_patrol, "municipality")[["night_visits", "night_paid_h"]] == 0).all(axis=None)


def test_the_patrol_goes_by_car_and_no_night_visit_needs_two_cars(by_patrol):
    at_night = by_patrol.rounds["organisation"] == "night_patrol"
    assert set(by_patrol.rounds.loc[at_night, "mode"]) == {"car"}
    assert set(by_patrol.rounds.loc[at_night, "shift"]) == {"night"}
    assert (by_patrol.rounds.loc[at_night, "carer"] < -1).all()
    own = by_patrol.visits[by_patrol.visits["organisation"] == "night_patrol"]
    assert set(own["kind"]) == {"night"}
    assert set(own["carer"]) == {0}


def test_nights_that_organisations_have_are_worked_at_night_for_their_own_clients(by_organisation):
    visits = by_organisation.visits
    at_night = visits[visits["kind"] == "night"]
    assert set(at_night["organisation"].astype(str)) == {"municipality", "procured_1"}
    assert set(at_night["carer"]) == {0, 1}
    keys = ["population", "split", "client"]
    by_client = visits.groupby(keys, observed=True)["organisation"].nunique()
    assert (by_client == 1).all()
    rounds = by_organisation.rounds
    assert (rounds.loc[rounds["shift"] == "night", "leave_s"] >= 23 * 3600).all()
    own = of(by_organisation, "municipality")
    assert (own["night_paid_h"] > 0).all()
    assert (of(by_organisation, "patrol")["night_visits"] == 0).all()


def test_who_has_the_nights_changes_nothing_of_the_day(by_patrol, by_organisation):
    """The same rounds by day to the second, and planned care that differs by the nights alone."""
    for name in ("legs", "rounds"):
        tables = []
        for result in (by_patrol, by_organisation):
            table = getattr(result, name)
            at_night = result.rounds.loc[result.rounds["shift"] == "night"]
            keys = ["population", "split", "day", "round"]
            nights = set(map(tuple, at_night[keys].to_numpy().tolist()))
            is_day = np.array([tuple(it) not in nights for it in table[keys].to_numpy().tolist()])
            own = table[is_day & (table["organisation"].astype(str) != "patrol")]
            columns = [it for it in own if it not in ("vehicle", "carer")]
            tables.append(own[columns].astype(str).reset_index(drop=True))
        assert tables[0].equals(tables[1]), name
    one, other = (of(it, "total")["visits"] for it in (by_patrol, by_organisation))
    assert np.allclose(other - one, of(by_organisation, "total")["night_visits"])


@pytest.mark.parametrize("nights", ["patrol", "organisation"])
def test_a_fortnight_has_its_nights(nights):
    study = TOY.model_copy(
        update={
            "day": TOY.day.model_copy(update={"nights": nights}),
            "planning": TOY.planning.model_copy(
                update={
                    "horizon": "fortnight",
                    "moves": 200,
                    "fortnight_moves": 100,
                    "repair_moves": 50,
                    "show_one_base": False,
                }
            ),
            "time": TOY.time.model_copy(
                update={"populations": 1, "planned_days": WEEKDAYS[:2], "disturbed_days": 1}
            ),
            "splits": TOY.splits[:2],
        }
    )
    result = ruttsim.compare(study.at(TOY.file), workers=1)
    total = of(result, "total")
    assert (total["night_visits"] > 0).all()
    assert np.allclose(total[list(ENDS)].sum(axis=1), total["night_visits"])
    assert (total["substitutes"] < total["rounds"]).all()
    at_night = result.rounds["shift"] == "night"
    assert (result.rounds.loc[at_night, "carer"] >= 0).all()
    assert not result.results["kpi"].eq("night_carers").any()


def test_more_crews_cost_more_and_a_smaller_crew_less(by_patrol):
    study = TOY.model_copy(
        update={
            "planning": TOY.planning.model_copy(update={"moves": 500}),
            "parameters": MORE | {"day.night_crew": 1},
        }
    )
    alone = ruttsim.compare(study.at(TOY.file), quick=True, workers=1)
    assert (
        of(alone, "patrol")["night_paid_h"].mean() < of(by_patrol, "patrol")["night_paid_h"].mean()
    )
