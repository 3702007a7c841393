"""Is this face good enough? A bad picture is not a weak match but a wrong one.

At 12 px of face width one stranger in five matches at the library's default tolerance, so a
doubtful probe is sent back with what to change. Thresholds were set on Labeled Faces in the
Wild so that ordinary photographs pass; light is judged by the brightest and darkest parts
of the face, never by its mean, which would judge the colour of the skin.
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
LEAST_SHARPNESS = 0.012
GREATEST_TURN = 0.22
GREATEST_CUT = 0.2


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


def check_reference(picture: Pixels, face: Face) -> None:
    """The one gate of a venue's record, which nobody can take again. Raises UnusablePicture."""
    if face.width < REFERENCE_WIDTH:
        raise UnusablePicture(PictureProblem.FACE_TOO_SMALL)


def check_light(chip: Floats) -> None:
    shadow, highlight = light(chip)
    if highlight < DARKEST_HIGHLIGHT:
        raise UnusablePicture(PictureProblem.TOO_DARK)
    if shadow > BRIGHTEST_SHADOW:
        raise UnusablePicture(PictureProblem.TOO_BRIGHT)


def light(chip: Floats) -> tuple[float, float]:
    """Luminance, 0 to 255, of the darkest and the brightest parts of the face."""
    shadow, highlight = np.percentile(chip, (2, 98))
    return float(shadow), float(highlight)


def sharpness(chip: Floats) -> float:
    """Fine detail as a share of the face's contrast, at 128 px; blur takes it away."""
    detail = 4 * chip[1:-1, 1:-1] - chip[:-2, 1:-1] - chip[2:, 1:-1] - chip[1:-1, :-2]
    detail -= chip[1:-1, 2:]
    return float(detail.std() / (4 * chip.std() + 1e-6))


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
    # In floating point: rounding to whole levels would look like detail in a blurred face.
    crop = Image.fromarray(picture[box[1] : box[3], box[0] : box[2]]).convert("L").convert("F")
    small = crop.resize((CHIP_SIDE, CHIP_SIDE), Image.Resampling.BILINEAR)
    return np.asarray(small, dtype=np.float32)
