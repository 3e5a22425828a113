"""How many people come to a client."""

from __future__ import annotations

import numpy as np

from ruttsim.continuity import carers_per_client, has_daily_visits


def test_a_carer_who_comes_twice_is_one_carer():
    """Client 0 meets 5 twice and substitute -1 once, client 2 meets 5; client 1 nobody."""
    client, carer = np.array([0, 0, 0, 2]), np.array([5, -1, 5, 5])
    assert carers_per_client(client, carer, 3).tolist() == [2, 0, 1]


def test_without_meetings_nobody_is_met():
    nothing = np.empty(0, dtype=np.int64)
    assert carers_per_client(nothing, nothing, 2).tolist() == [0, 0]


def test_the_national_measure_is_of_clients_with_two_visits_every_day():
    """Client 0 has two visits on both days, client 1 two on the first and one on the second."""
    client, day = np.array([0, 0, 0, 0, 1, 1, 1]), np.array([0, 0, 1, 1, 0, 0, 1])
    assert has_daily_visits(client, day, 3, 2).tolist() == [True, False, False]
