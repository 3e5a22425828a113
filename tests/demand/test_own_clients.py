"""The user's own clients and visits: read whole, or refused with every fault at once."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from demand_village import ORIGIN, village
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ruttsim.demand.clients import read_clients
from ruttsim.demand.columns import CLIENT_COLUMNS, VISIT_COLUMNS, WEEKDAY_SETS
from ruttsim.demand.days import disturbances
from ruttsim.domain.demand import KINDS, Population
from ruttsim.domain.roads import CRS
from ruttsim.errors import DataError, Fault
from ruttsim.files import content_hash
from ruttsim.parameters import load_parameters

PARAMETERS = load_parameters()
BUNDLE = village()
CLIENTS = """\
client,x_m,y_m,dwelling
b,660100,6560100,flats
a,660100,6560100,flats
c,661500,6561500,house
"""
VISITS = """\
client,kind,activity,weekdays,every_weeks,week,earliest,latest,duration_min,carers
a,care,breakfast,daily,,,07:30,08:15,30,1
b,care,hoist,monday friday,1,0,07:30,07:40,30,2
c,service,cleaning,tuesday,3,2,09:00,14:30,90,1
"""


@pytest.fixture
def read(tmp_path: Path):
    """Reads two texts as the files of clients and visits."""

    def reader(clients: str | bytes = CLIENTS, visits: str | bytes = VISITS, index: int = 0):
        files = []
        for name, text in (("clients.csv", clients), ("visits.csv", visits)):
            files.append(tmp_path / name)
            files[-1].write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_clients(*files, BUNDLE, PARAMETERS, 1, index)

    return reader


def faults_of(read, **texts: str | bytes) -> list[Fault]:
    """What is wrong with the files."""
    with pytest.raises(DataError) as error:
        read(**texts)
    return list(error.value.faults)


def test_clients_and_visits_by_hand(read):
    """a: 30 min x 7 days; b: 30 min x 2 days x 2 carers; c: 90 min / 3 weeks: 3.5, 2, 0.5 h."""
    population: Population = read()
    assert population.clients.building.tolist() == [0, 0, 1]
    assert population.clients.basic_area.tolist() == [0, 0, 3]
    assert population.buildings.flats.tolist() == [True, False]
    assert population.buildings.x_m.tolist() == [660100, 661500]
    weeks_per_month = 365.25 / 12 / 7
    granted = np.array([3.5, 2, 0.5]) * weeks_per_month / 0.82
    assert population.clients.granted_h_per_month == pytest.approx(granted, abs=1e-5)
    visits = population.visits
    assert visits.client.tolist() == [0, 1, 2]
    assert [visits.activities[it] for it in visits.activity] == ["breakfast", "hoist", "cleaning"]
    assert visits.kind.tolist() == [KINDS.index(it) for it in ("care", "care", "service")]
    assert visits.weekdays.tolist() == [0b1111111, 0b10001, 0b10]
    assert visits.every_weeks.tolist() == [1, 1, 3]
    assert visits.week.tolist() == [0, 0, 2]
    assert visits.earliest_s.tolist() == [27000, 27000, 32400]
    assert visits.latest_s.tolist() == [29700, 27600, 52200]
    assert visits.duration_s.tolist() == [1800, 1800, 5400]
    assert visits.carers.tolist() == [1, 2, 1]
    assert not population.is_synthetic


def test_only_the_draws_of_allocation_differ_between_populations(read):
    first, second = read(), read(index=1)
    assert content_hash(first.visits, first.buildings) == content_hash(
        second.visits, second.buildings
    )
    assert not np.array_equal(first.clients.allocation_u, second.clients.allocation_u)


def test_the_order_of_clients_in_the_file_does_not_matter(read):
    lines = CLIENTS.splitlines(keepends=True)
    turned = "".join([lines[0], *reversed(lines[1:])])
    assert content_hash(read()) == content_hash(read(clients=turned))


def test_own_clients_meet_days_too(read):
    assert len(disturbances(read(), np.arange(3), PARAMETERS, 1, [0]).is_cancelled) == 3


def test_a_swedish_spreadsheet_is_read_as_well(read):
    semicolons = CLIENTS.replace(",", ";").replace("660100", "660100,0")
    assert content_hash(read(clients="\ufeff" + semicolons)) == content_hash(read())


def test_the_same_places_as_layer_in_degrees_or_metres(read, tmp_path: Path):
    expected = read()
    points = [shapely.Point(660100, 6560100)] * 2 + [shapely.Point(661500, 6561500)]
    layer = gpd.GeoDataFrame(
        {"client": ["b", "a", "c"], "dwelling": ["flats", "flats", "house"], "geometry": points},
        crs=CRS,
    )
    degrees = layer.to_crs("EPSG:4326")
    rows = zip(degrees.client, degrees.geometry, degrees.dwelling, strict=True)
    lines = [f"{name},{point.y:.8f},{point.x:.8f},{kind}" for name, point, kind in rows]
    assert content_hash(read(clients="\n".join(["client,lat,lon,dwelling", *lines]))) == (
        content_hash(expected)
    )
    for name, table in (("c.gpkg", layer), ("c.geojson", degrees)):
        table.to_file(tmp_path / name)
        found = read_clients(tmp_path / name, tmp_path / "visits.csv", BUNDLE, PARAMETERS, 1, 0)
        assert content_hash(found) == content_hash(expected)


def test_numbers_as_names_are_the_same_in_a_layer_and_a_table(read, tmp_path: Path):
    read(
        visits="client" + VISITS[6:].replace("\na,", "\n7,").split("\nb,")[0] + "\n",
        clients="client,x_m,y_m,dwelling\n7,660100,6560100,flats\n",
    )
    layer = gpd.GeoDataFrame(
        {"client": [7.0], "dwelling": ["flats"], "geometry": [shapely.Point(660100, 6560100)]},
        crs=CRS,
    )
    layer.to_file(tmp_path / "c.gpkg")
    population = read_clients(
        tmp_path / "c.gpkg", tmp_path / "visits.csv", BUNDLE, PARAMETERS, 1, 0
    )
    assert len(population.visits.visit) == 1


def test_every_fault_of_both_files_comes_at_once(read):
    clients = """\
client,x_m,y_m,dwelling
a,1,2,flat
a,660100,6560100,flats
,660100,6560100,flats
d,abc,6560100,flats
"""
    visits = """\
client,kind,activity,weekdays,earliest,latest,duration_min,carers
a,caree,,daily,8.30,08:15,-30,3
zz,care,up,mondays,09:30,07:40,3000,2
a,night,up,monday,23:30,23:20,30.5,1
a,care,up,monday,07:00,07:45,30,2
"""
    found = faults_of(read, clients=clients, visits=visits)
    fields = {(Path(it.file).name, it.field) for it in found}
    assert fields == {
        ("clients.csv", "row 2, dwelling"),
        ("clients.csv", "row 2, x_m, y_m"),
        ("clients.csv", "row 3, client"),
        ("clients.csv", "row 4, client"),
        ("clients.csv", "row 5, x_m"),
        ("clients.csv", "row 5, client"),
        ("visits.csv", "row 2, kind"),
        ("visits.csv", "row 2, activity"),
        ("visits.csv", "row 2, earliest"),
        ("visits.csv", "row 2, duration_min"),
        ("visits.csv", "row 2, carers"),
        ("visits.csv", "row 3, client"),
        ("visits.csv", "row 3, weekdays"),
        ("visits.csv", "row 3, latest"),
        ("visits.csv", "row 3, duration_min"),
        ("visits.csv", "row 4, latest"),
        ("visits.csv", "row 4, duration_min"),
        ("visits.csv", "row 5, latest"),
    }
    assert all(it.problem.endswith(".") and it.remedy.endswith(".") for it in found)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (b"", "It has no rows."),
        (CLIENTS.splitlines()[0].encode(), "It has no rows."),
        ("klient,x_m,y_m,dwelling\nå,1,2,flats\n".encode("latin-1"), "It is not UTF-8 (byte 25)."),
        (CLIENTS[:-30].encode(), "The header has 4 cells, this row 3."),
        (CLIENTS.replace("x_m", "y_m").encode(), "The column is there 2 times."),
        (CLIENTS.replace("x_m", "east").encode(), "Nothing says where the clients live."),
        (CLIENTS.replace("dwelling", "house").encode(), "The column is missing."),
        (CLIENTS.replace("dwelling", "dwellling").encode(), "Unknown column 'dwellling'."),
        (CLIENTS.replace("660100", "inf").encode(), "'inf' is not a number."),
    ],
)
def test_what_is_wrong_with_a_file_of_clients_is_said(read, text: bytes, problem: str):
    assert problem in {it.problem for it in faults_of(read, clients=text)}


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("daily", "", "row 2, weekdays"),
        ("daily,,", "daily,0,", "row 2, every_weeks"),
        ("tuesday,3,2", "tuesday,3,3", "row 4, week"),
        ("07:30,08:15", "06:30,08:15", "row 2, earliest"),
        ("07:30,08:15", "07:30,22:15", "row 2, latest"),
        ("07:30,08:15", "07:30,25:15", "row 2, latest"),
        (",90,", ",0,", "row 4, duration_min"),
        (",90,", ",ninety,", "row 4, duration_min"),
        ("c,service", "c,alarm", "row 4, kind"),
        ("07:30,07:40", "07:30,08:00", "row 3, latest"),
    ],
)
def test_a_fault_of_a_visit_names_its_row_and_column(read, old: str, new: str, field: str):
    assert old in VISITS
    found = faults_of(read, visits=VISITS.replace(old, new, 1))
    assert [it.field for it in found] == [field]


def test_more_activities_than_a_record_holds_are_a_fault(read):
    row = VISITS.splitlines()[1]
    lines = [VISITS.splitlines()[0], *(row.replace("breakfast", f"a{it}") for it in range(128))]
    found = faults_of(read, visits="\n".join(lines + VISITS.splitlines()[2:]))
    assert [it.field for it in found] == ["activity"]


@pytest.mark.parametrize("name", ["nothing.csv", "clients.xlsx", "visits.txt"])
def test_a_missing_or_unknown_file_is_a_fault(tmp_path: Path, name: str):
    visits = tmp_path / "visits.csv"
    visits.write_text(VISITS)
    with pytest.raises(DataError) as error:
        read_clients(tmp_path / name, visits, BUNDLE, PARAMETERS, 1, 0)
    assert [Path(it.file).name for it in error.value.faults] == [name]


@pytest.mark.parametrize(
    ("write", "problem"),
    [
        (lambda path: path.write_text("no layer"), "It cannot be read as a layer"),
        (lambda path: _lines().to_file(path), "Its geometry is not a point."),
    ],
)
def test_what_is_wrong_with_a_layer_is_said(read, tmp_path: Path, write, problem: str):
    read()
    path = tmp_path / "clients.gpkg"
    write(path)
    with pytest.raises(DataError) as error:
        read_clients(path, tmp_path / "visits.csv", BUNDLE, PARAMETERS, 1, 0)
    assert any(problem in it.problem for it in error.value.faults)


def _lines() -> gpd.GeoDataFrame:
    line = shapely.LineString([ORIGIN, (ORIGIN[0] + 10, ORIGIN[1])])
    return gpd.GeoDataFrame({"client": ["a"], "dwelling": ["flats"], "geometry": [line]}, crs=CRS)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.binary(max_size=300), st.binary(max_size=300))
def test_any_bytes_give_clients_or_faults_and_nothing_else(read, clients: bytes, visits: bytes):
    with pytest.raises(DataError):
        read(clients=clients, visits=visits)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(1, 3), st.integers(0, 10), st.text(",;\"'0123456789:-abc \n", max_size=8))
def test_a_spoiled_cell_gives_visits_or_faults(read, line: int, cell: int, text: str):
    lines = [row.split(",") for row in VISITS.splitlines()]
    lines[line][min(cell, 9)] = text
    try:
        population = read(visits="\n".join(",".join(row) for row in lines))
    except DataError as error:
        assert error.faults  # noqa: PT017 - either outcome is right
    else:
        assert len(population.visits.visit) >= 3


def test_the_columns_say_what_help_prints():
    assert [name for name, it in VISIT_COLUMNS.items() if not it.is_required] == [
        "every_weeks",
        "week",
    ]
    for column in (*CLIENT_COLUMNS.values(), *VISIT_COLUMNS.values()):
        assert column.description.endswith(".")
        assert column.form
    assert WEEKDAY_SETS["weekdays"] | WEEKDAY_SETS["weekends"] == WEEKDAY_SETS["daily"]


def night(earliest: str, latest: str, minutes: int = 20) -> str:
    """A file with one visit of the night."""
    row = f"a,night,turned,monday,,,{earliest},{latest},{minutes},1"
    return "\n".join([*VISITS.splitlines(), row]) + "\n"


@pytest.mark.parametrize(
    ("earliest", "latest", "window_h"),
    [
        ("23:30", "23:45", (23.5, 23.75)),
        ("23:30", "00:30", (23.5, 24.5)),
        ("2:15", "3:00", (26.25, 27)),
    ],
)
def test_a_night_belongs_to_the_day_on_which_it_begins(read, earliest, latest, window_h):
    """02:15 of Monday's night is 26:15: early on Tuesday."""
    visits = read(visits=night(earliest, latest)).visits
    assert visits.kind.tolist()[-1] == KINDS.index("night")
    assert visits.weekdays.tolist()[-1] == 0b1
    assert (visits.earliest_s[-1] / 3600, visits.latest_s[-1] / 3600) == window_h


@pytest.mark.parametrize(
    ("earliest", "latest", "field", "problem"),
    [
        ("22:30", "23:30", "earliest", "It begins before the hours that are planned, 23:00-07:00."),
        ("06:00", "06:45", "latest", "The visit may end at 07:05, planned are 23:00-07:00."),
        ("01:00", "23:30", "latest", "The window ends (23:30) before it begins (01:00)."),
    ],
)
def test_a_night_visit_outside_the_night_is_told(read, earliest, latest, field, problem):
    (fault,) = faults_of(read, visits=night(earliest, latest))
    assert fault.field == f"row 5, {field}"
    assert fault.problem == problem


def test_a_visit_by_day_that_ends_at_night_may_be_of_the_night(read):
    (fault,) = faults_of(read, visits=VISITS.replace("07:30,08:15,30", "22:00,22:15,30"))
    assert fault.remedy == "Let it start earlier, or let its kind be night."


def with_columns(*cells):
    """The clients with columns `language` and `organisation`, a row each."""
    lines = CLIENTS.splitlines()
    return "\n".join(
        [f"{lines[0]},language,organisation", *map(",".join, zip(lines[1:], cells, strict=True))]
    )


def test_language_and_present_organisation_may_stand_in_the_file(read):
    """In order of names: a, b, c; an empty language is drawn, an empty organisation is none."""
    people = read(with_columns("finnish,p1", "swedish,", ",p2")).choosers
    assert people.language.tolist()[:2] == ["swedish", "finnish"]
    assert people.present.tolist() == ["-", "p1", "p2"]
    drawn = read().choosers
    assert people.language[2] == drawn.language[2]
    assert drawn.present.tolist() == ["", "", ""]


def test_an_unknown_language_is_a_fault_of_its_cell(read):
    with pytest.raises(DataError) as caught:
        read(with_columns("elvish,", "swedish,", ","))
    assert [it.field for it in caught.value.faults] == ["row 2, language"]
