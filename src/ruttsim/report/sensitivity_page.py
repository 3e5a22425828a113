"""The page of a sensitivity analysis: tornado figures, and what could turn a difference."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from ruttsim.accounts.kpis import KPIS
from ruttsim.figures.tornado import TornadoRow, draw_tornado
from ruttsim.figures.words import SHARE_UNIT, Words, capital, compact, title, unit_scale, unit_text
from ruttsim.report.bare_page import bare_page
from ruttsim.report.inline import inline_svgs
from ruttsim.sensitivity.analysis import mean_difference
from ruttsim.sensitivity.output import not_reached, turning_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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
    reference, split = found.setting.study.splits
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
                low,
                high,
                "" if unit == SHARE_UNIT else unit,
                own + (at_low - before) * scale,
                own + (at_high - before) * scale,
                is_beyond,
            )
            for name, low, high, unit, at_low, before, at_high, is_beyond in _columns(
                rows,
                *("number", "low", "high", "unit"),
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
    made = words(
        "sensitivity.made",
        numbers=len(found.moved),
        populations=study.time.populations,
        days=len(study.planned_dates) * study.time.disturbed_days,
        moves=study.planning.moves,
        searches=len(found.own.searches[0]),
    )
    parts = [f"<p>{escape(made)}</p>", f"<p>{escape(words('sensitivity.reading'))}</p>"]
    if found.setting.bundle.manifest.schematic:
        parts.append(f"<p>{escape(words('page.schematic_short'))}</p>")
    parts += list(inline_svgs(drawings).values())
    parts += [f"<h2>{escape(words('sensitivity.turning'))}</h2>", _turning(table, words)]
    for key, names in (("unreached", not_reached(found)), ("off_grid", found.off_grid)):
        if names:
            told = words(f"sensitivity.{key}", count=len(names), names=", ".join(names))
            parts.append(f"<p>{escape(told)}</p>")
    heading = f"{words('sensitivity.title')}: {title(study, language)}"
    body = "\n".join([f"<h1>{escape(heading)}</h1>", *parts])
    return bare_page(language, heading, body, _STYLE)


def _turning(table: pd.DataFrame, words: Words) -> str:
    """The unverified numbers that could change the sign of a difference, or that there are none."""
    turned = turning_table(table)
    if turned.empty:
        return f"<p>{escape(words('sensitivity.no_turning'))}</p>"
    keys = ("kpi", "number", "range", "own", "turns", "how")
    head = "".join(f'<th scope="col">{escape(words(f"sensitivity.{key}"))}</th>' for key in keys)
    lines = []
    language = words.language
    for kpi, name, unit, low, value, high, turns, by, is_beyond in _columns(
        turned,
        "kpi",
        "number",
        "unit",
        "low",
        "value",
        "high",
        "turning_value",
        "turning_by",
        "is_beyond_luck",
    ):
        how = words(f"sensitivity.{by}")
        if not is_beyond:
            how += f" ({words('sensitivity.luck')})"
        cells = (
            title(KPIS[kpi], language),
            name,
            f"{compact(low, language)} {words('sensitivity.to')} {compact(high, language)} {unit}",
            compact(value, language),
            compact(float(f"{turns:.3g}"), language),
            how,
        )
        lines.append("".join(f"<td>{escape(cell)}</td>" for cell in cells))
    rows = "\n".join(f"<tr>{line}</tr>" for line in lines)
    return f"<table>\n<tr>{head}</tr>\n{rows}\n</table>"


def _columns(table: pd.DataFrame, *names: str) -> Iterator[tuple[Any, ...]]:
    """Rows of some columns."""
    return zip(*(table[name].tolist() for name in names), strict=True)
