"""The numbers with a range that a sensitivity analysis moves, and how far each may go alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from ruttsim.errors import Fault, StudyError, choices_hint, listed_hint
from ruttsim.parameters import load_parameters, parameter_names
from ruttsim.parameters.units import WHOLE_UNITS

if TYPE_CHECKING:
    from ruttsim.domain.parameters import Quantity
    from ruttsim.pipeline.setting import Setting

OPTION = "--numbers"
HALVINGS = 20
"""Steps in which the farthest possible end is looked for: to a millionth of the range."""


class Ranged(NamedTuple):
    """A number with its study's value, and the ends that it is moved to, the others unchanged."""

    name: str
    unit: str
    status: str
    low: float
    value: float
    high: float

    @property
    def is_whole(self) -> bool:
        """Whether it can only be whole."""
        return self.unit in WHOLE_UNITS


def ranged(setting: Setting, prefixes: Sequence[str] = ()) -> tuple[Ranged, ...]:
    """The numbers whose names begin with any of the prefixes (all, if there are none).

    Where an end contradicts another number, as a peak that would end before it begins, the number
    goes as far as it may.
    """
    found = {it.name: it for it in setting.parameters.quantities}
    known = [found[name] for name in parameter_names()]
    return tuple(
        _with_ends(it, setting)
        for it in known
        if it.low < it.high and (not prefixes or any(_begins(it.name, one) for one in prefixes))
    )


def number_faults(prefixes: Sequence[str]) -> list[Fault]:
    """Of prefixes that no number begins with, and of names of numbers without a range."""
    found = {it.name: it for it in load_parameters().quantities}
    known = [found[name] for name in parameter_names()]
    faults = []
    for prefix in prefixes:
        named = [it for it in known if _begins(it.name, prefix)]
        if not named:
            files = sorted({it.name.split(".")[0] for it in known})
            hint = choices_hint(prefix, files)
            if "." in prefix:
                hint = listed_hint(prefix, [it.name for it in known], "ruttsim params")
            faults.append(Fault(OPTION, prefix, "No number begins so.", hint))
        elif not any(it.low < it.high for it in named):
            problem = "It has no range: low and high are the same."
            remedy = "Give it a range in data/, or leave it out."
            faults.append(Fault(OPTION, prefix, problem, remedy))
    return faults


def _begins(name: str, prefix: str) -> bool:
    """Whether a name is the prefix, or goes on after it with a further part."""
    return name == prefix or name.startswith(prefix.rstrip(".") + ".")


def _with_ends(quantity: Quantity, setting: Setting) -> Ranged:
    """A number with the ends that it can have beside the study's other numbers."""
    low, high = (_possible(quantity, end, setting) for end in (quantity.low, quantity.high))
    return Ranged(quantity.name, quantity.unit, quantity.status, low, quantity.value, high)


def _possible(quantity: Quantity, end: float, setting: Setting) -> float:
    """The end, or how far from the value towards it the number may go."""
    if _is_possible(quantity.name, end, setting):
        return end
    if quantity.unit in WHOLE_UNITS:
        step = 1 if end < quantity.value else -1
        between = range(int(end) + step, int(quantity.value), step)
        possible = (it for it in between if _is_possible(quantity.name, it, setting))
        return float(next(possible, quantity.value))
    nearest, beyond = quantity.value, end
    for _ in range(HALVINGS):
        middle = (nearest + beyond) / 2
        if _is_possible(quantity.name, middle, setting):
            nearest = middle
        else:
            beyond = middle
    return round(nearest, 6) if _is_possible(quantity.name, round(nearest, 6), setting) else nearest


def _is_possible(name: str, value: float, setting: Setting) -> bool:
    """Whether the study's numbers allow this one."""
    try:
        load_parameters({**setting.study.parameters, name: value})
    except StudyError:
        return False
    return True
