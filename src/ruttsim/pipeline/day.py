"""A plan lived through one day of an area split."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from ruttsim.accounts.books import Books, open_books
from ruttsim.audit import Given
from ruttsim.demand.days import disturbances
from ruttsim.domain.demand import CARE
from ruttsim.domain.energy import ON_THE_WAY
from ruttsim.domain.household import HouseholdTerms
from ruttsim.domain.rules import DayRules
from ruttsim.energy import (
    FULL,
    Held,
    energy_stores,
    held_in_the_evening,
    lack_terms,
    morning_energy,
)
from ruttsim.fleets import fleet
from ruttsim.pipeline.mornings import days_in_a_row, follows, is_next_day
from ruttsim.simulate.day import simulate
from ruttsim.simulate.household import household_visits
from ruttsim.units import HOURS_PER_DAY, SECONDS_PER_HOUR, SECONDS_PER_MINUTE

if TYPE_CHECKING:
    from ruttsim.domain.arrays import Ints
    from ruttsim.domain.day import Day
    from ruttsim.domain.demand import Disturbance, Population
    from ruttsim.domain.planning import Plan
    from ruttsim.domain.split import Assignment
    from ruttsim.parameters import Parameters
    from ruttsim.pipeline.ground import Ground
    from ruttsim.pipeline.setting import Setting

NOBODY = -1
NOBODY_TIRED: Mapping[int, int] = {}


def day_rules(setting: Setting) -> DayRules:
    """The rules that the study names."""
    return DayRules(**setting.study.day.model_dump())


def draws(
    setting: Setting, people: Population, due: Ints, place: int, replication: int
) -> Disturbance:
    """What a lived day brings; where the plan is staffed, the morning has dealt with the sick."""
    return disturbances(
        people,
        due,
        setting.parameters,
        setting.study.seed,
        days_in_a_row(setting.study, place, replication),
        is_staffed=setting.study.planning.horizon == "fortnight",
    )


def books_of(setting: Setting, base: Ground, assignment: Assignment, plan: Plan, day: Day) -> Books:
    """The books of a recorded day."""
    return open_books(
        day,
        plan,
        base.population,
        assignment,
        setting.organisations,
        tuple(setting.bundle.areas["basic_area"]),
        tuple(setting.bundle.areas["district"]),
        setting.parameters,
        setting.payment,
        waits_to_charge=setting.study.day.charging != ON_THE_WAY,
    )


def given(
    setting: Setting,
    base: Ground,
    assignment: Assignment,
    plan: Plan,
    due: Ints,
    disturbance: Disturbance,
    rested_s: Mapping[int, int] = NOBODY_TIRED,
    held: Held = FULL,
) -> Given:
    """A plan of the visits that are due, with all that it is lived through with."""
    parameters = setting.parameters
    vehicles = fleet(plan.rounds, parameters.economy.spare_vehicle_share)
    return Given(
        plan=plan,
        due=due,
        population=base.population,
        disturbance=disturbance,
        matrices=base.matrices,
        stops=base.stops,
        travel=parameters.travel,
        staffing=parameters.staffing,
        parameters=parameters.day,
        rules=day_rules(setting),
        fleet=vehicles,
        alarm_organisation=alarm_organisation(setting, assignment, disturbance),
        patrol_base=base.patrol_base,
        rested_s=rested_s,
        energy=morning_energy(
            plan,
            base.population,
            base.matrices,
            vehicles,
            energy_stores(parameters.vehicles, parameters.charging, parameters.climate),
            parameters.charging.post_share,
            min(part.start_s for shift in parameters.staffing.shifts for part in shift.parts),
            held,
            lack_terms(parameters.charging),
        ),
        household=household_terms(setting),
    )


def household_terms(setting: Setting) -> HouseholdTerms:
    """What organisations may sell in idle time; the municipality nothing."""
    economy = setting.parameters.economy
    return HouseholdTerms(
        sellers=frozenset(place for place, it in enumerate(setting.organisations) if it.may_sell),
        opens_s=round(economy.rut_start_h * SECONDS_PER_HOUR),
        closes_s=round(economy.rut_end_h * SECONDS_PER_HOUR),
        visit_s=round(economy.rut_visit_min * SECONDS_PER_MINUTE),
        shortest_s=round(economy.rut_shortest_min * SECONDS_PER_MINUTE),
        spare_s=round(setting.parameters.day.late_tolerance_min * SECONDS_PER_MINUTE),
    )


def simulated_day(base: Ground, it: Given) -> Day:
    """The record of a plan on its disturbed day, with what is sold in idle time."""
    day = simulate(
        it.plan,
        it.population,
        it.disturbance,
        base.tables,
        it.staffing,
        it.parameters,
        it.rules,
        it.fleet,
        it.alarm_organisation,
        it.patrol_base,
        it.rested_s,
        it.energy,
    )
    sold = household_visits(
        it.plan, day, it.population, it.disturbance, base.tables, it.staffing, it.household
    )
    return replace(day, household=sold)


def alarm_organisation(
    setting: Setting, assignment: Assignment, disturbance: Disturbance
) -> list[int]:
    """Which organisation gives the care of whoever rings each alarm.

    NOBODY at night, for those who have no other help, and where it answers no alarms: there the
    patrol comes.
    """
    day, alarms = setting.parameters.day, disturbance.alarms
    of_clients = assignment.organisation[:, CARE].astype(np.int64)
    is_client = alarms.client < len(of_clients)
    own = np.where(is_client, of_clients[np.where(is_client, alarms.client, 0)], NOBODY)
    is_night = np.array(day.night_by_hour)[alarms.rung_s // SECONDS_PER_HOUR]
    answer = np.array([it.terms.answers_alarms for it in setting.organisations])
    own = np.where(own >= 0, np.where(answer[own], own, NOBODY), NOBODY)
    answers: list[int] = np.where(is_night, NOBODY, own).tolist()
    return answers


class CarriedOver:
    """What the days of one split leave to those after them: tired carers, and used energy.

    `setting` is the split's. Days of different replications know nothing of each other.
    """

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._tired: dict[int, Mapping[int, int]] = {}
        self._held: dict[int, Held] = {}

    def given(
        self,
        base: Ground,
        assignment: Assignment,
        plan: Plan,
        due: Ints,
        disturbance: Disturbance,
        place: int,
        replication: int,
    ) -> Given:
        """A plan of the visits that are due, with all that it is lived through with."""
        rested_s = NOBODY_TIRED
        if follows(self._setting.study, place):
            rested_s = self._tired.get(replication, NOBODY_TIRED)
        held = self._known(place, replication)
        return given(self._setting, base, assignment, plan, due, disturbance, rested_s, held)

    def take(self, it: Given, day: Day, books: Books, place: int, replication: int) -> None:
        """Note what a day leaves: what its vehicles hold, and of others what was known before."""
        self._tired[replication] = rested(day, self._setting.parameters)
        after = held_in_the_evening(it.energy, books.legs, day.charging)
        self._held[replication] = {**self._known(place, replication), **after}

    def _known(self, place: int, replication: int) -> Held:
        """What vehicles hold after the day before, where that is a day of the study."""
        is_next = is_next_day(self._setting.study, place)
        return self._held.get(replication, FULL) if is_next else FULL


def rested(day: Day, parameters: Parameters) -> dict[int, int]:
    """When on the next day each carer of a day has rested [s after its midnight].

    Rest begins when the shift has ended and the round is over; a night's is on the day after.
    Substitutes are other people every day.
    """
    found: dict[int, int] = {}
    away_s = round((parameters.fortnight.daily_rest_h - HOURS_PER_DAY) * SECONDS_PER_HOUR)
    ends_s = {
        (shift.name, part): hours.end_s
        for shift in parameters.staffing.shifts
        for part, hours in enumerate(shift.parts)
    }
    for it in day.rounds:
        if not it.is_substitute and it.carer > NOBODY:
            free_s = max(it.return_s, ends_s[it.shift, it.part]) + away_s
            found[it.carer] = max(found.get(it.carer, 0), free_s)
    return found
