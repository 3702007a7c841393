"""Films as YUV4MPEG2, 4:2:0, which Chromium plays as its pretended camera."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

# Full-range luma and chroma of JFIF (ITU-R BT.601), rows for Y, Cb, Cr.
FROM_RGB = np.array(
    [[0.299, 0.587, 0.114], [-0.168736, -0.331264, 0.5], [0.5, -0.418688, -0.081312]]
)


def write_y4m(path: Path, frames: Iterable[NDArray[np.uint8]], fps: int) -> None:
    """Frames, uint8 (height, width, 3) red-green-blue with even sides, all of one size."""
    with path.open("wb") as film:
        for number, frame in enumerate(frames):
            height, width = frame.shape[:2]
            if height % 2 or width % 2:
                raise ValueError("both sides of a frame must be even")
            if number == 0:
                film.write(b"YUV4MPEG2 W%d H%d F%d:1 Ip A1:1 C420jpeg\n" % (width, height, fps))
            luma, *chroma = np.moveaxis(frame @ FROM_RGB.T, 2, 0)
            film.write(b"FRAME\n" + _bytes(luma))
            for plane in chroma:
                quarters = plane.reshape(height // 2, 2, width // 2, 2).mean(axis=(1, 3))
                film.write(_bytes(quarters + 128))


def _bytes(plane: NDArray[np.float64]) -> bytes:
    return plane.round().clip(0, 255).astype(np.uint8).tobytes()
