"""All compiled code, made or read from disk before work is dealt to several processes."""

from __future__ import annotations

from collections.abc import Callable

from ruttsim.audit.warm import warm_up as warm_audit
from ruttsim.cluster.deaf import deaf_children
from ruttsim.cluster.ended import ended
from ruttsim.files import cache_folder, try_cache, unwritable_folders
from ruttsim.kept_code import told_of_compiling
from ruttsim.planning.warm import warm_up as warm_planner
from ruttsim.simulate.warm import warm_up as warm_day

STAGE = "compiling"


class _MissingError(Exception):
    """Machine code that is not on the disk."""


def warm_up(progress: Callable[[str, int, int], None]) -> None:
    """Let the planner, the day and its audit be compiled; all processes then read what is there.

    Progress is told of where anything has to be compiled, which takes up to a minute. A process
    of its own does that and ends: what the compiler leaves, some 160 MB, would stay. Where nothing
    can be kept this one compiles for itself.

    Raises
    ------
    WorkerError
        That process ended before it was done.
    """
    if _are_kept():
        return
    progress(STAGE, 0, 1)
    try_cache()
    if cache_folder() in unwritable_folders():
        _warm()
    else:
        from concurrent.futures.process import BrokenProcessPool

        from joblib.externals.loky import ProcessPoolExecutor

        with deaf_children():
            one = ProcessPoolExecutor(max_workers=1)
            compiled = one.submit(_warm)
        try:
            compiled.result()
        except BrokenProcessPool as error:
            remedy = "Free some memory, or find out what ended it."
            raise ended(error, "The process that compiles", STAGE, remedy) from error
        finally:
            one.shutdown(kill_workers=True)
    progress(STAGE, 1, 1)


def _are_kept() -> bool:
    """Whether all code is on the disk; what of it is, is loaded."""
    try:
        with told_of_compiling(_leave):
            _warm()
    except _MissingError:
        return False
    return True


def _leave() -> None:
    """End what would compile."""
    raise _MissingError


def _warm() -> None:
    """Load all code, or compile it."""
    warm_planner()
    warm_day()
    warm_audit()
