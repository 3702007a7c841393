"""One face in a picture, and what its five landmarks say."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Face:
    """A detected face. ``points`` is (5, 2), x and y in pixels, from the picture's left eye
    (outer, inner corner) over its right eye (inner, outer corner) to the base of the nose.

    ``confidence`` is the detector's own; only its order within one engine means anything.
    """

    left: float
    top: float
    width: float
    height: float
    confidence: float
    points: NDArray[np.float32]

    @property
    def turn(self) -> float:
        """How far the head is turned: 0 frontal, about ±0.25 at 30°, + to the picture's right.

        The place of the nose along the line between the outer corners of the eyes.
        """
        axis = self._eye_axis()
        along = (self.points[4] - self.points[0]) @ axis / float(axis @ axis)
        return float(along) - 0.5

    @property
    def nod(self) -> float:
        """Distance of the nose from the line of the eyes, in widths between their outer corners."""
        axis = self._eye_axis()
        offset = self.points[4] - self.points[0]
        across = axis[0] * offset[1] - axis[1] * offset[0]
        return float(across) / float(axis @ axis)

    def scaled(self, factor: float) -> Face:
        """The same face in a picture enlarged by ``factor``."""
        return replace(
            self,
            left=self.left * factor,
            top=self.top * factor,
            width=self.width * factor,
            height=self.height * factor,
            points=self.points * np.float32(factor),
        )

    def _eye_axis(self) -> NDArray[np.float32]:
        axis: NDArray[np.float32] = self.points[3] - self.points[0]
        return axis
