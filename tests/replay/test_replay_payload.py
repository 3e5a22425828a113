"""What the page shows is what the record says, on streets of the map."""

from __future__ import annotations

import json
from collections import Counter

import numpy as np
import pandas as pd
import pytest

from made_run import page_data, path_line, shown_rounds
from ruttsim.domain.demand import NIGHT, SMALLEST_CELL
from ruttsim.replay import stops
from ruttsim.replay.payload import rounded
from ruttsim.replay.picture import extent
from ruttsim.replay.stops import CLEAR_M
from ruttsim.replay.timeline import AT_ALARM, BREAK, STATES, TRAVELLING, VISIT, timelines
from ruttsim.units import DM_PER_METRE, SECONDS_PER_MINUTE


def on_page(day, places, sort=stops.BY_DAY):
    """Where places are drawn [dm], by what somebody is there for, which is one or one each."""
    roads = day.setting.bundle.roads
    nodes = day.stops.node[sort, np.asarray(places)]
    at = np.column_stack([roads.node_x_m[nodes], roads.node_y_m[nodes]])
    return [tuple(it) for it in extent(day.setting.bundle).on_page(at).tolist()]


def everybody(day):
    """Whose rounds there are."""
    return [*(it.name for it in day.setting.study.organisations), "patrol"]


def test_a_dot_leaves_and_arrives_when_its_leg_does(day):
    """Every leg between different crossings, in order, at its times in whole minutes."""
    names = [*(it.name for it in day.setting.study.organisations), "night_patrol"]
    legs = dict(iter(day.run.legs.groupby("round")))
    on_call = dict(iter(day.run.patrol_legs.groupby("round")))
    records = sorted(
        day.run.rounds.itertuples(), key=lambda it: (names.index(it.organisation), it.leave_s)
    )
    drawn = [(legs[it.round], it.leave_s, it.return_s) for it in records]
    last = len([it for it in records if it.organisation != "night_patrol"])
    ends = day.run.patrol_alarms.groupby("round")["end_s"].max()
    drawn[last:last] = [(own, own["depart_s"].min(), ends[it]) for it, own in on_call.items()]
    shown = shown_rounds(page_data(day.html))
    assert len(shown) == len(drawn) > 0
    moved = 0
    for (own, leave_s, return_s), stages in zip(drawn, shown, strict=True):
        legs_in_order = own.sort_values("sequence")
        base = on_page(day, legs_in_order["from_place"][:1])
        there = on_page(day, legs_in_order["to_place"], sorts(day, legs_in_order))
        expected = [
            (rounded(leave, 1), rounded(arrive, 1), here, to)
            for leave, arrive, here, to in zip(
                legs_in_order["depart_s"],
                legs_in_order["arrive_s"],
                [*base, *there],
                there,
                strict=False,
            )
            if here != to
        ]
        driven = [it for it in stages if len(it.line) > 1]
        assert [(it.start_min, it.end_min, it.line[0], it.line[-1]) for it in driven] == expected
        assert {it.state for it in driven} <= {TRAVELLING}
        assert stages[0].start_min == rounded(leave_s, 1)
        assert stages[-1].end_min == rounded(return_s, 1)
        moved += len(driven)
    assert moved > 10


def sorts(day, legs):
    """What each leg leads to."""
    kinds = day.people.visits.kind
    at_night = np.where(kinds[legs["visit"]] == NIGHT, stops.AT_NIGHT, stops.BY_DAY)
    by_visit = np.where(legs["visit"] >= 0, at_night, stops.BY_DAY)
    return np.where(legs["alarm"] >= 0, stops.AT_ALARM, by_visit)


def test_visits_of_the_night_are_made_by_the_patrol(day):
    """What the laws over these days are about is in them."""
    night = day.run.rounds[day.run.rounds["organisation"].astype(str) == "night_patrol"]
    drawn = [it for it in timelines(day.run, ["patrol"]) if not it.on_call]
    assert [it.round for it in drawn] == night["round"].tolist() != []
    visits = [it for one in drawn for it in one.stages if it.state == VISIT]
    assert {it.to_place.sort for it in visits} == {stops.AT_NIGHT}


@pytest.mark.parametrize("state", [VISIT, BREAK, AT_ALARM])
def test_minutes_in_a_state_are_those_of_the_record(day, state):
    """Care, breaks and help as the tables have them, each end off by half a minute at most."""
    shown = shown_rounds(page_data(day.html))
    in_state = [it for stages in shown for it in stages if it.state == state]
    minutes = sum(it.end_min - it.start_min for it in in_state)
    given = day.run.visits[day.run.visits["start_s"] >= 0]
    record, helped = day.run.rounds, pd.concat([day.run.alarms, day.run.patrol_alarms])
    of_state = {
        VISIT: (given["start_s"], given["end_s"]),
        BREAK: (record["break_start_s"], record["break_end_s"]),
        AT_ALARM: (helped["start_s"], helped["end_s"]),
    }
    start_s, end_s = of_state[state]
    assert minutes == pytest.approx(
        ((end_s - start_s) / SECONDS_PER_MINUTE).sum(), abs=len(start_s)
    )


def test_stages_follow_each_other_without_gap(day):
    for it in timelines(day.run, everybody(day)):
        assert it.stages[0].start_s == it.leave_s
        assert it.stages[-1].end_s == it.return_s
        for before, after in zip(it.stages, it.stages[1:], strict=False):
            assert (before.end_s, before.to_place) == (after.start_s, after.from_place)
        assert all(0 <= stage.state < len(STATES) for stage in it.stages)


def test_carers_are_called_away_before_visits_unless_the_patrol_answers(day):
    """What the laws over these days are about is in them; cars on call are apart."""
    to_visits = day.run.legs[day.run.legs["visit"] >= 0]
    is_alarmed = day.setting.study.day.alarms != "patrol"
    assert to_visits.duplicated(["round", "visit"]).any() == is_alarmed
    assert (len(day.run.alarms) > 0) == is_alarmed
    assert "patrol" not in {*day.run.alarms["organisation"], *day.run.legs["organisation"]}
    assert (len(day.run.patrol_alarms) > 0) or is_alarmed


def test_who_is_called_away_is_at_the_visit_after_the_last_leg_to_it(day):
    """Each stay is drawn once, from start to end, at the place of its client."""
    building = day.people.holder_building
    helped = pd.concat([day.run.alarms, day.run.patrol_alarms])
    for state, table in ((VISIT, day.run.visits), (AT_ALARM, helped)):
        given = table[table["start_s"] >= 0]
        expected = zip(given["start_s"], given["end_s"], building[given["client"]], strict=True)
        drawn = [
            (stage.start_s, stage.end_s, stage.to_place.place)
            for it in timelines(day.run, everybody(day))
            for stage in it.stages
            if stage.state == state
        ]
        assert sorted(drawn) == sorted(expected)


def test_a_run_without_alarms_is_shown(without_alarms):
    assert len(pd.read_parquet(without_alarms.folder / "alarms.parquet")) == 0
    stages = [it for stages in shown_rounds(page_data(without_alarms.html)) for it in stages]
    assert VISIT in {it.state for it in stages}
    assert AT_ALARM not in {it.state for it in stages}


def test_every_path_is_one_line_along_streets(toy):
    data = page_data(toy.html)
    assert data["paths"]
    for number in range(1, len(data["paths"]) + 1):
        assert len(path_line(data, number)) > 1


def test_nobody_stands_at_a_home(day):
    """Law over all that stand still, and over all ends of paths."""
    people, view = day.people, extent(day.setting.bundle)
    homes = np.unique(people.holder_building)
    at = np.column_stack([people.buildings.x_m, people.buildings.y_m])[homes]
    home_dm = view.on_page(at)
    bases = set(on_page(day, range(len(people.buildings.x_m), day.stops.node.shape[1])))
    crossings = set()
    for sort in stops.SORTS:
        own = on_page(day, np.flatnonzero(day.stops.group[sort] >= 0), sort)
        assert min(Counter(own).values()) >= SMALLEST_CELL
        crossings |= set(own)
    for stages in shown_rounds(page_data(day.html)):
        for it in stages:
            for end in {it.line[0], it.line[-1]} - bases:
                assert end in crossings
                nearest_dm = np.hypot(*(home_dm - np.array(end)).T).min()
                assert nearest_dm >= (CLEAR_M - 0.2) * DM_PER_METRE


def test_the_numbers_hold_nothing_but_what_is_drawn(toy):
    data = page_data(toy.html)
    land = {"water", "railway", "borders", "places", "bases"}
    drawn = {
        "step",
        "begins",
        "size",
        "streets",
        "paths",
        "rounds",
        "organisations",
        "states",
        "words",
    }
    assert set(data) == land | drawn
    lengths = {len(it) % 3 for it in data["rounds"]}
    assert lengths == {1}, "a round is four numbers, then three for each stage"
    assert json.dumps(data["rounds"]).count(".") == 0
