"""The result by basic area, by hand; see made_books."""

from __future__ import annotations

import pytest
from made_books import H, alarm, books, leg, visit

from ruttsim.accounts import money
from ruttsim.accounts.margins import margin_by_area


def test_each_area_has_the_result_of_the_organisation_that_is_alone_there():
    it = books()
    assert list(margin_by_area(it).values()) == pytest.approx(money.result_sek(it).tolist())


def shared(visits=(), legs=(), alarms=()):
    """A day on which the municipality's carer also drives to the south."""
    return books(more_visits=visits, more_legs=legs, alarms=alarms)


@pytest.mark.parametrize("has_alarm", [True, False])
def test_areas_add_up_to_the_result(has_alarm):
    it = shared(
        [visit(1, 9 * H + 2400, 9 * H + 2400, 600)._replace(organisation=0, round=0)],
        [
            leg(0, 1, 1, 1, 9 * H + 1860, 540, 0, 3000.0),
            *([leg(0, 2, 1, -1, 9 * H + 3000, 60, 0, 900.0, alarm=0)] if has_alarm else []),
        ],
        [alarm(0, 0, 9 * H, 9 * H + 3060, 9 * H + 3060, 9 * H + 3090)] if has_alarm else [],
    )
    margins = margin_by_area(it)
    assert sum(margins.values()) == pytest.approx(money.result_sek(it).sum())


def test_half_of_a_leg_between_two_areas_belongs_to_either():
    """The north's way out, half of the 3 km over, the south's way back: 5 + 1.5 and 1.5 + 5 km.

    With dearer kilometres the north loses as many as the south, and the other organisation's
    10 km are the south's alone.
    """

    def margins(wear):
        it = books(
            more_visits=[
                visit(1, 9 * H + 2400, 9 * H + 2400, 600)._replace(organisation=0, round=0)
            ],
            more_legs=[leg(0, 1, 1, 1, 9 * H + 1860, 540, 0, 3000.0)],
            overrides={"vehicles.car_petrol.wear_sek_per_km": wear},
        )
        return margin_by_area(it)

    cheap, dear = margins(0.3), margins(1.3)
    assert cheap["north"] - dear["north"] == pytest.approx(6.5)
    assert cheap["south"] - dear["south"] == pytest.approx(6.5 + 10)


def test_an_organisation_that_did_nothing_costs_where_its_clients_live():
    it = books()
    idle = {**it.visits, "planned_s": it.visits["planned_s"] * 0}
    object.__setattr__(it, "visits", idle)
    assert list(margin_by_area(it).values()) == pytest.approx(money.result_sek(it).tolist())
