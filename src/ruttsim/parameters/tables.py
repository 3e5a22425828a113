"""Reading data/*.toml: every number with its range, unit and source, checked and overridable."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from ruttsim.domain.parameters import Quantity, Source
from ruttsim.errors import DataError, Fault, Faults, choices_hint
from ruttsim.parameters.titles import title_of
from ruttsim.parameters.toml import LANGUAGES, SOURCES_FILE, raw_table
from ruttsim.parameters.units import LARGEST, SMALLEST, WHOLE_UNITS, is_share, unit_of

STATUSES = ("READ", "DERIVED", "BG", "ASSUMP")
ASSUMPTION = "assumption"
FAR_BEYOND = 1000
"""A value so many times beyond its range cannot be meant."""

_NUMBERS = ("value", "low", "high")
_NOTES = tuple(f"note_{it}" for it in LANGUAGES)
_QUANTITY_KEYS = {*_NUMBERS, *_NOTES, "source", "status"}
_NO_OVERRIDES: Mapping[str, float] = {}


def load_table(file: str, overrides: Mapping[str, float] = _NO_OVERRIDES) -> dict[str, Any]:
    """What data/<file>.toml says, each cited number as its plain value.

    Tables stay dictionaries in the order of the file, texts and lists stay as they are.
    `overrides` are values by the names of quantities.
    """
    values = {q.name: q.value for q in overridden(quantities_of(file), overrides)}
    return _plain(raw_table(file), file, values)


@cache
def quantities_of(file: str) -> tuple[Quantity, ...]:
    """Every number of data/<file>.toml in the order of the file.

    Raises
    ------
    DataError
        Where a number lacks a range, unit, source or status.
    """
    faults = Faults(DataError)
    found = []
    for keys, entry in _entries(raw_table(file), ()):
        name = ".".join((file, *keys))
        problems = list(_problems(file, keys, entry))
        for problem, remedy in problems:
            faults.add(f"{file}.toml", name, problem, remedy)
        if not problems:
            numbers = {key: float(entry[key]) for key in _NUMBERS}
            titles = {f"title_{it}": title_of(file, keys, it) for it in LANGUAGES}
            found.append(Quantity(name=name, unit=unit_of(keys), **(entry | numbers | titles)))
    faults.raise_if_any()
    return tuple(found)


@cache
def sources() -> dict[str, Source]:
    """Every source of data/sources.toml by its name."""
    return {name: Source(name=name, **entry) for name, entry in raw_table(SOURCES_FILE).items()}


def overridden(
    quantities: tuple[Quantity, ...], overrides: Mapping[str, float]
) -> tuple[Quantity, ...]:
    """The quantities with the values that `overrides` give by name; unknown names are ignored."""
    return tuple(
        replace(quantity, value=float(overrides[quantity.name]), is_overridden=True)
        if quantity.name in overrides
        else quantity
        for quantity in quantities
    )


def override_faults(
    quantities: tuple[Quantity, ...], overrides: Mapping[str, float]
) -> dict[str, Fault]:
    """Faults of unknown names and of values that no such quantity can have, by name.

    A value outside the plausible range is allowed, and `Quantity.is_outside_range` tells; one that
    is FAR_BEYOND it is a slip of the pen.
    """
    known = {quantity.name: quantity for quantity in quantities}
    faults = {}
    for name, value in overrides.items():
        field = f"parameters.{name}"
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"Did you mean '{near[0]}'? " if near else ""
            remedy = f"{hint}`ruttsim params` lists all."
            faults[name] = Fault("study", field, "No such parameter.", remedy)
        elif problem := _impossible(known[name], value, quantities):
            quantity = known[name]
            span = f"{quantity.low:g} to {quantity.high:g} [{quantity.unit}]"
            remedy = f"It is plausibly {span}."
            faults[name] = Fault("study", field, f"{value!r} {problem}.", remedy)
    return faults


def _impossible(quantity: Quantity, value: float, quantities: Iterable[Quantity]) -> str:
    """Why a quantity cannot have a value; empty if it can.

    What is plausibly nothing is measured by the largest of the same unit.
    """
    if not math.isfinite(value):
        return "is not a number"
    if value < 0 or (value == 0 and quantity.low > 0):
        return "must be positive" if quantity.low > 0 else "must not be negative"
    if quantity.unit in WHOLE_UNITS and value != int(value):
        return "must be a whole number"
    if value > (largest := LARGEST.get(quantity.unit, math.inf)):
        return f"must not be above {largest}"
    if value > 1 and is_share(quantity.name.split(".")):
        return "is a share and must not be above 1"
    if value < (smallest := SMALLEST.get(quantity.unit, 0)):
        return f"must not be below {smallest}"
    high = quantity.high or max(it.high for it in quantities if it.unit == quantity.unit)
    if value > high * FAR_BEYOND:
        return f"is more than {FAR_BEYOND:,} times as much as is plausible"
    if value < quantity.low / FAR_BEYOND:
        return f"is less than a {FAR_BEYOND:,}th of what is plausible"
    return ""


def _problems(
    file: str, keys: tuple[str, ...], entry: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    """What is wrong with one entry of a file of numbers, and the remedy."""
    if set(entry) != _QUANTITY_KEYS:
        wrong = ", ".join(sorted(set(entry) ^ _QUANTITY_KEYS))
        yield f"Missing or unknown: {wrong}.", f"Give exactly {', '.join(sorted(_QUANTITY_KEYS))}."
        return
    if not all(isinstance(entry[key], int | float) for key in _NUMBERS):
        yield "value, low and high are not all numbers.", "Give numbers."
    elif not entry["low"] <= entry["value"] <= entry["high"]:
        yield "The value lies outside its range.", "Keep low <= value <= high."
    if entry["source"] not in sources():
        yield f"Unknown source '{entry['source']}'.", choices_hint(entry["source"], sources())
    if entry["status"] not in STATUSES:
        yield f"Unknown status '{entry['status']}'.", choices_hint(entry["status"], STATUSES)
    if entry["source"] == ASSUMPTION and entry["status"] != "ASSUMP":
        yield "An assumption has the status ASSUMP.", "Cite a source or change the status."
    if not all(entry[key].strip() for key in _NOTES):
        yield "There is no note.", "Say in both languages what the number rests on."
    if not unit_of(keys):
        yield "The key ends in no known unit.", "End it in one of parameters/units.py."
    for language in LANGUAGES:
        try:
            title = title_of(file, keys, language)
        except KeyError as error:
            remedy = f"Give its table title_{language}, or give the key one in data/titles.toml."
            yield f"The key {error} has no title in the language {language}.", remedy
        else:
            if not title:
                yield f"Its title in the language {language} is empty.", "Write it."


def _entries(table: Mapping[str, Any], above: tuple[str, ...]) -> Iterator[tuple[Any, Any]]:
    """Every cited number of a table with its path of keys."""
    for key, value in table.items():
        if isinstance(value, Mapping):
            path = (*above, key)
            if "value" in value:
                yield path, value
            else:
                yield from _entries(value, path)


def _plain(table: Mapping[str, Any], name: str, values: Mapping[str, float]) -> dict[str, Any]:
    """A table with each cited number replaced by its value."""
    result: dict[str, Any] = {}
    for key, value in table.items():
        path = f"{name}.{key}"
        if path in values:
            result[key] = values[path]
        else:
            result[key] = _plain(value, path, values) if isinstance(value, Mapping) else value
    return result
