"""The toy village's replay, made once."""

from __future__ import annotations

import pytest

from made_run import write_record
from ruttsim.recorded.manifest import read_manifest
from ruttsim.recorded.origin import setting_of_run
from ruttsim.replay.page import replay_html
from ruttsim.replay.people import population_of_run
from ruttsim.replay.record import read_run_day
from ruttsim.replay.stops import stops


class Replayed:
    """A day of the toy village, what it was made from, and its page."""

    def __init__(self, folder):
        self.folder = folder
        manifest = read_manifest(folder)
        self.run = read_run_day(folder, manifest, 0, "two_parallel", 1)
        self.setting = setting_of_run(folder, manifest, None)
        self.people = population_of_run(self.run, self.setting)
        self.html = replay_html(self.run, self.setting, self.people, "sv")
        bases = self.setting.bundle.premises.geometry
        at = (bases.x.to_numpy(), bases.y.to_numpy())
        self.stops = stops(self.setting.bundle.roads, self.people, *at, "toy")


@pytest.fixture(scope="session")
def toy(tmp_path_factory):
    """The second day of two organisations in the toy village."""
    return Replayed(write_record("toy", tmp_path_factory.mktemp("replay") / "run"))
