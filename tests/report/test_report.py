"""The report: whole, neutral, accessible, self-contained, and the same bytes every time."""

from __future__ import annotations

import dataclasses
import math
import os
import re
import subprocess
import sys
from html import escape
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

from fake_result import DISTRICTS, ORGANISATIONS, SPLITS, fake_result
from ruttsim.accounts.happened import LONG_STRETCH, NO_BREAK
from ruttsim.accounts.kpis import KPIS
from ruttsim.cli.tables import _precision_lines
from ruttsim.domain.day import MISSED_REASONS
from ruttsim.errors import StudyError
from ruttsim.figures.registry import draw
from ruttsim.figures.words import LANGUAGES, capital, load_texts, title
from ruttsim.report.html import report_html, write_report
from ruttsim.report.published import published
from ruttsim.study.certainty import InterestSection
from ruttsim.summaries import PRECISION_COLUMNS

MAPS = ("area_split", "street_use", "choice", "margin")
VOID = {"meta", "link", "br", "img", "hr", "input", "path", "use"}
LOADED = """
    tyvärr slöseri slöser onödig onödiga vinstjakt skattepengar bäst bästa sämst sämsta bättre sämre
    bör borde måste rekommenderar rekommenderas katastrof succé vinnare förlorare orättvis orättvist
    ineffektiv ineffektivt självklart
    unfortunately waste wasteful unnecessary profiteering best worst better worse should must
    recommend recommended disaster success winner loser unfair inefficient obviously
"""


class Page(HTMLParser):
    """What the tests ask of a page: its tags in order, with their attributes and texts."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.open, self.text = [], [], {}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        """Note a tag that opens."""
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        """Note a tag that is empty."""
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        """Check that the innermost open tag closes."""
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data):
        """Note a text under the tag that it stands in."""
        if self.open:
            self.text.setdefault(self.open[-1], []).append(data.strip())


@pytest.fixture(scope="module")
def result():
    return fake_result()


@pytest.fixture(scope="module")
def drawings(result):
    return {language: draw(result, language) for language in LANGUAGES}


@pytest.fixture(scope="module")
def htmls(result, drawings):
    return {language: report_html(result, drawings[language], language) for language in LANGUAGES}


@pytest.fixture(scope="module")
def alone():
    """The Swedish report of a single population, without pictures."""
    return report_html(fake_result(populations=1), (), "sv")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_well_formed_and_says_its_language(htmls, language):
    page = Page(htmls[language])
    assert page.open == []
    assert ("html", {"lang": language}) in page.tags
    assert htmls[language].startswith("<!DOCTYPE html>")


@pytest.mark.parametrize("language", LANGUAGES)
def test_headings_are_in_order_with_one_of_the_first_level(htmls, language):
    levels = [int(tag[1]) for tag, _ in Page(htmls[language]).tags if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_identities_are_unique_and_every_reference_has_its_target(htmls):
    tags = Page(htmls["sv"]).tags
    ids = [attrs["id"] for _, attrs in tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    links = [attrs["href"][1:] for _, attrs in tags if attrs.get("href", "").startswith("#")]
    named = [name for _, attrs in tags for name in attrs.get("aria-labelledby", "").split()]
    assert set(links) | set(named) <= set(ids)


def test_every_picture_has_a_title_a_text_and_a_caption(htmls):
    page = Page(htmls["sv"])
    pictures = [attrs for tag, attrs in page.tags if tag == "svg"]
    assert all(attrs["role"] == "img" and attrs["aria-labelledby"] for attrs in pictures)
    for tag in ("desc", "figcaption"):
        assert len(page.text[tag]) == len(pictures)
        assert all(page.text[tag])


def test_table_headings_have_a_scope_and_every_table_a_caption(htmls):
    page = Page(htmls["sv"])
    assert all(
        attrs.get("scope") in {"col", "row", "rowgroup"} for t, attrs in page.tags if t == "th"
    )
    tables = sum(tag == "table" for tag, _ in page.tags)
    assert tables == len([text for text in page.text["caption"] if text])


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_asked_for_from_outside(htmls, language):
    html = htmls[language]
    for _, attrs in Page(html).tags:
        for name in ("src", "href", "xlink:href", "action", "data", "srcset"):
            assert attrs.get(name, "#").startswith("#")
    assert "<script" not in html
    assert "@import" not in html
    assert re.findall(r"url\((?!#)", html) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_figure_is_in_the_main_table(htmls, language):
    main = htmls[language].split('<section id="main"')[1].split("</section>")[0]
    for kpi in KPIS.values():
        assert f'<th scope="row">{title(kpi, language)}</th>' in main


def test_the_summary_states_both_figures_the_difference_and_its_interval(htmls, result):
    """Travel of three_parallel against own_regime, from the tables, to whole hours."""
    rows = {}
    for name, table in (("summary", result.summary), ("differences", result.differences)):
        chosen = table[
            (table["kpi"] == "travel_h")
            & (table["organisation"] == "total")
            & (table["group"] == "all")
        ]
        rows[name] = chosen.set_index("split")
    first, other = (rows["summary"].loc[s, "mean"] for s in ("own_regime", "three_parallel"))
    change = rows["differences"].loc["three_parallel"]
    expected = (
        f"Restid: {other:.0f} h/dag mot {first:.0f} h/dag, skillnad +{change['mean']:.0f} h/dag "
        f"(95 % intervall +{change['low']:.0f} till +{change['high']:.0f}, 3 befolkningar"
    )
    assert expected in htmls["sv"]


def test_the_first_table_is_the_reference_and_what_the_others_differ(htmls, result):
    """Travel of three_parallel less own_regime, in the cell of its row."""
    table = htmls["en"].split("<table")[1].split("</table>")[0]
    is_shown = (result.differences["kpi"] == "travel_h") & (result.differences["group"] == "all")
    change = result.differences[is_shown & (result.differences["organisation"] == "total")]
    change = change.set_index("split").loc["three_parallel"]
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", table))
    expected = f"+{change['mean']:.1f} (+{change['low']:.1f} to +{change['high']:.1f})"
    assert expected in text
    assert "Vehicles, vehicles" not in htmls["en"]


def test_a_first_look_says_that_it_is_one(htmls, result, drawings):
    text = load_texts("ruttsim.report")["page.quick"]["sv"]
    quick = dataclasses.replace(result, manifest=result.manifest | {"quick": True})
    assert text in report_html(quick, drawings["sv"], "sv")
    assert text not in htmls["sv"]


def test_a_difference_is_said_in_plain_words(htmls):
    """Shares are equal in all made-up splits; the rest is 10 and 20 % more."""
    assert "lika i alla 3 befolkningar" in htmls["sv"]
    assert "högre i alla 3 befolkningar" in htmls["sv"]
    assert "higher in all 3 populations" in htmls["en"]
    assert "; +20.0 % (+14.0 to +26.0);" in htmls["en"]


@pytest.mark.parametrize(
    ("outcome", "more", "less", "said"),
    [
        ("more", 2, 1, "higher in 2 of 3 populations"),
        ("less", 0, 3, "lower in all 3 populations"),
        ("less", 1, 2, "lower in 2 of 3 populations"),
        ("less", 2, 1, "lower in 1 of 3 populations"),
        ("same", 0, 0, "the same in all 3 populations"),
        ("equivalent", 1, 2, "no difference of interest: surely less than 5 %"),
        (
            "not_told_apart",
            2,
            1,
            "cannot be told apart: higher in 2 and lower in 1 of 3 populations; the interval by",
        ),
    ],
)
def test_every_outcome_has_its_words(result, outcome, more, less, said):
    """Of travel: the made-up intervals are all off zero."""
    table = result.differences.copy()
    is_travel = table["kpi"] == "travel_h"
    columns = ["outcome", "populations_more", "populations_less"]
    table.loc[is_travel, columns] = (outcome, float(more), float(less))
    interest = InterestSection(percent={"travel_h": 5.0})
    study = result.study.model_copy(update={"interest": interest})
    html = report_html(dataclasses.replace(result, differences=table, study=study), (), "en")
    assert said in section(html, "summary")
    assert said in section(html, "certainty")
    assert "stated in the study beforehand: travel time 5 %." in html


@pytest.mark.parametrize(
    ("low", "high", "is_told"),
    [
        (-1262.3, 65.2, False),
        (math.nan, math.nan, False),
        (-100.0, 100.0, True),
        (20.0, 300.0, True),
    ],
)
def test_a_percentage_that_may_be_anything_is_said_to_be_untold(result, low, high, is_told):
    """Of travel; around zero and wider than 200 points is too wide."""
    table = result.differences.copy()
    table.loc[table["kpi"] == "travel_h", ["percent_low", "percent_high"]] = (low, high)
    html = report_html(dataclasses.replace(result, differences=table), (), "en")
    too_wide = "the percentage cannot be told with 3 populations: the interval is too wide"
    ends = f"{low:+,.1f} to {high:+,.1f}".replace("-", "\N{MINUS SIGN}")
    for name in ("summary", "certainty"):
        assert (ends in section(html, name)) == is_told
        assert (too_wide in section(html, name)) != is_told


def test_certainty_tells_the_spread_of_each_source_and_the_lowest(htmls, result):
    """Travel of the second split: a tenth of the difference by population, a twentieth by day."""
    part = section(htmls["en"], "certainty")
    travel = result.differences[
        (result.differences["kpi"] == "travel_h") & (result.differences["group"] == "all")
    ]
    size = travel.set_index(["split", "organisation"])["mean"]["three_parallel", "total"]
    assert f"<span>{size / 10:.2f}</span>" in part
    assert f"<span>{size / 20:.2f}</span>" in part
    assert part.count("<span>10 %</span>") == 2 * 6
    assert "Travel time: Split own_regime." in part
    assert "states no smallest difference of interest" in part


@pytest.mark.parametrize(
    ("is_reached", "said"),
    [
        (True, "Travel time: to 4 h/day each way; reached with 20 populations (3.9)."),
        (False, "not reached with 20 populations (3.9), it likely takes 44."),
    ],
)
def test_the_report_says_whether_the_wanted_precision_is_reached(result, is_reached, said):
    """The widest of the two intervals counts."""
    rows = [
        ("three_parallel", "travel_h", "h/day", 3.9, 4.0, 20, 44, is_reached),
        ("three_zones", "travel_h", "h/day", 1.1, 4.0, 20, 10, True),
    ]
    table = pd.DataFrame(rows, columns=PRECISION_COLUMNS)
    part = section(report_html(dataclasses.replace(result, precision=table), (), "en"), "certainty")
    assert said in part


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_interval_that_is_narrow_enough_over_few_populations_is_not_told_as_too_wide(
    result, language
):
    """Of fewer than ten nothing is said, whatever the interval."""
    rows = [("three_zones", "travel_h", "h/day", 1.5, 4.0, 4, 10, False)]
    table = pd.DataFrame(rows, columns=PRECISION_COLUMNS)
    made = dataclasses.replace(result, precision=table)
    part = section(report_html(made, (), language), "certainty")
    told = {"sv": "intervallet är smalt nog (1,5)", "en": "the interval is narrow enough (1.5)"}
    least = {"sv": "minst 10.", "en": "10 or more."}
    assert told[language] in part
    assert least[language] in part
    (line,) = _precision_lines(made)
    assert line.endswith("1.5 with 4 populations, narrow enough, but told only of 10 or more.")


def test_one_population_has_no_section_on_certainty(alone):
    assert 'id="certainty"' not in alone


def test_one_population_shows_no_interval_and_says_why(alone):
    text = re.sub(r"<[^>]*>", " ", alone.split('<section id="assumptions"')[0])
    assert "95 %" not in text
    assert " till +" not in text
    assert "En befolkning visar ingen osäkerhet" in text


def test_a_schematic_map_says_so_at_every_map(htmls):
    note = load_texts("ruttsim.report")["page.schematic_short"]["sv"]
    captions = [text for text in Page(htmls["sv"]).text["figcaption"] if note in text]
    assert len(captions) == len(MAPS) * len(SPLITS)


def test_a_surveyed_map_is_not_called_schematic():
    assert "schematisk" not in report_html(fake_result(schematic=False), (), "sv").lower()


def test_shared_streets_are_in_the_page_once(htmls):
    html = htmls["sv"]
    assert html.count('<g id="shared-minor-') == 1
    assert html.count('href="#shared-minor-') == len(MAPS) * len(SPLITS) - 1


def test_every_assumption_is_listed_and_marked(htmls, result):
    part = htmls["sv"].split('<section id="assumptions"')[1].split("</section>")[0]
    for quantity in result.parameters.quantities:
        heading = escape(f"{capital(quantity.title_sv)} ({quantity.name})")
        assert f'<th scope="row">{heading}</th>' in part
        assert f"<td><span>{escape(quantity.note_sv)}</span></td>" in part
    unverified = sum(q.status in {"BG", "ASSUMP"} for q in result.parameters.quantities)
    assert part.count('<span class="mark">ej verifierad') == unverified
    assert part.count('<span class="mark">ändrad av studien</span>') == 2
    assert part.count('<span class="mark">utanför sitt intervall</span>') == 1


def test_what_the_map_assumes_is_told_in_the_language_of_the_page(htmls):
    for language, told in (("sv", "Gatorna är ett rutnät."), ("en", "The streets are a grid.")):
        part = section(htmls[language], "map")
        assert f"<ul>\n<li>{told}</li>" in part
        assert "lang=" not in part
        assert load_texts("ruttsim.report")["map.language"][language] not in part


def test_what_an_older_map_assumes_is_told_in_english_and_marked_so_in_swedish(result):
    old = dataclasses.replace(result.map.manifest, assumptions_sv=())
    older = dataclasses.replace(result, map=dataclasses.replace(result.map, manifest=old))
    parts = {language: section(report_html(older, (), language), "map") for language in LANGUAGES}
    assert '<ul lang="en">\n<li>The streets are a grid.</li>' in parts["sv"]
    assert load_texts("ruttsim.report")["map.language"]["sv"] in parts["sv"]
    assert "<ul>\n<li>The streets are a grid.</li>" in parts["en"]


def test_a_map_that_assumes_nothing_says_so(result):
    bare = dataclasses.replace(result.map.manifest, assumptions=(), assumptions_sv=())
    without = dataclasses.replace(result, map=dataclasses.replace(result.map, manifest=bare))
    part = section(report_html(without, (), "sv"), "map")
    assert load_texts("ruttsim.report")["map.none"]["sv"] in part
    assert "<ul" not in part


def test_published_ranges_get_a_verdict_except_kilometres(htmls):
    part = htmls["sv"].split('<section id="believable"')[1].split("</section>")[0]
    assert part.count("intervallet</span>") == 2 * len(SPLITS)
    assert all(known.source in part.replace("&amp;", "&") for known in published("sv").values())


def test_one_base_stands_beside_the_default_and_is_left_out_if_it_was_not_run(
    htmls, drawings, result
):
    assert "en lokal per utförare (1 befolkning)" in htmls["sv"]
    without = dataclasses.replace(result, one_base=result.one_base.iloc[:0])
    assert 'id="one-base"' not in report_html(without, drawings["sv"], "sv")


def test_every_organisation_of_every_split_has_its_economy(htmls):
    part = htmls["en"].split('<section id="economy"')[1].split("</section>")[0]
    expected = sum(len(organisations) for organisations in SPLITS.values())
    assert part.count('<th scope="row">') == expected
    assert part.count('scope="rowgroup"') == len(SPLITS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_and_district_has_its_row(htmls, language):
    texts = load_texts("ruttsim.report")
    quality = section(htmls[language], "quality")
    for name in (*MISSED_REASONS, NO_BREAK, LONG_STRETCH):
        assert f'<th scope="row">{texts[f"reason.{name}"][language]}</th>' in quality
    alarms = section(htmls[language], "alarms")
    assert all(name.replace("&", "&amp;") in alarms for name in DISTRICTS)
    assert texts["alarms.patrol"][language] in alarms


def test_the_share_of_alarms_in_time_stands_in_per_cent(htmls, result):
    rows = result.summary[result.summary["kpi"] == "alarm_in_time_share"]
    first = rows[(rows["organisation"] == "patrol")]["mean"].iloc[0]
    assert f"{100 * first:.1f}" in section(htmls["en"], "alarms")


def test_a_run_without_alarms_has_no_section_of_them(result, drawings):
    without = result.summary[~result.summary["kpi"].str.startswith("alarm")]
    html = report_html(dataclasses.replace(result, summary=without), drawings["sv"], "sv")
    assert 'id="alarms"' not in html


def test_staff_and_continuity_of_nights_have_a_table_where_they_are_known(htmls, result, drawings):
    night = [kpi for name, kpi in KPIS.items() if kpi.is_of_fortnight and name.startswith("night_")]
    rows = [f'<th scope="row">{capital(title(kpi, "sv"))}' for kpi in night]
    caption = load_texts("ruttsim.report")["nights.carers_caption"]["sv"]
    by_day, table = section(htmls["sv"], "nights").split(f"<caption>{caption}")
    assert by_day.rstrip().endswith("<table>")
    assert "fast schema" in by_day
    of_table = table.split("</table>")[0]
    assert len(rows) == 6
    assert all(row in of_table and row not in by_day for row in rows)
    of_fortnight = [kpi.name for kpi in KPIS.values() if kpi.is_of_fortnight]
    daily = result.summary[~result.summary["kpi"].isin(of_fortnight)]
    html = report_html(dataclasses.replace(result, summary=daily), drawings["sv"], "sv")
    shown = section(html, "nights")
    assert "fast schema" not in shown
    assert caption not in shown
    assert not any(row in shown for row in rows)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_section_of_nights_says_by_which_hours_of_work_its_cost_is_reckoned(htmls, language):
    """34 h 20 min in place of 37 h: 7.8 % more an hour."""
    text = load_texts("ruttsim.report")["nights.cost_intro"][language]
    own, others, times = ("34,3", "37,0", "1,08") if language == "sv" else ("34.3", "37.0", "1.08")
    told = text.format(own=own, others=others, times=times)
    assert told in section(htmls[language], "nights")


@pytest.mark.parametrize("language", LANGUAGES)
def test_splits_with_pay_of_their_own_have_their_own_cost_of_an_hour_at_night(
    result, drawings, language
):
    """40 h in place of 37 h in one split of three: 16.5 % more an hour than 34 h 20 min."""
    first, second, third = result.study.splits
    second = second.model_copy(update={"parameters": {"pay.contract_h_per_year": 2080.0}})
    study = result.study.model_copy(update={"splits": (first, second, third)})
    html = report_html(dataclasses.replace(result, study=study), drawings[language], language)
    of_splits = load_texts("ruttsim.report")["nights.cost_of_splits"][language]
    others = f" {'och' if language == 'sv' else 'and'} ".join(
        title(it, language) for it in (first, third)
    )
    for splits, h, times in ((others, "37.0", "1.08"), (title(second, language), "40.0", "1.16")):
        told = of_splits.format(splits=splits, own="@", others=h, times=times)
        told = told.replace(".0 ", ",0 ").replace("1.", "1,") if language == "sv" else told
        own = "34,3" if language == "sv" else "34.3"
        assert told.replace("@", own) in section(html, "nights")


@pytest.mark.parametrize("language", LANGUAGES)
def test_weekly_rest_and_continuity_by_day_have_a_table_where_they_are_known(
    htmls, result, drawings, language
):
    by_day = [kpi for name, kpi in KPIS.items() if kpi.is_of_fortnight and "night_" not in name]
    rows = [f'<th scope="row">{capital(title(kpi, language))}' for kpi in by_day]
    texts = load_texts("ruttsim.report")
    shown, caption = section(htmls[language], "quality"), texts["quality.carers_caption"][language]
    assert texts["quality.carers_intro"][language].format(hours=36) in shown
    assert len(rows) == 6
    assert [row for row in rows if row not in shown.split(caption)[-1]] == []
    daily = result.summary[~result.summary["kpi"].isin([kpi.name for kpi in by_day])]
    html = report_html(dataclasses.replace(result, summary=daily), drawings[language], language)
    assert caption not in section(html, "quality")


def with_own_nights(result, *splits):
    """The result, with nights made by organisations in some splits."""
    study = result.study
    changed = tuple(
        it.model_copy(update={"nights": "organisation"}) if it.name in splits else it
        for it in study.splits
    )
    return dataclasses.replace(result, study=study.model_copy(update={"splits": changed}))


def test_splits_with_own_nights_are_named_where_they_count_in_figures(result):
    """Districts are no key figures of the made-up summary by travel, so they are added."""
    summary = result.summary
    here = (summary["kpi"] == "travel_min_per_visit") & (summary["organisation"] == "total")
    districts = summary[here].assign(group=f"district={DISTRICTS[0]}")
    known = dataclasses.replace(result, summary=pd.concat([summary, districts]))
    named = "Split three_parallel and Split three_zones"
    some = report_html(with_own_nights(known, "three_parallel", "three_zones"), (), "en")
    assert f"In {named}, visits at night are made by the client" in section(some, "nights")
    assert f"includes visits at night for {named}, where" in section(some, "quality")
    every = section(report_html(with_own_nights(known, *SPLITS), (), "en"), "quality")
    assert "since organisations make them in every split" in every
    none = section(report_html(known, (), "en"), "quality")
    assert "count wholly to the end of the visit" in none
    assert "includes visits at night" not in none


@pytest.mark.parametrize(("horizon", "is_told"), [("day", True), ("fortnight", False)])
def test_single_days_say_that_energy_filled_at_night_is_not_energy_used(result, horizon, is_told):
    planning = result.study.planning.model_copy(update={"horizon": horizon})
    study = result.study.model_copy(update={"planning": planning})
    shown = section(report_html(dataclasses.replace(result, study=study), (), "en"), "nights")
    assert ("when less than 30 % is left in its tank" in shown) == is_told
    assert ("of the alarm patrol, on the other hand, is what its cars use" in shown) == is_told


@pytest.mark.parametrize(("alarms", "is_shown"), [(19.0, False), (20.0, True)])
def test_percentiles_of_fewer_than_20_alarms_are_left_empty(result, alarms, is_shown):
    """Of one district; its median is 41.7 minutes, which nothing else is."""
    table, study = result.summary.copy(), result.study
    here = table["group"] == f"district={DISTRICTS[0]}"
    days = len(study.planned_dates) * study.time.disturbed_days
    table.loc[here & (table["kpi"] == "alarms"), "mean"] = alarms / days
    table.loc[here & (table["kpi"] == "alarm_response_min"), ["mean", "low", "high"]] = 41.7
    shown = section(report_html(dataclasses.replace(result, summary=table), (), "en"), "alarms")
    assert ("41.7" in shown) == is_shown
    assert "fewer than 20 alarms" in shown


def section(html, name):
    """One section of the report."""
    return html.split(f'<section id="{name}"')[1].split("</section>")[0]


def test_the_report_tells_how_to_get_it_again(htmls, result):
    part = htmls["sv"].split('<section id="again"')[1]
    assert result.manifest["command"] in part
    assert all(letter * 64 in part for letter in "abcd")


def test_titles_with_markup_are_text(htmls):
    assert f"Utförare {ORGANISATIONS[0]} &amp; co" in htmls["sv"]


def test_a_split_that_is_not_compared_is_named_and_shows_dashes(result, drawings):
    is_left = result.summary["split"] == "three_zones"
    changed = dataclasses.replace(
        result,
        summary=result.summary[~is_left],
        differences=result.differences[result.differences["split"] != "three_zones"],
        not_compared={"three_zones": 0.0125},
    )
    html = report_html(changed, drawings["sv"], "sv")
    assert "Indelning three_zones jämförs inte: 1,25 %" in html


def test_suppressed_figures_are_en_dashes(result, drawings):
    summary = result.summary.copy()
    summary.loc[summary["organisation"] == "north", ["mean", "low", "high"]] = math.nan
    html = report_html(dataclasses.replace(result, summary=summary), drawings["sv"], "sv")
    part = html.split('<section id="economy"')[1]
    assert "<span>\N{EN DASH}</span>" in part.split("</section>")[0]


def test_a_single_split_has_nothing_to_compare_with(result, drawings):
    study = result.study.model_copy(update={"splits": result.study.splits[:1]})
    alone = dataclasses.replace(
        result, study=study, differences=pd.DataFrame(columns=result.differences.columns)
    )
    assert "nothing to compare with" in report_html(alone, drawings["en"], "en")


def test_texts_are_neutral():
    for package in ("ruttsim.figures", "ruttsim.report"):
        for key, texts in load_texts(package).items():
            for text in texts.values():
                assert not set(LOADED.split()) & set(re.findall(r"\w+", text.lower())), key


def test_an_unknown_language_is_refused_before_anything_is_written(result, tmp_path):
    with pytest.raises(StudyError, match="Choose one of: en, sv"):
        write_report(result, tmp_path / "report.html", "fi")
    assert list(tmp_path.iterdir()) == []


def test_the_report_is_small(htmls):
    assert len(htmls["sv"].encode()) < 1_000_000


def test_another_hash_seed_gives_the_same_bytes(htmls, drawings, tmp_path):
    script = (
        "from pathlib import Path; from fake_result import fake_result;"
        "from ruttsim.report.html import write_report;"
        f"write_report(fake_result(), Path({str(tmp_path / 'report.html')!r}), 'sv')"
    )
    environment = os.environ | {
        "PYTHONHASHSEED": "4711",
        "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[1]), *sys.path]),
    }
    subprocess.run([sys.executable, "-c", script], check=True, env=environment)
    assert (tmp_path / "report.html").read_text() == htmls["sv"]
    for drawing in drawings["sv"]:
        assert (tmp_path / "figures" / f"{drawing.file}.svg").read_text() == drawing.svg
        assert (tmp_path / "figures" / f"{drawing.file}.png").read_bytes() == drawing.png


def test_distance_and_vehicles_stand_by_vehicle_type(htmls, result):
    part = htmls["en"].split('<section id="charts"')[1].split("</section>")[0]
    assert part.count('<th scope="row">petrol car</th>') == 2
    assert part.count('<th scope="row">on foot</th>') == 2
    summary = result.summary
    own = summary[(summary["split"] == "own_regime") & (summary["organisation"] == "total")]
    car = own[(own["kpi"] == "distance_km") & (own["group"] == "vehicle_type=car_petrol")]
    assert f"<span>{car['mean'].item():.1f}</span>" in part


def test_no_report_holds_a_loaded_word(htmls):
    """What stands in English in the notes of numbers and of the map is told of sources."""
    for html in htmls.values():
        shown = re.sub(r"<style.*?</style>|<svg.*?</svg>", " ", html, flags=re.DOTALL)
        text = re.sub(r"<[^>]*>", " ", shown.split('<section id="assumptions"')[0])
        assert not set(LOADED.split()) & set(re.findall(r"\w+", text.lower()))


def test_parts_of_differences_stand_beside_the_whole(htmls):
    part = htmls["en"].split('<section id="decomposition"')[1].split("</section>")[0]
    assert part.count('<th scope="row">The whole difference</th>') == 2
    assert '<th scope="row">vehicle types within a mode</th>' in part


def test_the_municipality_as_payer_staff_and_climate_have_their_sections(htmls):
    for name in ("payer", "staff", "climate"):
        assert f'<section id="{name}"' in htmls["sv"]
