"""What a sweep gives: its points, and tables of figures, differences, effects and interactions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from ruttsim.study.model import Study
    from ruttsim.sweep.points import Point

RESULTS = "results"
TABLES = ("points", "figures", "differences", "effects", "interactions")
"""Tables of a result that become CSV files."""


@dataclass(frozen=True, eq=False)
class Sweep:
    """Everything that a page of a sweep needs, small cells already suppressed.

    Attributes
    ----------
    study
        The study with its factors and their levels (`study.factors`, `study.design`), and with
        what its table `quick` says where it was a first look.
    design
        Its points, by index from 0, and the level of each factor there.
    points
        point, a column a factor, map, populations, not_compared (names of splits that leave too
        many visits without a round at that point, with a space between them; all splits where the
        first does).
    figures
        point, a column a factor, split, organisation, kpi, unit, mean, low, high, n: what `compare`
        tells at the point, of group all.
    differences
        point, a column a factor, split, reference, organisation, kpi, unit, mean, low, high, n,
        percent, percent_low, percent_high, populations_more, populations_less, p, p_holm, outcome:
        the same; p-values are adjusted over all points and splits that have the figure.
    effects
        Columns sweep.effects.EFFECT_COLUMNS; all organisations together.
    interactions
        Columns sweep.effects.INTERACTION_COLUMNS; empty unless a full design has two factors.
    maps
        What the manifest of each map says that points are on: `name`, `title`, `schematic`,
        `source`, `date`, `licence`, `content_hash`; by point.
    files
        Key figures day by day of each point, until the sweep is written: see `results_of`.
    manifest
        What manifest.json says, without hashes of files.
    """

    study: Study
    design: tuple[Point, ...]
    points: pd.DataFrame
    figures: pd.DataFrame
    differences: pd.DataFrame
    effects: pd.DataFrame
    interactions: pd.DataFrame
    maps: tuple[Mapping[str, Any], ...]
    files: tuple[Path, ...]
    manifest: dict[str, Any]

    def results_of(self, point: int) -> pd.DataFrame:
        """Key figures day by day at a point.

        Columns population, day, a column a factor, split, organisation, kpi, group, unit, value.
        """
        import pandas as pd

        return pd.read_parquet(self.files[point])


def name_of(point: int, points: int) -> str:
    """The name of a point in files: point_03 of twelve."""
    return f"point_{point:0{len(str(points - 1))}d}"
