"""What a number is called in words: the titles of the keys on its path."""

from __future__ import annotations

from collections.abc import Sequence

from ruttsim.parameters.toml import TITLES_FILE, raw_table

COMMON = "common"
"""The table of data/titles.toml of keys that mean the same wherever they stand."""

_ACTIVITIES = "activities"
"""Its tables have titles of their own, which hold where another file names them too."""


def title_of(file: str, keys: Sequence[str], language: str) -> str:
    """Such as `time factor between the peaks, motorway`.

    A table's own `title_sv` and `title_en` come first, then those of data/titles.toml. A key
    whose title is empty adds nothing to that of its table.

    Raises
    ------
    KeyError
        A key has no title in the language; the message is the key.
    """
    table, parts = raw_table(file), []
    for key in keys:
        table = table[key]
        try:
            own = table.get(f"title_{language}")
            parts.append(_known(file, key, language) if own is None else own.strip())
        except KeyError:
            raise KeyError(key) from None
    return ", ".join(part for part in parts if part)


def _known(file: str, key: str, language: str) -> str:
    """The title of a key that has none in its own table."""
    titles = raw_table(TITLES_FILE)
    for name in (file, COMMON):
        if key in titles.get(name, {}):
            return str(titles[name][key][language])
    return str(raw_table(_ACTIVITIES)[key][f"title_{language}"])
