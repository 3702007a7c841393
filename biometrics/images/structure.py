"""How many parts a file says it has, counted before any decoder sees it.

Few bytes can make a decoder work for long though the picture is small: a progressive JPEG of 150 kB in
which one empty scan stands 300 times takes four seconds, one of 8 MB the better part of an hour; millions
of empty comments, or of bytes that only fill, keep the reader of a header busy. Cameras and programs write
a few dozen parts. Each count here ends at its limit; what is looked at in full is searched by `bytes.count`.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from PIL.JpegImagePlugin import MARKER

from biometrics.types import PictureProblem, UnusablePicture

# Ten scans are usual for a progressive JPEG, a picture with depth or gain map holds several.
SCANS_AT_MOST = 100
# What stands before the first scan: metadata of a phone in pieces of 64 kB, tables.
SEGMENTS_AT_MOST = 500
# Bytes between segments that mean nothing (ISO/IEC 10918-1, B.1.1.2); programs write none, or a few.
FILL_AT_MOST = 1024
# Of tables and frame headers; honest ones have 2 kB.
TABLES_AT_MOST = 64 * 1024
# PNG of 8 MB in pieces of 8 kB, as they are usual, has 1,000.
CHUNKS_AT_MOST = 10_000
# Pieces of 255 bytes before the first picture of a GIF: palettes, comments, XMP.
BLOCKS_AT_MOST = 2_000
# Pictures of a moving WebP.
FRAMES_AT_MOST = 1_000
# Tiles, thumbnails and metadata of a HEIF; telephones write some sixty.
ITEMS_AT_MOST = 500

JPEG, PNG, GIF, RIFF = b"\xff\xd8", b"\x89PNG\r\n\x1a\n", b"GIF8", b"RIFF"
ISO = b"ftyp"  # after the length of its box
START_OF_SCAN = b"\xff\xda"
PNG_START = len(PNG) + 25  # with the chunk of the size, which is the first

_MARK = re.compile(rb"\xff[^\x00\xff]")
_APPLICATION, _COMMENT = range(0xE0, 0xF0), 0xFE
_GIF_EXTENSION, _GIF_PICTURE = 0x21, 0x2C

Bytes = bytes | bytearray


class _TooIntricate(Exception):
    """A count is over its limit."""


def check_structure(data: Bytes) -> None:
    """Raise UnusablePicture (too_intricate) for a file of absurdly many parts.

    A broken structure is left to the decoder, which says so.
    """
    head_of(data)


def head_of(data: Bytes) -> Bytes:
    """What of ``data`` tells kind and size, without metadata, once its parts have been counted.

    For a format in which that is not worth the trouble it is the whole. Raises UnusablePicture.
    """
    for at, mark, reader in _READERS:
        if data.startswith(mark, at):
            try:
                return reader(data)
            except _TooIntricate:
                raise UnusablePicture(PictureProblem.TOO_INTRICATE) from None
    return data


def _count(number: int, at_most: int) -> None:
    if number > at_most:
        raise _TooIntricate


def _jpeg(data: Bytes) -> bytes:
    """The segments before the first scan, but for applications' and comments.

    The way from one mark to the next is Pillow's: over bytes that are none, one at a time.
    """
    # Within a scan every 0xFF is followed by 0, so that the mark is found nowhere else there.
    _count(data.count(START_OF_SCAN), SCANS_AT_MOST)
    head, at, filled = bytearray(JPEG), len(JPEG), 0
    for _segment in range(SEGMENTS_AT_MOST):
        mark = _MARK.search(data, at, at + FILL_AT_MOST + 2)
        filled += (mark.start() if mark else min(len(data), at + FILL_AT_MOST + 2)) - at
        _count(filled, FILL_AT_MOST)
        if mark is None:
            return bytes(head)  # cut off: the decoder says so
        kind, end = data[mark.end() - 1], _end_of_segment(data, mark)
        if kind == START_OF_SCAN[1]:
            return bytes(head + data[mark.start() : end])
        if kind not in _APPLICATION and kind != _COMMENT:
            head += data[mark.start() : end]
            _count(len(head), TABLES_AT_MOST)
        at = end
    raise _TooIntricate


def _end_of_segment(data: Bytes, mark: re.Match[bytes]) -> int:
    """Marks without a handler in Pillow's table have no length; what it does not know it refuses."""
    _name, _text, handler = MARKER.get(0xFF00 + data[mark.end() - 1], ("", "", None))
    if handler is None:
        return mark.end()
    return mark.end() + int.from_bytes(data[mark.end() : mark.end() + 2], "big")


def _png(data: Bytes) -> bytes:
    """The chunk of the size, and that there is one of pixels."""
    at, pixels = len(PNG), b""
    for _chunk in range(CHUNKS_AT_MOST + 1):
        if at >= len(data):
            return bytes(data[:PNG_START]) + pixels
        if not pixels and data[at + 4 : at + 8] == b"IDAT":
            pixels = bytes(data[at : at + 8])
        at += 12 + int.from_bytes(data[at : at + 4], "big")
    raise _TooIntricate


def _gif(data: Bytes) -> Bytes:
    """All of it: the pieces before the first picture have been counted."""
    at, blocks = 13 + _palette(data, 10), 0
    while at < len(data) and data[at] != _GIF_PICTURE:
        _count(blocks := blocks + 1, BLOCKS_AT_MOST)
        at += 2 if data[at] == _GIF_EXTENSION else 1
        while data[at - 1 : at] and at < len(data) and data[at]:
            _count(blocks := blocks + 1, BLOCKS_AT_MOST)
            at += 1 + data[at]
        at += 1
    return data


def _palette(data: Bytes, flags_at: int) -> int:
    flags = data[flags_at] if len(data) > flags_at else 0
    return 3 << (flags & 7) + 1 if flags & 128 else 0


def _webp(data: Bytes) -> Bytes:
    _count(data.count(b"ANMF"), FRAMES_AT_MOST)
    return data


def webp_size(data: Bytes) -> tuple[int, int] | None:
    """Width and height of a WebP (RFC 9649), read here; None where that is not said.

    Its decoder takes eight bytes a pixel before it says how large the picture is: 34 bytes cost 190 MB.
    """
    kind = data[12:16]
    if kind == b"VP8X":
        return _number(data, 24, 3) + 1, _number(data, 27, 3) + 1
    if kind == b"VP8L" and data[20:21] == b"\x2f":
        packed = _number(data, 21, 4)
        return (packed & 0x3FFF) + 1, (packed >> 14 & 0x3FFF) + 1
    if kind == b"VP8 " and data[23:26] == b"\x9d\x01\x2a":
        return _number(data, 26, 2) & 0x3FFF, _number(data, 28, 2) & 0x3FFF
    return None


def is_webp(data: Bytes) -> bool:
    return (data[:4], data[8:12]) == (RIFF, b"WEBP")


def is_cut_off(data: Bytes) -> bool:
    """A RIFF file that says it is longer than it is."""
    return 8 + _number(data, 4, 4) > len(data)


def _number(data: Bytes, at: int, length: int) -> int:
    return int.from_bytes(data[at : at + length], "little")


def _iso(data: Bytes) -> Bytes:
    """AVIF and HEIF with their metadata renamed: reading a long list of it takes the opener seconds."""
    _count(data.count(b"infe"), ITEMS_AT_MOST)
    return data.replace(b"Exif", b"free")


_READERS: tuple[tuple[int, bytes, Callable[[Bytes], Bytes]], ...] = (
    (0, JPEG, _jpeg),
    (0, PNG, _png),
    (0, GIF, _gif),
    (0, RIFF, _webp),
    (4, ISO, _iso),
)
