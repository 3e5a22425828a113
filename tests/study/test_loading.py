"""Studies read from files, and every fault of them at once."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ruttsim.bundled import bundled
from ruttsim.errors import Fault, StudyError
from ruttsim.study.agreement import agreement_faults
from ruttsim.study.loading import load_study
from ruttsim.study.model import Study, quick
from ruttsim.study.schema import schema_rows
from ruttsim.study.shape import shape_faults, without_unknown_keys

KEYS = sorted({row.key.rpartition(".")[2] for row in schema_rows()})

GOOD = """
title_sv = "t"
title_en = "t"
question_sv = "q"
question_en = "q"
map = "botkyrka"
seed = 1

[time]
populations = 5
planned_days = ["tuesday"]

[demand]

[planning]
moves = 5000

[[organisations]]
name = "municipality"
title_sv = "Kommunen"
title_en = "The municipality"
type = "municipal"
vehicle_types = ["car_biogas"]

[[organisations]]
name = "other"
title_sv = "Utförare"
title_en = "Organisation"
type = "private"
vehicle_types = ["car_biogas"]

[[splits]]
name = "alone"
title_sv = "t"
title_en = "t"
organisations = ["municipality"]

[[splits]]
name = "both"
title_sv = "t"
title_en = "t"
organisations = ["municipality", "other"]
allocation.shares = {municipality = 0.5, other = 0.5}
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "study.toml"
    path.write_text(text)
    return path


def faults_of(source: str | Path) -> tuple[Fault, ...]:
    with pytest.raises(StudyError) as error:
        load_study(source)
    return error.value.faults


@pytest.mark.parametrize("name", sorted(bundled("experiments")))
def test_every_bundled_experiment_loads(name):
    assert load_study(name).splits


def test_the_default_study_has_the_splits_that_are_agreed_upon():
    study = load_study("six-organisations")
    names = ["own_regime", "six_parallel", "five_parallel", "six_chosen_areas", "six_zones"]
    assert [split.name for split in study.splits] == names
    assert study.time.populations == study.time.disturbed_days == 5


def test_the_default_study_gives_every_organisation_the_same_vehicles():
    study = load_study("six-organisations")
    assert len({one.vehicle_types for one in study.organisations}) == 1


def test_a_study_is_found_by_its_file_and_by_its_folder(tmp_path):
    path = written(tmp_path, GOOD)
    assert load_study(path) == load_study(tmp_path) == load_study(str(path))


def test_a_study_remembers_where_its_files_are(tmp_path):
    study = load_study(written(tmp_path, GOOD))
    assert study.folder == tmp_path
    assert quick(study).folder == tmp_path


def test_the_content_hash_follows_content_and_not_layout_or_place(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    study = load_study(written(tmp_path, GOOD))
    assert load_study(written(elsewhere, f"# remark\n{GOOD}")).content_hash == study.content_hash
    other = load_study(written(elsewhere, GOOD.replace("seed = 1", "seed = 2")))
    assert other.content_hash != study.content_hash


def test_quick_changes_populations_days_and_moves_only(tmp_path):
    study = load_study(written(tmp_path, GOOD))
    less = quick(study)
    assert (study.time.disturbed_days, study.planning.moves) == (5, 5000)
    assert (less.time.populations, less.time.disturbed_days, less.planning.moves) == (1, 2, 3000)
    same = {"time": study.time, "planning": study.planning}
    assert less.model_copy(update=same) == study


def test_an_unknown_study_is_told_with_the_nearest_bundled_one():
    (fault,) = faults_of("six-organisation")
    assert "Did you mean 'six-organisations'?" in fault.remedy


def test_a_folder_without_a_study_is_a_fault(tmp_path):
    (fault,) = faults_of(tmp_path)
    assert fault.file == str(tmp_path / "study.toml")


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("title_sv = \n", "line 1"),
        (f"{GOOD}\n[time\n", f"line {GOOD.count(chr(10)) + 2}"),
        (GOOD[:-20], f"line {GOOD[:-20].count(chr(10)) + 1}"),
        ("", "file"),
    ],
)
def test_a_file_that_is_not_toml_is_told_with_its_line(tmp_path, text, field):
    (fault,) = faults_of(written(tmp_path, text))
    assert fault.field == field


def test_a_file_that_is_not_utf8_is_told_with_its_line(tmp_path):
    path = tmp_path / "study.toml"
    path.write_bytes('seed = 1\ntitle_sv = "å"'.encode("latin-1"))
    (fault,) = faults_of(path)
    assert fault.field == "line 2"


@pytest.mark.parametrize(
    ("old", "new", "field", "words"),
    [
        ("seed = 1", "", "seed", "missing"),
        ("seed = 1", "seed = -1", "seed", "-1 is too small. Write 0 or more."),
        ("seed = 1", 'seed = "1"', "seed", '"1" is not a whole number.'),
        ("seed = 1", "seed = true", "seed", "true is not a whole number."),
        ("seed = 1", "sead = 1", "sead", "Did you mean 'seed'?"),
        ("populations", "population", "time.population", "Did you mean 'populations'?"),
        ("[demand]", "[[demand]]", "demand", "[{}] is not a table."),
        ("[demand]", "[demands]", "demands", "Did you mean 'demand'?"),
        ('["tuesday"]', "[]", "time.planned_days", "The list is empty."),
        ('["tuesday"]', '"tuesday"', "time.planned_days", "is not a list"),
        ('["tuesday"]', '["tusday"]', "time.planned_days", "Did you mean 'tuesday'?"),
        ('["tuesday"]', '["monday", "monday"]', "time.planned_days[1]", "stands in"),
        ('["tuesday"]', "[3]", "time.planned_days[0]", "3 is not text."),
        ("moves = 5000", "moves = 0", "planning.moves", "0 is too small. Write 1 or more."),
        ("populations = 5", "populations = 10001", "time.populations", "Write 10000 or less."),
        (
            "populations = 5",
            "disturbed_days = 10001",
            "time.disturbed_days",
            "Write 10000 or less.",
        ),
        ("populations = 5", "week = 5201", "time.week", "Write 5200 or less."),
        (
            "[demand]",
            "[quick]\npopulations = 1_000_000\n[demand]",
            "quick.populations",
            "Write 10000 or less.",
        ),
        (
            "[demand]",
            "[quick]\ndisturbed_days = 1_000_000\n[demand]",
            "quick.disturbed_days",
            "Write 10000 or less.",
        ),
        ("[demand]", "[quick]\nmoves = 10_000_001\n[demand]", "quick.moves", "is too large"),
        ("moves = 5000", "iterations = 400", "planning.iterations", "Unknown key."),
        (
            'name = "alone"',
            'name = "alone"\ncharging = "wait"',
            "splits[0].charging",
            "Write it in the table day, for all splits.",
        ),
        ("moves = 5000", 'bases = "on"', "planning.bases", "Did you mean 'one'?"),
        ("moves = 5000", "show_one_base = 1", "planning.show_one_base", "true nor false"),
        ("moves = 5000", 'bases = "given"', "organisations[0].premises", "has no premises"),
        ('name = "other"', 'name = "Other!"', "organisations[1].name", "is not a name"),
        ('name = "other"', 'name = "total"', "organisations[1].name", "all organisations"),
        ('"private"', '"privat"', "organisations[1].type", "Did you mean 'private'?"),
        ('name = "both"', 'name = "alone"', "splits[1].name", "splits[0].name"),
        (', "other"]', ', "othr"]', "splits[1].organisations", "Did you mean 'other'?"),
        ("other = 0.5", "other = 0.4", "splits[1].allocation.shares", "add up to 0.9"),
        ("other = 0.5", "other = 1.5", "splits[1].allocation.shares.other", "1.5 is too large"),
        ("other = 0.5", "other = nan", "splits[1].allocation.shares.other", "not a finite"),
        ("other = 0.5", "othr = 0.5", "splits[1].allocation.shares", "Did you mean 'other'?"),
        (
            "municipality = 0.5, other = 0.5",
            "municipality = 1.0",
            "splits[1].allocation.shares",
            "No share is given for other.",
        ),
        (
            "allocation.shares = {",
            'coverage.layr = "x"\nallocation.shares = {',
            "splits[1].coverage.layr",
            "Did you mean 'layer'?",
        ),
        (
            "allocation.shares = {",
            'coverage.layer = "x.gpkg"\nallocation.shares = {',
            "splits[1].coverage.layer",
            "There is no file 'x.gpkg'",
        ),
        (
            "allocation.shares = {",
            'coverage.organisations = ["muni"]\nallocation.shares = {',
            "splits[1].coverage.organisations",
            "'muni' is unknown here.",
        ),
        ("[demand]", '[demand]\nclients = "c.csv"', "demand.clients", "no file 'c.csv'"),
    ],
)
def test_a_fault_is_told_with_field_value_and_remedy(tmp_path, old, new, field, words):
    assert old in GOOD
    faults = faults_of(written(tmp_path, GOOD.replace(old, new)))
    told = [str(fault) for fault in faults if fault.field == field]
    assert any(words in text for text in told), [str(fault) for fault in faults]


FLEET = """
[[organisations]]
name = "third"
title_sv = "t"
title_en = "t"
type = "private"
vehicle_types = ["car_biogas", "ebike"]
"""
"""An organisation to write limits of vehicle types behind."""


@pytest.mark.parametrize(
    ("fleet", "field", "words"),
    [
        (
            '{vehicle_type = "ebike", number = 2}, {vehicle_type = "ebike", number = 3}',
            "organisations[2].fleet[1].vehicle_type",
            "'ebike' stands in organisations[2].fleet[0].vehicle_type already.",
        ),
        (
            '{vehicle_type = "ebike"}, {vehicle_type = "ebik", number = 3}',
            "organisations[2].fleet[1].vehicle_type",
            "'ebik' is unknown here. Did you mean 'ebike'?",
        ),
        (
            '{vehicle_type = "walk", number = 3}',
            "organisations[2].fleet[0].vehicle_type",
            "'walk' is unknown here. Choose one of: car_biogas, ebike.",
        ),
        ('{vehicle_type = "ebike", number = -1}', "organisations[2].fleet[0].number", "too small"),
        ("{number = 1}", "organisations[2].fleet[0].vehicle_type", "missing"),
        (
            '{vehicle_type = "ebike", district = ["A"]}',
            "organisations[2].fleet[0].district",
            "Did you mean 'districts'?",
        ),
    ],
)
def test_a_fault_of_a_fleet_is_told_alone(tmp_path, fleet, field, words):
    (fault,) = faults_of(written(tmp_path, f"{GOOD}{FLEET}fleet = [{fleet}]\n"))
    assert fault.field == field
    assert words in str(fault)


def fields_of(folder, text):
    return [fault.field for fault in faults_of(written(folder, text))]


FACTOR = """
[[factors]]
name = "rate"
title_sv = "t"
title_en = "t"

[[factors.levels]]
name = "as_it_is"
title_sv = "t"
title_en = "t"
"""


def test_every_title_and_question_without_words_is_told(tmp_path):
    text, count = re.subn(
        r'^((title|question)_\w+) = ".*"', r'\1 = " "', GOOD + FACTOR, flags=re.MULTILINE
    )
    empty = [it for it in faults_of(written(tmp_path, text)) if it.problem == "It is empty."]
    assert len(empty) == count == 16
    assert {fault.field for fault in empty} >= {
        *("title_sv", "question_en", "organisations[1].title_sv", "splits[0].title_en"),
        *("factors.rate.title_sv", "factors.rate.levels.as_it_is.title_en"),
    }


def test_one_bad_entry_hides_no_fault_of_the_others(tmp_path):
    """Of a fleet, of a list of vehicle types, and of a whole organisation."""
    fleet = '{vehicle_type = "ebik"}, {vehicle_type = "ebike", number = -1}, {vehicle_type = 3}'
    text = f"{GOOD}{FLEET}fleet = [{fleet}]\n".replace(
        'type = "private"\nvehicle_types = ["car_biogas", "ebike"]',
        'type = "privat"\nvehicle_types = ["car_biogas", "ebike", "ebike"]\npremises = [4]',
    )
    assert fields_of(tmp_path, text) == [
        "organisations[2].premises[0]",
        "organisations[2].fleet[1].number",
        "organisations[2].fleet[2].vehicle_type",
        "organisations[2].type",
        "organisations[2].vehicle_types[2]",
        "organisations[2].fleet[0].vehicle_type",
    ]


def test_what_is_not_known_of_a_list_is_not_told_of_what_refers_to_it(tmp_path):
    """The vehicle type that is no text may be the one that the fleet means."""
    text = f'{GOOD}{FLEET}fleet = [{{vehicle_type = "walk"}}]\n'
    text = text.replace('["car_biogas", "ebike"]', '["car_biogas", 3]')
    assert fields_of(tmp_path, text) == ["organisations[2].vehicle_types[1]"]


def test_two_organisations_of_one_name_are_one_fault(tmp_path):
    """That splits name the second by another name follows from it."""
    text = GOOD.replace('name = "other"', 'name = "municipality"')
    assert fields_of(tmp_path, text) == ["organisations[1].name"]


def test_two_organisations_of_one_name_hide_no_more_than_one_unknown_name(tmp_path):
    text = GOOD.replace('name = "other"', 'name = "municipality"')
    text = text.replace('["municipality", "other"]', '["municipality", "other", "othre"]')
    faults = faults_of(written(tmp_path, text))
    unknown = [fault for fault in faults if fault.field == "splits[1].organisations"]
    assert len(unknown) == 2
    assert "Choose one of: municipality." in unknown[0].remedy


@pytest.mark.parametrize(
    ("old", "new", "field", "words"),
    [
        (
            '["tuesday"]',
            '["tuesday", "friday", "tuesday", "tuesday"]',
            "time.planned_days[2]",
            "stands in time.planned_days[0] already, and in time.planned_days[3].",
        ),
        ('["tuesday"]', '["tusday", "tusday"]', "time.planned_days", "Did you mean 'tuesday'?"),
    ],
)
def test_a_day_that_is_there_twice_is_one_fault(tmp_path, old, new, field, words):
    (fault,) = faults_of(written(tmp_path, GOOD.replace(old, new)))
    assert fault.field == field
    assert words in str(fault)


def test_a_district_that_is_there_twice_is_one_fault(tmp_path):
    fleet = '{vehicle_type = "ebike", districts = ["A", "B", "A", "A"]}'
    text = f"{GOOD}{FLEET}fleet = [{fleet}]\n"
    assert fields_of(tmp_path, text) == ["organisations[2].fleet[0].districts[2]"]


def test_further_faults_are_asked_for_where_a_study_is_at_fault_and_told_once(tmp_path):
    asked = []

    def further(file, content):
        asked.append(content["seed"])
        return [Fault(str(file), "seed", "It is odd.", "Mend it.")] * 2

    load_study(written(tmp_path, GOOD), further)
    assert not asked
    path = written(tmp_path, GOOD.replace('["tuesday"]', '["tusday"]'))
    with pytest.raises(StudyError) as error:
        load_study(path, further)
    assert [fault.field for fault in error.value.faults] == ["time.planned_days", "seed"]


@pytest.mark.parametrize(
    "fleet",
    [
        "",
        '{vehicle_type = "ebike", districts = ["A", "B"], number = 3}',
        '{vehicle_type = "ebike", number = 0}, {vehicle_type = "car_biogas", number = 4}',
        '{vehicle_type = "ebike", districts = ["A"]}, {vehicle_type = "car_biogas", number = 1}',
    ],
)
def test_a_fleet_with_a_vehicle_type_for_every_district_has_no_fault(tmp_path, fleet):
    study = load_study(written(tmp_path, f"{GOOD}{FLEET}fleet = [{fleet}]\n"))
    assert len(study.organisations[2].fleet) == fleet.count("vehicle_type")


def test_a_limit_says_nothing_that_is_left_out(tmp_path):
    study = load_study(written(tmp_path, f'{GOOD}{FLEET}fleet = [{{vehicle_type = "ebike"}}]\n'))
    (limit,) = study.organisations[2].fleet
    assert (limit.vehicle_type, limit.districts, limit.number) == ("ebike", (), None)


def test_studies_are_planned_by_the_own_planner_unless_another_is_named(tmp_path):
    assert load_study(written(tmp_path, GOOD)).planning.planner == "ruttsim"


def test_clients_without_visits_are_a_fault(tmp_path):
    (tmp_path / "c.csv").touch()
    text = GOOD.replace("[demand]", '[demand]\nclients = "c.csv"')
    (fault,) = faults_of(written(tmp_path, text))
    assert fault.field == "demand.visits"


def test_more_than_twenty_organisations_are_a_fault(tmp_path):
    one = GOOD[GOOD.index("[[organisations]]") : GOOD.index("[[splits]]")]
    more = "".join(
        one.replace("municipality", f"m{k}").replace("other", f"o{k}") for k in range(10)
    )
    (fault,) = faults_of(written(tmp_path, GOOD + more))
    assert "22 organisations are too many" in fault.problem


def test_faults_of_every_sort_are_told_at_once(tmp_path):
    """A key unknown in one split hides neither its own shares nor the faults of others."""
    text = (
        GOOD.replace("seed = 1", "seed = -1")
        .replace('["tuesday"]', '["tisdag"]')
        .replace('"private"', '"other"')
        .replace("allocation.shares", "allocation.rul = 1\nallocation.shares")
        .replace("other = 0.5}", "other = 0.6}")
    )
    assert [fault.field for fault in faults_of(written(tmp_path, text))] == [
        "seed",
        "splits[1].allocation.rul",
        "organisations[1].type",
        "time.planned_days",
        "splits[1].allocation.shares",
    ]


@given(st.lists(st.integers(1, 1000), min_size=2, max_size=20))
def test_shares_that_were_divided_out_add_up(weights):
    """Twenty shares written as fractions are within the tolerance of the sum."""
    names = [f"o{k}" for k in range(len(weights))]
    total = sum(weights)
    shares = {name: weight / total for name, weight in zip(names, weights, strict=True)}
    split = {
        "name": "s",
        "title_sv": "t",
        "title_en": "t",
        "organisations": names,
        "allocation": {"shares": shares},
    }
    organisations = [
        {
            "name": name,
            "title_sv": "t",
            "title_en": "t",
            "type": "private",
            "vehicle_types": ["walk"],
        }
        for name in names
    ]
    content = {"organisations": organisations, "splits": [split]}
    assert agreement_faults(Path("study.toml"), content) == []


JUNK = st.recursive(
    st.sampled_from([True, -1, 3, 0.5, float("nan"), "", "tuesday", "one"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(KEYS), JUNK, max_size=6))
def test_no_content_breaks_the_checks(content):
    """Whatever stands where, there are faults with a field, and no other error."""
    faults = shape_faults("study.toml", content)
    faults += agreement_faults(Path("study.toml"), without_unknown_keys(content))
    assert all(fault.field and fault.problem and fault.remedy for fault in faults)


def test_a_study_made_in_python_belongs_to_the_current_folder():
    study = load_study("six-organisations")
    made = Study.model_validate(study.model_dump())
    assert made.folder == Path()
    assert made.content_hash == study.content_hash


@pytest.mark.parametrize(
    ("horizon", "rule", "is_told"),
    [
        ("fortnight", "share_out", True),
        ("fortnight", "nobody", True),
        ("fortnight", "substitute", False),
        ("day", "share_out", False),
    ],
)
def test_a_rule_for_sick_carers_that_a_fortnight_does_not_follow_is_told(
    tmp_path, horizon, rule, is_told
):
    file = tmp_path / "study.toml"
    changed = f'horizon = "{horizon}"\nmoves = 5000\n\n[day]\nabsences = "{rule}"'
    assert GOOD.count("moves = 5000") == 1
    file.write_text(GOOD.replace("moves = 5000", changed), encoding="utf-8")
    if not is_told:
        assert load_study(file).day.absences == rule
        return
    with pytest.raises(StudyError) as error:
        load_study(file)
    assert [it.field for it in error.value.faults] == ["day.absences"]
    assert rule in error.value.faults[0].problem
