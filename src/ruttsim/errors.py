"""Faults that a user can mend: what they are, where they stand, and the exit code each kind has."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

FEW = 3
"""So many of the nearest names are told where there are too many to tell all."""


@dataclass(frozen=True)
class Fault:
    """One thing wrong with one field of one file, with its remedy."""

    file: str
    field: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}: {self.field}: {self.problem} {self.remedy}"


class RuttsimError(Exception):
    """Anything a user can mend; prints as its faults, one a line."""

    exit_code = 1

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))

    def __reduce__(self) -> tuple[type[RuttsimError], tuple[tuple[Fault, ...]]]:
        """What another process makes the same error from."""
        return type(self), (self.faults,)


class StudyError(RuttsimError):
    """The study, or the way the command was called, is at fault."""

    exit_code = 2


class NoReferenceError(StudyError):
    """The split that others are compared with leaves too many visits without a round."""


class DataError(RuttsimError):
    """A map, layer or client file is at fault."""

    exit_code = 3


class AuditError(RuttsimError):
    """A run contradicts itself and is not reported."""

    exit_code = 4


class WorkerError(RuttsimError):
    """A process of the run ended before its work was done."""

    exit_code = 6


class Faults:
    """Collects the faults of one border check, to raise them all at once."""

    def __init__(self, error: type[RuttsimError]) -> None:
        self._error = error
        self._faults: list[Fault] = []

    def add(self, file: str, field: str, problem: str, remedy: str) -> None:
        """Note one fault; `problem` and `remedy` are whole sentences."""
        self._faults.append(Fault(file, field, problem, remedy))

    def extend(self, faults: Iterable[Fault]) -> None:
        """Note faults found elsewhere."""
        self._faults.extend(faults)

    def __bool__(self) -> bool:
        return bool(self._faults)

    def __iter__(self) -> Iterator[Fault]:
        return iter(self._faults)

    def raise_if_any(self) -> None:
        """Raise every fault noted so far as one error."""
        if self._faults:
            raise self._error(self._faults)


def reason(error: Exception) -> str:
    """What a library says is wrong, on one line and without its full stop."""
    return " ".join(str(error).split()).rstrip(".") or type(error).__name__


def choices_hint(name: str, choices: Iterable[str]) -> str:
    """A remedy for an unknown name: the nearest choice, then all of them.

    A code is a name, if all of it is digits.
    """
    known = sorted(set(choices))
    return f"{_nearest(name, known)}Choose one of: {', '.join(known)}."


def numbers_hint(choices: Iterable[int]) -> str:
    """A remedy for a number that is not there: all that are there, by size."""
    return f"Choose one of: {', '.join(map(str, sorted(set(choices))))}."


def listed_hint(name: str, choices: Iterable[str], command: str) -> str:
    """The same where they are too many to say: the nearest few, then what lists them."""
    return f"{_nearest(name, sorted(set(choices)), FEW)}`{command}` lists all."


def _nearest(name: str, known: list[str], count: int = 1) -> str:
    """A question whether one of the nearest of some names is meant, if any is near."""
    near = [f"'{it}'" for it in difflib.get_close_matches(name, known, n=count)]
    if not near:
        return ""
    *first, last = near
    return f"Did you mean {', '.join(first)}{' or ' if first else ''}{last}? "
