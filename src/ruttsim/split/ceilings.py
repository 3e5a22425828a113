"""Ceilings of organisations, their queues, and who serves those whom nobody has taken."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

import numpy as np

from ruttsim.domain.arrays import Ints
from ruttsim.domain.split import NOBODY
from ruttsim.errors import StudyError
from ruttsim.split.asking import Answer, Asking
from ruttsim.split.case import HOURS_DECIMALS, SplitCase

MUNICIPAL, ROOM, ROUND_ROBIN = "municipal", "room", "round_robin"


class Places:
    """What each organisation has taken so far, and whether it has room; over both kinds of visit.

    A client who has it for care and for service is one client.
    """

    def __init__(self, case: SplitCase) -> None:
        allocation, organisations = case.section.allocation, case.study.organisations
        clients, hours = allocation.ceiling_clients, allocation.ceiling_granted_h_per_month
        self._most_clients = [clients.get(it.name) for it in organisations]
        self._most_h = [hours.get(it.name) for it in organisations]
        self._clients: list[set[int]] = [set() for _ in organisations]
        self.held_h = [0.0] * len(organisations)

    def has_room(self, organisation: int, client: int, hours_h: float) -> bool:
        """Whether a client with so many hours fits below the ceilings."""
        most, most_h = self._most_clients[organisation], self._most_h[organisation]
        held = self._clients[organisation]
        is_person_left = most is None or client in held or len(held) < most
        total_h = round(self.held_h[organisation] + hours_h, HOURS_DECIMALS)
        return is_person_left and (most_h is None or total_h <= most_h)

    def take(self, organisation: int, client: int, hours_h: float) -> None:
        """Note that an organisation has a client."""
        self._clients[organisation].add(client)
        self.held_h[organisation] += hours_h


def placed(asking: Asking, answer: Answer, places: Places) -> Ints:
    """The organisation of each client, below all ceilings.

    An organisation takes those who have it already, then the others, each in their order, until
    one does not fit: from then on it is full, and nobody passes by in the queue. Those without an
    organisation are then given one by the default rule, which offers no place that others want.

    Raises
    ------
    StudyError
        Where nobody who covers an address has room.
    """
    holder = answer.holder.copy()
    has_it = (asking.present == holder)[asking.order]
    order = np.concatenate([asking.order[has_it], asking.order[~has_it]]).tolist()
    full: set[int] = set()
    for row in order:
        k = int(holder[row])
        if k == NOBODY:
            continue
        client, hours_h = int(asking.rows[row]), float(asking.hours_h[row])
        if k in full or not places.has_room(k, client, hours_h):
            full.add(k)
            holder[row] = NOBODY
        else:
            places.take(k, client, hours_h)
    if (holder == NOBODY).any():
        _default(asking, holder, places, full)
    return holder


def default_rule(asking: Asking) -> str:
    """Name of the rule by which those without an organisation are given one."""
    return asking.section.default or (MUNICIPAL if asking.residual is not None else ROOM)


def _default(asking: Asking, holder: Ints, places: Places, full: Collection[int]) -> None:
    """Give those whom nobody holds an organisation; who must serve everywhere is the last resort.

    Raises
    ------
    StudyError
        Where nobody is left who has room.
    """
    lost = 0
    for row, candidates in DEFAULTS[default_rule(asking)](asking, holder, places):
        client, hours_h = int(asking.rows[row]), float(asking.hours_h[row])
        last = [] if asking.residual is None else [asking.residual]
        fitting = (
            k
            for k in (*(it for it in candidates if it not in full), *last)
            if asking.is_open[row, k] and places.has_room(k, client, hours_h)
        )
        found = next(fitting, NOBODY)
        lost += found == NOBODY
        if found != NOBODY:
            holder[row] = found
            places.take(found, client, hours_h)
    if lost:
        problem = (
            f"{lost} clients of population {asking.case.population.index} have no organisation "
            "with room at their address."
        )
        remedy = "Raise ceilings, or let an organisation take part that must serve everywhere."
        raise StudyError([asking.case.fault("allocation", problem, remedy)])


Candidates = Iterator[tuple[int, list[int]]]
"""Clients (rows) without an organisation, in order, and whom each is offered to, in order.

What was decided of one client is known when the next is asked for.
"""


def _municipal(asking: Asking, holder: Ints, _places: Places) -> Candidates:
    """Who must serve everywhere, and nobody else.

    Raises
    ------
    StudyError
        Where there is no such organisation.
    """
    if asking.residual is None:
        problem = "no organisation must serve everywhere, and the default rule needs one."
        remedy = f"Let the default be {ROOM} or {ROUND_ROBIN}."
        raise StudyError([asking.fault("default", problem, remedy)])
    for row in asking.order.tolist():
        if holder[row] == NOBODY:
            yield row, [asking.residual]


def _room(asking: Asking, holder: Ints, places: Places) -> Candidates:
    """Who has fewest hours so far comes first; of equals the first in the study."""
    inside = asking.case.inside
    for row in asking.order.tolist():
        if holder[row] == NOBODY:
            yield row, sorted(inside, key=lambda k: (round(places.held_h[k], HOURS_DECIMALS), k))


def _round_robin(asking: Asking, holder: Ints, _places: Places) -> Candidates:
    """Each in turn, from address to address; whoever does not cover an address is passed over."""
    clients = asking.case.population.clients
    rows = asking.rows
    along = np.lexsort((clients.client[rows], clients.building[rows], asking.basic_area)).tolist()
    turn = list(asking.case.inside)
    for row in along:
        if holder[row] == NOBODY:
            yield row, list(turn)
            if holder[row] != NOBODY:
                turn.remove(int(holder[row]))
                turn.append(int(holder[row]))


DEFAULTS: dict[str, Callable[[Asking, Ints, Places], Candidates]] = {
    MUNICIPAL: _municipal,
    ROOM: _room,
    ROUND_ROBIN: _round_robin,
}
"""Rules for those without an organisation, by the name that a study gives."""
