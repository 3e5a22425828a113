"""Continuity over a fortnight, by hand."""

from __future__ import annotations

import numpy as np

from ruttsim.accounts.continuity import (
    CLIENTS,
    NIGHT_PAIRS,
    NIGHTLY_CLIENTS,
    PAIRS,
    Meetings,
    continuity,
    night_continuity,
)
from ruttsim.domain.day import NIGHT_PATROL


def met(*rows):
    """Meetings of (client, carer)."""
    return Meetings(*np.array(rows, dtype=np.int64).reshape(-1, 2).T)


def figures(days, has_daily, provider):
    """Values by organisation and figure; carers from 10 on are substitutes."""
    clients = (np.array(has_daily), np.array(provider))
    found = continuity(days, 10, *clients, ["a", "b"], ["a", "b"])
    return {(it.organisation, it.kpi): it.value for it in found}


def test_a_carer_who_comes_again_counts_once_and_only_clients_with_daily_visits_count():
    """Client 0 of a meets 1, 2 and 1; client 1 of b meets 3; client 2 has no daily visits."""
    days = [met((0, 1), (0, 2), (1, 3), (2, 4)), met((0, 1), (1, 3))]
    found = figures(days, [True, True, False], [0, 1, 1])
    assert (found["a", PAIRS], found["a", CLIENTS]) == (2, 1)
    assert (found["b", PAIRS], found["b", CLIENTS]) == (1, 1)
    assert (found["total", PAIRS], found["total", CLIENTS]) == (3, 2)


def test_a_substitute_is_another_person_every_day():
    """Carer 10 is no named one: two people on two days, and one on one day."""
    days = [met((0, 10), (0, 10)), met((0, 10))]
    assert figures(days, [True], [0])["a", PAIRS] == 2


def test_a_client_counts_for_the_organisation_of_its_care_whoever_comes_besides():
    """Client 0 has its care from b; carer 5 of a cleans on the first day."""
    found = figures([met((0, 5), (0, 6)), met((0, 6))], [True], [1])
    assert (found["a", PAIRS], found["a", CLIENTS]) == (0, 0)
    assert (found["b", PAIRS], found["b", CLIENTS]) == (2, 1)


def nights(days, has_nightly, provider):
    """Values by organisation and figure; carers from 10 on are substitutes, crews are of two."""
    clients = (np.array(has_nightly), np.array(provider))
    found = night_continuity(days, 10, *clients, 2.0, ["a", "b"], ["a", "b"])
    return {(it.organisation, it.kpi): it.value for it in found}


def test_everybody_in_a_crew_of_the_patrol_is_met_and_an_organisation_s_carer_is_alone():
    """Client 0 of the patrol meets crews 1, 2 and a substitute's: six; client 1 of b carer 3."""
    days = [met((0, 1), (0, 2), (1, 3), (2, 4)), met((0, 10), (0, 1), (1, 3))]
    provider = [NIGHT_PATROL, 1, 1]
    found = nights(days, [True, True, False], provider)
    its = {
        name: [found[name, kpi] for kpi in (NIGHT_PAIRS, NIGHTLY_CLIENTS)]
        for name in ("a", "b", "patrol", "total")
    }
    assert its == {"a": [0, 0], "b": [1, 1], "patrol": [6, 1], "total": [7, 2]}
