"""What the day made of the plan: reasons, handovers, substitutes, breaks, and driving in vain."""

from __future__ import annotations

import numpy as np

from ruttsim.accounts.books import Books
from ruttsim.accounts.fleet import ByType, driven_km
from ruttsim.domain.arrays import Bools, Floats
from ruttsim.domain.day import MISSED_REASONS
from ruttsim.units import SECONDS_PER_HOUR

NO_BREAK, LONG_STRETCH = "no_break", "long_stretch"
_PARTNER = "partner_absent"


def missed_by_reason(books: Books) -> dict[str, Floats]:
    """Missed visits by reason, each once.

    Of a visit of two carers that one of them waited for in vain, the reason is the other's.
    """
    visits = books.visits
    is_missed = visits["outcome"] == "missed"
    is_first = is_missed & (visits["carer"] == 0)
    others = is_missed & (visits["carer"] > 0)
    of_other = dict(
        zip(visits["visit"][others].tolist(), visits["reason"][others].tolist(), strict=True)
    )
    reason = np.array(
        [
            of_other.get(visit, own) if own == _PARTNER else own
            for visit, own in zip(
                visits["visit"][is_first].tolist(), visits["reason"][is_first].tolist(), strict=True
            )
        ],
        dtype=object,
    )
    organisation = visits["organisation"][is_first]
    return {name: books.by_organisation(reason == name, organisation) for name in MISSED_REASONS}


def handed_over_visits(books: Books) -> Floats:
    """Visits to which another round came than the plan said, each once."""
    visits = books.visits
    is_moved = (
        (visits["round"] >= 0)
        & (visits["planned_round"] >= 0)
        & (visits["round"] != visits["planned_round"])
    )
    _, first = np.unique(visits["visit"][is_moved], return_index=True)
    return books.by_organisation(np.ones(len(first)), visits["organisation"][is_moved][first])


def substitutes(books: Books) -> Floats:
    """Persons who worked in place of somebody absent; two parts of a split shift are one."""
    rounds = books.rounds
    is_one = rounds["is_substitute"].astype(bool)
    _, first = np.unique(rounds["carer"][is_one], return_index=True)
    return books.by_organisation(np.ones(len(first)), rounds["organisation"][is_one][first])


def breaches(books: Books) -> Floats:
    """Rounds in which the rules on breaks were not kept, each once."""
    return books.by_organisation(_has_no_break(books) | _is_long(books), _whose(books))


def breaches_by_reason(books: Books) -> dict[str, Floats]:
    """A planned break left out, or else a stretch of work that was too long."""
    missing = _has_no_break(books)
    found = {NO_BREAK: missing, LONG_STRETCH: _is_long(books) & ~missing}
    return {name: books.by_organisation(rows, _whose(books)) for name, rows in found.items()}


def driven_in_vain_km(books: Books) -> ByType:
    """Kilometres there to visits that were found cancelled at the door, by vehicle type."""
    return driven_km(books, books.in_vain)


def _whose(books: Books) -> np.ndarray:
    """Organisation of each round."""
    return books.rounds["organisation"]


def _has_no_break(books: Books) -> Bools:
    """Rounds that the plan gave a break and that had none."""
    planned = {it.round for it in books.plan.rounds if it.break_before >= 0}
    due = np.isin(books.rounds["round"], np.array(sorted(planned), dtype=np.int64))
    missing: Bools = due & (books.rounds["break_start_s"] < 0)
    return missing


def _is_long(books: Books) -> Bools:
    """Rounds whose longest stretch of work without a break is longer than it may be.

    From leaving to the break and from the break to the return; standing by is work.
    """
    rounds = books.rounds
    has_break = rounds["break_start_s"] >= 0
    before_s = np.where(has_break, rounds["break_start_s"], rounds["return_s"]) - rounds["leave_s"]
    after_s = np.where(has_break, rounds["return_s"] - rounds["break_end_s"], 0)
    longest_h = books.parameters.staffing.longest_work_without_break_h
    is_long: Bools = np.maximum(before_s, after_s) > longest_h * SECONDS_PER_HOUR
    return is_long
