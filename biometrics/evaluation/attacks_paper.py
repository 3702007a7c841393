"""A picture on paper, held before a camera: flat and tilted, or bent about an upright axis.

Lengths are in centimetres. The camera looks along z, x points right and y down. Every pixel of
a frame is followed back to the paper, so perspective is a real camera's.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from biometrics.drawn.motion import exposed, resample
from biometrics.types import Floats, Pixels

Doubles = NDArray[np.float64]

FIELD_OF_VIEW = 60.0
GROUND = (150.0, 158.0, 164.0)


@dataclass(frozen=True, slots=True)
class Held:
    """How the paper is held: its middle, its turns in degrees, and the radius of its bend.

    ``turn`` is about the upright axis, + as a head turned to the picture's right; ``roll`` is
    about the line of sight. Flat paper has no radius.
    """

    distance: float
    turn: float = 0.0
    roll: float = 0.0
    across: float = 0.0
    radius: float | None = None


def shot(
    picture: Floats, side: float, held: Held, taken: np.random.RandomState, size: tuple[int, int]
) -> Pixels:
    """A frame, ``size`` (width, height), of the square picture printed ``side`` wide."""
    turn = _rotation(held)
    eye = turn.T @ -np.array([held.across, 0.0, held.distance])
    rays = np.tensordot(turn.T, _rays(size), axes=1)
    x, y = _flat(eye, rays) if held.radius is None else _bent(eye, rays, held.radius)
    pixels, middle = picture.shape[0] / side, picture.shape[0] / 2
    with np.errstate(invalid="ignore"):
        on_paper = (np.abs(x) < side / 2) & (np.abs(y) < side / 2)
    column, row = (
        np.where(on_paper, middle + each * pixels, 0).astype(np.float32) for each in (x, y)
    )
    seen = resample(picture, column, row)
    seen[~on_paper] = GROUND
    return exposed(seen, taken)


def _rotation(held: Held) -> Doubles:
    turn, roll = np.radians(held.turn), np.radians(held.roll)
    about_y = [[np.cos(turn), 0, -np.sin(turn)], [0, 1, 0], [np.sin(turn), 0, np.cos(turn)]]
    about_z = [[np.cos(roll), -np.sin(roll), 0], [np.sin(roll), np.cos(roll), 0], [0, 0, 1]]
    return np.array(about_y) @ np.array(about_z)


def _rays(size: tuple[int, int]) -> Doubles:
    """The line of sight of each pixel, (3, height, width)."""
    width, height = size
    focal = max(size) / 2 / np.tan(np.radians(FIELD_OF_VIEW / 2))
    column, row = np.meshgrid(np.arange(width), np.arange(height))
    return np.stack([(column - width / 2) / focal, (row - height / 2) / focal, np.ones(row.shape)])


def _flat(eye: Doubles, rays: Doubles) -> tuple[Doubles, Doubles]:
    """Where the lines meet the plane of the paper, z = 0."""
    reach = -eye[2] / rays[2]
    return eye[0] + reach * rays[0], eye[1] + reach * rays[1]


def _bent(eye: Doubles, rays: Doubles, radius: float) -> tuple[Doubles, Doubles]:
    """Where they first meet an upright cylinder that the paper lies on; NaN where they do not.

    The paper's middle is at z = 0, its sides bend away.
    """
    square = rays[0] ** 2 + rays[2] ** 2
    half = eye[0] * rays[0] + (eye[2] - radius) * rays[2]
    rest = eye[0] ** 2 + (eye[2] - radius) ** 2 - radius**2
    with np.errstate(invalid="ignore"):
        reach = (-half - np.sqrt(half**2 - square * rest)) / square
        along = radius * np.arcsin(np.clip((eye[0] + reach * rays[0]) / radius, -1, 1))
    return np.where(np.isfinite(reach), along, np.nan), eye[1] + reach * rays[1]
