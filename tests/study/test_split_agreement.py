"""Names and shares within an area split: every disagreement is told at once."""

from __future__ import annotations

from pathlib import Path

from ruttsim.study.agreement import agreement_faults
from ruttsim.study.names import name_faults

SPLIT = {
    "name": "a",
    "organisations": ["m", "p"],
    "coverage": {
        "rule": "table",
        "table": "missing.csv",
        "margins": "gone.csv",
        "kinds": {"q": ["care"]},
        "rows": [{"organisations": ["r"]}],
        "halves": [["m", "s"], ["p"]],
    },
    "allocation": {
        "rule": "luck",
        "default": "chance",
        "ceiling_clients": {"t": 3},
        "ceiling_granted_h_per_month": {"u": 3.0},
        "service": {"rule": "fate", "default": "fortune", "shares": {"m": 0.5, "p": 0.4}},
    },
}
CONTENT = {
    "organisations": [
        {"name": "m", "type": "municipal", "languages": ["elvish"]},
        {"name": "p", "type": "private"},
    ],
    "splits": [SPLIT],
}


def test_what_a_split_names_is_told_with_its_field(tmp_path: Path):
    found = {it.field for it in agreement_faults(tmp_path / "study.toml", CONTENT)}
    assert found == {
        "splits[0].coverage.table",
        "splits[0].coverage.margins",
        "splits[0].coverage.kinds",
        "splits[0].coverage.rows[0].organisations",
        "splits[0].coverage.halves[0]",
        "splits[0].allocation.ceiling_clients",
        "splits[0].allocation.ceiling_granted_h_per_month",
        "splits[0].allocation.service.shares",
    }


def test_rules_defaults_and_languages_are_looked_up():
    registries = {"allocation": ["shares"], "default": ["room"], "language": ["finnish"]}
    found = {it.field for it in name_faults("study.toml", CONTENT, registries)}
    assert found == {
        "organisations[0].languages",
        "splits[0].allocation.rule",
        "splits[0].allocation.default",
        "splits[0].allocation.service.rule",
        "splits[0].allocation.service.default",
    }
