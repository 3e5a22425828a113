"""The section on steps over time: each step by itself, who moves, and what follows with a lag."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ruttsim.accounts.kpi import REASON
from ruttsim.accounts.kpis import KPIS
from ruttsim.accounts.statement import TOTAL
from ruttsim.figures.colours import letter
from ruttsim.figures.tables import NO_ROW, Row
from ruttsim.figures.words import (
    DASH,
    compact,
    decimals_for,
    number,
    percent,
    span,
    title,
    unit_text,
    with_unit,
)
from ruttsim.lags import COST, HOURS, UNITS, VEHICLES
from ruttsim.parameters import load_parameters
from ruttsim.report.blocks import Block, Bullets, Cell, Paragraph, RowGroup, Section, Table
from ruttsim.report.kpi_tables import TableRow, kpi_row, kpi_table

if TYPE_CHECKING:
    from ruttsim.report.page import Page
    from ruttsim.study.split_model import SplitSection

OF_STEPS = (
    "travel_h",
    "cost_sek",
    "co2e_kg",
    "newcomers",
    "moved_clients",
    "missed_visits",
    "carers_per_client",
)
MOVED = "moved_clients"


def steps(page: Page) -> Section | None:
    """What happens from step to step; nothing where no split follows another."""
    following = [it for it in page.splits if it.after is not None]
    if not following:
        return None
    words = page.words
    blocks: list[Block] = [
        Paragraph(words("steps.intro")),
        Bullets(tuple(_rules(page, it) for it in following)),
        _by_step(page),
        *_moved(page),
        *(Paragraph(it) for it in dict.fromkeys(_lags(page, split) for split in following)),
        _surplus(page, following),
    ]
    return Section("steps", words("steps.heading"), tuple(blocks))


def _rules(page: Page, split: SplitSection) -> str:
    """What changes from the step before to a split, in words."""
    words, change = page.words, split.change
    titles = {it.name: title(it, page.language) for it in page.splits}
    return words(
        "steps.rules",
        split=titles[split.name],
        before=titles[str(split.after)],
        years=compact(change.years, page.language),
        may_move=words(f"steps.may_move_{change.may_move}"),
        plan=words(f"steps.plan_{change.plan}"),
    )


def _by_step(page: Page) -> Table:
    """A row for each split: share of external organisations and the key figures of steps."""
    words = page.words
    kpis = [KPIS[name] for name in OF_STEPS if page.figures.has(name)]
    rows = []
    for split in page.splits:
        cells = [Cell((_external(page, split),))]
        for kpi in kpis:
            found = [page.figures.row(kpi.name, it.name) for it in page.splits]
            decimals = min(1, page.decimals(kpi, found))
            row = page.figures.row(kpi.name, split.name)
            cells.append(Cell(page.with_interval(kpi, row, decimals)))
        rows.append((title(split, page.language), tuple(cells)))
    columns = (words("steps.step"), words("steps.external"), *(page.heading(it) for it in kpis))
    return Table(words("steps.caption"), columns, (RowGroup("", tuple(rows)),))


def _external(page: Page, split: SplitSection) -> str:
    """Share of granted time that organisations of other types than municipal have."""
    external = [
        page.figures.row("granted_h", split.name, it.name).mean
        for it in page.result.study.organisations
        if it.type != "municipal" and it.name in split.organisations
    ]
    whole = page.figures.row("granted_h", split.name).mean
    share = percent(sum(external), whole, 1, page.language)
    return share if share == DASH else f"{share} %"


def _moved(page: Page) -> list[Table]:
    """Who has another organisation than at the step before: by whom they have, and why."""
    moved = [page.figures.row(MOVED, it.name).mean for it in page.splits if it.after is not None]
    if not any(it > 0 or math.isnan(it) for it in moved):
        return []
    by_holder: list[TableRow] = []
    for index, organisation in enumerate(page.result.study.organisations):
        heading = f"{letter(index)} {title(organisation, page.language)}"
        found = [page.figures.row(MOVED, it.name, organisation.name) for it in page.splits]
        if any(row.mean > 0 or (row is not NO_ROW and math.isnan(row.mean)) for row in found):
            by_holder.append(kpi_row(page, MOVED, heading, organisation.name))
    reasons = [
        kpi_row(page, MOVED, page.words(f"steps.reason_{it}"), group=f"{REASON}{it}")
        for it in page.figures.names(MOVED, REASON)
    ]
    groups = (
        RowGroup(page.words("steps.by_holder"), tuple(by_holder)),
        RowGroup(page.words("steps.by_reason"), tuple(reasons)),
    )
    return [kpi_table(page, "steps.moved_caption", tuple(it for it in groups if it.rows))]


def _lags(page: Page, split: SplitSection) -> str:
    """What is told of the surplus, with the lags of a split in years."""
    numbers = {**page.result.study.parameters, **split.parameters}
    lags = load_parameters(numbers).split.steps
    return page.words(
        "steps.surplus_intro",
        staff=compact(lags.staff_lag_years, page.language),
        vehicles=compact(lags.vehicle_lag_years, page.language),
    )


def _surplus(page: Page, following: list[SplitSection]) -> Table:
    """Staff and vehicles of the step before that are too many, of each organisation and in all."""
    table = page.result.steps
    keys = zip(table["split"], table["organisation"], table["kpi"], strict=True)
    values = zip(table["mean"], table["low"], table["high"], table["n"], strict=True)
    known = {
        key: Row(float(mean), float(low), float(high), int(n))
        for key, (mean, low, high, n) in zip(keys, values, strict=True)
    }
    names = [it.name for it in page.result.study.organisations]
    titles = {
        it.name: f"{letter(k)} {title(it, page.language)}"
        for k, it in enumerate(page.result.study.organisations)
    }
    groups = []
    for kpi in (HOURS, VEHICLES, COST):
        rows = []
        for name in (*names, TOTAL):
            found = [known.get((it.name, name, kpi), NO_ROW) for it in following]
            if name == TOTAL or any(row.mean > 0 for row in found):
                heading = titles.get(name, page.words("steps.total"))
                rows.append((heading, tuple(_estimate(page, found))))
        heading = with_unit(page.words(f"steps.{kpi}"), unit_text(UNITS[kpi], page.language))
        groups.append(RowGroup(heading, tuple(rows)))
    columns = (page.words("steps.surplus"), *(title(it, page.language) for it in following))
    return Table(page.words("steps.surplus_caption"), columns, tuple(groups))


def _estimate(page: Page, rows: list[Row]) -> list[Cell]:
    """Means with their intervals, with as many decimals for all."""
    decimals = min(1, decimals_for(row.mean for row in rows))
    cells = []
    for row in rows:
        interval = span(row.low, row.high, decimals, page.language)
        value = number(row.mean, decimals, page.language)
        cells.append(Cell((value, f"({interval})") if interval else (value,)))
    return cells
