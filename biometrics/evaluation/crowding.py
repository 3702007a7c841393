"""Fit the formula of crowding: how near the nearest people are, from where one stands."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from biometrics.calibration.crowding import Crowding
from biometrics.types import Floats

NEAREST = 10
AXES = 20
RIDGE = 1e-3
ROWS_AT_ONCE = 256

STEEPNESS = 1.4
"""Crowding counts so much more than the distances say. With it groups that had no part in the fit
need about the same threshold; without, those in crowded places a stricter one (docs/accuracy.md)."""

PEOPLE_A_NUMBER = 2
"""So few people at least to each fitted number: no number can follow any one of them."""


def fit_crowding(people: Floats) -> Crowding:
    """The formula for people (n, d), whitened, one row each.

    Quadratic along the 20 axes on which people differ most, linear and round in all others.
    ValueError for too few people.
    """
    centre = people.mean(axis=0, dtype=np.float64)
    away = people.astype(np.float64) - centre
    axes = np.linalg.eigh(away.T @ away)[1][:, -AXES:]
    terms = _terms(away, axes)
    if len(people) < PEOPLE_A_NUMBER * terms.shape[1]:
        raise ValueError(
            f"{terms.shape[1]} numbers cannot be fitted to {len(people)} people: "
            f"{PEOPLE_A_NUMBER * terms.shape[1]} are needed at least"
        )
    near = nearness(people, people, np.arange(len(people)))
    found = _ridge(terms, STEEPNESS * near)
    fitted = terms @ found
    constant, linear, round_, pairs = np.split(found, [1, 1 + len(centre), 2 + len(centre)])
    return Crowding(
        centre=centre.astype(np.float32),
        constant=float(constant[0]),
        linear=linear.astype(np.float32),
        quadratic=_matrix(float(round_[0]), pairs, axes),
        highest=float(fitted.max()),
    )


def nearness(points: Floats, people: Floats, own: NDArray[np.int64]) -> NDArray[np.float64]:
    """(n,): the mean distance of each point (n, d) to the ten nearest people (p, d).

    ``own`` (n,) is the row of ``people`` that a point is itself and that does not count, or -1.
    """
    among = people.astype(np.float64)
    lengths = np.einsum("ij,ij->i", among, among)
    found = []
    for start in range(0, len(points), ROWS_AT_ONCE):
        rows = points[start : start + ROWS_AT_ONCE].astype(np.float64)
        squares = np.einsum("ij,ij->i", rows, rows)[:, None] + lengths - 2 * rows @ among.T
        itself = own[start : start + ROWS_AT_ONCE]
        squares[itself >= 0, itself[itself >= 0]] = np.inf
        nearest = np.partition(squares, NEAREST - 1, axis=1)[:, :NEAREST]
        found.append(np.sqrt(nearest.clip(0)).mean(axis=1))
    return np.concatenate(found)


def _terms(away: NDArray[np.float64], axes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Columns: 1, each coordinate, the squared length, and the product of each pair of axes."""
    along = away @ axes
    one, other = np.triu_indices(axes.shape[1])
    return np.column_stack(
        [np.ones(len(away)), away, (away**2).sum(axis=1), along[:, one] * along[:, other]]
    )


def _ridge(terms: NDArray[np.float64], values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Least squares with all terms but the constant held small, each in its own scale."""
    scale = terms.std(axis=0)
    scale[0] = 1
    scaled = terms / scale
    penalty = np.full(terms.shape[1], RIDGE * len(terms))
    penalty[0] = 0
    solved = np.linalg.solve(scaled.T @ scaled + np.diag(penalty), scaled.T @ values)
    return np.asarray(solved / scale, dtype=np.float64)


def _matrix(round_: float, pairs: NDArray[np.float64], axes: NDArray[np.float64]) -> Floats:
    inner = np.zeros((axes.shape[1], axes.shape[1]))
    inner[np.triu_indices(axes.shape[1])] = pairs
    inner = (inner + inner.T) / 2
    whole = round_ * np.eye(len(axes)) + axes @ inner @ axes.T
    return np.asarray(whole, dtype=np.float32)
