"""The report as one self-contained HTML file, with its figures beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from ruttsim import __version__
from ruttsim.errors import Faults, StudyError, choices_hint
from ruttsim.figures.words import LANGUAGES, Words, title
from ruttsim.files import write_text
from ruttsim.runner import Progress, silent

if TYPE_CHECKING:
    from pathlib import Path

    from ruttsim.comparison import Result
    from ruttsim.figures.registry import Drawing
    from ruttsim.report.blocks import Section
    from ruttsim.report.page import Page

FIGURES_FOLDER = "figures"
"""Folder beside the report that holds every figure as .svg and .png."""


def write_report(
    result: Result, path: Path, language: str, workers: int = 1, progress: Progress = silent
) -> None:
    """Put the report at path, and its figures into the folder `figures` beside it.

    Figures are drawn on as many processes as there are `workers`; they are the same on any number.

    Raises
    ------
    StudyError
        Where there are no texts in the language.
    """
    faults = Faults(StudyError)
    if language not in LANGUAGES:
        remedy = choices_hint(language, LANGUAGES)
        faults.add("report", "language", f"There is no report in '{language}'.", remedy)
    faults.raise_if_any()
    from ruttsim.figures.registry import draw, write_figures

    drawings = draw(result, language, workers, progress)
    write_figures(drawings, path.parent / FIGURES_FOLDER)
    write_text(path, report_html(result, drawings, language))


def report_html(result: Result, drawings: Sequence[Drawing], language: str) -> str:
    """The report as the text of one HTML file that asks for nothing from outside."""
    from ruttsim.figures.tables import Figures
    from ruttsim.report.certainty import Certainty
    from ruttsim.report.page import Page

    page = Page(
        result=result,
        words=Words("ruttsim.report", language),
        figures=Figures(result.summary),
        differences=Figures(result.differences),
        certainty=Certainty.of(result.differences, result.spread),
        drawings=tuple(drawings),
    )
    return page_html(
        page.words,
        title=title(result.study, language),
        question=getattr(result.study, f"question_{language}"),
        facts=_facts(page),
        is_schematic=result.map.manifest.schematic,
        sections=_sections(page),
        drawings=drawings,
    )


def page_html(
    words: Words, *, sections: Sequence[Section], drawings: Sequence[Drawing], **head: object
) -> str:
    """Sections as one HTML file; `head` is title, question, facts and is_schematic."""
    import jinja2
    from markupsafe import Markup

    from ruttsim.report.inline import inline_svgs

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("ruttsim.report", ""),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    return environment.get_template("report.html.j2").render(
        language=words.language,
        words=words,
        sections=sections,
        svgs={name: Markup(svg) for name, svg in inline_svgs(drawings).items()},  # noqa: S704 - own
        version=__version__,
        **head,
    )


def _sections(page: Page) -> list[Section]:
    """All sections in order, without those that have nothing to say."""
    from ruttsim.report import (
        access,
        accounts,
        basis,
        certainty,
        happened,
        outcome,
        overview,
        steps,
        stress,
    )

    makers: tuple[Callable[[Page], Section | None], ...] = (
        overview.summary,
        overview.reading,
        certainty.certainty,
        overview.splits,
        access.access,
        steps.steps,
        outcome.charts,
        outcome.main,
        outcome.paid_time,
        accounts.decomposition,
        outcome.economy,
        accounts.payer,
        accounts.staff,
        accounts.climate,
        happened.quality,
        happened.alarms,
        happened.nights,
        outcome.believable,
        outcome.one_base,
        basis.assumptions,
        basis.map_basis,
        basis.limits,
        stress.checklist,
        basis.again,
    )
    return [section for make in makers if (section := make(page)) is not None]


def _facts(page: Page) -> str:
    """How much was simulated, in one sentence."""
    words, time = page.words, page.result.study.time
    horizon = page.result.study.planning.horizon
    planned = {"day": "page.planned_days", "fortnight": "page.planned_fortnight"}[horizon]
    days = ", ".join(words(f"weekday.{day}") for day in time.planned_days)
    n = time.disturbed_days
    return words(
        "page.facts",
        splits=len(page.splits),
        populations=page.populations(time.populations),
        days=words(planned, days=days),
        disturbed=words("page.disturbed_one" if n == 1 else "page.disturbed_many", n=n),
    )
