"""Which split of a study has the lowest figure, simulating those that fall behind no further."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ruttsim.accounts.kpis import KPIS
from ruttsim.accounts.statement import ALL
from ruttsim.comparable import require_consistent, too_many_unserved
from ruttsim.elsewhere import keep_all
from ruttsim.errors import Fault, Faults, StudyError, listed_hint
from ruttsim.journal.record import Record
from ruttsim.pipeline.task import Task
from ruttsim.pipeline.warm import warm_up
from ruttsim.runner import Progress, Workers
from ruttsim.selection import kim_nelson
from ruttsim.sorted_figures import totals_of
from ruttsim.stages import travelled
from ruttsim.study.certainty import MOST_POPULATIONS
from ruttsim.tabulating import hidden_cells

if TYPE_CHECKING:
    import pandas as pd

    from ruttsim.journal.folder import Journal
    from ruttsim.pipeline.setting import Setting
    from ruttsim.selection import Selection

COLUMNS = ["split", "kpi", "unit", "mean", "populations", "outcome"]
CHOSEN, LEFT, OUT = "chosen", "left", "out"
COMMAND_LINE = "command line"


@dataclass(frozen=True)
class Wanted:
    """The key figure, the smallest difference of interest, and how much may be simulated.

    The lowest mean is looked for, or the highest. `confidence` is a probability.
    """

    kpi: str
    interest: float
    confidence: float = 0.95
    first: int = 10
    most: int = 100
    is_highest: bool = False


def require_sensible(setting: Setting, wanted: Wanted) -> None:
    """Raise StudyError with all that is wrong with what is wanted."""
    faults, splits = Faults(StudyError), len(setting.study.splits)
    if wanted.kpi not in KPIS:
        hint = listed_hint(wanted.kpi, KPIS, "ruttsim schema kpis")
        faults.add(COMMAND_LINE, "--kpi", f"There is no key figure '{wanted.kpi}'.", hint)
    if splits < 2:
        problem, remedy = "There is one area split.", "Give two or more to select from."
        faults.add(str(setting.study.file), "splits", problem, remedy)
    if not 1 / max(splits, 2) < wanted.confidence < 1:
        remedy = f"Write more than {100 / max(splits, 2):.3g} and less than 100."
        faults.add(
            COMMAND_LINE, "--confidence", "It is no better than a guess, or certain.", remedy
        )
    if wanted.most < wanted.first:
        problem = f"It is below --first, {wanted.first}."
        faults.add(COMMAND_LINE, "--most-populations", problem, "Give as many or more.")
    if wanted.most > MOST_POPULATIONS:
        remedy = f"Write {MOST_POPULATIONS} or less."
        faults.add(COMMAND_LINE, "--most-populations", "It is too large.", remedy)
    faults.raise_if_any()


def select_split(
    setting: Setting, journal: Journal, wanted: Wanted, workers: Workers, progress: Progress
) -> tuple[Selection, pd.DataFrame]:
    """The split whose mean is the lowest, by Kim and Nelson; and a row for each split.

    All splits are simulated on the first populations, then those still in question on one more at a
    time; tasks are those of a comparison, and finished ones are taken from the journal. The result
    does not depend on the workers. Columns COLUMNS: `populations` is after how many a split was
    `out`, or how many the one had that is `chosen`; where they were spent, those that are `left`.

    Raises
    ------
    StudyError
        What is wanted makes no sense, or a split cannot be compared.
    AuditError
        A record contradicts itself.
    """
    import pandas as pd

    require_sensible(setting, wanted)
    names = [it.name for it in setting.study.splits]
    sign = -1.0 if wanted.is_highest else 1.0
    known: dict[tuple[int, int], float] = {}
    warm_up(progress)

    def sample(splits: Sequence[int], population: int) -> list[float]:
        if (population, splits[0]) not in known:
            last = wanted.first if population == 0 else population + 1
            known.update(
                _figures(
                    setting, journal, wanted, range(population, last), splits, workers, progress
                )
            )
        return [sign * known[population, it] for it in splits]

    found = kim_nelson(
        sample,
        len(names),
        wanted.interest,
        confidence=wanted.confidence,
        first=wanted.first,
        most=wanted.most,
    )
    rows = [
        (
            name,
            wanted.kpi,
            KPIS[wanted.kpi].unit,
            sign * found.means[place],
            found.populations[place],
            _outcome(found, place),
        )
        for place, name in enumerate(names)
    ]
    return found, pd.DataFrame(rows, columns=COLUMNS)


def _outcome(found: Selection, place: int) -> str:
    """What became of a split."""
    if found.is_decided and place == found.lowest:
        return CHOSEN
    is_equal = place in found.left and found.means[place] == found.means[found.lowest]
    return LEFT if is_equal or (not found.is_decided and place in found.left) else OUT


def _figures(
    setting: Setting,
    journal: Journal,
    wanted: Wanted,
    populations: Sequence[int],
    splits: Sequence[int],
    workers: Workers,
    progress: Progress,
) -> dict[tuple[int, int], float]:
    """The figure of some splits on some populations, by population and split."""
    bases, names = setting.study.planning.bases, [it.name for it in setting.study.splits]
    travelled(setting, populations, workers, progress)
    tasks = [Task(index, split, bases) for index in populations for split in splits]
    stage = f"populations {populations[0]} to {populations[-1]}, {len(splits)} splits"
    kept = keep_all(setting, journal, tasks, workers, stage, progress)
    require_consistent(setting, kept)
    faults = Faults(StudyError)
    file = str(setting.study.file)
    for name, share in too_many_unserved(setting, kept).items():
        problem = f"{share:.1%} of its planned visits are in no round."
        remedy = "Leave it out, or give it more vehicles or other shifts."
        faults.add(file, f"splits.{name}", problem, remedy)
    faults.raise_if_any()
    record = Record(journal.folder, journal.identity, tasks, names)
    if not all(it.is_synthetic for it in kept):
        record = hidden_cells(record)
    table = totals_of(record, set(splits), [wanted.kpi])
    whole = table[table["group"] == ALL].dropna(subset="value")
    keys = zip(whole["population"].tolist(), whole["split"].tolist(), strict=True)
    places = {name: place for place, name in enumerate(names)}
    found = {
        (index, places[name]): value
        for (index, name), value in zip(keys, whole["value"].tolist(), strict=True)
    }
    for task in tasks:
        if (task.population, task.split) not in found:
            where = f"splits.{names[task.split]}"
            problem = f"It has no figure '{wanted.kpi}' on population {task.population}"
            problem += "." if record.hidden == {} else ", or of so few clients that it is hidden."
            raise StudyError([Fault(file, where, problem, "Select by another, or leave it out.")])
    return found
