"""The split stage as a whole, and the keys that its rules read."""

import numpy as np
import pytest
from square_map import PARAMETERS, many_clients, map_of, population_of, split_of, squares, study_of

from ruttsim.domain.demand import KINDS
from ruttsim.split.allocation import ALLOCATION_KEYS, ALLOCATIONS
from ruttsim.split.assignment import area_coverage, assign
from ruttsim.split.keys import rule_faults

MAP = map_of(squares(3, 2))
SIX = {"m": 0.5, "p1": 0.1, "p2": 0.1, "p3": 0.1, "p4": 0.1, "p5": 0.1}


def test_every_rule_of_allocation_says_which_keys_it_reads():
    assert ALLOCATIONS.keys() == ALLOCATION_KEYS.keys()


def test_assignment_and_coverage_have_a_place_for_every_kind_and_organisation():
    study = study_of(split_of(SIX))
    assignment = assign(many_clients(6), MAP, study, study.splits[0], PARAMETERS)
    assert assignment.organisation.shape == (1000, len(KINDS))
    assert assignment.organisation.dtype == np.int8
    assert assignment.coverage.table.shape == (6, len(KINDS), 6)
    assert assignment.coverage.table.dtype == np.int8


def test_at_every_address_one_can_choose_between_all_who_serve_everywhere():
    study = study_of(split_of(SIX))
    coverage = assign(many_clients(6), MAP, study, study.splits[0], PARAMETERS).coverage
    assert [set(coverage.choices(kind)) for kind in range(4)] == [{6}, {6}, {1}, {1}]


def test_area_coverage_has_a_row_for_each_kind_area_and_organisation():
    population = population_of([10.0, 20.0], [0, 0])
    study = study_of(split_of({"m": 0.6, "p1": 0.4}), private=1)
    bundle = map_of(squares(2, 1))
    assignment = assign(population, bundle, study, study.splits[0], PARAMETERS)
    both = area_coverage(bundle, study, study.splits[0], assignment)
    assert both["kind"].tolist() == ["care"] * 4 + ["service"] * 4
    table = both[both["kind"] == "care"]
    assert table["basic_area"].tolist() == ["a0", "a0", "a1", "a1"]
    assert table["organisation"].tolist() == ["m", "p1", "m", "p1"]
    assert table["coverage"].tolist() == [2, 1, 2, 1]


@pytest.mark.parametrize(
    ("split", "field", "words"),
    [
        ({"organisations": ["m", "p1"]}, "allocation.shares", "need it"),
        (
            {
                "organisations": ["m", "p1"],
                "coverage": {"rule": "zones"},
                "allocation": {"rule": "address"},
            },
            "allocation.shares",
            "need it",
        ),
        (
            {"organisations": ["m"], "coverage": {"rule": "layer"}},
            "coverage.layer",
            "need it",
        ),
        (
            {"organisations": ["m"], "coverage": {"share": 0.5}},
            "coverage.share",
            "do not read it",
        ),
        (
            {"organisations": ["m"], "coverage": {"organisations": ["m"]}},
            "coverage.organisations",
            "do not read it",
        ),
    ],
)
def test_a_key_that_a_rule_lacks_or_does_not_read_is_a_fault(split, field, words):
    study = study_of(split)
    (fault,) = rule_faults(study, study.splits[0])
    assert fault.field == f"splits[0].{field}"
    assert words in fault.problem


def test_one_organisation_alone_needs_no_shares():
    study = study_of({"organisations": ["m"]})
    assert rule_faults(study, study.splits[0]) == []


@pytest.mark.parametrize(
    ("split", "field", "words"),
    [
        ({"coverage": {"rule": "halves"}}, "coverage.halves", "need it"),
        ({"coverage": {"rule": "positive_margin"}}, "coverage.margins", "need it"),
        ({"coverage": {"rule": "drawn"}}, "coverage.layer", "need it"),
        ({"coverage": {"rule": "table"}}, "coverage.table", "needs it"),
        (
            {"coverage": {"rule": "table", "table": "a.csv", "rows": [{"organisations": ["p1"]}]}},
            "coverage.table",
            "rows are given too",
        ),
        (
            {
                "coverage": {
                    "rule": "densest_until_share",
                    "share": 0.5,
                    "granted_h_per_month": 9.0,
                }
            },
            "coverage.granted_h_per_month",
            "share is given too",
        ),
        ({"coverage": {"rule": "halves", "halves": [["m"], ["m"]]}}, "coverage.halves", "neither"),
        ({"coverage": {"rule": "halves", "halves": [["m", "p1"]]}}, "coverage.halves", "1 lists"),
        ({"coverage": {"margins": "a.csv"}}, "coverage.margins", "do not read it"),
        (
            {"allocation": {"rule": "address", "default": "room"}},
            "allocation.default",
            "do not read it",
        ),
        (
            {"allocation": {"rule": "choice", "service": {"rule": "shares"}}},
            "allocation.service.shares",
            "need it",
        ),
    ],
)
def test_keys_of_the_new_rules_are_looked_at_too(split, field, words):
    study = study_of({"organisations": ["m", "p1"], "allocation": {"rule": "choice"}} | split)
    (fault,) = rule_faults(study, study.splits[0])
    assert fault.field == f"splits[0].{field}"
    assert words in fault.problem
