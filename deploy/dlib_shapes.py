"""Read a shape predictor in dlib's own format, and write it as static/js/five-points.js reads it.

The model: Kazemi and Sullivan, “One millisecond face alignment with an ensemble of regression trees”,
CVPR 2014; the format: dlib's serialize.h and shape_predictor.h.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import numpy as np

T = TypeVar("T")

STAGES, TREES, SPLITS, LEAVES, COORDINATES = 15, 500, 15, 16, 10
LARGEST = 32767


class _Reader:
    """dlib's numbers, one after the other."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def whole(self) -> int:
        """One byte (sign, length), then as many bytes of the value."""
        head = self._data[self._at]
        start, self._at = self._at + 1, self._at + 1 + (head & 15)
        value = int.from_bytes(self._data[start : self._at], "little")
        return -value if head & 128 else value

    def real(self) -> float:
        mantissa = self.whole()
        return mantissa * 2.0 ** self.whole()

    def many(self, one: Callable[[], T]) -> list[T]:
        return [one() for _unused in range(self.whole())]

    def matrix(self) -> list[float]:
        rows, columns = abs(self.whole()), abs(self.whole())
        return [self.real() for _unused in range(rows * columns)]

    def split(self) -> tuple[int, int, float]:
        """The two pixels that are compared, and by how much the first must be brighter."""
        return self.whole(), self.whole(), self.real()

    def tree(self) -> tuple[list[tuple[int, int, float]], list[list[float]]]:
        return self.many(self.split), self.many(self.matrix)

    def point(self) -> tuple[float, float]:
        return self.real(), self.real()

    def ended(self) -> bool:
        return self._at == len(self._data)


def five_points(data: bytes) -> bytes:
    """The parts one after the other, little-endian: start, scales, offsets, limits, leaves, pairs, anchors.

    Leaves are 16-bit whole numbers, to be multiplied by the scale of their stage. ValueError for
    anything but dlib's five-point model.
    """
    reader = _Reader(data)
    if reader.whole() != 1:
        raise ValueError("this version of dlib's shape predictors is not known")
    start = np.array(reader.matrix(), "<f4")
    stages = reader.many(lambda: reader.many(reader.tree))
    anchors = np.array(reader.many(lambda: reader.many(reader.whole)), "u1")
    offsets = np.array(reader.many(lambda: reader.many(reader.point)), "<f4")
    splits = np.array([[tree[0] for tree in stage] for stage in stages])
    leaves = np.array([[tree[1] for tree in stage] for stage in stages])
    if leaves.shape != (STAGES, TREES, LEAVES, COORDINATES) or not reader.ended():
        raise ValueError("this is not dlib's model of five points")
    scales = np.abs(leaves).max(axis=(1, 2, 3)) / LARGEST
    whole = np.round(leaves / scales[:, None, None, None]).astype("<i2")
    parts = (start, scales.astype("<f4"), offsets, splits[..., 2].astype("<f4"), whole)
    pairs = splits[..., :2].astype("<u2")
    return b"".join(part.tobytes() for part in (*parts, pairs, anchors))
