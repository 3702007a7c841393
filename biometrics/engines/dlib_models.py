"""Load dlib's models through face_recognition, once, and only those that are free to use.

``import face_recognition`` does four things that a service cannot have: it needs
``pkg_resources`` (gone from setuptools 82, and a warning before), it calls ``quit()`` when
that is missing, it loads the 68-point model, which may not be used commercially
(iBUG 300-W), and it makes Pillow accept truncated files in the whole process. A stand-in
for its models package, registered before the import, answers the first three; the last
is put back afterwards.
"""

from __future__ import annotations

import importlib.util
import sys
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

from PIL import ImageFile

from biometrics.engines.base import EngineMisconfigured

MODELS_PACKAGE = "face_recognition_models"
FIVE_POINTS = "shape_predictor_5_face_landmarks.dat"
RESNET = "dlib_face_recognition_resnet_model_v1.dat"
CNN_DETECTOR = "mmod_human_face_detector.dat"


@lru_cache(maxsize=1)
def face_recognition_api() -> Any:
    """The module ``face_recognition.api``: its detector, 5-point predictor and encoder."""
    real = sys.modules.get(MODELS_PACKAGE)
    sys.modules[MODELS_PACKAGE] = _models_stand_in()
    try:
        from face_recognition import api
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = False
        if real is None:
            del sys.modules[MODELS_PACKAGE]
        else:
            sys.modules[MODELS_PACKAGE] = real
    return api


def _models_stand_in() -> ModuleType:
    """A module with the four functions of face_recognition_models, answered from its files.

    The 68-point model is never named: its place is taken by the 5-point one.
    """
    folder = models_folder()
    module = ModuleType(MODELS_PACKAGE)
    answers = {
        "pose_predictor_model_location": FIVE_POINTS,
        "pose_predictor_five_point_model_location": FIVE_POINTS,
        "face_recognition_model_location": RESNET,
        "cnn_face_detector_model_location": CNN_DETECTOR,
    }
    for name, file in answers.items():
        setattr(module, name, lambda path=str(folder / file): path)
    return module


def models_folder() -> Path:
    """Where face_recognition_models keeps its files, found without importing it."""
    spec = importlib.util.find_spec(MODELS_PACKAGE)
    if spec is None or spec.origin is None:
        raise EngineMisconfigured(
            "The package face-recognition-models is missing: run `make setup`, "
            "or choose another engine in FACE_ENGINE."
        )
    return Path(spec.origin).parent / "models"
