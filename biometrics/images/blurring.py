"""Make faces in a picture unrecognisable: mosaics of a few cells, with no way back."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator

import numpy as np
from PIL import Image

from biometrics.engines import Engine
from biometrics.types import Pixels

# A detector's box ends at brows and chin; hair and ears are told from each other, too.
MARGIN = 0.5
# Six cells across a head: far below the 12 pixels at which an engine still tells people apart.
CELLS = 6
JPEG_QUALITY = 85

Box = tuple[int, int, int, int]


def blur_faces(picture: Pixels, engine: Engine) -> Pixels:
    """A copy of ``picture`` with every face that ``engine`` finds turned into a mosaic.

    No template is made. It looks at the whole and at four overlapping quarters, for small faces in the
    background. Faces from the side or under about 40 pixels are missed: people see what is left.
    """
    blurred = picture.copy()
    for box in _faces(picture, engine):
        _cover(blurred, box)
    return blurred


def as_jpeg(picture: Pixels) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "JPEG", quality=JPEG_QUALITY)
    return buffer.getvalue()


def _faces(picture: Pixels, engine: Engine) -> Iterator[Box]:
    for left, top, part in _parts(picture):
        for face in engine.detect(part):
            wide, high = face.width * MARGIN, face.height * MARGIN
            yield (
                round(left + face.left - wide / 2),
                round(top + face.top - high),
                round(left + face.left + face.width + wide / 2),
                round(top + face.top + face.height + high / 2),
            )


def _parts(picture: Pixels) -> Iterable[tuple[int, int, Pixels]]:
    """(left, top, pixels) of the whole and of quarters that overlap by a fifth."""
    height, width = picture.shape[:2]
    high, wide = round(height * 0.6), round(width * 0.6)
    yield 0, 0, picture
    for top in (0, height - high):
        for left in (0, width - wide):
            yield left, top, np.ascontiguousarray(picture[top : top + high, left : left + wide])


def _cover(picture: Pixels, box: Box) -> None:
    height, width = picture.shape[:2]
    left, top = max(0, box[0]), max(0, box[1])
    right, bottom = min(width, box[2]), min(height, box[3])
    if right <= left or bottom <= top:
        return
    head = Image.fromarray(picture[top:bottom, left:right])
    cells = head.resize((CELLS, CELLS), Image.Resampling.BOX)
    picture[top:bottom, left:right] = np.asarray(cells.resize(head.size, Image.Resampling.NEAREST))
