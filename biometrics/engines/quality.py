"""Is this face good enough? A bad picture is not a weak match but a wrong one.

At 12 px of face width one stranger in five matches at the library's default tolerance, so a
doubtful probe is sent back with what to change. Thresholds were set on Labeled Faces in the
Wild so that ordinary photographs pass; light is judged by the brightest and darkest parts
of the face, never by its mean, which would judge the colour of the skin. What covers a face
is not judged by light at all. Figures: docs/engines.md.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image

from biometrics.engines.faces import Face
from biometrics.types import Floats, PictureProblem, Pixels, UnusablePicture

PROBE_WIDTH = 80
REFERENCE_WIDTH = 36

# HOG sees faces in some patterns. They are smaller than the true one or hardly believed.
FALSE_FACE_WIDTH = 0.35
FALSE_FACE_CONFIDENCE = 0.3

CHIP_SIDE = 128
DARKEST_HIGHLIGHT = 60
BRIGHTEST_SHADOW = 190
BURNT_OUT = 250
GREATEST_BURNT_SHARE = 0.4
LEAST_SHARPNESS = 0.015
GREATEST_TURN = 0.22
GREATEST_CUT = 0.2

# In widths of the face. Half of the masks that HOG looks past are above it, and of 548 people
# with nothing before their faces two: under hats, in deep shade. No beard, no glasses.
GREATEST_UNSTEADINESS = 0.0175

# Where no face was found, the whole picture is looked at: its longer side in pixels, and the
# contrast in levels under which it is a wall or a lens cap and not a blurred face.
GLANCE_SIDE = 256
LEAST_CONTRAST = 12


def sole_face(faces: Sequence[Face]) -> Face:
    """The only face in the picture; never silently the largest of several."""
    if not faces:
        raise UnusablePicture(PictureProblem.NO_FACE)
    largest, *others = sorted(faces, key=lambda face: face.width, reverse=True)
    if any(_is_believable(other, largest) for other in others):
        raise UnusablePicture(PictureProblem.SEVERAL_FACES)
    return largest


def check_probe(picture: Pixels, face: Face) -> None:
    """Gates of a selfie, which the person can take again. Raises UnusablePicture."""
    if face.width < PROBE_WIDTH:
        raise UnusablePicture(PictureProblem.FACE_TOO_SMALL)
    if cut_off(picture, face) > GREATEST_CUT:
        raise UnusablePicture(PictureProblem.FACE_CUT_OFF)
    chip = grey_chip(picture, face)
    check_light(chip)
    if abs(face.turn) > GREATEST_TURN:
        raise UnusablePicture(PictureProblem.TURNED_AWAY)
    if sharpness(chip) < LEAST_SHARPNESS:
        raise UnusablePicture(PictureProblem.BLURRED)


def check_covering(unsteadiness: float) -> None:
    """Is the face held by nothing where its nose should be? See ``FaceEngine.unsteadiness``."""
    if unsteadiness > GREATEST_UNSTEADINESS:
        raise UnusablePicture(PictureProblem.COVERED)


def why_no_face(picture: Pixels) -> PictureProblem:
    """What the person in a selfie without a face should change, as far as the picture tells."""
    glance = _glance(picture)
    shadow, highlight = light(glance)
    if highlight < DARKEST_HIGHLIGHT:
        return PictureProblem.TOO_DARK
    if shadow > BRIGHTEST_SHADOW:
        return PictureProblem.TOO_BRIGHT
    if float(glance.std()) < LEAST_CONTRAST:
        return PictureProblem.NO_FACE
    if sharpness(glance) < LEAST_SHARPNESS:
        return PictureProblem.BLURRED
    return PictureProblem.NO_FACE


def check_reference(picture: Pixels, face: Face) -> None:
    """The one gate of a venue's record, which nobody can take again. Raises UnusablePicture."""
    if face.width < REFERENCE_WIDTH:
        raise UnusablePicture(PictureProblem.FACE_TOO_SMALL)


def check_light(chip: Floats) -> None:
    shadow, highlight = light(chip)
    if highlight < DARKEST_HIGHLIGHT:
        raise UnusablePicture(PictureProblem.TOO_DARK)
    if shadow > BRIGHTEST_SHADOW or float((chip >= BURNT_OUT).mean()) > GREATEST_BURNT_SHARE:
        raise UnusablePicture(PictureProblem.TOO_BRIGHT)


def light(chip: Floats) -> tuple[float, float]:
    """Luminance, 0 to 255, of the darkest and the brightest parts of the face."""
    shadow, highlight = np.percentile(chip, (2, 98))
    return float(shadow), float(highlight)


def sharpness(chip: Floats) -> float:
    """Fine detail as a share of the contrast, in the direction that has less of it.

    A lens out of focus takes detail away in both directions, a hand that moves in one.
    """
    across = 2 * chip[:, 1:-1] - chip[:, :-2] - chip[:, 2:]
    down = 2 * chip[1:-1] - chip[:-2] - chip[2:]
    return float(min(across.std(), down.std()) / (2 * chip.std() + 1e-6))


def cut_off(picture: Pixels, face: Face) -> float:
    """The share of the face's box that lies outside the picture."""
    height, width = picture.shape[:2]
    inside_x = min(face.left + face.width, width) - max(face.left, 0)
    inside_y = min(face.top + face.height, height) - max(face.top, 0)
    inside = max(inside_x, 0.0) * max(inside_y, 0.0)
    return float(1 - inside / (face.width * face.height))


def _is_believable(face: Face, largest: Face) -> bool:
    return (
        face.width >= FALSE_FACE_WIDTH * largest.width and face.confidence >= FALSE_FACE_CONFIDENCE
    )


def grey_chip(picture: Pixels, face: Face) -> Floats:
    """The face alone, luminance from 0 to 255, float32 (128, 128)."""
    height, width = picture.shape[:2]
    box = (
        max(0, round(face.left)),
        max(0, round(face.top)),
        min(width, round(face.left + face.width)),
        min(height, round(face.top + face.height)),
    )
    return _grey(picture[box[1] : box[3], box[0] : box[2]], (CHIP_SIDE, CHIP_SIDE))


def _glance(picture: Pixels) -> Floats:
    """The whole picture in grey, float32, its longer side at most 256 px."""
    height, width = picture.shape[:2]
    factor = max(1.0, max(height, width) / GLANCE_SIDE)
    return _grey(picture, (max(3, round(width / factor)), max(3, round(height / factor))))


def _grey(pixels: Pixels, size: tuple[int, int]) -> Floats:
    # In floating point: rounding to whole levels would look like detail in a blurred face.
    grey = Image.fromarray(pixels).convert("L").convert("F")
    return np.asarray(grey.resize(size, Image.Resampling.BILINEAR), dtype=np.float32)
