"""One contract for all engines, and what is particular to dlib's."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from django.test import override_settings
from PIL import Image, ImageFile, ImageFilter

from biometrics import engines
from biometrics.calibration import load
from biometrics.drawn import faces
from biometrics.engines import (
    Engine,
    EngineMisconfigured,
    UnknownEngine,
    UnusableVector,
    mosaic,
    quality,
)
from biometrics.engines.dlib_models import RESNET, models_folder
from biometrics.engines.dlib_resnet import DlibResnet
from biometrics.engines.mosaic import Mosaic
from biometrics.types import EngineId, OpenTemplate, PictureProblem, UnusablePicture
from tests.biometrics import small_onnx

PEOPLE = faces.DEMO_PEOPLE


class Case:
    """An engine with pictures of people it knows how to see."""

    def __init__(self, engine, draw):
        self.engine, self.draw = engine, draw

    def pixels(self, person, variant=0, **options):
        return np.asarray(self.draw(person, variant, **options))

    def distance(self, one, other):
        return float(np.linalg.norm(one.values - other.values))


@pytest.fixture(
    scope="module", params=["mosaic", "dlib", pytest.param("onnx", marks=pytest.mark.heavy)]
)
def case(request, tmp_path_factory):
    if request.param == "mosaic":
        yield Case(Mosaic(), mosaic.draw)
    elif request.param == "dlib":
        yield Case(DlibResnet(), faces.draw)
    else:
        folder = tmp_path_factory.mktemp("onnx")
        parents = small_onnx.draw_parents()
        model = small_onnx.teach(folder / "small.onnx", parents)
        installed = {small_onnx.NAME: small_onnx.settings_of(model)}
        with override_settings(FACE_ENGINES=installed, CALIBRATION_DIRS=[str(folder)]):
            small_onnx.calibrate(folder, small_onnx.breed(parents))
            yield Case(engines.get(small_onnx.NAME), faces.draw)


def problem(encode, picture):
    with pytest.raises(UnusablePicture) as refused:
        encode(picture)
    return refused.value.problem


def test_an_engine_declares_what_it_is(case):
    assert isinstance(case.engine, Engine)
    assert case.engine.metric == "euclidean"
    assert load(case.engine.calibration).dimension == case.engine.dimension


def test_a_template_carries_its_engine_and_a_natural_length(case):
    template = case.engine.encode_probe(case.pixels(PEOPLE[0]))
    assert isinstance(template, OpenTemplate)
    assert template.engine == case.engine.id
    assert template.values.shape == (case.engine.dimension,)
    low, high = case.engine.norm_range
    assert low < np.linalg.norm(template.values) < high


def test_the_same_picture_gives_the_same_template(case):
    picture = case.pixels(PEOPLE[0])
    first, second = case.engine.encode_probe(picture), case.engine.encode_probe(picture)
    assert case.distance(first, second) < 1e-6


def test_one_person_is_nearer_than_two(case):
    probe = case.engine.encode_probe(case.pixels(PEOPLE[0]))
    mate = case.engine.encode_reference(case.pixels(PEOPLE[0], 1))
    stranger = case.engine.encode_reference(case.pixels(PEOPLE[1], 1))
    assert case.distance(probe, mate) * 2 < case.distance(probe, stranger)


def test_the_picture_is_left_as_it_was(case):
    picture = case.pixels(PEOPLE[0])
    before = picture.copy()
    case.engine.encode_probe(picture)
    assert (picture == before).all()


@pytest.mark.parametrize("role", ["encode_probe", "encode_reference"])
def test_no_face_is_named(case, role):
    encode = getattr(case.engine, role)
    assert problem(encode, np.full((300, 300, 3), 128, np.uint8)) is PictureProblem.NO_FACE
    assert problem(encode, np.full((1, 1, 3), 128, np.uint8)) is PictureProblem.NO_FACE


@pytest.mark.parametrize("role", ["encode_probe", "encode_reference"])
def test_two_people_are_never_silently_one(case, role):
    both = np.hstack([case.pixels(PEOPLE[2]), case.pixels(PEOPLE[4])])
    assert problem(getattr(case.engine, role), both) is PictureProblem.SEVERAL_FACES


def test_a_small_face_is_told_to_come_closer_but_serves_as_a_record(case):
    small = case.pixels(PEOPLE[2], size=120)
    faces = case.engine.detect(small)
    assert 36 <= faces[0].width < 80
    assert problem(case.engine.encode_probe, small) is PictureProblem.FACE_TOO_SMALL
    assert case.engine.encode_reference(small).dimension == case.engine.dimension


def test_darkness_and_glare_are_named(case):
    picture = case.pixels(PEOPLE[1]).astype(np.float32)
    dark = (picture * 0.15).astype(np.uint8)
    faces = case.engine.detect(picture.astype(np.uint8))
    with pytest.raises(UnusablePicture) as refused:
        quality.check_light(quality.grey_chip(dark, faces[0]))
    assert refused.value.problem is PictureProblem.TOO_DARK
    glare = (235 + picture * 0.08).clip(0, 255).astype(np.uint8)
    with pytest.raises(UnusablePicture) as refused:
        quality.check_light(quality.grey_chip(glare, faces[0]))
    assert refused.value.problem is PictureProblem.TOO_BRIGHT


def test_a_face_cut_by_the_edge_is_named(case):
    picture = case.pixels(PEOPLE[0])
    face = case.engine.detect(picture)[0]
    half = picture[:, round(face.left + face.width * 0.5) :]
    moved = case.engine.detect(picture)[0].scaled(1.0)
    object.__setattr__(moved, "left", -face.width * 0.5)
    with pytest.raises(UnusablePicture) as refused:
        quality.check_probe(half, moved)
    assert refused.value.problem is PictureProblem.FACE_CUT_OFF


def test_a_blurred_face_is_named():
    image = faces.draw(PEOPLE[2])
    face = DlibResnet().detect(np.asarray(image))[0]
    blurred = np.asarray(image.filter(ImageFilter.GaussianBlur(16)))
    with pytest.raises(UnusablePicture) as refused:
        quality.check_probe(blurred, face)
    assert refused.value.problem is PictureProblem.BLURRED


def test_dlib_finds_a_small_face_in_a_large_picture():
    scene = Image.new("RGB", (1600, 1200), (186, 194, 200))
    scene.paste(faces.draw(PEOPLE[0]).resize((240, 240)), (900, 500))
    face = DlibResnet().detect(np.asarray(scene))[0]
    assert 900 < face.left < 1140
    assert 500 < face.top < 740
    assert 60 < face.width < 140


def test_a_turned_head_shows_in_the_landmarks():
    engine = DlibResnet()
    straight = engine.detect(np.asarray(faces.draw(PEOPLE[3])))[0]
    assert abs(straight.turn) < 0.1
    mirrored = engine.detect(np.asarray(faces.draw(PEOPLE[3]))[:, ::-1].copy())[0]
    assert straight.turn == pytest.approx(-mirrored.turn, abs=0.06)


def test_importing_the_library_changes_nothing_in_the_process():
    """No setuptools, no quit(), no 68-point model, no truncated files: with warnings as errors."""
    script = """
import sys, types
class Nothing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("pkg_resources", "setuptools"):
            raise ImportError(name)
sys.meta_path.insert(0, Nothing())
opened = []
sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)
from PIL import ImageFile
from biometrics.engines.dlib_models import face_recognition_api
api = face_recognition_api()
assert "68" not in api.predictor_68_point_model, api.predictor_68_point_model
assert api.pose_predictor_68_point is not None
assert ImageFile.LOAD_TRUNCATED_IMAGES is False
"""
    root = Path(__file__).parents[2]
    command = [sys.executable, "-W", "error", "-c", script]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_truncated_files_stay_refused_after_the_library_was_imported():
    DlibResnet().detect(np.asarray(faces.draw(PEOPLE[0])))
    assert ImageFile.LOAD_TRUNCATED_IMAGES is False


def test_the_default_engine_is_dlibs(settings):
    settings.FACE_ENGINES = {"dlib-resnet": {"class": "biometrics.engines.dlib_resnet.DlibResnet"}}
    settings.FACE_ENGINE = "dlib-resnet"
    assert engines.get().id == EngineId("dlib-resnet", "1")
    assert engines.get("dlib-resnet@1") is engines.get(EngineId("dlib-resnet", "1"))


@pytest.mark.usefixtures("mosaic_engine")
@pytest.mark.parametrize("name", ["arcface", "mosaic@2", "mosaic@", "@1"])
def test_an_unknown_engine_says_what_to_send_instead(name):
    with pytest.raises(UnknownEngine) as refused:
        engines.get(name)
    assert "send the photographs, or ask the administrator" in refused.value.sentence
    assert name in refused.value.sentence


def test_an_engine_that_calls_itself_otherwise_is_refused(settings):
    settings.FACE_ENGINES = {"better": {"class": "biometrics.engines.mosaic.Mosaic"}}
    with pytest.raises(ValueError, match="calls itself mosaic@1"):
        engines.installed()


@pytest.mark.usefixtures("mosaic_engine")
def test_a_sound_vector_is_accepted():
    vector = (np.ones(32) * 1.4 / np.sqrt(32)).tolist()
    template = engines.accept_vector("mosaic@1", vector)
    assert template.engine == EngineId("mosaic", "1")
    assert template.values.tolist() == pytest.approx(vector)


@pytest.mark.usefixtures("mosaic_engine")
@pytest.mark.parametrize(
    "vector",
    [
        [],
        [0.25] * 31,
        [[0.25] * 32],
        [0.0] * 32,
        [1.0] * 32,
        [float("nan")] + [0.25] * 31,
        [float("inf")] + [0.25] * 31,
        ["x"] * 32,
        [None] * 32,
        [10**400] * 32,
        [1.14 / np.sqrt(32)] * 32,
        [1.76 / np.sqrt(32)] * 32,
    ],
    ids=str,
)
def test_a_vector_that_no_face_gives_is_refused(vector):
    with pytest.raises(UnusableVector) as refused:
        engines.accept_vector("mosaic", vector)
    assert str(refused.value.sentence)


@pytest.mark.usefixtures("mosaic_engine")
def test_a_vector_of_an_unknown_engine_is_refused():
    with pytest.raises(UnknownEngine):
        engines.accept_vector("facenet", [0.1] * 128)


def test_another_model_file_is_an_engine_of_its_own(tmp_path):
    engine = DlibResnet(
        name="dlib-other", version="3", calibration="dlib-resnet-1", model=str(tmp_path / "no.dat")
    )
    picture = np.asarray(faces.draw(PEOPLE[0]))
    with pytest.raises(EngineMisconfigured, match="correct FACE_ENGINES"):
        engine.encode_probe(picture)


def test_the_same_model_by_path_gives_the_same_templates():
    model = str(models_folder() / RESNET)
    other = DlibResnet(name="by-path", version="1", calibration="dlib-resnet-1", model=model)
    picture = np.asarray(faces.draw(PEOPLE[0]))
    one, two = DlibResnet().encode_probe(picture), other.encode_probe(picture)
    assert np.allclose(one.values, two.values)
    assert two.engine == EngineId("by-path", "1")
