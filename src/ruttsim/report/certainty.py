"""How sure the differences are: plain words, where the spread comes from, which is lowest."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from ruttsim.accounts.kpis import KPIS
from ruttsim.accounts.statement import ALL, TOTAL
from ruttsim.figures.words import (
    SHARE_UNIT,
    capital,
    compact,
    number,
    span,
    title,
    unit_scale,
)
from ruttsim.report.blocks import Block, Bullets, Cell, Paragraph, RowGroup, Section, Table
from ruttsim.report.page import difference_unit
from ruttsim.statistics.sequential import FEWEST
from ruttsim.statistics.verdicts import EQUIVALENT, MORE, NOT_TOLD_APART, SAME

if TYPE_CHECKING:
    import pandas as pd

    from ruttsim.accounts.kpi import Kpi
    from ruttsim.figures.words import Words
    from ruttsim.report.page import Page
    from ruttsim.study.certainty import InterestSection
    from ruttsim.study.split_model import SplitSection

CERTAINTY_KPIS = ("travel_h", "distance_km", "vehicles", "co2e_kg", "cost_sek", "direct_time_share")


WIDEST_PERCENT = 200.0
"""An interval around zero that is wider, in per cent of the reference, is not written out.

As wide as from minus to plus the whole reference it tells neither direction nor size. A choice of
the design; Fieller's intervals become so wide where populations are few and differ much.
"""


class Verdict(NamedTuple):
    """What the table of differences says of one figure of all organisations beside its interval."""

    outcome: str
    populations_more: float
    populations_less: float
    percent: float
    percent_low: float
    percent_high: float
    low: float
    high: float
    n: int


class SpreadRow(NamedTuple):
    """Where the spread of one difference comes from."""

    population_sd: float
    day_sd: float
    search_sd: float
    day_share: float
    days: int


NO_VERDICT = Verdict("", *(math.nan,) * 7, 0)
NO_SPREAD = SpreadRow(math.nan, math.nan, math.nan, math.nan, 0)


@dataclass(frozen=True, eq=False)
class Certainty:
    """Verdicts and spreads of all organisations together, by key figure and split."""

    verdicts: dict[tuple[str, str], Verdict]
    spreads: dict[tuple[str, str], SpreadRow]

    @classmethod
    def of(cls, differences: pd.DataFrame, spread: pd.DataFrame) -> Certainty:
        """Both tables of a run, looked up."""
        return cls(
            {key: Verdict(*it) for key, it in _of_all(differences, Verdict._fields)},
            {key: SpreadRow(*it) for key, it in _of_all(spread, SpreadRow._fields)},
        )


def _of_all(
    table: pd.DataFrame, fields: tuple[str, ...]
) -> Iterator[tuple[tuple[str, str], tuple[Any, ...]]]:
    """Some columns of the rows of all organisations, by key figure and split."""
    if not table.empty:
        whole = table[(table["organisation"] == TOTAL) & (table["group"] == ALL)]
        keys = zip(whole["kpi"], whole["split"], strict=True)
        values = zip(*(whole[name].tolist() for name in fields), strict=True)
        yield from zip(keys, values, strict=True)


def verdict_words(page: Page, kpi: Kpi, split: SplitSection) -> str:
    """`lower in all 20 populations`, or what else can be said; nothing where nothing can."""
    it = page.certainty.verdicts.get((kpi.name, split.name), NO_VERDICT)
    text = outcome_words(page.words, it, _interest(page, kpi))
    return f"{text}; {page.words('certainty.alone')}" if is_alone(it) else text


def outcome_words(words: Words, it: Verdict, interest: str) -> str:
    """The outcome of one difference in words; `interest` is its smallest of interest, as stated."""
    if not it.outcome:
        return ""
    more, less = int(it.populations_more), int(it.populations_less)
    if it.outcome == EQUIVALENT:
        return words("certainty.equivalent", interest=interest)
    if it.outcome == SAME:
        return words("certainty.same", n=it.n)
    if it.outcome == NOT_TOLD_APART:
        return words("certainty.not_told_apart", more=more, less=less, n=it.n)
    count = more if it.outcome == MORE else less
    key = "all" if count == it.n else "some"
    return words(f"certainty.{it.outcome}_{key}", count=count, n=it.n)


def is_alone(it: Verdict) -> bool:
    """Whether the interval of a difference that is not told apart does not contain zero."""
    return it.outcome == NOT_TOLD_APART and (it.low > 0 or it.high < 0)


def percent_words(page: Page, kpi: Kpi, split: SplitSection) -> str:
    """`+21 % (+18 to +24)` of the reference; nothing for shares and where there is none."""
    return percent_text(page.words, page.certainty.verdicts.get((kpi.name, split.name), NO_VERDICT))


def percent_text(words: Words, it: Verdict) -> str:
    """The same of one difference."""
    if not math.isfinite(it.percent):
        return ""
    sign = "+" if it.percent > 0 else ""
    text = f"{sign}{number(it.percent, 1, words.language)} %"
    if is_too_wide(it):
        return f"{text} ({words('certainty.too_wide', n=it.n)})"
    interval = span(it.percent_low, it.percent_high, 1, words.language, is_signed=True)
    return f"{text} ({interval})" if interval else text


def is_too_wide(it: Verdict) -> bool:
    """Whether the interval of a percentage tells nothing: no ends, or around zero and wide."""
    low, high = it.percent_low, it.percent_high
    is_unbounded = it.n > 1 and not (math.isfinite(low) and math.isfinite(high))
    return is_unbounded or (low < 0 < high and high - low > WIDEST_PERCENT)


def _interest(page: Page, kpi: Kpi) -> str:
    """The smallest difference of interest of a key figure, `5 %` or `2 h/day`; maybe nothing."""
    return interest_words(page.result.study.interest, kpi, page.words)


def interest_words(stated: InterestSection, kpi: Kpi, words: Words) -> str:
    """The same as a study states it."""
    if kpi.name in stated.value:
        scaled = compact(stated.value[kpi.name] * unit_scale(kpi.unit), words.language)
        return f"{scaled} {difference_unit(kpi, words)}"
    if kpi.name in stated.percent:
        return f"{compact(stated.percent[kpi.name], words.language)} %"
    return ""


def certainty(page: Page) -> Section | None:
    """Outcome and spread of the most asked-for differences; nothing without intervals."""
    if not page.has_intervals or not page.certainty.verdicts:
        return None
    words = page.words
    groups = []
    for kpi in (KPIS[name] for name in CERTAINTY_KPIS):
        rows = [
            (title(split, page.language), _row(page, kpi, split))
            for split in page.splits[1:]
            if (kpi.name, split.name) in page.certainty.verdicts
        ]
        if rows:
            groups.append(RowGroup(page.heading(kpi), tuple(rows)))
    columns = ("split", "outcome", "percent", "populations", "days", "search", "day_share")
    table = Table(
        words("certainty.caption", reference=page.reference),
        tuple(words(f"certainty.{name}") for name in columns),
        tuple(groups),
    )
    blocks: list[Block] = [Paragraph(words("certainty.intro")), _stated(page), table]
    precision = tuple(_precision(page))
    if precision:
        blocks += [Paragraph(words("certainty.precision_intro")), Bullets(precision)]
    lowest = tuple(_lowest(page))
    if lowest:
        blocks += [Paragraph(words("certainty.lowest_intro")), Bullets(lowest)]
    return Section("certainty", words("certainty.heading"), tuple(blocks))


def _row(page: Page, kpi: Kpi, split: SplitSection) -> tuple[Cell, ...]:
    """One difference: outcome, per cent, spread between populations and days."""
    it = page.certainty.spreads.get((kpi.name, split.name), NO_SPREAD)
    scale = unit_scale(kpi.unit)
    found = page.figures.row(kpi.name, page.splits[0].name)
    decimals = page.decimals(kpi, [found]) + 1
    apart = [number(value * scale, decimals, page.language) for value in it[:3]]
    share = number(it.day_share * 100, 0, page.language)
    return (
        Cell((verdict_words(page, kpi, split),), is_number=False),
        Cell(
            (percent_words(page, kpi, split) or number(math.nan, 0, page.language),),
            is_number=False,
        ),
        *(Cell((text,)) for text in apart),
        Cell((f"{share} %" if math.isfinite(it.day_share) else share,)),
    )


def _stated(page: Page) -> Paragraph:
    """Which smallest differences of interest the study states."""
    interests = stated_interest(page)
    if not interests:
        return Paragraph(page.words("certainty.none_stated"))
    return Paragraph(page.words("certainty.stated", interests=interests))


def stated_interest(page: Page) -> str:
    """The smallest differences of interest that the study states; empty where it states none."""
    stated = page.result.study.interest
    names = [name for name in KPIS if name in {*stated.value, *stated.percent}]
    return ", ".join(
        f"{title(KPIS[it], page.language)} {_interest(page, KPIS[it])}" for it in names
    )


def _precision(page: Page) -> list[str]:
    """Whether each difference is known as well as the study wants, by the least known of them."""
    found = []
    for name, rows in page.result.precision.groupby("kpi", sort=False):
        kpi = KPIS[str(name)]
        scale, worst = unit_scale(kpi.unit), rows.sort_values("half_width", kind="stable").iloc[-1]
        outcome = "reached" if bool(rows["is_reached"].all()) else "missed"
        if outcome == "missed" and worst["n"] < FEWEST and worst["half_width"] <= worst["wanted"]:
            outcome = "few"
        found.append(
            page.words(
                f"certainty.precision_{outcome}",
                fewest=FEWEST,
                title=capital(title(kpi, page.language)),
                wanted=compact(float(f"{worst['wanted'] * scale:.3g}"), page.language),
                width=compact(float(f"{worst['half_width'] * scale:.3g}"), page.language),
                unit=page.difference_unit(kpi),
                n=worst["n"],
                likely=number(float(rows["likely_n"].max()), 0, page.language),
            )
        )
    return found


def _lowest(page: Page) -> list[str]:
    """Which splits may have the lowest of each figure, as far as can be told."""
    table = page.result.lowest
    found = []
    for kpi in (KPIS[name] for name in CERTAINTY_KPIS if KPIS[name].unit != SHARE_UNIT):
        may_be = set(table.loc[(table["kpi"] == kpi.name) & table["may_be_lowest"], "split"])
        names = [title(split, page.language) for split in page.splits if split.name in may_be]
        if names:
            heading = capital(title(kpi, page.language))
            found.append(page.words("certainty.lowest", title=heading, splits=", ".join(names)))
    return found
