"""The space in which templates are compared, loaded from a calibration folder."""

from __future__ import annotations

from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from django.conf import settings

from biometrics.calibration.curves import Curve, read_curves
from biometrics.types import Floats

SHIPPED = Path(__file__).parent
COHORT_SIZE = 20_000
COHORT_SEED = 20_000
OTHERS_SIZE = 4_000
OTHERS_SEED = 4_000
NEAREST = 50
ROWS_AT_ONCE = 128


class Calibration:
    """Whitening, cohort and error curves of one engine version; all immutable."""

    def __init__(self, folder: Path) -> None:
        self.name = folder.name
        self._whitening: Floats = np.load(folder / "whitening.npy").astype(np.float32)
        with np.load(folder / "cohort.npz") as mixture:
            self.mixture = {key: mixture[key] for key in ("weights", "means", "variances")}
        self.version, self._curves = read_curves(folder / "curve.json")

    @property
    def dimension(self) -> int:
        return int(self._whitening.shape[0])

    def whiten(self, templates: Floats) -> Floats:
        """Templates (n, d) or (d,) carried into the whitened space."""
        return np.asarray(templates @ self._whitening, dtype=np.float32)

    def crowding(self, whitened: Floats) -> Floats:
        """m(x) for each row of (n, d): the mean distance to its 50 nearest in the cohort."""
        parts = [
            self._crowding(whitened[start : start + ROWS_AT_ONCE])
            for start in range(0, len(whitened), ROWS_AT_ONCE)
        ]
        return np.concatenate(parts)

    def curve(self, frames: int) -> Curve:
        """The error curve for a probe averaged over so many frames.

        For a number that was not measured, the next greater one's, which is stricter: an
        average lies nearer to everybody.
        """
        enough = [each for each in self._curves if each >= frames]
        return self._curves[min(enough) if enough else max(self._curves)]

    @cached_property
    def cohort(self) -> Floats:
        """20,000 vectors (n, d) of nobody, the same in every process and on every machine."""
        return self.sample(COHORT_SIZE, seed=COHORT_SEED)

    @cached_property
    def least_crowding(self) -> float:
        """The least m(x) of 4,000 others of the same population.

        About one face in four thousand lies in a more crowded place. Vectors made to be near to
        everybody, so-called master vectors, all do (measured: ADR 5).
        """
        return float(self.crowding(self.sample(OTHERS_SIZE, seed=OTHERS_SEED)).min())

    def sample(self, size: int, *, seed: int) -> Floats:
        """Vectors (size, d) of the population that the cohort stands for, which contains nobody."""
        # RandomState is the one generator whose stream NumPy promises never to change.
        random = np.random.RandomState(seed)
        weights = self.mixture["weights"].astype(np.float64)
        chosen = random.choice(len(weights), size=size, p=weights / weights.sum())
        spread = np.sqrt(self.mixture["variances"])[chosen]
        noise = random.standard_normal(spread.shape)
        return np.asarray(self.mixture["means"][chosen] + spread * noise, dtype=np.float32)

    @cached_property
    def _cohort_squares(self) -> Floats:
        return np.asarray(np.einsum("ij,ij->i", self.cohort, self.cohort), dtype=np.float32)

    def _crowding(self, rows: Floats) -> Floats:
        squares = np.einsum("ij,ij->i", rows, rows)[:, None] + self._cohort_squares
        squares -= 2 * (rows @ self.cohort.T)
        nearest = np.partition(squares, NEAREST, axis=1)[:, :NEAREST]
        return np.asarray(np.sqrt(nearest.clip(0)).mean(axis=1), dtype=np.float32)


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
