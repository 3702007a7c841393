"""Fit whitening, crowding and a cohort that is nobody, then measure the curves with them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from biometrics.calibration.space import Calibration
from biometrics.evaluation.crowding import fit_crowding
from biometrics.evaluation.curves import worst_group_curves
from biometrics.evaluation.measured import measured_curves
from biometrics.evaluation.samples import Samples, half, k_means, only
from biometrics.types import EngineId, Floats

FEWEST_PEOPLE = 100
PEOPLE_A_COMPONENT = 240
CORE = 0.9
SHRINKAGE = 0.5
FRAMES = (1, 2, 3, 4, 5)
SEED = 15

FILES = ("whitening.npy", "crowding.npz", "cohort.npz", "curve.json")
MEASURED = "measured.json"
"""What the curves were made of; comparisons do not need it."""

PLACEHOLDER = {"version": "0", "frames": {"1": {"threshold": [0.0, 1.0], "fmr": [0.1, 0.2]}}}


@dataclass(frozen=True, slots=True)
class Made:
    """A calibration, and which people (mask) are in its whitening, crowding and cohort."""

    calibration: Calibration
    fit: NDArray[np.bool_]

    def __str__(self) -> str:
        inside, outside = int(self.fit.sum()), int((~self.fit).sum())
        return f"{inside} people in whitening, crowding and cohort, {outside} in the curves"


def make_calibration(
    samples: Samples, engine: EngineId, folder: Path, *, source: str, seed: int = SEED
) -> Made:
    """Write a calibration folder.

    Half of the people give whitening, crowding and cohort, the other half the curves: nobody
    is judged by what they are part of. ValueError for a data set that is too small.
    """
    fit = half(samples, seed)
    folder.mkdir(parents=True, exist_ok=True)
    whitening = fit_whitening(samples, fit)
    np.save(folder / "whitening.npy", whitening)
    whitened = samples.templates @ whitening
    people = whitened[samples.first[fit]]
    fit_crowding(people).write(folder / "crowding.npz")
    write_cohort(folder / "cohort.npz", people, whitened)
    curve = folder / "curve.json"
    curve.write_text(json.dumps(PLACEHOLDER), encoding="utf-8")
    most = int(np.bincount(samples.person).max())
    frames = tuple(each for each in FRAMES if each < most)
    judged, calibration = only(samples, ~fit), Calibration(folder)
    curves = worst_group_curves(judged, calibration, frames=frames)
    measured = {
        "engine": str(engine),
        "source": source,
        "frames": measured_curves(judged, calibration, frames=frames),
    }
    (folder / MEASURED).write_text(json.dumps(measured) + "\n", encoding="utf-8")
    content = {
        "version": "1",
        "engine": str(engine),
        "source": source,
        "spread": round(spread_within(samples, fit, whitening), 4),
        "frames": curves,
    }
    curve.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return Made(Calibration(folder), fit)


def fit_whitening(samples: Samples, fit: NDArray[np.bool_]) -> Floats:
    """(d, d): the inverse root of the covariance within one person, shrunk towards a sphere."""
    deviations, weights = _within(samples, fit)
    if len(deviations) < deviations.shape[1]:
        raise ValueError("too few people have two pictures: the whitening cannot be fitted")
    covariance = (deviations * weights[:, None]).T @ deviations
    even = np.trace(covariance) / len(covariance)
    shrunk = (1 - SHRINKAGE) * covariance + SHRINKAGE * even * np.eye(len(covariance))
    values, vectors = np.linalg.eigh(shrunk)
    # Scaled so that distances keep about the size they had.
    return np.asarray((vectors * np.sqrt(even / values)) @ vectors.T, dtype=np.float32)


def spread_within(samples: Samples, fit: NDArray[np.bool_], whitening: Floats) -> float:
    """The variance of pictures of one person, whitened, summed over all directions."""
    deviations, weights = _within(samples, fit)
    return float(weights @ ((deviations @ whitening) ** 2).sum(axis=1))


def write_cohort(path: Path, people: Floats, others: Floats) -> None:
    """A mixture of Gaussians of one shape; every component averages at least a hundred people.

    ``people`` (n, d) are whitened, one row each; ``others`` are pictures whose distance to the
    nearest mean says how near a face can come to one. ValueError for too few people.
    """
    label = k_means(people.astype(np.float64), max(1, len(people) // PEOPLE_A_COMPONENT), SEED)
    sizes = np.bincount(label)
    kept = np.flatnonzero(sizes >= FEWEST_PEOPLE)
    if not len(kept):
        raise ValueError(f"no component would average {FEWEST_PEOPLE} people: the set is too small")
    means = np.stack([people[label == k].mean(axis=0) for k in kept])
    spread = np.average([people[label == k].var(axis=0) for k in kept], axis=0, weights=sizes[kept])
    distances = np.linalg.norm(others[:, None] - means, axis=2).min(axis=1)
    np.savez(
        path,
        weights=(sizes[kept] / sizes[kept].sum()).astype(np.float32),
        means=means.astype(np.float32),
        variances=np.tile(spread, (len(kept), 1)).astype(np.float32),
        people=sizes[kept],
        core=np.float32(CORE * distances.min()),
    )


def _within(
    samples: Samples, fit: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Deviations (n, d) of pictures from their person's mean, and the weight (n,) of each.

    Everybody with two pictures or more weighs the same, and the weights make variances unbiased.
    """
    rows = np.flatnonzero(fit[samples.person])
    people, number, count = np.unique(samples.person[rows], return_inverse=True, return_counts=True)
    means = np.zeros((len(people), samples.templates.shape[1]))
    np.add.at(means, number, samples.templates[rows])
    means /= count[:, None]
    several = count[number] > 1
    deviations = (samples.templates[rows] - means[number])[several]
    return deviations, 1 / (count[number][several] - 1) / (count > 1).sum()
