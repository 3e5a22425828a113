"""What a number is called in words: the titles of the keys on its path."""

from __future__ import annotations

from collections.abc import Sequence

from ruttsim.parameters.toml import TITLES_FILE, raw_table

COMMON = "common"
"""The table of data/titles.toml of keys that mean the same wherever they stand."""

_NAMED = ("activities", "vehicles")
"""Files whose tables have titles of their own, which hold where other files name them too."""


def title_of(file: str, keys: Sequence[str], language: str) -> str:
    """Such as `time factor of queues towards the city, motorway`.

    A table's own `title_sv` and `title_en` come first, then those of data/titles.toml. A key
    whose title is empty adds nothing to that of its table.

    Raises
    ------
    KeyError
        A key has no title; the message is the key.
    """
    table, parts = raw_table(file), []
    for key in keys:
        table = table[key]
        own = table.get(f"title_{language}")
        parts.append(own if own is not None else _known(file, key, language))
    return ", ".join(part for part in parts if part)


def _known(file: str, key: str, language: str) -> str:
    """The title of a key that has none in its own table."""
    titles = raw_table(TITLES_FILE)
    for name in (file, COMMON):
        if key in titles.get(name, {}):
            return str(titles[name][key][language])
    for name in _NAMED:
        if key in (tables := raw_table(name)):
            return str(tables[key][f"title_{language}"])
    raise KeyError(key)
