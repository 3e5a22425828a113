"""Archives of divisions that nothing dominates, and a few of them."""

import numpy as np
from division_grid import front_of
from hypothesis import given
from hypothesis import strategies as st

from ruttsim.search.archive import Archive, Division, representatives
from ruttsim.search.estimate import Figures

FIGURES = st.builds(Figures, *(st.integers(0, 4).map(float) for _ in range(3)))


def zone(number):
    """A division that is told apart by a number."""
    return np.array([number])


def archive_of(figures):
    archive = Archive()
    for number, one in enumerate(figures):
        archive.offer(zone(number), one)
    return archive


@given(st.lists(FIGURES, max_size=30))
def test_an_archive_holds_exactly_what_nothing_dominates(figures):
    assert sorted(it.figures for it in archive_of(figures)) == front_of(figures)


def test_of_divisions_with_the_same_figures_the_first_is_kept():
    archive = archive_of([Figures(1.0, 2.0, 3.0), Figures(1.0, 2.0, 3.0)])
    assert [it.zone.tolist() for it in archive] == [[0]]


def test_an_offer_tells_whether_it_is_kept():
    archive = archive_of([Figures(2.0, 2.0, 2.0)])
    assert not archive.offer(zone(1), Figures(2.0, 2.0, 2.5))
    assert archive.offer(zone(2), Figures(1.0, 1.0, 1.0))
    assert len(archive) == 1


def test_a_kept_division_does_not_follow_later_changes_of_the_array():
    archive, array = Archive(), np.array([0, 1])
    archive.offer(array, Figures(1.0, 1.0, 1.0))
    array[0] = 1
    assert next(iter(archive)).zone.tolist() == [0, 1]


@given(st.lists(FIGURES, min_size=4, max_size=30), st.integers(1, 8))
def test_representatives_are_as_many_as_asked_for_in_the_order_of_the_front(figures, count):
    front = archive_of(figures).sorted()
    chosen = representatives(front, count)
    places = [next(k for k, it in enumerate(front) if it is one) for one in chosen]
    assert len(chosen) == min(count, len(front))
    assert places == sorted(set(places))


def test_representatives_are_the_least_of_each_figure_and_the_middle():
    corners = [Figures(0.0, 9.0, 9.0), Figures(9.0, 0.0, 9.0), Figures(9.0, 9.0, 0.0)]
    middle = Figures(4.0, 4.0, 4.0)
    others = [Figures(2.0, 8.0, 8.0), Figures(8.0, 2.0, 8.0), Figures(8.0, 8.0, 2.0)]
    front = [Division(zone(k), it) for k, it in enumerate(sorted([*corners, middle, *others]))]
    assert [it.figures for it in representatives(front, 4)] == sorted([*corners, middle])
