"""A picture that has been looked at: so that nobody looks again while a database waits."""

from __future__ import annotations

from biometrics.images.header import PictureInfo, examine
from biometrics.types import PictureProblem, UnusablePicture


class Looked(bytes):
    """The bytes of a file, and what its header says; made by `look` alone."""

    info: PictureInfo | None = None
    problem: PictureProblem | None = None


def look(data: bytes) -> Looked:
    """``data`` with what is known of it without decoding. Some milliseconds: before a transaction."""
    if isinstance(data, Looked):
        return data
    looked = Looked(data)
    try:
        looked.info = examine(data)
    except UnusablePicture as unusable:
        looked.problem = unusable.problem
    return looked


def inspect_picture(data: bytes | bytearray | memoryview) -> PictureInfo:
    """Check size, format and dimensions from the header alone; of what was looked at, say it again.

    Raises UnusablePicture (empty, file_too_large, unknown_format, too_many_pixels,
    too_intricate, damaged).
    """
    if not isinstance(data, Looked):
        return examine(data)
    if data.info is None:
        raise UnusablePicture(data.problem or PictureProblem.DAMAGED)
    return data.info
