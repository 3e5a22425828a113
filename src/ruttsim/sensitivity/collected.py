"""Runs of `ruttsim sensitivity` put together: what data/influence.csv and influence.json are."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ruttsim.errors import Faults, StudyError
from ruttsim.files import write_json, write_text
from ruttsim.parameters.influence import COLUMNS, short
from ruttsim.sensitivity.output import TABLE_FILE

ROUNDED = (
    *("low", "value", "high", "difference_low", "difference", "difference_high"),
    *("swing", "luck_sd", "turning_value"),
)
ALIKE = ("study_hash", "map", "parameters_hash", "inputs", "versions", "searches")
"""What runs must have in common."""


def collect(runs: Sequence[Path], folder: Path, *, study: str, date: str) -> None:
    """Write influence.csv and influence.json into a folder, from run folders of the same study.

    Raises
    ------
    StudyError
        Runs that were not made alike, and numbers that two runs moved.
    """
    made = [json.loads((run / "manifest.json").read_text(encoding="utf-8")) for run in runs]
    rows: list[dict[str, str]] = []
    moved_in: dict[str, Path] = {}
    faults = Faults(StudyError)
    for run, one in zip(runs, made, strict=True):
        for key in ALIKE:
            if one[key] != made[0][key]:
                problem = f"It is another than that of {runs[0]}."
                faults.add(str(run), key, problem, "Put runs together that were made alike.")
        with (run / TABLE_FILE).open(encoding="utf-8", newline="") as file:
            own = list(csv.DictReader(file))
        for number in dict.fromkeys(row["number"] for row in own):
            if number in moved_in:
                problem = f"{moved_in[number]} has it too."
                faults.add(str(run), number, problem, "Name each number in one run.")
            moved_in[number] = run
        rows += own
    faults.raise_if_any()
    kpis = list(dict.fromkeys(row["kpi"] for row in rows))
    rows.sort(key=lambda row: (row["number"], kpis.index(row["kpi"])))
    lines = [",".join(COLUMNS)]
    lines += [",".join(_cell(row, name) for name in COLUMNS) for row in rows]
    write_text(folder / "influence.csv", "\n".join(lines) + "\n")
    write_json(folder / "influence.json", _told(made, kpis, study, date))


def _cell(row: dict[str, str], name: str) -> str:
    """A cell; a comma in the words of a fault is left out."""
    text = row[name]
    return f"{short(float(text)):g}" if name in ROUNDED and text else text.replace(",", "")


def _told(
    made: Sequence[dict[str, Any]], kpis: Sequence[str], study: str, date: str
) -> dict[str, Any]:
    """How the rows were made."""
    first = made[0]["study"]
    reference, split = (it["name"] for it in first["splits"][:2])
    time = first["time"]
    populations, days = time["populations"], len(time["planned_days"]) * time["disturbed_days"]
    return {
        "study": study,
        "reference": reference,
        "split": split,
        "kpis": list(kpis),
        "date": date,
        "version": made[0]["versions"]["ruttsim"],
        "how": f"populations: {populations}, days: {days}, moves a visit: "
        f"{first['planning']['moves']}, searches: {made[0]['searches']}",
        "commands": [it["command"] for it in made],
    }
