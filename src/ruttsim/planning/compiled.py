"""Functions compiled to machine code, remembered on disk where that is possible."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import numba
from numba import njit, types
from numba.core import config

import ruttsim.domain.rounds
from ruttsim.files import cache_folder, content_hash

Function: TypeAlias = Callable[..., Any]

LONGEST_HASH = 16


def _folder() -> str:
    """Where machine code of exactly these sources is kept.

    numba looks at a function's own file alone: it would go on using code compiled with an older
    version of what the function calls. So the folder is named by the content of all.
    """
    named = os.environ.get("NUMBA_CACHE_DIR")
    root = Path(named) if named else cache_folder() / "compiled"
    own = Path(__file__)
    paths = sorted(own.parent.glob("*.py"))
    texts = [path.read_bytes() for path in paths]
    sources = [it for it in texts if b"planning.compiled import" in it or b"class Tables" in it]
    sources += [own.read_bytes(), Path(ruttsim.domain.rounds.__file__).read_bytes()]
    return str(root / content_hash(numba.__version__, sources)[:LONGEST_HASH])


FOLDER = _folder()


def _made(function: Function, **options: Any) -> Function:
    """The function, compiled at its first call; the same arithmetic everywhere (no fastmath)."""
    settings = vars(config)
    before = settings["CACHE_DIR"]
    settings["CACHE_DIR"] = FOLDER
    try:
        made: Function = njit(cache=True, error_model="numpy", **options)(function)
    except (OSError, RuntimeError):
        # numba found no folder that it may write: it compiles anew in each process.
        made = njit(error_model="numpy", **options)(function)
    finally:
        settings["CACHE_DIR"] = before
    return _general(made)


def _general(made: Function) -> Function:
    """The function, compiled once for all numbers that calls name (0, False).

    numba would compile it anew for each such number: nearly twice the time, and no faster code.
    """
    found = made.get_call_template  # type: ignore[attr-defined]

    def template(arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
        plain = (types.unliteral(it) for it in arguments)  # type: ignore[no-untyped-call]
        return found(tuple(plain), named)

    made.get_call_template = template  # type: ignore[attr-defined]
    return made


def entry(function: Function) -> Function:
    """A function that Python calls."""
    return _made(function)


def part(function: Function) -> Function:
    """A function that only compiled code calls, which allocates nothing.

    Without counting of references and without wrappers it runs five times as fast, and compiles in
    half the time.
    """
    return _made(function, _nrt=False, no_cpython_wrapper=True, no_cfunc_wrapper=True)
