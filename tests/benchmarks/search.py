"""How well the cheap estimate of a search ranks divisions, against the same divisions simulated.

    python tests/benchmarks/search.py [divisions] [moves a visit] [populations]

Divisions of Botkyrka into six zones: laid out by the rule `zones`, a little changed and much
changed at random. They are estimated on the sample days of a search and simulated on the people
that a comparison has, which are others. Prints a table, and the rank correlation (Spearman's) of
each figure over the divisions. Then what a search of the default effort costs and finds.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from scipy.stats import spearmanr

import ruttsim
from ruttsim.chance import EVERY_DAY, generator
from ruttsim.files import write_text
from ruttsim.pipeline.checking import checked
from ruttsim.runner import silent
from ruttsim.search.divisions import EFFORT, TOLERANCE, division_case, sample_days
from ruttsim.search.estimate import Estimator, Figures
from ruttsim.search.local import STREAM, found_divisions
from ruttsim.search.moves import drawn_move
from ruttsim.search.new_study import study_text, with_divisions
from ruttsim.search.output import simulated, write_layer

STEPS = (0, 12, 300)
LOOSE = 0.03


def main(count: int, moves: int, populations: int) -> None:
    """Print the table."""
    study = ruttsim.load_study("six-organisations")
    section = next(it for it in study.splits if it.name == "six_zones")
    time_section = study.time.model_copy(update={"populations": populations, "disturbed_days": 1})
    planning = study.planning.model_copy(update={"moves": moves, "show_one_base": False})
    changes = {"time": time_section, "planning": planning, "splits": (section,)}
    study = study.model_copy(update=changes).at(study.file)
    setting = checked(study)
    samples = sample_days(setting, section, 1, silent)
    case = division_case(setting, section, samples, LOOSE)
    estimator = Estimator(setting, [it.day for it in samples], case.holders)
    divisions = [walked(case, number) for number in range(count)]
    estimator.of_clients([np.zeros(len(it.day.client_area), dtype=np.int64) for it in samples])
    start_s = time.process_time()
    cheap = np.array([estimator.of_zones(zone) for zone in divisions])
    print(f"one estimate from nothing: {(time.process_time() - start_s) / count * 1000:.1f} CPU ms")
    names, whole = with_divisions(study, section, [None] * count)
    labels = [it.name for it in study.organisations]
    with tempfile.TemporaryDirectory() as folder:
        for name, zone in zip(names, divisions, strict=True):
            of_area = [labels[case.holders[place]] for place in zone]
            write_layer(setting.bundle.areas, of_area, Path(folder) / f"{name}.geojson")
        write_text(
            Path(folder) / "study.toml", study_text(whole, dict.fromkeys(names), Path(folder))
        )
        start_s = time.process_time()
        result = ruttsim.compare(ruttsim.load_study(folder), workers=1)
        each_s = (time.process_time() - start_s) / (count + 1) / populations
    print(f"one division planned and simulated for one population: {each_s:.1f} CPU s")
    values = simulated(result)
    real = np.array(
        [[np.mean(list(values[name, it].values())) for it in Figures._fields] for name in names]
    )
    print("division", *(f"{it} (estimated, simulated)" for it in Figures._fields), sep="  ")
    for number in np.argsort(real[:, 0]):
        pairs = (f"{a:8.2f} {b:8.2f}" for a, b in zip(cheap[number], real[number], strict=True))
        print(f"{number:3d} steps {STEPS[number % len(STEPS)]:3d}", *pairs, sep="   ")
    for column, figure in enumerate(Figures._fields):
        rank = spearmanr(cheap[:, column], real[:, column])[0]
        level = np.corrcoef(cheap[:, column], real[:, column])[0, 1]
        print(f"{figure}: rank correlation {rank:.2f}, correlation {level:.2f}")
    tight = division_case(setting, section, samples, TOLERANCE)
    start_s = time.process_time()
    front = found_divisions(tight, estimator, EFFORT, study.seed)
    least = np.min([it.figures for it in front], axis=0).tolist()
    spent_s = time.process_time() - start_s
    print(
        f"search of {EFFORT} estimates: {spent_s:.0f} CPU s, front of {len(front)}, least {least}"
    )


def walked(case, number: int) -> np.ndarray:
    """A division some random steps from one that the rule `zones` lays out."""
    starts = case.starts()
    zone = starts[number // len(STEPS) % len(starts)]
    chance = generator(1, number, EVERY_DAY - 1, STREAM)
    steps = STEPS[number % len(STEPS)]
    while steps:
        changed = drawn_move(case, zone, chance)
        if changed is not None and case.is_balanced(changed):
            zone, steps = changed, steps - 1
    return zone


if __name__ == "__main__":
    given = [int(it) for it in sys.argv[1:]]
    main(*given, *(15, 600, 2)[len(given) :])
