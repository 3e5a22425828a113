"""Kim and Nelson's selection: by hand, by law, and by how often it is right."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruttsim.selection import kim_nelson


def from_table(table):
    """Figures of a table, a row a population, and what was asked for."""
    asked = []

    def sample(left, population):
        asked.append((population, tuple(left)))
        return [table[population][it] for it in left]

    return sample, asked


def test_two_alternatives_by_hand():
    """Three first populations, confidence 0.75.

    Eta = (0.5^-1 - 1) / 2 = 0.5, h2 = 2 x 0.5 x 2 = 2. Differences 1, 2, 3 have variance 1.
    With an interest of 0.5 the reach is 2 / 0.25 = 8, and after three populations one may be
    0.5 / 6 x (8 - 3) = 0.4167 above the other: a mean difference of 2 is more, so the second is
    out at once.
    """
    sample, asked = from_table([[0, 1], [0, 2], [0, 3]])
    found = kim_nelson(sample, 2, 0.5, confidence=0.75, first=3)
    assert found.lowest == 0
    assert found.populations == (3, 3)
    assert asked == [(0, (0, 1)), (1, (0, 1)), (2, (0, 1))]


def test_near_alternatives_go_on_while_they_are_within_reach():
    """As above with differences -1, 0, 1 and then 0.1.

    At n = 6 the mean difference of 0.3 / 6 = 0.05 is within 0.5 / 12 x (8 - 6) = 0.0833, at n =
    7 that of 0.4 / 7 = 0.057 is not within 0.5 / 14 x (8 - 7) = 0.036.
    """
    sample, asked = from_table([[0, -1], [0, 0], [0, 1], *([0, 0.1] for _ in range(9))])
    found = kim_nelson(sample, 2, 0.5, confidence=0.75, first=3)
    assert found.lowest == 0
    assert found.populations == (7, 7)
    assert [it for it, _ in asked] == list(range(7))


def test_where_the_reach_is_used_up_the_lower_mean_is_taken():
    """Differences -1, 0, 1, then 0 and at last -0.1.

    With a reach of 8 the ninth population is the last one, and the second is lower.
    """
    sample, _ = from_table([[0, -1], [0, 0], [0, 1], *([0, 0] for _ in range(5)), [0, -0.1]])
    found = kim_nelson(sample, 2, 0.5, confidence=0.75, first=3)
    assert found.lowest == 1
    assert found.populations == (9, 9)


def test_without_spread_the_first_populations_decide():
    """Differences that never vary have no reach: nothing more is simulated."""
    sample, _ = from_table([[3, 1, 2]] * 5)
    found = kim_nelson(sample, 3, 0.1, first=5)
    assert found.lowest == 1
    assert found.populations == (5, 5, 5)
    assert found.means == (3, 1, 2)


def test_what_is_common_to_all_does_not_matter():
    """A hundred times as much common chance: the same alternatives on the same populations."""
    rng = np.random.default_rng(1)
    own, common = rng.normal(size=(500, 5)) + np.arange(5), rng.normal(size=(500, 1))
    found = [
        kim_nelson(from_table((own + size * common).tolist())[0], 5, 0.5) for size in (0, 1, 100)
    ]
    assert found[0].lowest == found[1].lowest == found[2].lowest == 0
    assert found[0].populations == found[1].populations == found[2].populations
    assert max(found[0].populations) > 10


@given(st.permutations(range(4)))
def test_the_order_of_alternatives_does_not_matter(order):
    rng = np.random.default_rng(2)
    table = rng.normal(size=(500, 4)) + 0.5 * np.arange(4)
    known = kim_nelson(from_table(table.tolist())[0], 4, 0.5)
    found = kim_nelson(from_table(table[:, order].tolist())[0], 4, 0.5)
    assert order[found.lowest] == known.lowest
    assert found.populations == tuple(known.populations[it] for it in order)


def test_one_alternative_is_selected_without_a_simulation():
    sample, asked = from_table([])
    assert kim_nelson(sample, 1, 0.5).lowest == 0
    assert asked == []


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ({"alternatives": 0}, "nothing"),
        ({"interest": 0.0}, "above zero"),
        ({"confidence": 0.2}, "guess"),
        ({"confidence": 1.0}, "below 1"),
        ({"first": 1}, "two populations"),
    ],
)
def test_what_means_nothing_is_refused(numbers, said):
    arguments = {"alternatives": 3, "interest": 1.0, "confidence": 0.95, "first": 5} | numbers
    alternatives, interest = arguments.pop("alternatives"), arguments.pop("interest")
    with pytest.raises(ValueError, match=said):
        kim_nelson(from_table([])[0], alternatives, interest, **arguments)


def rightly_selected(alternatives, experiments, confidence, deviations, common, interest=1.0):
    """Share of experiments that find the lowest where all others are just the interest above it."""
    means = np.full(alternatives, interest)
    means[alternatives // 2] = 0.0
    right = simulated = 0
    for number in range(experiments):
        rng = np.random.default_rng([7, number])
        pool = []

        def sample(left, population, rng=rng, pool=pool):
            assert population == len(pool)
            row = means + deviations * rng.normal(size=alternatives) + common * rng.normal()
            pool.append(row)
            return row[left]

        found = kim_nelson(sample, alternatives, interest, confidence=confidence)
        right += found.lowest == alternatives // 2
        simulated += sum(found.populations)
    return right / experiments, simulated / experiments


@pytest.mark.parametrize("common", [0.0, 3.0])
def test_the_lowest_is_found_as_often_as_promised_in_the_hardest_case(common):
    """Slippage, ten alternatives with unequal deviations, 200 experiments at 95 %; 3 sigma."""
    deviations = np.linspace(0.5, 2.0, 10)
    found, _ = rightly_selected(10, 200, 0.95, deviations, common)
    assert found > 0.95 - 3 * np.sqrt(0.95 * 0.05 / 200)


@pytest.mark.long
@pytest.mark.parametrize(("alternatives", "confidence"), [(2, 0.9), (5, 0.9), (40, 0.95)])
def test_the_promise_holds_over_a_thousand_experiments(alternatives, confidence):
    found, _ = rightly_selected(
        alternatives, 1000, confidence, np.full(alternatives, 1.0), common=2.0
    )
    assert found > confidence - 3 * np.sqrt(confidence * (1 - confidence) / 1000)


@pytest.mark.long
def test_two_alternatives_are_not_found_far_more_often_than_promised():
    """With two there is no Bonferroni.

    Small steps come near the promise of 80 % from above, which a reach too large by a half
    would not (measured 84 %).
    """
    found, _ = rightly_selected(2, 3000, 0.8, np.full(2, 3.0), common=1.0)
    assert 0.8 - 3 * np.sqrt(0.16 / 3000) < found < 0.88


def test_populations_that_are_spent_leave_it_undecided():
    sample, asked = from_table([[0, -1], [0, 0], [0, 1], *([0, 0.1] for _ in range(9))])
    found = kim_nelson(sample, 2, 0.5, confidence=0.75, first=3, most=5)
    assert not found.is_decided
    assert found.left == (0, 1)
    assert found.populations == (5, 5)
    assert len(asked) == 5


def test_the_last_population_that_there_may_be_is_judged_too():
    """At n = 7 the second is out, as without a bound; after 6 it is not."""
    table = [[0, -1], [0, 0], [0, 1], *([0, 0.1] for _ in range(9))]
    found = kim_nelson(from_table(table)[0], 2, 0.5, confidence=0.75, first=3, most=7)
    assert (found.lowest, found.left, found.is_decided) == (0, (0,), True)


def test_fewer_populations_than_at_first_are_refused():
    with pytest.raises(ValueError, match="as many populations"):
        kim_nelson(from_table([])[0], 2, 0.5, first=3, most=2)
