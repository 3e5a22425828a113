"""A run folder with what a replay reads, and what a page says of positions, read back."""

from __future__ import annotations

import itertools
import json
import re
import shutil
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pytest

from ruttsim.comparison import Result, compare
from ruttsim.files import file_hash, write_csv, write_json
from ruttsim.study.loading import load_study

DATA = re.compile(r'<script type="application/json" id="data">(.*?)</script>', re.DOTALL)


def write_record(study: str | Path, folder: Path) -> Path:
    """A first look at a study: manifest, record and tables, without report and figures."""
    return write_result(compare(load_study(study), quick=True, workers=1), folder)


def write_result(result: Result, folder: Path) -> Path:
    """Manifest, record and tables of a comparison, without report and figures."""
    folder.mkdir(parents=True)
    result.record.write(folder)
    for name in ("summary", "differences"):
        write_csv(folder / f"{name}.csv", getattr(result, name))
    files = {it.name: file_hash(it) for it in folder.iterdir()}
    write_json(folder / "manifest.json", {**result.manifest, "files": files})
    return folder


def write_parquet(path: Path, table: pd.DataFrame) -> None:
    """Put an altered table in the place of a file of a run."""
    table.to_parquet(path, index=False)


def without_hashes(folder: Path) -> Path:
    """The run with a manifest as older versions wrote it, by which no altered file is noticed."""
    manifest = json.loads((folder / "manifest.json").read_text())
    del manifest["files"]
    write_json(folder / "manifest.json", manifest)
    return folder


def copied_here(run: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of a run that a test may alter: `run` in a folder that is made the working folder."""
    monkeypatch.chdir(folder)
    return Path(shutil.copytree(run, folder / "run"))


class Shown(NamedTuple):
    """A stage as the page shows it: state, minutes, and the line that the dot follows [dm]."""

    state: int
    start_min: int
    end_min: int
    line: tuple[tuple[int, int], ...]


def page_data(html: str) -> dict[str, Any]:
    """The numbers of a page."""
    found = DATA.search(html)
    assert found is not None
    data: dict[str, Any] = json.loads(found[1])
    return data


def points(steps: list[int]) -> list[tuple[int, int]]:
    """Points from the first one and the steps to each next."""
    return list(
        zip(itertools.accumulate(steps[::2]), itertools.accumulate(steps[1::2]), strict=True)
    )


def path_line(data: dict[str, Any], number: int) -> list[tuple[int, int]]:
    """The line of a path: its streets after each other, joined where they meet."""
    line: list[tuple[int, int]] = []
    for street in data["paths"][number - 1]:
        piece = points(data["streets"][abs(street) - 1][1:])
        piece = piece if street > 0 else piece[::-1]
        assert not line or line[-1] == piece[0], "a path jumps from street to street"
        line += piece
    return line


def shown_rounds(data: dict[str, Any]) -> list[list[Shown]]:
    """The stages of each round of a page."""
    rounds = []
    for _, x, y, start, *numbers in data["rounds"]:
        here, now = (x, y), start * data["step"]
        stages = []
        for state, lasts, path in zip(*(numbers[k::3] for k in range(3)), strict=True):
            line = path_line(data, path) if path else [here]
            assert line[0] == here, "a path does not start where the carer stands"
            end = now + lasts * data["step"]
            stages.append(Shown(state, now, end, tuple(line)))
            here, now = line[-1], end
        rounds.append(stages)
    return rounds
