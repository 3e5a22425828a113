"""Tiny instances in the two public formats."""

from __future__ import annotations

import copy
import json

MANKOWSKA = {
    "patients": [
        {
            "id": "p1",
            "time_window": [10.0, 20.0],
            "required_caregivers": [{"service": "s1", "duration": 5.0}],
        },
        {
            "id": "p2",
            "time_window": [30.0, 40.0],
            "required_caregivers": [{"service": "s1"}, {"service": "s2", "duration": 6.0}],
            "synchronization": {"type": "sequential", "distance": [2, 4]},
        },
    ],
    "services": [{"id": "s1", "default_duration": 4.0}, {"id": "s2", "default_duration": 9.0}],
    "caregivers": [{"id": "c1", "abilities": ["s1"]}, {"id": "c2", "abilities": ["s1", "s2"]}],
    "central_offices": [{"id": "d"}],
    "distances": [[0.0, 3.5, 7.0], [3.5, 0.0, 12.125], [7.0, 12.125, 0.0]],
}
"""A depot, a single visit 3.5 away and a sequential pair 7 away."""

UHHC = {
    "metadata": {
        "time_window_met": "at_service_end",
        "cost_components": {
            "travel_time": 2,
            "total_tardiness": 3,
            "highest_tardiness": 5,
            "total_waiting_time": 7,
            "total_extra_time": 11,
            "max_idle_time": 13,
            "caregiver_preferences": 17,
            "optional_patients": 19,
            "missed_lunch_break": 23,
        },
    },
    "distances": [[0, 10, 20], [10, 0, 15], [20, 15, 0]],
    "terminal_points": [{"id": "d0", "distance_matrix_index": 0}],
    "caregivers": [
        {
            "id": "c1",
            "abilities": ["s0"],
            "departing_point": "d0",
            "arrival_point": "d0",
            "working_shift": {"start": 60, "end": 300},
            "lunch_break": True,
        },
        {
            "id": "c2",
            "abilities": ["s0", "s1"],
            "departing_point": "d0",
            "arrival_point": "d0",
            "working_shift": {"start": 100, "end": 250},
            "lunch_break": False,
        },
    ],
    "patients": [
        {
            "id": "p0",
            "required_services": [{"service": "s0", "duration": 30}],
            "distance_matrix_index": 1,
            "time_windows": [{"start": 90, "end": 110}, {"start": 200, "end": 240}],
            "preferred_caregivers": ["c2"],
            "optional": False,
        },
        {
            "id": "p1",
            "required_services": [
                {"service": "s0", "duration": 15},
                {"service": "s1", "duration": 15},
            ],
            "distance_matrix_index": 2,
            "time_windows": [{"start": 150, "end": 180}],
            "synchronization": {"type": "simultaneous"},
            "incompatible_caregivers": [],
            "optional": True,
        },
    ],
    "services": [{"id": "s0", "type": "t0"}, {"id": "s1", "type": "t1"}],
    "lunch_breaks": {"start": 180, "end": 260, "min_duration": 30},
}
"""Two carers of one base, a single visit with two windows and an optional simultaneous pair."""


def mankowska(**changes):
    """The Mankowska sample with some of its keys changed."""
    return {**copy.deepcopy(MANKOWSKA), **changes}


def uhhc(**changes):
    """The UHHC sample with some of its keys changed."""
    return {**copy.deepcopy(UHHC), **changes}


def written(folder, raw, name="sample.json"):
    """The path of a sample written into a folder."""
    path = folder / name
    path.write_text(json.dumps(raw))
    return path
