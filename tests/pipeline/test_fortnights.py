"""A fortnight in the pipeline: the toy study planned as a template and repaired each morning."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import pytest

import ruttsim
from ruttsim.demand.mornings import morning
from ruttsim.domain.day import NIGHT_PATROL, Day, RoundRecord
from ruttsim.domain.demand import WEEKDAYS
from ruttsim.domain.planning import NIGHT_TEAM
from ruttsim.pipeline.checking import checked
from ruttsim.pipeline.day import rested
from ruttsim.pipeline.fortnights import due_on, fortnight, repaired_day
from ruttsim.pipeline.ground import ground, ground_of_split
from ruttsim.pipeline.nights import night_teams
from ruttsim.pipeline.plans import teams
from ruttsim.pipeline.task import Task, run_task
from ruttsim.planning.repair import absentees
from ruttsim.split.assignment import assign

TOY = ruttsim.load_study("toy")
PLANNING = {"horizon": "fortnight", "fortnight_moves": 200, "repair_moves": 100}
PARAMETERS = {
    "fortnight.called_off_share": 0.08,
    "fortnight.absent_share": 0.14,
    "demand.levels.heavy.activity_share.night_help_early": 0.9,
    "demand.levels.two_carers.share": 0.1,
}
"""Many absent carers, and visits of the night in every organisation, some of two carers."""
STUDY = TOY.model_copy(
    update={
        "time": TOY.time.model_copy(update={"planned_days": WEEKDAYS, "disturbed_days": 1}),
        "planning": TOY.planning.model_copy(update=PLANNING),
        "parameters": PARAMETERS,
    }
).at(TOY.file)
SPLIT = 1


def with_nights(rule):
    """The study with its nights so."""
    day = STUDY.day.model_copy(update={"nights": rule})
    return STUDY.model_copy(update={"day": day}).at(STUDY.file)


@pytest.fixture(scope="module", params=["patrol", "organisation"])
def made(request):
    """The study's setting, its first population, who serves whom, and the fortnight."""
    setting = checked(with_nights(request.param))
    base = ground_of_split(setting, ground(setting, 0))
    split = setting.study.splits[SPLIT]
    assigned = assign(
        base.population, setting.bundle, setting.study, split, setting.parameters.split
    )
    formed = teams(setting, base, assigned, "nearest")
    formed += night_teams(setting, base, assigned)
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
        assert Counter(planned) == {row: visits.carers[row] for row in sorted(expected)}


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
            absent = absentees(own.problem(day), planned, known.is_absent)
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


def test_nights_are_worked_by_named_carers_and_substitutes_who_work_at_night_alone(made):
    setting, base, assigned, whole = made
    night = {it.name for it in setting.parameters.staffing.shifts if it.is_night}
    by_night, by_day, substitutes = set(), set(), 0
    for day in range(14):
        plan = repaired_day(setting, base, assigned, whole, day, day).plan
        for it in plan.rounds:
            assert (it.shift in night) == (it.team == NIGHT_TEAM)
            if it.carer < whole.carers:
                assert it.carer >= 0
                (by_night if it.shift in night else by_day).add(it.carer)
            else:
                substitutes += it.shift in night
    assert by_night
    assert not by_night & by_day
    assert substitutes > 0
    its = [it for it in whole.teams if it.team.is_of_night]
    assert len(by_night) <= sum(it.template.carers for it in its)
    organisations = {NIGHT_PATROL} if setting.study.day.nights == "patrol" else {0, 1}
    assert {it.team.organisation for it in its} == organisations


def test_named_carers_rest_between_any_two_days_and_keep_days_and_hours_at_night_too(made):
    """Eleven hours from the end of the shift (a night's: next morning) to the next one's start."""
    setting, base, assigned, whole = made
    shifts = {it.name: it for it in setting.parameters.staffing.shifts}
    worked = {}
    for day in range(14):
        for it in repaired_day(setting, base, assigned, whole, day, day).plan.rounds:
            if it.carer < whole.carers:
                worked.setdefault(it.carer, {})[day] = shifts[it.shift]
    nights = 0
    for days in worked.values():
        assert len(days) <= 10
        paid_s = sum(part.paid_s for it in days.values() for part in it.parts)
        most_h = 68.67 if any(it.is_night for it in days.values()) else 80
        assert paid_s <= most_h * 3600
        for day, shift in days.items():
            nights += shift.is_night
            if day + 1 in days:
                begins_s = days[day + 1].parts[0].start_s + 24 * 3600
                assert begins_s - shift.parts[-1].end_s >= 11 * 3600
    assert nights > 14


def test_a_night_that_ends_late_next_morning_begins_later_in_the_evening(made):
    """Back at 13:00 is rested at midnight, an hour after the shift begins; at 07:00 in time."""
    parameters = made[0].parameters
    row = RoundRecord(**{**dict.fromkeys(RoundRecord._fields, 0), "shift": "night"})
    for back_h, rested_h in ((37, 24), (30, 18)):
        rounds = (row._replace(carer=3, return_s=back_h * 3600),)
        day = Day(0, legs=(), visits=(), rounds=rounds, patrol=(), alarms=(), decisions=())
        assert rested(day, parameters) == {3: rested_h * 3600}


@pytest.mark.parametrize("rule", ["patrol", "organisation"])
def test_a_fortnight_is_lived_through_without_a_contradiction_and_tells_its_continuity(rule):
    kept = []
    outcome = run_task(checked(with_nights(rule)), Task(0, SPLIT, "nearest"), kept.append)
    assert [it.rounds["day"].unique().tolist() for it in kept] == [[day] for day in range(14)]
    assert outcome.contradictions == ()
    figures = outcome.figures.query("organisation == 'total' and group == 'all'")
    by_kpi = figures.groupby("kpi")["value"].mean()
    assert sorted(figures["day"].unique()) == list(range(14))
    assert 1 < by_kpi["carers_met"] / by_kpi["clients_with_daily_visits"] < 30
    assert 1 < by_kpi["night_carers_met"] / by_kpi["night_clients_every_night"] < 30
    crew = 2 if rule == "patrol" else 1
    rounds = pd.concat([it.rounds for it in kept])
    named = rounds[(rounds["shift"] == "night") & ~rounds["is_substitute"]]
    assert by_kpi["night_carers"] == crew * named["carer"].nunique() > 0
    by_day = rounds[(rounds["shift"] != "night") & ~rounds["is_substitute"]]
    assert by_kpi["named_carers"] == by_day["carer"].nunique()
    weeks, carers = (by_kpi[f"{it}_without_weekly_rest"] for it in ("weeks", "carers"))
    assert 0 <= carers <= weeks <= 2 * carers <= 2 * by_kpi["named_carers"]
    whose = {"patrol"} if rule == "patrol" else {"municipality", "procured_1"}
    its = outcome.figures.query("kpi == 'night_carers' and value > 0 and organisation != 'total'")
    assert set(its["organisation"]) == whose


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
