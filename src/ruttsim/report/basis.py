"""The last sections: what the figures rest on, where the method ends, how to get them again."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from ruttsim.parameters import is_unverified, parameter_table
from ruttsim.report.blocks import (
    Block,
    Bullets,
    Cell,
    Command,
    Heading,
    Notice,
    Paragraph,
    RowGroup,
    Section,
    Table,
)
from ruttsim.report.numbers import measured, number_heading, reach

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ruttsim.figures.words import Words
    from ruttsim.parameters import ParameterRow
    from ruttsim.report.page import Page


def assumptions(page: Page) -> Section:
    """Every number from the world with its range, source and status."""
    words = page.words
    rows = parameter_table(page.result.parameters.quantities, page.language)
    counts = words(
        "assumptions.counts",
        all=len(rows),
        unverified=sum(is_unverified(row.status) for row in rows),
        overridden=sum(row.is_overridden for row in rows),
        outside=sum(row.is_outside_range for row in rows),
    )
    groups = tuple(
        RowGroup(
            f"{words(f'tables.{file}')} ({file})",
            tuple((number_heading(row.title, row.name), _quantity(page, row)) for row in group),
        )
        for file, group in groupby(rows, key=_file)
    )
    columns = ("name", "value_and_range", "source", "status", "note")
    table = Table(
        words("assumptions.caption"),
        tuple(words(f"assumptions.{column}") for column in columns),
        groups,
    )
    return Section("assumptions", words("assumptions.heading"), (Paragraph(counts), table))


def _file(row: ParameterRow) -> str:
    """The file that a number stands in."""
    return row.name.partition(".")[0]


def _quantity(page: Page, row: ParameterRow) -> tuple[Cell, ...]:
    """The cells of one number."""
    words, language = page.words, page.language
    marks = []
    if is_unverified(row.status):
        marks.append(words(f"assumptions.{row.status}"))
    if row.is_overridden:
        marks.append(words("assumptions.overridden"))
    if row.is_outside_range:
        marks.append(words("assumptions.outside"))
    status = () if is_unverified(row.status) else (words(f"assumptions.{row.status}"),)
    return (
        Cell(
            (measured(row.value, row.unit, language), reach(row.low, row.high, language)),
            is_number=False,
        ),
        Cell((row.source,), is_number=False),
        Cell(status, tuple(marks), is_number=False),
        Cell((row.note,), is_number=False),
    )


def map_basis(page: Page) -> Section:
    """Where the map comes from and what it assumes."""
    words, manifest = page.words, page.result.map.manifest
    blocks: list[Block] = []
    if manifest.schematic:
        blocks.append(Notice(words("page.schematic_title"), words("page.schematic")))
    source = words(
        "map.source",
        title=manifest.title,
        source=manifest.source,
        date=manifest.date,
        licence=manifest.licence,
    )
    blocks.append(Paragraph(source))
    sentences, language = manifest.assumed(page.language)
    if sentences and language != page.language:
        blocks.append(Paragraph(words("map.language")))
    blocks.append(Bullets(sentences, language) if sentences else Paragraph(words("map.none")))
    return Section("map", words("map.heading"), tuple(blocks))


def limits(page: Page) -> Section:
    """What the method leaves out."""
    horizon = {"day": "days", "fortnight": "fortnight"}[page.result.study.planning.horizon]
    keys = (horizon, "people", "plans", "behaviour", "travel", "uncertainty")
    items = tuple(page.words(f"limits.{key}") for key in keys)
    return Section("limits", page.words("limits.heading"), (Bullets(items),))


def again(page: Page) -> Section:
    """Seed, versions, hashes and the command that gives the result again."""
    return made_again(page.words, page.result.manifest)


def made_again(words: Words, manifest: Mapping[str, Any]) -> Section:
    """The same of a manifest: that of a run, or of a sweep over several maps."""
    versions = ", ".join(f"{name} {text}" for name, text in manifest["versions"].items())
    maps = manifest.get("maps", [manifest["map"]])
    rows = [
        (words("again.seed"), str(manifest["seed"])),
        (words("again.study_hash"), manifest["study_hash"]),
        *(
            (
                words("again.map_hash")
                if len(maps) == 1
                else words("again.input_hash", name=it["name"]),
                it["content_hash"],
            )
            for it in maps
        ),
        (words("again.parameters_hash"), manifest["parameters_hash"]),
        *(
            (words("again.input_hash", name=name), text)
            for name, text in manifest["inputs"].items()
        ),
        (words("again.versions"), versions),
    ]
    group = RowGroup("", tuple((key, (Cell((value,), is_number=False),)) for key, value in rows))
    table = Table(words("again.caption"), (words("again.key"), words("again.value")), (group,))
    blocks = (
        Paragraph(words("again.intro")),
        Heading(words("again.command")),
        Command(manifest["command"]),
        table,
    )
    return Section("again", words("again.heading"), blocks)
