"""Texts in both languages, and numbers written as each language writes them."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from ruttsim.parameters import toml

if TYPE_CHECKING:
    from ruttsim.accounts.kpi import Kpi
    from ruttsim.domain.parameters import Quantity, VehicleType
    from ruttsim.study.factors import FactorSection, LevelSection
    from ruttsim.study.model import OrganisationSection, Study
    from ruttsim.study.split_model import SplitSection

    Titled = (
        Kpi
        | Quantity
        | VehicleType
        | OrganisationSection
        | SplitSection
        | FactorSection
        | LevelSection
        | Study
    )

LANGUAGES = toml.LANGUAGES
DASH = "\N{EN DASH}"
MINUS = "\N{MINUS SIGN}"
_HARD_SPACE = "\u00a0"
_DECIMAL_SIGN = {"sv": ",", "en": "."}
_THOUSANDS_SIGN = {"sv": _HARD_SPACE, "en": ","}
_PERCENT = 100.0
SHARE_UNIT = "1"
_RANGE_WORD = {"sv": "till", "en": "to"}
_AND = {"sv": "och", "en": "and"}


@cache
def load_texts(package: str) -> Mapping[str, Mapping[str, str]]:
    """Every text of a package's words.toml: `section.key` -> language -> text."""
    file = resources.files(package).joinpath("words.toml")
    sections = tomllib.loads(file.read_text(encoding="utf-8"))
    return {
        f"{section}.{key}": text for section, keys in sections.items() for key, text in keys.items()
    }


@dataclass(frozen=True)
class Words:
    """The texts of one package in one language; call with a key and the values to fill in."""

    package: str
    language: str

    def __call__(self, key: str, **values: object) -> str:
        """The text `section.key` with its `{fields}` filled in."""
        text = load_texts(self.package)[key][self.language]
        return text.format(**values) if values else text


def title(thing: Titled, language: str) -> str:
    """The title of a key figure, number, organisation, split or study in a language."""
    text: str = getattr(thing, f"title_{language}")
    return text


def capital(text: str) -> str:
    """A text with a capital first letter, the rest as it is."""
    return text[:1].upper() + text[1:]


def listed(names: Sequence[str], language: str) -> str:
    """Names in a sentence: `A`, `A and B`, or `A, B and C`."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {_AND[language]} {names[-1]}"


def number(value: float, decimals: int, language: str) -> str:
    """A number with the language's decimal and thousands signs; an en dash where there is none."""
    if not math.isfinite(value):
        return DASH
    text = f"{abs(value):,.{decimals}f}"
    sign = MINUS if value < 0 and any(digit in text for digit in "123456789") else ""
    whole, _, fraction = text.partition(".")
    whole = whole.replace(",", _THOUSANDS_SIGN[language])
    return sign + whole + (_DECIMAL_SIGN[language] + fraction if fraction else "")


def compact(value: float, language: str) -> str:
    """A number with at most six digits and no zeros at its end."""
    exponent = Decimal(f"{value:.6g}").normalize().as_tuple().exponent
    return number(value, max(0, -int(exponent)), language)


def signed(value: float, decimals: int, language: str) -> str:
    """A difference: as `number`, with a plus sign before what is above zero."""
    text = number(value, decimals, language)
    is_plain = text[0] in (MINUS, DASH) or not any(digit in text for digit in "123456789")
    return text if is_plain else f"+{text}"


def span(low: float, high: float, decimals: int, language: str, *, is_signed: bool = False) -> str:
    """`low to high`, or nothing where either end is missing."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return ""
    write = signed if is_signed else number
    ends = (write(end, decimals, language) for end in (low, high))
    return f" {_RANGE_WORD[language]} ".join(ends)


def decimals_for(values: Iterable[float]) -> int:
    """How many decimals show about three digits of the largest of the values."""
    largest = max((abs(value) for value in values if math.isfinite(value)), default=0.0)
    return next((decimals for decimals, limit in ((0, 100), (1, 10)) if largest >= limit), 2)


def decimals_of_step(step: float) -> int:
    """How many decimals show whole steps exactly, of a step that has at most two digits."""
    power = math.floor(math.log10(step) + 1e-9)
    decimals = max(0, -power)
    scaled = step * 10**decimals
    return decimals if math.isclose(scaled, round(scaled)) else decimals + 1


def percent(part: float, whole: float, decimals: int, language: str) -> str:
    """What percentage a part is of a whole, without the sign; an en dash where there is none."""
    return number(part / whole * _PERCENT if whole else math.nan, decimals, language)


def unit_scale(unit: str) -> float:
    """What a stored value is multiplied by to be read in the unit that `unit_text` names."""
    return _PERCENT if unit == SHARE_UNIT else 1.0


def unit_text(unit: str, language: str) -> str:
    """A unit of a key figure as it is written in a language."""
    return Words(__package__, language)(f"units.{unit}")


def with_unit(heading: str, unit: str) -> str:
    """A heading with its unit, if that adds anything: `Travel time, h/day`, but `Vehicles`."""
    return heading if heading.lower() == unit else f"{heading}, {unit}"
