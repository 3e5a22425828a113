"""Clients divided among organisations by quotas of hours, so that a raised quota moves few.

Every client prefers one of the organisations open to it, by numbers of its own that no quota
changes. An organisation takes those that prefer it, in one order for all, until its quota is
full: with a larger quota it keeps them all and goes on. Only where those that prefer it do not
suffice does it take others, the last in order first, since these are the last that the
organisation they prefer would reach.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ruttsim.domain.arrays import Bools, Floats, Ints
from ruttsim.domain.split import NOBODY

ROUNDING_H = 1e-9


class _Move(NamedTuple):
    """A client (row) that goes to an organisation."""

    row: int
    to: int


def by_quota(hours_h: Floats, is_open: Bools, preference: Floats, quota_h: Floats) -> Ints:
    """Organisation of each client, NOBODY where no quota had room.

    Parameters
    ----------
    hours_h
        Hours of each client; rows in the order in which organisations take them.
    is_open
        Shape (clients, organisations): who may take whom.
    preference
        Shape (clients, organisations); a client prefers the largest number open to it.
    quota_h
        Hours that each organisation is to have; it is passed by less than half a client.
    """
    holder, is_done = _first_choices(hours_h, is_open, preference, quota_h)
    while not is_done.all():
        room_h = quota_h - held_h(hours_h, holder, len(quota_h))
        needy = int(np.argmax(np.where(is_done, -np.inf, room_h)))
        moves = _chain(needy, hours_h, is_open, holder)
        if moves and hours_h[moves[0].row] / 2 <= room_h[needy] + ROUNDING_H:
            for move in moves:
                holder[move.row] = move.to
        else:
            is_done[needy] = True
    return holder


def held_h(hours_h: Floats, holder: Ints, organisations: int) -> Floats:
    """Hours that each organisation holds."""
    taken = holder != NOBODY
    sums = np.bincount(holder[taken], weights=hours_h[taken], minlength=organisations)
    return sums.astype(np.float64)


def _first_choices(
    hours_h: Floats, is_open: Bools, preference: Floats, quota_h: Floats
) -> tuple[Ints, Bools]:
    """Holders after each organisation has taken those that prefer it, in order, to its quota.

    The second array says which organisations met a client that no longer fitted.
    """
    holder = np.full(len(hours_h), NOBODY, dtype=np.int64)
    is_done = np.zeros(len(quota_h), dtype=np.bool_)
    preferred = np.argmax(np.where(is_open, preference, -np.inf), axis=1)
    for k in range(len(quota_h)):
        rows = np.flatnonzero(is_open[:, k] & (preferred == k))
        middle_h = np.cumsum(hours_h[rows]) - hours_h[rows] / 2
        fits = middle_h <= quota_h[k] + ROUNDING_H
        holder[rows[fits]] = k
        is_done[k] = not fits.all()
    return holder, is_done


def _chain(needy: int, hours_h: Floats, is_open: Bools, holder: Ints) -> list[_Move]:
    """The shortest chain of moves that brings one more client to an organisation.

    It takes a client that nobody holds, or one of another organisation that can replace it in the
    same way; the first move is its own. Empty if there is no such chain.
    """
    paths: list[list[_Move]] = [[]]
    takers, seen = [needy], {needy}
    while takers:
        taker, path = takers.pop(0), paths.pop(0)
        may_take = is_open[:, taker]
        lost_h = float(hours_h[path[-1].row]) if path else None
        free = may_take & (holder == NOBODY)
        if free.any():
            return [*path, _Move(_pick(free, hours_h, lost_h), taker)]
        for other in range(is_open.shape[1]):
            theirs = may_take & (holder == other)
            if other not in seen and theirs.any():
                seen.add(other)
                takers.append(other)
                paths.append([*path, _Move(_pick(theirs, hours_h, lost_h), taker)])
    return []


def _pick(source: Bools, hours_h: Floats, lost_h: float | None) -> int:
    """The last client in order, or the last of those nearest in hours to one that is lost."""
    rows = np.flatnonzero(source)[::-1]
    if lost_h is None:
        return int(rows[0])
    return int(rows[np.argmin(np.abs(hours_h[rows] - lost_h))])
