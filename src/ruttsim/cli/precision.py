"""The precision that is wanted, from the command line into a study."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ruttsim.accounts.kpis import KPIS
from ruttsim.errors import Faults, StudyError, listed_hint
from ruttsim.study.certainty import MOST_POPULATIONS
from ruttsim.study.model import Study

OPTION, MOST = "--precision", "--most-populations"


def with_precision(
    study: Study, wanted: Sequence[str], most_populations: int | None, *, quick: bool
) -> Study:
    """The study with these in place of its own precision; as it is where none is given.

    Raises
    ------
    StudyError
        All of these: one is not KPI=WIDTH, is of no key figure or stands there twice, or there is
        nothing that it could be for.
    """
    faults = Faults(StudyError)
    if quick and (wanted or most_populations):
        remedy = "Leave --quick out, or the precision."
        faults.add("command line", OPTION, "A first look adds no populations.", remedy)
    if most_populations and most_populations > MOST_POPULATIONS:
        faults.add("command line", MOST, "It is too large.", f"Write {MOST_POPULATIONS} or less.")
    widths: dict[str, dict[str, float]] = {"percent": {}, "value": {}}
    for text in wanted:
        name, _, width = text.partition("=")
        number = _number(width.removesuffix("%"))
        if not name or not number > 0:
            remedy = "Write a key figure and half the width, as travel_h=2% or cost_sek=5000."
            faults.add("command line", OPTION, f"'{text}' is no precision.", remedy)
        elif name not in KPIS:
            hint = listed_hint(name, KPIS, "ruttsim schema kpis")
            faults.add("command line", OPTION, f"Unknown key figure '{name}'.", hint)
        elif name in {**widths["percent"], **widths["value"]}:
            faults.add("command line", OPTION, f"'{name}' stands there twice.", "Keep one.")
        else:
            widths["percent" if width.endswith("%") else "value"][name] = number
    if most_populations and not wanted and not study.precision.options:
        remedy = "Say by --precision what they are for."
        faults.add("command line", MOST, "No precision is wanted.", remedy)
    faults.raise_if_any()
    if wanted:
        precision = study.precision.model_copy(update=widths)
        study = study.model_copy(update={"precision": precision}).at(study.file)
    if most_populations:
        precision = study.precision.model_copy(update={"most_populations": most_populations})
        study = study.model_copy(update={"precision": precision}).at(study.file)
    return study


def _number(text: str) -> float:
    """A finite number; NaN where there is none."""
    try:
        number = float(text)
    except ValueError:
        return math.nan
    return number if math.isfinite(number) else math.nan
