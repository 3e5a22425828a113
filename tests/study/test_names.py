"""Names of other stages in a study."""

import pytest

from ruttsim.study.loading import load_study
from ruttsim.study.model import FleetSection
from ruttsim.study.names import check_names, name_faults

STUDY = load_study("six-organisations")
KNOWN = {
    "coverage": ["everywhere", "densest_until_share", "zones"],
    "allocation": ["shares", "address"],
    "planner": ["ruttsim", "pyvrp"],
    "vehicle_type": ["car_biogas", "ebike", "walk"],
    "premise": ["Hallunda"],
    "district": ["Hallunda-Norsborg", "Tumba"],
}


def test_known_names_have_no_faults():
    assert check_names(STUDY, KNOWN) == []


@pytest.mark.parametrize(
    ("sort", "fields"),
    [
        ("coverage", [f"splits[{row}].coverage.rule" for row in range(5)]),
        ("allocation", [f"splits[{row}].allocation.rule" for row in range(5)]),
        ("planner", ["planning.planner"]),
        ("vehicle_type", [f"organisations[{row}].vehicle_types" for row in range(6)] * 3),
    ],
)
def test_every_unknown_name_is_told_with_its_field(sort, fields):
    faults = check_names(STUDY, {**KNOWN, sort: ["nothing_like_it"]})
    assert sorted(fault.field for fault in faults) == sorted(fields)


def test_premises_are_looked_at():
    organisation = STUDY.organisations[0].model_copy(update={"premises": ("Halunda",)})
    study = STUDY.model_copy(update={"organisations": (organisation,)})
    (fault,) = check_names(study, KNOWN)
    assert fault.field == "organisations[0].premises"
    assert "Did you mean 'Hallunda'?" in fault.remedy


def test_districts_of_a_fleet_are_looked_at():
    fleet = (
        FleetSection(vehicle_type="walk", number=3),
        FleetSection(vehicle_type="ebike", districts=("Tumba", "Tumbba")),
    )
    organisation = STUDY.organisations[1].model_copy(update={"fleet": fleet})
    study = STUDY.model_copy(update={"organisations": (STUDY.organisations[0], organisation)})
    (fault,) = check_names(study, KNOWN)
    assert fault.field == "organisations[1].fleet[1].districts"
    assert fault.problem == "Unknown district 'Tumbba'."
    assert "Did you mean 'Tumba'?" in fault.remedy


def test_of_unknown_key_figures_the_nearest_few_are_told():
    figures = ["travel_h", "travel_share", *(f"figure_{it}" for it in range(100))]
    (fault,) = name_faults("s.toml", {"interest": {"value": {"travel": 1}}}, {"kpi": figures})
    assert fault.remedy == (
        "Did you mean 'travel_h' or 'travel_share'? `ruttsim schema kpis` lists all."
    )


def test_a_sort_that_is_left_out_is_not_checked():
    assert check_names(STUDY, {}) == []


def test_a_district_without_premises_is_told_as_that():
    fleet = (FleetSection(vehicle_type="ebike", districts=("Middle", "Midle")),)
    organisation = STUDY.organisations[0].model_copy(update={"fleet": fleet})
    study = STUDY.model_copy(update={"organisations": (organisation,)})
    empty, unknown = check_names(study, {**KNOWN, "empty_district": {"Middle"}})
    assert empty.problem == (
        "No premises lie in the district 'Middle', so no team has its base there."
    )
    assert empty.remedy == "Name districts with premises: Hallunda-Norsborg, Tumba."
    assert unknown.problem == "Unknown district 'Midle'."


def test_what_is_no_text_hides_no_names():
    content = {
        "planning": {"planner": 3},
        "day": "calm",
        "organisations": [
            4,
            {
                "vehicle_types": ["ebik", 5],
                "premises": ["Halunda", None],
                "fleet": [{"vehicle_type": "wal", "districts": [6, "Tumbba"]}, 7],
            },
        ],
        "splits": [{"coverage": {"rule": 8}, "allocation": {"rule": "share"}}, []],
    }
    assert [fault.field for fault in name_faults("study.toml", content, KNOWN)] == [
        "organisations[1].vehicle_types",
        "organisations[1].premises",
        "organisations[1].fleet[0].vehicle_type",
        "organisations[1].fleet[0].districts",
        "splits[0].allocation.rule",
    ]


def test_key_figures_of_interest_are_looked_at():
    content = {"interest": {"percent": {"travel_hh": 2}, "value": {"cost_sek": 1000}}}
    (fault,) = name_faults("study.toml", content, {"kpi": ["travel_h", "cost_sek"]})
    assert fault.field == "interest.percent.travel_hh"
    assert "Did you mean 'travel_h'?" in fault.remedy
