"""The space in which templates are compared, loaded from a calibration folder."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from biometrics.calibration.crowding import Crowding
from biometrics.calibration.curves import Curve, read_curves
from biometrics.types import Floats

SHIPPED = Path(__file__).parent


class Calibration:
    """Whitening, crowding, cohort and error curves of one engine version; all immutable.

    ``space`` is SHA-256 (hex) of whitening and crowding: rows that were sealed in one space say
    nothing in another, whatever the calibrations are called.
    """

    def __init__(self, folder: Path) -> None:
        self.name = folder.name
        self._whitening: Floats = np.load(folder / "whitening.npy").astype(np.float32)
        self._crowding = Crowding.read(folder / "crowding.npz")
        self.space = _digest({"whitening": self._whitening} | self._crowding.numbers())
        with np.load(folder / "cohort.npz") as mixture:
            self.mixture = {key: mixture[key] for key in ("weights", "means", "variances")}
            self.core = float(mixture["core"])
        curves = read_curves(folder / "curve.json")
        self.version, self.engine, self._curves = curves.version, curves.engine, curves.by_frames
        self._spread = curves.spread

    @property
    def dimension(self) -> int:
        return int(self._whitening.shape[0])

    def whiten(self, templates: Floats) -> Floats:
        """Templates (n, d) or (d,) carried into the whitened space."""
        return np.asarray(templates @ self._whitening, dtype=np.float32)

    def crowding(self, whitened: Floats) -> Floats:
        """m(x) for each row of (n, d): 1.4 times the mean distance to the ten nearest people."""
        return self._crowding.at(whitened)

    def in_the_midst(self, whitened: Floats) -> NDArray[np.bool_]:
        """Which rows of (n, d) lie nearer to the middle of a group of people than any one does.

        Vectors made to be near to everybody, so-called master vectors, do (docs/accuracy.md).
        """
        means = self.mixture["means"]
        squares = np.einsum("ij,ij->i", whitened, whitened)[:, None] - 2 * whitened @ means.T
        squares += np.einsum("ij,ij->i", means, means)
        return np.asarray(squares.min(axis=1) < self.core**2, dtype=np.bool_)

    def curve(self, frames: int) -> Curve:
        """The error curve for a probe averaged over so many frames.

        For a number that was not measured, the next greater one's, which is stricter: an
        average lies nearer to everybody.
        """
        enough = [each for each in self._curves if each >= frames]
        return self._curves[min(enough) if enough else max(self._curves)]

    def variety(self, whitened: Floats) -> float:
        """From 0 to 1: how much frames (n, d) vary, against pictures of different days.

        Frames of one moment share light, place and mood, and averaging them takes little away.
        """
        if len(whitened) < 2:
            return 0.0
        if self._spread is None:
            return 1.0
        away = whitened - whitened.mean(axis=0)
        return float(min(1.0, (away**2).sum() / (len(whitened) - 1) / self._spread))

    def limit(self, rate: float, *, frames: int, variety: float) -> float:
        """The greatest score that keeps a false match rate for an average of frames.

        Between the limit for a single frame and that for as many of different days, by how much
        the frames vary (measured on bursts: docs/accuracy.md).
        """
        single = self.curve(1).threshold(rate)
        different = min(single, self.curve(frames).threshold(rate))
        return single + variety * (different - single)

    def sample(self, size: int, *, seed: int) -> Floats:
        """Vectors (size, d) of a population like that of the cohort, which contains nobody."""
        # RandomState is the one generator whose stream NumPy promises never to change.
        random = np.random.RandomState(seed)
        weights = self.mixture["weights"].astype(np.float64)
        chosen = random.choice(len(weights), size=size, p=weights / weights.sum())
        spread = np.sqrt(self.mixture["variances"])[chosen]
        noise = random.standard_normal(spread.shape)
        return np.asarray(self.mixture["means"][chosen] + spread * noise, dtype=np.float32)


def _digest(arrays: dict[str, Floats]) -> str:
    digest = hashlib.sha256()
    for name, array in sorted(arrays.items()):
        digest.update(f"{name} {array.shape} ".encode())
        digest.update(array.astype("<f4").tobytes())
    return digest.hexdigest()


@lru_cache(maxsize=8)
def load(name: str) -> Calibration:
    """The calibration of that name. LookupError names the folders searched."""
    folders = [*map(Path, getattr(settings, "CALIBRATION_DIRS", ())), SHIPPED]
    for folder in folders:
        if (folder / name / "curve.json").is_file():
            return Calibration(folder / name)
    places = ", ".join(str(folder) for folder in folders)
    raise LookupError(
        f"There is no calibration {name!r} in {places}: without one nothing is compared. "
        "Make it with `manage.py calibrate_engine`, or correct CALIBRATION_DIRS."
    )
