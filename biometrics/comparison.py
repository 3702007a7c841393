"""Compare a probe with one sealed gallery. Scores exist in here and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from biometrics.calibration import Calibration, load
from biometrics.thresholds import Policy
from biometrics.types import (
    Decision,
    Floats,
    OpenTemplate,
    Outcome,
    PictureProblem,
    UnusablePicture,
)
from biometrics.vault.blocks import OpenBlock
from biometrics.vault.errors import OtherSpace
from biometrics.vault.gallery import OpenedGallery

MOST_FRAMES = 5

# Frames are averaged only if every one could be the same person's: the score at which one
# stranger in twenty would still pass.
SAME_PERSON_RATE = 0.05

# Squared distances in single precision are off by no more than this.
ROUNDING = 1e-4


def compare(*, probes: Sequence[OpenTemplate], gallery: OpenedGallery, policy: Policy) -> Decision:
    """Decide which rows of the gallery, if any, are the person's in the probes.

    ``probes`` are 1 to 5 frames of one person; their average is compared. The answer is
    verified with all rows at or below the policy's threshold, inconclusive when only the
    grey zone holds any, else not matched; of a gallery without rows, not matched. Raises
    Undecryptable for a gallery that does not open whole, OtherSpace for one that was sealed under
    another calibration, UnusablePicture when the frames show different people, ValueError when
    probes, gallery and policy are not of one engine.
    """
    _check_origin(probes, gallery, policy)
    calibration = load(policy.calibration)
    probe, half_crowding, variety = _average(probes, calibration)
    match, grey = policy.thresholds(
        count=max(gallery.count, 1), frames=len(probes), variety=variety
    )
    if calibration.in_the_midst(probe[None])[0]:
        match = -np.inf  # no face lies there, but much that was made to resemble many does
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
    if gallery.space != load(policy.calibration).space:
        raise OtherSpace


def _average(
    probes: Sequence[OpenTemplate], calibration: Calibration
) -> tuple[Floats, float, float]:
    """The averaged probe, whitened (d,), half its crowding, and how much the frames vary."""
    frames = np.stack([probe.values for probe in probes])
    whitened = calibration.whiten(frames)
    try:
        if len(probes) > 1:
            _check_one_person(whitened, calibration)
        mean = whitened.mean(axis=0, keepdims=True)
        variety = calibration.variety(whitened)
        return mean[0], float(calibration.crowding(mean)[0]) / 2, variety
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
    doubled = probe * np.float32(-2)
    found = [np.empty(0, dtype=np.int64)]
    scores = [np.empty(0, dtype=np.float32)]
    for block in gallery:
        near, score = _near(block, doubled, square, limit + half_crowding)
        if near.size:  # two empty arrays for each of five hundred blocks are memory too
            found.append(near + block.first_row)
            scores.append(score - np.float32(half_crowding))
    doubled.fill(0.0)
    return np.concatenate(found), np.concatenate(scores)


def _near(
    block: OpenBlock, doubled: Floats, square: float, limit: float
) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], Floats]:
    """Rows with |p - r| - m(r) / 2 at or below ``limit``, and that number for each.

    Few rows are near at all, so a bound on the squared distance that no near row passes is
    taken first, and roots are drawn for the rest only.
    """
    squares = block.products(doubled)
    squares += block.squares
    reach = max(limit + float(block.half_crowding.max()), 0.0)
    (rows,) = np.nonzero(squares <= reach * reach - square + ROUNDING)
    # Rounding can leave a tiny negative square between equal vectors.
    distances = np.sqrt((squares[rows] + np.float32(square)).clip(0))
    score = distances - block.half_crowding[rows]
    near = score <= limit
    return rows[near], score[near]
