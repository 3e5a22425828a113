"""osmnx ready to ask its servers, or a municipality's own: what they fail at is told in seconds."""

from __future__ import annotations

import logging
import os
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
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
"""How long Overpass may take to gather the streets of a municipality, once it is in reach."""
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
_LAST_BYTES = 2000
"""Overpass says at the end of what it sends that it gave up, and sends it as if all were well."""
GET_AN_EXTRACT = (
    "Check the name and the connection, or download an extract by hand (.osm.pbf, for example "
    "from Geofabrik) and give the file."
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
        problem = f"Its streets could not be downloaded ({type(error).__name__}: {reason(error)})."
        raise DataError([Fault(source, kind, problem, GET_AN_EXTRACT)]) from error
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

    own: dict[str, Any] = {
        "use_cache": kept is not None,
        "doh_url_template": None,  # no third server is told which ones are asked
        "overpass_rate_limit": False,
        "requests_timeout": _answer_s(server),
        "requests_kwargs": {**ox.settings.requests_kwargs, "hooks": {"response": _require_whole}},
        "useful_tags_way": sorted({*ox.settings.useful_tags_way, *USED_KEYS}),
        "useful_tags_node": sorted({*ox.settings.useful_tags_node, "barrier", *ACCESS_KEYS["car"]}),
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


def _require_whole(response: requests.Response, *_: Any, **__: Any) -> None:
    """Raise ConnectionError for an answer that is a refusal, or that broke off.

    osmnx itself would sleep and ask for ever at 429 and 504, and take a broken answer for whole.
    """
    host = response.url.partition("://")[2].partition("/")[0]
    if response.status_code == 429:
        raise ConnectionError(f"{host} answers 429: too many requests, try again in some minutes")
    if not response.ok:
        raise ConnectionError(f"{host} answers {response.status_code} {response.reason}")
    last = response.content[-_LAST_BYTES:].decode(errors="replace").partition('"remark"')[2]
    if "error" in last:
        raise ConnectionError(f"{host} gave up: {last.strip(' :}]')}")


def _require_answer(url: str) -> None:
    """Raise ConnectionError where a server does not answer within PROBE_S, whatever it says.

    A thread asks, because looking up a name can stall beyond any time limit of a request.
    """
    answers: list[Exception | None] = []

    def ask() -> None:
        request = Request(url, method="HEAD", headers={"User-Agent": "ruttsim"})  # noqa: S310
        try:
            with urlopen(request, timeout=PROBE_S):  # noqa: S310
                answers.append(None)
        except HTTPError:
            answers.append(None)
        except (URLError, OSError, ValueError) as error:
            answers.append(error)

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(PROBE_S)
    if not answers:
        raise ConnectionError(f"{url} did not answer within {PROBE_S:g} s")
    if answers[0] is not None:
        raise ConnectionError(f"{url} is out of reach: {answers[0]}")
