"""Texts of a cell as numbers, clock times and names; what is wrong with them if they are none."""

from __future__ import annotations

import math
import re
from collections.abc import Collection
from dataclasses import dataclass

from ruttsim.errors import Faults, choices_hint
from ruttsim.rows import Row
from ruttsim.units import SECONDS_PER_HOUR, SECONDS_PER_MINUTE

_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True)
class Cells:
    """The cells of one row, read as what they should be; a fault is noted where they are not.

    Every reader gives None where the cell is at fault.
    """

    file: str
    row: Row
    faults: Faults

    def fault(self, column: str, problem: str, remedy: str) -> None:
        """Note what is wrong with a cell."""
        self.faults.add(self.file, f"row {self.row.number}, {column}", problem, remedy)

    def text(self, column: str) -> str:
        """The text, empty where the column or the cell is."""
        return self.row.texts.get(column, "")

    def some_text(self, column: str) -> str | None:
        """A text that is not empty."""
        if text := self.text(column):
            return text
        self.fault(column, "The cell is empty.", "Fill it in.")
        return None

    def one_of(self, column: str, choices: Collection[str]) -> str | None:
        """One of some words."""
        text = self.text(column)
        if text in choices:
            return text
        self.fault(column, f"Unknown {column} '{text}'.", choices_hint(text, choices))
        return None

    def number(self, column: str) -> float | None:
        """A finite number."""
        text = self.text(column)
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if math.isfinite(number):
            return number
        self.fault(column, f"'{text}' is not a number.", "Give a number with a decimal point.")
        return None

    def whole(self, column: str, low: int, high: int, default: int | None = None) -> int | None:
        """A whole number within limits; the default where the cell is empty and there is one."""
        text = self.text(column)
        if not text and default is not None:
            return default
        number = self.number(column)
        if number is None:
            return None
        if number == int(number) and low <= number <= high:
            return int(number)
        remedy = f"Give a whole number from {low} to {high}."
        self.fault(column, f"{number:g} is not possible.", remedy)
        return None

    def clock_s(self, column: str) -> int | None:
        """A clock time, in seconds after midnight."""
        text = self.text(column)
        match = _CLOCK.fullmatch(text)
        if match:
            hours, minutes = map(int, match.groups())
            return hours * SECONDS_PER_HOUR + minutes * SECONDS_PER_MINUTE
        self.fault(column, f"'{text}' is not a clock time.", "Write HH:MM, as 07:30.")
        return None
