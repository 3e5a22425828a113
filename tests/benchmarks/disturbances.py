"""Which disturbance moves which result most: the same days with each one switched off.

Run: python tests/benchmarks/disturbances.py [STUDY] [--splits NAME ...] [--days N]

The first planned day of population 0, lived through N times. Each row is the change of the mean
when one disturbance is switched off, or a rule is another one.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from statistics import fmean
from typing import NamedTuple

import ruttsim
from ruttsim.demand.days import disturbances
from ruttsim.domain.day import Day
from ruttsim.pipeline.checking import checked
from ruttsim.pipeline.day import given, simulated_day
from ruttsim.pipeline.ground import Ground, ground, ground_of_split
from ruttsim.pipeline.mornings import Mornings, mornings
from ruttsim.pipeline.plans import teams
from ruttsim.pipeline.setting import Setting
from ruttsim.pipeline.steps import Formed
from ruttsim.split.assignment import assign
from ruttsim.study.split_model import SplitSection
from ruttsim.units import METRES_PER_KM, SECONDS_PER_HOUR, SECONDS_PER_MINUTE

HARDLY_ANY = 2e-4
"""Switched off: most of these numbers must be positive."""

OFF: Mapping[str, Mapping[str, float]] = {
    "nothing is switched off": {},
    "travel time by leg": {"travel.leg_time_cv": HARDLY_ANY},
    "travel time by span": {"day.span_time_cv": HARDLY_ANY},
    "snow": {"day.snow_day_share": HARDLY_ANY},
    "durations": {"demand.duration_cv": HARDLY_ANY},
    "cancelled at the door": {"demand.cancelled_share": HARDLY_ANY},
    "hospital": {"day.hospital_share": HARDLY_ANY},
    "short notice": {"day.short_notice_share": HARDLY_ANY},
    "sick carers": {"fortnight.absent_share": HARDLY_ANY},
    "late starts": {"day.late_start_share": HARDLY_ANY},
    "out of order": {"day.out_of_order_share": HARDLY_ANY},
}
RULES: Mapping[str, Mapping[str, str]] = {
    "late_visits = keep": {"late_visits": "keep"},
    "late_visits = shorten": {"late_visits": "shorten"},
    "late_visits = drop": {"late_visits": "drop"},
    "absences = share_out": {"absences": "share_out"},
    "absences = nobody": {"absences": "nobody"},
    "alarms = nearest": {"alarms": "nearest"},
    "alarms = interrupting": {"alarms": "interrupting"},
}


class Measures(NamedTuple):
    """What a day was like."""

    late: float
    late_min: float
    missed: float
    travel_h: float
    distance_km: float
    overtime_h: float
    care_h: float
    alarm_min: float


def measured(day: Day, ends_s: Mapping[tuple[str, int], int]) -> Measures:
    """Late visits and their minutes, missed visits, hours, kilometres, response to alarms."""
    late_s = [it.start_s - it.latest_s for it in day.visits if it.start_s > it.latest_s]
    over_s = [max(0, it.return_s - ends_s[it.shift, it.part]) for it in day.rounds]
    response_s = [it.ready_s - it.rung_s for it in day.alarms]
    return Measures(
        late=len(late_s),
        late_min=sum(late_s) / SECONDS_PER_MINUTE,
        missed=sum(it.outcome == "missed" for it in day.visits),
        travel_h=sum(it.arrive_s - it.depart_s + it.stop_s for it in day.legs) / SECONDS_PER_HOUR,
        distance_km=sum(it.distance_m for it in day.legs) / METRES_PER_KM,
        overtime_h=sum(over_s) / SECONDS_PER_HOUR,
        care_h=sum(it.care_s for it in day.visits) / SECONDS_PER_HOUR,
        alarm_min=fmean(response_s) / SECONDS_PER_MINUTE if response_s else 0.0,
    )


def means(
    setting: Setting, base: Ground, split: SplitSection, plan: Mornings, days: int
) -> Measures:
    """The mean measures of some days of a planned day."""
    section = setting.parameters.split
    assignment = assign(base.population, setting.bundle, setting.study, split, section)
    ends_s = {
        (shift.name, part): hours.end_s
        for shift in setting.parameters.staffing.shifts
        for part, hours in enumerate(shift.parts)
    }
    planned, due = plan.plan(0, 0)
    found = []
    for number in range(days):
        draws = disturbances(base.population, due, setting.parameters, setting.study.seed, [number])
        day = simulated_day(base, given(setting, base, assignment, planned, due, draws))
        found.append(measured(day, ends_s))
    return Measures(*(fmean(column) for column in zip(*found, strict=True)))


def main() -> None:
    """Print a table for each split."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("study", nargs="?", default="six-organisations")
    parser.add_argument("--splits", nargs="*", default=["own_regime", "six_parallel"])
    parser.add_argument("--days", type=int, default=20)
    options = parser.parse_args()
    study = ruttsim.load_study(options.study)
    setting = checked(study)
    base = ground_of_split(setting, ground(setting, 0))
    print(f"{'':26}" + "".join(f"{name:>12}" for name in Measures._fields))
    for split in (it for it in study.splits if it.name in options.splits):
        section = setting.parameters.split
        assignment = assign(base.population, setting.bundle, study, split, section)
        formed = teams(setting, base, assignment, study.planning.bases)
        plan = mornings(setting, base, assignment, Formed(formed, None))
        print(split.name)
        reference: Measures | None = None
        for title, parameters, rules in (
            *((title, off, {}) for title, off in OFF.items()),
            *((title, {}, rules) for title, rules in RULES.items()),
        ):
            day = study.day.model_copy(update=rules)
            other = study.model_copy(
                update={"parameters": study.parameters | parameters, "day": day}
            ).at(study.file)
            found = means(checked(other), base, split, plan, options.days)
            shown = (
                found
                if reference is None
                else [a - b for a, b in zip(found, reference, strict=True)]
            )
            reference = reference or found
            print(f"  {title:24}" + "".join(f"{value:12.2f}" for value in shown), flush=True)


if __name__ == "__main__":
    main()
