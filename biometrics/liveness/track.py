"""One face followed through a burst. Little is kept of each picture, and that is overwritten."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from PIL import Image

from biometrics.engines import Engine, quality
from biometrics.engines.faces import Face
from biometrics.liveness.problems import LivenessProblem, NotLive
from biometrics.types import Floats, PictureProblem, Pixels, UnusablePicture

FEWEST_PICTURES, MOST_PICTURES = 8, 30

# HOG loses a head that is turned far: a few pictures without a face are nothing unusual, but
# nothing can be said of what happened in them.
LONGEST_LOSS = 3
GREATEST_LOSS = 1 / 3

# From one picture to the next, in widths of the face, and as a ratio of widths.
FARTHEST_JUMP = 1.0
GREATEST_GROWTH = 2.5

# A crop holds what an encoder cuts from. Smaller copies of the faces give other templates: at
# 150 px of face width by up to 0.07, at their own size by nothing.
CROP_MARGIN = 0.5
CROP_FACE_WIDTH = 200

# Pictures of a living scene never repeat; a camera of 5 pictures a second may give one twice.
GRID = 32
SAME_LEVELS = 0.01
GREATEST_REPEATED = 1 / 4


@dataclass(frozen=True, slots=True)
class Sighting:
    """The one face of picture number ``when``; ``crop`` shows it, ``crop_face`` is its place there.

    ``problem`` is why this picture could not be a selfie, None if it could.
    """

    when: int
    face: Face
    crop: Pixels
    crop_face: Face
    problem: PictureProblem | None


def follow(pictures: Iterable[Pixels], engine: Engine) -> list[Sighting]:
    """Look at each picture once and let go of it.

    Raises NotLive when it is not one face all the way, ValueError for too many pictures. The
    caller overwrites the crops (``wipe``).
    """
    sightings: list[Sighting] = []
    grids: list[Floats] = []
    try:
        for number, picture in enumerate(pictures):
            if number == MOST_PICTURES:
                raise ValueError(f"a burst has at most {MOST_PICTURES} pictures")
            grids.append(grid(picture))
            sightings.extend(_look(number, picture, engine))
        _check_length(grids)
        _check_continuity(sightings, len(grids))
    except BaseException:
        wipe(sightings)
        raise
    finally:
        for each in grids:
            each.fill(0)
    return sightings


def lost(sightings: Sequence[Sighting]) -> int:
    """How many pictures between the first and the last sighting show no face."""
    return sightings[-1].when - sightings[0].when + 1 - len(sightings)


def wipe(sightings: Iterable[Sighting]) -> None:
    for sighting in sightings:
        sighting.crop.fill(0)


def grid(picture: Pixels) -> Floats:
    """The picture in 32 by 32 cells of grey, float32 from 0 to 255."""
    small = Image.fromarray(picture).convert("L").convert("F")
    return np.array(small.resize((GRID, GRID), Image.Resampling.BOX), dtype=np.float32)


def _look(number: int, picture: Pixels, engine: Engine) -> list[Sighting]:
    faces = engine.detect_quickly(picture)
    if not faces:
        return []
    try:
        face = quality.sole_face(faces)
    except UnusablePicture as several:
        raise NotLive(LivenessProblem.OTHERS_IN_VIEW) from several
    if not _has_two_eyes(face):
        return []
    crop, crop_face = _crop(picture, face)
    return [Sighting(number, face, crop, crop_face, _problem(picture, face))]


def _has_two_eyes(face: Face) -> bool:
    """Whether the corners of the eyes lie beside each other as in a face, not in one place."""
    axis = face.points[3] - face.points[0]
    along = face.points[:4] @ axis
    return bool((np.diff(along) > 0).all())


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


def _check_length(grids: Sequence[Floats]) -> None:
    if len(grids) < FEWEST_PICTURES:
        raise NotLive(LivenessProblem.TOO_SHORT)
    repeated = sum(
        any(float(np.abs(now - before).mean()) < SAME_LEVELS for before in grids[:number])
        for number, now in enumerate(grids)
    )
    if repeated > GREATEST_REPEATED * len(grids):
        raise NotLive(LivenessProblem.FROZEN)


def _check_continuity(sightings: Sequence[Sighting], pictures: int) -> None:
    if not sightings:
        raise UnusablePicture(PictureProblem.NO_FACE)
    seen_at = [-1, *(sighting.when for sighting in sightings), pictures]
    longest = int(np.diff(seen_at).max()) - 1
    if longest > LONGEST_LOSS or len(sightings) < (1 - GREATEST_LOSS) * pictures:
        raise NotLive(LivenessProblem.OUT_OF_SIGHT)
    for before, after in pairwise(sightings):
        if _jumped(before, after):
            raise NotLive(LivenessProblem.JUMPED)


def _jumped(before: Sighting, after: Sighting) -> bool:
    steps = after.when - before.when
    one, two = before.face, after.face
    across = one.left + one.width / 2 - two.left - two.width / 2
    down = one.top + one.height / 2 - two.top - two.height / 2
    smaller, larger = sorted((one.width, two.width))
    far = float(np.hypot(across, down)) > FARTHEST_JUMP * steps * larger
    return far or larger > GREATEST_GROWTH**steps * smaller
