"""False match rate against threshold, and the threshold that keeps a promise."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

# Below the smallest rate that was measured the curve is continued more gently than it ran:
# the threshold falls further than measurements suggest, which errs on the strict side.
CAUTION = 0.5


@dataclass(frozen=True, slots=True)
class Curve:
    """Measured points of one curve, both ascending: thresholds and false match rates.

    The rates are those of the worst group, at the upper end of the interval that the curve
    file names.
    """

    thresholds: tuple[float, ...]
    rates: tuple[float, ...]

    def __post_init__(self) -> None:
        steps = np.diff(self.thresholds), np.diff(self.rates)
        if len(self.thresholds) < 2 or any((step <= 0).any() for step in steps):
            raise ValueError("a calibration curve needs two or more strictly ascending points")
        if not 0 < self.rates[0] <= self.rates[-1] <= 1:
            raise ValueError("false match rates lie above 0 and up to 1")

    def threshold(self, rate: float) -> float:
        """The greatest score that keeps the false match rate at or below ``rate``."""
        if not 0 < rate < 1:
            raise ValueError("a false match rate lies between 0 and 1")
        logs = np.log(self.rates)
        wanted = float(np.log(rate))
        if wanted >= logs[0]:
            return float(np.interp(wanted, logs, self.thresholds))
        slope = (logs[-1] - logs[0]) / (self.thresholds[-1] - self.thresholds[0])
        return float(self.thresholds[0] - (logs[0] - wanted) / (CAUTION * slope))


@dataclass(frozen=True, slots=True)
class Curves:
    """A ``curve.json``: its version, the engine it was measured on, curves by number of frames.

    ``spread`` is the variance of one person's pictures of different days, whitened and summed
    over all directions; None where it was not measured.
    """

    version: str
    engine: str
    spread: float | None
    by_frames: Mapping[int, Curve]


def read_curves(path: Path) -> Curves:
    """Read a ``curve.json``. ValueError if malformed."""
    content = json.loads(path.read_text(encoding="utf-8"))
    curves = {
        int(frames): Curve(tuple(each["threshold"]), tuple(each["fmr"]))
        for frames, each in content["frames"].items()
    }
    if 1 not in curves:
        raise ValueError(f"{path} has no curve for a single frame")
    return Curves(
        version=str(content["version"]),
        engine=str(content.get("engine", "")),
        spread=content.get("spread"),
        by_frames=curves,
    )
