"""The replay of a day as one HTML file that asks for nothing from outside."""

from __future__ import annotations

import base64
import hashlib
import json
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ruttsim import __version__
from ruttsim.accounts.statement import NIGHT_PATROL_NAME, PATROL_NAME
from ruttsim.domain.demand import SMALLEST_CELL, WEEKDAYS
from ruttsim.errors import DataError, Fault, StudyError, choices_hint
from ruttsim.figures.words import LANGUAGES, Words, title
from ruttsim.files import write_text
from ruttsim.recorded.audited import require_sound_day
from ruttsim.recorded.days import TABLES, indexed, named_tables
from ruttsim.recorded.manifest import read_manifest_of_run, require_as_written
from ruttsim.recorded.origin import setting_of_run
from ruttsim.replay.payload import STEP_MIN, STEP_OF_PERSONS_MIN, payload
from ruttsim.replay.people import population_of_run
from ruttsim.replay.record import RunDay, run_day
from ruttsim.replay.stops import FEWEST_HOMES_OF_ALARM, stops
from ruttsim.replay.table import TABLE_STEP_MIN, alarms, base_names, is_past_midnight, rows
from ruttsim.replay.timeline import STATES, timelines
from ruttsim.store import require_new_file

if TYPE_CHECKING:
    from ruttsim.domain.demand import Population
    from ruttsim.pipeline.setting import Setting

SPEEDS_MIN_PER_S = (1, 2, 5, 10, 20, 60)
SPEED_MIN_PER_S = 5
PAGE_ENDING = ".html"
PATROL_LETTER, PATROL_COLOUR = "p", "#1f2328"
"""No letter and colour of an organisation."""
_LIGHTEST_FOR_WHITE = 0.4
_LUMINANCE = (0.2126, 0.7152, 0.0722)
"""Shares of red, green and blue in how light a colour is (ITU-R BT.709)."""


def write_replay(
    folder: Path,
    path: Path,
    *,
    split: str,
    day: int,
    population: int = 0,
    language: str = "sv",
    study: str | None = None,
) -> None:
    """Put the replay of one day of the run in `folder` at a new path.

    `study` is the study on disk, for runs of studies with a map or clients of their own.

    Raises
    ------
    StudyError, DataError
        There is no such day, a file is not as written, or what made the run has changed.
    AuditError
        The day contradicts its plan, draws, map or numbers.
    """
    require_new_file(path, (PAGE_ENDING,), "page")
    if language not in LANGUAGES:
        problem, remedy = f"There is no replay in '{language}'.", choices_hint(language, LANGUAGES)
        raise StudyError([Fault("replay", "--lang", problem, remedy)])
    manifest = read_manifest_of_run(folder)
    require_as_written(folder, manifest, (f"{name}.parquet" for name in TABLES))
    named = named_tables(folder)
    run = run_day(folder, manifest, named, population, split, day)
    setting = setting_of_run(folder, manifest, study)
    people = population_of_run(run, setting)
    require_sound_day(indexed(folder, named, setting), setting, population, split, day)
    write_text(path, replay_html(run, setting, people, language))


def replay_html(run: RunDay, setting: Setting, people: Population, language: str) -> str:
    """The page as text.

    Raises
    ------
    DataError
        Nothing can be shown without pointing out where somebody lives.
    """
    import jinja2
    from markupsafe import Markup

    bundle, words = setting.bundle, Words("ruttsim.replay", language)
    by_name = {it.name: it for it in setting.study.organisations}
    names = [it for it in by_name if it in run.shown]
    if not names:
        problem = f"Every organisation with rounds has fewer than {SMALLEST_CELL} clients."
        remedy = "There is no way to show them without pointing clients out; use the tables."
        raise DataError([Fault(str(run.folder / "visits.parquet"), "client", problem, remedy)])
    if len(run.patrol_legs) or NIGHT_PATROL_NAME in run.shown:
        names.append(PATROL_NAME)
    patrol_premise = _patrol_premise(run, setting, people)
    rounds = timelines(run, names, patrol_premise)
    bases = bundle.premises.geometry
    clients = setting.study.demand.clients
    file = str(setting.study.folder / clients) if clients else str(run.folder / "manifest.json")
    at = stops(bundle.roads, people, bases.x.to_numpy(), bases.y.to_numpy(), file)
    step_min = STEP_MIN if people.is_synthetic else STEP_OF_PERSONS_MIN
    looks = [
        _patrol_look(words) if name == PATROL_NAME else _look(setting, name, language)
        for name in names
    ]
    letters = [it["letter"] for it in looks]
    numbers = payload(bundle, setting.parameters.travel, at, rounds, names, step_min)
    data = numbers | {
        "states": STATES,
        "organisations": looks,
        "words": {name: words(f"control.{name}") for name in ("play", "pause", "km", "next_day")}
        | {"point": {"sv": ",", "en": "."}[language]},
    }
    script = _text("replay.js")
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("ruttsim.replay", ""),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    split = next(it for it in setting.study.splits if it.name == run.split)
    manifest = bundle.manifest
    return environment.get_template("replay.html.j2").render(
        language=language,
        words=words,
        title=words("page.title", split=title(split, language)),
        facts=_facts(run, setting, sum(not it.on_call for it in rounds), words),
        is_schematic=manifest.schematic,
        is_quick=bool(run.manifest.get("quick")),
        is_synthetic=people.is_synthetic,
        left_out=[
            words("page.night_patrol") if it == NIGHT_PATROL_NAME else title(by_name[it], language)
            for it in run.left_out
        ],
        cell=SMALLEST_CELL,
        alarm_cell=FEWEST_HOMES_OF_ALARM,
        is_patrol_shown=PATROL_NAME in names,
        patrol_base=base_names(bundle).get(patrol_premise, patrol_premise),
        step=step_min,
        table_step=TABLE_STEP_MIN,
        is_past_midnight=is_past_midnight(rounds),
        speeds=SPEEDS_MIN_PER_S,
        speed=SPEED_MIN_PER_S,
        organisations=looks,
        states=STATES,
        rows=rows(bundle, at, rounds, names, letters, words),
        alarms=alarms(run, people, bundle, at, rounds, names, letters),
        made=words(
            "page.made",
            version=__version__,
            map=manifest.title,
            source=manifest.source.rstrip("."),
            licence=manifest.licence.rstrip("."),
        ),
        data=Markup(_as_json(data)),  # noqa: S704 - every < in it is written as \u003c
        style=Markup(_text("replay.css")),  # noqa: S704 - own
        script=Markup(script),  # noqa: S704 - own
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )


def _facts(run: RunDay, setting: Setting, rounds: int, words: Words) -> str:
    """Which day it is, in one line."""
    dates = setting.study.planned_dates
    weekday, _ = dates[min(run.day // setting.study.time.disturbed_days, len(dates) - 1)]
    return words(
        "page.facts",
        study=title(setting.study, words.language),
        weekday=words(f"weekday.{WEEKDAYS[weekday]}"),
        day=run.day,
        population=run.population,
        rounds=rounds,
    )


def _patrol_premise(run: RunDay, setting: Setting, people: Population) -> str:
    """The base of the patrol's cars on call; empty where none is out."""
    first = run.patrol_legs[run.patrol_legs["sequence"] == 0]["from_place"]
    bases = setting.bundle.premises["premise"].tolist()
    return str(bases[int(first.iloc[0]) - len(people.buildings.x_m)]) if len(first) else ""


def _patrol_look(words: Words) -> dict[str, str]:
    """The same of the municipal patrol."""
    return {
        "title": words("page.patrol_title"),
        "letter": PATROL_LETTER,
        "colour": PATROL_COLOUR,
        "ink": "#ffffff",
    }


def _look(setting: Setting, name: str, language: str) -> dict[str, str]:
    """Title, letter and colour of an organisation, the same as on every picture of the study."""
    from matplotlib.colors import to_rgb

    from ruttsim.figures.colours import category_colour, letter

    names = [it.name for it in setting.study.organisations]
    index = names.index(name)
    colour = category_colour(index)
    light = float(np.dot(to_rgb(colour), _LUMINANCE))
    return {
        "title": title(setting.study.organisations[index], language),
        "letter": letter(index),
        "colour": colour,
        "ink": "#ffffff" if light < _LIGHTEST_FOR_WHITE else "#1f2328",
    }


def _as_json(value: dict[str, Any]) -> str:
    """JSON without spaces that cannot end the element it stands in."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    return text.replace("<", "\\u003c")


def _text(name: str) -> str:
    """A text file of this package."""
    return resources.files("ruttsim.replay").joinpath(name).read_text(encoding="utf-8")
