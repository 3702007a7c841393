"""A deterministic engine for tests: its faces are framed mosaics, and no model is loaded.

A "face" is a magenta frame around eight by eight grey tiles; the tiles are the person. It
passes the same gates, vault, calibration and policies as a real engine, in milliseconds.
A violet mark in the lower bar of the frame is the nose: it stands where a head of that turn
would carry it. Only the settings of a test name it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from biometrics.engines.base import FaceEngine
from biometrics.engines.faces import Face
from biometrics.types import EngineId, Floats, OpenTemplate, Pixels

TILES = 8
FRAME = 0.1
LENGTH = 1.4
SMALLEST = 16

# Where a frontal face has its five points, in widths of the sign.
POINTS = ((0.3, 0.4), (0.42, 0.4), (0.58, 0.4), (0.7, 0.4), (0.5, 0.6))

# The mark of the nose: of the frame's magenta, but for less red. A turn is drawn up to ±0.5.
MARK = (130, 0, 255)
MARK_REACH = 0.7

# How far the inner corners of the eyes move, in widths of the sign, per unit of turn.
EYE_WIDENS = 0.07


class Mosaic(FaceEngine):
    """Templates of 32 numbers from mosaics as ``draw`` makes them."""

    id = EngineId("mosaic", "1")
    dimension = 32
    norm_range = (1.15, 1.75)
    calibration = "mosaic-1"

    def detect(self, picture: Pixels) -> Sequence[Face]:
        red, green, blue = (picture[..., channel].astype(np.int16) for channel in range(3))
        magenta = (red - green > 60) & (blue - green > 60)
        faces = [_face(box, _turn(red, box)) for box in _boxes(magenta)]
        return sorted(faces, key=lambda face: face.width, reverse=True)

    def encode(self, picture: Pixels, face: Face) -> OpenTemplate:
        edge = FRAME * face.width
        corners = (face.left + edge, face.top + edge)
        box = (*corners, face.left + face.width - edge, face.top + face.height - edge)
        tiles = (
            Image.fromarray(picture).convert("L").resize((TILES, TILES), Image.Resampling.BOX, box)
        )
        return OpenTemplate(project(np.asarray(tiles, dtype=np.float32)), engine=self.id)


def draw(
    person: int,
    variant: int = 0,
    size: int = 320,
    *,
    alike: int | None = None,
    share: float = 0.5,
    turn: float = 0.0,
    scale: float = 1.0,
) -> Image.Image:
    """A sign of ``person``; with ``alike``, one that is by ``share`` another person's.

    ``turn`` is what ``Face.turn`` will read, up to ±0.5; ``scale``, up to 1.6, is nearness.
    """
    tiles = pattern(person)
    if alike is not None:
        tiles = (1 - share) * tiles + share * pattern(alike)
    random = np.random.RandomState([person, variant, 3])
    noisy = tiles + random.standard_normal(tiles.shape) * 3
    sign = round(size * 0.6 * scale)
    frame = round(sign * FRAME)
    picture = Image.new("RGB", (size, size), (200, 200, 200))
    start = (size - sign) // 2
    picture.paste((255, 0, 255), (start, start, start + sign, start + sign))
    grey = Image.fromarray(noisy.clip(0, 255).astype(np.uint8))
    inner = grey.resize((sign - 2 * frame,) * 2, Image.Resampling.NEAREST)
    picture.paste(inner.convert("RGB"), (start + frame, start + frame))
    if turn:
        _mark_nose(picture, start, sign, turn)
    return picture


def pattern(person: int) -> NDArray[np.float64]:
    """The grey tiles, (8, 8), of one person."""
    return np.random.RandomState([person, 5]).uniform(30, 225, (TILES, TILES))


def project(tiles: NDArray[np.float32]) -> Floats:
    """Tiles, (8, 8), to a template, (32,), of length 1.4, whatever the light."""
    basis = np.random.RandomState(32).standard_normal((TILES * TILES, Mosaic.dimension))
    flat = tiles.ravel() - tiles.mean()
    vector = flat @ basis
    return np.asarray(vector * (LENGTH / (np.linalg.norm(vector) + 1e-9)), dtype=np.float32)


def _mark_nose(picture: Image.Image, start: int, sign: int, turn: float) -> None:
    middle = start + sign * (0.5 + turn * MARK_REACH)
    half, frame = sign * FRAME / 2, sign * FRAME
    foot = start + sign
    picture.paste(MARK, (round(middle - half), round(foot - frame), round(middle + half), foot))


def _turn(red: NDArray[np.int16], box: tuple[int, int, int, int]) -> float:
    """The turn that the mark in the lower bar stands for; 0 without one."""
    left, _, right, bottom = box
    bar = red[bottom - max(1, round((right - left) * FRAME / 2)), left:right]
    marked = np.flatnonzero(bar < 190)
    if not len(marked):
        return 0.0
    return float((marked.mean() + 0.5) / (right - left) - 0.5) / MARK_REACH


def _points(turn: float) -> NDArray[np.float64]:
    """Five points, in widths of the sign, of a head turned so far: the far eye is narrower."""
    points = np.array(POINTS)
    points[4, 0] += turn * float(points[3, 0] - points[0, 0])
    points[1, 0] += turn * EYE_WIDENS
    points[2, 0] += turn * EYE_WIDENS
    return points


def _face(box: tuple[int, int, int, int], turn: float) -> Face:
    left, top, right, bottom = box
    size = np.array([right - left, bottom - top])
    points = _points(turn) * size + np.array([left, top])
    return Face(
        left=left,
        top=top,
        width=float(size[0]),
        height=float(size[1]),
        confidence=1.0,
        points=points.astype(np.float32),
    )


def _boxes(mask: NDArray[np.bool_]) -> Iterator[tuple[int, int, int, int]]:
    """Boxes (left, top, right, bottom) of signs that stand side by side."""
    for left, right in _runs(np.any(mask, axis=0)):
        for top, bottom in _runs(np.any(mask[:, left:right], axis=1)):
            if min(right - left, bottom - top) >= SMALLEST:
                yield left, top, right, bottom


def _runs(line: Any) -> Iterator[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], line.astype(np.int8), [0]])))
    for start, stop in edges.reshape(-1, 2):
        yield int(start), int(stop)
