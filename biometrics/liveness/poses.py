"""How the head is held in each picture, told against the same person looking straight.

Only the five points of the face are used. A turn carries the nose along the line of the eyes
because it stands out from it. A flat or bent picture that is turned has no such nose: the
line of the eyes gets shorter long before the nose leaves its middle.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from biometrics.engines.faces import Face
from biometrics.liveness.problems import LivenessProblem, NotLive
from biometrics.liveness.track import Sighting

# Turns are those of Face.turn, about 0.2 at 25 degrees; growth is a ratio of sizes.
STRAIGHT_TURN = 0.08
STRAIGHT_GROWTH = 1.15
FEWEST_STRAIGHT = 4


@dataclass(frozen=True, slots=True)
class Pose:
    """One picture's pose, relative to the person's own when straight; all 0 (growth 1) then.

    ``turn`` is + to the picture's right, which is the person's left. ``growth`` is nearness.
    ``asymmetry`` is how much wider one eye is than the other, + for the picture's left one.
    ``shortening`` is how much shorter the line of the eyes is against the height of the nose.
    """

    sighting: Sighting
    turn: float
    growth: float
    asymmetry: float
    shortening: float

    @property
    def is_straight(self) -> bool:
        return abs(self.turn) <= STRAIGHT_TURN and self.growth <= STRAIGHT_GROWTH


def measure(sightings: Sequence[Sighting]) -> list[Pose]:
    """A pose for each sighting. Raises NotLive when the person hardly ever looked straight."""
    faces = [sighting.face for sighting in sightings]
    turns = np.array([face.turn for face in faces])
    spans = np.array([_span(face) for face in faces])
    straight, near = _straight(turns, spans)
    turn = float(np.median(turns[straight]))
    nod = float(np.median([face.nod for face in np.array(faces, dtype=object)[straight]]))
    lopsided = float(
        np.median([_asymmetry(face) for face in np.array(faces, dtype=object)[straight]])
    )
    return [
        Pose(
            sighting=sighting,
            turn=sighting.face.turn - turn,
            growth=_span(sighting.face) / near,
            asymmetry=_asymmetry(sighting.face) - lopsided,
            shortening=max(sighting.face.nod / nod, 1.0),
        )
        for sighting in sightings
    ]


def _straight(
    turns: NDArray[np.float64], spans: NDArray[np.float64]
) -> tuple[NDArray[np.bool_], float]:
    """Which sightings look straight from where the person started, and the eyes' span there."""
    middle = np.median(turns[np.abs(turns - np.median(turns)) <= 1.5 * STRAIGHT_TURN])
    ahead = np.abs(turns - middle) <= STRAIGHT_TURN
    far = float(np.percentile(spans[ahead], 25)) if ahead.any() else 1.0
    straight = ahead & (spans <= STRAIGHT_GROWTH * far)
    if straight.sum() < FEWEST_STRAIGHT:
        raise NotLive(LivenessProblem.NEVER_STRAIGHT)
    return straight, far


def _span(face: Face) -> float:
    """Pixels between the outer corners of the eyes."""
    return float(np.linalg.norm(face.points[3] - face.points[0]))


def _asymmetry(face: Face) -> float:
    """(left - right) / (left + right) of the eyes' widths along their line."""
    axis = face.points[3] - face.points[0]
    left = float((face.points[1] - face.points[0]) @ axis)
    right = float((face.points[3] - face.points[2]) @ axis)
    return (left - right) / (left + right)
