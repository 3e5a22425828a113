"""The table of gaps."""

from __future__ import annotations

import hhcrsp_samples as samples
import pytest
from hhcrsp_evaluate import Evaluation
from hhcrsp_instances import COMPONENTS, read_instance
from hhcrsp_table import Result, Run, published_costs, summary, write_tables

from ruttsim.errors import DataError


@pytest.fixture
def instance(tmp_path):
    return read_instance(samples.written(tmp_path, samples.uhhc()))


def result(instance, published, *costs, breaches=()):
    """A result whose seeds cost so much, all of it travel."""
    runs = [
        Run(
            seed,
            Evaluation(breaches, dict.fromkeys(COMPONENTS, 0.0) | {"travel_time": cost}),
            says=cost,
            moves=1000,
            cpu_s=1.0,
        )
        for seed, cost in enumerate(costs)
    ]
    return Result(instance, published, runs)


def test_costs_are_found_by_their_heading(tmp_path):
    path = tmp_path / "best.csv"
    path.write_text("patients,instance,best_known\n3,A,218.199\n4,B,\n")
    assert published_costs(path) == {"A": {"best known": 218.199}}


def test_the_costs_of_several_methods_are_kept_apart(tmp_path):
    path = tmp_path / "best.csv"
    path.write_text("instance,method,total_cost\nA.json,SA,120\nA.json,cp-sat,100\n")
    assert published_costs(path) == {"A": {"SA": 120.0, "cp-sat": 100.0}}


def test_a_file_without_costs_is_refused(tmp_path):
    path = tmp_path / "best.csv"
    path.write_text("instance,price\nA,1\n")
    with pytest.raises(DataError, match=r"best\.csv"):
        published_costs(path)


def test_the_gap_is_to_the_least_published_cost(instance, tmp_path):
    results = [result(instance, {"SA": 120.0, "cp-sat": 100.0}, 110.0, 130.0)]
    write_tables(tmp_path, results)
    heading, line = (tmp_path / "gaps.csv").read_text().splitlines()
    row = dict(zip(heading.split(","), line.split(","), strict=True))
    assert (row["mean gap %"], row["best gap %"], row["verified"]) == ("20.00", "10.00", "yes")
    assert (row["mean gap to SA %"], row["mean gap to cp-sat %"]) == ("0.00", "20.00")
    assert "mean 20.00 %, largest 20.00 % (sample)" in summary(results)


def test_an_instance_without_a_known_cost_is_listed_without_a_gap(instance, tmp_path):
    results = [result(instance, {}, 110.0)]
    write_tables(tmp_path, results)
    assert "| sample | 2 | 2 |  | 110 |  |  | yes |" in (tmp_path / "gaps.md").read_text()
    assert "Gap" not in summary(results)


def test_a_new_best_is_named_beyond_what_rounding_hides(instance):
    assert "New best: sample 99 (was 100)" in summary([result(instance, {"": 100.0}, 99.0)])
    assert "New best" not in summary([result(instance, {"": 100.0}, 99.9995)])


def test_a_solution_that_breaks_a_rule_is_neither_verified_nor_best(instance, tmp_path):
    results = [result(instance, {"": 100.0}, 90.0, breaches=("carer c1: 2 lunches",))]
    write_tables(tmp_path, results)
    assert "no: carer c1: 2 lunches" in (tmp_path / "gaps.md").read_text()
    assert "New best" not in summary(results)
