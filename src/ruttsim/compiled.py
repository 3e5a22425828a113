"""Functions compiled to machine code, remembered on disk where that is possible."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeAlias

from numba import njit, types
from numba.extending import intrinsic

from ruttsim import kept_code
from ruttsim.files import cache_folder, content_hash
from ruttsim.kept_code import KeptCode

Function: TypeAlias = Callable[..., Any]

LONGEST_HASH = 16

COMPILED = ("audit", "planning", "simulate")
"""Where compiled functions are, and the numbers of columns that they know."""

CONSTANTS = ("domain/rounds.py", "domain/day.py", "domain/demand.py", "units.py")
"""Where else numbers stand that are part of the machine code."""


def _folder() -> str:
    """Where machine code of exactly these sources is kept.

    A function's own file is not enough: code compiled with an older version of what the function
    calls would go on being used. So the folder is named by the content of all.
    """
    named = os.environ.get("NUMBA_CACHE_DIR")
    root = Path(named) if named else cache_folder() / "compiled"
    own = Path(__file__)
    paths = [path for it in COMPILED for path in sorted((own.parent / it).glob("*.py"))]
    texts = [path.read_bytes() for path in paths]
    sources = [it for it in texts if b"ruttsim.compiled import" in it or b"# Columns of" in it]
    named_there = (own.parent / it for it in CONSTANTS)
    sources += [it.read_bytes() for it in (own, Path(kept_code.__file__), *named_there)]
    versions = [sys.implementation.cache_tag, *map(version, ("numba", "llvmlite"))]
    return str(root / content_hash(versions, sources)[:LONGEST_HASH])


FOLDER = _folder()


def _made(function: Function, **options: Any) -> Function:
    """The function, compiled at its first call; the same arithmetic everywhere (no fastmath)."""
    made = njit(error_model="numpy", **options)(function)
    made._cache = KeptCode(function, FOLDER)  # noqa: SLF001 - numba has no public place for it
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


def _read_by_address(kind: Any, found: Any) -> Any:
    """What reads, inside compiled code, an entry of an array that begins at an address."""

    def typed(_: Any, _address: Any, _index: Any) -> Any:
        def code(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            address, index = arguments
            begin = builder.inttoptr(address, context.get_value_type(kind).as_pointer())
            return context.cast(builder, builder.load(builder.gep(begin, [index])), kind, found)

        return found(types.int64, types.int64), code

    return intrinsic(typed)


entry_of_32_bits: Any = _read_by_address(types.int32, types.int64)
entry_of_64_bits: Any = _read_by_address(types.int64, types.int64)
real_entry: Any = _read_by_address(types.float64, types.float64)
"""Entry `index` of an array of whole numbers, or of real ones, from the address where it begins.

Compiled functions are given addresses of what they only read, since every array costs a call a
twentieth of a microsecond. Whoever gives them keeps the arrays.
"""
