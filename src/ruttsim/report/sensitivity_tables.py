"""Tables of the page of a sensitivity analysis: what turns a difference, and numbers together."""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING, Any

from ruttsim.accounts.kpis import KPIS
from ruttsim.figures.words import (
    capital,
    compact,
    decimals_for,
    number,
    percent,
    span,
    title,
    unit_scale,
    unit_text,
)
from ruttsim.report.numbers import number_unit
from ruttsim.sensitivity.output import turning_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd

    from ruttsim.figures.words import Words

_SHARE_DECIMALS = 0


def turning_html(table: pd.DataFrame, headings: Mapping[str, str], words: Words) -> str:
    """The unverified numbers that could change the sign of a difference, or that there are none.

    `headings` say by a number's name how it is called.
    """
    turned = turning_table(table)
    if turned.empty:
        return f"<p>{escape(words('sensitivity.no_turning'))}</p>"
    lines = []
    language = words.language
    for kpi, name, unit, low, value, high, turns, by, is_beyond in columns(
        turned,
        *("kpi", "number", "unit", "low", "value", "high"),
        *("turning_value", "turning_by", "is_beyond_luck"),
    ):
        how = words(f"sensitivity.{by}")
        if not is_beyond:
            how += f" ({words('sensitivity.luck')})"
        reach = f"{compact(low, language)} {words('sensitivity.to')} {compact(high, language)}"
        lines.append(
            (
                capital(title(KPIS[kpi], language)),
                headings[name],
                f"{reach} {number_unit(unit, language)}".rstrip(),
                compact(value, language),
                compact(float(f"{turns:.3g}"), language),
                how,
            )
        )
    return _table(words, ("kpi", "number", "range", "own", "turns", "how"), lines)


def together_html(
    table: pd.DataFrame, dropped: tuple[int, int], headings: Mapping[str, str], words: Words
) -> str:
    """Morris' measures and Sobol's indices; nothing where neither was computed.

    Of each key figure the numbers that have an effect on it, the largest first.
    """
    known = table[(table["mu_star"] > 0) | (table["st"] > 0)]
    if known.empty:
        return ""
    order = {kpi: place for place, kpi in enumerate(table["kpi"].unique())}
    known = known.assign(place=known["kpi"].map(order)).sort_values(
        ["place", "mu_star", "st"], ascending=[True, False, False], kind="stable"
    )
    lines = []
    for kpi, name, mu_star, sigma, s1, s1_half, st, st_half in columns(
        known, "kpi", "number", "mu_star", "sigma", "s1", "s1_confidence", "st", "st_confidence"
    ):
        unit = KPIS[kpi].unit
        scale = unit_scale(unit)
        decimals = decimals_for(known.loc[known["kpi"] == kpi, "mu_star"] * scale)
        lines.append(
            (
                f"{capital(title(KPIS[kpi], words.language))}, {unit_text(unit, words.language)}",
                headings[name],
                number(mu_star * scale, decimals, words.language),
                number(sigma * scale, decimals, words.language),
                _share(s1, s1_half, words),
                _share(st, st_half, words),
            )
        )
    parts = [
        f"<h2>{escape(words('sensitivity.together'))}</h2>",
        f"<p>{escape(words('sensitivity.together_reading'))}</p>",
        _table(words, ("kpi", "number", "mu_star", "sigma", "s1", "st"), lines),
    ]
    if any(dropped):
        told = words("sensitivity.dropped", trajectories=dropped[0], samples=dropped[1])
        parts.append(f"<p>{escape(told)}</p>")
    return "\n".join(parts)


def columns(table: pd.DataFrame, *names: str) -> Iterator[tuple[Any, ...]]:
    """Rows of some columns."""
    return zip(*(table[name].tolist() for name in names), strict=True)


def _share(share: float, half_width: float, words: Words) -> str:
    """A share of the variance with its interval, in per cent; an en dash where there is none."""
    text = percent(share, 1.0, _SHARE_DECIMALS, words.language)
    if not math.isfinite(half_width):
        return text
    low, high = (100 * (share + sign * half_width) for sign in (-1, 1))
    return f"{text} [{span(low, high, _SHARE_DECIMALS, words.language)}]"


def _table(words: Words, keys: Sequence[str], lines: Sequence[tuple[str, ...]]) -> str:
    """A table of texts, headings by their words."""
    head = "".join(f'<th scope="col">{escape(words(f"sensitivity.{key}"))}</th>' for key in keys)
    cells = ("".join(f"<td>{escape(cell)}</td>" for cell in line) for line in lines)
    rows = "\n".join(f"<tr>{line}</tr>" for line in cells)
    return f"<table>\n<tr>{head}</tr>\n{rows}\n</table>"
