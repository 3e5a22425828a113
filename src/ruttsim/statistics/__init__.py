"""How sure a figure is: pure functions of one value, or one row of values, a population."""

from ruttsim.statistics.intervals import CONFIDENCE, Estimate, estimate

__all__ = ["CONFIDENCE", "Estimate", "estimate"]
