"""Searches of actual galleries, counted: who was named wrongly, missed, or left in doubt.

A gallery holds one record a person. It is filled with people of the probe's own group as far as
they go, because look-alikes are there, and then with others. A gallery of one is a comparison
with one person: every one of the group is taken in turn.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from biometrics.evaluation.rates import Measured, by_person
from biometrics.evaluation.scores import FAR, Scores
from biometrics.types import Floats

GALLERIES = 20
SEED = 1


@dataclass(frozen=True, slots=True)
class Search:
    """A gallery of ``size`` records, and for each probe (p,) of the scores the score up to which
    an answer is verified, and inconclusive."""

    size: int
    match: NDArray[np.float64]
    grey: NDArray[np.float64]

    def of(self, rows: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Columns (n, 1) of both limits for these probes."""
        return self.match[rows, None], self.grey[rows, None]


def by_strangers(scores: Scores, group: NDArray[np.bool_], search: Search) -> Measured | None:
    """Shares of searches by people who are not in the gallery: [named somebody, inconclusive].

    None where the data set has no probe of the group, or too few people to fill a gallery.
    """
    rows = np.flatnonzero(group[scores.owner])
    nearest = _nearest(scores, rows, group, search.size)
    if nearest is None:
        return None
    return by_person(
        scores.owner[rows], _count(nearest, *search.of(rows))[:, :2], (nearest < FAR).sum(axis=1)
    )


def by_owners(scores: Scores, group: NDArray[np.bool_], search: Search) -> Measured | None:
    """Shares of searches by people with one record in it: [own missed, inconclusive, not matched].

    A search that names a stranger and not one's own record counts as missed and nothing else.
    None where the data set has no such search.
    """
    rows = np.flatnonzero(group[scores.owner] & ~np.isnan(scores.mated))
    own = scores.mated[rows, None]
    nearest = own
    if search.size > 1:
        others = _nearest(scores, rows, group, search.size - 1)
        if others is None:
            return None
        nearest = np.minimum(own, others)
    if not nearest.size:
        return None
    match, grey = search.of(rows)
    counts = _count(nearest, match, grey)
    counts[:, 0] = (own > match).sum(axis=1) * nearest.shape[1]
    return by_person(scores.owner[rows], counts, np.full(len(rows), nearest.shape[1], np.int64))


def _count(
    nearest: Floats, match: NDArray[np.float64], grey: NDArray[np.float64]
) -> NDArray[np.int64]:
    """(n, 3): of the galleries of each probe, those that name, leave in doubt, and deny."""
    compared = nearest < FAR
    named = nearest <= match
    doubted = (nearest <= grey) & ~named
    return np.stack(
        [each.sum(axis=1) for each in (named, doubted, compared & ~named & ~doubted)], axis=1
    )


def _nearest(
    scores: Scores, rows: NDArray[np.int64], group: NDArray[np.bool_], size: int
) -> Floats | None:
    """(n, galleries): each probe's lowest score in each gallery of others; one each for size 1."""
    members = np.flatnonzero(group)
    if not len(rows) or len(members) < 2 or len(group) <= size:
        return None
    if size == 1:
        return scores.others[np.ix_(rows, members)]
    random = np.random.RandomState(SEED)
    rest = np.flatnonzero(~group)
    chosen = [
        np.concatenate([random.permutation(members), random.permutation(rest)])[:size]
        for _ in range(GALLERIES)
    ]
    return np.stack(
        [scores.others[np.ix_(rows, gallery)].min(axis=1) for gallery in chosen], axis=1
    )
