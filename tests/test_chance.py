"""All chance is keyed."""

from __future__ import annotations

import numpy as np
import pytest

from ruttsim.chance import EVERY_DAY, STREAMS, uniforms


def test_the_same_key_gives_the_same_numbers():
    assert np.array_equal(uniforms(1, 2, 3, "allocation", 9), uniforms(1, 2, 3, "allocation", 9))


@pytest.mark.parametrize("key", [(2, 2, 3), (1, 3, 3), (1, 2, 4), (1, 2, EVERY_DAY)])
def test_another_seed_population_or_day_gives_other_numbers(key):
    assert not np.array_equal(uniforms(1, 2, 3, "allocation", 9), uniforms(*key, "allocation", 9))


def test_streams_differ_and_no_identity_is_used_twice():
    assert len(set(STREAMS.values())) == len(STREAMS)
    assert not np.array_equal(
        uniforms(1, 2, 3, "allocation", 9), uniforms(1, 2, 3, "cancellation", 9)
    )


def test_more_identities_do_not_redraw_the_first():
    few, many = uniforms(1, 0, 0, "allocation", (5, 3)), uniforms(1, 0, 0, "allocation", (50, 3))
    assert np.array_equal(few, many[:5])


def test_numbers_lie_strictly_between_0_and_1():
    numbers = uniforms(1, 0, 0, "allocation", 10_000)
    assert numbers.min() > 0
    assert numbers.max() < 1


def test_the_first_numbers_are_known():
    """Golden: what a study gave before, it gives again."""
    assert uniforms(2019, 0, 0, "allocation", 3).round(6).tolist() == GOLDEN


GOLDEN = [0.130585, 0.523196, 0.669547]
