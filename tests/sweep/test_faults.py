"""Faults of factors and of points: all at once, before anything runs, with the level's field."""

from __future__ import annotations

import pytest

from made_sweep import FACTORS, HEAD, write_swept_study
from ruttsim.errors import StudyError
from ruttsim.runner import silent
from ruttsim.study.loading import load_study
from ruttsim.sweep.checking import checked_points, further_faults_of_levels

WEEK, SHARE = "time.week = 3", '"day.snow_day_share" = 0.9'
RATE = '"economy.remuneration_sek_per_granted_h" = 500'
OF_RATE = f"parameters = {{ {RATE} }}"


def faults(tmp_path, *changes, head=HEAD, factors=FACTORS):
    """Field and problem of all faults of the small study with some texts replaced."""
    for old, new in changes:
        assert factors.count(old) == 1
        factors = factors.replace(old, new)
    file = write_swept_study(tmp_path / "swept", factors, head)
    try:
        checked_points(load_study(file, further_faults_of_levels), quick=False, progress=silent)
    except StudyError as error:
        return {it.field: it.problem for it in error.faults if it.file == str(file)}
    return {}


WINTER, HIGH = "factors.season.levels.winter", "factors.rate.levels.high"
REPEATED = "stands in factors[0].levels[0].name already"
CASES = {
    "no fault": ([], {}),
    "a number out of its range": (
        [(WEEK, "time.week = 9999")],
        {f"{WINTER}.time.week": "9999 is too large"},
    ),
    "populations": (
        [(WEEK, "time.populations = 3")],
        {f"{WINTER}.time.populations": "A level cannot replace it"},
    ),
    "a seed": ([(WEEK, "seed = 3")], {f"{WINTER}.seed": "A level cannot replace it"}),
    "an unknown key": ([(WEEK, "wek = 3")], {f"{WINTER}.wek": "Unknown key"}),
    "an unknown number": (
        [(SHARE, '"day.snow" = 0.9')],
        {f"{WINTER}.parameters.day.snow": "No such parameter"},
    ),
    "an unknown map": ([(WEEK, 'map = "no"')], {f"{WINTER}.map": "There is no folder 'no'"}),
    "an unknown rule": (
        [(WEEK, 'day.absences = "sub"')],
        {f"{WINTER}.day.absences": "Unknown rule"},
    ),
    "an unknown day": (
        [(WEEK, 'time.planned_days = ["tisdag"]')],
        {f"{WINTER}.time.planned_days": "'tisdag' is unknown"},
    ),
    "a place that the map does not have": (
        [(WEEK, 'payment.rural = ["nowhere"]')],
        {f"{WINTER}.payment.rural[0]": "Unknown basic area"},
    ),
    "vehicle types of nobody and of no sort": (
        [(WEEK, 'vehicle_types = { nobody = ["walk"], other = ["bike", "bike"] }')],
        {
            f"{WINTER}.vehicle_types.nobody": "'nobody' is unknown",
            f"{WINTER}.vehicle_types.other[1]": "'bike' stands in",
            f"{WINTER}.vehicle_types.other": "Unknown vehicle type 'bike'",
        },
    ),
    "one name for two levels": (
        [('name = "winter"', 'name = "usual"')],
        {"factors.season.levels[1].name": f"'usual' {REPEATED}"},
    ),
    "one name for two factors": (
        [('name = "rate"', 'name = "season"')],
        {"factors[1].name": "'season' stands in factors[0].name"},
    ),
    "the name of a column": (
        [('name = "rate"', 'name = "split"')],
        {"factors.split.name": "'split' is a column"},
    ),
    "two factors that replace the same": (
        [(OF_RATE, f"time.week = 4\nparameters = {{ {RATE}, {SHARE} }}")],
        {
            f"{HIGH}.time.week": "The factor 'season' replaces it too",
            f"{HIGH}.parameters.day.snow_day_share": "The factor 'season' replaces it too",
        },
    ),
    "levels that do not go together": (
        [(WEEK, 'planning.horizon = "fortnight"'), (OF_RATE, 'day.absences = "nobody"')],
        {f"{HIGH}.day.absences": "At season=winter, rate=high: 'nobody' is not followed"},
    ),
    "faults of several sorts": (
        [(WEEK, "wek = 3"), (RATE, '"economy.no" = 1')],
        {f"{WINTER}.wek": "Unknown key", f"{HIGH}.parameters.economy.no": "No such parameter"},
    ),
}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_every_fault_is_told_with_the_field_of_its_level(tmp_path, case):
    changes, expected = CASES[case]
    found = faults(tmp_path, *changes)
    assert found.keys() == expected.keys()
    for field, problem in expected.items():
        assert found[field].startswith(problem)


def test_a_fault_that_all_points_share_is_told_once_and_as_the_studys_own(tmp_path):
    found = faults(tmp_path, head=HEAD.replace('map = "toy"', 'map = "no"'))
    assert list(found) == ["map"]
    assert found["map"].startswith("There is no folder 'no'")


def test_a_fault_of_no_key_of_a_level_says_where_it_is(tmp_path):
    changed = [(WEEK, 'demand.clients = "study.toml"')]
    assert faults(tmp_path, *changed)["demand.visits"].startswith("At season=winter: The key is")


def test_a_study_without_factors_has_nothing_to_move_through(tmp_path):
    assert faults(tmp_path, factors="")["factors"].startswith("The study declares no factor")


def test_a_factor_needs_two_levels(tmp_path):
    one = FACTORS[: FACTORS.index('[[factors.levels]]\nname = "high"')]
    assert faults(tmp_path, factors=one) == {"factors.rate.levels": "There is 1 level."}


def test_more_points_than_anybody_means_are_refused(tmp_path):
    level = '[[factors.levels]]\nname = "l{}"\ntitle_sv = "l"\ntitle_en = "l"\n'
    head = '[[factors]]\nname = "f{}"\ntitle_sv = "f"\ntitle_en = "f"\n'
    many = "".join(head.format(it) + level.format(0) + level.format(1) for it in range(11))
    found = faults(tmp_path, factors=many)
    assert list(found) == ["factors"]
    assert found["factors"].startswith("The factors have 2,048 points")


def test_one_at_a_time_has_as_many_points_as_other_levels_and_one(tmp_path):
    file = write_swept_study(tmp_path / "swept", head=HEAD.replace('"full"', '"one_at_a_time"'))
    points = checked_points(load_study(file), quick=False, progress=silent)
    assert [str(it.point) for it in points] == [
        "season=usual, rate=low",
        "season=winter, rate=low",
        "season=usual, rate=high",
    ]
