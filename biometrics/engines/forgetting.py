"""What a face library keeps of the faces it saw, overwritten."""

from __future__ import annotations

from typing import Any

import numpy as np

from biometrics.engines.base import Engine
from biometrics.engines.faces import Face
from biometrics.types import EngineId, OpenTemplate

SIDE = 200
NOBODY = Face(
    left=SIDE / 4,
    top=SIDE / 4,
    width=SIDE / 2,
    height=SIDE / 2,
    confidence=0.0,
    points=np.zeros((5, 2), dtype=np.float32),
)


def forget_last_face(engine: Engine) -> None:
    """Let ``engine`` look at, and encode, a picture of nothing.

    A network keeps every layer of its last run until the next one, the face and its template among
    them, and a detector the gradients of its last picture: found in the memory of a worker that had
    nothing to do. Takes one encoding, some 70 ms.
    """
    nothing = np.zeros((SIDE, SIDE, 3), dtype=np.uint8)
    engine.detect_quickly(nothing)
    engine.encode(nothing, NOBODY).wipe()


def taken(values: Any, engine: EngineId) -> OpenTemplate:
    """The template in ``values``, a vector of dlib's, which is overwritten on the way."""
    numbers = np.asarray(values, dtype=np.float32)
    template = OpenTemplate(numbers, engine=engine)
    numbers.fill(0.0)
    for at in range(len(values)):
        values[at] = 0.0
    return template
