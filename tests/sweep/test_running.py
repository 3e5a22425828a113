"""Sweeps of a small study: what they give, after interruptions too."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pyarrow.parquet as pq
import pytest

import ruttsim
from made_study import write_study
from made_sweep import factor, level, short, study_with
from ruttsim import comparison
from ruttsim.errors import AuditError, DataError, Fault, NoReferenceError, StudyError
from ruttsim.files import write_csv
from ruttsim.journal.folder import finished_points
from ruttsim.report.sweep_run import write_sweep
from ruttsim.sweep import running
from ruttsim.sweep.effects import EFFECT_COLUMNS, INTERACTION_COLUMNS
from ruttsim.sweep.kept import TOLD
from ruttsim.sweep.result import TABLES
from ruttsim.sweep.running import sweep

WINTER = level("winter", time={"week": 3}, parameters={"day.snow_day_share": 0.9})
RATE = level("high", parameters={"economy.remuneration_sek_per_granted_h": 500})
STUDY = study_with(
    factor("season", "usual", WINTER, level("same", time={"week": 0})),
    factor("rate", "low", RATE),
    study=short(),
)
FACTORS = ["season", "rate"]


@pytest.fixture(scope="module")
def found():
    """The sweep, which no test may change."""
    return sweep(STUDY, workers=1)


def written(found, folder):
    """Bytes of everything that the sweep's folder has of figures."""
    for name in TABLES:
        write_csv(folder / f"{name}.csv", getattr(found, name))
    tables = [(folder / f"{name}.csv").read_bytes() for name in TABLES]
    return [*tables, *(it.read_bytes() for it in found.files)]


def test_tables_have_the_columns_that_are_told(found):
    figures = ["split", "organisation", "kpi", "unit", "mean", "low", "high", "n"]
    assert list(found.points) == ["point", *FACTORS, "map", "populations", "not_compared"]
    assert list(found.figures) == ["point", *FACTORS, *figures]
    assert list(found.differences)[:5] == ["point", *FACTORS, "split", "reference"]
    assert list(found.effects) == EFFECT_COLUMNS
    assert list(found.interactions) == INTERACTION_COLUMNS
    assert found.points["season"].tolist() == ["usual", "usual", "winter", "winter", "same", "same"]
    day = ["population", "day", *FACTORS, "split", "organisation", "kpi", "group", "unit", "value"]
    assert list(found.results_of(3)) == day
    assert set(found.results_of(3)["season"]) == {"winter"}
    assert set(found.results_of(3)["rate"]) == {"high"}


def test_a_point_has_the_figures_of_the_study_written_out_by_hand(found):
    base = short()
    by_hand = base.model_copy(
        update={
            "time": base.time.model_copy(update={"week": 3}),
            "parameters": {
                "day.snow_day_share": 0.9,
                "economy.remuneration_sek_per_granted_h": 500.0,
            },
        }
    )
    result = ruttsim.compare(by_hand.at(base.file), workers=1)
    for name in ("figures", "differences"):
        own = {"figures": result.summary, "differences": result.differences}[name]
        own = own[own["group"] == "all"].reset_index(drop=True)
        here = getattr(found, name)
        here = here[here["point"] == 3].reset_index(drop=True)
        columns = [it for it in here if it in own and it not in ("p_holm", "outcome")]
        pd.testing.assert_frame_equal(here[columns], own[columns].astype(here[columns].dtypes))
    days = found.results_of(3).drop(columns=FACTORS)
    pd.testing.assert_frame_equal(days, result.results.astype(days.dtypes))


def test_a_level_that_says_what_the_study_says_gives_the_same_bytes(found):
    usual, same = (found.results_of(it).drop(columns=FACTORS) for it in (0, 4))
    pd.testing.assert_frame_equal(usual, same, check_exact=True)
    effects = found.effects[found.effects["level"] == "same"]
    assert (effects["mean"] == 0).all()
    # A share of nights that one population has none of is of one population.
    several = effects[effects["n"] > 1]
    assert len(several)
    assert (several[["low", "high"]] == 0).all(axis=None)
    assert set(several["outcome"]) == {"same"}


def test_effects_are_the_paired_differences_of_the_points_own_figures(found):
    """The rate at the usual season: figures of point 1 less those of point 0."""
    own = found.effects[(found.effects["level"] == "high") & (found.effects["reference"] == "")]
    own = own[own["at_level"] == "usual"].set_index(["split", "kpi"])["mean"]
    figures = found.figures[found.figures["organisation"] == "total"]
    means = figures.set_index(["point", "split", "kpi"])["mean"]
    assert set(own.index) == set(means[0].index)
    for key, effect in own.items():
        size = max(abs(means[1][key]), abs(means[0][key]))
        assert effect == pytest.approx(means[1][key] - means[0][key], abs=1e-9 * size + 1e-12)
    assert own["own_regime", "revenue_sek"] > 0
    assert own["own_regime", "travel_h"] == 0


def test_remuneration_and_season_add_up_for_travel(found):
    rows = found.interactions[found.interactions["kpi"] == "travel_h"]
    assert len(rows)
    assert (rows["mean"] == 0).all()


def test_p_values_of_differences_are_adjusted_over_all_points(found):
    rows = found.differences
    travel = rows[(rows["kpi"] == "travel_h") & (rows["organisation"] == "total")]
    assert len(travel) == 6
    smallest = travel.loc[travel["p"].idxmin()]
    assert smallest["p_holm"] == pytest.approx(min(1.0, 6 * smallest["p"]))


class StopError(Exception):
    """An interruption."""


def stopping(stage, count):
    """Progress that interrupts at the so manieth task of a stage."""
    left = [count]

    def progress(name, done, _):
        if name == stage and done:
            left[0] -= 1
            if not left[0]:
                raise StopError

    return progress


@pytest.mark.parametrize("count", [4, 15])
def test_after_an_interruption_the_same_bytes_come_and_nothing_is_computed_twice(
    found, tmp_path, count
):
    """Each point has four tasks."""
    journal = tmp_path / "journal"
    with pytest.raises(StopError):
        sweep(STUDY, workers=1, progress=stopping("area splits", count), journal=journal)
    said = []
    computed = []
    before = {it.name for it in (journal / "tasks").iterdir()}
    resumed = sweep(
        STUDY,
        workers=1,
        journal=journal,
        announce=said.append,
        progress=lambda name, done, _: computed.append(name) if done else None,
    )
    finished = (count - 1) // 4
    assert sum(it.endswith("(finished before)") for it in said) == finished
    assert computed.count("area splits") == 24 - 4 * finished
    assert [it for it in computed if it in ("checked points", "points")] == [
        *(["checked points"] * 6),
        *(["points"] * 6),
    ]
    assert len(before) == count - 4 * finished
    (tmp_path / "whole").mkdir()
    (tmp_path / "again").mkdir()
    assert written(resumed, tmp_path / "again") == written(found, tmp_path / "whole")


def test_a_damaged_point_is_computed_again(found, tmp_path):
    journal = tmp_path / "journal"
    first = sweep(STUDY, workers=1, journal=journal)
    first.files[2].write_bytes(first.files[2].read_bytes()[:-1])
    said = []
    again = sweep(STUDY, workers=1, journal=journal, announce=said.append)
    assert [it.endswith("(finished before)") for it in said] == [True, True, False, *[True] * 3]
    (tmp_path / "whole").mkdir()
    (tmp_path / "again").mkdir()
    assert written(again, tmp_path / "again") == written(found, tmp_path / "whole")


def test_a_damaged_word_of_what_a_point_tells_is_not_believed(tmp_path):
    """Each number that can be another by one byte: how many populations there are, above all."""
    study = study_with(factor("rate", "low", RATE), study=short())
    first = sweep(study, workers=1, journal=tmp_path)
    file = first.files[0].parent / TOLD
    file.write_bytes(file.read_bytes().replace(b'"populations": 2', b'"populations": 3'))
    said = []
    again = sweep(study, workers=1, journal=tmp_path, announce=said.append)
    assert [it.endswith("(finished before)") for it in said] == [False, True]
    assert again.points["populations"].tolist() == [2, 2]


def test_a_file_that_changes_while_the_sweep_runs_is_told_and_no_point_rests_on_it(tmp_path):
    folder = write_study(tmp_path / "own")
    study = study_with(factor("rate", "low", RATE), study=ruttsim.load_study(folder))
    visits = folder / "visits.csv"

    def change(line):
        if line.startswith("point 2/2"):
            visits.write_text(visits.read_text().replace(",25,", ",35,"))

    with pytest.raises(DataError, match=r"At rate=high: .*visits\.csv.* since") as told:
        sweep(study, workers=1, journal=tmp_path / "kept", announce=change)
    assert [it.field for it in told.value.faults] == ["inputs"]
    assert finished_points(tmp_path / "kept") == 1


def test_a_map_that_changes_while_the_sweep_runs_is_told(monkeypatch):
    study = study_with(factor("rate", "low", RATE), study=short())
    other = ruttsim.load_study("toy").model_copy(update={"map": "botkyrka"})
    load = running.load_setting

    def loaded(one, findings):
        setting = load(one, findings)
        bundle = load(other.at(one.file), findings).bundle
        return replace(setting, bundle=bundle)

    monkeypatch.setattr(running, "load_setting", loaded)
    with pytest.raises(DataError, match="At rate=low: The map is another") as told:
        sweep(study, workers=1)
    assert [it.field for it in told.value.faults] == ["map"]


def test_two_workers_give_the_same_bytes(found, tmp_path):
    other = sweep(STUDY, workers=2)
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    assert written(found, tmp_path / "one") == written(other, tmp_path / "two")


def test_a_sweep_of_another_content_is_refused(tmp_path):
    study = study_with(factor("rate", "low", RATE), study=short())
    sweep(study, workers=1, journal=tmp_path)
    other = level("high", parameters={"economy.remuneration_sek_per_granted_h": 501})
    with pytest.raises(StudyError, match=r"study\.factors\[0\]\.levels\[1\]\.parameters"):
        sweep(study_with(factor("rate", "low", other), study=short()), workers=1, journal=tmp_path)


def test_compare_of_a_study_with_factors_is_of_the_study_as_it_stands():
    study = study_with(factor("rate", "low", RATE), study=short())
    one, other = (ruttsim.compare(it, workers=1) for it in (study, short()))
    pd.testing.assert_frame_equal(one.results, other.results, check_exact=True)
    assert one.manifest == other.manifest


@pytest.mark.parametrize("bad", [0, 1])
def test_a_point_without_a_reference_is_told_and_the_others_are_as_without_it(
    bad, monkeypatch, tmp_path
):
    """Too many visits of the reference are in no round, as of the `bad`-th of two points."""
    study = study_with(factor("rate", "low", RATE), study=short())
    whole = sweep(study, workers=1)
    before, calls, said = comparison.not_compared, [], []

    def told(setting, outcomes):
        calls.append(setting)
        if len(calls) - 1 == bad:
            raise NoReferenceError([Fault("study.toml", "splits[0]", "50 % are in none.", "More.")])
        return before(setting, outcomes)

    monkeypatch.setattr("ruttsim.comparison.not_compared", told)
    found = sweep(study, workers=1, announce=said.append, journal=tmp_path / "kept")
    assert found.points["not_compared"].tolist()[bad] == "own_regime two_parallel"
    assert found.points["not_compared"].tolist()[1 - bad] == ""
    assert "not compared: 50 % are in none." in said
    assert set(found.figures["point"]) == set(found.differences["point"]) == {1 - bad}
    expected = whole.figures[whole.figures["point"] == 1 - bad].reset_index(drop=True)
    pd.testing.assert_frame_equal(found.figures, expected, check_exact=True)
    assert found.effects.empty
    assert found.results_of(bad).empty
    assert list(found.results_of(bad)) == list(found.results_of(1 - bad))
    assert not any(pq.read_schema(it).metadata for it in found.files)
    for language in ("sv", "en"):
        write_sweep(found, tmp_path / language, language)
        page = (tmp_path / language / "sweep.html").read_text(encoding="utf-8")
        assert found.study.factors[0].levels[bad].title_en in page
    assert len(pd.read_parquet(tmp_path / "sv" / "results")) == len(found.results_of(1 - bad))
    again = sweep(study, workers=1, announce=said.append, journal=tmp_path / "kept")
    assert len(calls) == 2
    assert written(again, tmp_path) == written(found, tmp_path)


def test_a_sweep_without_a_reference_at_any_point_is_a_fault(monkeypatch, tmp_path):
    study = study_with(factor("rate", "low", RATE), study=short())
    monkeypatch.setattr("ruttsim.comparable.LARGEST_UNSERVED_SHARE", -1.0)
    with pytest.raises(NoReferenceError, match=r"splits\[0\]: At every point it leaves too many"):
        sweep(study, workers=1, journal=tmp_path / "kept")
    assert not (tmp_path / "kept").exists()


def test_a_fault_at_a_later_point_leaves_what_is_finished(monkeypatch, tmp_path):
    study = study_with(factor("rate", "low", RATE), study=short())
    calls, said = [], []

    def contradicting(_setting, outcomes):
        calls.append(outcomes)
        if len(calls) == 2:
            raise AuditError([Fault("population 0", "own_regime", "It contradicts.", "Report.")])

    monkeypatch.setattr("ruttsim.comparison.require_consistent", contradicting)
    with pytest.raises(AuditError, match="At rate=high: It contradicts"):
        sweep(study, workers=1, journal=tmp_path / "kept")
    found = sweep(study, workers=1, announce=said.append, journal=tmp_path / "kept")
    assert said == ["point 1/2: rate=low (finished before)", "point 2/2: rate=high"]
    assert found.points["not_compared"].tolist() == ["", ""]


def test_a_split_that_is_not_compared_at_a_point_is_told_and_left_out_there(monkeypatch):
    """One with too many visits without a round at the second point only."""
    study = study_with(factor("rate", "low", RATE), study=short())
    points = []

    def left_out(setting, _outcomes):
        points.append(setting.study.parameters)
        return {"two_parallel": 0.5} if len(points) == 2 else {}

    monkeypatch.setattr("ruttsim.comparison.not_compared", left_out)
    found = sweep(study, workers=1)
    assert found.points["not_compared"].tolist() == ["", "two_parallel"]
    splits = found.figures.groupby("point")["split"].agg(set).tolist()
    assert splits == [{"own_regime", "two_parallel"}, {"own_regime"}]
    assert set(found.effects["split"]) == {"own_regime"}
    assert set(found.results_of(1)["split"]) == {"own_regime", "two_parallel"}


def test_what_compare_hides_of_few_real_clients_is_hidden_at_all_points(tmp_path):
    study = ruttsim.load_study(write_study(tmp_path / "own"))
    result = ruttsim.compare(study, workers=1)
    hidden = result.summary[result.summary["group"] == "all"]
    hidden = hidden[hidden["mean"].isna()]
    cells = ["split", "organisation", "kpi"]
    told = {*hidden[cells].itertuples(index=False, name=None)}
    assert any(organisation == "small" for _, organisation, _ in told)
    found = sweep(study_with(factor("rate", "low", RATE), study=study), workers=1)
    for _, part in found.figures.groupby("point"):
        own = part[part["mean"].isna()]
        assert {*own[cells].itertuples(index=False, name=None)} == told
    days = found.results_of(0).drop(columns="rate")
    pd.testing.assert_frame_equal(days, result.results.astype(days.dtypes), check_exact=True)
    totals = {(split, kpi) for split, organisation, kpi in told if organisation == "total"}
    assert totals
    effects = found.effects[found.effects["reference"] == ""]
    nan = effects[effects["mean"].isna()]
    assert {*nan[["split", "kpi"]].itertuples(index=False, name=None)} == totals
