"""Rules in words: every one that a study may name, in both languages, with its name."""

from __future__ import annotations

import typing

import pytest

from ruttsim.figures.words import LANGUAGES, Words, load_texts
from ruttsim.planning.plan import PLANNERS
from ruttsim.planning.teams import BASES
from ruttsim.report.rules import rule_words
from ruttsim.simulate.absences import ABSENCES
from ruttsim.simulate.alarms import ALARMS
from ruttsim.simulate.batteries import CHARGING
from ruttsim.simulate.late_visits import LATE_VISITS
from ruttsim.split.allocation import ALLOCATIONS
from ruttsim.split.ceilings import DEFAULTS
from ruttsim.split.coverage import COVERAGES
from ruttsim.study.split_model import NightRule

RULES = {
    "coverage": COVERAGES,
    "allocation": ALLOCATIONS,
    "default": DEFAULTS,
    "planner": PLANNERS,
    "bases": BASES,
    "absences": ABSENCES,
    "late_visits": LATE_VISITS,
    "alarms": ALARMS,
    "nights": typing.get_args(NightRule),
    "charging": CHARGING,
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("sort", "rule"), [(sort, it) for sort, its in RULES.items() for it in its]
)
def test_every_registered_rule_has_words_in_both_languages_and_keeps_its_name(sort, rule, language):
    told = rule_words(Words("ruttsim.report", language), sort, rule)
    words, _, name = told.rpartition(" ")
    assert name == f"({rule})"
    assert len(words) > 2
    assert words != rule


def test_a_rule_of_a_script_is_told_by_its_name():
    assert rule_words(Words("ruttsim.report", "en"), "late_visits", "drop_all") == "drop_all"


@pytest.mark.parametrize("sort", RULES)
def test_no_words_are_left_of_a_rule_that_is_gone(sort):
    section = f"{sort}_rule."
    told = {
        it.removeprefix(section) for it in load_texts("ruttsim.report") if it.startswith(section)
    }
    assert told == set(RULES[sort])
