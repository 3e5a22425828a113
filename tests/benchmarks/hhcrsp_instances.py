"""Public home-care routing instances in the formats of Mankowska and of UHHC, as one frozen type.

Times are whole numbers of `1 / scale` of the file's unit: Mankowska's distances have three
decimals, UHHC counts minutes. A weight of None is a rule that must hold.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruttsim.errors import DataError, Fault, Faults

ENDINGS = (".json", ".json.gz")
SCALES = (1, 1000)

MUST_HOLD_WITHOUT_WEIGHT = ("caregiver_preferences", "optional_patients", "missed_lunch_break")
"""Components of UHHC's cost that are rules in a file that gives them no weight."""

COMPONENTS = (
    "travel_time",
    "total_tardiness",
    "highest_tardiness",
    "total_waiting_time",
    "total_extra_time",
    "max_idle_time",
    *MUST_HOLD_WITHOUT_WEIGHT,
)

MANKOWSKA_PARTS = ("travel_time", "total_tardiness", "highest_tardiness")
"""Mankowska's cost is the mean of these."""


@dataclass(frozen=True)
class Service:
    """A service that a patient needs, and how long it takes."""

    name: str
    duration: int


@dataclass(frozen=True)
class Link:
    """Starts of a patient's two services: the second `least` to `most` after the first."""

    least: int
    most: int


@dataclass(frozen=True)
class Patient:
    """A patient's place, windows, services in their order, and who may or should come.

    `link` is None where the services do not depend on each other; `preferred` is None where the
    patient has no wish.
    """

    name: str
    place: int
    windows: tuple[tuple[int, int], ...]
    services: tuple[Service, ...]
    link: Link | None
    preferred: frozenset[str] | None
    incompatible: frozenset[str]
    optional: bool


@dataclass(frozen=True)
class Carer:
    """A carer's services, way out and home, shift (None: any hour), and right to a lunch."""

    name: str
    abilities: frozenset[str]
    start_place: int
    end_place: int
    shift: tuple[int, int] | None
    lunch: bool


@dataclass(frozen=True)
class Lunch:
    """When lunch may start, when it must end (or start, see `late_at_end`), how long it takes."""

    start: int
    end: int
    duration: int


@dataclass(frozen=True)
class Instance:
    """One instance; `travel[from][to]`; cost = sum of weight x component / divisor."""

    name: str
    scale: int
    travel: tuple[tuple[int, ...], ...]
    patients: tuple[Patient, ...]
    carers: tuple[Carer, ...]
    lunch: Lunch | None
    weights: Mapping[str, int | None]
    divisor: int
    late_at_end: bool


def instance_paths(folder: Path) -> list[Path]:
    """Files in the folder that may hold an instance, by name."""
    return sorted(path for path in folder.iterdir() if path.name.endswith(ENDINGS))


def read_instances(paths: Iterable[Path]) -> tuple[Instance, ...]:
    """Every instance of the files; a file of neither format is refused, all of them at once."""
    faults, found = Faults(DataError), []
    for path in paths:
        try:
            found.append(read_instance(path))
        except DataError as error:
            faults.extend(error.faults)
    faults.raise_if_any()
    return tuple(found)


def read_instance(path: Path) -> Instance:
    """The instance in a file of either format, told apart by what it holds."""
    name = path.name
    for ending in reversed(ENDINGS):
        name = name.removesuffix(ending)
    try:
        content = path.read_bytes()
        raw = json.loads(gzip.decompress(content) if path.suffix == ".gz" else content)
        keys = frozenset(raw) if isinstance(raw, dict) else frozenset()
        for needed, reader in FORMATS.items():
            if keys >= needed:
                return reader(name, raw)
    except (ValueError, KeyError, TypeError, IndexError, EOFError, gzip.BadGzipFile) as error:
        raise _unreadable(path, f"{type(error).__name__}: {error}.") from error
    raise _unreadable(path, "It is neither a Mankowska nor a UHHC instance.")


def _unreadable(path: Path, problem: str) -> DataError:
    remedy = "Give a folder of instances as their authors publish them, .json or .json.gz."
    return DataError([Fault(path.name, "instance", problem, remedy)])


def _mankowska(name: str, raw: Mapping[str, Any]) -> Instance:
    scale = _scale(raw)
    durations = {it["id"]: it.get("default_duration") for it in raw["services"]}
    weights = {it: 1 if it in MANKOWSKA_PARTS else 0 for it in COMPONENTS}
    return Instance(
        name=name,
        scale=scale,
        travel=_travel(raw, scale),
        patients=tuple(
            _patient(
                it,
                place=number,
                windows=[it["time_window"]],
                services=it["required_caregivers"],
                durations=durations,
                scale=scale,
            )
            for number, it in enumerate(raw["patients"], start=1)
        ),
        carers=tuple(
            Carer(it["id"], frozenset(it["abilities"]), 0, 0, shift=None, lunch=False)
            for it in raw["caregivers"]
        ),
        lunch=None,
        weights=weights,
        divisor=len(MANKOWSKA_PARTS),
        late_at_end=False,
    )


def _uhhc(name: str, raw: Mapping[str, Any]) -> Instance:
    scale = _scale(raw)
    durations = {it["id"]: it.get("default_duration") for it in raw["services"]}
    place = {it["id"]: it["distance_matrix_index"] for it in raw["terminal_points"]}
    lunch = raw.get("lunch_breaks")
    return Instance(
        name=name,
        scale=scale,
        travel=_travel(raw, scale),
        patients=tuple(
            _patient(
                it,
                place=it["distance_matrix_index"],
                windows=[(window["start"], window["end"]) for window in it["time_windows"]],
                services=it["required_services"],
                durations=durations,
                scale=scale,
            )
            for it in raw["patients"]
        ),
        carers=tuple(_uhhc_carer(it, place, scale) for it in raw["caregivers"]),
        lunch=lunch
        and Lunch(*(_whole(lunch[it], scale) for it in ("start", "end", "min_duration"))),
        weights=_uhhc_weights(raw["metadata"]["cost_components"]),
        divisor=1,
        late_at_end={"at_service_start": False, "at_service_end": True}[
            raw["metadata"]["time_window_met"]
        ],
    )


FORMATS = {
    frozenset({"patients", "caregivers", "services", "distances", "central_offices"}): _mankowska,
    frozenset({"patients", "caregivers", "services", "distances", "terminal_points"}): _uhhc,
}
"""Keys that a format's files hold, and what reads them."""


def _uhhc_carer(raw: Mapping[str, Any], place: Mapping[str, int], scale: int) -> Carer:
    shift = raw.get("working_shift")
    return Carer(
        name=raw["id"],
        abilities=frozenset(raw["abilities"]),
        start_place=place[raw["departing_point"]],
        end_place=place[raw.get("arrival_point") or raw["departing_point"]],
        shift=shift and (_whole(shift["start"], scale), _whole(shift["end"], scale)),
        lunch=bool(raw.get("lunch_break")),
    )


def _uhhc_weights(raw: Mapping[str, int | str | None]) -> dict[str, int | None]:
    """The weight of every component; refuses weights of components that nothing here counts."""
    unknown = sorted(
        it for it, weight in raw.items() if weight is not None and it not in COMPONENTS
    )
    if unknown:
        raise ValueError(f"cost components without a meaning here: {', '.join(unknown)}")
    weights: dict[str, int | None] = {}
    for component in COMPONENTS:
        weight = raw.get(component)
        if weight is None and component not in MUST_HOLD_WITHOUT_WEIGHT:
            weight = 0
        weights[component] = None if weight in (None, "HARD") else _whole(weight, 1)
    return weights


def _patient(
    raw: Mapping[str, Any],
    *,
    place: int,
    windows: Iterable[tuple[float, float]],
    services: Iterable[Mapping[str, Any]],
    durations: Mapping[str, float],
    scale: int,
) -> Patient:
    wishes = raw.get("preferred_caregivers")
    return Patient(
        name=raw["id"],
        place=place,
        windows=tuple(sorted((_whole(a, scale), _whole(b, scale)) for a, b in windows)),
        services=tuple(
            Service(it["service"], _whole(it.get("duration") or durations[it["service"]], scale))
            for it in services
        ),
        link=_link(raw.get("synchronization"), scale),
        preferred=None if wishes is None else frozenset(wishes),
        incompatible=frozenset(raw.get("incompatible_caregivers") or ()),
        optional=bool(raw.get("optional")),
    )


def _link(raw: Mapping[str, Any] | None, scale: int) -> Link | None:
    if raw is None or raw["type"] == "independent":
        return None
    if raw["type"] == "simultaneous":
        return Link(0, 0)
    if raw["type"] != "sequential":
        raise ValueError(f"unknown synchronization {raw['type']!r}")
    span = raw["distance"]
    least, most = (span["min"], span["max"]) if isinstance(span, dict) else span
    return Link(_whole(least, scale), _whole(most, scale))


def _travel(raw: Mapping[str, Any], scale: int) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(_whole(it, scale) for it in row) for row in raw["distances"])


def _scale(raw: Mapping[str, Any]) -> int:
    """The least scale that makes every distance a whole number."""
    for scale in SCALES:
        if all(_is_whole(it * scale) for row in raw["distances"] for it in row):
            return scale
    raise ValueError("distances with more than three decimals")


def _is_whole(value: float) -> bool:
    return abs(value - round(value)) < 1e-6


def _whole(value: float, scale: int) -> int:
    if not _is_whole(value * scale):
        raise ValueError(f"{value} is no whole number of 1/{scale}")
    return round(value * scale)
