"""Imports go one way: see the layers in docs/design.md."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import ruttsim

SOURCE = Path(ruttsim.__file__).parent

COMPARING = (
    "statistics",
    "privacy",
    "summaries",
    "selection",
    "decompositions",
    "lags",
    "keeping",
    "elsewhere",
    "comparable",
    "sorted_figures",
    "tabulating",
    "cubes",
    "stages",
    "selecting",
    "comparison",
    "sensitivity",
    "search",
    "sweep",
)
"""What compares the outcomes of tasks."""

LAYERS = (
    ("errors", "units", "chance", "files", "bundled", "kept_code", "compiled"),
    ("domain",),
    ("graphs", "layers", "rows", "coded_rows"),
    ("parameters",),
    ("continuity", "costs", "energy", "fleets", "study"),
    ("roads", "travel", "demand", "split", "planning", "simulate", "accounts", "audit"),
    ("cache", "toy"),
    ("cluster",),
    ("pipeline",),
    ("store", "runner"),
    ("recorded", "journal"),
    COMPARING,
    ("figures", "report", "replay", "schemas", "run_folders", "geopackage"),
    ("cli",),
)
"""From the bottom; a name may import what stands in lines above it in this list."""

RIGHT_MAY_IMPORT_LEFT = {
    COMPARING,
    ("figures", "report", "replay", "schemas", "run_folders", "geopackage"),
    ("errors", "units", "chance", "files", "bundled", "kept_code", "compiled"),
}
"""Lines on which a name may also import those to the left of it."""

LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
MODULES = sorted(SOURCE.rglob("*.py"))


def home(module):
    """The name of LAYERS that a dotted module or a file of the package belongs to."""
    parts = module.relative_to(SOURCE).parts if isinstance(module, Path) else module.split(".")[1:]
    return Path(parts[0]).stem if parts else ""


def imports(path):
    """Dotted names of ruttsim's own modules that a file imports, lazily or not."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("ruttsim"):
            if node.module == "ruttsim":
                yield from (f"ruttsim.{alias.name}" for alias in node.names)
            else:
                yield node.module
        elif isinstance(node, ast.Import):
            yield from (it.name for it in node.names if it.name.startswith("ruttsim."))


def test_every_module_has_a_layer():
    assert {home(path) for path in MODULES} - set(LEVEL) == {"__init__"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_imports_go_one_way(path):
    here = home(path)
    if here == "__init__":
        return
    for module in imports(path):
        there = home(module)
        if there in {here, "__version__"}:
            continue
        line = LAYERS[LEVEL[here]]
        is_left = there in line and line.index(there) < line.index(here)
        allowed = is_left and line in RIGHT_MAY_IMPORT_LEFT
        assert LEVEL[there] < LEVEL[here] or allowed, f"{here} imports {module}"


def test_no_module_is_long():
    assert [path.name for path in MODULES if len(path.read_text().splitlines()) > 400] == []


def test_the_library_does_not_print():
    calls = [
        path.name
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "print"
    ]
    assert calls == []
