"""Sample days: a task for each carer, and the tasks that may come next to each."""

import numpy as np
import pytest

import ruttsim
from ruttsim.pipeline.ground import ground
from ruttsim.pipeline.setting import Findings, load_setting
from ruttsim.search import sample
from ruttsim.search.sample import LONGEST_WAIT_S, sample_day

SETTING = load_setting(ruttsim.load_study("toy"), Findings())
BASE = ground(SETTING, 2)
DAY = sample_day(SETTING, BASE, 1, 0)
VISITS = BASE.population.visits
DUE = VISITS.by_day(VISITS.on(1, 0))
TASK_VISIT = np.repeat(DUE, VISITS.carers[DUE].astype(np.int64))


def test_there_is_a_task_for_each_carer_of_each_visit():
    assert len(DAY.client) == VISITS.carers[DUE].sum()
    assert (DAY.client == VISITS.client[TASK_VISIT]).all()
    assert DAY.ways.duration_s.sum() == (VISITS.duration_s[DUE] * VISITS.carers[DUE]).sum()


def test_tasks_lie_in_the_basic_area_of_their_client():
    assert (DAY.area == BASE.population.clients.basic_area[DAY.client]).all()


def test_vehicle_types_are_those_of_the_study_once():
    assert DAY.types == ("car_biogas", "ebike", "walk")


@pytest.mark.parametrize("kind", range(3))
def test_tasks_that_may_come_next_stand_the_cheapest_first(kind):
    ways = DAY.ways
    cost = ways.near_s[kind] + ways.near_m[kind] * (ways.sek_per_m[kind] / ways.sek_per_s)
    is_one = ways.near[kind] >= 0
    assert is_one.any()
    steps = np.diff(np.round(cost), axis=1)
    assert (steps[is_one[:, 1:]] >= 0).all()
    assert not (is_one[:, 1:] & ~is_one[:, :-1]).any()


def test_times_there_and_back_are_those_of_the_travel_matrix():
    kind = DAY.types.index("walk")
    home = BASE.population.clients.building[DAY.client]
    walk_s = BASE.door_to_door.time_s["walk"][0]
    for task in range(0, len(home), 17):
        for column in range(0, DAY.ways.near.shape[2], 11):
            other = DAY.ways.near[kind, task, column]
            if other >= 0:
                there, back = walk_s[home[task], home[other]], walk_s[home[other], home[task]]
                assert DAY.ways.near_s[kind, task, column] == there + back


def test_tasks_of_one_visit_are_never_next_to_each_other_and_what_may_be_next_is_mutual():
    for kind in range(3):
        pairs = {
            (task, other)
            for task, row in enumerate(DAY.ways.near[kind].tolist())
            for other in row
            if other >= 0
        }
        assert all((b, a) in pairs for a, b in pairs)
        assert not any(TASK_VISIT[a] == TASK_VISIT[b] for a, b in pairs)


def test_tasks_next_to_each_other_can_be_done_without_a_long_wait():
    opens, closes = VISITS.earliest_s[TASK_VISIT], VISITS.latest_s[TASK_VISIT]
    lasts = VISITS.duration_s[TASK_VISIT]
    kind = DAY.types.index("ebike")

    def follows(a, b, way):
        ready = lasts[a] + way
        return opens[a] + ready <= closes[b] and closes[a] + ready + LONGEST_WAIT_S >= opens[b]

    for task, row in enumerate(DAY.ways.near[kind].tolist()):
        for other, both in zip(row, DAY.ways.near_s[kind, task].tolist(), strict=True):
            if other >= 0:
                assert follows(task, other, both / 2) or follows(other, task, both / 2)


def test_chunks_of_rows_change_nothing(monkeypatch):
    monkeypatch.setattr(sample, "ROWS_AT_ONCE", 7)
    again = sample_day(SETTING, BASE, 1, 0)
    for one, other in zip(DAY.ways, again.ways, strict=True):
        assert np.array_equal(one, other)


def test_rounds_hold_more_tasks_the_shorter_they_are():
    parameters = SETTING.parameters
    held = [sample._tasks_per_round(parameters, np.array([s])) for s in (600, 1200, 10**6)]
    assert held[0] == pytest.approx(2 * held[1], abs=0.002)
    assert held[2] == 1.0
