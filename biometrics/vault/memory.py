"""Overwrite secrets in memory as soon as they are no longer needed."""

from __future__ import annotations


def wipe(*buffers: bytearray | memoryview) -> None:
    """Fill writable buffers with zeros. (Python's own copies of ``bytes`` cannot be reached.)"""
    for buffer in buffers:
        view = memoryview(buffer).cast("B")
        view[:] = bytes(len(view))
