"""Runs that are killed, stopped, run out of disk or meet each other: nothing is lost or wrong."""

from __future__ import annotations

import itertools
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kept_study import HEARS, TASKS, arguments, contents, names, ruttsim, write_small_study

LINES = 30
"""About so many lines of progress an undisturbed run of the small study writes."""


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A folder with the small study and an undisturbed run of it, made by one worker."""
    folder = tmp_path_factory.mktemp("small")
    study = write_small_study(folder / "small")
    done = ruttsim("compare", study, "--out", "whole", "--workers", "1", folder=folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def begun(small, tmp_path):
    """Starts a run of the small study in a folder of its own, in a process group of its own."""
    started = []

    def begin(*words, before=""):
        python, option, script = arguments()
        study = str(small / "small")
        process = subprocess.Popen(
            [python, option, HEARS + before + script, "compare", study, "--out", "run", *words],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            cwd=tmp_path,
            start_new_session=True,
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        process.stderr.close()


def lines_until(process, word, count=1):
    """Read progress until a word has come so many times, or the process ends."""
    for line in process.stderr:
        count -= word in line
        if not count:
            return


def kept_tasks(folder):
    """Files of finished tasks, and when each was written."""
    tasks = (folder / "run.unfinished" / "tasks").glob("[!.]*")
    return {path.name: path.stat().st_mtime_ns for path in tasks}


def killed_again_and_again(begin, folder, chance, times):
    """Kill a run and what goes on with it at random moments; what it had finished each time."""
    finished = []
    for _ in range(times):
        process = begin("--resume", "--workers", "2")
        lines_until(process, ": ", chance.randrange(LINES))
        time.sleep(chance.uniform(0, 0.5))
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        finished.append(kept_tasks(folder))
    return finished


def require_same_as_undisturbed(small, folder, finished):
    """Nothing finished was computed again, and the run that goes on is the undisturbed one."""
    for before, after in itertools.pairwise(finished):
        assert before.items() <= after.items() or not after
    done = ruttsim("compare", small / "small", "--out", "run", "--resume", folder=folder)
    assert done.returncode == 0, done.stderr
    assert contents(folder / "run") == contents(small / "whole")
    assert names(folder) == ["run"]


def test_three_kills_of_all_processes_change_nothing(small, begun, tmp_path):
    finished = killed_again_and_again(begun, tmp_path, random.Random(3), 3)
    require_same_as_undisturbed(small, tmp_path, finished)


@pytest.mark.long
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("seed", range(50))
def test_kills_at_fifty_moments_change_nothing(small, begun, tmp_path, seed):
    finished = killed_again_and_again(begun, tmp_path, random.Random(1000 + seed), 1)
    require_same_as_undisturbed(small, tmp_path, finished)


def test_an_interruption_says_how_to_go_on_and_leaves_what_is_finished(small, begun, tmp_path):
    process = begun("--workers", "2")
    lines_until(process, "area splits: 3/")
    os.killpg(process.pid, signal.SIGINT)
    said = process.communicate()[1]
    assert process.returncode == 130
    assert "Traceback" not in said
    assert "finished tasks are kept in run.unfinished" in said
    assert f"ruttsim compare {small / 'small'} --out run --resume --workers 2\n" in said
    assert len(kept_tasks(tmp_path)) >= 3
    assert names(tmp_path) == ["run.unfinished"]
    require_same_as_undisturbed(small, tmp_path, [])


def test_an_interruption_before_anything_is_finished_leaves_nothing(begun, tmp_path):
    process = begun("--workers", "1")
    lines_until(process, "area splits: 0/")
    os.killpg(process.pid, signal.SIGINT)
    assert "nothing is kept" in process.communicate()[1]
    assert process.returncode == 130
    assert names(tmp_path) == []


def test_an_interrupted_run_is_not_begun_over_without_saying_so(small, begun, tmp_path):
    process = begun("--workers", "1")
    lines_until(process, "area splits: 1/")
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    before = kept_tasks(tmp_path)
    done = ruttsim("compare", small / "small", "--out", "run", folder=tmp_path)
    assert done.returncode == 2
    assert "--resume" in done.stderr
    assert kept_tasks(tmp_path) == before


def test_what_was_kept_of_another_study_is_not_taken(begun, tmp_path):
    process = begun("--workers", "1")
    lines_until(process, "area splits: 1/")
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    before = kept_tasks(tmp_path)
    other = tmp_path / "other"
    text = write_small_study(other).read_text()
    (other / "study.toml").write_text(text.replace("seed = 2019", "seed = 7"))
    done = ruttsim("compare", "other", "--out", "run", "--resume", folder=tmp_path)
    assert done.returncode == 2
    assert "study.seed" in done.stderr
    assert kept_tasks(tmp_path) == before


def test_without_out_the_latest_interrupted_run_of_the_same_is_gone_on_with(small, tmp_path):
    command = arguments("compare", str(small / "small"), "--workers", "1")
    process = subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    lines_until(process, "area splits: 2/")
    process.kill()
    process.communicate()
    (tmp_path / "runs" / "small-2").mkdir()
    done = ruttsim("compare", small / "small", "--resume", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "finished tasks in runs/small-1.unfinished" in done.stdout
    assert contents(tmp_path / "runs" / "small-1") == contents(small / "whole")


def test_going_on_with_a_finished_run_says_so_and_touches_nothing(small):
    before = contents(small / "whole")
    done = ruttsim("compare", small / "small", "--out", "whole", "--resume", folder=small)
    assert done.returncode == 0
    assert "finished already" in done.stdout
    assert contents(small / "whole") == before


def test_two_processes_cannot_work_in_the_same_folder(small, begun, tmp_path):
    first = begun("--workers", "1")
    lines_until(first, "area splits: 1/")
    os.killpg(first.pid, signal.SIGSTOP)
    for words in ((), ("--resume",)):
        second = ruttsim("compare", small / "small", "--out", "run", *words, folder=tmp_path)
        assert second.returncode == 2
        assert "Another process works on it" in second.stderr
    os.killpg(first.pid, signal.SIGCONT)
    first.communicate()
    assert first.returncode == 0
    assert contents(tmp_path / "run") == contents(small / "whole")


def test_two_processes_without_a_folder_take_two(small, tmp_path):
    command = arguments("compare", str(small / "small"), "--workers", "1")
    both = [
        subprocess.Popen(
            command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for _ in range(2)
    ]
    assert [process.wait() for process in both] == [0, 0]
    assert names(tmp_path / "runs") == ["small-1", "small-2"]
    for name in names(tmp_path / "runs"):
        assert contents(tmp_path / "runs" / name) == contents(small / "whole")


def test_a_file_that_grows_beyond_what_may_be_written_is_one_message(begun, tmp_path):
    """Files of at most 20 kB: the first task's is larger. Python ignores the signal of that."""
    limit = "import resource as r; r.setrlimit(r.RLIMIT_FSIZE, (20_000, 20_000))\n"
    process = begun("--workers", "1", before=limit)
    said = process.communicate()[1]
    assert process.returncode == 3
    errors = [line for line in said.splitlines() if line.startswith("error:")]
    assert len(errors) == 1
    assert "File too large" in errors[0]
    assert "Traceback" not in said
    assert names(tmp_path) == []


def test_a_disk_that_is_full_when_the_run_is_written_loses_no_task(small, tmp_path):
    script = (
        "import errno, ruttsim.report.run as run\n"
        "def full(*_): raise OSError(errno.ENOSPC, 'No space left on device', 'summary.csv')\n"
        "run.write_csv = full\n"
        "from ruttsim.cli import main; main()"
    )
    words = ["compare", str(small / "small"), "--out", "run", "--workers", "1"]
    done = subprocess.run(
        [sys.executable, "-c", script, *words],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
    )
    assert done.returncode == 3
    assert "No space left on device" in done.stderr
    assert f"{TASKS} finished tasks are kept" in done.stderr
    assert "Traceback" not in done.stderr
    assert names(tmp_path) == ["run.unfinished"]
    require_same_as_undisturbed(small, tmp_path, [])


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_to_is_one_message(small, tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir()
    closed.chmod(0o555)
    done = ruttsim("compare", small / "small", "--out", "closed/run", folder=tmp_path)
    closed.chmod(0o755)
    assert done.returncode == 2
    assert "cannot be made: Permission denied" in done.stderr
    assert names(closed) == []


def test_a_place_where_no_folder_can_be_made_is_one_message(small, tmp_path):
    """The system's own folder of processes is read-only for everybody, root too."""
    place = Path("/proc/ruttsim")
    done = ruttsim("compare", small / "small", "--out", place, folder=tmp_path)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert "cannot be made" in done.stderr
