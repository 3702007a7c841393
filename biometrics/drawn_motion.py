"""Drawn people that move: the movements a liveness check asks for, as frames of a camera.

The clean drawing of a person is laid over a head's relief and turned; nearness is a zoom.
On top come what a hand-held camera adds: a little sway, changes of light, noise. The same
person, movements and seed give the same frames everywhere. Lengths are in pixels of the
640-pixel drawing, turns in degrees, + to the picture's right (the person's left).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from biometrics.drawn_faces import CENTRE_X, CENTRE_Y, clean, measures
from biometrics.liveness.gestures import Gesture
from biometrics.types import Floats, Pixels

LANDSCAPE, PORTRAIT = (640, 480), (480, 640)

# Pictures a second, and how many show each: the pace that the camera page sets.
PACE = 2.5
LOOK_FIRST, MOVE, LOOK = 4, 4, 3

TURN_BY = 32.0
NEARER_BY = 1.45

# How far a nose's base stands out from the skull, in half distances between the outer corners
# of the eyes. (On a scanned head its base lies 0.6 of them before the corners; a camera at
# arm's length adds to that.)
NOSE = 0.8


@dataclass(frozen=True, slots=True)
class Pose:
    """Where the head is in one frame: degrees turned, and nearness (1 is where it started)."""

    turn: float = 0.0
    near: float = 1.0


@dataclass(frozen=True, slots=True)
class Relief:
    """A head in a picture: where its middle is, half its width and height, and the nose.

    A drawn head, or anybody's in a photograph.
    """

    x: float
    y: float
    half_width: float
    half_height: float
    half_eyes: float
    nose_y: float

    def depth(self, x: Floats, y: Floats) -> Floats:
        """How far towards the camera each place lies; the ground behind the head is 0."""
        across, down = (x - self.x) / self.half_width, (y - self.y) / self.half_height
        skull = np.sqrt(np.clip(1 - across**2 - 0.6 * down**2, 0, 1)) * self.half_width
        nose_x = (x - self.x) / (0.4 * self.half_eyes)
        nose_y = (y - self.nose_y) / (0.5 * self.half_eyes)
        nose = NOSE * self.half_eyes * np.exp(-(nose_x**2) - nose_y**2)
        return np.asarray(skull + nose, dtype=np.float32)


def relief_of(person: int) -> Relief:
    half_width, half_height, half_eyes, nose_y = measures(person)
    return Relief(CENTRE_X, CENTRE_Y, half_width + 42, half_height + 60, half_eyes, nose_y)


def poses(
    gestures: Sequence[Gesture], *, move: int = MOVE, look: int = LOOK, first: int = LOOK_FIRST
) -> list[Pose]:
    """A pose a frame: look straight, then each movement there and back, smoothly."""
    found = [Pose()] * first
    for gesture in gestures:
        # Half a swing of a pendulum: out, held for a moment, back.
        for step in range(1, move + 1):
            found.append(_part_way(gesture, float(np.sin(np.pi * step / (move + 1)) ** 0.7)))
        found += [Pose()] * look
    return found


def _part_way(gesture: Gesture, share: float) -> Pose:
    if gesture is Gesture.CLOSER:
        return Pose(near=1 + (NEARER_BY - 1) * share)
    return Pose(turn=TURN_BY * share * (1 if gesture is Gesture.LEFT else -1))


def frames(
    person: int,
    gestures: Sequence[Gesture],
    *,
    size: tuple[int, int] = LANDSCAPE,
    seed: int = 0,
    face: float = 0.62,
) -> Iterator[Pixels]:
    """Frames, ``size`` (width, height), of the person doing so; ``face`` is the drawing's scale."""
    drawing, relief = np.asarray(clean(person), dtype=np.float32), relief_of(person)
    for number, pose in enumerate(poses(gestures)):
        taken = np.random.RandomState([person, seed, number, 17])
        yield photograph(turned(drawing, relief, pose.turn), taken, size, face * pose.near)


def turned(picture: Floats, relief: Relief, degrees: float) -> Floats:
    """The picture, float32 (height, width, 3), with the head in it turned about its neck."""
    height, width = picture.shape[:2]
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    angle = np.radians(degrees)
    depth = relief.depth(x, y)
    share = np.clip(depth / (0.45 * relief.half_width), 0, 1)
    # The neck is the axis: what lies half a head in front of it swings out.
    forward = (depth - 0.45 * relief.half_width) * np.sin(angle)
    seen_at = x + share * ((x - relief.x) * (np.cos(angle) - 1) + forward)
    # What would be seen at the same place as something nearer the edge is behind it.
    seen_at = np.maximum.accumulate(seen_at, axis=1)
    source = np.empty_like(x)
    for row in range(height):
        source[row] = np.interp(x[row], seen_at[row], x[row])
    return resample(picture, source, y)


def photograph(
    picture: Floats, taken: np.random.RandomState, size: tuple[int, int], scale: float
) -> Pixels:
    """A frame of a hand-held camera: sway, light and noise; the picture's middle in its middle."""
    width, height = size
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    roll, sway_x, sway_y = (float(taken.normal(0, spread)) for spread in (0.02, 4, 4))
    right, down = (x - width / 2 - sway_x) / scale, (y - height / 2 - sway_y) / scale
    side = picture.shape[0]
    seen = resample(picture, side / 2 + right + roll * down, side / 2 + down - roll * right)
    light = float(taken.uniform(0.92, 1.06)) + 0.04 * float(taken.normal()) * (x / width - 0.5)
    noise = taken.standard_normal(seen.shape).astype(np.float32) * 3
    return np.asarray((seen * light[..., None] + noise).clip(0, 255), dtype=np.uint8)


def resample(picture: Floats, x: Floats, y: Floats) -> Floats:
    """The picture's colours at the places (x, y), between pixels too; outside it, its ground."""
    height, width = picture.shape[:2]
    left, top = np.clip(x, 0, width - 1.001), np.clip(y, 0, height - 1.001)
    column, row = left.astype(np.int32), top.astype(np.int32)
    right, down = (left - column)[..., None], (top - row)[..., None]
    above = picture[row, column] * (1 - right) + picture[row, column + 1] * right
    below = picture[row + 1, column] * (1 - right) + picture[row + 1, column + 1] * right
    return np.asarray(above * (1 - down) + below * down, dtype=np.float32)
