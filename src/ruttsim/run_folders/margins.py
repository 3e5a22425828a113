"""The margin of each basic area in a run, as the rule positive_margin reads it."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ruttsim.accounts.kpi import AREA
from ruttsim.errors import DataError, Fault, StudyError, choices_hint
from ruttsim.files import write_text
from ruttsim.recorded.manifest import RESULTS, read_manifest_of_run, require_as_written
from ruttsim.recorded.origin import setting_of_run
from ruttsim.recorded.tables import read_figures
from ruttsim.split.margins import AREA as AREA_COLUMN
from ruttsim.split.margins import MARGIN as MARGIN_COLUMN

if TYPE_CHECKING:
    from pathlib import Path

MARGIN, CLIENTS = "margin_sek", "clients"


@dataclass(frozen=True)
class AreaMargins:
    """Margins in the order of the map's basic areas [SEK per day].

    `estimated` are areas of real clients that the run leaves empty: there stands what a client
    brings on average in the other areas of the district.
    """

    areas: tuple[str, ...]
    margin_sek: tuple[float, ...]
    estimated: tuple[str, ...]

    @property
    def positive(self) -> tuple[str, ...]:
        """Areas with a margin above 0."""
        pairs = zip(self.areas, self.margin_sek, strict=True)
        return tuple(area for area, margin in pairs if margin > 0)

    def highest(self) -> tuple[str, float]:
        """The area with the highest margin, and that; estimated ones aside."""
        pairs = zip(self.areas, self.margin_sek, strict=True)
        return max((it for it in pairs if it[0] not in self.estimated), key=lambda it: it[1])


def area_margins(folder: Path, split: str | None, source: str | None = None) -> AreaMargins:
    """Mean margins of one split of a run, over days and then populations; the first if left out.

    Raises
    ------
    StudyError
        There is no such run or split.
    DataError
        The run's files are damaged, or leave every area empty.
    """
    manifest = read_manifest_of_run(folder)
    setting = setting_of_run(folder, manifest, source)
    known = [it.name for it in setting.study.splits]
    wanted = known[0] if split is None else split
    if wanted not in known:
        problem = f"There is no split '{wanted}' in the run."
        raise StudyError([Fault(str(folder), "--split", problem, choices_hint(wanted, known))])
    require_as_written(folder, manifest, [RESULTS])
    found = {kpi: _means(folder, wanted, kpi) for kpi in (MARGIN, CLIENTS)}
    areas = setting.bundle.areas
    names, districts = areas["basic_area"].tolist(), areas["district"].tolist()
    missing = [it for it in names if it not in found[MARGIN]]
    if missing:
        problem = f"No {MARGIN} is stated for {len(missing)} basic areas, first {missing[0]}."
        remedy = "Run the study again."
        raise DataError([Fault(str(folder / RESULTS), "kpi", problem, remedy)])
    shown = [it for it in names if not math.isnan(found[MARGIN][it])]
    if not math.fsum(found[CLIENTS].get(it, 0.0) for it in shown) > 0:
        problem = f"No basic area with clients has a margin that is shown in split '{wanted}'."
        remedy = "Take a split in which one organisation serves everywhere."
        raise DataError([Fault(str(folder / RESULTS), MARGIN, problem, remedy)])
    of_district = dict(zip(names, districts, strict=True))
    return AreaMargins(
        tuple(names),
        tuple(
            found[MARGIN][it] if it in shown else _of_a_client(it, shown, of_district, found)
            for it in names
        ),
        tuple(it for it in names if it not in shown),
    )


def write_margins(margins: AreaMargins, path: Path) -> None:
    """The file that `coverage.margins` names; every digit, so that no sign is rounded away."""
    rows = zip(margins.areas, margins.margin_sek, strict=True)
    lines = [f"{AREA_COLUMN},{MARGIN_COLUMN}", *(f"{area},{value!r}" for area, value in rows)]
    write_text(path, "\n".join(lines) + "\n")


def _means(folder: Path, split: str, kpi: str) -> dict[str, float]:
    """A figure by basic area: mean over days, then over populations; NaN where it is empty."""
    days: dict[tuple[str, int], list[float]] = defaultdict(list)
    for key, value in read_figures(folder / RESULTS).items():
        if key[1] == split and key[4] == kpi and key[5].startswith(AREA):
            days[key[5].removeprefix(AREA), key[0]].append(value)
    populations: dict[str, list[float]] = defaultdict(list)
    for (area, _), values in days.items():
        populations[area].append(math.fsum(values) / len(values))
    return {area: math.fsum(it) / len(it) for area, it in populations.items()}


def _of_a_client(
    area: str,
    shown: Sequence[str],
    district: Mapping[str, str],
    found: Mapping[str, Mapping[str, float]],
) -> float:
    """What a client brings in the areas shown of the same district, or of the map if none is."""
    near = [it for it in shown if district[it] == district[area]]
    for areas in (near, shown):
        clients = math.fsum(found[CLIENTS].get(it, 0.0) for it in areas)
        if clients > 0:
            return math.fsum(found[MARGIN][it] for it in areas) / clients
    return 0.0
