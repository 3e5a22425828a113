"""Runs of `ruttsim sensitivity` put together: what data/influence.csv and influence.json are."""

from __future__ import annotations

import csv
import itertools
import json
from collections.abc import Collection, Sequence
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
SETTINGS = ("study", "reference", "split", "kpis", "how")
"""What an earlier table must have in common with runs, for its rows to stand beside theirs."""
LARGEST_SHIFT = 0.1
"""Of the luck of a search: so far apart the study's own means over searches may be, then and now.
A design choice: what is beyond luck by the one is by the other, but at the very bound."""


def collect(
    runs: Sequence[Path], folder: Path, *, study: str, date: str, earlier: Path | None = None
) -> None:
    """Write influence.csv and influence.json into a folder, from run folders of the same study.

    Of numbers that no run moved, the rows of the `earlier` folder are kept, with their date.

    Raises
    ------
    StudyError
        Runs that were not made alike, numbers that two runs moved, and an earlier table of another
        study, other settings or other differences of the study's own numbers.
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
    told = _told(made, kpis, study, date)
    cells = [{name: _cell({**row, "date": date}, name) for name in COLUMNS} for row in rows]
    if earlier is not None:
        cells += _kept(earlier, cells, told)
    cells.sort(key=lambda row: (row["number"], kpis.index(row["kpi"])))
    lines = [",".join(COLUMNS), *(",".join(row.values()) for row in cells)]
    write_text(folder / "influence.csv", "\n".join(lines) + "\n")
    write_json(folder / "influence.json", told)


def _kept(
    earlier: Path, new: Sequence[dict[str, str]], told: dict[str, Any]
) -> list[dict[str, str]]:
    """The earlier rows of numbers that no run moved; what made them is added to `told`."""
    made = json.loads((earlier / "influence.json").read_text(encoding="utf-8"))
    with (earlier / "influence.csv").open(encoding="utf-8", newline="") as file:
        before = [{"date": made["date"], **row} for row in csv.DictReader(file)]
    faults = Faults(StudyError)
    remedy = "Move these numbers anew."
    for key in SETTINGS:
        if made[key] != told[key]:
            faults.add(str(earlier), key, "It is another than that of the runs.", remedy)
    faults.raise_if_any()
    for kpi in told["kpis"]:
        if _is_shifted(
            [it for it in before if it["kpi"] == kpi], [it for it in new if it["kpi"] == kpi]
        ):
            problem = "The difference of the study's own numbers was another then."
            faults.add(str(earlier), kpi, problem, remedy)
    faults.raise_if_any()
    moved = {row["number"] for row in new}
    kept = [{name: row[name] for name in COLUMNS} for row in before if row["number"] not in moved]
    names = {row["number"] for row in kept}
    every = [{"date": made["date"], "commands": made["commands"]}, *made.get("earlier", [])]
    told["earlier"] = [
        {"date": it["date"], "commands": commands}
        for it in every
        if (commands := [one for one in it["commands"] if _moves(one, names)])
    ]
    return kept


def _is_shifted(before: Sequence[dict[str, str]], new: Sequence[dict[str, str]]) -> bool:
    """Whether the study's own difference in one key figure is another than before.

    With the study's own plans it is the same to the digits that are kept; the mean over searches
    is the same but for a small part of their luck.
    """
    own = [
        {(float(it["luck_sd"]), float(it["difference"])) for it in rows if not it["fault"]}
        for rows in (before, new)
    ]
    pairs = itertools.product(*own)
    return any(
        abs(then - now) > LARGEST_SHIFT * max(luck_then, luck_now)
        for (luck_then, then), (luck_now, now) in pairs
        if bool(luck_then) == bool(luck_now)
    )


def _moves(command: str, names: Collection[str]) -> bool:
    """Whether a command moved any of the numbers."""
    words = command.split()
    prefixes = [words[place + 1] for place, word in enumerate(words) if word == "--numbers"]
    return not prefixes or any(
        name == it or name.startswith(it + ".") for it in prefixes for name in names
    )


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
        "earlier": [],
    }
