"""Reads a data file of the program straight into its type."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import msgspec

T = TypeVar("T")


def read(file: Path, kind: type[T]) -> T:
    """What ``file`` (JSON) holds, as a ``kind``; raises ValueError naming the file and the place in it."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=kind)
    except msgspec.DecodeError as error:
        raise ValueError(f"{file.name} is not valid: {error}") from None
