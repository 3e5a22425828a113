"""A study with steps compared: figures, tables, report, audit from files, and the same bytes."""

from __future__ import annotations

import pytest
from test_steps import after, split_of, study_of

from ruttsim import compare
from ruttsim.recorded.again import audit_run
from ruttsim.report.run import write_run

STUDY = study_of(
    split_of("start", ["municipality"]),
    after("grown", "start", share=0.4),
    after("same", "grown", share=0.0),
    after("left", "grown", share=0, organisations=["municipality"], years=0, plan="repaired"),
    horizon="fortnight",
)
STUDY = STUDY.model_copy(
    update={"time": STUDY.time.model_copy(update={"planned_days": ("monday", "tuesday")})}
).at(STUDY.file)


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    """Compared by one worker."""
    return compare(STUDY, workers=1, journal=tmp_path_factory.mktemp("journal") / "kept")


def figures(result, kpi, organisation="total", group="all"):
    """Means of a key figure by split."""
    table = result.summary
    rows = table[
        (table["kpi"] == kpi) & (table["organisation"] == organisation) & (table["group"] == group)
    ]
    return rows.set_index("split")["mean"].to_dict()


def test_newcomers_and_those_who_moved_are_told_of_every_step(result):
    new, moved = figures(result, "newcomers"), figures(result, "moved_clients")
    assert new["start"] == moved["start"] == 0
    assert new["grown"] > 0
    assert moved["grown"] == 0
    assert new["same"] == moved["same"] == new["left"] == 0
    theirs = figures(result, "clients", "procured_1")["grown"]
    assert moved["left"] == theirs > 0
    assert figures(result, "moved_clients", group="reason=gone") == moved


def test_a_step_without_change_has_the_figures_of_the_step_before(result):
    told = {
        "newcomers",
        "moved_clients",
        "first_choices",
        "first_choice_share",
        "queueing_clients",
        "municipal_clients_before",
        "left_municipal_clients",
        "left_municipal_share",
    }
    table = result.results
    both = [
        table[(table["split"] == name) & ~table["kpi"].isin(told)].drop(columns="split")
        for name in ("grown", "same")
    ]
    assert len(both[0]) > 0
    assert both[0].reset_index(drop=True).equals(both[1].reset_index(drop=True))


def test_every_split_plans_the_same_care(result):
    assert len(set(figures(result, "planned_care_h").values())) == 1


def test_steps_csv_has_what_is_too_much_after_each_step(result):
    table = result.steps.set_index(["split", "organisation", "kpi"])["mean"]
    assert table["left", "procured_1", "surplus_paid_h"] == pytest.approx(
        figures(result, "paid_h", "procured_1")["grown"]
    )
    assert table["same", "total", "surplus_cost_sek"] == 0
    assert table["grown", "municipality", "surplus_paid_h"] > 0


def test_a_run_with_steps_is_audited_from_its_files_alone(result, tmp_path):
    write_run(result, tmp_path / "run")
    assert audit_run(tmp_path / "run") == 4 * 4


@pytest.mark.parametrize(
    ("language", "words"), [("sv", "Steg över tid"), ("en", "Steps over time")]
)
def test_the_report_has_a_section_on_steps(result, tmp_path, language, words):
    write_run(result, tmp_path / "run", language)
    page = (tmp_path / "run" / "report.html").read_text(encoding="utf-8")
    section = page.split('<section id="steps"')[1].split("</section>")[0]
    assert words in section
    assert section.count("<table") == 3
    assert ">nan" not in section.lower()


def test_splits_in_another_order_of_tasks_and_workers_give_the_same_figures(result):
    """The chain is gone through in each task: nothing hangs on which came first."""
    again = compare(STUDY, workers=2)
    for name in ("results", "visits", "legs", "plan"):
        assert getattr(again, name).equals(getattr(result, name)), name
    assert again.steps.equals(result.steps)
    kept = STUDY.model_copy(update={"splits": (*STUDY.splits[:2], STUDY.splits[3])}).at(STUDY.file)
    fewer = compare(kept, workers=1)
    own = result.results[result.results["split"] == "left"]
    found = fewer.results[fewer.results["split"] == "left"]
    assert (
        found.astype({"split": object})
        .reset_index(drop=True)
        .equals(own.astype({"split": object}).reset_index(drop=True))
    )
