"""Numbers from the world with their sources: data/*.toml as the records that the stages use."""

from __future__ import annotations

from ruttsim.parameters.checks import CAR_CLASSES
from ruttsim.parameters.listing import ParameterRow, is_unverified, parameter_table
from ruttsim.parameters.records import Parameters, load_parameters, parameter_names
from ruttsim.parameters.tables import load_table, sources

__all__ = [
    "CAR_CLASSES",
    "ParameterRow",
    "Parameters",
    "is_unverified",
    "load_parameters",
    "load_table",
    "parameter_names",
    "parameter_table",
    "sources",
]
