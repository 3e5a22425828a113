"""Weekly rest over a fortnight, by hand."""

from __future__ import annotations

import numpy as np
import pytest
from made_books import H, books

from ruttsim.accounts.books import open_books
from ruttsim.accounts.rest import (
    CARERS,
    NIGHT_CARERS,
    NIGHT_WEEKS,
    NIGHT_WITHOUT,
    WEEKS,
    WITHOUT,
    Worked,
    weekly_rest,
    worked,
)
from ruttsim.domain.day import NIGHT_PATROL, Day, RoundRecord
from ruttsim.recorded.fortnights import fortnight_again

DAY, LATE, NIGHT, FREE = [(7, 16)], [(14, 22)], [(23, 31)], []


def carer_of(shifts, organisation=0, carer=3, is_night=False):
    """Fourteen days of one carer: the hours of the shifts of each."""
    days = []
    for day in shifts:
        rows = [(organisation, carer, is_night, start_h * H, end_h * H) for start_h, end_h in day]
        made = np.array(rows, dtype=np.int64).reshape(-1, 5).T
        days.append(Worked(made[0], made[1], made[2] > 0, made[3], made[4]))
    return days


def figures(days, rest_h=36):
    """Values by organisation and figure, where crews are of two."""
    found = weekly_rest(days, rest_h * H, 2.0, ["a", "b"], ["a", "b"])
    return {(it.organisation, it.kpi): it.value for it in found}


FIELDS = ("organisation", "carer", "is_night", "start_s", "end_s")
WEEK_OFF = [FREE] * 7
TWO_FREE = [DAY] * 5 + [FREE] * 2


def test_two_free_days_in_a_week_are_weekly_rest():
    found = figures(carer_of(TWO_FREE * 2))
    for name in ("a", "total"):
        assert [found[name, it] for it in (CARERS, WITHOUT, WEEKS)] == [1, 0, 0]
    assert found["b", CARERS] == 0


@pytest.mark.parametrize(
    ("week", "rest_h"),
    [
        ([DAY, DAY, FREE, DAY, DAY, DAY, DAY], 24 + 15),
        ([DAY, LATE, FREE, DAY, DAY, DAY, DAY], 24 + 9),
        ([FREE, DAY, DAY, DAY, DAY, DAY, DAY], 24 + 7),
        ([DAY] * 6 + [FREE], 24 + 8),
        ([LATE, *[DAY] * 6], 15),
    ],
)
def test_one_free_day_is_weekly_rest_where_the_shifts_beside_it_leave_enough(week, rest_h):
    """After 07-16 until 07 the day after next are 39 h, after 14-22 33 h.

    At the end of a week 8 h of the evening before count, at its beginning 7 h of the morning after;
    without a free day the longest rest is from 16 to 07.
    """
    days = carer_of([*WEEK_OFF, *week])
    assert figures(days, rest_h)["a", WEEKS] == 0
    assert figures(days, rest_h + 1)["a", WEEKS] == 1
    assert figures(days)["a", WITHOUT] == (0 if rest_h >= 36 else 1)


def test_a_carer_of_two_weeks_without_rest_is_one_carer_and_two_weeks():
    """Another carer of b has a week with and one without."""
    both = zip(
        carer_of([DAY] * 14),
        carer_of([*TWO_FREE, *[DAY] * 7], organisation=1, carer=4),
        strict=True,
    )
    days = [
        Worked(*(np.concatenate([getattr(one, name), getattr(other, name)]) for name in FIELDS))
        for one, other in both
    ]
    found = figures(days)
    names = ("a", "b", "total")
    assert [found[it, CARERS] for it in names] == [1, 1, 2]
    assert [found[it, WITHOUT] for it in names] == [1, 1, 2]
    assert [found[it, WEEKS] for it in names] == [2, 1, 3]


def test_a_night_goes_on_into_the_next_week():
    """Of the Sunday to 07 on Monday: with Monday off and a shift on Tuesday at 07, 24 h are left.

    Everybody in a crew of the patrol counts, and it is no carer of the day.
    """
    week = [FREE, DAY, DAY, DAY, DAY, DAY, DAY]
    night = [*[FREE] * 6, NIGHT, *week]
    found = figures(carer_of(night, organisation=NIGHT_PATROL, is_night=True), rest_h=25)
    for name in ("patrol", "total"):
        assert [found[name, it] for it in (NIGHT_CARERS, NIGHT_WITHOUT, NIGHT_WEEKS)] == [2, 2, 2]
    assert found["total", CARERS] == found["total", WEEKS] == 0
    found = figures(carer_of(night, organisation=NIGHT_PATROL, is_night=True), rest_h=24)
    assert found["patrol", NIGHT_WEEKS] == 0


def test_work_is_the_shift_and_what_a_round_comes_back_too_late_of_named_carers():
    """The first carer is back at 17, after the end of the shift 07-13; the second at 10, before it.

    A substitute is somebody new every day, and a crew of the patrol at work until 07.
    """
    changed = {0: {"return_s": 17 * H}}
    night = RoundRecord(
        *(9, 8, False, NIGHT_PATROL, -1, 0, "night", 0, "car_petrol", "car"),
        *(24 * H, 27 * H, 24 * H, 27 * H, -1, -1),
    )
    it = worked(books(changed=changed, more_rounds=[night]))
    rows = sorted(zip(*(getattr(it, name).tolist() for name in FIELDS), strict=True))
    assert rows == [
        (NIGHT_PATROL, 8, True, 23 * H, 31 * H),
        (0, 0, False, 7 * H, 17 * H),
        (1, 1, False, 7 * H, 13 * H),
    ]
    away = worked(books(changed={0: {"is_substitute": True}}))
    assert away.carer.tolist() == [1]


def rounds_of(chance):
    """Rounds of a day of five carers, by day, late and at night, of whom some are off."""
    its = (
        *((0, "long"), (1, "evening"), (1, "split")),
        *((NIGHT_PATROL, "night"), (1, "night")),
    )
    return tuple(
        RoundRecord(
            *(number, number, bool(chance.random() < 0.1), whose, -1, 0, shift, part),
            *("car_petrol", "car", 8 * H, int(chance.integers(10, 25)) * H, 8 * H, 10 * H, -1, -1),
        )
        for number, (whose, shift) in enumerate(its)
        for part in range(1 + (shift == "split"))
        if chance.random() < 0.85
    )


@pytest.mark.parametrize("seed", range(8))
def test_weekly_rest_is_what_the_audit_counts(seed):
    """The audit tries rests where they may begin; here they are measured between shifts."""
    chance, base = np.random.default_rng(seed), books()
    days = [Day(day, (), (), rounds_of(chance)) for day in range(14)]
    places = (base.areas, base.districts, base.parameters)
    who = (base.plan, base.population, base.assignment, base.organisations)
    its = [worked(open_books(day, *who, *places)) for day in days]
    names = [it.name for it in base.organisations]
    crew, rest_s = base.parameters.day.night_crew, 36 * H
    found = {it[:2]: it.value for it in weekly_rest(its, rest_s, crew, names, names)}
    again = {it[:2]: it.value for it in fortnight_again(days, base, 0, names, names)}
    assert found == {key: again[key] for key in found}
    assert found["total", WEEKS] > 0
    assert found["total", NIGHT_CARERS] == 3
