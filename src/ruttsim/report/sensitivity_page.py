"""The page of a sensitivity analysis: tornado figures, what could turn, numbers together."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from ruttsim.accounts.kpis import KPIS
from ruttsim.figures.tornado import TornadoRow, draw_tornado
from ruttsim.figures.words import Words, capital, title, unit_scale, unit_text
from ruttsim.report.bare_page import bare_page
from ruttsim.report.inline import inline_svgs
from ruttsim.report.numbers import number_headings, number_unit
from ruttsim.report.sensitivity_tables import columns, together_html, turning_html
from ruttsim.sensitivity.analysis import mean_difference
from ruttsim.sensitivity.output import not_reached
from ruttsim.sensitivity.points import compared_pair

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from ruttsim.figures.registry import Drawing
    from ruttsim.sensitivity.analysis import Sensitivity

SHOWN = 16
"""Numbers in a figure."""

_STYLE = """\
table { border-collapse: collapse; font-size: 0.85rem; }
th, td { border: 1px solid #b4bcc4; padding: 0.25rem 0.5rem; text-align: left; }"""


def tornado_drawings(found: Sensitivity, table: pd.DataFrame, language: str) -> tuple[Drawing, ...]:
    """A tornado of each key figure, of the numbers with the widest bars.

    Bars are effects, set off from the difference of the study's own numbers.
    """
    words = Words("ruttsim.figures", language)
    reference, split = compared_pair(found.setting.study)
    titles = {it.name: title(it, language) for it in found.setting.parameters.quantities}
    drawings = []
    for kpi in found.kpis:
        scale = unit_scale(KPIS[kpi].unit)
        rows = table[(table["kpi"] == kpi) & (table["swing"] > 0)].head(SHOWN)
        if rows.empty:
            continue
        heading = words(
            "tornado.heading",
            kpi=capital(title(KPIS[kpi], language)),
            split=title(split, language),
            reference=title(reference, language),
        )
        own = mean_difference(found.own, kpi) * scale
        bars = [
            TornadoRow(
                name,
                capital(titles[name]),
                low,
                value,
                high,
                number_unit(unit, language),
                own + (at_low - before) * scale,
                own + (at_high - before) * scale,
                is_beyond,
            )
            for name, low, value, high, unit, at_low, before, at_high, is_beyond in columns(
                rows,
                *("number", "low", "value", "high", "unit"),
                *("difference_low", "difference", "difference_high", "is_beyond_luck"),
            )
        ]
        unit = unit_text(KPIS[kpi].unit, language)
        drawings.append(draw_tornado(words, f"tornado_{kpi}", heading, unit, own, bars))
    return tuple(drawings)


def sensitivity_html(
    found: Sensitivity, table: pd.DataFrame, drawings: Sequence[Drawing], language: str
) -> str:
    """The page as the text of one file that asks for nothing from outside."""
    words = Words("ruttsim.report", language)
    study = found.setting.study
    reference, split = (title(it, language) for it in compared_pair(study))
    told = [
        words(
            "sensitivity.made",
            numbers=len(found.moved),
            populations=study.time.populations,
            days=len(study.planned_dates) * study.time.disturbed_days,
            moves=study.planning.moves,
            searches=len(found.own.searches[0]),
        ),
        words("sensitivity.reading", split=split, reference=reference),
        words("sensitivity.bars", shown=SHOWN) if drawings else words("sensitivity.no_bars"),
    ]
    if study.time.populations == 1:
        told.append(words("sensitivity.one_population"))
    if found.setting.bundle.manifest.schematic:
        told.append(words("page.schematic_short"))
    parts = [f"<p>{escape(it)}</p>" for it in told]
    parts += list(inline_svgs(drawings).values())
    headings = number_headings(found.setting.parameters.quantities, language)
    parts.append(f"<h2>{escape(words('sensitivity.turning'))}</h2>")
    parts.append(turning_html(table, headings, words))
    parts.append(together_html(table, found.dropped, headings, words))
    not_computed = tuple(it.number.name for it in found.moved if it.fault)
    for key, names in (
        ("unreached", not_reached(found)),
        ("not_computed", not_computed),
        ("off_grid", found.off_grid),
    ):
        if names:
            named = "; ".join(headings[it] for it in names)
            text = words(f"sensitivity.{key}", count=len(names), names=named)
            parts.append(f"<p>{escape(text)}</p>")
    heading = f"{words('sensitivity.title')}: {title(study, language)}"
    body = "\n".join([f"<h1>{escape(heading)}</h1>", *parts])
    return bare_page(language, heading, body, _STYLE)
