"""The movements in a run of poses: excursions from looking straight, and what they prove."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from biometrics.liveness.gestures import Gesture
from biometrics.liveness.poses import Pose
from biometrics.liveness.problems import MISSING, LivenessProblem, NotLive

# A turn is noticed from here, and counts if it gets so far.
NOTICED_TURN = 0.12
FULL_TURN = 0.16
NEAR_GROWTH = 1.25

# From near by a small turn looks greater: less than this belongs to coming closer.
TURN_WHEN_NEAR = 0.25

# What a turned head shows and turned paper does not; measured in docs/liveness.md. Flat paper
# shortens the line of the eyes and leaves the nose where it was: little depth. Bent paper
# narrows the far eye and moves the nose too little for it: much asymmetry per turn.
LEAST_DEPTH = 0.16
LEAST_ASYMMETRY, GREATEST_ASYMMETRY = 0.22, 1.0


@dataclass(frozen=True, slots=True)
class Movement:
    """One gesture as it was seen; ``poses`` are those in which it shows."""

    gesture: Gesture
    poses: Sequence[Pose]

    @property
    def is_full(self) -> bool:
        return any(_is_full(self.gesture, pose) for pose in self.poses)

    @property
    def proof(self) -> Pose:
        """Of the poses that make it count the least extreme: the easiest one to know a face in."""
        full = (pose for pose in self.poses if _is_full(self.gesture, pose))
        return min(full, key=lambda pose: (abs(pose.turn), pose.growth))


def find_movements(poses: Sequence[Pose]) -> list[Movement]:
    """All movements in their order. Raises NotLive unless they begin and end looking straight."""
    shown = [pose for pose in poses if pose.is_straight or _gesture(pose)]
    if not (shown and shown[0].is_straight and shown[-1].is_straight):
        raise NotLive(LivenessProblem.NEVER_STRAIGHT)
    found: list[Movement] = []
    for straight, excursion in groupby(shown, key=lambda pose: pose.is_straight):
        if not straight:
            found.extend(_excursion(list(excursion)))
    return found


def check_order(movements: Sequence[Movement], asked: Sequence[Gesture], *, lost: int) -> None:
    """Raise NotLive unless exactly the movements that were asked for were seen, in their order.

    ``lost`` pictures show no face: who turns far or fast is out of the detector's sight.
    """
    seen = [movement.gesture for movement in movements]
    if seen == list(asked):
        return
    for gesture in asked:
        if seen.count(gesture) < asked.count(gesture):
            raise NotLive(LivenessProblem.TOO_FAST if lost > 1 else MISSING[gesture])
    longer = len(seen) > len(asked)
    raise NotLive(LivenessProblem.NOT_ASKED if longer else LivenessProblem.WRONG_ORDER)


def check_depth(movements: Sequence[Movement]) -> None:
    """Raise NotLive when something flat was turned in place of a head."""
    for movement in movements:
        if movement.gesture is not Gesture.CLOSER and not _is_solid(movement):
            raise NotLive(LivenessProblem.NOT_THE_HEAD)


def depth(pose: Pose) -> float:
    """How far the nose stands out from the eyes, in widths between their outer corners.

    From ``turn = depth * tan(angle)`` and ``shortening = 1 / cos(angle)``.
    """
    return abs(pose.turn) / float(np.sqrt(max(pose.shortening**2 - 1, 0.01)))


def _is_solid(movement: Movement) -> bool:
    """All pictures of the movement speak together: each alone is uncertain by a pixel or two."""
    turn = float(np.median([pose.turn for pose in movement.poses]))
    asymmetry = float(np.median([pose.asymmetry for pose in movement.poses])) / turn
    deep = float(np.median([depth(pose) for pose in movement.poses])) >= LEAST_DEPTH
    return deep and LEAST_ASYMMETRY <= asymmetry <= GREATEST_ASYMMETRY


def _is_full(gesture: Gesture, pose: Pose) -> bool:
    return gesture is Gesture.CLOSER or abs(pose.turn) >= FULL_TURN


def _gesture(pose: Pose) -> Gesture | None:
    if pose.growth >= NEAR_GROWTH and abs(pose.turn) < TURN_WHEN_NEAR:
        return Gesture.CLOSER
    if abs(pose.turn) < NOTICED_TURN:
        return None
    return Gesture.LEFT if pose.turn > 0 else Gesture.RIGHT


def _excursion(poses: Sequence[Pose]) -> Iterator[Movement]:
    """The movements between two looks straight ahead; a glance aside is none."""
    runs = [(gesture, list(run)) for gesture, run in groupby(poses, key=_gesture) if gesture]
    full = [(gesture, run) for gesture, run in runs if Movement(gesture, run).is_full]
    for gesture, same in groupby(full, key=lambda each: each[0]):
        yield Movement(gesture, [pose for _, run in same for pose in run])
