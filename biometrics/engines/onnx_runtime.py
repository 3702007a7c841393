"""Run one ONNX model: a checked file, one picture at a time, on the processor."""

from __future__ import annotations

import hashlib
import importlib.util
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biometrics.engines.base import EngineMisconfigured
from biometrics.types import Floats

INSTALL = "pip install --require-hashes -r requirements-onnx.txt"


class UnusableOutput(RuntimeError):
    """The model gave no template for one picture. Another picture may do."""


class Encoder:
    """A model with one picture as its input, shape ``shape``, and (1, dimension) as its output."""

    def __init__(
        self, *, model: Path, sha256: str, shape: tuple[int, ...], dimension: int, threads: int
    ) -> None:
        """Load the model. Raises EngineMisconfigured for a wrong file or wrong shapes."""
        self._model = model
        self._shape = shape
        self._dimension = dimension
        self._session = _session(read_model(model, sha256), model, threads)
        self._input = self._check_input()
        self._output = self._check_output()

    def run(self, values: Floats) -> Floats:
        """The raw output (dimension,) for one input, without the axis of the batch.

        Raises UnusableOutput when it is not finite or all zeros, EngineMisconfigured when it
        has another length than the setting says.
        """
        try:
            (output,) = self._session.run([self._output], {self._input: values[None]})
        except Exception as error:  # its errors have no class of their own
            raise self._refusal(f"fails on a picture ({error})", _written(self._shape)) from error
        raw = np.asarray(output, dtype=np.float32)
        if raw.size != self._dimension:
            raise self._refusal(f"gives {raw.size} numbers", f"dimension {self._dimension}")
        if not np.isfinite(raw).all() or not raw.any():
            raise UnusableOutput(f"{self._model.name} gave no usable numbers for a picture")
        return raw.reshape(-1)

    def _check_input(self) -> str:
        inputs = self._session.get_inputs()
        if len(inputs) != 1 or inputs[0].type != "tensor(float)":
            raise self._refusal(
                "has another input than one picture in 32-bit floats", "one picture"
            )
        wanted = (1, *self._shape)
        if not _fits(inputs[0].shape, wanted):
            raise self._refusal(f"takes {_written(inputs[0].shape)}", f"{_written(wanted)}")
        return str(inputs[0].name)

    def _check_output(self) -> str:
        outputs = self._session.get_outputs()
        if len(outputs) != 1:
            raise self._refusal(f"has {len(outputs)} outputs", "one template")
        axes = outputs[0].shape[1:]
        if all(isinstance(axis, int) for axis in axes) and prod(axes) != self._dimension:
            raise self._refusal(f"gives {prod(axes)} numbers", f"dimension {self._dimension}")
        return str(outputs[0].name)

    def _refusal(self, found: str, said: str) -> EngineMisconfigured:
        return EngineMisconfigured(
            f"The model {self._model} {found}, but FACE_ENGINES says {said}: correct input_size, "
            "layout or dimension there, or take the right file."
        )


def read_model(model: Path, sha256: str) -> bytes:
    """The bytes of a model file, which are those that the setting names. Raises EngineMisconfigured."""
    try:
        content = model.read_bytes()
    except OSError as error:
        raise EngineMisconfigured(
            f"The face model {model} cannot be read ({error.strerror}): put it there, readable for "
            "the face worker, or correct `model` in FACE_ENGINES."
        ) from error
    found = hashlib.sha256(content).hexdigest()
    if found != sha256.lower():
        raise EngineMisconfigured(
            f"The face model {model} is not the file that FACE_ENGINES names: its SHA-256 is "
            f"{found}. Get the right file; or, if this one is meant, write that into `sha256`, give "
            "the engine a new `version`, and calibrate it."
        )
    return content


def check_installed() -> None:
    if importlib.util.find_spec("onnxruntime") is None:
        raise EngineMisconfigured(f"An ONNX model needs the package onnxruntime: {INSTALL}")


def _session(content: bytes, model: Path, threads: int) -> Any:
    check_installed()
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Memory that held a face goes back at once instead of waiting for the next one.
    options.enable_cpu_mem_arena = False
    try:
        return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # its errors have no class of their own
        raise EngineMisconfigured(
            f"The file {model} is no ONNX model that onnxruntime can run ({error}): "
            "export it again as one file, without external data."
        ) from error


def _fits(found: list[Any], wanted: tuple[int, ...]) -> bool:
    """Whether a declared shape takes the wanted one; a named axis takes any number."""
    return len(found) == len(wanted) and all(
        not isinstance(axis, int) or axis == size for axis, size in zip(found, wanted, strict=True)
    )


def _written(shape: list[Any] | tuple[int, ...]) -> str:
    return "×".join("?" if axis is None else str(axis) for axis in shape)


Numbers = float | tuple[float, float, float]


def normalised(pixels: NDArray[np.uint8], mean: Numbers, std: Numbers) -> Floats:
    """(value - mean) / std for each channel, which is the last axis."""
    values = pixels.astype(np.float32) - np.asarray(mean, np.float32)
    return np.asarray(values / np.asarray(std, np.float32), dtype=np.float32)
