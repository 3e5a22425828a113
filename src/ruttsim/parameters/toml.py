"""The files data/*.toml as they are written."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("sv", "en")
"""What texts for readers are written in."""

SOURCES_FILE = "sources"
TITLES_FILE = "titles"


def table_names() -> tuple[str, ...]:
    """Names of the files of numbers in data/, without their ending, sorted."""
    folder = files("ruttsim").joinpath("data")
    stems = (item.name.removesuffix(".toml") for item in folder.iterdir())
    others = (SOURCES_FILE, TITLES_FILE)
    return tuple(sorted(stem for stem in stems if stem not in others and "." not in stem))


@cache
def raw_table(file: str) -> dict[str, Any]:
    """A data file as TOML gives it; callers do not change it."""
    text = files("ruttsim").joinpath("data", f"{file}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
