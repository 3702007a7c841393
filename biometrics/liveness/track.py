"""One face followed through a burst. What is kept of each picture is small and overwritten."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from biometrics.engines import Engine, quality
from biometrics.engines.faces import Face
from biometrics.types import Floats, PictureProblem, Pixels, UnusablePicture

# A crop holds the face and as much again around it, which is what an encoder cuts from.
CROP_MARGIN = 0.6
CROP_FACE_WIDTH = 150
SIGNATURE_SIDE = 32


@dataclass(frozen=True, slots=True)
class Sighting:
    """The one face of one picture. ``crop`` shows it, and ``crop_face`` is where it lies in it.

    ``when`` counts the pictures of the burst from 0; ``problem`` is why the picture could not
    be a selfie, None if it could.
    """

    when: int
    face: Face
    crop: Pixels
    crop_face: Face
    problem: PictureProblem | None

    @property
    def span(self) -> float:
        """Pixels between the outer corners of the eyes."""
        return float(np.linalg.norm(self.face.points[3] - self.face.points[0]))

    @property
    def centre(self) -> tuple[float, float]:
        return self.face.left + self.face.width / 2, self.face.top + self.face.height / 2


@dataclass(frozen=True, slots=True)
class Track:
    """What a burst showed: how many pictures, those unlike the one before, and the sightings."""

    pictures: int
    distinct: int
    sightings: Sequence[Sighting]

    def wipe(self) -> None:
        for sighting in self.sightings:
            sighting.crop.fill(0)


def follow(pictures: Iterable[Pixels], engine: Engine) -> Track:
    """Look at each picture once and let go of it. Raises UnusablePicture for several faces."""
    sightings: list[Sighting] = []
    before: Floats | None = None
    pictures_seen = distinct = 0
    for picture in pictures:
        now = signature(picture)
        if before is None or float(np.abs(now - before).mean()) > 0.05:
            distinct += 1
        before = now
        faces = engine.detect(picture)
        if faces:
            sightings.append(_sighting(pictures_seen, picture, quality.sole_face(faces)))
        pictures_seen += 1
    return Track(pictures_seen, distinct, sightings)


def signature(picture: Pixels) -> Floats:
    """The picture in 32 by 32 grey cells: two pictures of a living scene always differ."""
    small = (
        Image.fromarray(picture).convert("F").resize((SIGNATURE_SIDE,) * 2, Image.Resampling.BOX)
    )
    return np.asarray(small, dtype=np.float32)


def _sighting(when: int, picture: Pixels, face: Face) -> Sighting:
    crop, crop_face = _crop(picture, face)
    return Sighting(when, face, crop, crop_face, _problem(picture, face))


def _problem(picture: Pixels, face: Face) -> PictureProblem | None:
    try:
        quality.check_probe(picture, face)
    except UnusablePicture as unusable:
        return unusable.problem
    return None


def _crop(picture: Pixels, face: Face) -> tuple[Pixels, Face]:
    height, width = picture.shape[:2]
    margin = CROP_MARGIN * face.width
    left, top = max(0, round(face.left - margin)), max(0, round(face.top - margin))
    right = min(width, round(face.left + face.width + margin))
    bottom = min(height, round(face.top + face.height + margin))
    moved = replace(
        face,
        left=face.left - left,
        top=face.top - top,
        points=face.points - np.array([left, top], np.float32),
    )
    factor = min(1.0, CROP_FACE_WIDTH / face.width)
    size = (max(1, round((right - left) * factor)), max(1, round((bottom - top) * factor)))
    cut = Image.fromarray(picture[top:bottom, left:right]).resize(size, Image.Resampling.BILINEAR)
    return np.array(cut), moved.scaled(factor)
