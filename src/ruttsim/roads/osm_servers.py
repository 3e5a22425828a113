"""osmnx ready to ask its servers, or a municipality's own: what they fail at is told in seconds."""

from __future__ import annotations

import functools
import logging
import os
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from ruttsim.errors import DataError, Fault, StudyError, reason
from ruttsim.roads.osm_tags import ACCESS_KEYS, USED_KEYS

if TYPE_CHECKING:
    import requests

ANSWER_S = 180
"""How long Overpass may take for the streets of a municipality, to the last byte of them."""
PLACE_ANSWER_S = 20
"""How long Nominatim may take to find a place."""


@dataclass(frozen=True)
class Server:
    """A server: osmnx's setting for its address, the variable that names another, its time."""

    setting: str
    variable: str
    answer_s: int


NOMINATIM = Server("nominatim_url", "RUTTSIM_NOMINATIM", PLACE_ANSWER_S)
OVERPASS = Server("overpass_url", "RUTTSIM_OVERPASS", ANSWER_S)
ANSWER_VARIABLE = "RUTTSIM_ANSWER_S"
PROBE_S = 3.0
"""A server that has not answered by then is taken for out of reach; osmnx itself waits minutes."""
USED_NODE_KEYS = ("barrier", "traffic_signals:direction", *ACCESS_KEYS["car"])
"""The tags of nodes that are read beside those that osmnx keeps of itself."""
_LAST_BYTES = 2000
"""Overpass says at the end of what it sends that it gave up, and sends it as if all were well."""
GET_AN_EXTRACT = (
    "Check the name and the connection, set {variable} to the address of another server, or "
    "download an extract by hand (.osm.pbf, for example from Geofabrik) and give the file, as "
    "docs/recipes.md tells under The real Botkyrka."
)


@contextmanager
def asking(server: Server, source: str, kind: str, answers: Path | None) -> Iterator[None]:
    """Osmnx ready to ask a server; what goes wrong inside becomes a DataError.

    Parameters
    ----------
    source, kind
        What is asked for, and the sort of thing that it is, for messages.
    answers
        Folder where what servers said is kept for the day, so that the same map is not asked for
        twice; none is kept without it, or where no map came out.

    Raises
    ------
    StudyError
        The variable of the server or `ANSWER_VARIABLE` cannot be used.
    DataError
        The server is out of reach, refuses, gives up, takes too long, or knows nothing.
    """
    import osmnx as ox

    kept = None if answers is None else _folder_of_today(answers)
    own = _settings(server, kept)
    before = {name: getattr(ox.settings, name) for name in own}
    look_up = socket.getaddrinfo
    for name, value in own.items():
        setattr(ox.settings, name, value)
    try:
        _require_answer(getattr(ox.settings, server.setting))
        yield
    # requests raises OSErrors, osmnx ValueErrors, a TypeError where a place has no area, and
    # LookupErrors and AttributeErrors where a server sends JSON of another form.
    except (OSError, ValueError, TypeError, LookupError, AttributeError) as error:
        if kept is not None:
            shutil.rmtree(kept, ignore_errors=True)
        asked = getattr(ox.settings, server.setting)
        told = f"{type(error).__name__}: {reason(error)}"
        problem = f"Its streets could not be downloaded from {asked} ({told})."
        remedy = GET_AN_EXTRACT.format(variable=server.variable)
        raise DataError([Fault(source, kind, problem, remedy)]) from error
    finally:
        socket.getaddrinfo = look_up  # osmnx holds on to the address of the last server
        for name, value in before.items():
            setattr(ox.settings, name, value)


def _folder_of_today(answers: Path) -> Path | None:
    """Where today's answers are kept; none if nothing can be. Those of other days are removed."""
    today = answers / date.today().isoformat()  # noqa: DTZ011 - osmnx dates graphs alike
    try:
        today.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        logging.getLogger(__name__).warning("Cannot write the cache %s: %s", answers, error)
        return None
    for other in answers.iterdir():
        if other != today:
            shutil.rmtree(other, ignore_errors=True)
    return today


def _settings(server: Server, kept: Path | None) -> dict[str, Any]:
    """What osmnx is told: not to wait for its turn, and all tags that are read here."""
    import osmnx as ox

    answer_s = _answer_s(server)
    hooks = {"response": functools.partial(_require_whole, answer_s)}
    own: dict[str, Any] = {
        "use_cache": kept is not None,
        "doh_url_template": None,  # no third server is told which ones are asked
        "overpass_rate_limit": False,
        "requests_timeout": answer_s,
        "requests_kwargs": {**ox.settings.requests_kwargs, "hooks": hooks},
        "useful_tags_way": sorted({*ox.settings.useful_tags_way, *USED_KEYS}),
        "useful_tags_node": sorted({*ox.settings.useful_tags_node, *USED_NODE_KEYS}),
    }
    if kept is not None:
        own["cache_folder"] = kept
    url = os.environ.get(server.variable, "")
    if url and not url.startswith(("http://", "https://")):
        problem = f"'{url}' is no address."
        remedy = "Give the address that comes before /search or /interpreter, with https://."
        raise StudyError([Fault(server.variable, "environment", problem, remedy)])
    if url:
        own[server.setting] = url
    return own


def _answer_s(server: Server) -> int:
    """How long a server may take to answer [s]."""
    text = os.environ.get(ANSWER_VARIABLE, "") or str(server.answer_s)
    if not text.isdecimal() or int(text) == 0:
        problem = f"'{text}' is no number of seconds."
        raise StudyError(
            [Fault(ANSWER_VARIABLE, "environment", problem, "Give a whole number above 0.")]
        )
    return int(text)


def _require_whole(answer_s: int, response: requests.Response, *_: Any, **__: Any) -> None:
    """Raise ConnectionError for an answer that is a refusal, that broke off, or has no end.

    osmnx itself would sleep and ask for ever at 429 and 504, take a broken answer for whole, and
    wait for as long as now and then a byte comes.
    """
    host = response.url.partition("://")[2].partition("/")[0]
    left_s = answer_s - response.elapsed.total_seconds()
    if not _within(left_s, lambda: response.content):
        raise ConnectionError(f"{host} had not sent all of its answer after {answer_s} s")
    if response.status_code == 429:
        raise ConnectionError(f"{host} answers 429: too many requests, try again in some minutes")
    if not response.ok:
        raise ConnectionError(f"{host} answers {response.status_code} {response.reason}")
    last = response.content[-_LAST_BYTES:].decode(errors="replace").partition('"remark"')[2]
    if "error" in last:
        raise ConnectionError(f"{host} gave up: {last.strip(' :}]')}")


def _require_answer(url: str) -> None:
    """Raise ConnectionError where a server does not answer within PROBE_S, whatever it says."""

    def ask() -> None:
        request = Request(url, method="HEAD", headers={"User-Agent": "ruttsim"})  # noqa: S310
        with suppress(HTTPError), urlopen(request, timeout=PROBE_S):  # noqa: S310
            pass

    try:
        has_answered = _within(PROBE_S, ask)
    except (URLError, OSError, ValueError) as error:
        raise ConnectionError(f"{url} is out of reach: {error}") from error
    if not has_answered:
        raise ConnectionError(f"{url} did not answer within {PROBE_S:g} s")


def _within(seconds: float, work: Callable[[], object]) -> bool:
    """Whether work is done in time; what it raises is raised. Late work is left to itself.

    A thread does it, because looking up a name, and a server that sends a byte now and then, can
    stall beyond any time limit of a request.
    """
    ends: list[Exception | None] = []

    def do() -> None:
        try:
            work()
            ends.append(None)
        except Exception as error:  # noqa: BLE001 - raised below, in the thread that waits
            ends.append(error)

    thread = threading.Thread(target=do, daemon=True)
    thread.start()
    thread.join(max(seconds, 0))
    if ends and ends[0] is not None:
        raise ends[0]
    return bool(ends)
