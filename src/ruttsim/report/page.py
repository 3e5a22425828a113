"""What every section of a report draws from: the result, its lookups and its texts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ruttsim.accounts.kpis import KPIS
from ruttsim.figures.tables import Figures, Row
from ruttsim.figures.words import (
    SHARE_UNIT,
    Words,
    capital,
    decimals_for,
    number,
    signed,
    span,
    title,
    unit_scale,
    unit_text,
    with_unit,
)

if TYPE_CHECKING:
    from ruttsim.accounts.kpi import Kpi
    from ruttsim.comparison import Result
    from ruttsim.figures.registry import Drawing
    from ruttsim.report.certainty import Certainty
    from ruttsim.study.split_model import SplitSection


@dataclass(frozen=True, eq=False)
class Page:
    """A result in one language, with its figures looked up and its drawings."""

    result: Result
    words: Words
    figures: Figures
    differences: Figures
    certainty: Certainty
    drawings: tuple[Drawing, ...]

    @property
    def language(self) -> str:
        """The language of the report."""
        return self.words.language

    @property
    def splits(self) -> tuple[SplitSection, ...]:
        """The area splits in the study's order; the first is the reference."""
        return self.result.study.splits

    @property
    def split_titles(self) -> tuple[str, ...]:
        """Titles of the area splits."""
        return tuple(title(split, self.language) for split in self.splits)

    @property
    def reference(self) -> str:
        """Title of the split that the others are compared with."""
        return self.split_titles[0]

    @property
    def has_intervals(self) -> bool:
        """Whether there are populations enough for intervals."""
        return self.figures.populations > 1

    def populations(self, n: int) -> str:
        """`5 populations`."""
        return self.words("page.populations_one" if n == 1 else "page.populations_many", n=n)

    def kpis_shown(self) -> list[Kpi]:
        """Key figures of all organisations together, in the order of the registry."""
        return [kpi for kpi in KPIS.values() if self.figures.has(kpi.name)]

    def unit(self, kpi: Kpi) -> str:
        """The unit that a key figure is written in."""
        return unit_text(kpi.unit, self.language)

    def heading(self, kpi: Kpi) -> str:
        """What a column or group of one key figure is called, with the unit if it adds anything."""
        return with_unit(capital(title(kpi, self.language)), self.unit(kpi))

    def difference_unit(self, kpi: Kpi) -> str:
        """The unit of a difference: percentage points between shares."""
        return difference_unit(kpi, self.words)

    def decimals(self, kpi: Kpi, organisation_rows: Iterable[Row]) -> int:
        """Decimals that the rows of one key figure share."""
        return decimals_for(row.mean * unit_scale(kpi.unit) for row in organisation_rows)

    def value(self, kpi: Kpi, row: Row, decimals: int) -> str:
        """The mean of a row."""
        return number(row.mean * unit_scale(kpi.unit), decimals, self.language)

    def interval(self, kpi: Kpi, row: Row, decimals: int, *, is_signed: bool = False) -> str:
        """`low to high`, or nothing where there is no interval."""
        scale = unit_scale(kpi.unit)
        return span(row.low * scale, row.high * scale, decimals, self.language, is_signed=is_signed)

    def with_interval(self, kpi: Kpi, row: Row, decimals: int) -> tuple[str, ...]:
        """The mean, and on the next line its interval in brackets if there is one."""
        interval = self.interval(kpi, row, decimals)
        value = self.value(kpi, row, decimals)
        return (value, f"({interval})") if interval else (value,)

    def difference(self, kpi: Kpi, row: Row, decimals: int) -> str:
        """A signed difference without its interval."""
        return signed(row.mean * unit_scale(kpi.unit), decimals, self.language)

    def difference_lines(self, kpi: Kpi, row: Row, decimals: int) -> tuple[str, ...]:
        """`difference +5`, and on the next line its interval in brackets if there is one."""
        interval = self.interval(kpi, row, decimals, is_signed=True)
        text = self.words("main.difference", difference=self.difference(kpi, row, decimals))
        return (text, f"({interval})") if interval else (text,)


def difference_unit(kpi: Kpi, words: Words) -> str:
    """The unit of a difference: percentage points between shares."""
    is_share = kpi.unit == SHARE_UNIT
    return words("summary.points") if is_share else unit_text(kpi.unit, words.language)
