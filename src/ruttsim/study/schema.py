"""Every key of a study with its type, default and meaning, read off the model."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from ruttsim.study.factors import TABLES
from ruttsim.study.model import Study

REQUIRED = "required"

_OF_LEVELS = tuple(f"factors[].levels[].{table}." for table in TABLES)

_WORDS = {"boolean": "true or false", "integer": "whole number", "number": "number"}


class SchemaRow(NamedTuple):
    """One key; `[]` follows the name of a list of tables, a dot the name of a table."""

    key: str
    type: str
    default: str
    description: str


def schema_rows() -> tuple[SchemaRow, ...]:
    """Rows of `ruttsim schema study`, in the order of the model.

    What a level of a factor says of a table is that table's keys, which stand there already.
    """
    return tuple(row for row in _all_rows() if not row.key.startswith(_OF_LEVELS))


@cache
def _all_rows() -> tuple[SchemaRow, ...]:
    """The rows of all tables."""
    schema = Study.model_json_schema()
    return tuple(_table_rows(schema, schema["$defs"], ""))


def keys_of_table(table: str) -> tuple[str, ...]:
    """Keys that a table knows; `table` as in the rows, with its dot (`splits[].coverage.`)."""
    return tuple(
        row.key.removeprefix(table)
        for row in _all_rows()
        if row.key.startswith(table) and not {".", "["} & set(row.key.removeprefix(table))
    )


def _table_rows(schema: dict[str, Any], tables: dict[str, Any], prefix: str) -> Iterator[SchemaRow]:
    """Rows of one table, each followed by the rows of the table inside it."""
    for name, value in schema["properties"].items():
        inner = _inner_table(value)
        yield SchemaRow(
            f"{prefix}{name}",
            _type_words(value),
            REQUIRED if name in schema.get("required", ()) else _default(value),
            value["description"] if "description" in value else tables[inner]["description"],
        )
        if inner:
            dots = "[]." if "items" in value else "."
            yield from _table_rows(tables[inner], tables, f"{prefix}{name}{dots}")


def _inner_table(value: dict[str, Any]) -> str:
    """Name of the table that a key holds, alone or in a list; empty for plain values."""
    one = value["anyOf"][0] if "anyOf" in value else value
    reference: str = one.get("items", one).get("$ref", "")
    return reference.rpartition("/")[2]


def _type_words(value: dict[str, Any]) -> str:
    """Type of a key in words."""
    if "items" in value:
        return "list of tables" if _inner_table(value) else f"list of {_type_words(value['items'])}"
    if "$ref" in value:
        return "table"
    if "anyOf" in value:
        return _type_words(value["anyOf"][0])
    if "enum" in value:
        return f"one of {', '.join(value['enum'])}"
    if value["type"] == "object":
        return f"table of {_type_words(value['additionalProperties'])} by name"
    if value["type"] == "string":
        return "name (a-z, 0-9, _)" if "pattern" in value else "text"
    return _WORDS[value["type"]] + _range_words(value)


def _range_words(value: dict[str, Any]) -> str:
    """Range of a number in words; empty where any number will do."""
    if "maximum" in value:
        return f" from {value['minimum']} to {value['maximum']}"
    return f", {value['minimum']} or more" if "minimum" in value else ""


def _default(value: dict[str, Any]) -> str:
    """Default as it would be written in TOML; empty where leaving the key out means nothing."""
    default = value.get("default")
    if default is None or _inner_table(value):
        return ""
    return json.dumps(default, ensure_ascii=False)
