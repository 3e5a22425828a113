"""Tasks on a Dask cluster: the same results, whatever happens to its workers."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import logging
import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest
from distributed.protocol.pickle import dumps

from ruttsim.cache import note_damage, taken_damage
from ruttsim.cli.clusters import chosen
from ruttsim.cluster import connection, worker
from ruttsim.cluster.carried import Work, with_code
from ruttsim.cluster.connection import connected, local_cluster
from ruttsim.cluster.installed import Installed, installed
from ruttsim.cluster.worker import RefusedError
from ruttsim.errors import Fault, StudyError, WorkerError
from ruttsim.runner import run_all, silent


@pytest.fixture(scope="module")
def cluster():
    """Two processes of this machine."""
    with local_cluster(2) as made:
        yield made


def slow_when_early(item):
    """Twice the item; the first items take longest."""
    time.sleep(0.05 * (3 - item) if item < 3 else 0)
    return 2 * item


def two_is_wrong(item):
    """The item, or a fault that names it."""
    if item == 2:
        raise StudyError([Fault("study.toml", f"item {item}", "It is wrong.", "Mend it.")])
    return item


def damaged_entry(item):
    """An entry of the cache that each item meets damaged, in whichever process."""
    note_damage([Path(f"entry-{item}")])
    return item


def ends_its_process(item):
    """What the system does to a process when memory runs out."""
    os.kill(os.getpid(), signal.SIGKILL)
    return item


def ends_its_process_once(marks, item):
    """The item; the first process that comes to it is killed."""
    mark = marks / str(item)
    if item % 2 == 0 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return item


class EndsOnce:
    """`ends_its_process_once` with its folder."""

    def __init__(self, marks):
        self.marks = marks

    def __call__(self, item):
        """The item."""
        return ends_its_process_once(self.marks, item)


def test_results_come_in_the_order_of_the_items_and_progress_is_told(cluster):
    told = []
    found = run_all(
        slow_when_early, list(range(200)), cluster, "task", lambda *what: told.append(what)
    )
    assert found == [2 * it for it in range(200)]
    assert told == [("task", done, 200) for done in range(201)]


def test_nothing_to_do_gives_nothing(cluster):
    assert run_all(slow_when_early, [], cluster, "task", silent) == []


def test_an_error_is_raised_as_it_was_and_the_cluster_can_be_used_again(cluster):
    with pytest.raises(StudyError) as raised:
        run_all(two_is_wrong, list(range(300)), cluster, "task", silent)
    assert raised.value.faults == (Fault("study.toml", "item 2", "It is wrong.", "Mend it."),)
    assert run_all(abs, [-1, -2], cluster, "task", silent) == [1, 2]


def test_damaged_entries_of_the_cache_come_back(cluster):
    taken_damage()
    run_all(damaged_entry, [1, 2, 3, 1], cluster, "task", silent)
    assert taken_damage() == {Path("entry-1"), Path("entry-2"), Path("entry-3")}


def test_killed_workers_are_started_anew_and_their_tasks_done(tmp_path):
    with local_cluster(2) as made:
        items = list(range(1, 8))
        assert run_all(EndsOnce(tmp_path), items, made, "task", silent) == items
    assert sorted(it.name for it in tmp_path.iterdir()) == ["2", "4", "6"]


def test_a_task_that_ends_every_worker_is_a_fault_and_not_a_traceback():
    with (
        local_cluster(1) as made,
        pytest.raises(WorkerError, match="--cluster: Each process that was given"),
    ):
        run_all(ends_its_process, [1], made, "task", silent)


def test_a_local_cluster_listens_on_loopback_alone(cluster):
    own = psutil.Process()
    family = [own, *own.children(recursive=True)]
    listening = [
        it.laddr.ip
        for process in family
        for it in process.net_connections()
        if it.status == psutil.CONN_LISTEN
    ]
    assert len(listening) >= 3
    assert set(listening) == {"127.0.0.1"}
    assert cluster.is_here


def test_a_worker_with_another_version_is_refused_by_what_differs(cluster, monkeypatch):
    other = Installed(installed().code, installed().versions | {"numpy": "1.0"})
    monkeypatch.setattr(connection, "installed", lambda: other)
    with pytest.raises(StudyError, match=r"numpy 1\.0 here, 2"):
        run_all(abs, [-1], cluster, "task", silent)


LATE = {
    "other": RefusedError("tcp://10.0.0.7:1: numpy 1.0 here, 2.0 there"),
    "none": ModuleNotFoundError("No module named 'ruttsim'", name="ruttsim"),
}
"""What a worker answers that came later, with something else installed or without ruttsim."""


def answer_of_a_late_worker(item):
    """What such a worker answers."""
    raise LATE[item]


@pytest.mark.parametrize(
    ("item", "said"),
    [("other", r"10\.0\.0\.7:1: numpy 1\.0 here"), ("none", "No module named 'ruttsim'")],
)
def test_a_worker_that_comes_later_with_something_else_is_one_message(cluster, item, said):
    with pytest.raises(StudyError, match=f"has something else installed: .*{said}"):
        run_all(answer_of_a_late_worker, [item], cluster, "task", silent)


def test_a_worker_holds_a_function_until_it_lets_go_and_not_where_something_else_is_installed():
    function = pickle.dumps(abs)
    worker.hold("same", function, pickle.dumps(installed()), "tcp://here:1")
    assert worker.work("same", -1) == 1
    other = pickle.dumps(Installed("another", installed().versions))
    said = "tcp://here:1: another code of ruttsim"
    with pytest.raises(RefusedError, match=said):
        worker.hold("other", b"no pickle, and not read", other, "tcp://here:1")
    with pytest.raises(RefusedError, match=said):
        worker.work("other", -1)
    for name in ("same", "other"):
        worker.let_go(name)
        with pytest.raises(KeyError):
            worker.work(name, -1)


WITHOUT_RUTTSIM = """
import sys
sys.modules["ruttsim"] = None
from distributed.protocol.pickle import loads
class Worker: address = "tcp://there:1"
try:
    loads(sys.stdin.buffer.read()).setup(Worker())
except ValueError as error:
    print(error)
"""


def test_a_worker_without_ruttsim_can_say_so():
    with with_code():
        content = dumps(Work("name", b"", b""))
    words = [sys.executable, "-c", WITHOUT_RUTTSIM]
    done = subprocess.run(words, input=content, capture_output=True, check=True)
    assert b"tcp://there:1: " in done.stdout
    assert b"ruttsim" in done.stdout


def test_what_dask_says_of_a_lost_scheduler_is_not_shown():
    part = logging.getLogger("distributed.client")
    before = part.level
    with connection._quiet():
        assert not part.isEnabledFor(logging.CRITICAL)
    assert part.level == before


def test_what_is_installed_is_told_apart_by_code_too():
    here = Installed("a", {"numpy": "2.0", "scipy": "1"})
    assert here.different(here) == []
    there = Installed("b", {"numpy": "2.1"})
    assert here.different(there) == [
        "numpy 2.0 here, 2.1 there",
        "scipy 1 here, none there",
        "another code of ruttsim",
    ]


@pytest.mark.parametrize(
    "address", ["10.0.0.5:8786", "tcp://10.0.0.5", "local:4", "http://a:1", ""]
)
def test_a_bad_address_is_one_message(address):
    with pytest.raises(StudyError, match="Write tcp://HOST:PORT"), connected(address):
        pass


def test_a_scheduler_that_is_not_there_is_one_message(monkeypatch):
    monkeypatch.setattr(connection, "ANSWER_S", 1)
    address = f"tcp://127.0.0.1:{free_port()}"
    with pytest.raises(StudyError, match="No scheduler of Dask answers"), connected(address):
        pass


@pytest.mark.parametrize("says", [b"", b"SSH-2.0-OpenSSH_9.2\r\n", b"HTTP/1.0 400 No\r\n\r\n"])
def test_a_server_of_something_else_is_one_message_and_keeps_nobody_waiting(monkeypatch, says):
    monkeypatch.setattr(connection, "ANSWER_S", 2)
    with socket.create_server(("127.0.0.1", 0)) as server, contextlib.ExitStack() as open_yet:

        def answer():
            with contextlib.suppress(OSError):
                while True:
                    caller = open_yet.enter_context(server.accept()[0])
                    caller.sendall(says)

        threading.Thread(target=answer, daemon=True).start()
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        began_s = time.monotonic()
        with pytest.raises(StudyError, match="No scheduler of Dask answers"), connected(address):
            pass
        assert time.monotonic() - began_s < 30
        server.shutdown(socket.SHUT_RDWR)


def test_a_scheduler_that_is_not_there_is_one_message_in_a_notebook_too(monkeypatch):
    """A notebook's cells run inside a loop of events."""
    monkeypatch.setattr(connection, "ANSWER_S", 1)

    async def cell():
        with connected(f"tcp://127.0.0.1:{free_port()}"):
            pass

    with pytest.raises(StudyError, match="No scheduler of Dask answers"):
        asyncio.run(cell())


def test_an_interruption_does_not_wait_for_a_server_that_never_answers():
    """Such a server is asked for 15 s; the interruption comes after one."""
    hears = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with socket.create_server(("127.0.0.1", 0)) as server:
            address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
            interruption = threading.Timer(1, os.kill, (os.getpid(), signal.SIGINT))
            began_s = time.monotonic()
            interruption.start()
            with pytest.raises(KeyboardInterrupt), connected(address):
                pass
            assert 1 <= time.monotonic() - began_s < 4
    finally:
        signal.signal(signal.SIGINT, hears)


def free_port():
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.mark.parametrize("cluster", ["local", "local:0", "local:-1", "4", "local:9999"])
def test_a_bad_cluster_is_one_message(cluster):
    said = "is no cluster of this machine"
    with pytest.raises(StudyError, match=said), chosen(None, cluster, None):
        pass


def test_workers_and_cluster_are_not_given_at_once():
    said = "--workers and --cluster say the same"
    with pytest.raises(StudyError, match=said), chosen(2, "local:2", None):
        pass


def test_without_the_package_the_message_says_what_to_install(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(StudyError, match=r"pip install 'ruttsim\[cluster\]'"), local_cluster(1):
        pass


def test_a_scheduler_elsewhere_is_used_and_one_without_workers_is_told(monkeypatch):
    """A scheduler and a worker that were started by hand, as on other machines."""
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    dask = [sys.executable, "-m", "distributed.cli.dask_scheduler"]
    begun = [started([*dask, "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"])]
    try:
        monkeypatch.setattr(connection, "ANSWER_S", 5)
        wait_for(port)
        with pytest.raises(StudyError, match="has no workers"), connected(address):
            pass
        dask = [sys.executable, "-m", "distributed.cli.dask_worker", address]
        begun += [started([*dask, "--nthreads", "1", "--host", "127.0.0.1", "--no-dashboard"])]
        monkeypatch.setattr(connection, "ANSWER_S", 30)
        with connected(address) as made:
            assert not made.is_here
            assert run_all(abs, [-1, -2, -3], made, "task", silent) == [1, 2, 3]
            worker = next(iter(made.client.nthreads()))
            with pytest.raises(StudyError, match="No scheduler of Dask answers"), connected(worker):
                pass
    finally:
        for process in begun:
            process.terminate()
            process.wait()


def started(words):
    """A process that says nothing."""
    return subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def wait_for(port):
    """Until somebody listens on a port."""
    for _ in range(200):
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError
