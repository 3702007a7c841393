"""Judge the whole procedure on people who had no part in it, not even in the thresholds.

Half of the people make a calibration, whitening, cohort and curves; the policy is then applied
to the other half with that calibration. Repeated with other halves.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from biometrics.evaluation.calibrate import make_calibration
from biometrics.evaluation.samples import Samples, half, only
from biometrics.evaluation.thresholds import Line, Rate, evaluate
from biometrics.thresholds import Policy


def hold_out(
    samples: Samples,
    policy: Policy,
    *,
    times: int,
    frames: tuple[int, ...],
    galleries: tuple[int, ...],
    progress: Callable[[int], None] = lambda done: None,
) -> list[Line]:
    """The policy's lines: each rate, and each end of an interval, is the mean of all splits.

    ValueError for a data set too small to make a calibration of half of it.
    """
    found: list[list[Line]] = []
    for split in range(times):
        fit = half(samples, seed=split)
        with TemporaryDirectory() as folder:
            made = make_calibration(
                only(samples, fit), policy.engine, Path(folder), source="held out", seed=split
            )
        judged = only(samples, ~fit)
        found.append(
            evaluate(
                judged, policy, calibration=made.calibration, frames=frames, galleries=galleries
            )
        )
        progress(split + 1)
    return average(found)


def average(splits: Sequence[Sequence[Line]]) -> list[Line]:
    """One line for each that every split has, of the means of its rates."""
    by_key = [{(line.group, line.frames, line.gallery): line for line in lines} for lines in splits]
    return [
        _mean([lines[key] for lines in by_key])
        for key in by_key[0]
        if all(key in lines for lines in by_key)
    ]


def _mean(lines: Sequence[Line]) -> Line:
    return replace(
        lines[0],
        own=round(float(np.mean([line.own for line in lines]))),
        false_positive=_mean_rate([line.false_positive for line in lines]),
        stranger_doubt=_mean_rate([line.stranger_doubt for line in lines]),
        false_negative=_mean_rate([line.false_negative for line in lines]),
        doubt=_mean_rate([line.doubt for line in lines]),
        denied=_mean_rate([line.denied for line in lines]),
    )


def _mean_rate(rates: Sequence[Rate | None]) -> Rate | None:
    known = [rate for rate in rates if rate is not None]
    if len(known) < len(rates):
        return None
    return Rate(
        value=float(np.mean([rate.value for rate in known])),
        low=float(np.mean([rate.low for rate in known])),
        high=float(np.mean([rate.high for rate in known])),
        of=round(float(np.mean([rate.of for rate in known]))),
    )
