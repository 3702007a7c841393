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
FULL_TURN = 0.17
NEAR_GROWTH = 1.25

# A head in depth: see docs/liveness.md for what was measured.
LEAST_DEPTH = 0.2
LEAST_ASYMMETRY = 0.25


@dataclass(frozen=True, slots=True)
class Movement:
    """One gesture as it was seen; ``poses`` are those in which it shows."""

    gesture: Gesture
    poses: Sequence[Pose]

    @property
    def peak(self) -> Pose:
        if self.gesture is Gesture.CLOSER:
            return max(self.poses, key=lambda pose: pose.growth)
        return max(self.poses, key=lambda pose: abs(pose.turn))

    @property
    def is_full(self) -> bool:
        return self.gesture is Gesture.CLOSER or abs(self.peak.turn) >= FULL_TURN


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


def check_order(movements: Sequence[Movement], asked: Sequence[Gesture]) -> None:
    """Raise NotLive unless exactly the movements that were asked for were seen, in their order."""
    seen = [movement.gesture for movement in movements]
    if seen == list(asked):
        return
    for gesture in asked:
        if seen.count(gesture) < asked.count(gesture):
            raise NotLive(MISSING[gesture])
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
    far = [pose for pose in movement.poses if abs(pose.turn) >= 0.75 * abs(movement.peak.turn)]
    turn = float(np.median([pose.turn for pose in far]))
    asymmetry = float(np.median([pose.asymmetry for pose in far]))
    if float(np.median([depth(pose) for pose in far])) < LEAST_DEPTH:
        return False
    return asymmetry * turn > 0 and abs(asymmetry) >= LEAST_ASYMMETRY * abs(turn)


def _gesture(pose: Pose) -> Gesture | None:
    if abs(pose.turn) >= NOTICED_TURN:
        return Gesture.LEFT if pose.turn > 0 else Gesture.RIGHT
    return Gesture.CLOSER if pose.growth >= NEAR_GROWTH else None


def _excursion(poses: Sequence[Pose]) -> Iterator[Movement]:
    """The movements between two looks straight ahead; a glance aside is none."""
    runs = [(gesture, list(run)) for gesture, run in groupby(poses, key=_gesture) if gesture]
    full = [(gesture, run) for gesture, run in runs if Movement(gesture, run).is_full]
    for gesture, same in groupby(full, key=lambda each: each[0]):
        yield Movement(gesture, [pose for _, run in same for pose in run])
