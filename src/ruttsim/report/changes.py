"""What each split changes beside its areas: numbers, vehicle types and rules of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ruttsim.figures.words import DASH, title
from ruttsim.report.blocks import Block, Cell, Paragraph, RowGroup, Table
from ruttsim.report.numbers import measured, number_headings
from ruttsim.report.rules import rule_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ruttsim.report.page import Page


def changes(page: Page) -> tuple[Block, ...]:
    """A table of what splits have of their own, the study's value where they have none."""
    numbers = dict.fromkeys(name for it in page.splits for name in it.parameters)
    owners = dict.fromkeys(name for it in page.splits for name in it.vehicle_types)
    rules = [it for it in ("alarms", "nights") if any(getattr(x, it) for x in page.splits)]
    if not numbers and not owners and not rules:
        return ()
    words = page.words
    headings = number_headings(page.result.parameters.quantities, page.language)
    groups = [RowGroup("", tuple((headings[name], _numbers(page, name)) for name in numbers))]
    if owners:
        known = {it.name: it for it in page.result.study.organisations}
        rows = tuple(
            (title(known[name], page.language), _types(page, name, known[name].vehicle_types))
            for name in owners
        )
        groups.append(RowGroup(words("changes.vehicle_types"), rows))
    if rules:
        named = tuple((words(f"changes.{it}"), _rules(page, it)) for it in rules)
        groups.append(RowGroup(words("changes.rules"), named))
    table = Table(
        words("changes.caption"),
        (words("changes.what"), *page.split_titles),
        tuple(it for it in groups if it.rows),
    )
    return Paragraph(words("changes.intro")), table


def _numbers(page: Page, name: str) -> tuple[Cell, ...]:
    """A number in every split, with its unit."""
    of_study = next(it for it in page.result.parameters.quantities if it.name == name)
    values = (it.parameters.get(name, of_study.value) for it in page.splits)
    return tuple(Cell((measured(value, of_study.unit, page.language),)) for value in values)


def _rules(page: Page, key: str) -> tuple[Cell, ...]:
    """Who answers alarms, or has the nights, in every split."""
    of_study = getattr(page.result.study.day, key)
    rules = (getattr(it, key) or of_study for it in page.splits)
    return tuple(Cell((rule_words(page.words, key, it),), is_number=False) for it in rules)


def _types(page: Page, name: str, of_study: Sequence[str] | None) -> tuple[Cell, ...]:
    """The vehicle types of an organisation in every split."""
    vehicles, as_profile = page.result.parameters.vehicles, page.words("changes.as_profile")
    cells = []
    for split in page.splits:
        types = split.vehicle_types.get(name, of_study)
        text = (
            as_profile
            if types is None
            else ", ".join(title(vehicles[it], page.language) for it in types)
        )
        cells.append(Cell((text if name in split.organisations else DASH,), is_number=False))
    return tuple(cells)
