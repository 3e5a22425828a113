"""The sections of the accounts: the municipality as payer, staff, climate, and what differs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ruttsim.accounts.kpis import KPIS
from ruttsim.accounts.statement import TOTAL
from ruttsim.figures.colours import letter
from ruttsim.figures.tables import Row
from ruttsim.figures.words import title
from ruttsim.report.blocks import Block, Cell, Paragraph, Pictures, RowGroup, Section, Table
from ruttsim.report.kpi_tables import TableRow, kpi_row, kpi_table

if TYPE_CHECKING:
    from ruttsim.accounts.kpi import Kpi
    from ruttsim.report.page import Page

PAYER_KPIS = (
    "paid_sek",
    "procurement_sek",
    "follow_up_sek",
    "stranded_sek",
    "wind_up_sek",
    "last_resort_sek",
    "payer_cost_sek",
    "municipality_cost_sek",
)
REVENUE_KPIS = ("remuneration_sek", "vat_compensation_sek", "rut_revenue_sek")
COST_KPIS = ("staff_cost_sek", "vehicle_cost_sek", "overhead_cost_sek", "carbon_cost_sek")
CLIMATE_KPIS = (
    "co2e_kg",
    "co2e_cold_start_kg",
    "co2e_tailpipe_kg",
    "co2e_manufacture_kg",
    "energy_kwh",
    "particles_g",
    "tyre_wear_g",
    "carbon_value_sek",
)
STAFF_KPI = "posts"


def payer(page: Page) -> Section:
    """What the municipality pays, and where the revenue and cost of all organisations lie."""
    words = page.words
    groups = tuple(
        RowGroup(
            words(f"payer.{name}"), tuple(kpi_row(page, it, page.heading(KPIS[it])) for it in kpis)
        )
        for name, kpis in (
            ("as_payer", PAYER_KPIS),
            ("revenue", REVENUE_KPIS),
            ("cost", COST_KPIS),
        )
    )
    maps = tuple(it for it in page.drawings if it.figure == "margin")
    note = words("page.schematic_short") if page.result.map.manifest.schematic else ""
    pictures = (Paragraph(words("payer.margin")), Pictures(maps, note)) if maps else ()
    table = kpi_table(page, _caption(page, "payer"), groups)
    blocks = (Paragraph(words("payer.intro")), table, *pictures)
    return Section("payer", words("payer.heading"), blocks)


def staff(page: Page) -> Section:
    """Full-time posts of each organisation in each split, and what differs from the first."""
    words, kpi = page.words, KPIS[STAFF_KPI]
    rows = [(words("staff.all"), _with_changes(page, TOTAL))]
    for index, organisation in enumerate(page.result.study.organisations):
        name = f"{letter(index)} {title(organisation, page.language)}"
        rows.append((name, _with_changes(page, organisation.name)))
    table = Table(
        words("staff.caption", reference=page.reference),
        (words("splits.organisation"), *page.split_titles),
        (RowGroup(page.heading(kpi), tuple(rows)),),
    )
    return Section("staff", words("staff.heading"), (Paragraph(words("staff.intro")), table))


def climate(page: Page) -> Section:
    """Climate impact by where it arises, and particles."""
    words = page.words
    group = RowGroup("", tuple(kpi_row(page, it, page.heading(KPIS[it])) for it in CLIMATE_KPIS))
    table = kpi_table(page, _caption(page, "climate"), (group,))
    return Section("climate", words("climate.heading"), (Paragraph(words("climate.intro")), table))


def decomposition(page: Page) -> Section | None:
    """What each difference from the first split consists of; nothing where there is none."""
    words, parts = page.words, page.result.decomposition
    if parts.empty:
        return None
    groups = []
    for kpi in (KPIS[name] for name in dict.fromkeys(parts["kpi"])):
        of_kpi = parts[parts["kpi"] == kpi.name]
        decimals = page.decimals(kpi, [page.figures.row(kpi.name, page.splits[0].name)])
        rows: list[TableRow] = []
        for part in dict.fromkeys(of_kpi["part"]):
            known = {
                it.split: Row(it.mean, it.low, it.high, it.n)
                for it in of_kpi[of_kpi["part"] == part].itertuples()
            }
            cells = (_signed(page, kpi, known.get(it.name), decimals) for it in page.splits[1:])
            rows.append((words(f"decomposition.{part}"), tuple(cells)))
        whole = (
            _signed(page, kpi, page.differences.row(kpi.name, it.name), decimals)
            for it in page.splits[1:]
        )
        rows.append((words("decomposition.whole"), tuple(whole)))
        groups.append(RowGroup(page.heading(kpi), tuple(rows)))
    table = Table(
        words(_caption(page, "decomposition"), reference=page.reference),
        (words("decomposition.part"), *page.split_titles[1:]),
        tuple(groups),
    )
    blocks: tuple[Block, ...] = (Paragraph(words("decomposition.intro")), table)
    return Section("decomposition", words("decomposition.heading"), blocks)


def _caption(page: Page, section: str) -> str:
    """The key of a section's caption, with intervals or without."""
    return f"{section}.caption" if page.has_intervals else f"{section}.caption_one"


def _signed(page: Page, kpi: Kpi, row: Row | None, decimals: int) -> Cell:
    """A difference and its interval; an en dash where there is none."""
    if row is None:
        row = Row(float("nan"), float("nan"), float("nan"), 0)
    interval = page.interval(kpi, row, decimals, is_signed=True)
    value = page.difference(kpi, row, decimals)
    return Cell((value, f"({interval})") if interval else (value,))


def _with_changes(page: Page, organisation: str) -> tuple[Cell, ...]:
    """Posts of an organisation in every split; from the second on, what differs from the first."""
    kpi = KPIS[STAFF_KPI]
    cells = []
    for split in page.splits:
        row = page.figures.row(kpi.name, split.name, organisation)
        lines = page.with_interval(kpi, row, 1)
        change = page.differences.row(kpi.name, split.name, organisation)
        if split is not page.splits[0] and change.n:
            lines += page.difference_lines(kpi, change, 1)
        cells.append(Cell(lines))
    return tuple(cells)
