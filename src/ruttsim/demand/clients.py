"""The user's own clients and visits, from two files, checked together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ruttsim import chance
from ruttsim.demand.cells import Cells
from ruttsim.demand.choosers import choosers
from ruttsim.demand.columns import CLIENT_COLUMNS, DWELLINGS, VISIT_COLUMNS
from ruttsim.demand.granted import granted_h_per_month
from ruttsim.demand.reading import PLACE_READERS, TABLE_READERS, read_rows
from ruttsim.demand.spots import Spot, spots
from ruttsim.demand.visits import VisitRow, check_activities, limits, visit_row, visits_of
from ruttsim.domain.demand import (
    ALLOCATION_COLUMNS,
    NO_ORGANISATION,
    NOT_STATED,
    SWEDISH,
    Buildings,
    Clients,
    Population,
)
from ruttsim.errors import DataError, Faults

if TYPE_CHECKING:
    from ruttsim.domain.roads import MapBundle
    from ruttsim.parameters import Parameters


@dataclass(frozen=True)
class _Client:
    """One client of the file that is not at fault."""

    name: str
    spot: Spot
    flats: bool
    language: str
    present: str

    @property
    def building(self) -> tuple[Spot, bool]:
        """What tells its building from others."""
        return self.spot, self.flats


def read_clients(
    clients_file: Path,
    visits_file: Path,
    bundle: MapBundle,
    parameters: Parameters,
    seed: int,
    index: int,
) -> Population:
    """The user's own clients: the same in every population, but for their draws of allocation.

    Clients are in the order of their names, visits in that of the file. Clients at one point and
    in one kind of dwelling share a building. The columns are CLIENT_COLUMNS and VISIT_COLUMNS.

    Raises
    ------
    DataError
        With every fault of both files.
    """
    faults = Faults(DataError)
    client_table = read_rows(clients_file, CLIENT_COLUMNS, PLACE_READERS, faults)
    visit_table = read_rows(visits_file, VISIT_COLUMNS, TABLE_READERS, faults)
    client_cells = [Cells(str(clients_file), row, faults) for row in client_table.rows]
    visit_cells = [Cells(str(visits_file), row, faults) for row in visit_table.rows]
    clients = _clients(client_cells, bundle, parameters)
    day = limits(parameters)
    visits = [visit_row(cells, day) for cells in visit_cells]
    check_activities(str(visits_file), visit_table.rows, faults)
    if client_table.is_whole:
        _check_known(client_cells, visit_cells)
    if visit_table.is_whole:
        _check_visited(client_cells, visit_cells)
    faults.raise_if_any()
    known = [it for it in visits if it is not None]
    return _population(clients, known, bundle, parameters, seed, index)


def _check_known(clients: Sequence[Cells], visits: Sequence[Cells]) -> None:
    """Note each client who has visits but is not in the file of clients, once."""
    known = {cells.text("client") for cells in clients}
    rows: dict[str, list[Cells]] = defaultdict(list)
    for cells in visits:
        if (name := cells.text("client")) and name not in known:
            rows[name].append(cells)
    for name, unknown in rows.items():
        more = f", in {len(unknown)} rows" if len(unknown) > 1 else ""
        problem = f"Unknown client '{name}'{more}."
        unknown[0].fault("client", problem, "Add it to the file of clients, or mend the name.")


def _check_visited(clients: Sequence[Cells], visits: Sequence[Cells]) -> None:
    """Note each client who has no visit."""
    visited = {cells.text("client") for cells in visits}
    for cells in clients:
        if (name := cells.text("client")) and name not in visited:
            problem = f"Client '{name}' has no visit."
            cells.fault("client", problem, "Add its visits, or remove it.")


def _population(
    clients: list[_Client],
    visit_rows: list[VisitRow],
    bundle: MapBundle,
    parameters: Parameters,
    seed: int,
    index: int,
) -> Population:
    """The population of clients and visits without fault."""
    ordered = sorted(clients, key=lambda it: it.name)
    buildings = sorted({it.building for it in ordered})
    row = {building: place for place, building in enumerate(buildings)}
    visits = visits_of(visit_rows, {it.name: place for place, it in enumerate(ordered)})
    size = (len(ordered), ALLOCATION_COLUMNS)
    area = np.array([it.spot.basic_area for it in ordered], dtype=np.int32)
    return Population(
        index=index,
        buildings=Buildings(
            x_m=np.array([spot.x_m for spot, _ in buildings]),
            y_m=np.array([spot.y_m for spot, _ in buildings]),
            basic_area=np.array([spot.basic_area for spot, _ in buildings], dtype=np.int32),
            flats=np.array([flats for _, flats in buildings], dtype=np.bool_),
        ),
        clients=Clients(
            client=np.arange(len(ordered), dtype=np.int64),
            building=np.array([row[it.building] for it in ordered], dtype=np.int32),
            basic_area=area,
            granted_h_per_month=granted_h_per_month(
                visits, len(ordered), parameters.demand.performed_per_granted
            ),
            allocation_u=chance.uniforms(seed, index, chance.EVERY_DAY, "allocation", size),
        ),
        visits=visits,
        is_synthetic=False,
        choosers=choosers(
            seed,
            index,
            area,
            bundle,
            parameters.demand,
            [it.language or None for it in ordered],
            [it.present for it in ordered],
        ),
    )


def _clients(cells: list[Cells], bundle: MapBundle, parameters: Parameters) -> list[_Client]:
    """The clients that are not at fault."""
    clients = []
    first_row: dict[str, int] = {}
    languages = (SWEDISH, *parameters.demand.language_share)
    for cell, spot in zip(cells, spots(cells, bundle), strict=True):
        name, dwelling = cell.some_text("client"), cell.one_of("dwelling", DWELLINGS)
        language = cell.one_of("language", languages) if cell.text("language") else ""
        first = first_row.setdefault(name, cell.row.number) if name else cell.row.number
        if first != cell.row.number:
            problem = f"Client '{name}' is already in row {first}."
            cell.fault("client", problem, "Keep one of them; its visits may be many.")
        if name and dwelling and spot and language is not None:
            clients.append(_Client(name, spot, dwelling == "flats", language, _present(cell)))
    return clients


def _present(cell: Cells) -> str:
    """The organisation that a client has now; an empty cell means none, no column nothing."""
    if "organisation" not in cell.row.texts:
        return NOT_STATED
    return cell.text("organisation") or NO_ORGANISATION
