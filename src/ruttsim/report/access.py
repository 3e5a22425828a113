"""The section on choice: between whom, who gets the first choice, queues, and who changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ruttsim.accounts.access_kpis import CHOICES
from ruttsim.accounts.kpi import DISTRICT, REASON
from ruttsim.accounts.kpis import KPIS
from ruttsim.accounts.statement import TOTAL
from ruttsim.figures.colours import letter
from ruttsim.figures.words import title
from ruttsim.report.blocks import Block, Bullets, Paragraph, RowGroup, Section, Table
from ruttsim.report.kpi_tables import TableRow, kpi_row, kpi_table
from ruttsim.report.rules import split_rules

if TYPE_CHECKING:
    from ruttsim.report.page import Page

WHOLE = (
    "first_choices",
    "queueing_clients",
    "first_choice_share",
    "municipal_clients_before",
    "left_municipal_clients",
    "left_municipal_share",
)


def access(page: Page) -> Section | None:
    """How clients end with organisations in each split, and what that means for them."""
    if not page.figures.has("municipal_clients_before"):
        return None
    words = page.words
    shown = [name for name in WHOLE if page.figures.has(name)]
    whole = tuple(kpi_row(page, name, page.heading(KPIS[name])) for name in shown)
    blocks: list[Block] = [
        Paragraph(words("access.intro")),
        Bullets(tuple(split_rules(page, split) for split in page.splits)),
        kpi_table(page, "access.caption", (RowGroup("", whole),)),
        *_queues(page),
        *_reasons(page),
        *_districts(page),
    ]
    return Section("access", words("access.heading"), tuple(blocks))


def _queues(page: Page) -> list[Table]:
    """Clients in the queue of each organisation that has one."""
    rows: list[TableRow] = []
    for index, organisation in enumerate(page.result.study.organisations):
        name = organisation.name
        found = (page.figures.row("queueing_clients", it.name, name) for it in page.splits)
        if any(row.mean > 0 for row in found):
            heading = f"{letter(index)} {title(organisation, page.language)}"
            rows.append(kpi_row(page, "queueing_clients", heading, name))
    groups = (RowGroup("", tuple(rows)),)
    return [kpi_table(page, "access.queue_caption", groups)] if rows else []


def _reasons(page: Page) -> list[Table]:
    """Who left the municipality's own organisation, by reason, if anybody did."""
    name = "left_municipal_clients"
    rows = tuple(
        kpi_row(page, name, page.words(f"reason.{reason}"), group=f"{REASON}{reason}")
        for reason in page.figures.names(name, REASON)
    )
    if not rows:
        return []
    return [kpi_table(page, "access.reason_caption", (RowGroup("", rows),), "reason")]


def _districts(page: Page) -> list[Table]:
    """Organisations to choose between by district, for care and for service."""
    groups = []
    for name in CHOICES:
        districts = page.figures.names(name, DISTRICT, with_empty=True)
        rows = tuple(
            kpi_row(page, name, district, TOTAL, f"{DISTRICT}{district}") for district in districts
        )
        if rows:
            groups.append(RowGroup(page.heading(KPIS[name]), rows))
    if not groups:
        return []
    return [kpi_table(page, "access.district_caption", tuple(groups), "district")]
