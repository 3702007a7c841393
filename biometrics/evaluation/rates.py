"""Error rates with intervals, for one group, at given thresholds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from biometrics.evaluation.scores import FAR, Scores

Rates = NDArray[np.float64]

DRAWS = 500
CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Measured:
    """A rate per threshold with its two-sided interval, and what it was counted from."""

    rate: Rates
    low: Rates
    high: Rates
    errors: NDArray[np.int64]
    """Different pairs of people in error, or different people: repeats are no new evidence."""
    people: int
    comparisons: int


def false_matches(
    scores: Scores, group: NDArray[np.bool_], thresholds: NDArray[np.float64]
) -> Measured | None:
    """FMR of probes of the group against references of the same group; None without any."""
    rows = np.flatnonzero(group[scores.owner])
    if not len(rows) or group.sum() < 2:
        return None
    within = scores.others[np.ix_(rows, group)]
    compared = (within < FAR).sum(axis=1)
    wrong = np.stack([(within <= threshold).sum(axis=1) for threshold in thresholds], axis=1)
    owner = scores.owner[rows]
    starts = np.flatnonzero(np.diff(owner, prepend=-1))
    nearest = np.minimum.reduceat(within, starts, axis=0)
    pairs = np.array([(nearest <= threshold).sum() for threshold in thresholds])
    return by_person(owner, wrong, compared, pairs)


def false_non_matches(
    scores: Scores, group: NDArray[np.bool_], thresholds: NDArray[np.float64]
) -> Measured | None:
    """FNMR of the group's mated comparisons; None without any."""
    rows = np.flatnonzero(group[scores.owner] & ~np.isnan(scores.mated))
    if not len(rows):
        return None
    wrong = scores.mated[rows, None] > thresholds
    return by_person(scores.owner[rows], wrong.astype(np.int64), np.ones(len(rows), np.int64))


def by_person(
    owner: NDArray[np.int64],
    wrong: NDArray[np.int64],
    compared: NDArray[np.int64],
    pairs: NDArray[np.int64] | None = None,
) -> Measured:
    """Rates over all comparisons, with intervals by drawing people with replacement.

    ``pairs`` counts different pairs in error; without it, people in error are counted.
    """
    people, number = np.unique(owner, return_inverse=True)
    errors = np.zeros((len(people), wrong.shape[1]), dtype=np.float64)
    total = np.zeros(len(people), dtype=np.float64)
    np.add.at(errors, number, wrong)
    np.add.at(total, number, compared)
    random = np.random.RandomState(len(people))
    weight = random.multinomial(len(people), np.full(len(people), 1 / len(people)), size=DRAWS)
    drawn = (weight @ errors) / (weight @ total)[:, None]
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(drawn, (tail, 1 - tail), axis=0)
    rate = errors.sum(axis=0) / total.sum()
    # No error among n people still allows 3 in n (the rule of three).
    high = np.where(errors.sum(axis=0) == 0, np.minimum(1.0, 3 / total.sum()), high)
    return Measured(
        rate=rate,
        low=low,
        high=high,
        errors=(errors > 0).sum(axis=0) if pairs is None else pairs,
        people=len(people),
        comparisons=int(total.sum()),
    )
