"""Fit a whitening and a cohort that is nobody, then measure the curves with them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from biometrics.calibration.space import Calibration
from biometrics.evaluation.curves import worst_group_curves
from biometrics.evaluation.samples import Samples, k_means
from biometrics.types import EngineId, Floats

FEWEST_PEOPLE = 15
PEOPLE_A_COMPONENT = 30
SHRINKAGE = 0.5
FRAMES = (1, 2, 3, 4, 5)
SEED = 15

PLACEHOLDER = {"version": "0", "frames": {"1": {"threshold": [0.0, 1.0], "fmr": [0.1, 0.2]}}}


def make_calibration(samples: Samples, engine: EngineId, folder: Path, *, source: str) -> str:
    """Write a calibration folder; a sentence on what it was made of.

    Half of the people give whitening and cohort, the other half the curves: nobody is judged
    by a cohort that they are part of. ValueError for a data set that is too small.
    """
    fit = _half(samples)
    folder.mkdir(parents=True, exist_ok=True)
    whitening = fit_whitening(samples, fit)
    np.save(folder / "whitening.npy", whitening)
    _write_cohort(folder / "cohort.npz", samples, fit, whitening)
    curve = folder / "curve.json"
    curve.write_text(json.dumps(PLACEHOLDER), encoding="utf-8")
    calibration = Calibration(folder)
    most = int(np.bincount(samples.person).max())
    curves = worst_group_curves(
        _only(samples, ~fit),
        calibration,
        frames=tuple(each for each in FRAMES if each < most),
        least_pictures=1,
    )
    content = {"version": "1", "engine": str(engine), "source": source, "frames": curves}
    curve.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return f"{int(fit.sum())} people in cohort and whitening, {int((~fit).sum())} in the curves"


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
    one = np.array([samples.of(int(person))[0] for person in people])
    points = (samples.templates[one] @ whitening).astype(np.float64)
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


def _half(samples: Samples) -> NDArray[np.bool_]:
    """Which people fit; both names of one person stay on one side."""
    fit = np.random.RandomState(SEED).rand(samples.people) < 0.5
    for one, other in samples.twins:
        fit[other] = fit[one]
    return fit


def _only(samples: Samples, people: NDArray[np.bool_]) -> Samples:
    """The samples of these people, renumbered."""
    number = np.cumsum(people) - 1
    rows = people[samples.person]
    return replace(
        samples,
        templates=samples.templates[rows],
        person=number[samples.person[rows]],
        names=tuple(name for name, keep in zip(samples.names, people, strict=True) if keep),
        groups={name: mask[people] for name, mask in samples.groups.items()},
        twins=tuple(
            (int(number[one]), int(number[other]))
            for one, other in samples.twins
            if people[one] and people[other]
        ),
    )
