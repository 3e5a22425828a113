"""Solutions of public home-care routing instances, and their files in the authors' form."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hhcrsp_instances import Instance

from ruttsim.files import write_text

LUNCH = "lunch_break"
"""What the authors call a lunch among the services of a route."""


@dataclass(frozen=True)
class Stop:
    """A service (or lunch) at a patient's home, from start to end."""

    patient: str
    service: str
    start: int
    end: int


@dataclass(frozen=True)
class Route:
    """One carer's stops in their order."""

    carer: str
    stops: tuple[Stop, ...]


def read_solution(path: Path, instance: Instance) -> tuple[Route, ...]:
    """Routes of a solution file; unused carers have none."""
    return tuple(
        Route(
            route["caregiver_id"],
            tuple(
                sorted(
                    (
                        Stop(
                            stop["patient"],
                            stop["service"],
                            _scaled(stop, ("arrival_time", "start_time"), instance),
                            _scaled(stop, ("departure_time", "end_time"), instance),
                        )
                        for stop in route["locations"]
                    ),
                    key=lambda stop: (stop.start, stop.end),
                )
            ),
        )
        for route in json.loads(path.read_text())["routes"]
        if route.get("locations")
    )


def _scaled(stop: Mapping[str, float], names: tuple[str, ...], instance: Instance) -> int:
    value = next(stop[name] for name in names if name in stop)
    return round(value * instance.scale)


def write_solution(path: Path, instance: Instance, routes: tuple[Route, ...]) -> None:
    """Put the routes at path in the authors' form; arrival is the start of the service."""

    def time(value: int) -> float:
        return value if instance.scale == 1 else value / instance.scale

    solution = {
        "instance": instance.name,
        "cost_components": {},
        "routes": [
            {
                "caregiver_id": route.carer,
                "locations": [
                    {
                        "patient": stop.patient,
                        "service": stop.service,
                        "arrival_time": time(stop.start),
                        "departure_time": time(stop.end),
                    }
                    for stop in route.stops
                ],
            }
            for route in routes
            if route.stops
        ],
    }
    write_text(path, json.dumps(solution, indent=1) + "\n")
