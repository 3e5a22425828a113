"""STRESS-DES: what a reader needs to judge and repeat the study, filled from its manifest.

The twenty items of Monks et al. 2019, doi 10.1080/17477778.2018.1442155. What the run does not know
is said to be so; what holds of the model in any study stands in docs/stress.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ruttsim.figures.words import title
from ruttsim.parameters import is_unverified, parameter_table
from ruttsim.report.blocks import Cell, Paragraph, RowGroup, Section, Table
from ruttsim.report.certainty import stated_interest
from ruttsim.report.rules import rule_words, split_rules

if TYPE_CHECKING:
    from ruttsim.report.page import Page

SECTIONS = {
    "objectives": ("purpose", "outputs", "aims"),
    "logic": ("diagram", "base", "scenarios", "algorithms", "components"),
    "data": ("sources", "preprocessing", "inputs", "assumptions"),
    "experimentation": ("initialisation", "run_length", "estimation"),
    "implementation": ("software", "sampling", "execution", "system"),
    "access": ("sharing",),
}
"""The items of each section, in the order of the checklist."""


def checklist(page: Page) -> Section:
    """The checklist as a table, an item a row."""
    words, filled = page.words, _filled(page)
    groups = tuple(
        RowGroup(
            f"{number}. {words(f'stress.{section}')}",
            tuple(
                (
                    f"{number}.{place} {words(f'stress.{item}')}",
                    (Cell((words(f"stress.{item}_is", **filled),), is_number=False),),
                )
                for place, item in enumerate(items, 1)
            ),
        )
        for number, (section, items) in enumerate(SECTIONS.items(), 1)
    )
    columns = (words("stress.item"), words("stress.here"))
    table = Table(words("stress.caption"), columns, groups)
    return Section("stress", words("stress.heading"), (Paragraph(words("stress.intro")), table))


def _filled(page: Page) -> dict[str, object]:
    """What the texts of the items are filled with."""
    words, study, manifest = page.words, page.result.study, page.result.manifest
    of_map = page.result.map.manifest
    numbers = parameter_table(page.result.parameters.quantities)
    versions = manifest["versions"]
    others = [f"{name} {text}" for name, text in versions.items() if name != "ruttsim"]
    kinds = page.result.summary["kpi"].nunique()
    named = study.demand.clients is not None
    return {
        "question": getattr(study, f"question_{page.language}"),
        "figures": kinds,
        "splits": "; ".join(title(it, page.language) for it in study.splits),
        "reference": title(study.splits[0], page.language),
        "interest": stated_interest(page) or words("stress.none_stated"),
        "rules": " ".join(split_rules(page, it) for it in page.splits),
        "planner": rule_words(words, "planner", study.planning.planner),
        "moves": study.planning.moves,
        "bases": rule_words(words, "bases", study.planning.bases),
        "absences": (
            rule_words(words, "absences", study.day.absences)
            if study.planning.horizon == "day"
            else words("stress.absences_repaired")
        ),
        "late_visits": rule_words(words, "late_visits", study.day.late_visits),
        "charging": rule_words(words, "charging", study.day.charging),
        "alarms": _rules("alarms", page),
        "nights": _rules("nights", page),
        "organisations": len(study.organisations),
        "clients": words("stress.own_clients" if named else "stress.drawn_clients"),
        "map": of_map.title,
        "map_source": of_map.source.rstrip("."),
        "map_date": of_map.date,
        "map_kind": words("stress.schematic" if of_map.schematic else "stress.surveyed"),
        "numbers": len(numbers),
        "overridden": sum(it.is_overridden for it in numbers),
        "unverified": sum(is_unverified(it.status) for it in numbers),
        "days": len(study.planned_dates),
        "disturbed": study.time.disturbed_days,
        "populations": manifest.get("populations", study.time.populations),
        "again": words("stress.again_files" if page.result.manifest["inputs"] else "stress.again"),
        "week": study.time.week,
        "searches": study.planning.searches,
        "seed": manifest["seed"],
        "ruttsim": versions["ruttsim"],
        "versions": ", ".join(others),
        "command": manifest["command"],
        "study_hash": manifest["study_hash"][:12],
        "map_hash": manifest["map"]["content_hash"][:12],
        "parameters_hash": manifest["parameters_hash"][:12],
        "licence": of_map.licence.rstrip("."),
    }


def _rules(key: str, page: Page) -> str:
    """The rules that the study and its splits have for alarms or nights."""
    study = page.result.study
    own = [getattr(it, key) or getattr(study.day, key) for it in study.splits]
    return ", ".join(rule_words(page.words, key, it) for it in dict.fromkeys(own))
