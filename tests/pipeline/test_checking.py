"""A study is checked whole before anything is computed."""

from __future__ import annotations

import dataclasses

import pytest

from ruttsim.domain.planning import ShiftPart
from ruttsim.errors import DataError, Fault, StudyError
from ruttsim.pipeline.checking import _fits, checked
from ruttsim.pipeline.ground import population_of
from ruttsim.pipeline.setting import Findings
from ruttsim.study.loading import load_study
from ruttsim.units import SECONDS_PER_HOUR

H = SECONDS_PER_HOUR
TOY = load_study("toy")
ONE, TWO = (Fault("file", "field", f"{word}.", "Do.") for word in ("One", "Two"))


def with_parameters(**values):
    """The toy study with other numbers, named with __ for a dot."""
    parameters = {name.replace("__", "."): value for name, value in values.items()}
    return TOY.model_copy(update={"parameters": parameters}).at(TOY.file)


def test_findings_are_told_once_and_the_studys_faults_decide_the_error():
    findings = Findings()
    findings.raise_if_any()
    for error in (DataError([ONE]), DataError([ONE, TWO])):
        with findings.gather():
            raise error
    with pytest.raises(DataError) as caught:
        findings.raise_if_any()
    assert caught.value.faults == (ONE, TWO)
    findings.add(StudyError([]))
    with pytest.raises(DataError):
        findings.raise_if_any()
    findings.add(StudyError([dataclasses.replace(ONE, field="other")]))
    with pytest.raises(StudyError) as caught:
        findings.raise_if_any()
    assert len(caught.value.faults) == 3


@pytest.mark.parametrize(
    ("hours", "fits"),
    [
        ((7, 16, 0), True),
        ((9, 16, 0), True),
        ((9.5, 16, 0), False),
        ((7, 8.5, 0), True),
        ((7, 8.4, 0), False),
        ((8, 9, 0.6), False),
    ],
)
def test_a_shift_holds_a_visit_that_can_start_and_end_in_it(hours, fits):
    """From 8 to 9, lasting half an hour: it ends at 8:30 at the earliest, starts at 9 at latest."""
    visits = population_of(checked(TOY), 0).visits
    ones = {
        name: getattr(visits, name)[:1].copy()
        for name in ("visit", "client", "kind", "activity", "weekdays", "every_weeks", "week")
    }
    times = {"earliest_s": 8 * H, "latest_s": 9 * H, "duration_s": H // 2, "carers": 1}
    for name, value in times.items():
        ones[name] = getattr(visits, name)[:1].copy()
        ones[name][0] = value
    visit = dataclasses.replace(visits, **ones)
    start_h, end_h, break_h = hours
    part = ShiftPart(round(start_h * H), round(end_h * H), round(break_h * H))
    assert _fits(visit, [part]).tolist() == [fits]


def test_shifts_that_leave_the_evening_out_are_a_fault_of_the_study():
    study = with_parameters(
        staffing__shifts__evening__first__end_h=17.0, staffing__shifts__split__second__end_h=17.0
    )
    with pytest.raises(StudyError) as caught:
        checked(study)
    (fault,) = caught.value.faults
    assert fault.field == "parameters"
    assert "of the visits fit in no shift (07:00-16:00, " in fault.problem
