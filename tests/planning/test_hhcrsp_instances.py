"""Files of public instances, told apart by what they hold."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import hhcrsp_samples as samples
import pytest
from hhcrsp_instances import (
    COMPONENTS,
    Link,
    Lunch,
    Service,
    instance_paths,
    read_instance,
    read_instances,
)

from ruttsim.errors import DataError

REAL = Path(os.environ.get("RUTTSIM_REAL_DATA", "../shared/data")) / "hhcrsp"


def test_mankowska_counts_thousandths_because_its_distances_do(tmp_path):
    it = read_instance(samples.written(tmp_path, samples.mankowska()))
    assert (it.name, it.scale, it.divisor) == ("sample", 1000, 3)
    assert it.travel[1] == (3500, 0, 12125)
    assert it.patients[0].windows == ((10000, 20000),)
    assert [patient.place for patient in it.patients] == [1, 2]
    assert it.patients[1].link == Link(2000, 4000)


def test_a_service_without_its_own_duration_takes_the_default_one(tmp_path):
    it = read_instance(samples.written(tmp_path, samples.mankowska()))
    assert it.patients[1].services == (Service("s1", 4000), Service("s2", 6000))


def test_mankowska_has_no_shifts_and_prices_three_components_alike(tmp_path):
    it = read_instance(samples.written(tmp_path, samples.mankowska()))
    assert [carer.shift for carer in it.carers] == [None, None]
    assert sum(it.weights.values()) == it.divisor


def test_uhhc_counts_minutes_and_brings_its_weights(tmp_path):
    it = read_instance(samples.written(tmp_path, samples.uhhc()))
    assert (it.scale, it.divisor, it.late_at_end) == (1, 1, True)
    assert it.lunch == Lunch(180, 260, 30)
    assert [it.weights[name] for name in COMPONENTS] == [2, 3, 5, 7, 11, 13, 17, 19, 23]
    assert it.carers[0].shift == (60, 300)
    assert it.patients[0].preferred == {"c2"}
    assert it.patients[1].preferred is None
    assert it.patients[1].link == Link(0, 0)


def test_independent_services_are_not_linked(tmp_path):
    raw = samples.uhhc()
    raw["patients"][1]["synchronization"] = {"type": "independent"}
    assert read_instance(samples.written(tmp_path, raw)).patients[1].link is None


def test_a_wish_without_a_weight_is_a_rule_and_waiting_without_one_is_free(tmp_path):
    raw = samples.uhhc()
    del raw["metadata"]["cost_components"]["caregiver_preferences"]
    del raw["metadata"]["cost_components"]["total_waiting_time"]
    weights = read_instance(samples.written(tmp_path, raw)).weights
    assert weights["caregiver_preferences"] is None
    assert weights["total_waiting_time"] == 0


def test_packed_and_plain_files_are_the_same_instance(tmp_path):
    plain = samples.written(tmp_path, samples.uhhc())
    packed = tmp_path / "packed" / "sample.json.gz"
    packed.parent.mkdir()
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert read_instance(packed) == read_instance(plain)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("{}", "neither a Mankowska nor a UHHC"),
        ("[1]", "neither a Mankowska nor a UHHC"),
        ("not JSON", "JSONDecodeError"),
        (json.dumps(samples.uhhc(terminal_points=[])), "KeyError: 'd0'"),
        (json.dumps(samples.uhhc(distances=[[0.00001]])), "more than three decimals"),
    ],
)
def test_a_file_of_neither_format_is_refused_by_name(tmp_path, content, problem):
    path = tmp_path / "strange.json"
    path.write_text(content)
    with pytest.raises(DataError, match=rf"strange\.json: .*{problem}"):
        read_instance(path)


def test_a_component_that_nobody_here_counts_is_refused(tmp_path):
    raw = samples.uhhc()
    raw["metadata"]["cost_components"]["workload_balance"] = 4
    with pytest.raises(DataError, match="workload_balance"):
        read_instance(samples.written(tmp_path, raw))


def test_all_wrong_files_of_a_folder_are_told_at_once(tmp_path):
    samples.written(tmp_path, {}, "a.json")
    samples.written(tmp_path, samples.uhhc(), "b.json")
    samples.written(tmp_path, {}, "c.json")
    (tmp_path / "notes.txt").write_text("not an instance")
    with pytest.raises(DataError) as caught:
        read_instances(instance_paths(tmp_path))
    assert [fault.file for fault in caught.value.faults] == ["a.json", "c.json"]


@pytest.mark.skipif(not REAL.exists(), reason="the public instances are not here")
@pytest.mark.parametrize(("folder", "number"), [("mankowska", 28), ("uhhc", 12)])
def test_every_public_instance_is_read(folder, number):
    found = read_instances(instance_paths(REAL / folder))
    assert len(found) == number
    assert all(len(it.travel) > len(it.patients) for it in found)
