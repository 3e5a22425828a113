"""Steps over time in the pipeline: the chain of splits, its draws, teams of the first days."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

import ruttsim
from ruttsim.demand.newcomers import with_newcomers
from ruttsim.domain.demand import CARE, WEEKDAYS
from ruttsim.domain.planning import NIGHT_TEAM
from ruttsim.errors import StudyError
from ruttsim.pipeline.checking import checked
from ruttsim.pipeline.ground import ground, population_of
from ruttsim.pipeline.mornings import mornings
from ruttsim.pipeline.split_terms import of_split
from ruttsim.pipeline.steps import assigned, chain, formed_teams, newcomer_share
from ruttsim.study.split_model import ChangeSection

TOY = ruttsim.load_study("toy")
SHARES = {"municipality": 0.5, "procured_1": 0.5}
ALL = ["municipality", "procured_1"]


def split_of(name, organisations=ALL, **keys):
    """A split of the toy study by equal shares."""
    shares = SHARES if len(organisations) > 1 else {}
    return {
        "name": name,
        "title_sv": name,
        "title_en": name,
        "organisations": list(organisations),
        "allocation": {"shares": shares},
        **keys,
    }


def study_of(*splits, horizon="day"):
    """The toy study with other splits; a fortnight is planned with little work."""
    content = TOY.model_dump(exclude_none=True)
    content["splits"] = splits
    content["time"] |= {"planned_days": list(WEEKDAYS), "disturbed_days": 1, "populations": 1}
    content["planning"] |= {
        "horizon": horizon,
        "moves": 100,
        "fortnight_moves": 100,
        "repair_moves": 100,
        "show_one_base": False,
    }
    return type(TOY).model_validate(content).at(TOY.file)


def after(name, before, share=0.25, organisations=ALL, **change):
    """A step after another one, with so many newcomers."""
    change = {"newcomer_share": share} | change
    return split_of(name, organisations, after=before, change=change)


def found_in(study, name):
    """The assignment of a split on the first population."""
    setting = checked(study)
    split = next(it for it in study.splits if it.name == name)
    return assigned(setting, population_of(setting, 0), split)


def test_a_chain_begins_with_the_first_step():
    study = study_of(split_of("a"), after("b", "a"), split_of("x"), after("c", "b"))
    assert [it.name for it in chain(study, study.splits[3])] == ["a", "b", "c"]
    assert [it.name for it in chain(study, study.splits[2])] == ["x"]


def test_a_study_without_steps_has_no_newcomers_to_tell_of():
    assert found_in(study_of(split_of("a")), "a").is_newcomer is None


def test_a_step_of_no_years_with_the_same_rules_is_the_step_before():
    study = study_of(split_of("a"), after("b", "a", share=0), after("c", "b", None, years=0))
    first = found_in(study, "a")
    for name in ("b", "c"):
        found = found_in(study, name)
        assert not found.is_newcomer.any()
        assert np.array_equal(found.organisation, first.organisation)
        assert np.array_equal(found.present[:, CARE], first.organisation[:, CARE])


def test_who_is_new_with_few_newcomers_is_new_with_more():
    people = population_of(checked(study_of(split_of("a"))), 0)
    numbers = [with_newcomers(people, 7, 1, share) for share in (0.0, 0.1, 0.2, 1.0)]
    newcomers = [it for _, it in numbers]
    for few, many in itertools.pairwise(newcomers):
        assert not (few & ~many).any()
        assert few.sum() < many.sum()
    assert not newcomers[0].any()
    assert newcomers[-1].all()


def test_newcomers_have_numbers_of_their_own_and_whoever_stays_keeps_hers():
    people = population_of(checked(study_of(split_of("a"))), 0)
    found, is_new = with_newcomers(people, 7, 1, 0.4)
    for name, table in (("clients", "allocation_u"), ("choosers", "taste")):
        old, new = (getattr(getattr(it, name), table) for it in (people, found))
        assert np.array_equal((old != new).all(axis=1), is_new)
        assert np.array_equal((old != new).any(axis=1), is_new)
    assert np.array_equal(found.clients.building, people.clients.building)
    assert found.visits is people.visits
    other, _ = with_newcomers(people, 7, 2, 0.4)
    assert not np.array_equal(other.clients.allocation_u, found.clients.allocation_u)


def test_by_choice_those_who_have_another_with_few_newcomers_have_it_with_more():
    """Without ceilings each client's organisation is her own affair."""
    choice = {"allocation": {"rule": "choice"}}
    changed = []
    for share in (0.0, 0.2, 0.4, 0.8):
        study = study_of(split_of("a") | choice, after("b", "a", share) | choice)
        before, now = (found_in(study, name).organisation[:, CARE] for name in ("a", "b"))
        changed.append(before != now)
    assert not changed[0].any()
    assert all(not (few & ~many).any() for few, many in itertools.pairwise(changed))
    assert changed[1].sum() < changed[3].sum()


def test_more_newcomers_leave_fewer_who_must_move_for_a_share():
    moved = []
    for share in (0.0, 0.2, 0.9):
        step = after("b", "a", share, may_move="all")
        study = study_of(split_of("a", ["municipality"]), step)
        found = found_in(study, "b")
        has_another = found.organisation[:, CARE] != found.present[:, CARE]
        moved.append(int((has_another & ~found.is_newcomer).sum()))
    assert moved[0] > moved[1] > moved[2]


def test_some_years_are_as_many_single_years_unless_the_share_is_stated():
    steps = checked(TOY).parameters.split.steps
    yearly = steps.newcomer_share_per_year
    assert newcomer_share(steps, ChangeSection(years=0)) == 0
    assert newcomer_share(steps, ChangeSection()) == yearly
    assert newcomer_share(steps, ChangeSection(years=2)) == pytest.approx(1 - (1 - yearly) ** 2)
    assert newcomer_share(steps, ChangeSection(years=2, newcomer_share=0.1)) == 0.1


def test_a_step_after_one_at_fault_is_not_tried_and_all_faults_are_told():
    study = study_of(
        split_of("a") | {"coverage": {"rule": "nowhere"}},
        after("b", "a"),
        split_of("c") | {"coverage": {"share": 0.5}},
    )
    with pytest.raises(StudyError) as caught:
        checked(study)
    fields = [it.field for it in caught.value.faults]
    assert fields == ["splits[0].coverage.rule", "splits[2].coverage.share"]


def test_a_chain_without_a_beginning_is_told_of_a_study_made_in_python_too():
    study = study_of(after("a", "b"), after("b", "a"))
    with pytest.raises(StudyError, match="in a circle"):
        checked(study)


LEAVING = study_of(
    split_of("before"),
    after("week_after", "before", organisations=["municipality"], share=0, plan="repaired"),
    after("settled", "before", organisations=["municipality"], share=0),
    after("same", "before", share=0, plan="repaired"),
    horizon="fortnight",
)


@pytest.fixture(scope="module")
def leaving():
    """The setting of a study in which an organisation leaves, and the ground of its people."""
    setting = checked(LEAVING)
    return setting, ground(setting, 0)


def planned(leaving, place):
    """The teams and the first morning of a split."""
    setting, base = leaving
    split = setting.study.splits[place]
    assignment = assigned(setting, base.population, split)
    formed = formed_teams(setting, base, split, assignment, "nearest")
    morning = mornings(of_split(setting, split), base, assignment, formed)
    return formed.teams, morning.plan(0, 0)[0], morning.carers


def test_in_the_first_days_teams_keep_bases_and_carers_and_take_whoever_comes(leaving):
    teams, plan, carers = planned(leaving, 0)
    after_teams, after_plan, after_carers = planned(leaving, 1)
    staying = [it for it in teams if it.organisation == 0]
    assert [(it.team, it.premise) for it in after_teams] == [
        (it.team, it.premise) for it in staying
    ]
    everybody = np.concatenate([it.clients for it in teams])
    assert sorted(np.concatenate([it.clients for it in after_teams])) == sorted(everybody)
    for old, new in zip(staying, after_teams, strict=True):
        assert np.isin(old.clients, new.clients).all()
    assert after_carers == carers
    known = {it.carer for it in plan.rounds if it.organisation == 0}
    assert known <= {it.carer for it in after_plan.rounds}
    substitutes = {it.carer for it in after_plan.rounds if it.organisation == 0} - known
    assert substitutes
    assert all(it >= carers for it in substitutes)


def test_repaired_with_nothing_changed_is_the_day_of_the_step_before(leaving):
    teams, plan, _ = planned(leaving, 0)
    same_teams, same_plan, _ = planned(leaving, 3)
    assert [it.clients.tolist() for it in same_teams] == [it.clients.tolist() for it in teams]
    assert same_plan.rounds == plan.rounds


def test_settled_it_is_planned_anew_without_a_step_to_begin_from(leaving):
    setting, base = leaving
    split = setting.study.splits[2]
    formed = formed_teams(setting, base, split, assigned(setting, base.population, split), "one")
    assert formed.before is None
    assert {it.organisation for it in formed.teams} == {0}


def test_an_organisation_without_teams_forms_its_own_with_carers_of_their_own():
    step = after("b", "a", share=0.5, plan="repaired")
    setting = checked(study_of(split_of("a", ["municipality"]), step, horizon="fortnight"))
    made = setting, ground(setting, 0)
    _, _, carers = planned(made, 0)
    teams, plan, all_carers = planned(made, 1)
    assert {it.organisation for it in teams} == {0, 1}
    assert all_carers > carers
    named = {
        number: {it.carer for it in plan.rounds if it.organisation == number} for number in (0, 1)
    }
    assert all(it < carers or it >= all_carers for it in named[0])
    assert all(it >= carers for it in named[1])
    assert named[1] & set(range(carers, all_carers))
    stops = [(stop.visit, stop.carer) for it in plan.rounds for stop in it.stops]
    assert len(stops) == len(set(stops))


def test_in_the_first_days_a_night_team_keeps_base_and_carers_and_takes_whoever_comes():
    own = {"day": LEAVING.day.model_copy(update={"nights": "organisation"})}
    own |= {"parameters": {"demand.levels.heavy.activity_share.night_help_early": 0.9}}
    setting = checked(LEAVING.model_copy(update=own).at(LEAVING.file))
    made = setting, ground(setting, 0)
    visits = made[1].population.visits
    nights = []
    for place in (0, 1):
        _, plan, carers = planned(made, place)
        rounds = [it for it in plan.rounds if it.team == NIGHT_TEAM]
        of_first = [it for it in rounds if it.organisation == 0]
        whom = {
            number: {
                int(visits.client[stop.visit])
                for it in rounds
                for stop in it.stops
                if it.organisation == number
            }
            for number in (0, 1)
        }
        nights.append(({it.premise for it in of_first}, {it.carer for it in of_first}, whom))
    (premises, before, had), (same, after_, has) = nights
    assert same == premises
    assert {it for it in before if it < carers} == {it for it in after_ if it < carers} != set()
    assert had[1]
    assert has == {0: had[0] | had[1], 1: set()}
