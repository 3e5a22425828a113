"""What one carer works on a day: whole shifts, and halves of split ones joined."""

from __future__ import annotations

from small_team import DAY, EVENING, HOUR, LONG, MORNING, SPLIT, duty, line, plan_of, worked

from ruttsim.domain.planning import ShiftPart
from ruttsim.planning.posts import posts, shift_groups

MORNING_VISIT, EVENING_VISIT = (8 * HOUR, 9 * HOUR), (18 * HOUR, 19 * HOUR)
LATE = duty("late", ShiftPart(14 * HOUR, 22 * HOUR, HOUR))


def clients(problem, rows):
    """The problem with these clients for its tasks."""
    problem.client.flags.writeable = True
    problem.client[:] = rows
    return problem


def test_a_round_of_a_whole_shift_is_a_post():
    problem = line(MORNING_VISIT, MORNING_VISIT)
    (post,) = posts(problem, plan_of(worked(0, 1, 0)))
    assert (post.rounds, post.shift, post.is_whole) == ((0,), "long", True)
    assert (post.start_s, post.end_s, post.paid_s) == (7 * HOUR, 16 * HOUR, 8 * HOUR)
    assert post.clients.tolist() == [0, 1]


def test_halves_are_joined_so_that_clients_meet_few_carers():
    """Rounds 0 and 1 in the morning, 2 and 3 in the evening, at the other one's clients."""
    problem = line(*[MORNING_VISIT] * 2, *[EVENING_VISIT] * 2, duties=SPLIT)
    problem = clients(problem, [0, 1, 1, 0])
    plan = plan_of(worked(0, 0), worked(0, 1), worked(1, 2), worked(1, 3))
    assert [it.rounds for it in posts(problem, plan)] == [(0, 3), (1, 2)]
    assert [it.clients.tolist() for it in posts(problem, plan)] == [[0], [1]]


def test_halves_of_the_same_carer_stay_together():
    problem = line(*[MORNING_VISIT] * 2, *[EVENING_VISIT] * 2, duties=SPLIT)
    problem = clients(problem, [0, 1, 1, 0])
    plan = plan_of(worked(0, 0), worked(0, 1), worked(1, 2), worked(1, 3))
    assert [it.rounds for it in posts(problem, plan, [7, 8, 7, 8])] == [(0, 2), (1, 3)]


def test_a_lone_half_is_paid_as_the_whole_shift():
    """Four hours in the morning and four in the evening, whichever of them is worked."""
    problem = line(MORNING_VISIT, EVENING_VISIT, duties=SPLIT)
    for half in (worked(0, 0), worked(1, 1)):
        (post,) = posts(problem, plan_of(half))
        assert not post.is_whole
        assert (post.start_s, post.end_s) == (MORNING.start_s, EVENING.end_s)
        assert post.paid_s == 8 * HOUR


def test_shifts_without_rest_between_them_are_of_two_groups():
    """From 22 to 7 are nine hours, from 16 to 14 next day twenty-two."""
    problem = line(MORNING_VISIT, EVENING_VISIT, duties=(LONG, LATE, duty("day", DAY)))
    day = posts(problem, plan_of(worked(0, 0), worked(1, 1), worked(2, 0)))
    assert shift_groups([day], 11 * HOUR) == {"day": 0, "late": 1, "long": 0}
    assert shift_groups([day], 9 * HOUR) == {"day": 0, "late": 0, "long": 0}
