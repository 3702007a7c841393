"""The one gate through which every picture passes.

``inspect_picture`` reads the header only and is cheap enough for the web process; ``look``
keeps what it said beside the bytes, so that nobody looks again while a database waits;
``read_picture`` decodes, in a worker process, to at most 1,600 px of upright RGB.
EXIF, GPS, colour profiles and every other side matter are left behind.
"""

from biometrics.images.header import MAX_BYTES, MAX_PIXELS, PictureInfo
from biometrics.images.inspection import Looked, inspect_picture, look
from biometrics.images.pixels import WORKING_SIDE, read_picture

__all__ = [
    "MAX_BYTES",
    "MAX_PIXELS",
    "WORKING_SIDE",
    "Looked",
    "PictureInfo",
    "inspect_picture",
    "look",
    "read_picture",
]
