"""Splits with rules of their own for alarms and nights: the same people and draws, other hands."""

from __future__ import annotations

import pytest

import ruttsim
from ruttsim.errors import StudyError
from ruttsim.pipeline.checking import checked
from ruttsim.recorded.again import audit_run
from ruttsim.report.run import write_run
from ruttsim.study.split_model import SplitSection

TOY = ruttsim.load_study("toy")
RECORD = ("legs", "visits", "rounds", "alarms", "decisions", "charging", "plan", "results")
MANY = {
    "demand.levels.heavy.activity_share.night_help_early": 0.9,
    "demand.levels.two_carers.share": 0.1,
    "day.alarms_per_holder_month": 30.0,
}
"""So many nights and alarms that each split has some, and some nights need two carers."""
OWN = {
    "as_the_study": {},
    "says_the_same": {"alarms": "patrol", "nights": "patrol"},
    "own_alarms": {"alarms": "nearest"},
    "own_nights": {"nights": "organisation"},
    "own_both": {"alarms": "interrupting", "nights": "organisation"},
}


def study_of(by_split, **day):
    """The toy study with `two_parallel` again and again, with keys of its own by name."""
    base = TOY.splits[1].model_dump()
    splits = tuple(
        SplitSection.model_validate(
            {**base, "name": name, "title_en": name, "title_sv": name, **keys}
        )
        for name, keys in by_split.items()
    )
    study = TOY.model_copy(
        update={
            "splits": splits,
            "parameters": MANY,
            "day": TOY.day.model_copy(update=day),
            "time": TOY.time.model_copy(update={"populations": 1, "disturbed_days": 2}),
            "planning": TOY.planning.model_copy(update={"moves": 500, "show_one_base": False}),
        }
    )
    return study.at(TOY.file)


@pytest.fixture(scope="module")
def result():
    return ruttsim.compare(study_of(OWN), workers=1)


def of(table, split):
    """Rows of one split, without its name."""
    return table[table["split"] == split].drop(columns="split").reset_index(drop=True)


@pytest.mark.parametrize("table", RECORD)
def test_a_split_that_names_the_study_s_own_rules_is_the_same_bit_for_bit(result, table):
    whole = getattr(result, table)
    assert of(whole, "says_the_same").equals(of(whole, "as_the_study"))


@pytest.mark.parametrize("split", ["own_alarms", "own_nights", "own_both"])
def test_a_rule_of_the_split_is_what_the_same_rule_of_the_study_is(result, split):
    alone = ruttsim.compare(study_of({split: {}}, **OWN[split]), workers=1)
    for table in RECORD:
        one, other = of(getattr(result, table), split), of(getattr(alone, table), split)
        names = one.select_dtypes("category").columns
        assert one.astype(dict.fromkeys(names, str)).equals(
            other.astype(dict.fromkeys(names, str))
        ), table


def test_the_same_alarms_ring_and_others_answer(result):
    rang = ["population", "day", "alarm", "client", "rung_s"]
    calls = {
        name: of(result.alarms, name)[rang].drop_duplicates().reset_index(drop=True) for name in OWN
    }
    assert len(calls["own_alarms"]) > 5
    for split in OWN:
        assert calls[split].equals(calls["as_the_study"]), split
        answers = set(of(result.alarms, split)["organisation"].astype(str))
        own = {"municipality", "procured_1"} & answers
        assert bool(own) == (split in {"own_alarms", "own_both"})


def test_the_same_nights_are_worked_by_others(result):
    for split in OWN:
        visits = of(result.visits, split)
        at_night = visits[visits["kind"] == "night"]
        whose = set(at_night["organisation"].astype(str))
        if split in {"own_nights", "own_both"}:
            assert whose == {"municipality", "procured_1"}
            assert set(at_night["carer"]) == {0, 1}
        else:
            assert whose == {"night_patrol"}
        first = at_night["carer"] == 0
        keys = ["population", "day", "visit", "client", "earliest_s", "latest_s"]
        drawn = at_night.loc[first, keys].sort_values(keys).reset_index(drop=True)
        if split == "as_the_study":
            expected = drawn
        assert drawn.equals(expected)


def test_the_second_audit_goes_by_the_rules_of_the_split_and_the_report_tells_them(
    result, tmp_path
):
    write_run(result, tmp_path / "run", "en")
    assert audit_run(tmp_path / "run") == len(OWN) * 2
    text = (tmp_path / "run/report.html").read_text(encoding="utf-8")
    assert "alarms in the day are answered by" in text
    assert "In own_nights and own_both, visits at night are made by the client" in text
    assert (
        "In as_the_study, says_the_same and own_alarms, visits at night are made by the mun" in text
    )


@pytest.mark.parametrize(("key", "rule"), [("alarms", "nearst"), ("nights", "nobody")])
def test_a_rule_that_nobody_knows_is_told_with_its_split(tmp_path, key, rule):
    text = TOY.file.read_text(encoding="utf-8")
    mark = 'name = "two_parallel"'
    assert text.count(mark) == 1
    file = tmp_path / "study.toml"
    file.write_text(text.replace(mark, f'{mark}\n{key} = "{rule}"'), encoding="utf-8")
    with pytest.raises(StudyError) as error:
        checked(ruttsim.load_study(file))
    assert [it.field for it in error.value.faults] == [f"splits[1].{key}"]
