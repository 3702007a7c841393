"""Overwrite secrets in memory as soon as they are no longer needed."""

from __future__ import annotations

import numpy as np


def wipe(*buffers: bytearray | memoryview) -> None:
    """Fill writable buffers with zeros, in place: no second buffer of their size is made.

    ValueError for a read-only one, such as ``bytes``: Python's own copies cannot be reached.
    """
    for buffer in buffers:
        np.asarray(memoryview(buffer).cast("B")).fill(0)
