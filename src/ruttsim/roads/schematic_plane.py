"""Plane geometry in whole decimetres: the same result, to the last digit, on every machine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from ruttsim.domain.arrays import Floats
from ruttsim.units import DM_PER_METRE

Point: TypeAlias = tuple[int, int]
"""Easting and northing [dm]."""


def point_at(x_m: float, y_m: float) -> Point:
    """The point nearest to a place given in metres."""
    return round(x_m * DM_PER_METRE), round(y_m * DM_PER_METRE)


def metres(points: Sequence[Point]) -> NDArray[np.float64]:
    """Points as an array of shape (points, 2) [m]."""
    return np.array(points, dtype=np.float64) / DM_PER_METRE


def squared_dm2(a: Point, b: Point) -> int:
    """Square of the distance between two points [dm2]."""
    return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2


def between(start: Point, end: Point, share: float) -> Point:
    """The point at a share of the way from one to the other."""
    return (
        round(start[0] + (end[0] - start[0]) * share),
        round(start[1] + (end[1] - start[1]) * share),
    )


def crossing(a: Point, b: Point, c: Point, d: Point) -> Point | None:
    """Where the inside of a-b crosses or touches the inside of c-d; None if it does not.

    Parallel lines do not cross.
    """
    rx, ry = b[0] - a[0], b[1] - a[1]
    sx, sy = d[0] - c[0], d[1] - c[1]
    across = rx * sy - ry * sx
    if across == 0:
        return None
    if across < 0:
        sx, sy, c = -sx, -sy, d
        across = -across
    qx, qy = c[0] - a[0], c[1] - a[1]
    along_first = qx * sy - qy * sx
    along_second = qx * ry - qy * rx
    if not (0 < along_first < across and 0 < along_second < across):
        return None
    return a[0] + _share(rx, along_first, across), a[1] + _share(ry, along_first, across)


def _share(length: int, part: int, whole: int) -> int:
    """Length x part / whole, rounded to the nearest whole number."""
    return (2 * length * part + whole) // (2 * whole)


def curve(points: Sequence[Point], pieces: int) -> list[Point]:
    """A smooth line through the points (Catmull and Rom 1974), each step cut into pieces.

    The tangent at a point is limited by its shorter neighbouring step, so that the line does not
    overshoot where a short step follows a long one.
    """
    if len(points) < 3:
        return list(points)
    xy = np.array(points, dtype=np.float64)
    step = np.diff(xy, axis=0)
    length = np.sqrt(step[:, 0] ** 2 + step[:, 1] ** 2)
    unit = step / length[:, None]
    tangent = np.concatenate([unit[:1], (unit[:-1] + unit[1:]) / 2, unit[-1:]])
    reach = np.concatenate([length[:1], np.minimum(length[:-1], length[1:]), length[-1:]])
    drawn = [points[0]]
    for k in range(len(step)):
        start, end = tangent[k] * reach[k], tangent[k + 1] * reach[k + 1]
        for piece in range(1, pieces):
            t = piece / pieces
            x, y = (
                (2 * t**3 - 3 * t**2 + 1) * xy[k]
                + (t**3 - 2 * t**2 + t) * start
                + (3 * t**2 - 2 * t**3) * xy[k + 1]
                + (t**3 - t**2) * end
            )
            drawn.append((round(x), round(y)))
        drawn.append(points[k + 1])
    return drawn


def shore(ring: Sequence[Point], pieces: int) -> list[Point]:
    """A smooth closed line through the points of a ring that ends where it begins."""
    around = curve([ring[-2], *ring, ring[1]], pieces)
    return around[pieces:-pieces]


@dataclass(frozen=True, eq=False)
class Waves:
    """A smooth random field over the plane: values at the corners of a square mesh of side `mesh`.

    `corners` has shape (columns, rows, 2), the first at `origin`; between corners the field is
    bent, not broken.
    """

    corners: NDArray[np.float64]
    origin: tuple[float, float]
    mesh: float

    def at(self, u: Floats, v: Floats) -> NDArray[np.float64]:
        """The field's two values at positions (u, v); shape (positions, 2)."""
        column, row = (u - self.origin[0]) / self.mesh, (v - self.origin[1]) / self.mesh
        i, j = np.floor(column).astype(np.int64), np.floor(row).astype(np.int64)
        s, t = _eased(column - i)[:, None], _eased(row - j)[:, None]
        corner = self.corners
        low = corner[i, j] * (1 - s) + corner[i + 1, j] * s
        high = corner[i, j + 1] * (1 - s) + corner[i + 1, j + 1] * s
        field: NDArray[np.float64] = low * (1 - t) + high * t
        return field


def _eased(share: Floats) -> Floats:
    """0 to 1 without a kink at either end."""
    eased: Floats = share * share * (3 - 2 * share)
    return eased
