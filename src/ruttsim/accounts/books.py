"""What the accounts of one day are made from: the record as columns, and the plan behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, get_type_hints

import numpy as np
from numpy.typing import NDArray

from ruttsim.domain.arrays import Bools, Floats, Ints
from ruttsim.domain.day import (
    NIGHT_PATROL,
    AlarmRecord,
    ChargingRecord,
    Day,
    Decision,
    Leg,
    RoundRecord,
    Rows,
    VisitRecord,
)
from ruttsim.domain.demand import Population
from ruttsim.domain.household import HouseholdVisit
from ruttsim.domain.organisations import Organisation
from ruttsim.domain.planning import Plan, Round
from ruttsim.domain.split import Assignment
from ruttsim.domain.terms import BY_GRANTED_TIME, Payment
from ruttsim.fleets import fleet, peaks, with_spares
from ruttsim.parameters import Parameters
from ruttsim.units import SECONDS_PER_MINUTE

Columns = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, eq=False)
class Hours:
    """Working time of each round [s], arrays by row of the round records.

    `paid_s` = in the round and not on a break + other + idle; overtime is part of it.
    """

    work_s: Ints
    other_s: Ints
    overtime_s: Ints
    paid_s: Ints


@dataclass(frozen=True, eq=False)
class Ledger:
    """Legs, visits, rounds with their working time and refilling, of organisations or the patrol.

    `planned` are the rounds by the plan.
    """

    legs: Columns
    visits: Columns
    rounds: Columns
    charging: Columns
    duty: Hours
    planned: tuple[Round, ...]


@dataclass(frozen=True, eq=False)
class Books:
    """One day of one area split, ready to be added up per organisation.

    `areas` are the names of the basic areas by index, `districts` the district of each.
    `organisations` are all of the study; one without clients in this split has zeros. `plan`,
    `legs`, `visits`, `rounds` and `duty` are the organisations'; `night` are the rounds of the
    night that the municipal patrol makes, `patrol` the legs of its cars that answer alarms;
    `alarms` are of both. `charging` and `household` are of the organisations.
    """

    plan: Plan
    population: Population
    assignment: Assignment
    organisations: tuple[Organisation, ...]
    areas: tuple[str, ...]
    districts: tuple[str, ...]
    parameters: Parameters
    legs: Columns
    visits: Columns
    rounds: Columns
    patrol: Columns
    alarms: Columns
    decisions: Columns
    charging: Columns
    household: Columns
    duty: Hours
    night: Ledger
    payment: Payment = BY_GRANTED_TIME
    waits_to_charge: bool = False

    def by_organisation(self, values: NDArray[Any], organisation: NDArray[Any]) -> Floats:
        """Sums of values over rows, one per organisation of the study."""
        sums: Floats = np.bincount(
            organisation, weights=values.astype(np.float64), minlength=len(self.organisations)
        ).astype(np.float64)
        return sums

    @cached_property
    def peaks(self) -> Mapping[tuple[int, int, str], int]:
        """The most vehicles out at once by the plan, by organisation, premise and type."""
        return peaks(self.plan.rounds)

    @cached_property
    def fleet(self) -> dict[tuple[int, int, str], int]:
        """The vehicles that the plan needs, spares among them, by the same."""
        spare_share = self.parameters.economy.spare_vehicle_share
        return {key: with_spares(peak, spare_share) for key, peak in self.peaks.items()}

    @cached_property
    def fleet_of_nights(self) -> dict[tuple[int, int, str], int]:
        """The vehicles of it that there are for the rounds at night alone."""
        spare_share = self.parameters.economy.spare_vehicle_share
        names = [it.name for it in self.parameters.staffing.shifts if it.is_night]
        by_day = fleet((it for it in self.plan.rounds if it.shift not in names), spare_share)
        return {key: number - by_day.get(key, 0) for key, number in self.fleet.items()}

    @cached_property
    def in_vain(self) -> Bools:
        """Legs of rounds that lead to a visit that was found cancelled at the door."""
        visits, legs = self.visits, self.legs
        is_closed = visits["reason"] == "at_the_door"
        span = 1 + max(visits["visit"].max(initial=0), legs["visit"].max(initial=0))
        closed = visits["round"][is_closed] * span + visits["visit"][is_closed]
        found: Bools = (legs["visit"] >= 0) & np.isin(legs["round"] * span + legs["visit"], closed)
        return found


def open_books(
    day: Day,
    plan: Plan,
    population: Population,
    assignment: Assignment,
    organisations: tuple[Organisation, ...],
    areas: tuple[str, ...],
    districts: tuple[str, ...],
    parameters: Parameters,
    payment: Payment = BY_GRANTED_TIME,
    *,
    waits_to_charge: bool = False,
) -> Books:
    """The books of one recorded day; whether carers wait for batteries is the study's rule."""
    own = _ledger(day, plan, parameters, at_night=False)
    return Books(
        plan=_of_organisations(plan),
        population=population,
        assignment=assignment,
        organisations=organisations,
        areas=areas,
        districts=districts,
        parameters=parameters,
        legs=own.legs,
        visits=own.visits,
        rounds=own.rounds,
        patrol=columns_of(day.patrol, Leg),
        alarms=columns_of(day.alarms, AlarmRecord),
        decisions=columns_of(day.decisions, Decision),
        household=columns_of(day.household, HouseholdVisit),
        charging=own.charging,
        duty=own.duty,
        night=_ledger(day, plan, parameters, at_night=True),
        payment=payment,
        waits_to_charge=waits_to_charge,
    )


def _ledger(day: Day, plan: Plan, parameters: Parameters, *, at_night: bool) -> Ledger:
    """The patrol's rounds of the night, or those of the organisations."""
    legs, visits, rounds, charging = (
        {name: values[(columns["organisation"] == NIGHT_PATROL) == at_night] for name, values in it}
        for columns in (
            columns_of(day.legs, Leg),
            columns_of(day.visits, VisitRecord),
            columns_of(day.rounds, RoundRecord),
            columns_of(day.charging, ChargingRecord),
        )
        for it in [columns.items()]
    )
    planned = (it for it in plan.rounds if (it.organisation == NIGHT_PATROL) == at_night)
    return Ledger(legs, visits, rounds, charging, _duty(rounds, parameters), tuple(planned))


def _of_organisations(plan: Plan) -> Plan:
    """A plan without the patrol's rounds of the night."""
    return replace(
        plan,
        teams=tuple(it for it in plan.teams if it.organisation != NIGHT_PATROL),
        rounds=tuple(it for it in plan.rounds if it.organisation != NIGHT_PATROL),
        unserved=tuple(it for it in plan.unserved if it.organisation != NIGHT_PATROL),
    )


def columns_of(records: Sequence[tuple[Any, ...]], kind: type[Any]) -> Columns:
    """Records as one array a field, of the kind that the field has where there is no record."""
    if isinstance(records, Rows):
        return records.columns
    if not records:
        return {field: np.empty(0, dtype=of) for field, of in get_type_hints(kind).items()}
    return {
        field: np.array(values)
        for field, values in zip(kind._fields, zip(*records, strict=True), strict=True)
    }


def _duty(rounds: Columns, parameters: Parameters) -> Hours:
    """Paid time round by round: whole shifts, lengthened only when they do not suffice.

    A round that comes back after its part has ended lengthens it. Reporting and meetings, shared
    by the parts of a shift, fill what the part has left over before they lengthen it. A carer
    who works one part of a split shift alone is paid for all of it, with all of its reporting. A
    substitute is paid for the shift as it stands on the menu, however late the call came.
    """
    menu = {shift.name: shift.parts for shift in parameters.staffing.shifts}
    other_s = parameters.staffing.other_min_per_shift * SECONDS_PER_MINUTE
    worked = Counter(rounds["carer"].tolist())
    end_s, regular_s, share_s = [], [], []
    for shift, part, carer in zip(
        rounds["shift"].tolist(), rounds["part"].tolist(), rounds["carer"].tolist(), strict=True
    ):
        parts = menu[shift]
        is_alone = worked[carer] < len(parts)
        end_s.append(parts[part].end_s)
        regular_s.append(sum(it.paid_s for it in parts) if is_alone else parts[part].paid_s)
        share_s.append(round(other_s if is_alone else other_s / len(parts)))
    break_s = rounds["break_end_s"] - rounds["break_start_s"]
    work_s = rounds["return_s"] - rounds["leave_s"] - break_s
    late_s = rounds["return_s"] - np.array(end_s, dtype=np.int64)
    regular, other = np.array(regular_s, dtype=np.int64), np.array(share_s, dtype=np.int64)
    paid_s = np.maximum(regular + np.maximum(late_s, 0), work_s + other)
    return Hours(work_s=work_s, other_s=other, overtime_s=paid_s - regular, paid_s=paid_s)
