"""What does not fit the model of a study, in sentences a planner can act on."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from ruttsim.errors import Fault, choices_hint
from ruttsim.study.model import Study
from ruttsim.study.schema import keys_of_table
from ruttsim.study.section import NO_WORDS

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

LONGEST_VALUE_SHOWN = 60

_SPLIT, _DAY, _LEVEL = "splits[].", "day.", "factors[].levels[]."
_SEE_SCHEMA = "`ruttsim schema study` says what it means."

_SENTENCES = {
    "missing": ("The key is missing.", f"Add it; {_SEE_SCHEMA}"),
    "string_type": ("{value} is not text.", "Write it between quotation marks."),
    "int_type": ("{value} is not a whole number.", "Write a whole number without marks, as 5."),
    "float_type": ("{value} is not a number.", "Write a number with a decimal point, as 0.5."),
    "finite_number": ("{value} is not a finite number.", "Write a number, as 0.5."),
    "bool_type": ("{value} is neither true nor false.", "Write true or false."),
    "tuple_type": ("{value} is not a list.", "Write a list between square brackets."),
    "model_type": ("{value} is not a table.", f"Write a table of keys; {_SEE_SCHEMA}"),
    "dict_type": ("{value} is not a table.", f"Write a table of keys; {_SEE_SCHEMA}"),
    "greater_than_equal": ("{value} is too small.", "Write {ge} or more."),
    "greater_than": ("{value} is too small.", "Write more than {gt}."),
    "less_than_equal": ("{value} is too large.", "Write {le} or less."),
    "too_short": ("The list is empty.", "Put at least one in it."),
    NO_WORDS: ("It is empty.", "Write what readers of reports shall see."),
    "string_pattern_mismatch": (
        "{value} is not a name.",
        "Use the letters a-z, digits and _, and begin with a letter.",
    ),
}


def shape_faults(file: str, content: Mapping[str, Any]) -> list[Fault]:
    """Every key that is missing, unknown, of the wrong type or out of range."""
    return [_fault(file, error) for error in _errors(content)]


def without_unknown_keys(content: Mapping[str, Any]) -> dict[str, Any]:
    """Content with the keys removed that the model does not know, so that the rest can be read."""
    unknown = {error["loc"] for error in _errors(content) if error["type"] == "extra_forbidden"}

    def known(value: object, place: tuple[int | str, ...]) -> Any:
        if isinstance(value, Mapping):
            inside = ((key, part, (*place, key)) for key, part in value.items())
            return {key: known(part, here) for key, part, here in inside if here not in unknown}
        if isinstance(value, list):
            return [known(part, (*place, row)) for row, part in enumerate(value)]
        return value

    kept: dict[str, Any] = known(content, ())
    return kept


def field_path(location: tuple[int | str, ...]) -> str:
    """A place in a study as `splits[2].allocation.shares`."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in location)
    return "".join(steps).removeprefix(".")


def _errors(content: Mapping[str, Any]) -> list[ErrorDetails]:
    """What pydantic finds, without the lists it calls empty because their parts are faulty."""
    try:
        Study.model_validate(content)
    except ValidationError as error:
        return [
            detail
            for detail in error.errors(include_url=False)
            if not (detail["type"] == "too_short" and detail["input"])
        ]
    return []


def _fault(file: str, error: ErrorDetails) -> Fault:
    """One of pydantic's errors as a fault."""
    field = field_path(error["loc"])
    if error["type"] == "extra_forbidden":
        *table, key = error["loc"]
        path = "".join("[]." if isinstance(step, int) else f".{step}" for step in table)
        pattern = f"{path}.".replace("..", ".").removeprefix(".")
        known = keys_of_table(pattern)
        if pattern == _SPLIT and key in keys_of_table(_DAY):
            problem = f"A split has no rule of its own for {key}."
            return Fault(file, field, problem, "Write it in the table day, for all splits.")
        if pattern.startswith(_LEVEL) and key in keys_of_table(pattern.removeprefix(_LEVEL)):
            problem = "A level cannot replace it: it is the same at all points of a sweep."
            return Fault(file, field, problem, choices_hint(str(key), known))
        return Fault(file, field, "Unknown key.", choices_hint(str(key), known))
    if error["type"] == "literal_error":
        choices = re.findall(r"'([^']*)'", error["ctx"]["expected"])
        value = error["input"]
        return Fault(file, field, f"{_shown(value)} is unknown.", choices_hint(str(value), choices))
    problem, remedy = _SENTENCES.get(error["type"], (f"{error['msg']}.", _SEE_SCHEMA.capitalize()))
    words = {"value": _shown(error["input"]), **error.get("ctx", {})}
    return Fault(file, field, problem.format(**words), remedy.format(**words))


def _shown(value: object) -> str:
    """A value as it stands in the file, shortened."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= LONGEST_VALUE_SHOWN else f"{text[:LONGEST_VALUE_SHOWN]}..."
