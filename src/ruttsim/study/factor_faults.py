"""Whether the factors of a study agree with each other and with it."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ruttsim.errors import Fault, choices_hint
from ruttsim.study.agreement import repeated
from ruttsim.study.factors import replaced_by
from ruttsim.study.leaves import table, tables, text, texts

MOST_POINTS = 2000
"""Each is a whole comparison: more is a slip of the pen."""
LEAST_LEVELS = 2
OWN_COLUMNS = (
    *("point", "map", "populations", "not_compared", "population", "day", "group", "value"),
    *("split", "reference", "organisation", "kpi", "unit", "mean", "low", "high", "n"),
    *("percent", "percent_low", "percent_high", "populations_more", "populations_less"),
    *("p", "p_holm", "outcome"),
)
"""Columns of tables that have a column for each factor too."""
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_ROWS = re.compile(r"factors\[(\d+)\](?:\.levels\[(\d+)\])?")


def count_of_points(design: object, levels: Collection[int]) -> int:
    """How many points a design of factors with so many levels has."""
    if design == "one_at_a_time":
        return 1 + sum(it - 1 for it in levels)
    return math.prod(levels)


def factor_faults(file: Path, content: Mapping[str, Any]) -> Iterator[Fault]:
    """Faults of the factors by themselves; those of the studies at points are found there.

    `content` is the parsed file without unknown keys; what does not fit the model is passed over.
    """
    name, factors = str(file), tables(content, "factors")
    named = {row: text(it, "name") or "" for row, it in factors.items()}
    yield from repeated(name, "factors[{}].name", named)
    for row, factor in factors.items():
        if named[row] in OWN_COLUMNS:
            problem = f"'{named[row]}' is a column of the tables already."
            yield Fault(name, f"factors[{row}].name", problem, "Choose another name.")
        levels = tables(factor, "levels")
        of_levels = {place: text(it, "name") or "" for place, it in levels.items()}
        yield from repeated(name, f"factors[{row}].levels[{{}}].name", of_levels)
        if "levels" in factor and isinstance(factor["levels"], list | tuple):
            count = len(factor["levels"])
            if count < LEAST_LEVELS:
                problem = f"There {'is 1 level' if count else 'is no level'}."
                remedy = "Write two or more; the first is what the others are compared with."
                yield Fault(name, f"factors[{row}].levels", problem, remedy)
        for place, level in levels.items():
            yield from _level_faults(name, f"factors[{row}].levels[{place}]", level, content)
    yield from _replaced_twice(name, factors)
    counts = [len(tables(it, "levels")) for it in factors.values()]
    points = count_of_points(content.get("design"), counts)
    if counts and points > MOST_POINTS:
        problem = f"The factors have {points:,} points together, and each is a whole comparison."
        remedy = f"Let there be {MOST_POINTS:,} or fewer, or design be 'one_at_a_time'."
        yield Fault(name, "factors", problem, remedy)


def _level_faults(
    file: str, field: str, level: Mapping[str, Any], content: Mapping[str, Any]
) -> Iterator[Fault]:
    """Names in a level that the study does not hold, or that stand there twice."""
    known = [text(it, "name") or "" for it in tables(content, "organisations").values()]
    types = table(level, "vehicle_types")
    for owner in types:
        here = f"{field}.vehicle_types.{owner}"
        if known and owner not in known:
            yield Fault(file, here, f"'{owner}' is unknown here.", choices_hint(owner, known))
        yield from repeated(file, f"{here}[{{}}]", texts(types, owner))


def _replaced_twice(file: str, factors: Mapping[int, Mapping[str, Any]]) -> Iterator[Fault]:
    """What two factors replace: which of them would win is not said."""
    first: dict[tuple[str, ...], int] = {}
    told = set()
    for row, factor in factors.items():
        for place, level in tables(factor, "levels").items():
            for path in replaced_by(level):
                other = first.setdefault(path, row)
                if other != row and (row, path) not in told:
                    told.add((row, path))
                    where = text(factors[other], "name") or f"factors[{other}]"
                    yield Fault(
                        file,
                        f"factors[{row}].levels[{place}].{'.'.join(path)}",
                        f"The factor '{where}' replaces it too: which of the two would hold?",
                        "Keep it in one of them, or make one factor of the two.",
                    )


def with_names(fault: Fault, content: Mapping[str, Any]) -> Fault:
    """The fault with factors and levels by name: `factors.season.levels.winter.time.week`.

    Where names are missing, no names, or not told apart, rows stay as they are.
    """
    found = _ROWS.match(fault.field)
    if not found:
        return fault
    factors = tables(content, "factors")
    row, place = int(found[1]), found[2]
    factor = _own_name(factors, row)
    if factor is None:
        return fault
    field = f"factors.{factor}"
    rest = fault.field[found.end() :]
    if place is not None:
        level = _own_name(tables(factors[row], "levels"), int(place))
        field += f".levels.{level}" if level else f".levels[{place}]"
    return replace(fault, field=f"{field}{rest}")


def _own_name(rows: Mapping[int, Mapping[str, Any]], row: int) -> str | None:
    """The name of a row, if it is one that no other has."""
    names = Counter(text(it, "name") for it in rows.values())
    name = text(rows.get(row), "name")
    return name if name and names[name] == 1 and _NAME.fullmatch(name) else None
