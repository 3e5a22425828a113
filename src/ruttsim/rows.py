"""Rows of the user's own tables, as text, with their numbers."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from ruttsim.errors import Faults, reason


@dataclass(frozen=True)
class Row:
    """One line of a file, its number (of a table's lines the first is 1), its texts by column."""

    number: int
    texts: Mapping[str, str]


class Table(NamedTuple):
    """The rows of a file that could be read, and whether those are all."""

    rows: list[Row]
    is_whole: bool


NOTHING = Table([], is_whole=False)


def read_csv(path: Path, faults: Faults, decimals: Collection[str] = ()) -> Table:
    """Rows of a CSV file, parted by commas or, as Swedish spreadsheets write them, semicolons.

    With semicolons the columns `decimals` may have decimal commas.
    """
    text = _text_of(path, faults)
    if text is None:
        return NOTHING
    header = text.partition("\n")[0]
    delimiter = ";" if header.count(";") > header.count(",") else ","
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows, is_whole = [], True
    try:
        names = [name.strip() for name in next(lines, [])]
        _check_header(path, names, faults)
        for cells in lines:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(names):
                problem = f"The header has {len(names)} cells, this row {len(cells)}."
                remedy = "Put texts that hold the delimiter in quotation marks; close them."
                faults.add(str(path), f"row {lines.line_num}", problem, remedy)
                is_whole = False
                continue
            texts = {name: cell.strip() for name, cell in zip(names, cells, strict=True)}
            if delimiter == ";":
                commas = {name: texts[name] for name in decimals if name in texts}
                texts |= {name: text.replace(",", ".") for name, text in commas.items()}
            rows.append(Row(lines.line_num, texts))
    except csv.Error as error:
        problem = f"It cannot be read as CSV from here on: {reason(error)}."
        faults.add(str(path), f"row {lines.line_num}", problem, "Save it as 'CSV UTF-8'.")
        is_whole = False
    return Table(rows, is_whole)


def _text_of(path: Path, faults: Faults) -> str | None:
    """The text of a file; None, with the fault noted, where there is none."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        problem = f"It cannot be read: {error.strerror}."
        faults.add(str(path), "file", problem, "Check its name, its folder and who may read it.")
    except UnicodeDecodeError as error:
        problem = f"It is not UTF-8 (byte {error.start + 1})."
        faults.add(str(path), "file", problem, "Save it as 'CSV UTF-8'.")
    return None


def _check_header(path: Path, names: Sequence[str], faults: Faults) -> None:
    """Note columns that are there more than once."""
    for name, count in Counter(names).items():
        if count > 1:
            problem = f"The column is there {count} times."
            faults.add(str(path), name, problem, "Keep one of them.")


def text_of(value: Any) -> str:
    """A value of a layer as a table would show it: empty if missing, 7 rather than 7.0."""
    import pandas as pd

    if pd.isna(value):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
