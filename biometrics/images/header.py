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

from biometrics.images.structure import (
    check_structure,
    head_of,
    is_cut_off,
    is_webp,
    webp_size,
)
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
    head = head_of(bytes(data) if isinstance(data, memoryview) else data)
    if is_webp(head):
        return _examine_webp(head)
    with _opened(head) as image:
        return PictureInfo(format=str(image.format), width=image.width, height=image.height)


def _examine_webp(data: bytes | bytearray) -> PictureInfo:
    """Without its decoder, which takes memory for all pixels before it says how many they are."""
    size = webp_size(data)
    if size is None or is_cut_off(data):
        raise UnusablePicture(PictureProblem.DAMAGED)
    _check_size(*size)
    return PictureInfo(str(WebPImagePlugin.WebPImageFile.format), *size)


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
        if is_webp(start) and (size := webp_size(start)):
            _check_size(*size)
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            _check_size(image.width, image.height)
            yield image


def _check_size(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise UnusablePicture(PictureProblem.TOO_MANY_PIXELS)
    if width < 1 or height < 1:
        raise UnusablePicture(PictureProblem.DAMAGED)


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
