"""The STRESS-DES checklist of a report: twenty items, filled from the run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import fake_result
from ruttsim.figures.words import load_texts
from ruttsim.report.html import report_html
from ruttsim.report.stress import SECTIONS

ITEMS = [
    f"{number}.{place}"
    for number, items in enumerate(SECTIONS.values(), 1)
    for place in range(1, len(items) + 1)
]


@pytest.fixture(scope="module")
def made():
    """A made-up comparison."""
    return fake_result.fake_result()


@pytest.fixture(params=["sv", "en"])
def section(request, made):
    """The section of its report, in each language."""
    html = report_html(made, [], request.param)
    return re.search(r'<section id="stress".*?</section>', html, re.DOTALL)[0]


def test_the_checklist_has_its_twenty_items_in_order(section):
    assert len(ITEMS) == 20
    assert re.findall(r">\s*(\d\.\d) ", section) == ITEMS


def test_what_the_run_knows_is_filled_in_and_no_field_is_left(section, made):
    told = made.manifest
    assert str(told["seed"]) in section
    assert told["study_hash"][:12] in section
    assert f"ruttsim {told['versions']['ruttsim']}" in section
    assert not re.search(r"\{\w+\}", section)


def test_rules_stand_in_words_with_the_study_s_name_of_each(section, made):
    is_swedish = "Checklista" in section
    for words in (
        (
            "alla utförare tar uppdrag i hela kommunen",
            "all organisations serve the whole municipality",
        ),
        ("lämnas till en kollega som är där klart tidigare", "handed over to a colleague who is"),
        ("en vikarie kallas in", "a substitute is called in"),
        ("kommunens larmpatrull", "the municipal alarm patrol"),
        ("kommunens nattpatrull", "the municipal night patrol"),
    ):
        assert words[not is_swedish] in section
    day, planning = made.study.day, made.study.planning
    rules = {day.absences, day.late_visits, day.charging, day.alarms, day.nights}
    for rule in {*rules, planning.planner, planning.bases}:
        assert f" ({rule})" in section
        assert not re.search(rf": {rule}[,.]", section)
    for split in made.study.splits:
        assert f" ({split.coverage.rule})" in section


def test_what_the_run_does_not_know_is_said(section):
    said = ("antecknas inte", "är inte känt"), ("are not recorded", "is not known")
    assert any(all(it in section for it in them) for them in said)


def test_every_item_has_its_texts():
    texts = load_texts("ruttsim.report")
    wanted = {
        f"stress.{it}{end}" for them in SECTIONS.values() for it in them for end in ("", "_is")
    }
    assert wanted <= set(texts)


def test_the_page_of_the_model_answers_the_same_items():
    page = (Path(__file__).parents[2] / "docs" / "stress.md").read_text()
    assert re.findall(r"^\| (\d\.\d) ", page, re.MULTILINE) == ITEMS
