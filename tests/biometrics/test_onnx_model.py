"""An encoder from an ONNX file on the deployer's disk: with the small model that `small_onnx` makes."""

from __future__ import annotations

import os
import signal

import numpy as np
import pytest
from onnx import helper

from biometrics.drawn import faces
from biometrics.engines import EngineMisconfigured
from biometrics.engines.onnx_model import OnnxModel
from biometrics.engines.onnx_runtime import UnusableOutput
from tests.biometrics.small_onnx import DIMENSION, draw_parents, settings_of, teach, write_model

PEOPLE = (80, 206, 210)


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    drawings = draw_parents(range(400, 412))
    return teach(tmp_path_factory.mktemp("onnx") / "small.onnx", drawings)


def engine_of(model, **changed) -> OnnxModel:
    options = settings_of(model, **changed)
    options.pop("class")
    return OnnxModel(**options)


def picture(person, variant=0):
    return np.asarray(faces.draw(person, variant))


def test_templates_have_the_promised_size_and_length(model):
    template = engine_of(model).encode_probe(picture(PEOPLE[0]))
    assert template.dimension == DIMENSION
    assert np.linalg.norm(template.values) == pytest.approx(1, abs=1e-5)
    assert template.engine.name == "small-onnx"


def test_the_same_picture_gives_the_same_template(model):
    one, two = (engine_of(model).encode_probe(picture(PEOPLE[1])).values for _ in range(2))
    assert np.allclose(one, two)


def test_other_settings_are_another_engine(model):
    assert engine_of(model).id != engine_of(model, channels="BGR").id


@pytest.mark.parametrize("threads", [1, 2])
def test_a_model_loaded_before_a_fork_serves_after_it(model, threads):
    engine = engine_of(model, threads=threads)
    engine.load()
    child = os.fork()
    if child == 0:
        signal.alarm(20)
        engine.load()
        os._exit(0)
    assert os.waitpid(child, 0) == (child, 0)


def test_another_file_than_the_one_that_was_looked_at_is_refused(model):
    with pytest.raises(EngineMisconfigured):
        engine_of(model, sha256="0" * 64).encode_probe(picture(PEOPLE[0]))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(EngineMisconfigured, match=r"none\.onnx"):
        engine_of(tmp_path / "none.onnx").check_files()


def test_a_model_of_another_dimension_is_refused(model):
    with pytest.raises(EngineMisconfigured):
        engine_of(model, dimension=DIMENSION + 1).load()


def test_a_model_that_gives_no_numbers_is_refused(tmp_path):
    nothing = helper.make_node("Div", ["zero", "zero"], ["nan"])
    zero = helper.make_node("Sub", ["template", "template"], ["zero"])
    broken = write_model(tmp_path / "nan.onnx", after=[zero, nothing])
    with pytest.raises(UnusableOutput):
        engine_of(broken).load()
