"""Morris' elementary effects and Sobol's indices of any function, by SALib."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np

from ruttsim.errors import Fault, StudyError

if TYPE_CHECKING:
    from ruttsim.domain.arrays import Floats

    Model: TypeAlias = Callable[[Floats], Floats]

LEVELS = 4
"""Levels of Morris' grid: the usual number, with steps of two thirds of the range."""
PACKAGE = "SALib"


class Screened(NamedTuple):
    """Morris' measures of each number (rows) for each output (columns), over the whole range.

    `mu_star` is the mean size of the effect of moving the number through its range, with the half
    width of its 95 % interval; `sigma` its spread, large where effects are curved or hang on other
    numbers. `dropped` trajectories could not be computed. Source: Campolongo et al. 2007,
    doi 10.1016/j.envsoft.2006.10.004.
    """

    mu_star: Floats
    confidence: Floats
    sigma: Floats
    dropped: int


class Indices(NamedTuple):
    """Sobol's indices of each number (rows) for each output (columns), with 95 % half widths.

    `first` is the share of the variance that the number accounts for alone, `total` with all that
    it does together with others. Source: Saltelli et al. 2010, doi 10.1016/j.cpc.2009.09.018.
    """

    first: Floats
    first_confidence: Floats
    total: Floats
    total_confidence: Floats
    dropped: int


def missing_package_faults() -> list[Fault]:
    """That the package is not installed."""
    if importlib.util.find_spec(PACKAGE) is not None:
        return []
    problem = f"Morris and Sobol need the package {PACKAGE}, which is not installed."
    remedy = f"Install it (pip install {PACKAGE}), or give --trajectories 0 and --sobol 0."
    return [Fault("sensitivity", "--trajectories", problem, remedy)]


def power_of_two_faults(samples: int) -> list[Fault]:
    """Of a number of samples that Sobol's sequence is not even on."""
    if samples & (samples - 1):
        problem = f"{samples} is no power of two, and Sobol's sequence is even on such alone."
        return [Fault("sensitivity", "--sobol", problem, "Give 0, 64, 128, 256 ...")]
    return []


def screened(
    bounds: Sequence[tuple[float, float]], model: Model, trajectories: int, seed: int
) -> Screened:
    """Morris' measures; `model` gives a row of outputs for each row of numbers."""
    from SALib.analyze import morris as analysis
    from SALib.sample import morris as sampling

    problem = _problem(bounds)
    x = sampling.sample(problem, trajectories, num_levels=LEVELS, seed=seed)
    y, x, dropped = _whole(model(x), x, len(bounds) + 1)
    measures: list[list[Floats]] = []
    for column in y.T:
        found = analysis.analyze(problem, x, column, num_levels=LEVELS, seed=seed)
        measures.append([np.asarray(found[it]) for it in ("mu_star", "mu_star_conf", "sigma")])
    mu_star, confidence, sigma = (np.column_stack(it) for it in zip(*measures, strict=True))
    return Screened(mu_star, confidence, sigma, dropped)


def indices(
    bounds: Sequence[tuple[float, float]], model: Model, samples: int, seed: int
) -> Indices:
    """Sobol's indices from `samples` (a power of two) times two more than there are numbers."""
    from SALib.analyze import sobol as analysis
    from SALib.sample import sobol as sampling

    problem = _problem(bounds)
    x = sampling.sample(problem, samples, calc_second_order=False, seed=seed)
    y, _, dropped = _whole(model(x), x, len(bounds) + 2)
    measures: list[list[Floats]] = []
    for column in y.T:
        if np.ptp(column) == 0:
            # Nothing varies, so nothing accounts for it; SALib would divide by zero.
            measures.append([np.zeros(len(bounds))] * 4)
            continue
        found = analysis.analyze(problem, column, calc_second_order=False, seed=seed)
        measures.append([np.asarray(found[it]) for it in ("S1", "S1_conf", "ST", "ST_conf")])
    tables = [np.column_stack(it) for it in zip(*measures, strict=True)]
    return Indices(tables[0], tables[1], tables[2], tables[3], dropped)


def _problem(bounds: Sequence[tuple[float, float]]) -> dict[str, Any]:
    """The numbers as SALib wants them."""
    names = [f"x{place}" for place in range(len(bounds))]
    return {"num_vars": len(bounds), "names": names, "bounds": [list(it) for it in bounds]}


def _whole(y: Floats, x: Floats, rows: int) -> tuple[Floats, Floats, int]:
    """The blocks of `rows` rows whose every output is known, and how many are not."""
    is_known = np.isfinite(y).all(axis=1).reshape(-1, rows).all(axis=1)
    if not is_known.any():
        problem = "None of the sampled combinations of numbers could be computed."
        remedy = "Name fewer numbers by --numbers, or give --trajectories 0 and --sobol 0."
        raise StudyError([Fault("sensitivity", "--trajectories", problem, remedy)])
    kept = np.repeat(is_known, rows)
    return y[kept], x[kept], int((~is_known).sum())
