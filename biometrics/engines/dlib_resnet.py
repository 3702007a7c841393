"""The default engine: HOG detector, 5-point landmarks and the ResNet of face_recognition."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from biometrics.engines.base import EngineMisconfigured
from biometrics.engines.dlib_faces import DlibFaces, landmarks
from biometrics.engines.dlib_models import face_recognition_api, models_folder
from biometrics.engines.faces import Face
from biometrics.types import EngineId, OpenTemplate, Pixels


class DlibResnet(DlibFaces):
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

    def encode(self, picture: Pixels, face: Face) -> OpenTemplate:
        encoder = _encoder(self._model)
        values = encoder.compute_face_descriptor(
            np.ascontiguousarray(picture), landmarks(picture, face), 1
        )
        template = OpenTemplate(np.asarray(values, dtype=np.float32), engine=self.id)
        for at in range(self.dimension):  # dlib's own copy
            values[at] = 0.0
        return template

    def check_files(self) -> None:
        models_folder()
        if self._model is not None:
            _existing(self._model)

    def load(self) -> None:
        _encoder(self._model)


@lru_cache(maxsize=4)
def _encoder(model: str | None) -> Any:
    if model is None:
        return face_recognition_api().face_encoder
    from dlib import face_recognition_model_v1

    try:
        return face_recognition_model_v1(_existing(model))
    except RuntimeError as error:
        raise EngineMisconfigured(
            f"The file {model} is no face model that dlib can read ({error}): "
            "get it again, or correct FACE_ENGINES."
        ) from error


def _existing(model: str) -> str:
    if not Path(model).is_file():
        raise EngineMisconfigured(f"The face model {model} is not there: correct FACE_ENGINES.")
    return model
