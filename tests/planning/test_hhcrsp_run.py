"""The benchmark from folder to tables, with a planner that always gives the same plan."""

from __future__ import annotations

import json
import time

import hhcrsp
import hhcrsp_samples as samples
import pytest

from ruttsim.domain.rounds import LeftOut, RoundsCost, RoundsPlan, WorkedRound

COST = 3442
"""What c2 alone at p0 from 110 to 140 costs: see the evaluation's tests."""

PLAN = RoundsPlan(
    rounds=(WorkedRound(1, (0,), -1, (110,), 100, 150, -1),),
    left_out=(LeftOut(1, "no_time"), LeftOut(2, "no_time")),
    cost=RoundsCost(COST - 23, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
)


@pytest.fixture
def used_s(monkeypatch):
    """CPU seconds used: a thousandth for each thousand moves asked for."""
    used = [0.0]

    def plan_rounds(_problem, moves, seed):
        assert seed >= 0
        used[0] += moves * 1e-6
        return PLAN

    monkeypatch.setattr(hhcrsp, "plan_rounds", plan_rounds)
    monkeypatch.setattr(time, "process_time", lambda: used[0])
    return used


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "instances"
    path.mkdir()
    samples.written(path, samples.uhhc())
    return path


def test_a_folder_becomes_solutions_and_a_table(used_s, folder, tmp_path, capsys):
    best, out = tmp_path / "best.csv", tmp_path / "out"
    best.write_text("instance,method,total_cost\nsample,SA,3000\n")
    arguments = [str(folder), str(best), "--seconds", "2", "--seeds", "2", "--out", str(out)]
    assert hhcrsp.main(arguments) == 0
    assert "sample: 3442 3442, mean gap 14.73 %, verified" in capsys.readouterr().out
    assert (
        "| sample | 2 | 2 | 3000 | 3442 | 3442 | 14.73 | 14.73 | yes | 2.0 | 2e+06 |  |"
        in (out / "gaps.md").read_text()
    )
    assert sorted(path.name for path in (out / "seeds").iterdir()) == [
        "sample.0.json",
        "sample.1.json",
    ]
    assert [
        it["caregiver_id"] for it in json.loads((out / "sample.json").read_text())["routes"]
    ] == ["c2"]
    assert used_s[0] > 4


def test_seconds_become_moves_by_a_measurement(used_s):
    assert hhcrsp.moves_within(None, 3.0) == pytest.approx(3_000_000, rel=1e-4)
    assert used_s[0] < 1


@pytest.mark.usefixtures("used_s")
def test_no_costs_are_needed(folder, tmp_path, capsys):
    arguments = [str(folder), "--seconds", "1", "--seeds", "1", "--out", str(tmp_path / "out")]
    assert hhcrsp.main(arguments) == 0
    assert "no known cost" in capsys.readouterr().out


@pytest.mark.usefixtures("used_s")
def test_a_solution_that_breaks_a_rule_fails_the_run(folder, tmp_path, capsys):
    raw = samples.uhhc()
    raw["patients"][0]["incompatible_caregivers"] = ["c2"]
    samples.written(folder, raw)
    arguments = [str(folder), "--seconds", "1", "--seeds", "1", "--out", str(tmp_path / "out")]
    assert hhcrsp.main(arguments) == 1
    assert "NOT VERIFIED" in capsys.readouterr().out


def test_a_folder_of_other_files_is_refused(tmp_path, capsys):
    samples.written(tmp_path, {"no": "instance"})
    assert hhcrsp.main([str(tmp_path), "--out", str(tmp_path / "out")]) == 3
    assert "neither a Mankowska nor a UHHC instance" in capsys.readouterr().err
