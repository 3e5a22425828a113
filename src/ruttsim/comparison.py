"""What a comparison of area splits gives: tidy tables and what its pictures are drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from ruttsim.domain.roads import MapBundle
    from ruttsim.parameters import Parameters
    from ruttsim.study.model import Study


@dataclass(frozen=True, eq=False)
class Result:
    """Everything a report needs, small cells already suppressed.

    Attributes
    ----------
    results
        population, day, split, organisation, kpi, group, unit, value: one row a figure.
    summary
        split, organisation, kpi, group, unit, mean, low, high, n: over populations; low and high
        are empty (NaN) where n = 1.
    differences
        The columns of summary and `reference`: paired against the first split.
    one_base
        The columns of summary for the same splits with one base an organisation (kpi travel_h,
        distance_km, cost_sek, organisation total, fewer populations); empty if not asked for.
    area_shares
        split, basic_area, organisation, coverage (0 not, 1 may, 2 must serve), granted_share
        (share of the area's granted hours 0-1): the first population.
    street_use
        split, edge, reverse-merged: `edge` is the lower edge number of a street; organisations
        (how many organisations' cars use it), passages (how many times), clients (how many
        different clients the passages lead to): cars, the first population's first day.
    manifest
        What manifest.json says: study hash, seed, versions, command.
    """

    study: Study
    map: MapBundle
    parameters: Parameters
    results: pd.DataFrame
    summary: pd.DataFrame
    differences: pd.DataFrame
    one_base: pd.DataFrame
    area_shares: pd.DataFrame
    street_use: pd.DataFrame
    manifest: dict[str, Any]
