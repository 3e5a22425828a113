"""The page of a sweep: what is said of made-up figures, by hand, in both languages."""

from __future__ import annotations

import re
from html import unescape

import pytest

from fake_sweep import fake_sweep, fake_sweep_study, fake_view
from ruttsim.figures.words import DASH, LANGUAGES, MINUS, Words
from ruttsim.report.overview import WITH_PATROL
from ruttsim.report.sweep_page import (
    PAGE,
    SWEEP_KPIS,
    kpis_of,
    sweep_html,
    sweep_sections,
    write_sweep_page,
)
from ruttsim.report.sweep_tables import sweep_drawings
from ruttsim.report.sweep_view import NAMED, SHOWN, SweepView

PARALLEL, ZONES = "Split three_parallel", "Split three_zones"
TOWNS = 60
START = "usual days, 100 clients, usual"


def many(count):
    """A factor of many levels, each a municipality's map."""
    levels = [{"name": "own", "title_sv": "egen", "title_en": "own"}]
    levels += [
        {
            "name": f"town_{it}",
            "title_sv": f"Ort {it}",
            "title_en": f"Town {it}",
            "map": f"map_{it}",
        }
        for it in range(1, count)
    ]
    return ({"name": "town", "title_sv": "Kommun", "title_en": "Town", "levels": levels},)


def section(name, language="en", **said):
    """One section of a page without its drawings."""
    found = sweep_sections(fake_view(language, **said), ())
    return next(it for it in found if it.name == name)


def blocks(of, kind):
    """The blocks of a section that are of one kind."""
    return [it for it in of.blocks if it.kind == kind]


def rows(table):
    """Lines and marks of the cells of each row, by its group and heading."""
    return {
        (group.heading, heading): [[*cell.lines, *cell.marks] for cell in cells]
        for group in table.groups
        for heading, cells in group.rows
    }


def sentences(of):
    """Every item of every list of a section."""
    return [text for block in blocks(of, "bullets") for text in block.items]


def page(language="en", **said):
    """The text that a reader sees beside the figures, in one line."""
    html = sweep_html(fake_view(language, **said), ())
    body = re.sub(r"<style>.*?</style>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", body)).split())


def test_each_point_has_the_reference_as_it_is_and_the_differences_of_the_others():
    """400 + 3 * 2 on average; 80 and -30 more; 40 more in winter, and 20 to each difference."""
    found = rows(blocks(section("travel_h"), "table")[0])
    own, parallel, zones = found["", f"The starting point: {START}"]
    assert own == ["406"]
    assert (parallel[0], parallel[-1]) == ("+80", "higher in all 5 populations")
    assert (zones[0], zones[-1]) == (f"{MINUS}30", "lower in all 5 populations")
    own, parallel, zones = found["Season: winter", "100 clients, usual"]
    assert (own, parallel[0], zones[0]) == (["446"], "+100", f"{MINUS}10")
    assert len(found) == 12


def test_one_level_at_a_time_stands_below_its_factor():
    found = rows(blocks(section("travel_h", design="one_at_a_time"), "table")[0])
    below = [("Season", "winter"), ("Teams", "60 clients"), ("Teams", "150 clients")]
    assert [*found] == [
        ("", f"The starting point: {START}"),
        *below,
        ("Remuneration", "performed time"),
    ]
    assert found["Season", "winter"][1][0] == "+100"


def test_a_level_that_changes_the_difference_is_told_with_both_means_and_how_many_agree():
    """Over teams and remuneration the means are 80 - 15 / 3 = 75, and 20 more in winter."""
    told = sentences(section("travel_h"))
    assert (
        "Season, winter in place of usual days: 20 h/day larger (20 to 20), "
        "+95 in place of +75; so in all 5 populations." in told
    )
    one = sentences(section("travel_h", design="one_at_a_time"))
    assert any("60 clients in place of 100 clients: 15 h/day smaller" in it for it in one)
    assert any("+65 in place of +80" in it for it in one)


def test_of_a_difference_below_zero_smaller_means_nearer_to_zero():
    """-30 - 15 / 3 + 12 / 6 (half of winter's third) = -33 in all; -35 and -11 by season."""
    told = sentences(section("travel_h"))
    assert any(
        it.startswith("Season, winter") and f"24 h/day smaller (24 to 24), {MINUS}11 in" in it
        for it in told
    )
    assert any(it.startswith("Teams, 60 clients") and "9 h/day larger" in it for it in told)


def test_a_difference_that_changes_its_sign_moves_and_is_neither_larger_nor_smaller(monkeypatch):
    monkeypatch.setattr("fake_sweep.DIFFERENCES", {"three_parallel": -10.0, "three_zones": -30.0})
    told = sentences(section("travel_h", design="one_at_a_time"))
    assert any("moves by +20" in it and f"to +10.0 from {MINUS}10.0" in it for it in told)


def test_what_changes_nothing_and_what_cannot_be_told_are_named_apart():
    told = sentences(section("travel_h"))
    assert told.count("The same in all populations with Remuneration: performed time.") == 2
    assert (
        told.count("It cannot be told whether it changes, or which way, with Teams: 150 clients.")
        == 2
    )


def test_a_change_that_its_interval_alone_would_show_is_told_with_its_size_as_maybe_chance():
    """21 and 19 in two populations: p = 0.03 by itself, and eight changes are tested at once."""
    told = sentences(section("travel_h", design="one_at_a_time", populations=2))
    assert any("can be chance: Season: winter (+20)" in it for it in told)
    assert not any("in place of usual days" in it for it in told)
    summary = section("summary", design="one_at_a_time", populations=2)
    changed = rows(blocks(summary, "table")[0])["Travel time, h/day", PARALLEL][3]
    assert changed[0] == "none that is shown"
    assert changed[1].startswith("can be chance: Season: winter (+20)")


def test_the_table_of_changes_has_the_reference_itself_first():
    found = rows(blocks(section("travel_h"), "table")[1])
    own, parallel, zones = found["Season", "winter against usual days"]
    assert [it[0] for it in (own, parallel, zones)] == ["+40", "+20", "+24"]
    assert own[-1] == "higher in all 5 populations"


def test_only_factors_that_are_shown_to_act_together_are_told_and_how_many_pairs_there_are():
    """Winter and teams of 60 bring 12 to the second split alone; there are 2 + 1 + 2 pairs."""
    told = [it for it in sentences(section("travel_h")) if "act together" in it or "what it" in it]
    assert [it.split(":")[0] for it in told] == [
        "Of 5 pairs of levels none is shown to act together",
        "Season, winter",
        "Of 5 pairs of levels no other is shown to act together.",
    ]
    assert "+12 h/day" in told[1]
    assert "60 clients in place of 100 clients (Teams)" in told[1]


def test_one_level_at_a_time_the_page_says_that_it_says_nothing_of_factors_together():
    assert 'design = "full" does' in page(design="one_at_a_time")
    assert 'design = "full" does' not in page()


def test_the_summary_says_reach_outcomes_and_what_changes_each_difference():
    """-30 - 15 and -30 + 20 are the ends; with teams of 150 in winter nothing can be told."""
    found = rows(blocks(section("summary"), "table")[0])
    start, reach, outcome, changed = found["Travel time, h/day", ZONES]
    assert start[0] == f"{MINUS}30"
    assert reach == [f"{MINUS}45 to {MINUS}10"]
    assert outcome == ["lower at 10, cannot be told apart at 2 of 12"]
    assert changed == [f"Season: winter (+24); Teams: 60 clients ({MINUS}9)"]
    assert found["Travel time, h/day", PARALLEL][2] == ["higher at all 12"]


@pytest.mark.parametrize(
    ("language", "single"), [("sv", "En enda befolkning"), ("en", "A single population")]
)
def test_of_one_population_there_are_no_intervals_no_outcomes_and_it_is_told(language, single):
    text = page(language, populations=1)
    assert single in text
    assert "Holm" not in text
    for table in blocks(section("travel_h", language, populations=1), "table"):
        lines = [line for found in rows(table).values() for cell in found for line in cell]
        assert lines
        assert not [it for it in lines if "(" in it or "till" in it or " to " in it]
    assert not sentences(section("travel_h", language, populations=1))


def test_a_split_that_is_not_compared_is_named_with_its_point_and_is_a_dash_there():
    gone = {"design": "one_at_a_time", "missing": ((1, "three_zones"),)}
    notice = next(
        it for it in blocks(section("summary", **gone), "notice") if "compared" in it.title
    )
    assert f"{ZONES} (winter, 100 clients, usual)" in notice.text
    found, changes = (rows(it) for it in blocks(section("travel_h", **gone), "table"))
    assert found["Season", "winter"][2] == [DASH]
    assert found["Season", "winter"][1][0] == "+100"
    assert changes["Season", "winter against usual days"][2] == [DASH]


def test_a_point_without_a_reference_is_told_as_that_of_the_reference_alone():
    """Nothing is said of other splits there, and what cannot be tested is not said to be absent."""
    names = ("own_regime", "three_parallel", "three_zones")
    gone = {"design": "one_at_a_time", "missing": tuple((0, it) for it in names)}
    found = [it for it in blocks(section("summary", **gone), "notice") if "compared" in it.title]
    assert len(found) == 1
    assert f"nothing is compared: ({START})" in found[0].text
    assert PARALLEL not in found[0].text
    table = blocks(section("summary", **gone), "table")[0]
    assert all(cells[-1] == [DASH] for cells in rows(table).values())


def test_levels_that_come_to_the_same_are_named_and_others_are_not():
    same = {"parameters": {"economy.remuneration_sek_per_granted_h": 420}}
    levels = [{"name": it, "title_sv": it, "title_en": it} for it in ("as_is", "said", "more")]
    levels[1] |= same
    levels[2] |= {"parameters": {"economy.remuneration_sek_per_granted_h": 460}}
    factors = ({"name": "rate", "title_sv": "Taxa", "title_en": "Rate", "levels": levels},)
    for language, word in (("en", "alike"), ("sv", "lika")):
        found = blocks(section("summary", language, factors=factors), "notice")
        notice = next(it for it in found if word in it.title)
        assert re.search(r"said (and|och) as_is\.", notice.text)
        assert "more" not in notice.text
    assert not [it for it in blocks(section("summary"), "notice") if "alike" in it.title]


def test_hidden_figures_are_dashes_without_an_outcome_and_the_dash_is_explained():
    hidden = {"hidden": ((0, "three_zones"),)}
    found, changes = (rows(it) for it in blocks(section("travel_h", **hidden), "table"))
    assert found["", f"The starting point: {START}"][2] == [DASH]
    assert changes["Season", "winter against usual days"][2] == [DASH]
    assert "fewer than five clients" in page(**hidden)


def test_what_a_level_replaces_stands_beside_the_studys_own_with_range_and_status():
    found = rows(blocks(section("varied"), "table")[0])
    assert found["Season", "usual days"][0] == ["nothing: the study as it stands"]
    table = blocks(section("varied"), "table")[0]
    winter = [cells for heading, cells in table.groups[0].rows if heading == "winter"]
    assert [[cell.lines[0] for cell in it[:3]] for it in winter] == [
        ["Share of days on which snow slows all travel (day.snow_day_share)", "0.3", "0.03"],
        ["Time factor of everyday driving (travel.everyday_factor)", "1.4", "1.3"],
        ["time.week", "3", "0"],
    ]
    assert winter[0][4].marks == ("unverified: assumption", "outside its range")
    assert winter[1][4].marks == ("unverified: assumption",)
    assert winter[0][5].lines[0].startswith("About ten days a year")
    teams = table.groups[1].rows
    assert [cells[5].lines[0] == DASH for _, cells in teams] == [True, False, True]
    assert found["Remuneration", "performed time"][1:3] == [
        ["performed time (performed)"],
        ["granted time (granted)"],
    ]


def test_types_of_vehicles_and_rules_are_told_in_words():
    levels = [
        {"name": "own", "title_sv": "egna", "title_en": "own"},
        {
            "name": "other",
            "title_sv": "andra",
            "title_en": "other",
            "vehicle_types": {"municipality": ["car_biogas", "ebike"]},
            "day": {"alarms": "nearest", "absences": "share_out", "charging": "by_a_script"},
            "planning": {"bases": "one"},
        },
    ]
    factors = ({"name": "x", "title_sv": "X", "title_en": "X", "levels": levels},)
    table = blocks(section("varied", factors=factors), "table")[0]
    bases, absences, rules, charging, types = (
        cells for heading, cells in table.groups[0].rows if heading == "other"
    )
    assert [it.lines[0] for it in types[:3]] == [
        "vehicle types: Organisation municipality & co",
        "gas car, e-bike",
        "petrol car",
    ]
    assert rules[1].lines[0].endswith("after the visit in hand (nearest)")
    assert rules[2].lines[0] == "the municipal alarm patrol (patrol)"
    assert bases[1].lines[0] == "one base an organisation (one)"
    assert absences[1].lines[0].endswith("the rest is missed (share_out)")
    assert charging[1].lines[0] == "by_a_script"
    titles = [it.title for it in blocks(section("summary", factors=factors), "notice")]
    assert titles == ["Levels have different rules for alarms or nights"]
    assert kpis_of(fake_sweep_study(factors=factors)) == SWEEP_KPIS + WITH_PATROL
    assert kpis_of(fake_sweep_study()) == SWEEP_KPIS


@pytest.mark.parametrize("language", LANGUAGES)
def test_days_and_mixes_of_a_level_are_told_in_the_language_of_the_page(language):
    said = {
        "time": {"planned_days": ["monday", "sunday"]},
        "planning": {"horizon": "fortnight"},
        "payment": {"basis": "performed"},
        "climate": {"electricity": "residual"},
        "profiles": "typical",
    }
    own = {"name": "own", "title_sv": "egna", "title_en": "own"}
    other = {"name": "other", "title_sv": "andra", "title_en": "other", **said}
    factors = ({"name": "x", "title_sv": "X", "title_en": "X", "levels": [own, other]},)
    table = blocks(section("varied", language, factors=factors), "table")[0]
    told = {cells[0].lines[0]: cells[1].lines[0] for _, cells in table.groups[0].rows[1:]}
    words = Words("ruttsim.report", language)
    assert told.pop("time.planned_days") == ", ".join(
        words(f"weekday.{it}") for it in ("monday", "sunday")
    )
    for key, name in (
        ("planning.horizon", "fortnight"),
        ("payment.basis", "performed"),
        ("climate.electricity", "residual"),
        ("profiles", "typical"),
    ):
        rule = key.rpartition(".")[2]
        assert told.pop(key) == f"{words(f'{rule}_rule.{name}')} ({name})"
    assert not told


def test_of_two_maps_of_one_title_a_schematic_one_is_told():
    for maps in ((("Town", True), ("Town", False)), (("Town", False), ("Town", True))):
        assert "schematic" in page(maps=maps)
    assert "schematic" not in page(maps=(("Town", False), ("Town", False)))


def test_what_a_split_says_itself_is_told_to_be_kept():
    sweep = fake_sweep()
    own, *others = sweep.study.splits
    own = own.model_copy(update={"parameters": {"travel.everyday_factor": 1.2}})
    view = fake_view(study=sweep.study.model_copy(update={"splits": (own, *others)}))
    texts = [it.text for it in blocks(sweep_sections(view, ())[1], "paragraph")]
    assert any("Split own_regime (travel.everyday_factor)" in it for it in texts)


def test_differences_too_small_to_be_of_interest_are_told_so_and_are_hollow():
    said = {"interest": {"value": {"travel_h": 200.0}}, "kpis": ("travel_h",)}
    start = rows(blocks(section("travel_h", **said), "table")[0])[
        "", f"The starting point: {START}"
    ]
    assert start[1][-1] == "no difference of interest: surely less than 200 h/day"
    found = rows(blocks(section("summary", **said), "table")[0])
    assert found["Travel time, h/day", PARALLEL][2] == ["no difference of interest at any of 12"]
    svg = sweep_drawings(fake_view(**said))[0].svg
    assert svg.count("fill: #0072b2") == 1


@pytest.fixture(scope="module")
def crowded():
    """A sweep of many towns."""
    return fake_sweep(factors=many(TOWNS), populations=2, kpis=("travel_h",))


@pytest.mark.parametrize("language", LANGUAGES)
def test_many_levels_give_a_bounded_page_that_says_so(crowded, language):
    view = SweepView(Words("ruttsim.report", language), crowded, ("travel_h",))
    for drawing in sweep_drawings(view):
        assert drawing.svg.count(">Ort " if language == "sv" else ">Town ") == SHOWN
    levels, found = (
        next(it for it in sweep_sections(view, ()) if it.name == name)
        for name in ("varied", "travel_h")
    )
    assert [len(rows(it)) for it in blocks(found, "table")] == [SHOWN + 1, SHOWN]
    told = [it.text for it in blocks(found, "paragraph")]
    for file in ("differences.csv", "effects.csv"):
        assert any(f"{SHOWN} " in it and f" {TOWNS - 1} " in it and file in it for it in told)
    assert len(rows(blocks(levels, "table")[0])) == SHOWN
    assert any(f" {TOWNS} " in it.text for it in blocks(levels, "paragraph"))
    for text in sentences(found):
        assert text.count(";") < NAMED


def test_of_many_points_those_furthest_from_the_start_are_shown_in_their_order(monkeypatch):
    monkeypatch.setattr("fake_sweep.LEVELS", {})
    monkeypatch.setattr("fake_sweep.ADDED", {"town_50": 50.0, "town_7": -50.0})
    found = rows(
        blocks(
            section("travel_h", factors=many(TOWNS), populations=2, kpis=("travel_h",)), "table"
        )[0]
    )
    labels = [label for _, label in found]
    assert labels.index("Town 7") < labels.index("Town 50")
    assert "Town 59" not in labels


@pytest.mark.parametrize("maps", [(("A", True),), (("A", True), ("B", False)), (("A", False),)])
def test_that_a_map_is_schematic_is_told_of_all_or_by_name(maps):
    text = page(maps=maps)
    assert ("Single streets and addresses" in text) == all(it for _, it in maps)
    assert ("The maps A are schematic" in text) == (len(maps) == 2)


def test_the_command_and_the_hashes_of_all_maps_are_told():
    text = page(maps=(("A", True), ("B", False)))
    for told in ("ruttsim sweep fake", "hash-A", "hash-B", "hash-study"):
        assert told in text


def test_a_first_look_is_told():
    assert "A first look" in page(quick=True)
    assert "A first look" not in page()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("design", ["full", "one_at_a_time"])
def test_the_page_asks_for_nothing_outside_and_has_every_figure_once(language, design):
    view = fake_view(language, design=design)
    drawings = sweep_drawings(view)
    html = sweep_html(view, drawings)
    assert not re.findall(r"(?:href|src)=\"(?!#)[^\"]*\"", html)
    assert "Indelning" in html if language == "sv" else "Split" in html
    assert len(drawings) == len(SWEEP_KPIS) * 2 == html.count("<svg ")
    assert len({it.file for it in drawings}) == len(drawings)
    assert "{" not in re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)


def test_a_single_split_has_nothing_to_be_compared_with_and_that_is_told():
    sweep = fake_sweep()
    alone = sweep.study.model_copy(update={"splits": sweep.study.splits[:1]})
    view = fake_view(study=alone)
    assert "nothing to compare with" in sweep_html(view, sweep_drawings(view))


def test_it_is_written_with_its_figures_and_twice_with_the_same_bytes(tmp_path):
    for name in ("one", "other"):
        write_sweep_page(fake_sweep(populations=2), tmp_path / name, "sv")
    one, other = (
        {it.relative_to(folder): it.read_bytes() for it in folder.rglob("*") if it.is_file()}
        for folder in (tmp_path / "one", tmp_path / "other")
    )
    assert one == other
    assert {it.suffix for it in one} == {".html", ".svg", ".png"}
    assert PAGE in {str(it) for it in one}
