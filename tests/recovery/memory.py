"""Looking for a face in the memory of a running process (Linux): what a dump of it would give away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

SLICE = 64
SLICES = 200


def family(pid: int) -> list[int]:
    """The process and all its children."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(below for child in children for below in family(int(child)))]


def regions(pid: int) -> Iterator[bytes]:
    """What the process has written: heap, stacks and anonymous memory, a region at a time."""
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            place, rights, *_rest = line.split()
            if not rights.startswith("rw"):
                continue
            start, end = (int(number, 16) for number in place.split("-"))
            memory.seek(start)
            try:
                yield memory.read(end - start)
            except OSError:  # vvar and the like
                continue


def libraries(pid: int) -> str:
    """The files that are mapped into the process."""
    return Path(f"/proc/{pid}/maps").read_text()


def slices(picture: bytes) -> list[bytes]:
    """Telling pieces of 64 bytes from all over the picture's compressed data."""
    step = max(SLICE, (len(picture) - SLICE) // SLICES)
    pieces = (picture[at : at + SLICE] for at in range(SLICE, len(picture) - SLICE, step))
    return [piece for piece in pieces if len(set(piece)) > SLICE // 2]


def windows(vector: np.ndarray) -> list[bytes]:
    """Pieces of a vector of which any eight consecutive numbers hold one."""
    width = max(4, 16 // vector.itemsize)
    return [vector[at : at + width].tobytes() for at in range(0, vector.size - width + 1, 4)]


def found(pids: Iterable[int], needles: Iterable[bytes]) -> list[bytes]:
    """Which of ``needles`` lie in the memory of any of the processes."""
    left, there = set(needles), set()
    for pid in pids:
        for region in regions(pid):
            there |= {needle for needle in left if needle in region}
    return sorted(there)
