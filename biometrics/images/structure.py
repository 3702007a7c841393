"""How many parts a file says it has, counted before any decoder sees it.

Few bytes can make a decoder work for long though the picture is small: a progressive JPEG of 150 kB in
which one empty scan stands 300 times takes four seconds, one of 8 MB the better part of an hour; millions
of empty comments keep the reader of a header busy. Cameras and programs write a few dozen parts.
"""

from __future__ import annotations

from biometrics.types import PictureProblem, UnusablePicture

# Ten scans are usual for a progressive JPEG, a picture with depth or gain map holds several.
SCANS_AT_MOST = 100
# What stands before the first scan: metadata of a phone in pieces of 64 kB, tables.
SEGMENTS_AT_MOST = 500
# PNG of 8 MB in pieces of 8 kB, as they are usual, has 1,000.
CHUNKS_AT_MOST = 10_000

JPEG, PNG = b"\xff\xd8", b"\x89PNG\r\n\x1a\n"
START_OF_SCAN = b"\xff\xda"


def check_structure(data: bytes | bytearray) -> None:
    """Raise UnusablePicture (too_intricate) for a JPEG or PNG of absurdly many parts.

    A broken structure is left to the decoder, which says so.
    """
    if data.startswith(JPEG):
        # Within a scan every 0xFF is followed by 0, so that the mark is found nowhere else there.
        intricate = _segments(data) > SEGMENTS_AT_MOST or _scans(data) > SCANS_AT_MOST
    else:
        intricate = data.startswith(PNG) and _chunks(data) > CHUNKS_AT_MOST
    if intricate:
        raise UnusablePicture(PictureProblem.TOO_INTRICATE)


def _scans(data: bytes | bytearray) -> int:
    return data.count(START_OF_SCAN)


def _segments(data: bytes | bytearray) -> int:
    """Marked segments before the first scan; counted no further than needed."""
    at, count = len(JPEG), 0
    while count <= SEGMENTS_AT_MOST and data[at : at + 1] == b"\xff":
        if data[at : at + 2] == START_OF_SCAN:
            break
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        count += 1
    return count


def _chunks(data: bytes | bytearray) -> int:
    """Chunks of a PNG; counted no further than needed."""
    at, count = len(PNG), 0
    while count <= CHUNKS_AT_MOST and at < len(data):
        at += 12 + int.from_bytes(data[at : at + 4], "big")
        count += 1
    return count
