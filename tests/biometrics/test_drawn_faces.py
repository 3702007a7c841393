"""The drawn people are found, stay themselves, and are far from one another."""

import numpy as np
import pytest

from biometrics.drawn import faces
from biometrics.engines.dlib_resnet import DlibResnet


@pytest.fixture(scope="module")
def templates():
    engine = DlibResnet()
    return {
        (person, variant): engine.encode_probe(np.asarray(faces.draw(person, variant))).values
        for person in faces.DEMO_PEOPLE
        for variant in (0, 1)
    }


def test_a_drawing_is_the_same_everywhere():
    one, two = faces.draw(78, 1), faces.draw(78, 1)
    assert one.tobytes() == two.tobytes()
    assert one.tobytes() != faces.draw(78, 2).tobytes()
    assert one.size == (640, 640)
    assert faces.draw(78, size=200).size == (200, 200)


def test_demo_people_stay_themselves(templates):
    for person in faces.DEMO_PEOPLE:
        assert np.linalg.norm(templates[person, 0] - templates[person, 1]) < 0.2


def test_demo_people_are_far_apart(templates):
    for (one, _), first in templates.items():
        for (other, _), second in templates.items():
            if one != other:
                assert np.linalg.norm(first - second) > 0.6
