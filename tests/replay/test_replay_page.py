"""The page: complete in itself, the same each time, and readable without seeing it."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace

import pandas as pd
import pytest

from made_run import page_data
from ruttsim.figures.words import DASH, Words, load_texts
from ruttsim.replay.page import PATROL_LETTER, replay_html
from ruttsim.replay.payload import rounded
from ruttsim.replay.stops import BY_DAY, Spot, stops
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


def test_the_patrol_can_be_highlighted_like_an_organisation(toy):
    *others, patrol = page_data(toy.html)["organisations"]
    assert (patrol["title"], patrol["letter"]) == ("Kommunens patrull", PATROL_LETTER)
    assert f'<option value="{len(others)}">p Kommunens patrull</option>' in toy.html
    assert f'<tr data-organisation="{len(others)}"><th scope="row">p1</th>' in toy.html
    assert "Kommunens patrull hör inte till någon utförare." in toy.html
    assert "Dessa bilar utgår från: " in toy.html
    english = replay_html(toy.run, toy.setting, toy.people, "en")
    assert "The municipal patrol belongs to no organisation." in english
    assert "<dt>hos någon som larmat</dt>" in toy.html
    assert "<dt>at an alarm</dt>" in english


def alarm_rows(html):
    """Cells of the table of alarms."""
    rows = ROW.findall(html.split('<h2 id="alarms">')[1])
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for _, row in rows]


def test_the_table_of_alarms_has_everybody_who_helped_in_the_order_of_ringing(day):
    """As in the record, with times in five minutes and no smaller place than a district."""
    helped = pd.concat([day.run.alarms, day.run.patrol_alarms]).sort_values(["alarm", "responder"])
    found = alarm_rows(day.html)
    assert len(found) == len(helped) > 0
    legs = pd.concat([day.run.legs, day.run.patrol_legs])
    left_s = legs[legs["alarm"] >= 0].set_index(["organisation", "round", "alarm"])["depart_s"]
    for cells, it in zip(found, helped.itertuples(), strict=True):
        _, _, rang, leave, there, done, district = cells
        out_s = left_s[it.organisation, it.round, it.alarm]
        times = ((rang, it.rung_s), (leave, out_s), (there, it.ready_s), (done, it.end_s))
        for told, time_s in times:
            hour, minute = map(int, told[:5].split(":"))
            assert abs((hour * 60 + minute) * 60 - time_s % 86400) <= 150
            assert minute % 5 == 0
        assert district in {*day.setting.bundle.areas["district"], ""}


def test_a_day_without_alarms_says_so(without_alarms):
    assert "<p>Inga larm den här dagen.</p>" in without_alarms.html


def test_playing_begins_when_the_first_round_leaves_though_the_patrol_is_out_before(day):
    leaves = min(day.run.rounds["leave_s"])
    assert page_data(day.html)["begins"] == rounded(leaves, 1)


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
    found = ROW.findall(toy.html.split('<h2 id="alarms">')[0])
    cars = toy.run.patrol_legs["round"].nunique()
    assert len(found) == len(toy.run.rounds) == len(page_data(toy.html)["rounds"]) - cars
    times = [it for _, row in found for it in re.findall(r"\d\d:(\d\d)", row)]
    assert len(times) > 2 * len(found)
    assert {int(it) % 5 for it in times} == {0}
    visits = sum(int(re.findall(r"<td>(\d+)</td>", row)[0]) for _, row in found)
    assert visits == (toy.run.visits["start_s"] >= 0).sum()


def test_times_after_midnight_are_clock_times_of_the_next_day(toy):
    """From 23:50 to 29:10 with a visit before and one at midnight and a break after it."""
    minutes = ((VISIT, 1435, 1439), (VISIT, 1440, 1530))
    here = Spot(BY_DAY, 0)
    stages = tuple(Stage(state, 60 * start, 60 * end, here, here) for state, start, end in minutes)
    name = toy.run.shown[0]
    night = Timeline(name, 0, "base", "car", 60 * 1430, 60 * 1750, (60 * 1530, 60 * 1560), stages)
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
    assert "(+1) efter ett klockslag betyder nästa dygn." in toy.html
    by_day = toy.run.rounds[toy.run.rounds["organisation"].astype(str) != "night_patrol"]
    html = replay_html(replace(toy.run, rounds=by_day), toy.setting, toy.people, "sv")
    assert "(+1)" not in html.split("<script>")[0]
    late = replace(toy.run, rounds=by_day.assign(return_s=29 * 3600))
    html = replay_html(late, toy.setting, toy.people, "sv")
    assert "05:00 (+1)" in html
    assert "(+1) efter ett klockslag betyder nästa dygn." in html


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
