"""Faults that a user can mend."""

from __future__ import annotations

import pytest

from ruttsim.errors import (
    AuditError,
    DataError,
    Fault,
    Faults,
    StudyError,
    choices_hint,
    listed_hint,
    numbers_hint,
    reason,
)


def test_all_faults_are_raised_at_once_with_file_field_problem_and_remedy():
    faults = Faults(DataError)
    faults.add("a.csv", "row 3", "It is wrong.", "Mend it.")
    faults.extend([Fault("b.csv", "row 4", "So is this.", "This too.")])
    with pytest.raises(DataError) as raised:
        faults.raise_if_any()
    assert str(raised.value) == (
        "a.csv: row 3: It is wrong. Mend it.\nb.csv: row 4: So is this. This too."
    )


def test_no_fault_raises_nothing():
    Faults(DataError).raise_if_any()


def test_exit_codes_are_those_of_the_contract():
    assert (StudyError.exit_code, DataError.exit_code, AuditError.exit_code) == (2, 3, 4)


def test_the_nearest_name_is_suggested():
    assert choices_hint("paralel", ["zones", "parallel"]) == (
        "Did you mean 'parallel'? Choose one of: parallel, zones."
    )


def test_nothing_is_suggested_where_nothing_is_near():
    assert choices_hint("xyz", ["zones"]) == "Choose one of: zones."


def test_a_code_of_digits_alone_is_a_name_of_which_the_nearest_is_suggested():
    assert choices_hint("0123", ["0132", "0700", "1450"]) == (
        "Did you mean '0132'? Choose one of: 0132, 0700, 1450."
    )


def test_numbers_to_choose_from_stand_by_size():
    assert numbers_hint([10, 2, 1, 10]) == "Choose one of: 1, 2, 10."


def test_of_many_choices_the_nearest_few_are_told_and_the_rest_left_to_a_command():
    figures = ["travel_h", "travel_share", "travel_km", "travel_sek", "visits"]
    said = listed_hint("travel", figures, "it --all")
    assert said == ("Did you mean 'travel_h', 'travel_km' or 'travel_sek'? `it --all` lists all.")


def test_many_choices_are_left_to_a_command():
    choices = ["zones", "parallel"]
    assert listed_hint("paralel", choices, "it --all") == (
        "Did you mean 'parallel'? `it --all` lists all."
    )
    assert listed_hint("xyz", choices, "it --all") == "`it --all` lists all."


def test_a_librarys_reason_is_one_line_without_its_full_stop():
    assert reason(ValueError("It broke\n  in two.")) == "It broke in two"
    assert reason(EOFError()) == "EOFError"
