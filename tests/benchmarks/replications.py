"""Populations until a difference is known to 5 %: keyed chance, the same seed, nothing in common.

Run: python tests/benchmarks/replications.py [STUDY] [--splits REFERENCE OTHER] [--populations N]
     [--days N]

Two splits on the same populations, each planned day lived through N times, four ways:

keyed        as ruttsim draws: each visit has its own luck, whoever comes and whenever.
event order  as a program with one stream and the same seed in both splits: the first visit that
             begins gets the first number, and so on. The same numbers are dealt out in the order
             of the planned starts of each split. People, hospital, weather, alarms and what is
             asked for at short notice stay as they are: a program might well lose these too, so
             this is the least that is lost.
one stream   the same seed in both splits and one stream for all days: from the first day on which
             a split draws once more than the other, all that comes later is another's, weather,
             hospital, sick carers and alarms too. People are drawn before and stay the same.
independent  other people and days in each split: both variances, added.

From the variances of populations and of days (ruttsim.statistics.spread) follows how many
populations make Student's interval of the difference 5 % of it to each side.
"""

from __future__ import annotations

import argparse
import dataclasses
import math
from collections.abc import Iterator

import numpy as np

import ruttsim
from ruttsim.accounts.statement import ALL, TOTAL, sums
from ruttsim.domain.arrays import Floats
from ruttsim.domain.demand import Disturbance
from ruttsim.domain.planning import Plan
from ruttsim.pipeline.checking import checked
from ruttsim.pipeline.day import books_of, draws, given, simulated_day
from ruttsim.pipeline.ground import Ground, ground, ground_of_split
from ruttsim.pipeline.mornings import mornings
from ruttsim.pipeline.plans import teams
from ruttsim.pipeline.setting import Setting
from ruttsim.pipeline.steps import Formed
from ruttsim.split.assignment import assign
from ruttsim.statistics.sequential import populations_needed
from ruttsim.statistics.spread import Spread, spread
from ruttsim.study.model import SplitSection

FIGURES = ("travel_h", "distance_km", "paid_h", "waiting_h", "overtime_h", "cost_sek")
PRECISION = 0.05
DAYS = (1, 5, 14)
"""Days of a population that the table tells populations for."""
OF_PAIRS = ("leg_factor", "is_sick", "late_start_s", "is_out_of_order")
OF_VISITS = ("is_cancelled", "duration_factor")


def in_order_of_events(disturbance: Disturbance, plan: Plan) -> Disturbance:
    """The luck of the planned visits dealt out anew, in the order of their planned starts."""
    pairs = [
        (stop.visit, stop.carer)
        for _, stop in sorted(
            ((stop.start_s, stop.visit, stop.carer), stop)
            for planned in plan.rounds
            for stop in planned.stops
        )
    ]
    visits = list(dict.fromkeys(visit for visit, _ in pairs))
    changed = {}
    for name in OF_PAIRS:
        old = getattr(disturbance, name)
        new = old.copy()
        new[tuple(np.array(pairs).T)] = old[tuple(np.array(sorted(pairs)).T)]
        changed[name] = new
    for name in OF_VISITS:
        old = getattr(disturbance, name)
        new = old.copy()
        new[visits] = old[sorted(visits)]
        changed[name] = new
    return dataclasses.replace(disturbance, **changed)


def lived(setting: Setting, base: Ground, split: SplitSection) -> Iterator[tuple[Floats, Floats]]:
    """The figures of each day of a population under one split: keyed, and in order of events."""
    section = setting.parameters.split
    assignment = assign(base.population, setting.bundle, setting.study, split, section)
    formed = teams(setting, base, assignment, setting.study.planning.bases)
    morning = mornings(setting, base, assignment, Formed(formed, None))
    for place in range(morning.days):
        for replication in range(setting.study.time.disturbed_days):
            number = place * setting.study.time.disturbed_days + replication
            plan, due = morning.plan(place, number)
            keyed = draws(setting, base.population, due, place, replication)
            found = []
            for disturbance in (keyed, in_order_of_events(keyed, plan)):
                it = given(setting, base, assignment, plan, due, disturbance)
                books = books_of(setting, base, assignment, plan, simulated_day(base, it))
                total = {
                    figure.kpi: figure.value
                    for figure in sums(books, split.organisations)
                    if figure.organisation == TOTAL and figure.group == ALL
                }
                found.append(np.array([total[name] for name in FIGURES]))
            yield found[0], found[1]


def table(keyed: Floats, dealt: Floats, planned_day: np.ndarray) -> None:
    """Print what each way takes; arrays of splits, figures, populations, days."""
    apart = keyed[1] - keyed[0]
    means = apart.mean(axis=(1, 2))
    alone = [spread(of_split, planned_day) for of_split in keyed]
    both = [np.hypot(*(getattr(it, part) for it in alone)) for part in ("population", "day")]
    own = spread(apart, planned_day)
    ways = {
        "keyed": own,
        "event order": spread(dealt[1] - dealt[0], planned_day),
        "one stream": Spread(own.population, both[1]),
        "independent": Spread(*both),
    }
    heads = "".join(f"{f'n, {days} days':>13}" for days in DAYS)
    print(f"{'figure':14}{'difference':>12}  {'chance':12}{'sd pop.':>10}{'sd day':>10}{heads}")
    for row, name in enumerate(FIGURES):
        for way, found in ways.items():
            population, day = found.population[row], found.day[row]
            needed = [
                populations_needed(
                    math.sqrt(population**2 + day**2 / days), PRECISION * abs(means[row])
                )
                for days in DAYS
            ]
            shown = "".join(f"{n:13,}" for n in needed)
            print(f"{name:14}{means[row]:12.2f}  {way:12}{population:10.3g}{day:10.3g}{shown}")


def main() -> None:
    """Live through the days and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("study", nargs="?", default="six-organisations")
    parser.add_argument("--splits", nargs=2, default=["own_regime", "six_parallel"])
    parser.add_argument("--populations", type=int, default=20)
    parser.add_argument("--days", type=int, default=5, help="lived through of each planned day")
    options = parser.parse_args()
    study = ruttsim.load_study(options.study)
    time = study.time.model_copy(
        update={"populations": options.populations, "disturbed_days": options.days}
    )
    setting = checked(study.model_copy(update={"time": time}).at(study.file))
    splits = {it.name: it for it in study.splits}
    found: list[list[list[tuple[Floats, Floats]]]] = [[], []]
    for index in range(options.populations):
        base = ground_of_split(setting, ground(setting, index))
        for place, name in enumerate(options.splits):
            found[place].append(list(lived(setting, base, splits[name])))
        print(f"population {index + 1} of {options.populations}", flush=True)
    whole = np.array(found)
    keyed, dealt = (np.moveaxis(whole[:, :, :, way], 3, 1) for way in (0, 1))
    table(keyed, dealt, np.arange(keyed.shape[3]) // options.days)


if __name__ == "__main__":
    main()
