"""A study is checked whole before anything is computed."""

from __future__ import annotations

import dataclasses

import pytest

from ruttsim.domain.planning import ShiftPart
from ruttsim.errors import DataError, Fault, StudyError
from ruttsim.pipeline.checking import _column, _fits, checked
from ruttsim.pipeline.ground import population_of
from ruttsim.pipeline.setting import Findings
from ruttsim.study.loading import load_study
from ruttsim.study.model import FleetSection
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


@pytest.mark.parametrize(
    ("hours", "column"),
    [((6, 6.5, 0.5), "latest"), ((17, 18, 0.5), "earliest"), ((8, 9, 2), "duration_min")],
)
def test_the_cell_is_told_that_keeps_a_visit_out_of_the_shift(hours, column):
    """A shift from 7 to 16: the visit may start too early, too late, or in time."""
    earliest_s, latest_s, duration_s = (round(it * H) for it in hours)
    assert _column(earliest_s, latest_s, duration_s, [ShiftPart(7 * H, 16 * H, 0)]) == column


def test_shifts_that_leave_the_evening_out_are_a_fault_of_the_study():
    study = with_parameters(
        staffing__shifts__evening__first__end_h=17.0, staffing__shifts__split__second__end_h=17.0
    )
    with pytest.raises(StudyError) as caught:
        checked(study)
    (fault,) = caught.value.faults
    assert fault.field == "parameters"
    assert "of the visits fit in no shift (07:00-16:00, " in fault.problem


def test_nights_that_no_night_shift_holds_are_told_though_shifts_by_day_are_long():
    """A night of two hours, 23:00-01:00, beside evenings that end at 23:30."""
    short = {
        "staffing.shifts.night.first.end_h": 25,
        "staffing.shifts.night.first.break_min": 0,
        "staffing.shifts.evening.first.end_h": 23.5,
    }
    study = load_study("toy")
    with pytest.raises(StudyError) as error:
        checked(study.model_copy(update={"parameters": short}).at(study.file))
    (fault,) = error.value.faults
    assert "of the visits fit in no shift (" in fault.problem
    assert "23:00-01:00)" in fault.problem


def with_fleet(*limits):
    """The toy study with limits of the municipality's vehicle types."""
    first = TOY.organisations[0].model_copy(update={"fleet": limits})
    organisations = (first, *TOY.organisations[1:])
    return TOY.model_copy(update={"organisations": organisations}).at(TOY.file)


def test_a_district_that_the_map_has_no_premises_in_is_a_fault_of_the_study():
    district = checked(TOY).bundle.premises["district"].tolist()[0]
    limit = FleetSection(vehicle_type="ebike", districts=(district, f"{district}x"))
    with pytest.raises(StudyError) as caught:
        checked(with_fleet(limit))
    (fault,) = caught.value.faults
    assert fault.field == "organisations[0].fleet[0].districts"
    assert fault.problem == f"Unknown district '{district}x'."
    assert f"'{district}'" in fault.remedy


def test_teams_have_the_vehicle_types_of_their_district_and_as_many_as_there_are():
    district = checked(TOY).bundle.premises["district"].tolist()[0]
    setting = checked(
        with_fleet(
            FleetSection(vehicle_type="ebike", districts=(district,)),
            FleetSection(vehicle_type="car_biogas", number=2),
        )
    )
    limited, free = setting.organisations
    assert limited.vehicle_types_in(district) == ("car_biogas", "ebike", "walk")
    assert limited.vehicle_types_in("elsewhere") == ("car_biogas", "walk")
    assert limited.numbers == {"car_biogas": 2}
    assert free.vehicle_types_in("elsewhere") == ("car_biogas", "ebike", "walk")
    assert free.numbers == {}


def test_a_planner_whose_package_is_not_installed_is_told_with_how_to_install_it(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    toy = load_study("toy")
    planning = toy.planning.model_copy(update={"planner": "pyvrp"})
    with pytest.raises(StudyError, match="pip install pyvrp"):
        checked(toy.model_copy(update={"planning": planning}))


@pytest.mark.parametrize(
    ("number", "most_h", "shift"),
    [("work_h", 8.0, "'long' of 8.25 h"), ("night_work_h", 7.0, "'night' of 7.5 h")],
)
def test_a_shift_that_nobody_may_work_within_a_fortnight_is_told(number, most_h, shift):
    name = f"{number}_per_fortnight"
    study = with_parameters(**{f"fortnight__{name}": most_h})
    planning = study.planning.model_copy(update={"horizon": "fortnight"})
    with pytest.raises(StudyError) as raised:
        checked(study.model_copy(update={"planning": planning}).at(TOY.file))
    (fault,) = raised.value.faults
    assert f"Nobody may work the shift {shift}: a carer has {most_h:g} h" in fault.problem
    assert f"Raise fortnight.{name} or" in fault.remedy


@pytest.mark.parametrize(
    ("limits", "where"),
    [
        (
            [{"vehicle_type": name, "number": 0} for name in ("car_biogas", "ebike", "walk")],
            "North",
        ),
        (
            [
                {"vehicle_type": name, "districts": ("South",)}
                for name in ("car_biogas", "ebike", "walk")
            ],
            "North",
        ),
    ],
)
def test_bases_without_a_vehicle_are_told(limits, where):
    with pytest.raises(StudyError) as raised:
        checked(with_fleet(*(FleetSection(**it) for it in limits)))
    (fault,) = raised.value.faults
    assert fault.field == "organisations[0].fleet"
    assert where in fault.problem


def test_vehicles_that_are_kept_in_every_district_are_no_fault():
    limits = (FleetSection(vehicle_type="car_biogas", districts=("South", "North")),)
    checked(with_fleet(*limits))


def test_a_fortnight_is_planned_by_our_own_planner_alone(tmp_path):
    text = TOY.file.read_text().replace(
        "[planning]", '[planning]\nhorizon = "fortnight"\nplanner = "pyvrp"'
    )
    (tmp_path / "study.toml").write_text(text)
    with pytest.raises(StudyError, match="A fortnight is planned by 'ruttsim' alone"):
        load_study(tmp_path / "study.toml")
