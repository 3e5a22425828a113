"""What is told of a process of this machine that ended before its work was done."""

from __future__ import annotations

import re
import signal
from typing import TYPE_CHECKING

from ruttsim.errors import Fault, WorkerError

if TYPE_CHECKING:
    from concurrent.futures.process import BrokenProcessPool

OWN_SIGNALS = frozenset(
    getattr(signal, name).value
    for name in ("SIGSEGV", "SIGBUS", "SIGILL", "SIGFPE", "SIGABRT", "SIGTRAP", "SIGSYS")
    if hasattr(signal, name)
)
"""What a process is ended by for what it did itself; any other signal somebody sent."""

_CODES = re.compile(r"exit codes of the workers are \{(.*)\}")
_CODE = re.compile(r"\((-?\d+)\)")


def ended(error: BrokenProcessPool, whose: str, field: str, remedy: str) -> WorkerError:
    """The error of a run, one process of which ended early or could not read its task.

    It says which of these it was, as far as is known, by joblib's exception.

    Parameters
    ----------
    whose
        The process in a sentence, as `A process of the run`.
    remedy
        What to do where it was ended from outside.
    """
    if error.__cause__ is not None:
        lines = [it.strip() for it in str(error.__cause__).splitlines() if it.strip(' "\t')]
        problem = f"{whose} could not read its task: {lines[-1] if lines else error}."
        remedy = (
            "Look whether ruttsim is installed there as here; if so, it is a defect: report it."
        )
        return WorkerError([Fault("run", field, problem, remedy)])
    told = _CODES.search(str(error))
    codes = [int(it) for it in _CODE.findall(told[1])] if told else []
    killed = [it for it in codes if it < 0 and -it not in OWN_SIGNALS]
    if killed:
        name = _signal_name(-killed[0])
        problem = f"{whose} was ended from outside ({name}), perhaps for want of memory."
    elif codes:
        how = f"exit code {codes[0]}" if codes[0] >= 0 else _signal_name(-codes[0])
        problem = f"{whose} ended by a fault of its own ({how})."
        remedy = "What it wrote stands above; if it ends there again, it is a defect: report it."
    else:
        problem = f"{whose} ended, of itself or from outside, perhaps for want of memory."
    return WorkerError([Fault("run", field, problem, remedy)])


def _signal_name(number: int) -> str:
    """`SIGKILL`, or the number of a signal without a name here."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
