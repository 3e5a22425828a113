"""Move groups of numbers that are alike together, and print what that does to the difference.

    python tests/benchmarks/influence_groups.py OUT.csv [GROUP...]

For numbers of which each by itself is likely within the luck of searching: a group whose members
all go to an end of their ranges at once tells whether any of them is worth moving by itself, unless
what they do cancels out. Settings are those of data/influence.json. The end that is farther from
the values comes first; the other is left out where plans were searched anew and the first gave no
more than luck. docs/sensitivity.md has what was found last.
"""

from __future__ import annotations

import csv
import fnmatch
import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ruttsim.cli.progress import ProgressLine
from ruttsim.pipeline.warm import warm_up
from ruttsim.sensitivity.analysis import KPIS_SHOWN, _pair
from ruttsim.sensitivity.effects import UNKNOWN, Moved, Own, own_values
from ruttsim.sensitivity.numbers import Ranged, ranged
from ruttsim.sensitivity.points import NOTHING, STAGES, Point, changed_first, measured
from ruttsim.study.loading import load_study

if TYPE_CHECKING:
    from ruttsim.pipeline.setting import Setting

SEARCHES, MOVES = 10, 1000
OTHER = {"low": "high", "high": "low"}
ERRANDS = ("laundry", "shopping", "pharmacy")
NIGHTS = ("night_check", "night_help_early", "night_help_late")
DAYS = (
    *("morning_care", "morning_medication", "lunch_care", "afternoon_care", "supper_care"),
    *("evening_care", "evening_medication", "shower", "cleaning", "social_time"),
)
LEVELS = "demand.levels.*.activity_share"
GROUPS: dict[str, tuple[str, ...]] = {
    "counter-peak queues": ("travel.counter_peak_factor.*",),
    "midday queues": ("travel.midday_factor.*",),
    "e-bikes by class of street": ("travel.ebike_class_share.*",),
    "e-bikes by surface": ("travel.ebike_surface_share.*",),
    "longer peaks": ("-travel.*_peak_start_h", "travel.*_peak_end_h"),
    "turns": ("travel.u_turn_s", "travel.turn_bias", "travel.turn_steepness"),
    "durations of errands": tuple(f"activities.{it}.duration*_min" for it in ERRANDS),
    "durations at night": tuple(f"activities.{it}.duration*_min" for it in NIGHTS),
    "durations by day": tuple(f"activities.{it}.duration*_min" for it in DAYS),
    "starts of errands": tuple(f"activities.{it}.start_*_h" for it in ERRANDS),
    "starts at night": tuple(f"activities.{it}.start_*_h" for it in NIGHTS),
    "starts by day": tuple(f"activities.{it}.start_*_h" for it in DAYS),
    "weeks between errands": ("activities.*.every_weeks",),
    **{f"share with {it}": (f"{LEVELS}.{it}",) for it in (*DAYS, *ERRANDS)},
    "share with help at night": (f"{LEVELS}.night_*",),
    "other languages": ("demand.other_language_share.*",),
    "which languages": ("demand.language_share.*",),
}
"""Patterns of the numbers of each group; with a minus those that go the other way."""


def members(patterns: tuple[str, ...], numbers: tuple[Ranged, ...]) -> dict[Ranged, bool]:
    """The numbers of a group, and whether each goes the other way than the group."""
    return {
        it: pattern.startswith("-")
        for pattern in patterns
        for it in numbers
        if fnmatch.fnmatchcase(it.name, pattern.removeprefix("-"))
    }


def ends_of(group: dict[Ranged, bool]) -> dict[str, tuple[tuple[str, float], ...]]:
    """The numbers at the `low` and `high` end of the group, the end that is farther first."""
    ends, distances = {}, {}
    for end in ("high", "low"):
        values = {
            it: getattr(it, end if not turned else OTHER[end]) for it, turned in group.items()
        }
        ends[end] = tuple(sorted((it.name, value) for it, value in values.items()))
        spans = ((abs(value - it.value), it.high - it.low) for it, value in values.items())
        distances[end] = math.fsum(distance / span for distance, span in spans)
    return {end: ends[end] for end in sorted(ends, key=lambda it: -distances[it])}


def moved(setting: Setting, name: str, group: dict[Ranged, bool], own: Own) -> Moved:
    """A group at its farther end, and at the other where that may tell more."""
    before, found = own.values[0], {}
    for end, numbers in ends_of(group).items():
        point = Point(0, numbers)
        found[end] = tuple(measured(setting, [point], 1, f"{name}, {end}", ProgressLine()).values())
        known = [it for values in found.values() for it in values if not it.fault]
        firsts = [changed_first(before, it) for it in known]
        first = min(firsts, key=(*STAGES, NOTHING).index, default=UNKNOWN)
        is_anew = any(it.rounds != before.rounds for it in known)
        number = Ranged(name, "", "ASSUMP", -1, 0, 1)
        made = Moved(number, first, found.get("low", ()), found.get("high", ()), is_anew)
        if is_anew and not any(made.is_beyond_luck(kpi, own) for kpi in KPIS_SHOWN):
            break
    return made


def main(out: Path, chosen: list[str]) -> None:
    """Every group, a row a key figure; rows are written as they are known."""
    study = load_study("six-organisations")
    setting = _pair(study, "own_regime", "six_parallel", True, populations=1, moves=MOVES)
    warm_up(ProgressLine())
    own = own_values(setting, SEARCHES, 1, ProgressLine())
    numbers = ranged(setting, ["travel", "demand", "activities"])
    with out.open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file)
        head = ("group", "numbers", "changes_first", "kpi", "effect_low", "effect_high", "beyond")
        lines.writerow((*head, "fault"))
        for name in chosen or GROUPS:
            group = members(GROUPS[name], numbers)
            it = moved(setting, name, group, own)
            for kpi in KPIS_SHOWN:
                low, high = (math.fsum(it.effects(end, kpi, own)) for end in ("low", "high"))
                found = (f"{low:.6g}", f"{high:.6g}", it.is_beyond_luck(kpi, own), it.fault)
                lines.writerow((name, len(group), it.changes_first, kpi, *found))
            file.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
