"""Fit a whitening and a cohort that is nobody, then measure the curves with them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from biometrics.calibration.space import Calibration
from biometrics.evaluation.curves import worst_group_curves
from biometrics.evaluation.samples import Samples, half, k_means, only
from biometrics.types import EngineId, Floats

FEWEST_PEOPLE = 15
PEOPLE_A_COMPONENT = 30
SHRINKAGE = 0.5
FRAMES = (1, 2, 3, 4, 5)
SEED = 15

FILES = ("whitening.npy", "cohort.npz", "curve.json")

PLACEHOLDER = {"version": "0", "frames": {"1": {"threshold": [0.0, 1.0], "fmr": [0.1, 0.2]}}}


@dataclass(frozen=True, slots=True)
class Made:
    """A calibration and which people (mask) are in its whitening and cohort."""

    calibration: Calibration
    fit: NDArray[np.bool_]

    def __str__(self) -> str:
        inside, outside = int(self.fit.sum()), int((~self.fit).sum())
        return f"{inside} people in cohort and whitening, {outside} in the curves"


def make_calibration(
    samples: Samples, engine: EngineId, folder: Path, *, source: str, seed: int = SEED
) -> Made:
    """Write a calibration folder.

    Half of the people give whitening and cohort, the other half the curves: nobody is judged
    by a cohort that they are part of. ValueError for a data set that is too small.
    """
    fit = half(samples, seed)
    folder.mkdir(parents=True, exist_ok=True)
    whitening = fit_whitening(samples, fit)
    np.save(folder / "whitening.npy", whitening)
    _write_cohort(folder / "cohort.npz", samples, fit, whitening)
    curve = folder / "curve.json"
    curve.write_text(json.dumps(PLACEHOLDER), encoding="utf-8")
    most = int(np.bincount(samples.person).max())
    curves = worst_group_curves(
        only(samples, ~fit),
        Calibration(folder),
        frames=tuple(each for each in FRAMES if each < most),
        least_pictures=1,
    )
    content = {"version": "1", "engine": str(engine), "source": source, "frames": curves}
    curve.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return Made(Calibration(folder), fit)


def fit_whitening(samples: Samples, fit: NDArray[np.bool_]) -> Floats:
    """(d, d): the inverse root of the covariance within one person, shrunk towards a sphere."""
    rows = np.flatnonzero(fit[samples.person])
    people, number, count = np.unique(samples.person[rows], return_inverse=True, return_counts=True)
    means = np.zeros((len(people), samples.templates.shape[1]))
    np.add.at(means, number, samples.templates[rows])
    means /= count[:, None]
    within = (samples.templates[rows] - means[number])[count[number] > 1]
    if len(within) < within.shape[1]:
        raise ValueError("too few people have two pictures: the whitening cannot be fitted")
    covariance = within.T @ within / len(within)
    even = np.trace(covariance) / len(covariance)
    shrunk = (1 - SHRINKAGE) * covariance + SHRINKAGE * even * np.eye(len(covariance))
    values, vectors = np.linalg.eigh(shrunk)
    # Scaled so that distances keep about the size they had.
    return np.asarray((vectors * np.sqrt(even / values)) @ vectors.T, dtype=np.float32)


def _write_cohort(path: Path, samples: Samples, fit: NDArray[np.bool_], whitening: Floats) -> None:
    """A mixture of diagonal Gaussians; every component averages at least fifteen people."""
    people = np.flatnonzero(fit)
    points = (samples.templates[samples.first[people]] @ whitening).astype(np.float64)
    label = k_means(points, max(1, len(people) // PEOPLE_A_COMPONENT), SEED)
    sizes = np.bincount(label)
    kept = np.flatnonzero(sizes >= FEWEST_PEOPLE)
    if not len(kept):
        raise ValueError(f"no component would average {FEWEST_PEOPLE} people: the set is too small")
    np.savez(
        path,
        weights=(sizes[kept] / sizes[kept].sum()).astype(np.float32),
        means=np.stack([points[label == k].mean(axis=0) for k in kept]).astype(np.float32),
        variances=np.stack([points[label == k].var(axis=0) for k in kept]).astype(np.float32),
        people=sizes[kept],
    )
