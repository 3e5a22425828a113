"""The search of a study: what is divided, on whom it is estimated, and what is refused."""

import numpy as np
import pytest

import ruttsim
from ruttsim.errors import StudyError
from ruttsim.pipeline.setting import Findings, load_setting
from ruttsim.search import divisions
from ruttsim.search.divisions import search_divisions

TOY = ruttsim.load_study("toy")


@pytest.fixture(scope="module")
def found():
    return search_divisions(TOY, effort=300, workers=1)


def fault_of(study, **options):
    """The one fault that a search raises."""
    with pytest.raises(StudyError) as caught:
        search_divisions(study, effort=50, workers=1, **options)
    (fault,) = caught.value.faults
    return fault


def with_splits(*splits):
    return TOY.model_copy(update={"splits": splits}).at(TOY.file)


def test_left_out_the_split_with_zones_is_divided(found):
    assert found.section.name == "two_zones"
    assert found.case.holders == (0, 1)
    assert found.case.wanted.tolist() == [0.5, 0.5]


def test_a_split_with_shares_is_divided_where_none_has_zones():
    found = search_divisions(with_splits(*TOY.splits[:2]), effort=100, workers=1)
    assert found.section.name == "two_parallel"


def test_what_is_shown_is_of_the_front_and_stands_in_the_new_study(found):
    assert all(any(it is one for one in found.front) for it in found.shown.values())
    assert list(found.shown) == [it.name for it in found.study.splits[3:]]


def test_every_split_of_the_study_is_estimated_on_the_same_days(found):
    assert list(found.own) == [it.name for it in TOY.splits]
    assert found.own["two_parallel"].travel_h > found.own["own_regime"].travel_h


def test_clients_of_the_sample_days_are_others_than_those_that_are_compared(monkeypatch):
    asked = []
    ground = divisions.ground
    monkeypatch.setattr(
        divisions, "ground", lambda setting, it: asked.append(it) or ground(setting, it)
    )
    search_divisions(TOY, effort=20, workers=1)
    assert asked == [2, 3, 4]
    assert TOY.time.populations == 2


def test_real_clients_are_estimated_on_the_planned_days_of_the_study(tmp_path):
    from made_study import write_study

    study = ruttsim.load_study(write_study(tmp_path / "own"))
    time = study.time.model_copy(update={"planned_days": ("monday", "friday")})
    setting = load_setting(study.model_copy(update={"time": time}).at(study.file), Findings())
    samples = divisions.sample_days(setting, setting.study.splits[0], 1, lambda *_: None)
    assert [it.day.population for it in samples] == [0, 0]
    assert np.allclose(samples[0].share, samples[1].share)


def test_an_unknown_split_is_told_with_the_nearest_name():
    fault = fault_of(TOY, split="two_zonse")
    assert fault.field == "--split"
    assert "Did you mean 'two_zones'?" in fault.remedy


def test_a_split_of_one_organisation_has_nothing_to_divide():
    fault = fault_of(TOY, split="own_regime")
    assert fault.field == "splits[0].allocation.shares"
    fault = fault_of(with_splits(TOY.splits[0]))
    assert fault.field == "splits"


def test_shares_that_no_zones_meet_are_told_with_the_tolerance_that_would_do():
    fault = fault_of(TOY, tolerance=1e-6)
    assert fault.field == "splits[2].allocation.shares"
    assert "--tolerance" in fault.remedy
    assert "within 0.0% of the shares" in fault.problem


def test_more_organisations_than_basic_areas_are_refused():
    names = [f"procured_{k}" for k in range(10)]
    one = TOY.organisations[1]
    organisations = tuple(one.model_copy(update={"name": name}) for name in names)
    shares = TOY.splits[1].allocation.model_copy(update={"shares": dict.fromkeys(names, 0.1)})
    many = TOY.splits[1].model_copy(update={"organisations": tuple(names), "allocation": shares})
    study = TOY.model_copy(update={"organisations": organisations, "splits": (many,)})
    assert "10 zones cannot be made of 9 basic areas" in fault_of(study.at(TOY.file)).problem
