"""A face encoder from an ONNX file on the deployer's disk: ArcFace, MobileFaceNet and their like.

Faces and their five points are found by dlib as for the default engine. onnxruntime is not
among the requirements; see docs/engines.md.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np

from biometrics.engines.alignment import Alignment, chip
from biometrics.engines.base import EngineMisconfigured
from biometrics.engines.dlib_faces import DlibFaces, landmarks, points_of
from biometrics.engines.dlib_models import models_folder
from biometrics.engines.faces import Face
from biometrics.engines.onnx_runtime import (
    Encoder,
    Numbers,
    check_installed,
    normalised,
    read_model,
)
from biometrics.types import EngineId, Floats, OpenTemplate, Pixels

Channels = Literal["RGB", "BGR"]
Layout = Literal["NCHW", "NHWC"]

UNIT_LENGTH = (0.99, 1.01)


class OnnxModel(DlibFaces):
    """One model file with everything that shapes its templates.

    ``sha256`` is the model file's; another file is refused. ``input_size`` is the side of the
    square picture that the model takes, ``mean`` and ``std`` are one number or one per channel
    in the order of ``channels``. ``normalise`` scales templates to length 1; without it,
    ``norm_range`` must say which lengths real faces have. Raises EngineMisconfigured.

    The engine's version is the setting's, followed by eight digits that stand for the file and
    for these settings: templates made under others are never compared with its own, even where
    somebody forgot to count the version up.
    """

    def __init__(
        self,
        *,
        name: str,
        version: str,
        calibration: str,
        model: str,
        sha256: str,
        dimension: int,
        input_size: int = 112,
        channels: Channels = "RGB",
        layout: Layout = "NCHW",
        mean: Numbers = 127.5,
        std: Numbers = 127.5,
        alignment: Alignment = "arcface",
        normalise: bool = True,
        norm_range: tuple[float, float] | None = None,
        threads: int = 1,
    ) -> None:
        _one_of("channels", channels, Channels)
        _one_of("layout", layout, Layout)
        _one_of("alignment", alignment, Alignment)
        if not normalise and norm_range is None:
            raise EngineMisconfigured(
                f"FACE_ENGINES[{name!r}] does not normalise: give `norm_range`, the shortest and "
                "the longest template that real faces have."
            )
        shaping = {
            "sha256": sha256.lower(),
            "dimension": dimension,
            "input_size": input_size,
            "channels": channels,
            "layout": layout,
            "mean": mean,
            "std": std,
            "alignment": alignment,
            "normalise": normalise,
        }
        self.id = EngineId(name, f"{version}-{_fingerprint(shaping)}")
        self.dimension = dimension
        self.calibration = calibration
        self.norm_range = norm_range or UNIT_LENGTH
        self._model, self._sha256, self._threads = Path(model), sha256, threads
        self._side, self._channels, self._layout = input_size, channels, layout
        self._mean, self._std = mean, std
        self._alignment, self._normalise = alignment, normalise
        if threads > 1:  # a fork leaves them behind: the child loads the model anew
            os.register_at_fork(after_in_child=lambda: self.__dict__.pop("_encoder", None))

    def encode(self, picture: Pixels, face: Face) -> OpenTemplate:
        points = points_of(landmarks(picture, face))
        return self._template(chip(picture, points, self._alignment, self._side))

    def check_files(self) -> None:
        models_folder()
        check_installed()
        read_model(self._model, self._sha256)

    def load(self) -> None:
        # Noise is no face, but shows whether input and output fit.
        noise = np.random.default_rng(0).integers(0, 256, (self._side, self._side, 3))
        self._template(noise.astype(np.uint8))

    def _template(self, face: Pixels) -> OpenTemplate:
        values = self._encoder.run(self._input(face))
        if self._normalise:
            values = values / np.linalg.norm(values)
        return OpenTemplate(values, engine=self.id)

    def _input(self, face: Pixels) -> Floats:
        ordered = face if self._channels == "RGB" else face[..., ::-1]
        values = normalised(ordered, self._mean, self._std)
        if self._layout == "NCHW":
            values = values.transpose(2, 0, 1)
        return np.ascontiguousarray(values)

    @cached_property
    def _encoder(self) -> Encoder:
        """The model, loaded by the first face: only a face worker ever holds it."""
        square = (self._side, self._side)
        return Encoder(
            model=self._model,
            sha256=self._sha256,
            shape=(3, *square) if self._layout == "NCHW" else (*square, 3),
            dimension=self.dimension,
            threads=self._threads,
        )


def _one_of(name: str, value: str, allowed: Any) -> None:
    if value not in get_args(allowed):
        choices = ", ".join(get_args(allowed))
        raise EngineMisconfigured(f"FACE_ENGINES: {name} is {value!r}, but can only be {choices}.")


def _fingerprint(shaping: Mapping[str, object]) -> str:
    """Eight hexadecimal digits for everything that decides what a template looks like."""
    return hashlib.sha256(json.dumps(shaping, sort_keys=True).encode()).hexdigest()[:8]
