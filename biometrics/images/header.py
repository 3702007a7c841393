"""What can be known of a picture before one pixel of it is decoded."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pillow_heif
from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageFile,
    JpegImagePlugin,
    PngImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from biometrics.images.structure import check_structure, head_of
from biometrics.types import PictureProblem, UnusablePicture

MAX_BYTES = 8 * 1024 * 1024
MAX_PIXELS = 24_000_000

# Named formats only: each further decoder is more code that hostile bytes can reach.
# JPEG covers MPO, the JPEG with a depth or gain map that many telephones write.
FORMATS = (
    JpegImagePlugin.JpegImageFile.format,
    PngImagePlugin.PngImageFile.format,
    WebPImagePlugin.WebPImageFile.format,
    AvifImagePlugin.AvifImageFile.format,
    GifImagePlugin.GifImageFile.format,
    BmpImagePlugin.BmpImageFile.format,
    "HEIF",
)

ISO_BRANDS = tuple(b"ftyp" + brand for brand in (b"heic", b"heix", b"mif1", b"msf1", b"avif"))

pillow_heif.register_heif_opener(thumbnails=False)

# A worker has one processor, and each thread would take memory of its own.
pillow_heif.options.DECODE_THREADS = 1
AvifImagePlugin.DEFAULT_MAX_THREADS = 1


@dataclass(frozen=True, slots=True)
class PictureInfo:
    """A picture's format and its size in pixels, as stored (before any rotation)."""

    format: str
    width: int
    height: int

    @property
    def pixels(self) -> int:
        return self.width * self.height


def examine(data: bytes | bytearray | memoryview) -> PictureInfo:
    """Size, format and dimensions, from as few bytes as tell them. Raises UnusablePicture."""
    _check_length(len(data))
    with _opened(head_of(bytes(data) if isinstance(data, memoryview) else data)) as image:
        return PictureInfo(format=str(image.format), width=image.width, height=image.height)


@contextmanager
def open_picture(data: bytes | bytearray | memoryview) -> Iterator[Image.Image]:
    """Open lazily under the limits; whatever goes wrong inside is an UnusablePicture."""
    _check_length(len(data))
    check_structure(bytes(data) if isinstance(data, memoryview) else data)
    with _opened(data) as image:
        yield image


@contextmanager
def _opened(data: bytes | bytearray | memoryview) -> Iterator[Image.Image]:
    start = bytes(data[:32])
    with _damage_is_a_problem(start):
        _check_canvas(start)
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            if image.width * image.height > MAX_PIXELS:
                raise UnusablePicture(PictureProblem.TOO_MANY_PIXELS)
            if image.width < 1 or image.height < 1:
                raise UnusablePicture(PictureProblem.DAMAGED)
            yield image


def _check_canvas(start: bytes) -> None:
    """The canvas of a moving WebP: its reader takes memory for it before it says how large it is."""
    if start[:4] == b"RIFF" and start[12:16] == b"VP8X":
        width, height = (int.from_bytes(start[at : at + 3], "little") + 1 for at in (24, 27))
        if width * height > MAX_PIXELS:
            raise UnusablePicture(PictureProblem.TOO_MANY_PIXELS)


def _check_length(length: int) -> None:
    if length == 0:
        raise UnusablePicture(PictureProblem.EMPTY)
    if length > MAX_BYTES:
        raise UnusablePicture(PictureProblem.FILE_TOO_LARGE)


@contextmanager
def _damage_is_a_problem(start: bytes) -> Iterator[None]:
    """Turn what Pillow raises into the problem it means.

    Pillow raises SyntaxError, struct.error, KeyError and more for broken files, so
    everything but want of memory (see ``limited_memory``) is taken for damage.
    """
    # face_recognition switches this on for the process when it is imported.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        yield
    except UnusablePicture:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as error:
        raise UnusablePicture(PictureProblem.TOO_MANY_PIXELS) from error
    except UnidentifiedImageError as error:
        raise UnusablePicture(_unidentified(start)) from error
    except Exception as error:
        raise UnusablePicture(PictureProblem.DAMAGED) from error


def _unidentified(start: bytes) -> PictureProblem:
    """A file cut off within its header is damaged, not of an unknown kind."""
    named = start.startswith((b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM"))
    in_a_container = start[4:12] in ISO_BRANDS or (start[:4], start[8:12]) == (b"RIFF", b"WEBP")
    return PictureProblem.DAMAGED if named or in_a_container else PictureProblem.UNKNOWN_FORMAT
