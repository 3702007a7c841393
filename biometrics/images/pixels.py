"""Decode one picture to upright 8-bit RGB."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageOps

from biometrics.images.header import open_picture
from biometrics.types import Pixels

WORKING_SIDE = 1600
"""The longer side, in pixels, of what leaves ``read_picture``."""


def read_picture(data: bytes | bytearray | memoryview) -> Pixels:
    """Decode to uint8 (height, width, 3), upright, the longer side at most 1,600 px.

    Of an animated picture the first frame is taken (of a HEIC collection the primary one),
    which is the one that every viewer shows as its still: it passes the same gates as a
    photograph, so refusing it would turn people away for nothing. Raises UnusablePicture.
    """
    with open_picture(data) as image:
        # JPEG scales while decoding (by 2, 4 or 8): memory follows what is kept.
        image.draft("RGB", (WORKING_SIDE, WORKING_SIDE))
        image.load()
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((WORKING_SIDE, WORKING_SIDE), Image.Resampling.BILINEAR)
        return np.array(to_rgb(upright), dtype=np.uint8)


def to_rgb(image: Image.Image) -> Image.Image:
    """Convert any mode to RGB; transparency falls on white, 16 bits are scaled to 8."""
    if image.mode.startswith("I;16") or image.mode in ("I", "F"):
        return _scale_to_8_bits(image).convert("RGB")
    if _is_transparent(image):
        rgba = image.convert("RGBA")
        ground = Image.new("RGBA", rgba.size, "white")
        return Image.alpha_composite(ground, rgba).convert("RGB")
    return image.convert("RGB")


def _is_transparent(image: Image.Image) -> bool:
    return image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info


def _scale_to_8_bits(image: Image.Image) -> Image.Image:
    """16-bit greyscale to 8-bit. Pillow's own conversion clips to white."""
    values = np.asarray(image).astype(np.float32)
    # A file may hold 12 significant bits in 16: the next power of two above the brightest
    # value is the white it was written for, and never less than 8 bits.
    bits = max(8, int(np.ceil(np.log2(max(float(values.max()), 1.0) + 1.0))))
    return Image.fromarray((values * (255.0 / (2**bits - 1))).clip(0, 255).astype(np.uint8))
