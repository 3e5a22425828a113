"""The page: complete in itself, the same each time, and readable without seeing it."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace

import pytest

from made_run import page_data
from ruttsim.figures.words import DASH, Words, load_texts
from ruttsim.replay.page import replay_html
from ruttsim.replay.stops import stops
from ruttsim.replay.table import is_past_midnight, rows
from ruttsim.replay.timeline import STATES, VISIT, Stage, Timeline

ROW = re.compile(r'<tr data-organisation="(\d+)">(.*?)</tr>')
SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def test_nothing_is_asked_from_outside(toy):
    assert re.search(r"https?:|\bsrc=|@import|url\(|fetch\(|XMLHttp|WebSocket", toy.html) is None
    assert {it[0] for it in re.findall(r'href="([^"]*)"', toy.html)} == {"#"}
    assert "default-src 'none'" in toy.html


def test_the_policy_allows_the_script_that_is_there(toy):
    digest = base64.b64encode(hashlib.sha256(SCRIPT.search(toy.html)[1].encode()).digest())
    assert f"script-src 'sha256-{digest.decode()}'" in toy.html


def test_the_same_day_gives_the_same_bytes(toy):
    assert replay_html(toy.run, toy.setting, toy.people, "sv") == toy.html


def test_the_page_says_that_the_map_is_schematic(toy):
    assert "Kartan är schematisk" in toy.html
    assert "The map is schematic" in replay_html(toy.run, toy.setting, toy.people, "en")


def test_the_page_says_that_no_patrol_is_shown(toy):
    assert "Kommunens larmpatrull visas inte, och inte heller nattpatrullens turer." in toy.html
    english = replay_html(toy.run, toy.setting, toy.people, "en")
    assert "The municipal alarm patrol is not shown, nor are rounds of the night patrol." in english
    assert "<dt>hos någon som larmat</dt>" in toy.html
    assert "<dt>at an alarm</dt>" in english


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_page_is_in_its_language(language, toy):
    html = replay_html(toy.run, toy.setting, toy.people, language)
    assert f'<html lang="{language}">' in html
    other = {"sv": "en", "en": "sv"}[language]
    texts = load_texts("ruttsim.replay").values()
    plain = [it for it in texts if "{" not in it["sv"] and len(it[other]) > 12]
    assert plain
    assert [it[other] for it in plain if f">{it[other]}<" in html] == []


def test_the_table_has_every_round_with_its_times_in_five_minutes(toy):
    found = ROW.findall(toy.html)
    assert len(found) == len(toy.run.rounds) == len(page_data(toy.html)["rounds"])
    times = [it for _, row in found for it in re.findall(r"\d\d:(\d\d)", row)]
    assert len(times) > 2 * len(found)
    assert {int(it) % 5 for it in times} == {0}
    visits = sum(int(re.findall(r"<td>(\d+)</td>", row)[0]) for _, row in found)
    assert visits == (toy.run.visits["start_s"] >= 0).sum()


def test_times_after_midnight_are_clock_times_of_the_next_day(toy):
    """From 23:50 to 29:10 with a visit before and one at midnight and a break after it."""
    minutes = ((VISIT, 1435, 1439), (VISIT, 1440, 1530))
    stages = tuple(Stage(state, 60 * start, 60 * end, 0, 0) for state, start, end in minutes)
    name = toy.run.shown[0]
    night = Timeline(name, "base", "car", 60 * 1430, 60 * 1750, (60 * 1530, 60 * 1560), stages)
    words = Words("ruttsim.replay", "sv")
    (row,) = rows(toy.setting.bundle, toy.stops, [night], [name], ["A"], words)
    assert (row.leave, row.back, row.pause) == (
        "23:50",
        "05:10 (+1)",
        f"01:30 (+1){DASH}02:00 (+1)",
    )
    assert re.findall(r"[\d:]{5}(?: \(\+1\))?", row.starts) == ["23:55", "00:00 (+1)"]
    assert is_past_midnight([night])


def test_the_mark_of_the_next_day_is_told_where_it_is_used(toy):
    runs_late = toy.run.rounds.assign(return_s=29 * 3600)
    late = replace(toy.run, rounds=runs_late)
    html = replay_html(late, toy.setting, toy.people, "sv")
    assert "05:00 (+1)" in html
    assert "(+1) efter ett klockslag betyder nästa dygn." in html
    assert "(+1)" not in toy.html.split("<script>")[0]


def test_every_control_has_a_label(toy):
    named = re.findall(r'<(?:input|select) id="(\w+)"', toy.html)
    assert sorted(named) == ["organisation", "speed", "time"]
    assert sorted(re.findall(r'<label for="(\w+)"', toy.html)) == sorted(named)
    assert all(f'id="count-{state}"' in toy.html for state in STATES)
    assert "prefers-reduced-motion" in toy.html


def test_what_users_write_stays_text(toy):
    """A title that would end the element it stands in."""
    evil = "</script><script>alert(1)</script>"
    study = toy.setting.study
    first = study.organisations[0].model_copy(update={"title_sv": evil})
    changed = study.model_copy(update={"organisations": (first, *study.organisations[1:])})
    setting = type(toy.setting)(**{**vars(toy.setting), "study": changed})
    html = replay_html(toy.run, setting, toy.people, "sv")
    assert evil not in html
    assert page_data(html)["organisations"][0]["title"] == evil


def test_letters_and_colours_differ_between_organisations(toy):
    looks = page_data(toy.html)["organisations"]
    assert len({it["letter"] for it in looks}) == len({it["colour"] for it in looks}) == len(looks)


def test_stops_do_not_depend_on_the_day(toy):
    """Groups are of the population alone, so that days laid together tell no more than one."""
    bases = toy.setting.bundle.premises.geometry
    again = stops(toy.setting.bundle.roads, toy.people, bases.x, bases.y, "toy")
    assert again.node.tolist() == toy.stops.node.tolist()
