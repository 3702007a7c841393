"""What a person's device sends: vectors as bytes of a fixed length."""

from collections.abc import Sequence

import numpy as np

from biometrics.services.on_device import VECTORS_AT_MOST


def packed(vectors: Sequence[Sequence[float]], dimension: int = 32) -> bytes:
    """Three rows of float32, those not used all zeros."""
    rows = np.zeros((VECTORS_AT_MOST, dimension), dtype="<f4")
    with np.errstate(over="ignore"):
        for row, vector in zip(rows, vectors, strict=False):
            row[:] = vector
    return rows.tobytes()
