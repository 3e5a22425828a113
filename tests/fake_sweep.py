"""A small made-up sweep for the tests of its page: three factors, two splits beside the reference.

Every figure of a population is a sum of what its split, its levels and pairs of levels bring, so
that every difference, effect and interaction can be told by hand.
"""

from __future__ import annotations

import itertools

import pandas as pd

from fake_result import fake_study
from ruttsim.accounts.kpis import KPIS
from ruttsim.domain.roads import MapManifest
from ruttsim.figures.words import Words
from ruttsim.report.sweep_page import kpis_of
from ruttsim.report.sweep_view import SweepView
from ruttsim.statistics.intervals import estimate
from ruttsim.statistics.verdicts import holm, outcome, p_value
from ruttsim.study.model import Study

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


def fake_sweep_study(design: str = "full", factors=FACTORS) -> Study:
    """The study of `fake_result` with factors."""
    study = fake_study().model_dump()
    return Study.model_validate({**study, "design": design, "factors": list(factors)})


def points_of(study: Study) -> pd.DataFrame:
    """The points of its design, in order."""
    names = [it.name for it in study.factors]
    rows = [*itertools.product(*([level.name for level in it.levels] for it in study.factors))]
    first = rows[0]
    if study.design != "full":
        apart = [sum(a != b for a, b in zip(row, first, strict=True)) for row in rows]
        near = [row for row, it in zip(rows, apart, strict=True) if it == 1]
        near.sort(key=lambda row: next(k for k in range(len(row)) if row[k] != first[k]))
        rows = [first, *near]
    table = pd.DataFrame(rows, columns=names)
    table.insert(0, "point", range(len(table)))
    return table


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


def judged(values: list[float]) -> dict:
    """What a table says of paired differences, but for what is adjusted."""
    found = estimate(values)
    return {
        **found._asdict(),
        "populations_more": float(sum(it > 0 for it in values)),
        "populations_less": float(sum(it < 0 for it in values)),
        "p": p_value(values),
    }


def with_outcome(rows: list[dict]) -> pd.DataFrame:
    """Rows with p-values adjusted over all of a key figure, and their outcomes."""
    table = pd.DataFrame(rows)
    table["p_holm"] = 0.0
    for kpi in table["kpi"].unique():
        is_it = table["kpi"] == kpi
        table.loc[is_it, "p_holm"] = holm(table.loc[is_it, "p"].tolist())
    names = ("mean", "populations_more", "populations_less", "p_holm")
    table["outcome"] = [
        outcome(mean, more + less == 0, p, float("nan"))
        for mean, more, less, p in zip(*(table[it].tolist() for it in names), strict=True)
    ]
    return table


def fake_sweep(
    language: str = "en",
    *,
    design: str = "full",
    populations: int = 5,
    factors=FACTORS,
    hidden: tuple[tuple[int, str], ...] = (),
    maps: tuple[MapManifest, ...] = (),
) -> SweepView:
    """The view of a made-up sweep; `hidden` are splits that are not compared at a point."""
    study = fake_sweep_study(design, factors)
    points = points_of(study)
    names = [it.name for it in study.factors]
    at = {row[0]: row[1:] for row in points.itertuples(index=False, name=None)}
    splits = [it.name for it in study.splits]
    cells = {
        (point, split): [value(split, levels, it) for it in range(populations)]
        for point, levels in at.items()
        for split in splits
        if (point, split) not in hidden
    }
    base = {"organisation": "total"}
    figures, differences, effects, interactions = [], [], [], []
    kpis = kpis_of(study)
    for kpi in kpis:
        unit = {"kpi": kpi, "unit": KPIS[kpi].unit}
        for (point, split), values in cells.items():
            own = {**base, **unit, "point": point, "split": split}
            figures.append(own | estimate(values)._asdict())
            reference = cells.get((point, "own_regime"))
            if split != "own_regime" and reference:
                apart = [a - b for a, b in zip(values, reference, strict=True)]
                percent = 100 * sum(apart) / sum(reference)
                about = {"reference": "own_regime", "percent": percent}
                ends = {"percent_low": percent - 1, "percent_high": percent + 1}
                differences.append(own | about | ends | judged(apart))

        def mean(split: str, less: str, population: int, where: dict[str, str]) -> float:
            """Mean over the points with some levels of a population's figure or difference."""
            found = [
                cells[it, split][population] - (cells[it, less][population] if less else 0.0)
                for it, levels in at.items()
                if all(dict(zip(names, levels, strict=True))[k] == v for k, v in where.items())
            ]
            return sum(found) / len(found)

        hides = {split for _, split in hidden}
        first = {it.name: it.levels[0].name for it in study.factors}
        for split, factor in itertools.product(splits, study.factors):
            for less, level in itertools.product(("", "own_regime"), factor.levels[1:]):
                if split == less or split in hides:
                    continue
                rest = (
                    {} if design == "full" else {k: v for k, v in first.items() if k != factor.name}
                )
                values = [
                    mean(split, less, it, {**rest, factor.name: level.name})
                    - mean(split, less, it, {**rest, factor.name: first[factor.name]})
                    for it in range(populations)
                ]
                about = {"factor": factor.name, "level": level.name, "split": split}
                about |= {"against": first[factor.name], "at_factor": "", "at_level": ""}
                effects.append(unit | about | {"reference": less} | judged(values))
                for other in study.factors if design == "full" else ():
                    if other is factor or not less:
                        continue
                    for there in other.levels[1:]:
                        quads = [
                            (a, b, (1 if a == level.name else -1) * (1 if b == there.name else -1))
                            for a in (level.name, first[factor.name])
                            for b in (there.name, first[other.name])
                        ]
                        values = [
                            sum(
                                sign * mean(split, less, it, {factor.name: a, other.name: b})
                                for a, b, sign in quads
                            )
                            for it in range(populations)
                        ]
                        pair = {"other": other.name, "other_level": there.name}
                        interactions.append(
                            unit | about | pair | {"reference": less} | judged(values)
                        )
    gone = [
        " ".join(split for point, split in hidden if point == it) for it in points["point"].tolist()
    ]
    columns = ["kpi", "factor", "level", "other", "other_level", "split", "reference", "outcome"]
    return SweepView(
        words=Words("ruttsim.report", language),
        study=study,
        points=points.assign(map="grid", populations=populations, not_compared=gone),
        figures=pd.DataFrame(figures),
        differences=with_outcome(differences),
        effects=with_outcome(effects),
        interactions=with_outcome(interactions) if interactions else pd.DataFrame(columns=columns),
        kpis=kpis,
        maps=maps,
        is_quick=False,
    )
