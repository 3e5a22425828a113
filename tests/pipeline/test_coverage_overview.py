"""What `ruttsim check` tells of who would serve where and whom."""

from __future__ import annotations

import pytest

from ruttsim.cli.check import _facts
from ruttsim.pipeline.checking import checked
from ruttsim.pipeline.coverage_overview import BOTH, Served, coverage_overview
from ruttsim.study.loading import load_study
from ruttsim.study.split_model import (
    AllocationRuleSection,
    AllocationSection,
    CoverageSection,
    SplitSection,
)

TOY = load_study("toy")
TWO = ("municipality", "procured_1")
REACH = "must serve 4 and may serve 5 areas, where 80 % of clients live"
APART = SplitSection(
    name="apart",
    title_sv="Isär",
    title_en="Apart",
    organisations=TWO,
    coverage=CoverageSection(kinds={"municipality": ("care",), "procured_1": ("service",)}),
    allocation=AllocationSection(rule="address", service=AllocationRuleSection(rule="address")),
)
FULL = SplitSection(
    name="full",
    title_sv="Fullt",
    title_en="Full",
    organisations=TWO,
    allocation=AllocationSection(rule="choice", ceiling_clients={"procured_1": 0}),
)


@pytest.fixture(scope="module")
def served():
    study = TOY.model_copy(update={"splits": (*TOY.splits, APART, FULL)}).at(TOY.file)
    return coverage_overview(checked(study))


def of(served, split):
    return [it for it in served if it.split == split]


def test_everybody_is_somebodys_in_every_split_and_kind(served):
    for split, kind in {(it.split, it.kind) for it in served}:
        shares = [it.percent_of_clients for it in of(served, split) if it.kind == kind]
        assert sum(shares) == pytest.approx(100, abs=0.3)


def test_zones_part_the_nine_areas_and_their_clients(served):
    zones = of(served, "two_zones")
    assert [it.kind for it in zones] == [BOTH, BOTH]
    assert sum(it.areas for it in zones) == sum(it.areas_it_must_serve for it in zones) == 9
    assert all(it.percent_of_clients == it.percent_of_clients_in_reach for it in zones)


def test_where_kinds_differ_each_has_its_rows(served):
    found = [(it.kind, it.organisation, it.areas) for it in of(served, "apart")]
    assert found == [
        ("care", "municipality", 9),
        ("care", "procured_1", 0),
        ("service", "municipality", 0),
        ("service", "procured_1", 9),
    ]


def test_who_is_full_has_a_queue_and_nobody(served):
    own, private = of(served, "full")
    assert (own.percent_of_clients, private.percent_of_clients) == (100, 0)
    assert private.queueing > 0


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (Served("s", "p", BOTH, 0, 0, 0.0, 0.0, 0), "serves no basic area"),
        (
            Served("s", "p", BOTH, 9, 4, 80.0, 12.5, 7),
            f"{REACH}; has 12.5 %, 7 in its queue",
        ),
        (
            Served("s", "p", BOTH, 9, 9, None, None, None),
            "must serve 9 areas; fewer than five clients in one of its figures",
        ),
    ],
)
def test_a_row_in_words(row, text):
    assert _facts(row) == text
