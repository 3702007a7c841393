"""The people of an evaluation of liveness: drawn ones, or photographs from a folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from biometrics.drawn.motion import MOVING_PEOPLE, Portrait, portrait
from biometrics.engines import Engine, quality
from biometrics.engines.faces import Face
from biometrics.images import read_picture
from biometrics.types import Pixels, UnusablePicture

# A portrait's side in distances between the outer corners of the eyes, and in pixels.
EYES_A_SIDE = 3.6
SIDE = 640


def drawn_people() -> list[Portrait]:
    return [portrait(person) for person in MOVING_PEOPLE]


def photographed_people(folder: Path, engine: Engine) -> list[Portrait]:
    """One portrait of each person in a folder of people, one folder each, where one is usable."""
    people = (path for path in sorted(folder.iterdir()) if path.is_dir())
    found = (next(_portraits(person, engine), None) for person in people)
    return [each for each in found if each is not None]


def photographed(picture: Pixels, face: Face) -> Portrait:
    """A portrait cut from a photograph, with proportions that heads have on average."""
    eyes = face.points[:4].mean(axis=0)
    half_eyes = float(np.linalg.norm(face.points[3] - face.points[0])) / 2
    half = EYES_A_SIDE * half_eyes
    middle = eyes + np.array([0, 0.3 * half_eyes])
    corners = (*(middle - half), *(middle + half))
    cut = Image.fromarray(picture).transform(
        (SIDE, SIDE), Image.Transform.EXTENT, corners, Image.Resampling.BICUBIC
    )
    scale = SIDE / (2 * half)
    place = (face.points - (middle - half)) * scale
    return Portrait(
        picture=np.asarray(cut, dtype=np.float32),
        x=float(place[:4, 0].mean()),
        y=float(place[:4, 1].mean()),
        half_width=1.9 * half_eyes * scale,
        half_height=2.6 * half_eyes * scale,
        eyes_y=float(place[:4, 1].mean()),
        half_eyes=half_eyes * scale,
        nose_y=float(place[4, 1]),
    )


def _portraits(person: Path, engine: Engine) -> Iterator[Portrait]:
    for path in sorted(person.iterdir()):
        try:
            picture = read_picture(path.read_bytes())
            face = quality.sole_face(engine.detect(picture))
            quality.check_probe(picture, face)
        except UnusablePicture:
            continue
        yield photographed(picture, face)
