"""A study with the divisions that a search found, as it is written."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ruttsim.study.model import Study
from ruttsim.study.split_model import AllocationSection, CoverageSection, SplitSection

FILES = ("layer", "table", "margins")
"""Keys of coverage that name a file."""

LIKE_SV = "stickprovets brukare har samma utförare som i"
LIKE_EN = "sampled clients have the same organisations as in"
"""What a title says of the split of the study that comes next."""

BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
DELETE = "\x7f"
"""The one character that JSON writes as it is and TOML does not allow."""


def with_divisions(
    study: Study, section: SplitSection, like: Sequence[SplitSection | None]
) -> tuple[list[str], Study]:
    """Names of further area splits, and the study with them.

    Each has the layer `NAME.geojson`, and the organisations of `section` that have a share. Where
    one has its clients as a split of the study has them (see Division), its title says so.
    """
    count = len(like)
    taken = {it.name for it in study.splits}
    free = (n for n in range(1, len(taken) + count + 1) if f"found_{n}" not in taken)
    numbers = [next(free) for _ in range(count)]
    sharing = [it for it in section.organisations if section.allocation.shares.get(it, 0) > 0]
    new = tuple(
        SplitSection(
            name=f"found_{n}",
            title_sv=f"Funnen indelning {n}" + (f" ({LIKE_SV} {own.title_sv})" if own else ""),
            title_en=f"Found division {n}" + (f" ({LIKE_EN} {own.title_en})" if own else ""),
            organisations=tuple(sharing),
            coverage=CoverageSection(rule="layer", layer=f"found_{n}.geojson"),
            allocation=AllocationSection(rule="address"),
            parameters=section.parameters,
            vehicle_types={k: it for k, it in section.vehicle_types.items() if k in sharing},
            alarms=section.alarms,
            nights=section.nights,
        )
        for n, own in zip(numbers, like, strict=True)
    )
    whole = study.model_copy(update={"splits": (*study.splits, *new)}).at(study.file)
    return [it.name for it in new], whole


def study_text(study: Study, found: Mapping[str, object], folder: Path) -> str:
    """The study as TOML in a folder, where the layers of splits found are; others stay put."""
    content = study.model_dump(mode="json", exclude_defaults=True, exclude_none=True)
    levels = [level for it in content.get("factors", []) for level in it["levels"]]
    for said in (content, *levels):
        if "map" in said and (study.folder / said["map"]).is_dir():
            said["map"] = _seen_from(folder, study.folder / said["map"])
        for key, name in said.get("demand", {}).items():
            said["demand"][key] = _seen_from(folder, study.folder / name)
    for split in content["splits"]:
        coverage = split.get("coverage", {})
        for key in FILES if split["name"] not in found else ():
            if key in coverage:
                coverage[key] = _seen_from(folder, study.folder / coverage[key])
    return "\n".join(_lines(content, "")) + "\n"


def _seen_from(folder: Path, path: Path) -> str:
    """A path as it is written in a study of a folder."""
    return Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix()


def _lines(table: Mapping[str, Any], prefix: str) -> Iterator[str]:
    """A table of TOML: its values, then the tables and lists of tables in it."""
    inner = {key: value for key, value in table.items() if _is_of_tables(value)}
    for key, value in table.items():
        if key not in inner:
            yield f"{_key(key)} = {_value(value)}"
    for key, value in inner.items():
        name = f"{prefix}{_key(key)}"
        for one in value if isinstance(value, list) else [value]:
            if isinstance(value, list) or not all(map(_is_of_tables, one.values())):
                yield ""
                yield f"[[{name}]]" if isinstance(value, list) else f"[{name}]"
            yield from _lines(one, f"{name}.")


def _is_of_tables(value: object) -> bool:
    """Whether a value is a table or a list of some."""
    first = value[0] if isinstance(value, list) and value else value
    return isinstance(first, dict)


def _key(key: str) -> str:
    """A key, in quotes where it needs them."""
    return key if BARE_KEY.fullmatch(key) else _value(key)


def _value(value: object) -> str:
    """A text, number, truth or list of them."""
    return json.dumps(value, ensure_ascii=False).replace(DELETE, "\\u007f")
