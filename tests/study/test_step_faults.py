"""Steps that follow no step, or cannot be repaired: every fault is told at once."""

from __future__ import annotations

from ruttsim.study.steps import step_faults


def content(*splits, horizon="fortnight"):
    """A study of splits: name, step before, and further keys."""
    return {
        "planning": {"horizon": horizon},
        "splits": [
            {"name": name, "organisations": ["m", "p"], **({"after": before} if before else {})}
            | keys
            for name, before, keys in splits
        ],
    }


def told(*splits, horizon="fortnight"):
    """Field and problem of each fault."""
    found = step_faults("study.toml", content(*splits, horizon=horizon))
    return [(it.field, it.problem) for it in found]


REPAIRED = {"change": {"plan": "repaired"}}


def test_a_chain_in_order_has_no_fault():
    assert told(("a", "", {}), ("b", "a", {}), ("c", "b", REPAIRED), ("d", "b", {})) == []


def test_every_step_that_leads_nowhere_is_told():
    assert told(
        ("a", "", {"change": {"years": 2}}),
        ("b", "c", {}),
        ("c", "c", {}),
        ("d", "nowhere", {}),
        ("e", "f", {}),
        ("f", "e", {}),
        ("g", "i", {}),
        ("h", "d", {}),
        ("i", "", {}),
    ) == [
        ("splits[0].change", "Nothing changes since a step before, for there is none."),
        ("splits[1].after", "These follow each other in a circle: 'b', 'c', 'c'."),
        ("splits[2].after", "'c' is this split itself."),
        ("splits[3].after", "No split is named 'nowhere'."),
        ("splits[4].after", "These follow each other in a circle: 'e', 'f', 'e'."),
        ("splits[6].after", "'i' stands later, in splits[8]."),
    ]


def test_what_cannot_be_repaired_is_told():
    own = {"parameters": {"staffing.clients_per_team": 60.0, "split.chosen_areas_share": 0.5}}
    types = {"vehicle_types": {"m": ["walk"], "p": ["walk"]}}
    shares = {"parameters": {"split.chosen_areas_share": 0.6}}
    assert told(("a", "", {}), ("b", "a", REPAIRED), horizon="day") == [
        ("splits[1].change.plan", "Rounds can be repaired from a fortnight's template alone.")
    ]
    assert told(("a", "", {}), ("b", "a", REPAIRED), ("c", "b", REPAIRED)) == [
        ("splits[2].change.plan", "'b' is itself repaired and has no rounds planned anew.")
    ]
    assert told(("a", "", own | types), ("b", "a", REPAIRED | shares)) == [
        ("splits[1].parameters", "Repaired rounds are those of 'a', which has others."),
        ("splits[1].vehicle_types", "Repaired rounds are those of 'a', which has others."),
    ]
    same = own | {"vehicle_types": {"m": ["walk"]}}
    assert told(("a", "", own | types), ("b", "a", REPAIRED | same)) != []
    assert (
        told(("a", "", own | types), ("b", "a", REPAIRED | same | {"organisations": ["m"]})) == []
    )


def test_a_split_without_a_step_before_may_say_what_is_so_anyway():
    assert (
        told(("a", "", {"change": {"years": 1.0, "may_move": "newcomers", "plan": "anew"}})) == []
    )
