"""Make a calibration curve: for each threshold, the false match rate of the worst group."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from biometrics.calibration import Calibration
from biometrics.evaluation.rates import Measured, Rates, false_matches
from biometrics.evaluation.samples import EVERYBODY, Samples
from biometrics.evaluation.scores import FAR, Scores, score

# Between the nearest stranger and the one in the middle; half as many again below the nearest.
STEPS = 60

# A group's rate counts as measured from so many pairs of look-alikes on. Below, it is continued by
# the fall of all groups together, which is measured much further down, taken more gently.
LEAST_ERRORS = 5
CAUTION = 0.8
FALL_STEPS = 15
LEAST_MEASURED = 1e-3
LOWEST, HIGHEST = 1e-7, 0.5


def worst_group_curves(
    samples: Samples, calibration: Calibration, *, frames: tuple[int, ...]
) -> dict[str, Any]:
    """The ``frames`` part of a curve.json, with the sizes of every group behind it.

    The upper end of each group's 95% interval is taken, then the greatest of all groups.
    """
    curves: dict[str, Any] = {}
    for number in frames:
        scores = score(samples, calibration, frames=number)
        thresholds = grid(scores)
        measured = {
            name: found
            for name, group in samples.groups.items()
            if name != EVERYBODY and (found := false_matches(scores, group, thresholds))
        }
        curves[str(number)] = _curve(measured, thresholds)
    return curves


def grid(scores: Scores) -> Rates:
    """Where rates are counted, ascending: each engine's scores have a scale of their own."""
    strangers = scores.others[scores.others < FAR]
    nearest, middle = float(strangers.min()), float(np.median(strangers))
    step = (middle - nearest) / STEPS
    return np.round(nearest + step * np.arange(-STEPS // 2, STEPS + 1), 6)


def _curve(measured: Mapping[str, Measured], thresholds: Rates) -> dict[str, Any]:
    fall = _fall(list(measured.values()), thresholds)
    bounds = {
        name: bound for name, each in measured.items() if (bound := _bound(each, fall)) is not None
    }
    if not bounds:
        raise ValueError("no group shows false matches enough to make a curve of")
    stack = np.stack(list(bounds.values()))
    # Rounded before equal neighbours are dropped: a curve rises strictly.
    worst = np.array([float(f"{rate:.3g}") for rate in np.maximum.accumulate(stack.max(axis=0))])
    names = np.array(list(bounds))[stack.argmax(axis=0)]
    keep = (worst >= LOWEST) & (worst <= HIGHEST) & (np.diff(worst, prepend=0.0) > 0)
    return {
        "threshold": thresholds[keep].tolist(),
        "fmr": worst[keep].tolist(),
        "worst_group": names[keep].tolist(),
        "groups": {
            name: {
                "people": each.people,
                "comparisons": each.comparisons,
                "measured_down_to": _floor(each, thresholds),
            }
            for name, each in measured.items()
        },
    }


def _fall(measured: list[Measured], thresholds: Rates) -> Rates:
    """Natural logarithm of the rate of all groups together, continued where it is not measured."""
    errors = np.sum([each.errors for each in measured], axis=0)
    solid = np.flatnonzero(errors >= LEAST_ERRORS)
    comparisons = sum(each.comparisons for each in measured)
    if len(solid) < 3 or errors[solid[0]] > LEAST_MEASURED * comparisons:
        raise ValueError(
            "this data set has too few people to measure one false match in a thousand comparisons"
        )
    logs = np.log(np.maximum(errors, 1) / comparisons)
    first, last = solid[0], solid[min(len(solid), FALL_STEPS) - 1]
    slope = (logs[last] - logs[first]) / (thresholds[last] - thresholds[first])
    logs[:first] = logs[first] + slope * (thresholds[:first] - thresholds[first])
    return np.asarray(logs, dtype=np.float64)


def _bound(measured: Measured, fall: Rates) -> Rates | None:
    """The group's upper bound at every threshold, its tail continued; None if too few errors."""
    solid = np.flatnonzero(measured.errors >= LEAST_ERRORS)
    if not len(solid):
        return None
    first = solid[0]
    logs = np.log(np.maximum(measured.high, LOWEST))
    logs[:first] = logs[first] + CAUTION * (fall[:first] - fall[first])
    return np.exp(logs)


def _floor(measured: Measured, thresholds: Rates) -> float | None:
    solid = np.flatnonzero(measured.errors >= LEAST_ERRORS)
    return float(thresholds[solid[0]]) if len(solid) else None
