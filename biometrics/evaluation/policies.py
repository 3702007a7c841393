"""What a policy does on a data set: error rates and the share of doubt, by group."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from biometrics.calibration import load
from biometrics.evaluation.rates import (
    Measured,
    false_identifications,
    false_matches,
    false_non_matches,
)
from biometrics.evaluation.samples import Samples
from biometrics.evaluation.scores import Scores, score
from biometrics.policies import Policy


@dataclass(frozen=True, slots=True)
class Rate:
    """One rate with its 95% interval; ``of`` people it was counted from."""

    value: float
    low: float
    high: float
    of: int

    @classmethod
    def at(cls, measured: Measured | None, index: int = 0) -> Rate | None:
        if measured is None:
            return None
        low, value, high = (
            float(each[index]) for each in (measured.low, measured.rate, measured.high)
        )
        return cls(value, low, high, measured.people)


@dataclass(frozen=True, slots=True)
class Line:
    """One group under one policy, number of frames and gallery size; None was not measurable.

    For a gallery of one, ``false_positive`` is FMR and ``false_negative`` FNMR; for more,
    FPIR and FNIR. ``doubt`` is the share of mated probes that end inconclusive, ``denied``
    of those that end not matched.
    """

    group: str
    frames: int
    gallery: int
    promised: float
    false_positive: Rate | None
    false_negative: Rate | None
    doubt: float | None
    denied: float | None

    @property
    def kept(self) -> bool | None:
        """Whether the promise holds: it is not below the interval."""
        return None if self.false_positive is None else self.false_positive.low <= self.promised


def evaluate(
    samples: Samples,
    policy: Policy,
    *,
    frames: tuple[int, ...] = (1, 3, 5),
    galleries: tuple[int, ...] = (1, 50),
    least_pictures: int = 2,
) -> list[Line]:
    """Rates of every group, for every number of frames the data set has pictures for."""
    lines: list[Line] = []
    for number in frames:
        try:
            scores = score(
                samples, load(policy.calibration), frames=number, least_pictures=least_pictures
            )
        except ValueError:
            continue
        for size in galleries:
            lines.extend(
                _line(scores, name, group, policy, size) for name, group in samples.groups.items()
            )
    return lines


def _line(scores: Scores, name: str, group: NDArray[np.bool_], policy: Policy, size: int) -> Line:
    match, grey = policy.thresholds(count=size, frames=scores.frames)
    thresholds = np.array([match, grey])
    missed = false_non_matches(scores, group, thresholds)
    return Line(
        group=name,
        frames=scores.frames,
        gallery=size,
        promised=policy.targets.fmr if size == 1 else policy.targets.fpir,
        false_positive=Rate.at(
            false_matches(scores, group, thresholds)
            if size == 1
            else false_identifications(scores, group, match, size)
        ),
        false_negative=Rate.at(missed),
        doubt=None if missed is None else float(missed.rate[0] - missed.rate[1]),
        denied=None if missed is None else float(missed.rate[1]),
    )
