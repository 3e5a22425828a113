"""The toy village's replay, made once."""

from __future__ import annotations

import pytest

from made_run import write_record, write_result
from ruttsim.bundled import bundled
from ruttsim.recorded.days import named_tables
from ruttsim.recorded.manifest import read_manifest
from ruttsim.recorded.origin import setting_of_run
from ruttsim.replay.page import replay_html
from ruttsim.replay.people import population_of_run
from ruttsim.replay.record import run_day
from ruttsim.replay.stops import stops


class Replayed:
    """A day of the toy village, what it was made from, and its page."""

    def __init__(self, folder):
        self.folder = folder
        manifest = read_manifest(folder)
        self.run = run_day(folder, manifest, named_tables(folder), 0, "two_parallel", 1)
        self.setting = setting_of_run(folder, manifest, None)
        self.people = population_of_run(self.run, self.setting)
        self.html = replay_html(self.run, self.setting, self.people, "sv")
        bases = self.setting.bundle.premises.geometry
        at = (bases.x.to_numpy(), bases.y.to_numpy())
        self.stops = stops(self.setting.bundle.roads, self.people, *at, "toy")


ALARMS = """

[day]
alarms = "{rule}"

[parameters]
"day.alarms_per_holder_month" = {often}
"""


def write_alarmed(folder, rule, often):
    """The toy study with another answer to alarms, and alarms so often for each holder a month."""
    folder.mkdir()
    study = (bundled("experiments")["toy"] / "study.toml").read_text()
    (folder / "study.toml").write_text(study + ALARMS.format(rule=rule, often=often))
    return folder


@pytest.fixture(scope="session")
def toy(toy_result, tmp_path_factory):
    """The second day of two organisations in the toy village."""
    return Replayed(write_result(toy_result, tmp_path_factory.mktemp("replay") / "run"))


@pytest.fixture(scope="session", params=["patrol", "nearest", "interrupting"])
def day(request, toy, tmp_path_factory):
    """The same day by who answers alarms; carers are called away, but where the patrol does."""
    if request.param == "patrol":
        return toy
    folder = tmp_path_factory.mktemp("alarmed")
    return Replayed(write_record(write_alarmed(folder / "own", request.param, 60), folder / "run"))


@pytest.fixture(scope="session")
def without_alarms(tmp_path_factory):
    """The same day in a run in which nobody rings."""
    folder = tmp_path_factory.mktemp("quiet")
    return Replayed(write_record(write_alarmed(folder / "own", "nearest", 0.001), folder / "run"))
