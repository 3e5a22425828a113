"""Where the maps and experiments that come with ruttsim are."""

from __future__ import annotations

from pathlib import Path
from typing import Literal


def bundled(kind: Literal["maps", "experiments"]) -> dict[str, Path]:
    """Folders of the bundled maps or experiments by name, in order of name.

    They are inside the installed package, or, in a checkout, beside its `src`.
    """
    package = Path(__file__).parent
    installed = package / "_bundled" / kind
    folder = installed if installed.is_dir() else package.parent.parent / kind
    if not folder.is_dir():
        return {}
    return {
        path.name: path
        for path in sorted(folder.iterdir())
        if path.is_dir() and not path.name.startswith((".", "_"))
    }
