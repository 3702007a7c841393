"""Cut a face out so that its five points lie where an encoder was taught to expect them."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from biometrics.types import Floats, Pixels

Alignment = Literal["arcface", "dlib"]

# The five points of dlib's mean face, in widths of its box (get_face_chip_details).
MEAN_FACE = np.array(
    [
        (0.1205750620789, 0.2137274526848),
        (0.3340850613712, 0.2290642403242),
        (0.6460604764104, 0.2289674387677),
        (0.8595674595992, 0.2134981538014),
        (0.4901123135679, 0.6277975316475),
    ]
)
DLIB_PADDING = 0.25

# The same points on the standard ArcFace template of 112 px, whose own five points are others
# (middles of the eyes, tip of the nose, corners of the mouth): dlib's mean face of 68 points
# carried onto it by the nearest similarity, which meets its five points within 2 px.
ARCFACE_112 = np.array(
    [(30.53, 52.26), (45.2, 53.23), (66.64, 53.11), (81.3, 51.97), (56.07, 80.57)]
)

# In shares of the chip's side.
TEMPLATES: dict[str, NDArray[np.float64]] = {
    "arcface": ARCFACE_112 / 112,
    "dlib": (MEAN_FACE + DLIB_PADDING) / (1 + 2 * DLIB_PADDING),
}


def chip(picture: Pixels, points: Floats, alignment: Alignment, side: int) -> Pixels:
    """The face alone, (side, side, 3): turned, scaled and moved, never sheared or mirrored.

    ``points`` are those of ``Face.points``; what lies beyond the picture is black.
    """
    scale, shift = _similarity(TEMPLATES[alignment] * side, points)
    # A picture much larger than the chip is averaged first: picking pixels would add noise.
    reduction = max(1, int(abs(scale)))
    image = Image.fromarray(picture).reduce(reduction)
    # Points count from the middle of a pixel, Pillow from its corner.
    shift += (1 - scale) * complex(0.5, 0.5)
    scale, shift = scale / reduction, shift / reduction
    rows = (scale.real, -scale.imag, shift.real, scale.imag, scale.real, shift.imag)
    cut = image.transform(
        (side, side), Image.Transform.AFFINE, rows, resample=Image.Resampling.BILINEAR
    )
    return np.asarray(cut, dtype=np.uint8)


def _similarity(source: NDArray[np.float64], target: Floats) -> tuple[complex, complex]:
    """(a, b) so that a·z + b carries the source points onto the target as near as can be.

    Points as complex numbers: multiplying by ``a`` turns and scales, and can do nothing else.
    """
    one = source[:, 0] + 1j * source[:, 1]
    other = target[:, 0].astype(np.float64) + 1j * target[:, 1].astype(np.float64)
    middle, other_middle = one.mean(), other.mean()
    around = one - middle
    scale = complex(np.vdot(around, other - other_middle) / np.vdot(around, around).real)
    return scale, complex(other_middle - scale * middle)
