"""What a policy does on a data set: error rates and the shares of doubt, by group."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from biometrics.calibration import Calibration, load
from biometrics.evaluation.rates import Measured
from biometrics.evaluation.samples import Samples
from biometrics.evaluation.scores import Scores, score
from biometrics.evaluation.searches import Search, by_owners, by_strangers
from biometrics.thresholds import Policy


@dataclass(frozen=True, slots=True)
class Rate:
    """One rate with its 95% interval; ``of`` people it was counted from."""

    value: float
    low: float
    high: float
    of: int

    @classmethod
    def at(cls, measured: Measured | None, index: int) -> Rate | None:
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
    FPIR and FNIR, counted on galleries in which ``own`` records are of the probe's group.
    ``stranger_doubt`` is the share of strangers whose search ends inconclusive; ``doubt`` and
    ``denied`` are the shares of people with a record whose search ends inconclusive and not
    matched.
    """

    group: str
    frames: int
    gallery: int
    own: int
    promised: float
    false_positive: Rate | None
    stranger_doubt: Rate | None
    false_negative: Rate | None
    doubt: Rate | None
    denied: Rate | None

    @property
    def kept(self) -> bool | None:
        """Whether the promise holds: it is not below the interval."""
        return None if self.false_positive is None else self.false_positive.low <= self.promised


def evaluate(
    samples: Samples,
    policy: Policy,
    *,
    calibration: Calibration | None = None,
    frames: tuple[int, ...] = (1, 3, 5),
    galleries: tuple[int, ...] = (1, 100, 1000),
) -> list[Line]:
    """Rates of every group, for every number of frames the data set has pictures for.

    People with a single picture are strangers to all others; own records are searched for by
    those who have one more.
    ``calibration`` stands in for the policy's own, to judge one that was made otherwise.
    """
    calibration = calibration or load(policy.calibration)
    lines: list[Line] = []
    for number in frames:
        try:
            scores = score(samples, calibration, frames=number)
        except ValueError:
            continue
        for size in galleries:
            search = Search(
                size=size,
                match=_limits(scores, calibration, policy.targets.match_rate(size)),
                grey=_limits(scores, calibration, policy.targets.grey_rate(size)),
            )
            promised = policy.targets.fmr if size == 1 else policy.targets.fpir
            lines.extend(
                _line(scores, name, group, search, promised)
                for name, group in samples.groups.items()
            )
    return lines


def _limits(scores: Scores, calibration: Calibration, rate: float) -> NDArray[np.float64]:
    """The limit (p,) of each probe, as the comparison sets it."""
    return np.array(
        [
            calibration.limit(rate, frames=scores.frames, variety=variety)
            for variety in scores.variety
        ]
    )


def _line(
    scores: Scores, name: str, group: NDArray[np.bool_], search: Search, promised: float
) -> Line:
    strangers = by_strangers(scores, group, search)
    owners = by_owners(scores, group, search)
    return Line(
        group=name,
        frames=scores.frames,
        gallery=search.size,
        own=min(search.size, int(group.sum())),
        promised=promised,
        false_positive=Rate.at(strangers, 0),
        stranger_doubt=Rate.at(strangers, 1),
        false_negative=Rate.at(owners, 0),
        doubt=Rate.at(owners, 1),
        denied=Rate.at(owners, 2),
    )
