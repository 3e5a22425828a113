"""Tables of key figures: a row for each, a column for each area split."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ruttsim.accounts.kpis import KPIS
from ruttsim.accounts.statement import ALL, TOTAL
from ruttsim.report.blocks import Cell, RowGroup, Table

if TYPE_CHECKING:
    from ruttsim.report.page import Page

TableRow = tuple[str, tuple[Cell, ...]]


def kpi_row(
    page: Page, kpi_name: str, heading: str, organisation: str = TOTAL, group: str = ALL
) -> TableRow:
    """One key figure of every split with its interval."""
    kpi = KPIS[kpi_name]
    found = [page.figures.row(kpi_name, split.name, organisation, group) for split in page.splits]
    decimals = min(1, page.decimals(kpi, found))
    return heading, tuple(Cell(page.with_interval(kpi, row, decimals)) for row in found)


def kpi_table(page: Page, caption: str, groups: tuple[RowGroup, ...], about: str = "kpi") -> Table:
    """A table with a column a split."""
    first = page.words("main.kpi" if about == "kpi" else f"{about}.heading")
    return Table(page.words(caption), (first, *page.split_titles), groups)
