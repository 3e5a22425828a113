"""A fortnight in the pipeline: the toy study planned as a template and repaired each morning."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
import pytest

import ruttsim
from ruttsim.demand.mornings import morning
from ruttsim.domain.demand import WEEKDAYS
from ruttsim.pipeline.checking import checked
from ruttsim.pipeline.fortnights import due_on, fortnight, repaired_day
from ruttsim.pipeline.ground import ground
from ruttsim.pipeline.plans import teams
from ruttsim.pipeline.task import Task, run_task
from ruttsim.planning.repair import absentees
from ruttsim.split.assignment import assign

TOY = ruttsim.load_study("toy")
PLANNING = {"horizon": "fortnight", "fortnight_moves": 200, "repair_moves": 100}
PARAMETERS = {"fortnight.called_off_share": 0.08, "fortnight.absent_share": 0.14}
STUDY = TOY.model_copy(
    update={
        "time": TOY.time.model_copy(update={"planned_days": WEEKDAYS, "disturbed_days": 1}),
        "planning": TOY.planning.model_copy(update=PLANNING),
        "parameters": PARAMETERS,
    }
).at(TOY.file)
SPLIT = 1


@pytest.fixture(scope="module")
def made():
    """The study's setting, its first population, who serves whom, and the fortnight."""
    setting = checked(STUDY)
    base = ground(setting, 0)
    split = setting.study.splits[SPLIT]
    assigned = assign(
        base.population, setting.bundle, setting.study, split, setting.parameters.split
    )
    formed = teams(setting, base, assigned, "nearest")
    return setting, base, assigned, fortnight(setting, base, assigned, formed)


def test_a_repaired_day_holds_what_is_due_less_what_is_called_off_and_what_comes_extra(made):
    setting, base, assigned, whole = made
    for day in range(14):
        found = repaired_day(setting, base, assigned, whole, day, day)
        regular = due_on(base.population, 0, day)
        known = morning(
            base.population, regular, setting.parameters.fortnight, setting.study.seed, day
        )
        expected = {row for row in regular.tolist() if not known.is_called_off[row]}
        expected |= set(known.is_extra.nonzero()[0].tolist())
        assert set(found.due.tolist()) == expected
        planned = [stop.visit for it in found.plan.rounds for stop in it.stops]
        planned += [it.visit for it in found.plan.unserved]
        visits = base.population.visits
        by_day = visits.by_day(np.array(sorted(expected)))
        assert Counter(planned) == {row: visits.carers[row] for row in by_day.tolist()}


def test_carers_who_come_work_or_stand_by_and_absent_ones_do_neither(made):
    setting, base, assigned, whole = made
    are_absent = 0
    for day in range(14):
        found = repaired_day(setting, base, assigned, whole, day, day)
        known = morning(
            base.population,
            due_on(base.population, 0, day),
            setting.parameters.fortnight,
            setting.study.seed,
            day,
        )
        working = {it.carer for it in found.plan.rounds if it.carer < whole.carers}
        expected = set()
        for own in whole.teams:
            planned = own.template.days[day]
            absent = absentees(own.problems[day], planned, known.is_absent)
            are_absent += len(absent)
            expected |= {own.first_carer + it for it in set(planned.carer) - absent}
        assert working == expected
    assert are_absent > 0


def test_nobody_is_in_two_teams_and_no_round_has_two_carers_numbers(made):
    setting, base, assigned, whole = made
    plan = repaired_day(setting, base, assigned, whole, 3, 3).plan
    team_of = {}
    for it in plan.rounds:
        team_of.setdefault(it.carer, set()).add((it.organisation, it.team))
    assert all(len(own) == 1 for own in team_of.values())
    assert [it.round for it in plan.rounds] == list(range(len(plan.rounds)))


def test_a_fortnight_is_lived_through_without_a_contradiction_and_tells_its_continuity():
    kept = []
    outcome = run_task(checked(STUDY), Task(0, SPLIT, "nearest"), kept.append)
    assert [it.rounds["day"].unique().tolist() for it in kept] == [[day] for day in range(14)]
    assert outcome.contradictions == ()
    figures = outcome.figures.query("organisation == 'total' and group == 'all'")
    by_kpi = figures.groupby("kpi")["value"].mean()
    assert sorted(figures["day"].unique()) == list(range(14))
    assert 1 < by_kpi["carers_met"] / by_kpi["clients_with_daily_visits"] < 30


def test_the_same_fortnight_is_read_from_the_cache(made, monkeypatch):
    setting, base, assigned, whole = made
    monkeypatch.setattr("ruttsim.pipeline.fortnights.template", None)
    again = fortnight(setting, base, assigned, tuple(it.team for it in whole.teams))
    assert [it.template for it in again.teams] == [it.template for it in whole.teams]


@pytest.mark.long
def test_two_workers_give_the_same_fortnight_as_one():
    one, two = (ruttsim.compare(STUDY, workers=workers) for workers in (1, 2))
    pd.testing.assert_frame_equal(one.results, two.results)
    pd.testing.assert_frame_equal(one.rounds, two.rounds)
    assert "carers_per_client" in set(one.summary["kpi"])
