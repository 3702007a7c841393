"""Drawn people that move: the movements a liveness check asks for, as frames of a camera.

A straight picture is laid over a head's relief and turned; nearness is a zoom. On top come
what a hand-held camera adds: a little sway, changes of light, noise. The same person,
movements and seed give the same frames everywhere. It is also how a photograph of somebody
can be animated, which the check does not stop (docs/liveness.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from biometrics.drawn.faces import CENTRE_X, clean, measures
from biometrics.liveness.gestures import Gesture
from biometrics.types import Floats, Pixels

MOVING_PEOPLE = (96, 132, 58, 85, 113, 61)
"""Drawn people whose five points dlib follows through a turn, as it does with real faces."""

LANDSCAPE, PORTRAIT = (640, 480), (480, 640)

# How many frames show the first look straight ahead, each movement, and each look after it.
FIRST, MOVE, LOOK = 4, 4, 3

TURN_BY = 32.0
NEARER_BY = 1.45

# How far a nose's base stands out from the skull, in half distances between the outer corners
# of the eyes. On a scanned head it lies 0.6 before the corners; a camera at arm's length adds
# to that, and a drawn nose is read less well than a real one.
NOSE = 1.0

# The share of the shorter side of a frame that the eyes' outer corners span, to begin with.
EYES_SHARE = 0.24


@dataclass(frozen=True, slots=True)
class Pose:
    """How the head is held: ``turn`` from -1 to 1, + to the picture's right (the person's left),
    and ``near`` from 0 to 1."""

    turn: float = 0.0
    near: float = 0.0


@dataclass(frozen=True, slots=True)
class Portrait:
    """A straight picture of a head, float32 (side, side, 3), and where the head is in it.

    In pixels: the middle of the head, half its width and height, the line of the eyes, half the
    distance between their outer corners, and the base of the nose.
    """

    picture: Floats
    x: float
    y: float
    half_width: float
    half_height: float
    eyes_y: float
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


def portrait(person: int) -> Portrait:
    """A drawn person, straight and evenly lit."""
    size = measures(person)
    return Portrait(
        picture=np.asarray(clean(person), dtype=np.float32),
        x=CENTRE_X,
        y=size.middle,
        half_width=size.half_width + 42,
        half_height=size.half_height + 60,
        eyes_y=size.eyes,
        half_eyes=size.half_eyes,
        nose_y=size.nose,
    )


def frames(
    person: int,
    gestures: Sequence[Gesture],
    *,
    size: tuple[int, int] = LANDSCAPE,
    seed: int = 0,
) -> Iterator[Pixels]:
    """Frames, ``size`` (width, height), in which the drawn person does what is asked."""
    return perform(portrait(person), poses(gestures), size=size, seed=seed)


def poses(
    gestures: Sequence[Gesture], *, first: int = FIRST, move: int = MOVE, look: int = LOOK
) -> list[Pose]:
    """A pose a frame: look straight, then each movement there and back, smoothly."""
    found = [Pose()] * first
    for gesture in gestures:
        found += [_part_way(gesture, step / (move + 1)) for step in range(1, move + 1)]
        found += [Pose()] * look
    return found


def perform(
    person: Portrait, held: Sequence[Pose], *, size: tuple[int, int] = LANDSCAPE, seed: int = 0
) -> Iterator[Pixels]:
    """A frame for each pose, as a hand-held camera would take them."""
    for number, pose in enumerate(held):
        yield snapshot(person, pose, np.random.RandomState([seed, number, 17]), size)


def snapshot(
    person: Portrait, pose: Pose, taken: np.random.RandomState, size: tuple[int, int] = LANDSCAPE
) -> Pixels:
    """One frame, ``size`` (width, height)."""
    scale = EYES_SHARE * min(size) / (2 * person.half_eyes)
    near = scale * (1 + (NEARER_BY - 1) * pose.near)
    return photograph(turned(person, TURN_BY * pose.turn), taken, size, near)


def turned(person: Portrait, degrees: float) -> Floats:
    """The picture with the head in it turned about its neck."""
    if not degrees:
        return person.picture
    height, width = person.picture.shape[:2]
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    angle = np.radians(degrees)
    depth = person.depth(x, y)
    axis = 0.45 * person.half_width
    share = np.clip(depth / axis, 0, 1)
    moved = (x - person.x) * (np.cos(angle) - 1) + (depth - axis) * np.sin(angle)
    # Where something nearer would be seen at the same place, what is behind it is hidden.
    seen_at = np.maximum.accumulate(x + share * moved, axis=1)
    source = np.stack([np.interp(x[row], seen_at[row], x[row]) for row in range(height)])
    return resample(person.picture, source, y)


def photograph(
    picture: Floats, taken: np.random.RandomState, size: tuple[int, int], scale: float
) -> Pixels:
    """A frame with the picture's middle in its middle, but for a little sway and roll."""
    width, height = size
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    roll, sway_x, sway_y = (float(taken.normal(0, spread)) for spread in (0.02, 4, 4))
    right, down = (x - width / 2 - sway_x) / scale, (y - height / 2 - sway_y) / scale
    middle = picture.shape[0] / 2
    seen = resample(picture, middle + right + roll * down, middle + down - roll * right)
    return exposed(seen, taken)


def exposed(seen: Floats, taken: np.random.RandomState) -> Pixels:
    """What a sensor makes of it: another light in each frame, uneven a little, and noise."""
    across = np.linspace(-0.5, 0.5, seen.shape[1], dtype=np.float32)[None, :, None]
    light = float(taken.uniform(0.92, 1.06)) + 0.04 * float(taken.normal()) * across
    noise = 3 * taken.standard_normal((*seen.shape[:2], 1)).astype(np.float32)
    return np.asarray((seen * light + noise).clip(0, 255), dtype=np.uint8)


def resample(picture: Floats, x: Floats, y: Floats) -> Floats:
    """The picture's colours at the places (x, y), also between pixels; outside, its edge's."""
    height, width = picture.shape[:2]
    left, top = np.clip(x, 0, width - 1.001), np.clip(y, 0, height - 1.001)
    column, row = left.astype(np.int32), top.astype(np.int32)
    right, down, at = left - column, top - row, row * width + column
    seen = np.empty((*x.shape, 3), dtype=np.float32)
    for channel in range(3):  # each colour for itself: three times as fast as all at once
        levels = picture[..., channel].ravel()
        above, below = levels.take(at), levels.take(at + width)
        above += (levels.take(at + 1) - above) * right
        below += (levels.take(at + width + 1) - below) * right
        seen[..., channel] = above + (below - above) * down
    return seen


def _part_way(gesture: Gesture, time: float) -> Pose:
    """Out, held for a moment, back: half a swing of a pendulum, a little flattened."""
    share = float(np.sin(np.pi * time) ** 0.7)
    if gesture is Gesture.CLOSER:
        return Pose(near=share)
    return Pose(turn=share if gesture is Gesture.LEFT else -share)
