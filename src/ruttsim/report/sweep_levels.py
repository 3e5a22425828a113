"""What a sweep varies: what each level replaces, with the study's own beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ruttsim.figures.words import DASH, compact, title
from ruttsim.parameters import is_unverified, load_parameters, parameter_table
from ruttsim.report.blocks import Block, Cell, Paragraph, RowGroup, Section, Table
from ruttsim.report.numbers import measured, number_heading, reach
from ruttsim.report.rules import rule_words
from ruttsim.report.sweep_view import SHOWN, counted
from ruttsim.study.section import Section as StudySection

if TYPE_CHECKING:
    from ruttsim.report.sweep_view import SweepView
    from ruttsim.study.factors import FactorSection, LevelSection

_COLUMNS = ("level", "what", "value", "own", "range", "status", "note")
_OF_NUMBERS = ("range", "status", "note")
_NO_NOTE = Cell((DASH,), is_number=False)
_RULES = (
    *("planner", "horizon", "bases", "absences", "late_visits", "alarms", "nights", "charging"),
    *("basis", "electricity", "profiles"),
)


def varied(view: SweepView) -> Section:
    """Each factor with its levels; of a number from the world also its range and status."""
    words = view.words
    points = counted(words, "sweep.points", len(view.sweep.points))
    blocks: list[Block] = [Paragraph(words(f"sweep.varied_{view.study.design}", points=points))]
    levels = [level for it in view.study.factors for level in it.levels]
    groups = tuple(
        RowGroup(title(it, view.language), tuple(_rows(view, it))) for it in view.study.factors
    )
    if len(levels) > sum(len(it.levels[:SHOWN]) for it in view.study.factors):
        shown = sum(len(it.levels[:SHOWN]) for it in view.study.factors)
        blocks.append(Paragraph(words("sweep.varied_shown", shown=shown, all=len(levels))))
    if kept := _kept(view):
        blocks.append(Paragraph(words("sweep.kept", names=view.named(kept))))
    columns = tuple(
        words(f"assumptions.{it}" if it in _OF_NUMBERS else f"sweep.{it}") for it in _COLUMNS
    )
    blocks.append(Table(words("sweep.varied_caption"), columns, groups))
    return Section("varied", words("sweep.varied"), tuple(blocks))


def _kept(view: SweepView) -> list[str]:
    """What splits have of their own, which levels leave as it is."""
    moved = {path for it in view.levels.values() for path in it.replaced}
    return [
        f"{title(split, view.language)} ({name})"
        for split in view.study.splits
        for key in ("parameters", "vehicle_types")
        for name in getattr(split, key)
        if (key, name) in moved
    ]


def _rows(view: SweepView, factor: FactorSection) -> Iterator[tuple[str, tuple[Cell, ...]]]:
    """A row for everything that a level replaces, at least one a level; notes only once."""
    known: set[str] = set()
    for level in factor.levels[:SHOWN]:
        paths = list(level.replaced)
        heading = title(level, view.language)
        if not paths:
            empty = (Cell((DASH,), is_number=False),) * (len(_COLUMNS) - 2)
            yield heading, (Cell((view.words("sweep.nothing"),), is_number=False), *empty)
        for path in paths:
            if path[0] != "vehicle_types":
                cells = _cells(view, level, path)
                yield heading, (*cells[:-1], cells[-1] if path[-1] not in known else _NO_NOTE)
                known.add(path[-1])
        for cells in _types(view, level):
            yield heading, cells


def _cells(view: SweepView, level: LevelSection, path: Sequence[str]) -> tuple[Cell, ...]:
    """What is replaced, by what, and in place of what."""
    if path[0] == "parameters":
        return _number(view, path[1], level.parameters[path[1]])
    said: Any = level
    stands: Any = view.study
    for key in path:
        said, stands = getattr(said, key), getattr(stands, key)
    return _plain(".".join(path), *(_text(view, path[-1], it) for it in (said, stands)))


def _plain(*texts: str) -> tuple[Cell, ...]:
    """Cells of what is no number from the world."""
    return tuple(Cell((it,), is_number=False) for it in (*texts, *[DASH] * len(_OF_NUMBERS)))


def _types(view: SweepView, level: LevelSection) -> Iterator[tuple[Cell, ...]]:
    """Vehicle types, organisations that have the same change together."""
    words, vehicles = view.words, load_parameters(view.study.parameters).vehicles

    def named(types: Sequence[str] | None) -> str:
        if types is None:
            return words("changes.as_profile")
        return ", ".join(title(vehicles[it], view.language) for it in types)

    owners: dict[tuple[str, str], list[str]] = {}
    for it in view.study.organisations:
        if it.name in level.vehicle_types:
            pair = named(level.vehicle_types[it.name]), named(it.vehicle_types)
            owners.setdefault(pair, []).append(title(it, view.language))
    for pair, names in owners.items():
        yield _plain(words("sweep.vehicle_types", organisations=", ".join(names)), *pair)


def _number(view: SweepView, name: str, value: float) -> tuple[Cell, ...]:
    """A number from the world: its value at the level, the study's own, its range and status."""
    words, language = view.words, view.language
    quantities = load_parameters(view.study.parameters).quantities
    row = next(it for it in parameter_table(quantities, language) if it.name == name)
    status = words(f"assumptions.{row.status}")
    marks = [status] if is_unverified(row.status) else []
    if not row.low <= value <= row.high:
        marks.append(words("assumptions.outside"))
    return (
        Cell((number_heading(row.title, name),), is_number=False),
        Cell((measured(value, row.unit, language),), is_number=False),
        Cell((measured(row.value, row.unit, language),), is_number=False),
        Cell((reach(row.low, row.high, language),), is_number=False),
        Cell(() if is_unverified(row.status) else (status,), tuple(marks), is_number=False),
        Cell((row.note,), is_number=False),
    )


def _text(view: SweepView, key: str, value: Any) -> str:
    """A value of the study's own words, as a reader writes it."""
    if value is None:
        return view.words("sweep.none_stated")
    if key in _RULES:
        return rule_words(view.words, key, value)
    if key == "planned_days":
        return ", ".join(view.words(f"weekday.{it}") for it in value)
    if isinstance(value, StudySection):
        value = value.model_dump(mode="json")
    if isinstance(value, Mapping):
        pairs = (f"{name} {_text(view, '', it)}" for name, it in value.items())
        return ", ".join(pairs) or view.words("sweep.none_stated")
    if isinstance(value, (tuple, list)):
        return ", ".join(_text(view, "", it) for it in value) or view.words("sweep.none_stated")
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value)
    return compact(value, view.language)
