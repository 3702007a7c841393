"""Looking for faces that lie open on a disk.

Sealed bytes look like noise, so a picture's own signature, or a piece of a known picture, found in any
file is a face that was not sealed or not destroyed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

# Long enough that noise of a gigabyte shows none of them by chance.
SIGNATURES = re.compile(
    rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff[\xe0\xe1]..(?:JFIF|Exif)\x00|RIFF.{4}WEBPVP8"
    rb"|ftyp(?:heic|heix|mif1|avif)",
    re.DOTALL,
)
JPEG_START = b"\xff\xd8\xff"
PIECE_BYTES = 24
PIECES = 16
# A run of equal bytes is in many files and says nothing.
DISTINCT_BYTES = 12


@dataclass(frozen=True, slots=True)
class Search:
    """What a search went through, and where it found what should not be there."""

    files: int
    found: tuple[str, ...]


def search(folder: Path, secrets: Sequence[bytes] = ()) -> Search:
    """Look through every file below ``folder`` for pictures, and for pieces of ``secrets``."""
    pieces = [piece for secret in secrets for piece in pieces_of(secret)]
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()]
    found = [str(path.relative_to(folder)) for path in files if _is_open(path, pieces)]
    return Search(files=len(files), found=tuple(found))


def pieces_of(secret: bytes) -> Iterator[bytes]:
    """Telling pieces from all over ``secret``."""
    step = max(PIECE_BYTES, len(secret) // PIECES)
    for start in range(0, len(secret) - PIECE_BYTES + 1, step):
        piece = secret[start : start + PIECE_BYTES]
        if len(set(piece)) >= DISTINCT_BYTES:
            yield piece


def _is_open(path: Path, pieces: Sequence[bytes]) -> bool:
    try:
        content = path.read_bytes()
    except FileNotFoundError:  # gone meanwhile: a temporary file of a running process
        return False
    if content.startswith(JPEG_START) or SIGNATURES.search(content):
        return True
    return any(piece in content for piece in pieces)
