"""One line of a schema, and the lines that every table of days begins with."""

from __future__ import annotations

from typing import NamedTuple


class SchemaLine(NamedTuple):
    """A key or column: its type or unit, and what it means.

    A dot follows the name of a table, file or layer inside; NAME stands for any name.
    """

    name: str
    type: str
    meaning: str


WHERE = (
    SchemaLine("population", "whole number", "Which draw of clients; 0 is the first."),
    SchemaLine("split", "text", "Name of the area split."),
    SchemaLine("day", "whole number", "Which disturbed day; 0 is the first."),
)
