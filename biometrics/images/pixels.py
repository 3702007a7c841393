"""Decode one picture to upright 8-bit RGB."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageOps

from biometrics.images.header import open_picture
from biometrics.images.memory import limited_memory
from biometrics.types import Pixels

WORKING_SIDE = 1600
"""The longer side, in pixels, of what leaves ``read_picture``."""

# Rows of the shrunken picture that are converted at a time.
BAND_ROWS = 64


def read_picture(data: bytes | bytearray | memoryview) -> Pixels:
    """Decode to uint8 (height, width, 3), upright, the longer side at most 1,600 px.

    Of an animated picture the first frame is taken (of a HEIC collection the primary one),
    which is the one that every viewer shows as its still: it passes the same gates as a
    photograph, so refusing it would turn people away for nothing. Raises UnusablePicture.
    """
    with limited_memory(), open_picture(data) as image:
        # JPEG scales while decoding (by 2, 4 or 8): memory follows what is kept.
        image.draft("RGB", (WORKING_SIDE, WORKING_SIDE))
        image.load()
        small = _shrink(image)
        # Turned only now: it would be a second copy of the whole.
        small.getexif().update(image.getexif())
        ImageOps.exif_transpose(small, in_place=True)
        return np.array(small, dtype=np.uint8)


def _shrink(image: Image.Image) -> Image.Image:
    """RGB, the longer side at most 1,600 px, converted in bands: never the whole at once."""
    factor = max(1, max(image.size) // WORKING_SIDE)
    if factor == 1 and image.mode == "RGB" and not _is_transparent(image):
        image.thumbnail((WORKING_SIDE, WORKING_SIDE), Image.Resampling.BILINEAR)
        return image
    white = _white(image)
    small = Image.new("RGB", (-(-image.width // factor), -(-image.height // factor)))
    for top in range(0, small.height, BAND_ROWS):
        bottom = min(image.height, (top + BAND_ROWS) * factor)
        band = image.crop((0, top * factor, image.width, bottom))
        small.paste(to_rgb(band, white).reduce(factor), (0, top))
    small.thumbnail((WORKING_SIDE, WORKING_SIDE), Image.Resampling.BILINEAR)
    return small


def to_rgb(image: Image.Image, white: float) -> Image.Image:
    """Convert any mode to RGB; transparency falls on white, 16 bits are scaled to 8."""
    if _has_16_bits(image):
        values = np.asarray(image).astype(np.float32) * (255.0 / white)
        return Image.fromarray(values.clip(0, 255).astype(np.uint8)).convert("RGB")
    if _is_transparent(image):
        rgba = image.convert("RGBA")
        ground = Image.new("RGBA", rgba.size, "white")
        return Image.alpha_composite(ground, rgba).convert("RGB")
    return image.convert("RGB")


def _is_transparent(image: Image.Image) -> bool:
    return image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info


def _has_16_bits(image: Image.Image) -> bool:
    return image.mode.startswith("I;16") or image.mode in ("I", "F")


def _white(image: Image.Image) -> float:
    """The level that a file of more than 8 bits was written for. Pillow itself clips to 255.

    It may hold 12 significant bits in 16: the next power of two above the brightest value, and
    never less than 8 bits.
    """
    if not _has_16_bits(image):
        return 255.0
    brightest = float(np.asarray(image).max())
    return float(2 ** max(8, int(np.ceil(np.log2(max(brightest, 1.0) + 1.0)))) - 1)
