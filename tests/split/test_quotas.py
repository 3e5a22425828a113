"""Clients divided by quotas of hours."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import maximum_flow

from ruttsim.split.quotas import NOBODY, by_quota, held_h

EVERYBODY_MAY = np.ones((4, 2), dtype=np.bool_)


def test_each_takes_those_that_prefer_it_until_its_quota_is_full():
    """Quota 15 h of the first: 10 h, then 10 h more would overshoot by its half or more."""
    preference = np.array([[0.9, 0.1], [0.8, 0.2], [0.1, 0.9], [0.7, 0.2]])
    hours = np.array([10.0, 10.0, 10.0, 10.0])
    holder = by_quota(hours, EVERYBODY_MAY, preference, np.array([14.0, 10.0]))
    assert holder.tolist() == [0, NOBODY, 1, NOBODY]


def test_half_a_client_more_is_taken():
    preference = np.array([[0.9, 0.1], [0.8, 0.2], [0.1, 0.9], [0.7, 0.2]])
    hours = np.array([10.0, 10.0, 10.0, 10.0])
    holder = by_quota(hours, EVERYBODY_MAY, preference, np.array([15.0, 10.0]))
    assert holder.tolist() == [0, 0, 1, NOBODY]


def test_where_too_few_prefer_it_an_organisation_takes_the_last_of_the_others():
    """Nobody prefers the second; it fills 20 h from the end of the order."""
    preference = np.array([[0.9, 0.1]] * 4)
    holder = by_quota(np.full(4, 10.0), EVERYBODY_MAY, preference, np.array([10.0, 20.0]))
    assert holder.tolist() == [0, NOBODY, 1, 1]


def test_a_client_changes_hands_where_only_that_makes_room():
    """The second may take the first client only, whom the first has; there is another for it."""
    is_open = np.array([[True, True], [True, False]])
    preference = np.array([[0.9, 0.1], [0.2, 0.1]])
    holder = by_quota(np.array([10.0, 10.0]), is_open, preference, np.array([10.0, 10.0]))
    assert holder.tolist() == [1, 0]


def test_nobody_goes_where_it_may_not():
    is_open = np.array([[True, False], [True, False]])
    preference = np.array([[0.1, 0.9], [0.1, 0.9]])
    holder = by_quota(np.array([10.0, 10.0]), is_open, preference, np.array([10.0, 10.0]))
    assert holder.tolist() == [0, NOBODY]


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000), organisations=st.integers(1, 5), openness=st.floats(0.15, 1.0))
def test_what_coverage_allows_is_reached(seed, organisations, openness):
    """With clients of one hour, as many are placed as in a maximum flow to the quotas."""
    generator = np.random.Generator(np.random.Philox(seed))
    clients = 60
    is_open = generator.random((clients, organisations)) < openness
    preference = generator.random((clients, organisations))
    quota = generator.multinomial(clients, np.ones(organisations) / organisations)
    holder = by_quota(np.ones(clients), is_open, preference, quota.astype(np.float64))
    assert (held_h(np.ones(clients), holder, organisations) <= quota).all()
    source, sink = clients + organisations, clients + organisations + 1
    flow = np.zeros((sink + 1, sink + 1), dtype=np.int32)
    flow[source, :clients] = 1
    flow[:clients, clients:source] = is_open
    flow[clients:source, sink] = quota
    most = maximum_flow(csr_matrix(flow), source, sink).flow_value
    assert (holder != NOBODY).sum() == most
