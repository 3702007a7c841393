"""A small real ONNX model that tells drawn people apart, with its settings and its calibration.

It averages a face in squares and projects it on the eight directions in which drawn faces differ
most ("eigenfaces"): a face encoder for drawings, and for nothing else.
"""

import hashlib
from itertools import combinations

import numpy as np
import onnx
from django.core.management import call_command
from onnx import TensorProto, helper, numpy_helper
from PIL import Image

from biometrics.drawn import faces
from biometrics.engines.alignment import chip
from biometrics.engines.dlib_faces import landmarks, points_of
from biometrics.engines.dlib_resnet import DlibResnet

NAME = "small-onnx"
CALIBRATION = "small-onnx-1"
SIDE, SQUARE, DIMENSION = 112, 8, 8
SQUARES = (SIDE // SQUARE) ** 2 * 3

# None of them is among the people of the demo, whom the tests compare.
PARENTS = range(400, 434)
PICTURE_SIZE = 160


def settings_of(model, **changed):
    """The arguments of the engine for FACE_ENGINES."""
    return {
        "class": "biometrics.engines.onnx_model.OnnxModel",
        "name": NAME,
        "version": "1",
        "calibration": CALIBRATION,
        "model": str(model),
        "sha256": hashlib.sha256(model.read_bytes()).hexdigest() if model.is_file() else "0" * 64,
        "dimension": DIMENSION,
    } | changed


def write_model(path, *, mean=0.0, projection=None, channels_last=False, after=()):
    """An ONNX file: squares averaged, ``mean`` taken off, projected; then the nodes of ``after``."""
    if projection is None:
        projection = np.random.RandomState(9).standard_normal((SQUARES, DIMENSION))
    weights = {"mean": np.broadcast_to(mean, SQUARES), "projection": projection}
    pool = {"kernel_shape": [SQUARE, SQUARE], "strides": [SQUARE, SQUARE]}
    nodes = [
        helper.make_node(
            "AveragePool", ["first" if channels_last else "face"], ["squares"], **pool
        ),
        helper.make_node("Flatten", ["squares"], ["flat"]),
        helper.make_node("Sub", ["flat", "mean"], ["centred"]),
        helper.make_node("MatMul", ["centred", "projection"], ["template"]),
        *after,
    ]
    if channels_last:
        nodes.insert(0, helper.make_node("Transpose", ["face"], ["first"], perm=[0, 3, 1, 2]))
    shape = ["N", SIDE, SIDE, 3] if channels_last else ["N", 3, SIDE, SIDE]
    graph = helper.make_graph(
        nodes,
        "small",
        [helper.make_tensor_value_info("face", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info(nodes[-1].output[0], TensorProto.FLOAT, ["N", None])],
        [numpy_helper.from_array(each.astype(np.float32), name) for name, each in weights.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.save(model, path)
    return path


def teach(path, drawings):
    """The model, its weights learnt from these faces."""
    faces = np.stack([_squares(drawing) for drawing in drawings])
    mean = faces.mean(axis=0)
    _, sizes, directions = np.linalg.svd(faces - mean, full_matrices=False)
    projection = directions[:DIMENSION].T / sizes[:DIMENSION]
    return write_model(path, mean=mean, projection=projection)


def calibrate(folder, people):
    """Make the engine's calibration as a deployer would: by the command, from folders of people."""
    for person, pictures in people.items():
        (folder / "people" / person).mkdir(parents=True)
        for number, picture in enumerate(pictures):
            picture.save(folder / "people" / person / f"{number}.png", compress_level=1)
    call_command(
        "calibrate_engine",
        dataset=folder / "people",
        engine=NAME,
        output=folder / CALIBRATION,
        source="drawn people, for tests only",
    )


def draw_parents(numbers=PARENTS):
    """Those of these drawn people whose faces are found in a small picture."""
    drawn = [faces.draw(person, size=PICTURE_SIZE) for person in numbers]
    return [drawing for drawing in drawn if DlibResnet().detect(np.asarray(drawing))]


def breed(parents):
    """Three people between every two parents, two pictures each, by name: drawing them takes long."""
    return {
        f"{one}-{other}-{share}": [
            _taken(
                Image.blend(parents[one], parents[other], share / 4), [one, other, share, variant]
            )
            for variant in (0, 1)
        ]
        for one, other in combinations(range(len(parents)), 2)
        for share in (1, 2, 3)
    }


def _taken(drawing, seed):
    """What differs between two photographs: a little roll, light and noise."""
    random = np.random.RandomState(seed)
    ground = drawing.getpixel((2, 2))
    turned = drawing.rotate(random.uniform(-4, 4), Image.Resampling.BILINEAR, fillcolor=ground)
    pixels = np.asarray(turned, dtype=np.float32) * random.uniform(0.9, 1.1)
    pixels += random.standard_normal(pixels.shape) * 3
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def _squares(image):
    picture = np.asarray(image)
    face = DlibResnet().detect(picture)[0]
    cut = chip(picture, points_of(landmarks(picture, face)), "arcface", SIDE)
    values = (cut.transpose(2, 0, 1).astype(np.float32) - 127.5) / 127.5
    side = SIDE // SQUARE
    return values.reshape(3, side, SQUARE, side, SQUARE).mean(axis=(2, 4)).ravel()
