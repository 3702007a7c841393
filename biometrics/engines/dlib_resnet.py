"""The default engine: HOG detector, 5-point landmarks and the ResNet of face_recognition."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from biometrics.engines.base import FaceEngine
from biometrics.engines.dlib_models import face_recognition_api
from biometrics.engines.faces import Face
from biometrics.types import EngineId, OpenTemplate, Pixels

# HOG finds faces of 80 px and more and its cost grows with the pixels, so it looks at a
# small copy first; the other looks are for small faces. (longer side, times to upsample)
LOOKS = ((640, 0), (1600, 0), (1024, 1))


class DlibResnet(FaceEngine):
    """dlib_face_recognition_resnet_model_v1, or another model file for dlib's loader.

    With ``model`` (a path), ``name``, ``version`` and ``calibration`` must be given too: a
    different network needs its own calibration, whatever it shares with this one.
    """

    dimension = 128
    norm_range = (1.15, 1.75)

    def __init__(
        self,
        *,
        name: str = "dlib-resnet",
        version: str = "1",
        calibration: str = "dlib-resnet-1",
        model: str | None = None,
    ) -> None:
        self.id = EngineId(name, version)
        self.calibration = calibration
        self._model = model

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

    def encode(self, picture: Pixels, face: Face) -> OpenTemplate:
        landmarks = _landmarks(picture, _rectangle(face))
        encoder = _encoder(self._model)
        values = encoder.compute_face_descriptor(np.ascontiguousarray(picture), landmarks, 1)
        return OpenTemplate(np.asarray(values, dtype=np.float32), engine=self.id)


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
    parts = _landmarks(picture, rectangle).parts()
    # dlib's order: right of the picture (outer, inner), left (outer, inner), nose.
    x = [(part.x, part.y) for part in parts]
    points = np.array([x[2], x[3], x[1], x[0], x[4]], dtype=np.float32)
    return Face(
        left=rectangle.left(),
        top=rectangle.top(),
        width=rectangle.width(),
        height=rectangle.height(),
        confidence=float(confidence),
        points=points,
    )


def _landmarks(picture: Pixels, rectangle: Any) -> Any:
    return face_recognition_api().pose_predictor_5_point(np.ascontiguousarray(picture), rectangle)


def _rectangle(face: Face) -> Any:
    from dlib import rectangle

    left, top = round(face.left), round(face.top)
    return rectangle(left, top, left + round(face.width) - 1, top + round(face.height) - 1)


@lru_cache(maxsize=4)
def _encoder(model: str | None) -> Any:
    if model is None:
        return face_recognition_api().face_encoder
    from dlib import face_recognition_model_v1

    if not Path(model).is_file():
        raise RuntimeError(f"The face model {model} is not there: correct FACE_ENGINES.")
    return face_recognition_model_v1(model)
