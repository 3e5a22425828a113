"""What a process has installed: results are the same only where that is the same."""

from __future__ import annotations

import functools
import re
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version

from ruttsim.cache import code_hash

_EXTRA = re.compile("extra *==")
_WITH_RESULTS = "pyvrp"
"""The extra whose package may show in results."""


@dataclass(frozen=True)
class Installed:
    """Hash of ruttsim's code and numbers, and versions by name of package."""

    code: str
    versions: dict[str, str]

    def different(self, other: Installed) -> list[str]:
        """What another process has otherwise, in words."""
        names = sorted({*self.versions, *other.versions})
        pairs = [
            (it, self.versions.get(it, "none"), other.versions.get(it, "none")) for it in names
        ]
        found = [
            f"{name} {here} here, {there} there" for name, here, there in pairs if here != there
        ]
        return found if self.code == other.code else [*found, "another code of ruttsim"]


@functools.cache
def installed() -> Installed:
    """What this process has."""
    wanted = [
        re.split(r"[ <>=!~\[;(]", line, maxsplit=1)[0]
        for line in requires("ruttsim") or []
        if not _EXTRA.search(line) or _WITH_RESULTS in line
    ]
    versions = {"python": f"{sys.version_info.major}.{sys.version_info.minor}"}
    for name in sorted({*wanted, "ruttsim"}):
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            continue
    return Installed(code_hash(), versions)
