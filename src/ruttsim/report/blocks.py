"""What a section of the report is made of; the template knows how each block is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from ruttsim.figures.registry import Drawing


@dataclass(frozen=True)
class Cell:
    """One cell: lines below each other, marks that stand out, the language if not the page's."""

    lines: tuple[str, ...]
    marks: tuple[str, ...] = ()
    language: str = ""
    is_number: bool = True


@dataclass(frozen=True)
class RowGroup:
    """Rows under a common heading (none if empty); each row is its heading and its cells."""

    heading: str
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


@dataclass(frozen=True)
class Table:
    """A table: `columns` are the headings, that of the row headings first."""

    caption: str
    columns: tuple[str, ...]
    groups: tuple[RowGroup, ...]
    kind: str = "table"


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of text."""

    text: str
    kind: str = "paragraph"


@dataclass(frozen=True)
class Heading:
    """A heading inside a section."""

    text: str
    kind: str = "heading"


@dataclass(frozen=True)
class Bullets:
    """A list of sentences, with their language if it is not the page's."""

    items: tuple[str, ...]
    language: str = ""
    kind: str = "bullets"


@dataclass(frozen=True)
class Notice:
    """Something that must not be missed; `title` begins it."""

    title: str
    text: str
    kind: str = "notice"


@dataclass(frozen=True)
class Command:
    """What to type."""

    text: str
    kind: str = "command"


@dataclass(frozen=True)
class Pictures:
    """Drawings side by side and equally large, with a note below each (none if empty)."""

    drawings: tuple[Drawing, ...]
    note: str
    kind: str = "pictures"


Block: TypeAlias = Table | Paragraph | Heading | Bullets | Notice | Command | Pictures


@dataclass(frozen=True)
class Section:
    """One numbered part of the report; `name` is its anchor."""

    name: str
    heading: str
    blocks: tuple[Block, ...]
