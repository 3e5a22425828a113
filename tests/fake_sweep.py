"""A small made-up sweep for the tests of its page: three factors, two splits beside the reference.

Every figure of a population is a sum of what its split, its levels and pairs of levels bring, so
that every difference, effect and interaction can be told by hand.
"""

from __future__ import annotations

import dataclasses
from types import MappingProxyType

import pandas as pd

from fake_result import fake_study
from ruttsim.accounts.kpis import KPIS
from ruttsim.figures.words import Words
from ruttsim.report.sweep_page import kpis_of
from ruttsim.report.sweep_view import SweepView
from ruttsim.study.model import Study
from ruttsim.summaries import CELL, differences, summary
from ruttsim.sweep.effects import effects, interactions
from ruttsim.sweep.points import points_of
from ruttsim.sweep.result import Sweep
from ruttsim.sweep.series import TOTAL_COLUMNS
from ruttsim.sweep.tables import differences_table, figures_table, points_table

FACTORS = (
    {
        "name": "season",
        "title_sv": "Årstid",
        "title_en": "Season",
        "levels": [
            {"name": "usual", "title_sv": "vanliga dagar", "title_en": "usual days"},
            {
                "name": "winter",
                "title_sv": "vinter",
                "title_en": "winter",
                "parameters": {"day.snow_day_share": 0.3, "travel.everyday_factor": 1.4},
                "time": {"week": 3},
            },
        ],
    },
    {
        "name": "teams",
        "title_sv": "Grupper",
        "title_en": "Teams",
        "levels": [
            {"name": "usual", "title_sv": "100 brukare", "title_en": "100 clients"},
            {
                "name": "small",
                "title_sv": "60 brukare",
                "title_en": "60 clients",
                "parameters": {"staffing.clients_per_team": 60},
            },
            {
                "name": "large",
                "title_sv": "150 brukare",
                "title_en": "150 clients",
                "parameters": {"staffing.clients_per_team": 150},
            },
        ],
    },
    {
        "name": "pay",
        "title_sv": "Ersättning",
        "title_en": "Remuneration",
        "levels": [
            {"name": "usual", "title_sv": "vanlig", "title_en": "usual"},
            {
                "name": "performed",
                "title_sv": "utförd tid",
                "title_en": "performed time",
                "payment": {"basis": "performed"},
            },
        ],
    },
)
LEVELS = {"winter": 40.0, "small": -10.0, "large": 8.0, "performed": 0.0}
"""What a level adds to the figures of the reference."""
ADDED = {"winter": 20.0, "small": -15.0, "large": 0.0, "performed": 0.0}
"""What it adds to the difference from the reference, but for chance."""
NOISE = (0.0, 1.0, -1.0, 0.5, -0.5)
"""Of each population, in the difference; in another order at each level that adds something."""
TOGETHER = 12.0
"""What winter and small teams bring together to the difference of the second split."""
DIFFERENCES = {"own_regime": 0.0, "three_parallel": 80.0, "three_zones": -30.0}


def fake_sweep_study(design: str = "full", factors=FACTORS, interest=MappingProxyType({})) -> Study:
    """The study of `fake_result` with factors."""
    study = fake_study().model_dump()
    return Study.model_validate(
        {**study, "design": design, "factors": list(factors), "interest": dict(interest)}
    )


def value(split: str, levels: tuple[str, ...], population: int) -> float:
    """One figure of one population."""
    found = 400.0 + 3 * population + sum(LEVELS.get(it, 0.0) for it in levels)
    if split == "own_regime":
        return found
    apart = DIFFERENCES[split] + NOISE[population % len(NOISE)]
    moved = [it for it in levels if ADDED.get(it)]
    for place, level in enumerate(moved, 1):
        apart += ADDED[level] + NOISE[(population + place) % len(NOISE)]
    if "large" in levels:
        apart += 10 * NOISE[(population + 2) % len(NOISE)]
    if split == "three_zones" and {"winter", "small"} <= {*levels}:
        apart += TOGETHER
    return found + apart


def rows_of(split: str, levels: tuple[str, ...], populations: int, kpis: tuple[str, ...]) -> list:
    """Figures of a split at one point, of all organisations, by population."""
    return [
        (population, split, "total", kpi, "all", KPIS[kpi].unit, value(split, levels, population))
        for kpi in kpis
        for population in range(populations)
    ]


def fake_sweep(
    *,
    design: str = "full",
    populations: int = 5,
    factors=FACTORS,
    missing: tuple[tuple[int, str], ...] = (),
    hidden: tuple[tuple[int, str], ...] = (),
    maps: tuple[tuple[str, bool], ...] = (("grid", True),),
    quick: bool = False,
    kpis: tuple[str, ...] = (),
    interest: dict[str, dict[str, float]] | None = None,
) -> Sweep:
    """A made-up sweep.

    `missing` are splits that are not compared at a point, `hidden` those whose figures there are
    empty; `maps` are titles and whether they are schematic; `kpis` are those of the page if
    they are left out.
    """
    study = fake_sweep_study(design, factors, interest or {})
    points, kpis = points_of(study), kpis or kpis_of(study)
    summaries, tables, totals = [], [], []
    for point in points:
        rows = [
            row
            for split in study.splits
            if (point.index, split.name) not in missing
            for row in rows_of(split.name, tuple(point.levels.values()), populations, kpis)
        ]
        found = pd.DataFrame(rows, columns=["population", *CELL, "value"])
        gone = [split for index, split in hidden if index == point.index]
        found.loc[found["split"].isin(gone), "value"] = float("nan")
        summaries.append(summary(found))
        tables.append(differences(found, study.splits[0].name, study.interest))
        totals.append(found.assign(point=point.index)[TOTAL_COLUMNS])
    gone = [{split: 0.1 for index, split in missing if index == point.index} for point in points]
    told = [
        {"name": title, "title": title, "schematic": is_schematic, "content_hash": f"hash-{title}"}
        for title, is_schematic in maps
    ]
    return Sweep(
        study=study,
        design=points,
        points=points_table(points, ["grid"] * len(points), [populations] * len(points), gone),
        figures=figures_table(points, summaries),
        differences=differences_table(points, tables),
        effects=effects(study, pd.concat([it for it in totals if len(it)], ignore_index=True)),
        interactions=interactions(
            study, pd.concat([it for it in totals if len(it)], ignore_index=True)
        ),
        maps=tuple(told),
        files=(),
        manifest={
            "quick": quick,
            "command": "ruttsim sweep fake",
            "seed": 1,
            "study_hash": "hash-study",
            "parameters_hash": "hash-parameters",
            "inputs": {},
            "versions": {"ruttsim": "0"},
            "map": told[0],
            "maps": told,
        },
    )


def fake_view(language: str = "en", *, study: Study | None = None, **said) -> SweepView:
    """What its page draws from; `study` stands in place of the sweep's own."""
    sweep = fake_sweep(**said)
    kpis = said.get("kpis") or kpis_of(sweep.study)
    if study is not None:
        sweep = dataclasses.replace(sweep, study=study)
    return SweepView(Words("ruttsim.report", language), sweep, kpis)
