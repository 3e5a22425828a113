"""Percentiles over the days of a population together, by hand; see made_books."""

from __future__ import annotations

import pytest
from made_books import H, alarm, books, visit

from ruttsim.accounts.kpis import KPIS
from ruttsim.accounts.pooled import events, pooled
from ruttsim.domain.day import PATROL

NAMES = ("municipality", "procured")


def figures(*days):
    """Values by organisation, figure and group."""
    found = pooled([events(it) for it in days], days[0], NAMES)
    assert all(it.unit == KPIS[it.kpi].unit for it in found)
    return {it[:3]: it.value for it in found}


def late(minutes, carer=0):
    """A visit of the municipality that begins so many minutes after its window."""
    return visit(0, 9 * H, 9 * H + 60 * minutes, 60)._replace(visit=7 + minutes, carer=carer)


def test_the_delay_is_that_of_all_delivered_visits_of_all_days():
    """1 minute twice, 18 in time, and one of 10: the 20th of 21 in order is 1 minute late.

    The mean of the days' own would be (10 + 1) / 2.
    """
    busy = books(more_visits=[late(10), *(late(-k) for k in range(1, 19))])
    found = figures(busy, books())
    assert found["municipality", "late_min_p95", "all"] == 1
    assert found["total", "late_min_p95", "all"] == 1


def test_the_second_carer_of_a_visit_is_not_another_visit():
    found = figures(books(more_visits=[late(10, carer=1)]))
    assert found["municipality", "late_min_p95", "all"] == 1


def test_who_delivered_nothing_has_no_delay():
    assert ("procured", "late_min_p95", "all") not in figures(books())


def rung(number, organisation, minutes, client=0):
    """An alarm that was answered after so many minutes."""
    ready_s = 9 * H + 60 * minutes
    return alarm(number, organisation, 9 * H, ready_s, ready_s, ready_s + 60, client=client)


def test_the_response_is_that_of_all_alarms_of_all_days():
    """Patrol 5, 7 and 40 minutes, municipality 9: the second and last of 5, 7, 9, 40."""
    found = figures(
        books(alarms=[rung(0, PATROL, 5), rung(1, PATROL, 7, client=1), rung(2, 0, 9)]),
        books(alarms=[rung(0, PATROL, 40)]),
    )
    assert found["total", "alarm_response_min", "all"] == 7
    assert found["total", "alarm_response_min_p95", "all"] == 40
    assert found["patrol", "alarm_response_min", "all"] == 7
    assert found["municipality", "alarm_response_min", "all"] == 9
    assert found["total", "alarm_response_min", "district=Upper"] == 9
    assert found["total", "alarm_response_min", "district=Lower"] == 7
    assert ("procured", "alarm_response_min", "all") not in found


def test_a_person_who_rings_on_two_days_is_one():
    found = figures(books(alarms=[rung(0, PATROL, 5)]), books(alarms=[rung(0, 0, 5)]))
    assert found["total", "alarm_persons", "all"] == 1
    assert found["patrol", "alarm_persons", "all"] == 1
    assert found["total", "alarm_persons", "district=Lower"] == 0


@pytest.mark.parametrize("kpi", [it.name for it in KPIS.values() if it.is_pooled])
def test_every_pooled_figure_is_reckoned(kpi):
    found = figures(books(alarms=[rung(0, PATROL, 5)]))
    assert ("total", kpi, "all") in found
