"""Faces and their five points by dlib's HOG detector, both in the public domain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from biometrics.engines.base import FaceEngine
from biometrics.engines.dlib_models import face_recognition_api
from biometrics.engines.faces import Face
from biometrics.types import Floats, Pixels

# HOG finds faces of 80 px and more and its cost grows with the pixels, so it looks at a
# small copy first; the other looks are for small faces. (longer side, times to upsample)
LOOKS = ((640, 0), (1600, 0), (1600, 1))

# dlib's order: right of the picture (outer, inner), left (outer, inner), nose.
OUR_ORDER = (2, 3, 1, 0, 4)

# How the nose is looked for again: in a copy of that face width, from places beside the face.
# Both were tried on photographs with and without masks (docs/engines.md).
STEADY_WIDTH = 200
STEADY_SHIFTS = (-0.03, 0.0, 0.03)


class DlibFaces(FaceEngine):
    """An engine whose faces are found by dlib; what encodes them is left to fill in."""

    def detect(self, picture: Pixels) -> Sequence[Face]:
        for copy, factor, upsample in _looks(picture):
            faces = _detect_once(copy, upsample)
            if faces:
                return [face.scaled(factor) for face in faces]
        return []

    def detect_quickly(self, picture: Pixels) -> Sequence[Face]:
        side, upsample = LOOKS[0]
        copy, factor = _shrink(picture, side)
        return [face.scaled(factor) for face in _detect_once(copy, upsample)]

    def unsteadiness(self, picture: Pixels, face: Face) -> float:
        """How far the base of the nose wanders when it is looked for from nine places.

        In widths of the face. The search settles on a nose wherever it starts, and on nothing
        in particular where a mask hides it. Every face is first given the same contrast, so
        that neither light nor the colour of skin decides.
        """
        near = _around(picture, face)
        ends = [
            _points(near, STEADY_WIDTH * (1 + across), STEADY_WIDTH * (1 + down))[4]
            for across in STEADY_SHIFTS
            for down in STEADY_SHIFTS
        ]
        return float(np.sqrt(np.var(ends, axis=0).sum()) / STEADY_WIDTH)


def landmarks(picture: Pixels, face: Face) -> Any:
    """dlib's own five points of a detected face, found in this very picture."""
    from dlib import rectangle

    left, top = round(face.left), round(face.top)
    box = rectangle(left, top, left + round(face.width) - 1, top + round(face.height) - 1)
    return _landmarks(picture, box)


def points_of(found: Any) -> Floats:
    """dlib's five points in the order of ``Face.points``, float32 (5, 2)."""
    parts = found.parts()
    return np.array([(parts[at].x, parts[at].y) for at in OUR_ORDER], dtype=np.float32)


def _looks(picture: Pixels) -> Iterator[tuple[Pixels, float, int]]:
    """Copies to search: (pixels, factor back to the picture, times to upsample)."""
    side = max(picture.shape[:2])
    for target, upsample in LOOKS:
        if not upsample and side <= target // 2:
            continue
        yield (*_shrink(picture, target), upsample)


def _shrink(picture: Pixels, side: int) -> tuple[Pixels, float]:
    height, width = picture.shape[:2]
    factor = max(height, width) / side
    if factor <= 1:
        return np.ascontiguousarray(picture), 1.0
    size = (max(1, round(width / factor)), max(1, round(height / factor)))
    small = Image.fromarray(picture).resize(size, Image.Resampling.BILINEAR, reducing_gap=1.0)
    return np.asarray(small), factor


def _detect_once(picture: Pixels, upsample: int) -> list[Face]:
    detector = face_recognition_api().face_detector
    rectangles, confidences, _ = detector.run(picture, upsample, 0.0)
    faces = [
        _face(picture, rectangle, confidence)
        for rectangle, confidence in zip(rectangles, confidences, strict=True)
    ]
    return sorted(faces, key=lambda face: face.width, reverse=True)


def _face(picture: Pixels, rectangle: Any, confidence: float) -> Face:
    return Face(
        left=rectangle.left(),
        top=rectangle.top(),
        width=rectangle.width(),
        height=rectangle.height(),
        confidence=float(confidence),
        points=points_of(_landmarks(picture, rectangle)),
    )


def _landmarks(picture: NDArray[np.uint8], rectangle: Any) -> Any:
    return face_recognition_api().pose_predictor_5_point(np.ascontiguousarray(picture), rectangle)


def _around(picture: Pixels, face: Face) -> NDArray[np.uint8]:
    """The face in the middle of a square twice as wide, 200 px wide, in grey from 0 to 255.

    The predictor compares levels of pixels with fixed numbers, so the contrast of a face in
    dim light or of dark skin must be that of any other.
    """
    half = round(face.width)
    across, down = round(face.left + face.width / 2), round(face.top + face.height / 2)
    square = _square(picture, across - half, down - half, 2 * half)
    square = square.convert("L").reduce(max(1, half // STEADY_WIDTH)).convert("F")
    side, edge = 2 * STEADY_WIDTH, STEADY_WIDTH // 2
    grey = np.asarray(square.resize((side, side), Image.Resampling.BILINEAR))
    dark, light = np.percentile(grey[edge:-edge, edge:-edge], (2, 98))
    levels = (grey - dark) * (255 / max(light - dark, 1.0))
    return np.asarray(levels.clip(0, 255), dtype=np.uint8)


def _square(picture: Pixels, left: int, top: int, side: int) -> Image.Image:
    """A square part of a picture; what lies outside it is black. No more is copied than is shown."""
    x, y = max(0, left), max(0, top)
    part = Image.fromarray(picture[y : top + side, x : left + side])
    if part.size == (side, side):
        return part
    return part.crop((left - x, top - y, left - x + side, top - y + side))


def _points(near: NDArray[np.uint8], across: float, down: float) -> Floats:
    """The five points for a face of 200 px whose middle is said to be there."""
    from dlib import rectangle

    left, top = round(across - STEADY_WIDTH / 2), round(down - STEADY_WIDTH / 2)
    box = rectangle(left, top, left + STEADY_WIDTH - 1, top + STEADY_WIDTH - 1)
    return points_of(_landmarks(near, box))
