"""Compare a probe with one sealed gallery. Scores exist in here and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from biometrics.calibration import Calibration, load
from biometrics.policies import Policy
from biometrics.types import (
    Decision,
    Floats,
    OpenTemplate,
    Outcome,
    PictureProblem,
    UnusablePicture,
)
from biometrics.vault.gallery import OpenBlock, OpenedGallery

MOST_FRAMES = 5

# Frames are averaged only if every one could be the same person's: the score at which one
# stranger in twenty would still pass.
SAME_PERSON_RATE = 0.05


def compare(*, probes: Sequence[OpenTemplate], gallery: OpenedGallery, policy: Policy) -> Decision:
    """Decide which rows of the gallery, if any, are the person's in the probes.

    ``probes`` are 1 to 5 frames of one person; their average is compared. The answer is
    verified with all rows at or below the policy's threshold, inconclusive when only the
    grey zone holds any, else not matched. Raises Undecryptable for a gallery that does not
    open whole, UnusablePicture when the frames show different people, ValueError when
    probes, gallery and policy are not of one engine and calibration.
    """
    _check_origin(probes, gallery, policy)
    match, grey = policy.thresholds(count=gallery.count, frames=len(probes))
    probe, half_crowding = _average(probes, load(policy.calibration))
    turned = gallery.turn(probe)
    try:
        rows, scores = _rows_up_to(grey, turned, half_crowding, gallery)
    finally:
        probe.fill(0.0)
        turned.fill(0.0)
    return _decide(rows[scores <= match], rows, policy)


def _decide(
    matched: np.ndarray[tuple[int], np.dtype[np.int64]],
    possible: np.ndarray[tuple[int], np.dtype[np.int64]],
    policy: Policy,
) -> Decision:
    if matched.size:
        outcome = Outcome.VERIFIED
    else:
        outcome = Outcome.INCONCLUSIVE if possible.size else Outcome.NOT_MATCHED
    return Decision(
        outcome=outcome,
        matched=tuple(int(row) for row in matched),
        policy_id=policy.id,
        policy_version=policy.version,
    )


def _check_origin(probes: Sequence[OpenTemplate], gallery: OpenedGallery, policy: Policy) -> None:
    if not 1 <= len(probes) <= MOST_FRAMES:
        raise ValueError(f"a comparison takes 1 to {MOST_FRAMES} frames")
    if {policy.engine, gallery.engine} | {probe.engine for probe in probes} != {policy.engine}:
        raise ValueError("probes, gallery and policy are of different engines")
    if gallery.calibration != policy.calibration:
        raise ValueError("gallery and policy are of different calibrations")


def _average(probes: Sequence[OpenTemplate], calibration: Calibration) -> tuple[Floats, float]:
    """The averaged probe, whitened (d,), and half its crowding."""
    frames = np.stack([probe.values for probe in probes])
    whitened = calibration.whiten(frames)
    try:
        if len(probes) > 1:
            _check_one_person(whitened, calibration)
        mean = whitened.mean(axis=0, keepdims=True)
        return mean[0], float(calibration.crowding(mean)[0]) / 2
    finally:
        frames.fill(0.0)
        whitened.fill(0.0)


def _check_one_person(whitened: Floats, calibration: Calibration) -> None:
    """A blend of two people lies near both: refuse it."""
    half = calibration.crowding(whitened) / 2
    distances = np.linalg.norm(whitened[:, None] - whitened, axis=2)
    scores = distances - half[:, None] - half
    # A frame at distance zero from itself is no evidence; nor does it do harm.
    if (scores > calibration.curve(1).threshold(SAME_PERSON_RATE)).any():
        raise UnusablePicture(PictureProblem.DIFFERENT_PEOPLE)


def _rows_up_to(
    limit: float, probe: Floats, half_crowding: float, gallery: OpenedGallery
) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], Floats]:
    """Row numbers and scores of all rows that score at or below ``limit``."""
    square = float(probe @ probe)
    found = [np.empty(0, dtype=np.int64)]
    scores = [np.empty(0, dtype=np.float32)]
    for block in gallery:
        score = _scores(block, probe, square) - np.float32(half_crowding)
        (near,) = np.nonzero(score <= limit)
        found.append(near + block.first_row)
        scores.append(score[near])
    return np.concatenate(found), np.concatenate(scores)


def _scores(block: OpenBlock, probe: Floats, square: float) -> Floats:
    """|p - r| - m(r) / 2 for each row: the part of the score that depends on the row."""
    distances = block.rows @ probe
    distances *= -2.0
    distances += block.squares
    distances += square
    # Rounding can leave a tiny negative square between equal vectors.
    np.maximum(distances, 0.0, out=distances)
    np.sqrt(distances, out=distances)
    distances -= block.half_crowding
    return distances
