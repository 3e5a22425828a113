"""The points of a sweep, and the study as it is at each."""

from __future__ import annotations

import pytest

from made_sweep import TOY, factor, level, study_with
from ruttsim.study.model import FleetSection, Study
from ruttsim.sweep.points import levels_alike, points_of, study_at

WINTER = level("winter", time={"week": 3}, parameters={"day.snow_day_share": 0.9})
SEASON = factor("season", "usual", WINTER)


def at(study, place):
    """The study at a point."""
    return study_at(study, points_of(study)[place])


def test_a_full_design_has_every_combination_and_the_last_factor_moves_first():
    study = study_with(factor("a", "a0", "a1"), factor("b", "b0", "b1", "b2"))
    assert [(it.index, *it.levels.values()) for it in points_of(study)] == [
        (0, "a0", "b0"),
        (1, "a0", "b1"),
        (2, "a0", "b2"),
        (3, "a1", "b0"),
        (4, "a1", "b1"),
        (5, "a1", "b2"),
    ]


def test_one_at_a_time_is_the_first_levels_and_each_other_by_itself():
    study = study_with(
        factor("a", "a0", "a1"), factor("b", "b0", "b1", "b2"), design="one_at_a_time"
    )
    assert [(*it.levels.values(),) for it in points_of(study)] == [
        ("a0", "b0"),
        ("a1", "b0"),
        ("a0", "b1"),
        ("a0", "b2"),
    ]


def test_a_level_that_replaces_nothing_is_the_study_as_it_stands():
    study = study_with(SEASON)
    assert at(study, 0).content_hash == TOY.content_hash
    assert study.as_it_stands.content_hash == TOY.content_hash


def test_a_level_that_says_what_the_study_says_is_the_study_as_it_stands():
    same = level(
        "same",
        map="toy",
        profiles="equal",
        time={"week": 0, "disturbed_days": 2},
        planning={"moves": 2000},
        vehicle_types={"municipality": ["car_biogas", "ebike", "walk"]},
    )
    assert at(study_with(factor("it", "usual", same)), 1).content_hash == TOY.content_hash


def test_a_point_is_the_study_as_if_it_had_been_written_so():
    written = TOY.model_copy(
        update={
            "time": TOY.time.model_copy(update={"week": 3}),
            "parameters": {"day.snow_day_share": 0.9, "day.other": 1.0},
        }
    )
    study = TOY.model_copy(update={"parameters": {"day.snow_day_share": 0.1, "day.other": 1.0}})
    assert at(study_with(SEASON, study=study.at(TOY.file)), 1).content_hash == written.content_hash


def test_tables_are_replaced_key_by_key_also_by_the_models_own_defaults():
    study = TOY.model_copy(update={"time": TOY.time.model_copy(update={"week": 9})}).at(TOY.file)
    found = at(study_with(factor("it", "usual", level("zero", time={"week": 0})), study=study), 1)
    assert found.time == TOY.time


def test_vehicle_types_take_limits_of_types_left_out_with_them_and_leave_a_splits_own():
    types = {"municipality": ("walk",)}
    fleet = (FleetSection(vehicle_type="ebike", number=1), FleetSection(vehicle_type="walk"))
    organisation = TOY.organisations[0].model_copy(update={"fleet": fleet})
    split = TOY.splits[0].model_copy(update={"vehicle_types": types})
    study = TOY.model_copy(
        update={
            "organisations": (organisation, TOY.organisations[1]),
            "splits": (split, *TOY.splits[1:]),
        }
    ).at(TOY.file)
    only = level("walking", vehicle_types={"municipality": ["walk"], "procured_1": ["ebike"]})
    found = at(study_with(factor("fleet", "usual", only), study=study), 1)
    assert [it.vehicle_types for it in found.organisations] == [("walk",), ("ebike",)]
    assert [it.vehicle_type for it in found.organisations[0].fleet] == ["walk"]
    assert found.splits == study.splits


@pytest.mark.parametrize("mode", ["python", "json"])
def test_a_study_with_factors_is_the_same_when_it_is_read_back(mode):
    study = study_with(SEASON, factor("zero", "usual", level("same", time={"disturbed_days": 2})))
    again = Study.model_validate(study.model_dump(mode=mode)).at(study.file)
    assert again.content_hash == study.content_hash
    assert [str(it) for it in points_of(again)] == [str(it) for it in points_of(study)]
    for place in range(4):
        assert at(again, place).content_hash == at(study, place).content_hash


def test_a_study_without_factors_says_and_hashes_what_it_did_before_there_were_factors():
    assert not {"design", "factors"} & set(TOY.model_dump())
    # Of the toy study as it was written and hashed by the version before.
    before = "2f4cc52be0f57ae64f4c203962adf95375e6e27dcc974620835b1bc7fdcaf504"
    assert TOY.content_hash == before


def test_what_a_level_leaves_out_is_not_hashed_as_its_default():
    zero = level("it", time={"week": 0})
    hashes = {study_with(factor("a", "usual", it)).content_hash for it in (level("it"), zero)}
    assert len(hashes) == 2


def test_levels_that_come_to_the_same_are_told():
    """A number's own value is no replacement, nor is a week that the study has; others are."""
    rate = "economy.remuneration_sek_per_granted_h"
    own = TOY.time.week
    study = study_with(
        factor(
            "rate",
            "usual",
            level("said", parameters={rate: 420}),
            level("more", parameters={rate: 460}),
            level("again", parameters={rate: 460.0}),
        ),
        factor(
            "week", "own", level("written", time={"week": own}), level("next", time={"week": 3})
        ),
    )
    assert levels_alike(study, quick=False) == (
        ("rate", "said", "usual"),
        ("rate", "again", "more"),
        ("week", "written", "own"),
    )
    replaced = study.model_copy(update={"parameters": {rate: 460}}).at(study.file)
    assert levels_alike(replaced, quick=False)[:2] == (
        ("rate", "more", "usual"),
        ("rate", "again", "usual"),
    )


def test_levels_that_differ_in_what_a_first_look_does_not_follow_are_told_of_it_alone():
    long = level("long", time={"disturbed_days": 4})
    study = study_with(
        factor("days", "own", long),
        factor("shown", "own", level("searched", planning={"searches": 3})),
    )
    assert levels_alike(study, quick=False) == (("shown", "searched", "own"),)
    assert levels_alike(study, quick=True) == (
        ("days", "long", "own"),
        ("shown", "searched", "own"),
    )
