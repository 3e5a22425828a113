"""A synthetic population: keyed by client, placed by age, and such as a planner would believe."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from demand_village import village

from ruttsim.demand.synthetic import client_count, synthetic_population
from ruttsim.domain.demand import KINDS, Population, Visits
from ruttsim.domain.roads import MapBundle
from ruttsim.files import content_hash
from ruttsim.parameters import load_parameters
from ruttsim.units import DAYS_PER_WEEK, SECONDS_PER_HOUR

PARAMETERS = load_parameters()
TUESDAY, SATURDAY = 1, 5
BOTKYRKA = Path(__file__).parents[2] / "maps" / "botkyrka"


@pytest.fixture(scope="module", params=["village", "botkyrka"])
def bundle(request: pytest.FixtureRequest) -> MapBundle:
    """The village, and the embedded map."""
    if request.param == "village":
        return village()
    if not (BOTKYRKA / "manifest.json").is_file():
        pytest.skip("the embedded map is not there")
    from ruttsim.roads.bundle import read_bundle

    return read_bundle(BOTKYRKA)


@pytest.fixture(scope="module")
def populations(bundle: MapBundle) -> list[Population]:
    """Ten populations of the map."""
    return [synthetic_population(bundle, PARAMETERS, 1, index) for index in range(10)]


def carer_hours(population: Population, rows: np.ndarray) -> float:
    """Planned hours of all carers."""
    visits = population.visits
    return float((visits.duration_s[rows] * visits.carers[rows].astype(float)).sum()) / 3600


def mean(values) -> float:
    return float(np.mean(list(values)))


def test_a_weekday_has_as_many_visits_and_hours_as_a_municipality_of_this_size(populations):
    due = [population.visits.on(TUESDAY, 0) for population in populations]
    for population, rows in zip(populations, due, strict=True):
        assert 1000 <= len(population.clients.client) <= 1200
        assert 1600 <= len(rows) <= 2400
        assert 800 <= carer_hours(population, rows) <= 1100
    assert 850 <= mean(map(carer_hours, populations, due)) <= 1050


def test_granted_hours_are_skewed_about_the_cited_mean(populations):
    """Mean 30 (20-38) h a month, median about 18, 12 (8-15) % above 80 h."""
    granted = [population.clients.granted_h_per_month for population in populations]
    assert mean(map(np.mean, granted)) == pytest.approx(30, abs=2.5)
    assert mean(map(np.median, granted)) == pytest.approx(18, abs=3)
    assert 0.08 <= mean(np.mean(it > 80) for it in granted) <= 0.15
    assert min(it.min() for it in granted) > 0


def test_visits_are_at_the_times_of_day_that_are_cited(populations):
    """38, 20, 12 and 25 % of visits, the other 5 % at night; within 6 points.

    A visit counts where the middle of its window lies; service, whose window is the whole day, by
    the share of the window.
    """
    found = np.mean([_time_profile(population.visits) for population in populations], axis=0)
    assert found == pytest.approx(np.array([0.38, 0.20, 0.12, 0.25]) / 0.95, abs=0.06)


def _time_profile(visits: Visits) -> list[float]:
    """Share of Tuesday's visits in the morning, at lunch, in the afternoon and in the evening."""
    rows = visits.by_day(visits.on(TUESDAY, 0))
    care = visits.kind[rows] == KINDS.index("care")
    opens_h, closes_h = visits.earliest_s[rows] / 3600, visits.latest_s[rows] / 3600
    shares = []
    for low_h, high_h in ((7, 10), (11, 13), (13, 16.5), (16.5, 22.5)):
        inside_h = np.minimum(closes_h, high_h) - np.maximum(opens_h, low_h)
        part = np.clip(inside_h, 0, None) / (closes_h - opens_h)
        middle_h = (opens_h + closes_h) / 2
        shares.append(np.where(care, (low_h <= middle_h) & (middle_h < high_h), part).mean())
    return shares


def test_weekends_have_fewer_visits(populations):
    factor = mean(len(it.visits.on(SATURDAY, 0)) / len(it.visits.on(3, 0)) for it in populations)
    assert 0.75 <= factor <= 0.82


def test_one_visit_in_twenty_five_has_two_carers(populations):
    share = mean(np.mean(it.visits.carers[it.visits.on(TUESDAY, 0)] == 2) for it in populations)
    assert 0.03 <= share <= 0.10


def test_visits_a_day_and_clients_in_the_evening_are_as_cited(populations):
    """1.6 (1.2-2.4) visits per client and day; 45 (35-55) % of clients in the evening."""
    for population in populations:
        visits, clients = population.visits, len(population.clients.client)
        week = sum(len(visits.on(day, 0)) for day in range(DAYS_PER_WEEK))
        assert 1.2 <= week / DAYS_PER_WEEK / clients <= 2.4
    evening = mean(
        len(np.unique(it.visits.client[it.visits.earliest_s >= 16.5 * SECONDS_PER_HOUR]))
        / len(it.clients.client)
        for it in populations
    )
    assert 0.35 <= evening <= 0.55


def test_service_takes_turns_over_the_weeks(populations):
    """No week has a tenth more visits than another."""
    visits = populations[0].visits
    counts = [len(visits.on(TUESDAY, week)) for week in range(6)]
    assert max(counts) / min(counts) < 1.1


def test_neighbours_share_buildings_of_flats(populations):
    for population in populations:
        clients = np.bincount(population.clients.building)
        flats = population.buildings.flats[: len(clients)]
        assert clients.min() == 1
        assert clients[flats].mean() > clients[~flats].mean()
        assert clients.max() < 12


def test_clients_live_where_the_elderly_live(bundle, populations):
    persons = (bundle.areas["population"] * bundle.areas["share_65plus"]).to_numpy()
    found = np.sum(
        [np.bincount(it.clients.basic_area, minlength=len(persons)) for it in populations], axis=0
    )
    expected = persons / persons.sum() * found.sum()
    assert np.all(np.abs(found - expected) <= 5 * np.sqrt(expected + 1))


def test_a_client_lives_in_the_area_of_its_building(populations):
    population = populations[0]
    area = population.buildings.basic_area[population.clients.building]
    assert np.array_equal(area, population.clients.basic_area)


def test_the_same_seed_gives_the_same_people_and_another_index_others(bundle):
    first, again = (synthetic_population(bundle, PARAMETERS, 1, 3) for _ in range(2))
    other = synthetic_population(bundle, PARAMETERS, 1, 4)
    assert content_hash(first) == content_hash(again)
    assert content_hash(first) != content_hash(other)


def test_more_clients_leave_the_first_ones_as_they_are():
    few = synthetic_population(village(), PARAMETERS, 1, 0)
    many = synthetic_population(village(), load_parameters({"demand.clients": 1300}), 1, 0)
    count = len(few.clients.client)
    assert len(many.clients.client) == pytest.approx(count * 1300 / 1100, abs=1)
    assert np.array_equal(few.clients.allocation_u, many.clients.allocation_u[:count])
    assert np.array_equal(few.clients.granted_h_per_month, many.clients.granted_h_per_month[:count])
    for axis in ("x_m", "y_m"):
        place = getattr(few.buildings, axis)[few.clients.building]
        assert np.array_equal(place, getattr(many.buildings, axis)[many.clients.building[:count]])
    assert np.array_equal(few.visits.visit, many.visits.visit[many.visits.client < count])


def test_longer_windows_do_not_move_anybody():
    wide = load_parameters({"demand.window_after_min": 60})
    before = synthetic_population(village(), PARAMETERS, 1, 0)
    after = synthetic_population(village(), wide, 1, 0)
    assert content_hash(before.clients, before.buildings) == content_hash(
        after.clients, after.buildings
    )
    assert np.all(after.visits.latest_s >= before.visits.latest_s)
    assert np.array_equal(after.visits.earliest_s, before.visits.earliest_s)


def test_a_higher_ratio_of_performed_time_lowers_granted_hours_alone():
    """The same plan: 0.82 / 0.9 of the granted hours."""
    before = synthetic_population(village(), PARAMETERS, 1, 0)
    after = synthetic_population(
        village(), load_parameters({"demand.performed_per_granted": 0.9}), 1, 0
    )
    assert content_hash(before.visits) == content_hash(after.visits)
    ratio = after.clients.granted_h_per_month / before.clients.granted_h_per_month
    assert ratio == pytest.approx(0.82 / 0.9, rel=1e-4)


@pytest.mark.parametrize(
    ("population", "clients"), [((94_461, 0, 0, 0), 1100), ((859, 0, 0, 0), 10)]
)
def test_clients_are_in_proportion_to_persons_over_65(population, clients: int):
    """94,461 x 0.1408 = 13,300 persons over 65: 1,100 clients; 859 x 0.1408 = 121: 10."""
    assert client_count(village(population), PARAMETERS) == clients
