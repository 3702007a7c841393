"""Mated and non-mated comparison scores of one data set, in the calibrated space."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from biometrics.calibration import Calibration
from biometrics.evaluation.samples import Samples
from biometrics.types import Floats

FAR = np.float32(99)
"""Stands where a comparison is no comparison: with oneself, or with one's second name."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of averaged probes. Lower is more alike; ``FAR`` is left out.

    ``owner`` (p,): the person of each probe. ``variety`` (p,): how much its frames vary, see
    ``Calibration.variety``. ``mated`` (p,): against another picture of that
    person, NaN without one. ``others`` (p, people): against one picture of everybody.
    """

    frames: int
    owner: NDArray[np.int64]
    variety: NDArray[np.float64]
    mated: Floats
    others: Floats


def score(
    samples: Samples,
    calibration: Calibration,
    *,
    frames: int,
    probes: int = 3,
    least_pictures: int = 1,
    seed: int = 1,
) -> Scores:
    """Compare up to ``probes`` averaged probes of each person with everybody.

    Only people with ``frames`` pictures and at least ``least_pictures`` are probes; one with
    a further picture also has a mated comparison. Everybody is a reference.
    """
    random = np.random.RandomState(seed + frames)
    whitened = calibration.whiten(samples.templates)
    owner, chosen, mates = _choose(samples, frames, probes, least_pictures, random)
    probe = np.stack([whitened[rows].mean(axis=0) for rows in chosen]).astype(np.float32)
    half_probe: Floats = calibration.crowding(probe) / np.float32(2)
    reference = np.array([random.choice(samples.of(each)) for each in range(samples.people)])
    others = _against(probe, half_probe, whitened[reference], calibration)
    _leave_out(others, owner, samples.twins)
    return Scores(
        frames=frames,
        owner=owner,
        variety=np.array([calibration.variety(whitened[rows]) for rows in chosen]),
        mated=_mated(probe, half_probe, whitened, mates, calibration),
        others=others,
    )


def _choose(
    samples: Samples, frames: int, probes: int, least: int, random: np.random.RandomState
) -> tuple[NDArray[np.int64], list[NDArray[np.int64]], NDArray[np.int64]]:
    """(owner of each probe, rows averaged into it, row of a mated reference or -1)."""
    owner: list[int] = []
    chosen: list[NDArray[np.int64]] = []
    mates: list[int] = []
    for person in range(samples.people):
        rows = samples.of(person)
        if len(rows) < max(frames, least):
            continue
        for _ in range(min(probes, len(rows))):
            mixed = random.permutation(rows)
            owner.append(person)
            chosen.append(mixed[:frames])
            mates.append(int(mixed[frames]) if len(rows) > frames else -1)
    if not owner:
        raise ValueError(f"nobody in this data set has {max(frames, least)} pictures")
    return np.array(owner), chosen, np.array(mates)


def _against(
    probe: Floats, half_probe: Floats, reference: Floats, calibration: Calibration
) -> Floats:
    half_reference = calibration.crowding(reference) / 2
    squares = np.einsum("ij,ij->i", probe, probe)[:, None] - 2 * probe @ reference.T
    squares += np.einsum("ij,ij->i", reference, reference)
    distances = np.sqrt(squares.clip(0))
    return np.asarray(distances - half_probe[:, None] - half_reference, dtype=np.float32)


def _mated(
    probe: Floats,
    half_probe: Floats,
    whitened: Floats,
    mates: NDArray[np.int64],
    calibration: Calibration,
) -> Floats:
    scores = np.full(len(probe), np.nan, dtype=np.float32)
    has = mates >= 0
    if has.any():
        mate = whitened[mates[has]]
        distances = np.linalg.norm(probe[has] - mate, axis=1)
        scores[has] = distances - half_probe[has] - calibration.crowding(mate) / 2
    return scores


def _leave_out(
    others: Floats, owner: NDArray[np.int64], twins: tuple[tuple[int, int], ...]
) -> None:
    others[np.arange(len(owner)), owner] = FAR
    for one, other in twins:
        others[owner == one, other] = FAR
        others[owner == other, one] = FAR
