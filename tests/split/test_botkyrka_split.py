"""The default study's splits on the embedded map of Botkyrka."""

import numpy as np
import pytest
from square_map import PARAMETERS, population_of

from ruttsim.bundled import bundled
from ruttsim.domain.demand import Population
from ruttsim.roads.bundle import read_bundle
from ruttsim.split.assignment import assign
from ruttsim.split.neighbours import is_connected, neighbours
from ruttsim.study.loading import load_study

STUDY = load_study("six-organisations")
BOTKYRKA = read_bundle(bundled("maps")["botkyrka"])


def clients_where_people_over_65_live(index: int) -> Population:
    generator = np.random.Generator(np.random.Philox(index))
    areas = BOTKYRKA.areas
    weights = (areas["population"] * areas["share_65plus"]).to_numpy(dtype=np.float64)
    hours = np.minimum(generator.lognormal(2.9, 1.0, 1100), 150)
    area = generator.choice(len(areas), 1100, p=weights / weights.sum())
    return population_of(hours.tolist(), area.tolist(), seed=index, index=index)


@pytest.mark.parametrize("index", range(6))
@pytest.mark.parametrize(("name", "tolerance"), [("six_chosen_areas", 0.01), ("six_zones", 0.03)])
def test_shares_are_met_in_every_population(name, tolerance, index):
    split = next(one for one in STUDY.splits if one.name == name)
    population = clients_where_people_over_65_live(index)
    assignment = assign(population, BOTKYRKA, STUDY, split, PARAMETERS)
    hours = population.clients.granted_h_per_month
    reached = np.bincount(assignment.organisation[:, 0], weights=hours) / hours.sum()
    assert reached == pytest.approx(list(split.allocation.shares.values()), abs=tolerance)


def test_the_chosen_areas_are_part_of_the_municipality_and_no_countryside():
    """The municipality is alone in the sparse areas."""
    split = STUDY.splits[3]
    population = clients_where_people_over_65_live(0)
    choices = assign(population, BOTKYRKA, STUDY, split, PARAMETERS).coverage.choices(0)
    assert set(choices.tolist()) == {1, 6}
    rural = (BOTKYRKA.areas["district"] == "Vårsta-Grödinge") & (
        BOTKYRKA.areas["character"] == "countryside"
    )
    assert (choices[rural.to_numpy()] == 1).all()


def test_zones_hang_together_on_land():
    split = STUDY.splits[4]
    water = BOTKYRKA.landmarks.geometry[BOTKYRKA.landmarks["kind"] == "water"]
    graph = neighbours(BOTKYRKA.areas, water)
    population = clients_where_people_over_65_live(2)
    table = assign(population, BOTKYRKA, STUDY, split, PARAMETERS).coverage.table[:, 0]
    for k in range(6):
        assert is_connected(graph, np.flatnonzero(table[:, k] > 0).tolist())
