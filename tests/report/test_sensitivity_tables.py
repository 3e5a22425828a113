"""Tables of the sensitivity page: what numbers do together, by hand, in both languages."""

import math
import re

import pandas as pd
import pytest

from ruttsim.figures.words import DASH, MINUS, Words
from ruttsim.report.sensitivity_tables import together_html, turning_html
from ruttsim.sensitivity.output import COLUMNS

NOTHING = math.nan
HEADINGS = {
    "pay.holiday_share": "Holiday pay",
    "pay.sick_pay_share": "Sick pay",
    "day.snow_day_share": "Days of snow",
}


def table(*rows):
    """A table of all COLUMNS with the given ones, the others without a figure."""
    empty = dict.fromkeys(COLUMNS, NOTHING) | {"turning_by": "", "is_beyond_luck": True}
    return pd.DataFrame([empty | row for row in rows], columns=COLUMNS)


def measured(number, kpi, mu_star, st, half=0.05):
    return {
        "number": number,
        "kpi": kpi,
        "mu_star": mu_star,
        "sigma": mu_star / 2,
        "s1": st / 2,
        "s1_confidence": half,
        "st": st,
        "st_confidence": half,
    }


def cells(html):
    """The cells of each row below the headings."""
    rows = re.findall(r"<tr>(.*?)</tr>", html)
    return [re.findall(r"<td>(.*?)</td>", row) for row in rows[1:]]


def words(language="en"):
    return Words("ruttsim.report", language)


def test_shares_stand_with_their_intervals_the_largest_effect_of_each_key_figure_first():
    """0.2 and 0.4 with half widths of 0.05: 20 [15 to 25] and 40 [35 to 45] per cent."""
    found = table(
        measured("pay.holiday_share", "cost_sek", 120.0, 0.4),
        measured("pay.sick_pay_share", "cost_sek", 600.0, 0.5, half=0.6),
        measured("day.snow_day_share", "travel_h", 9.0, 0.9),
    )
    assert cells(together_html(found, (0, 0), HEADINGS, words())) == [
        [
            *("Cost, SEK/day", "Sick pay", "600", "300"),
            *(f"25 [{MINUS}35 to 85]", f"50 [{MINUS}10 to 110]"),
        ],
        ["Cost, SEK/day", "Holiday pay", "120", "60", "20 [15 to 25]", "40 [35 to 45]"],
        [
            *("Travel time, h/day", "Days of snow", "9.00", "4.50"),
            *("45 [40 to 50]", "90 [85 to 95]"),
        ],
    ]


def test_without_effect_on_a_key_figure_a_number_is_not_listed_under_it():
    found = table(
        measured("pay.holiday_share", "travel_h", 0.0, 0.0),
        measured("pay.holiday_share", "cost_sek", 120.0, 1.0),
    )
    assert [row[0] for row in cells(together_html(found, (0, 0), HEADINGS, words()))] == [
        "Cost, SEK/day"
    ]


def test_screened_by_morris_alone_shares_are_dashes():
    found = table(measured("pay.holiday_share", "cost_sek", 120.0, NOTHING, NOTHING))
    assert cells(together_html(found, (0, 0), HEADINGS, words()))[0][4:] == [DASH, DASH]


def test_where_no_numbers_were_moved_together_nothing_is_said_of_it():
    assert together_html(table({"number": "x", "kpi": "cost_sek"}), (0, 0), {}, words()) == ""


@pytest.mark.parametrize(
    ("language", "told"), [("sv", "3 banor (Morris), 2 stickprov"), ("en", "3 trajectories")]
)
def test_what_was_left_out_is_counted(language, told):
    found = table(measured("pay.holiday_share", "cost_sek", 120.0, 1.0))
    assert told in together_html(found, (3, 2), HEADINGS, words(language))
    assert told not in together_html(found, (0, 0), HEADINGS, words(language))


def test_a_number_that_turns_is_listed_with_its_value_and_whether_luck_explains_it():
    row = {"kpi": "cost_sek", "number": "pay.holiday_share", "unit": "1", "low": 0.1, "high": 0.2}
    row |= {"value": 0.15, "turning_value": 0.1234567, "turning_by": "interpolation"}
    for is_beyond in (True, False):
        html = turning_html(table(row | {"is_beyond_luck": is_beyond}), HEADINGS, words())
        assert cells(html)[0][:5] == ["Cost", "Holiday pay", "0.1 to 0.2", "0.15", "0.123"]
        assert ("no more than the luck" in html) != is_beyond
    assert "by itself" in turning_html(table(), {}, words())
