"""How the head is held in each picture, told against the same person looking straight.

Only the five points of the face are used. A turn carries the nose along the line of the eyes
because it stands out from it. A flat or bent picture that is turned has no such nose: the
line of the eyes gets shorter long before the nose leaves its middle.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median_low

import numpy as np

from biometrics.engines.faces import Face
from biometrics.liveness.problems import LivenessProblem, NotLive
from biometrics.liveness.track import Sighting

# Turns are those of Face.turn, about 0.2 at 25 degrees; growth is a ratio of sizes.
STRAIGHT_TURN = 0.08
STRAIGHT_GROWTH = 1.15
FEWEST_STRAIGHT = 4

# Face.nod of a face bent so far that nothing can be told from it; about 0.5 is straight.
LEAST_NOD = 0.15

# Paper that is held askew, in degrees, can be turned so that it passes for a head.
GREATEST_ROLL = 12.0


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
    """A pose for each sighting. Raises NotLive when the person hardly ever looked straight, or
    held head or camera askew."""
    faces = [sighting.face for sighting in sightings]
    ahead = _straight(faces)
    turn, nod = _middle(ahead, lambda face: face.turn), _middle(ahead, lambda face: face.nod)
    if len(ahead) < FEWEST_STRAIGHT or nod < LEAST_NOD:
        raise NotLive(LivenessProblem.NEVER_STRAIGHT)
    if abs(_middle(ahead, _roll)) > GREATEST_ROLL:
        raise NotLive(LivenessProblem.ASKEW)
    asymmetry, span = _middle(ahead, _asymmetry), _middle(ahead, _span)
    return [
        Pose(
            sighting=sighting,
            turn=sighting.face.turn - turn,
            growth=_span(sighting.face) / span,
            asymmetry=_asymmetry(sighting.face) - asymmetry,
            shortening=max(sighting.face.nod / nod, 1.0),
        )
        for sighting in sightings
    ]


def _straight(faces: Sequence[Face]) -> list[Face]:
    """Those that look straight ahead from where the person started."""
    middle = _middle(faces, lambda face: face.turn)
    about = [face for face in faces if abs(face.turn - middle) <= 2 * STRAIGHT_TURN]
    middle = _middle(about, lambda face: face.turn)
    ahead = [face for face in about if abs(face.turn - middle) <= STRAIGHT_TURN]
    # Most are as far away as at the start; those that came closer are not.
    far = float(np.percentile([_span(face) for face in ahead], 25))
    return [face for face in ahead if _span(face) <= STRAIGHT_GROWTH * far]


def _middle(faces: Sequence[Face], measured: Callable[[Face], float]) -> float:
    """The lower median, which is always one of theirs."""
    return float(median_low([measured(face) for face in faces]))


def _roll(face: Face) -> float:
    """Degrees that the line of the eyes is from level."""
    across, down = face.points[3] - face.points[0]
    return float(np.degrees(np.arctan2(down, across)))


def _span(face: Face) -> float:
    """Pixels between the outer corners of the eyes."""
    return float(np.linalg.norm(face.points[3] - face.points[0]))


def _asymmetry(face: Face) -> float:
    """(left - right) / (left + right) of the eyes' widths along their line."""
    axis = face.points[3] - face.points[0]
    left = float((face.points[1] - face.points[0]) @ axis)
    right = float((face.points[3] - face.points[2]) @ axis)
    return (left - right) / (left + right)
