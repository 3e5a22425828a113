"""The checks of a schematic map: its measures beside what is published, and other places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ruttsim.domain.roads import MapBundle
from ruttsim.roads.schematic_measures import MEASURES, Subject

CHECKS_FILE = "checks.csv"
WHOLE_FROM = 100
"""From here on the table shows whole numbers."""


@dataclass(frozen=True)
class Check:
    """A published figure, what the map measures, and between which values that is accepted.

    `umea` and `liechtenstein` are what the same measure gives of real streets elsewhere; empty
    where it was not measured.
    """

    title: str
    published: str
    measured: float
    low: float
    high: float
    umea: str
    liechtenstein: str
    unit: str
    source: str

    @property
    def holds(self) -> bool:
        """Whether the map measures what is accepted."""
        return self.low <= self.measured <= self.high


def checks(bundle: MapBundle, folder: Path) -> tuple[Check, ...]:
    """The checks of a map, in the order of their table."""
    subject = Subject(bundle, folder)
    return tuple(
        Check(
            title=row["check"],
            published=row["published"],
            measured=MEASURES[row["measure"]](subject, row["of"]),
            low=float(row["low"]),
            high=float(row["high"]),
            umea=row["umea"],
            liechtenstein=row["liechtenstein"],
            unit=row["unit"],
            source=row["source"],
        )
        for row in subject.rows(CHECKS_FILE)
    )


def checks_table(found: Sequence[Check]) -> str:
    """The checks as a table in Markdown."""
    head = (
        "| check | published | this map | accepted | holds | Umeå | Liechtenstein | unit |"
        " source |\n"
        "|---|---|---|---|---|---|---|---|---|\n"
    )
    return head + "".join(
        f"| {check.title} | {check.published} | {_figure(check.measured)} | "
        f"{_figure(check.low)} to {_figure(check.high)} | {'yes' if check.holds else '**no**'} | "
        f"{check.umea} | {check.liechtenstein} | {check.unit} | {check.source} |\n"
        for check in found
    )


def _figure(value: float) -> str:
    """A number with three digits, or whole."""
    return f"{value:.0f}" if value >= WHOLE_FROM else f"{value:.3g}"
