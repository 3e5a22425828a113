"""Staff of a day: cost of paid hours with unsocial hours, and posts. Amounts per organisation."""

from __future__ import annotations

import functools
from collections import Counter

import numpy as np

from ruttsim.accounts import time
from ruttsim.accounts.books import Books, Columns, Hours
from ruttsim.costs import night_staff_factor, staff_hour_sek, worked_h_per_year
from ruttsim.domain.arrays import Bools, Floats
from ruttsim.domain.organisations import MUNICIPAL
from ruttsim.domain.parameters import PayParameters
from ruttsim.parameters import Parameters
from ruttsim.units import HOURS_PER_DAY, SECONDS_PER_HOUR

Spans = tuple[tuple[float, float], ...]


def staff_cost_sek(books: Books) -> Floats:
    """Paid hours at the full cost of an hour, with what unsocial hours add."""
    return on_municipal_terms_sek(books) * terms_factor(books)


def on_municipal_terms_sek(books: Books) -> Floats:
    """What the same hours would cost on the municipality's terms."""
    return time.paid_h(books) * hour_sek(books.parameters) + _supplements_sek(books)


def unsocial_cost_sek(books: Books) -> Floats:
    """The part of staff cost that evenings, nights and weekends add."""
    return _supplements_sek(books) * terms_factor(books)


def posts(books: Books) -> Floats:
    """Full-time posts that a year of such days needs, absence and holiday among them.

    An hour of who works only at night takes more of a post than another.
    """
    parameters = books.parameters
    hours = time.paid_h(books) + _more_share(parameters) * night_staff_h(books)
    return hours * parameters.economy.operating_days_per_year / worked_h_per_year(parameters.pay)


def evening_h(books: Books) -> Floats:
    """Paid hours on the evening."""
    return _paid_within_h(books, _evening(books.parameters.pay))


def night_h(books: Books) -> Floats:
    """Paid hours at night."""
    return _paid_within_h(books, _night(books.parameters.pay))


def night_staff_h(books: Books) -> Floats:
    """Paid hours of who works only at night: of rounds in night shifts, overtime too."""
    paid_s = np.where(in_night(books.rounds, books.parameters), books.duty.paid_s, 0)
    return books.by_organisation(paid_s, books.rounds["organisation"]) / SECONDS_PER_HOUR


def in_night(rounds: Columns, parameters: Parameters) -> Bools:
    """Rounds in a shift of the night."""
    names = [it.name for it in parameters.staffing.shifts if it.is_night]
    rows: Bools = np.isin(rounds["shift"], names)
    return rows


def hour_sek(parameters: Parameters) -> float:
    """Cost of an hour on municipal terms without supplements [SEK]."""
    return staff_hour_sek(parameters.pay, on_cost_share(parameters))


def on_cost_share(parameters: Parameters) -> float:
    """The municipal employer's on-cost."""
    return parameters.organisations[MUNICIPAL].employer_on_cost_share


def supplement_sek(
    paid_h: Floats, evening: Floats, night: Floats, night_staff: Floats, parameters: Parameters
) -> Floats:
    """What unsocial hours add on municipal terms; every paid hour bears its share of weekends.

    Hours of who works only at night (`night_staff`) add supplements like any at night, and that a
    post has fewer of them for the same pay.
    """
    pay = parameters.pay
    weekend = paid_h * (pay.weekend_hours_share * pay.weekend_sek_per_h)
    added: Floats = evening * pay.evening_sek_per_h + night * pay.night_sek_per_h + weekend
    shorter: Floats = night_staff * (_more_share(parameters) * hour_sek(parameters))
    return added * (1 + on_cost_share(parameters)) + shorter


def unsocial_by_hour(pay: PayParameters) -> tuple[tuple[float, float], ...]:
    """Of each hour of the day which part is evening, and which is night."""
    return tuple(
        (
            sum(_overlap(hour, hour + 1, *it) for it in _evening(pay)),
            sum(_overlap(hour, hour + 1, *it) for it in _night(pay)),
        )
        for hour in range(HOURS_PER_DAY)
    )


def terms_factor(books: Books) -> Floats:
    """Cost of an hour of each organisation, relative to the municipal one."""
    return np.array([it.terms.staff_factor for it in books.organisations])


def _supplements_sek(books: Books) -> Floats:
    """What unsocial hours add on municipal terms."""
    hours = (time.paid_h(books), evening_h(books), night_h(books), night_staff_h(books))
    return supplement_sek(*hours, books.parameters)


def _more_share(parameters: Parameters) -> float:
    """By how much an hour of who works only at night is dearer than another."""
    return night_staff_factor(parameters.pay, parameters.fortnight) - 1


def _evening(pay: PayParameters) -> Spans:
    """Hours after midnight that are evening."""
    return ((pay.evening_start_h, pay.night_start_h),)


def _night(pay: PayParameters) -> Spans:
    """Hours after midnight that are night: before the morning, and on both sides of midnight."""
    return ((0.0, pay.night_end_h), (pay.night_start_h, HOURS_PER_DAY + pay.night_end_h))


def _overlap(start: float, end: float, first: float, last: float) -> float:
    """Length of what two spans share."""
    return max(min(end, last) - max(start, first), 0.0)


@functools.lru_cache(maxsize=2)
def _paid_within_h(books: Books, spans: Spans) -> Floats:
    """Paid hours within some spans of the day: whole shift parts, less breaks.

    A round that comes back late lengthens its part; a carer who works one part of a split shift
    alone is paid for the other too.
    """
    seconds = _paid_within_s(books.rounds, books.parameters, spans)
    return books.by_organisation(seconds, books.rounds["organisation"]) / SECONDS_PER_HOUR


def rounds_on_municipal_terms_sek(rounds: Columns, duty: Hours, parameters: Parameters) -> Floats:
    """What the paid hours of each round cost there, with what unsocial hours add."""
    paid = duty.paid_s / SECONDS_PER_HOUR
    evening, night = (
        _paid_within_s(rounds, parameters, spans) / SECONDS_PER_HOUR
        for spans in (_evening(parameters.pay), _night(parameters.pay))
    )
    night_staff = np.where(in_night(rounds, parameters), paid, 0.0)
    added = supplement_sek(paid, evening, night, night_staff, parameters)
    cost: Floats = paid * hour_sek(parameters) + added
    return cost


def _paid_within_s(rounds: Columns, parameters: Parameters, spans: Spans) -> Floats:
    """The same of each round [s]."""
    wanted = [(first * SECONDS_PER_HOUR, last * SECONDS_PER_HOUR) for first, last in spans]

    def within(start: float, end: float) -> float:
        return sum(_overlap(start, end, *it) for it in wanted)

    menu = {
        shift.name: [(it.start_s, it.end_s, within(it.start_s, it.end_s)) for it in shift.parts]
        for shift in parameters.staffing.shifts
    }
    worked = Counter(rounds["carer"].tolist())
    columns = ("shift", "part", "carer", "return_s", "break_start_s", "break_end_s")
    seconds = []
    for shift, part, carer, return_s, break_start_s, break_end_s in zip(
        *(rounds[name].tolist() for name in columns), strict=True
    ):
        parts = menu[shift]
        start_s, end_s, own = parts[part]
        own = within(start_s, return_s) if return_s > end_s else own
        own -= within(break_start_s, break_end_s) if break_start_s >= 0 else 0.0
        if worked[carer] < len(parts):
            own += sum(its for number, (_, _, its) in enumerate(parts) if number != part)
        seconds.append(own)
    return np.array(seconds, dtype=np.float64)
