"""Continuity over a fortnight, by hand."""

from __future__ import annotations

import numpy as np

from ruttsim.accounts.continuity import CLIENTS, PAIRS, Meetings, continuity


def met(*rows):
    """Meetings of (client, carer, organisation)."""
    return Meetings(*np.array(rows, dtype=np.int64).reshape(-1, 3).T)


def figures(days, has_daily, named=10):
    """Values by organisation and figure."""
    found = continuity(days, named, np.array(has_daily), ["a", "b"], ["a", "b"])
    return {(it.organisation, it.kpi): it.value for it in found}


def test_a_carer_who_comes_again_counts_once_and_only_clients_with_daily_visits_count():
    """Client 0 of a meets 1, 2 and 1; client 1 of b meets 3; client 2 has no daily visits."""
    days = [met((0, 1, 0), (0, 2, 0), (1, 3, 1), (2, 4, 1)), met((0, 1, 0), (1, 3, 1))]
    found = figures(days, [True, True, False])
    assert (found["a", PAIRS], found["a", CLIENTS]) == (2, 1)
    assert (found["b", PAIRS], found["b", CLIENTS]) == (1, 1)
    assert (found["total", PAIRS], found["total", CLIENTS]) == (3, 2)


def test_a_substitute_is_another_person_every_day():
    """Carer 10 is no named one: two people on two days, and one on one day."""
    days = [met((0, 10, 0), (0, 10, 0)), met((0, 10, 0))]
    assert figures(days, [True])["a", PAIRS] == 2


def test_a_client_whom_nobody_met_is_not_counted():
    found = figures([met((0, 1, 0))], [True, True])
    assert found["total", CLIENTS] == 1
