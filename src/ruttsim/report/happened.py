"""The sections of the day as it happened: visits, breaks, vehicles, alarms, and the night."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ruttsim.accounts.day_kpis import WITH_PATROL
from ruttsim.accounts.kpi import DISTRICT, REASON
from ruttsim.accounts.kpis import KPIS
from ruttsim.accounts.statement import ALL, PATROL_NAME, TOTAL
from ruttsim.costs import WORK_WEEKS_PER_YEAR, night_staff_factor
from ruttsim.figures.colours import letter
from ruttsim.figures.words import DASH, compact, listed, number, percent, title
from ruttsim.parameters import load_parameters
from ruttsim.report.blocks import Block, Cell, Paragraph, RowGroup, Section, Table
from ruttsim.report.kpi_tables import TableRow, kpi_row, kpi_table

if TYPE_CHECKING:
    from ruttsim.report.page import Page

VISIT_KPIS = ("late_visits", "missed_visits", "unserved_visits", "handed_over_visits")
DAY_KPIS = (
    "punctuality",
    "late_min_p95",
    "shortened_care_h",
    "overtime_h",
    "breaches",
    "substitutes",
    "driven_in_vain_km",
    "driven_in_vain_h",
    "vehicles_in_use",
    "vehicles_out_at_peak",
    "vehicle_use_share",
)
CARER_KPIS = tuple(
    name for name, kpi in KPIS.items() if kpi.is_of_fortnight and not name.startswith("night_")
)
ALARM_KPIS = ("alarms", "alarm_in_time_share", "alarm_response_min", "alarm_response_min_p95")
ALARM_PERCENTILES = ("alarm_response_min", "alarm_response_min_p95")
FEWEST_ALARMS = 20
"""Alarms in all days of a population together, on average, for which percentiles are shown.

Of fewer the 95th percentile is the slowest alarm, whatever it was. A choice of the design.
"""
PATROL_KPIS = (
    "patrol_km",
    "patrol_client_h",
    "patrol_paid_h",
    "patrol_cost_sek",
    "patrol_staff_cost_sek",
    "patrol_vehicle_cost_sek",
    "patrol_co2e_kg",
    "patrol_co2e_manufacture_kg",
    "patrol_charged_kwh",
    "patrol_charging_h",
)
NIGHT_KPIS = tuple(
    name for name, kpi in KPIS.items() if name.startswith("night_") and not kpi.is_of_fortnight
)
NIGHT_CARER_KPIS = tuple(
    name for name, kpi in KPIS.items() if name.startswith("night_") and kpi.is_of_fortnight
)


def quality(page: Page) -> Section:
    """Late and missed visits with their share of all visits and reasons, and how the day went."""
    words = page.words
    rows: list[TableRow] = []
    for kpi in (KPIS[name] for name in VISIT_KPIS):
        cells = []
        for split in page.splits:
            row = page.figures.row(kpi.name, split.name)
            visits = page.figures.row("visits", split.name).mean
            share = percent(row.mean, visits, 2, page.language)
            cells.append(Cell((*page.with_interval(kpi, row, 1), f"{share} %")))
        rows.append((title(kpi, page.language), tuple(cells)))
    table = kpi_table(page, "quality.caption", (RowGroup("", tuple(rows)),))
    how = tuple(kpi_row(page, name, page.heading(KPIS[name])) for name in DAY_KPIS)
    day = kpi_table(page, "quality.day_caption", (RowGroup("", how),))
    blocks: list[Block] = [
        table,
        *_reasons(page),
        Paragraph(words("quality.intro")),
        day,
        *_by_district(page),
        *_carers(page),
    ]
    return Section("quality", words("quality.heading"), tuple(blocks))


def _by_district(page: Page) -> list[Block]:
    """Travel for each visit and punctuality by district, if they are known."""
    groups = []
    for kpi in (KPIS[name] for name in ("travel_min_per_visit", "punctuality")):
        rows = tuple(
            kpi_row(page, kpi.name, name, TOTAL, f"{DISTRICT}{name}")
            for name in page.figures.names(kpi.name, DISTRICT, with_empty=True)
        )
        if rows:
            groups.append(RowGroup(page.heading(kpi), rows))
    if not groups:
        return []
    table = kpi_table(page, "quality.district_caption", tuple(groups), "district")
    titles = _splits_with(page, "organisation")
    if not titles or not page.figures.has("night_visits"):
        return [table]
    key = "some" if len(titles) < len(page.splits) else "all"
    where = listed(titles, page.language)
    return [table, Paragraph(page.words(f"quality.district_nights_{key}", splits=where))]


def _carers(page: Page) -> list[Block]:
    """Continuity and weekly rest by day, where fourteen days have named carers."""
    if not page.figures.has("named_carers"):
        return []
    rows = tuple(kpi_row(page, name, page.heading(KPIS[name])) for name in CARER_KPIS)
    hours = compact(page.result.parameters.fortnight.weekly_rest_h, page.language)
    return [
        Paragraph(page.words("quality.carers_intro", hours=hours)),
        kpi_table(page, "quality.carers_caption", (RowGroup("", rows),)),
    ]


def _hours_of_night_staff(page: Page) -> list[Block]:
    """How long a week is for who works only at night, and what that makes of an hour's cost.

    Said once for all splits, or for each group of them whose numbers for pay make another text.
    """
    by_text: dict[tuple[str, str, str], list[str]] = {}
    for split in page.splits:
        numbers = load_parameters({**page.result.study.parameters, **split.parameters})
        factor = night_staff_factor(numbers.pay, numbers.fortnight)
        day_h = numbers.pay.contract_h_per_year / WORK_WEEKS_PER_YEAR
        own_h, others_h = (number(it, 1, page.language) for it in (day_h / factor, day_h))
        told = (own_h, others_h, number(factor, 2, page.language))
        by_text.setdefault(told, []).append(title(split, page.language))
    paragraphs: list[Block] = []
    for (own, others, times), titles in by_text.items():
        given = {"own": own, "others": others, "times": times}
        text = page.words("nights.cost_intro", **given)
        if len(by_text) > 1:
            splits = listed(titles, page.language)
            text = page.words("nights.cost_of_splits", splits=splits, **given)
        paragraphs.append(Paragraph(text))
    return paragraphs


def _splits_with(page: Page, night_rule: str) -> list[str]:
    """Titles of the splits in which one rule says who makes the visits of the night."""
    return [
        title(split, page.language)
        for split in page.splits
        if (split.nights or page.result.study.day.nights) == night_rule
    ]


def _reasons(page: Page) -> list[Table]:
    """Missed visits and broken rules by reason, if there are any."""
    groups = []
    for kpi in (KPIS[name] for name in ("missed_visits", "breaches")):
        rows = tuple(
            kpi_row(page, kpi.name, page.words(f"reason.{reason}"), group=f"{REASON}{reason}")
            for reason in page.figures.names(kpi.name, REASON)
        )
        if rows:
            groups.append(RowGroup(page.heading(kpi), rows))
    return [kpi_table(page, "quality.reason_caption", tuple(groups), "reason")] if groups else []


def alarms(page: Page) -> Section | None:
    """How soon somebody came to alarms, by who answered and by district, and the patrol."""
    if not page.figures.has("alarms"):
        return None
    words = page.words
    by_whom = [(words("alarms.all"), TOTAL), (words("alarms.patrol"), PATROL_NAME)]
    by_whom += _organisations_with(page, "alarms")
    whole = tuple(
        RowGroup(heading, _alarm_rows(page, organisation)) for heading, organisation in by_whom
    )
    districts = tuple(
        RowGroup(name, _alarm_rows(page, TOTAL, f"{DISTRICT}{name}"))
        for name in page.figures.names("alarms", DISTRICT, with_empty=True)
    )
    patrol = tuple(kpi_row(page, name, page.heading(KPIS[name])) for name in PATROL_KPIS)
    promise = page.result.parameters.day.alarm_promise_min
    blocks: list[Block] = [
        Paragraph(words("alarms.intro", minutes=f"{promise:.0f}", fewest=FEWEST_ALARMS)),
        kpi_table(page, "alarms.caption", whole),
        *([kpi_table(page, "alarms.district_caption", districts, "district")] if districts else []),
        Paragraph(words("alarms.patrol_intro")),
        kpi_table(page, "alarms.patrol_caption", (RowGroup("", patrol),)),
    ]
    return Section("alarms", words("alarms.heading"), tuple(blocks))


def nights(page: Page) -> Section | None:
    """Planned visits of the night: by the patrol, which is accounted apart, or by organisations."""
    if not page.figures.has("night_visits"):
        return None
    words = page.words
    of_patrol, own = (_splits_with(page, rule) for rule in ("patrol", "organisation"))
    by_whom = [(words("nights.patrol"), PATROL_NAME)] if of_patrol else []
    if own:
        whole = "nights.both" if by_whom else "nights.all"
        by_whom = [(words(whole), TOTAL), *by_whom, *_organisations_with(page, "night_visits")]
    crew = f"{page.result.parameters.day.night_crew:.0f}"
    intros = []
    for titles, text in ((of_patrol, "patrol_intro"), (own, "own_intro")):
        if titles:
            is_some = len(titles) < len(page.splits)
            where = listed(titles, page.language) if is_some else words("nights.every_split")
            intros.append(Paragraph(words(f"nights.{text}", splits=where, crew=crew)))
    carers: list[Block] = []
    if page.figures.has("night_carers"):
        its = _night_rows(page, by_whom, NIGHT_CARER_KPIS)
        table = kpi_table(page, "nights.carers_caption", its)
        carers = [Paragraph(words("nights.carers_intro")), table]
    everybody = tuple(kpi_row(page, it.name, page.heading(it)) for it in WITH_PATROL)
    blocks: list[Block] = [
        *intros,
        kpi_table(page, "nights.caption", _night_rows(page, by_whom, NIGHT_KPIS)),
        *([_of_single_days(page)] if of_patrol and _has_single_days(page) else []),
        *_hours_of_night_staff(page),
        *carers,
        Paragraph(words("nights.everybody_intro")),
        kpi_table(page, "nights.everybody_caption", (RowGroup("", everybody),)),
    ]
    return Section("nights", words("nights.heading"), tuple(blocks))


def _has_single_days(page: Page) -> bool:
    """Whether each day is planned by itself, and begins with full batteries and tanks."""
    return page.result.study.planning.horizon == "day"


def _of_single_days(page: Page) -> Paragraph:
    """Why the cars of the night patrol may have been refilled with nothing."""
    share = percent(page.result.parameters.charging.refuel_below_share, 1, 0, page.language)
    text = page.words("nights.single_days", share=share)
    if page.figures.has("alarms"):
        text += " " + page.words("nights.single_days_alarms")
    return Paragraph(text)


def _night_rows(
    page: Page, by_whom: list[tuple[str, str]], names: tuple[str, ...]
) -> tuple[RowGroup, ...]:
    """Some key figures of everybody who makes visits at night."""
    return tuple(
        RowGroup(
            heading,
            tuple(kpi_row(page, name, page.heading(KPIS[name]), organisation) for name in names),
        )
        for heading, organisation in by_whom
    )


def _organisations_with(page: Page, kpi: str) -> list[tuple[str, str]]:
    """Heading and name of the organisations that have some of a key figure in any split."""
    found = []
    for index, organisation in enumerate(page.result.study.organisations):
        rows = (page.figures.row(kpi, it.name, organisation.name) for it in page.splits)
        if any(row.mean > 0 for row in rows):
            name = f"{letter(index)} {title(organisation, page.language)}"
            found.append((name, organisation.name))
    return found


def _alarm_rows(page: Page, organisation: str, group: str = ALL) -> tuple[TableRow, ...]:
    """The key figures of alarms of one organisation or district; no percentile of few."""
    study = page.result.study
    days = len(study.planned_dates) * study.time.disturbed_days
    is_told = [
        page.figures.row("alarms", split.name, organisation, group).mean * days >= FEWEST_ALARMS
        for split in page.splits
    ]
    rows: list[TableRow] = []
    for name in ALARM_KPIS:
        heading, cells = kpi_row(page, name, page.heading(KPIS[name]), organisation, group)
        if name in ALARM_PERCENTILES:
            cells = tuple(
                cell if told else Cell((DASH,)) for cell, told in zip(cells, is_told, strict=True)
            )
        rows.append((heading, cells))
    return tuple(rows)
