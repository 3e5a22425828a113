"""Coverage row by row: a table in the study or in a file, or drawn layers that may overlap."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ruttsim.domain.arrays import Codes
from ruttsim.domain.split import MAY_SERVE, MUST_SERVE, NOT_SERVED
from ruttsim.errors import DataError, Fault, Faults, StudyError, choices_hint
from ruttsim.layers import read_layer
from ruttsim.rows import text_of
from ruttsim.split.case import DIVIDED_NAMES, SplitCase
from ruttsim.split.layers import COLUMN, area_shares, shape_faults
from ruttsim.split.rows import table_rows

if TYPE_CHECKING:
    import geopandas as gpd

AREA, KIND, COVERAGE = "basic_area", "kind", "coverage"
COLUMNS = (AREA, COLUMN, KIND, COVERAGE)
CODES = {"not": NOT_SERVED, "may": MAY_SERVE, "must": MUST_SERVE}
LARGER_PART = 0.5
"""An organisation covers a basic area if more than this share of it is drawn for it."""


class _Entry(NamedTuple):
    """That an organisation serves some kinds in some basic areas (by place), and how."""

    organisation: str
    kinds: tuple[str, ...]
    areas: tuple[int, ...]
    coverage: str


def tabled_coverage(case: SplitCase) -> Codes:
    """Coverage as a table says, later rows put upon earlier ones; shape (areas, 2, organisations).

    A municipal organisation that the table does not name must serve everywhere.

    Raises
    ------
    StudyError, DataError
        With every fault of the rows in the study, or of the file.
    """
    given = case.section.coverage
    if given.table is None:
        entries = list(_entries_of_study(case))
        return _table(case, entries, str(case.study.file), case.key("coverage.rows"))
    path = case.study.path_of(given.table)
    return _table(case, _entries_of_file(case, path), str(path), COLUMN)


def drawn_coverage(case: SplitCase) -> Codes:
    """Coverage as polygons say, of which several may cover an area; as `tabled_coverage`.

    An area belongs to what more than half of it is drawn for, by organisation, kind and coverage.
    A polygon without `kind` is of care and service, one without `coverage` says that it may serve.

    Raises
    ------
    DataError
        With every fault of the layer.
    """
    path = case.study.path_of(case.section.coverage.layer or "")
    layer = read_layer(path, f"polygons with a column `{COLUMN}`")
    faults = Faults(DataError)
    if COLUMN not in layer.columns:
        columns = [str(column) for column in layer.columns if column != layer.geometry.name]
        problem = f"The column is missing; there are {', '.join(columns) or 'none'}."
        faults.add(str(path), COLUMN, problem, "Add it, with the name of an organisation a row.")
    texts = [{name: text_of(row.get(name)) for name in COLUMNS} for row in layer.to_dict("records")]
    if COLUMN in layer.columns:
        for number, row in enumerate(texts, 1):
            faults.extend(_word_faults(case, path, number, row))
    faults.extend(shape_faults(path, layer))
    faults.raise_if_any()
    return _table(case, list(_drawn(case, layer, texts)), str(path), COLUMN)


def _drawn(
    case: SplitCase, layer: gpd.GeoDataFrame, texts: list[dict[str, str]]
) -> Iterator[_Entry]:
    """Entries of the polygons; those that say the same are one shape, in the order of the first."""
    import shapely

    said = [(row[COLUMN], row[KIND], row[COVERAGE]) for row in texts]
    for what in dict.fromkeys(said):
        mine = np.array([it == what for it in said])
        union = shapely.union_all(np.asarray(layer.geometry)[mine])
        inside = area_shares(case.bundle.areas, [union])[:, 0] > LARGER_PART
        organisation, kind, coverage = what
        areas = tuple(np.flatnonzero(inside).tolist())
        yield _Entry(organisation, _kinds(kind), areas, coverage or "may")


def _entries_of_study(case: SplitCase) -> Iterator[_Entry]:
    """Entries of the rows in the study.

    Raises
    ------
    StudyError
        For basic areas, districts and organisations that are unknown.
    """
    areas = case.bundle.areas
    keys = areas["basic_area"].tolist()
    faults: list[Fault] = []
    for number, row in enumerate(case.section.coverage.rows):
        field = f"coverage.rows[{number}]"
        districts = areas["district"].tolist() if row.districts else []
        for key, names, known in (
            ("basic_areas", row.basic_areas, keys),
            ("districts", row.districts, sorted(set(districts))),
        ):
            faults += [
                case.fault(f"{field}.{key}", f"'{it}' is not on the map.", choices_hint(it, known))
                for it in names
                if it not in known
            ]
        here = {place for place, key in enumerate(keys) if key in row.basic_areas}
        here |= {place for place, name in enumerate(districts) if name in row.districts}
        is_everywhere = not row.basic_areas and not row.districts
        chosen = tuple(range(len(keys))) if is_everywhere else tuple(sorted(here))
        for name in row.organisations:
            yield _Entry(name, row.kinds, chosen, row.coverage)
    if faults:
        raise StudyError(faults)


def _entries_of_file(case: SplitCase, path: Path) -> list[_Entry]:
    """Entries of a file of rows."""
    faults = Faults(DataError)
    place = {key: row for row, key in enumerate(case.bundle.areas["basic_area"])}
    entries = []
    for found in table_rows(path, COLUMNS):
        number, row = found.number, found.texts
        wrong = list(_word_faults(case, path, number, row))
        if row[AREA] not in place:
            problem = f"'{row[AREA]}' is no basic area of the map."
            hint = choices_hint(row[AREA], place)
            wrong.append(Fault(str(path), f"row {number}, {AREA}", problem, hint))
        faults.extend(wrong)
        if not wrong:
            coverage = row[COVERAGE] or "may"
            entries.append(_Entry(row[COLUMN], _kinds(row[KIND]), (place[row[AREA]],), coverage))
    faults.raise_if_any()
    return entries


def _kinds(text: str) -> tuple[str, ...]:
    """The kinds that a cell names; both where it is empty."""
    return (text,) if text else DIVIDED_NAMES


def _word_faults(
    case: SplitCase, path: Path, number: int, row: Mapping[str, str]
) -> Iterator[Fault]:
    """Words of a row that are none of the known ones."""
    words: tuple[tuple[str, Collection[str]], ...] = (
        (COLUMN, case.names(case.inside)),
        (KIND, ("", *DIVIDED_NAMES)),
        (COVERAGE, ("", *CODES)),
    )
    for column, known in words:
        text = row.get(column, "")
        if text not in known:
            field = f"row {number}, {column}"
            told = [word for word in known if word]
            yield Fault(str(path), field, f"'{text}' is unknown.", choices_hint(text, told))


def _table(case: SplitCase, entries: list[_Entry], file: str, field: str) -> Codes:
    """The table of entries; a fault for organisations that no entry names."""
    areas, organisations = len(case.bundle.areas), case.study.organisations
    table = np.full((areas, len(DIVIDED_NAMES), len(organisations)), NOT_SERVED, dtype=np.int8)
    number = {it.name: k for k, it in enumerate(organisations)}
    named = {it.organisation for it in entries}
    if case.municipal is not None and organisations[case.municipal].name not in named:
        table[:, :, case.municipal] = MUST_SERVE
        named.add(organisations[case.municipal].name)
    for entry in entries:
        for kind in entry.kinds:
            place = DIVIDED_NAMES.index(kind)
            table[list(entry.areas), place, number[entry.organisation]] = CODES[entry.coverage]
    idle = [
        name
        for k, name in zip(case.inside, case.names(case.inside), strict=True)
        if name not in named or not table[:, :, k].any()
    ]
    if idle:
        problem = f"{', '.join(idle)} would serve no basic area."
        remedy = "Give each some, or take it out of the split."
        error = StudyError if file == str(case.study.file) else DataError
        raise error([Fault(file, field, problem, remedy)])
    return table
