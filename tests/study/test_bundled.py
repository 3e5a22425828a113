"""Maps and experiments that come with ruttsim."""

from pathlib import Path

import ruttsim.bundled
from ruttsim.bundled import bundled


def test_the_default_experiment_is_bundled():
    assert (bundled("experiments")["six-organisations"] / "study.toml").is_file()


def test_an_installed_package_looks_inside_itself(tmp_path, monkeypatch):
    package = tmp_path / "site" / "ruttsim"
    for name in ("b", "a", ".hidden"):
        (package / "_bundled" / "experiments" / name).mkdir(parents=True)
    monkeypatch.setattr(ruttsim.bundled, "__file__", str(package / "bundled.py"))
    assert list(bundled("experiments")) == ["a", "b"]
    assert bundled("experiments")["a"] == Path(package / "_bundled" / "experiments" / "a")


def test_where_nothing_is_bundled_there_is_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(ruttsim.bundled, "__file__", str(tmp_path / "src" / "ruttsim" / "x.py"))
    assert bundled("maps") == {}
