"""Morris and Sobol on functions whose measures are known by formula."""

import math

import numpy as np
import pytest

from ruttsim.errors import StudyError
from ruttsim.sensitivity.screening import indices, screened

ISHIGAMI_A, ISHIGAMI_B = 7.0, 0.1


def ishigami(x):
    """The function sin x1 + a sin^2 x2 + b x3^4 sin x1."""
    return (
        np.sin(x[:, 0])
        + ISHIGAMI_A * np.sin(x[:, 1]) ** 2
        + ISHIGAMI_B * x[:, 2] ** 4 * np.sin(x[:, 0])
    )[:, None]


def test_sobol_indices_of_ishigami_are_those_of_the_formula():
    """Variance parts by Ishigami and Homma 1990: V1, V2, V13; first and total shares follow."""
    a, b, pi = ISHIGAMI_A, ISHIGAMI_B, math.pi
    v1 = (1 + b * pi**4 / 5) ** 2 / 2
    v2 = a**2 / 8
    v13 = b**2 * pi**8 * (1 / 18 - 1 / 50)
    whole = v1 + v2 + v13
    found = indices([(-pi, pi)] * 3, ishigami, 4096, seed=1)
    assert found.first[:, 0] == pytest.approx([v1 / whole, v2 / whole, 0], abs=0.02)
    assert found.total[:, 0] == pytest.approx(
        [(v1 + v13) / whole, v2 / whole, v13 / whole], abs=0.02
    )
    assert found.dropped == 0


def test_morris_of_a_linear_function_is_each_slope_times_its_range_without_spread():
    found = screened(
        [(0, 1), (10, 30), (-1, 1)],
        lambda x: np.column_stack([x @ [2.0, -3.0, 0.0], x @ [0.0, 0.0, 5.0]]),
        trajectories=6,
        seed=1,
    )
    assert found.mu_star == pytest.approx(np.array([[2, 0], [60, 0], [0, 10]]), abs=1e-9)
    assert found.sigma == pytest.approx(np.zeros((3, 2)), abs=1e-9)


def test_sobol_of_a_linear_function_shares_the_variance_by_squared_slopes():
    """Uniform on [0, 1] the variance of c x is c^2 / 12: slopes 1 and 2 have shares 1/5 and 4/5."""
    found = indices([(0, 1), (0, 1)], lambda x: x @ [[1.0], [2.0]], 1024, seed=1)
    assert found.first[:, 0] == pytest.approx([0.2, 0.8], abs=0.01)
    assert found.total[:, 0] == pytest.approx([0.2, 0.8], abs=0.01)


def test_what_never_varies_has_indices_of_zero():
    found = indices([(0, 1), (0, 1)], lambda x: np.full((len(x), 1), 3.0), 16, seed=1)
    assert not found.first.any()
    assert not found.total.any()


def test_a_trajectory_with_a_combination_that_cannot_be_is_left_out_and_told():
    def model(x):
        y = x @ [[1.0], [1.0]]
        y[0] = np.nan
        return y

    found = screened([(0, 1), (0, 1)], model, trajectories=5, seed=1)
    assert found.dropped == 1
    assert found.mu_star[:, 0] == pytest.approx([1, 1])


def test_where_no_combination_can_be_computed_that_is_told():
    with pytest.raises(StudyError, match="None of the sampled combinations"):
        screened([(0, 1)], lambda x: np.full((len(x), 1), np.nan), trajectories=2, seed=1)
