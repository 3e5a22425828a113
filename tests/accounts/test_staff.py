"""What hours of work cost, by hand; see made_books."""

from __future__ import annotations

from dataclasses import replace

import pytest
from made_books import ORGANISATIONS, H, books

from ruttsim.accounts import staff
from ruttsim.costs import night_staff_factor, staff_factor, staff_hour_sek, worked_h_per_year
from ruttsim.domain.terms import Terms
from ruttsim.parameters import load_parameters

PARAMETERS = load_parameters()
WEEKENDS = 0.237 * 65 * 1.445
LATE = books(changed={0: {"shift": "evening", "return_s": 23 * H, "leave_s": 16 * H}})


def test_an_hour_costs_a_years_pay_over_the_hours_worked():
    """32,600 x 12 x 1.445 less a fifth of sick pay, over 1,924 h less 10.7 % and 10 %: 359 SEK."""
    pay = PARAMETERS.pay
    assert worked_h_per_year(pay) == pytest.approx(1924 * 0.893 * 0.9)
    year = 32_600 * 12 * 1.445 * (1 - 0.893 * 0.1 * 0.2)
    assert staff_hour_sek(pay, 0.445) == pytest.approx(year / worked_h_per_year(pay))
    assert staff_hour_sek(pay, 0.445) == pytest.approx(359, abs=0.5)


def test_holiday_and_sick_leave_are_counted_once():
    """Without either, the hour is a year's pay over all contracted hours."""
    pay = replace(PARAMETERS.pay, holiday_share=0, sick_leave_share=0)
    assert staff_hour_sek(pay, 0) == pytest.approx(32_600 * 12 / 1924)


def test_an_hour_of_who_works_only_at_night_costs_as_much_more_as_its_week_is_shorter():
    """37 h over 34 h 20 min: 7.8 % more, 28 SEK on 359; nothing where both weeks are as long."""
    pay, fortnight = PARAMETERS.pay, PARAMETERS.fortnight
    factor = night_staff_factor(pay, fortnight)
    assert factor == pytest.approx(37 / (34 + 1 / 3), rel=1e-4)
    assert staff_hour_sek(pay, 0.445) * (factor - 1) == pytest.approx(28, abs=0.5)
    alike = replace(fortnight, night_work_h_per_fortnight=2 * pay.contract_h_per_year / 52)
    assert night_staff_factor(pay, alike) == 1


def test_staff_is_paid_by_the_hour_and_for_weekends_evenly():
    """5.5 h in the day at 359 SEK, and the share of a week's weekend supplements."""
    expected = 5.5 * (staff.hour_sek(PARAMETERS) + WEEKENDS)
    assert staff.staff_cost_sek(books()) == pytest.approx([expected] * 2)
    assert staff.unsocial_cost_sek(books()) == pytest.approx([5.5 * WEEKENDS] * 2)


def test_evenings_and_nights_cost_more():
    """An evening shift 15:30-22:00 that comes back at 23: three hours evening, one night."""
    assert staff.evening_h(LATE).tolist() == [3, 0]
    assert staff.night_h(LATE).tolist() == [1, 0]
    paid_h = 7
    added = (3 * 25 + 1 * 55) * 1.445 + paid_h * WEEKENDS
    assert staff.unsocial_cost_sek(LATE)[0] == pytest.approx(added)


def test_who_works_a_night_by_day_too_has_the_hours_of_the_day():
    """An evening shift that goes on into the night is no night shift: no shorter week."""
    assert staff.night_staff_h(LATE).tolist() == [0, 0]
    assert staff.posts(LATE)[0] == pytest.approx(7 * 342 / (1924 * 0.893 * 0.9))


def test_a_break_on_the_evening_is_not_paid():
    it = books(
        changed={
            0: {
                "shift": "evening",
                "return_s": 22 * H,
                "break_start_s": 19 * H,
                "break_end_s": 19 * H + 1800,
            }
        }
    )
    assert staff.evening_h(it)[0] == 2.5


def test_who_works_one_half_alone_is_paid_for_the_evening_of_the_other():
    """Split: 07:00-11:30 and 16:30-20:00, of which an hour is evening."""
    assert staff.evening_h(books(changed={0: {"shift": "split"}}))[0] == 1


def test_the_hour_that_rounds_are_planned_by_is_that_of_the_accounts():
    """Within 2 %, for the share of evening hours of a day of the bundled study, 12 %."""
    hour = staff.hour_sek(PARAMETERS) + WEEKENDS + 0.12 * 25 * 1.445
    assert PARAMETERS.economy.planning_sek_per_paid_h == pytest.approx(hour, rel=0.02)


def test_private_terms_are_seven_to_eleven_per_cent_below_municipal_ones():
    """29,200 x 1.37 over 31,000 x 1.445 = 0.893, as in the fact table."""
    profiles = PARAMETERS.organisations
    assert staff_factor(profiles["private"], profiles["municipal"]) == pytest.approx(
        0.893, abs=1e-3
    )
    assert staff_factor(profiles["municipal"], profiles["municipal"]) == 1


def test_an_organisation_of_other_pay_pays_in_proportion():
    cheaper = (ORGANISATIONS[0], replace(ORGANISATIONS[1], terms=Terms(staff_factor=0.9)))
    own, other = staff.staff_cost_sek(books(organisations=cheaper))
    assert other == pytest.approx(0.9 * own)
    before, after = staff.on_municipal_terms_sek(books(organisations=cheaper))
    assert before == after


def test_posts_are_a_years_paid_hours_over_the_hours_of_a_post():
    assert staff.posts(books()) == pytest.approx([5.5 * 342 / (1924 * 0.893 * 0.9)] * 2)
