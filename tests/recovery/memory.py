"""Looking for a face in the memory of a running process (Linux): what a dump of it would give away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

SLICE = 64
SLICES = 200
CHUNK = 1 << 22
COMMON = frozenset(b"\x00\x01\x20\x80\xa5\xff")


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
    """Which of ``needles`` (at least three bytes each) lie in the memory of any of the processes."""
    search = Search(needles)
    return sorted({needle for pid in pids for region in regions(pid) for needle in search(region)})


class Search:
    """Many needles in one pass: a table says of each three bytes whether they are from a needle."""

    def __init__(self, needles: Iterable[bytes]) -> None:
        self._known: dict[bytes, list[tuple[int, bytes]]] = {}
        for needle in set(needles):
            at = telling(needle)
            self._known.setdefault(needle[at : at + 3], []).append((at, needle))
        self._longest = max(len(needle) for same in self._known.values() for _at, needle in same)
        self._table = np.zeros(1 << 24, dtype=bool)
        self._table[[int.from_bytes(three, "little") for three in self._known]] = True

    def __call__(self, region: bytes) -> set[bytes]:
        there = set()
        for start in range(0, len(region), CHUNK):
            chunk = region[max(0, start - self._longest) : start + CHUNK + self._longest]
            there |= {needle for place in self._places(chunk) for needle in self._at(chunk, place)}
        return there

    def _places(self, chunk: bytes) -> Iterator[int]:
        values = np.frombuffer(chunk, dtype=np.uint8).astype(np.uint32)
        threes = values[:-2] | values[1:-1] << 8 | values[2:] << 16
        return iter(np.flatnonzero(self._table[threes]).tolist())

    def _at(self, chunk: bytes, place: int) -> list[bytes]:
        known = self._known[chunk[place : place + 3]]
        return [
            needle for at, needle in known if place >= at and chunk.startswith(needle, place - at)
        ]


def telling(needle: bytes) -> int:
    """Where in ``needle`` three bytes stand that are rare in memory: no zeros, no fillings."""
    places = range(len(needle) - 2)
    return max(places, key=lambda at: len(set(needle[at : at + 3]) - COMMON))
