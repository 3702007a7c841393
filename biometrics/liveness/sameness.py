"""Can templates of one burst all be one person's? A face swapped in for a part is another's."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from biometrics.calibration import load
from biometrics.engines import Engine
from biometrics.liveness.problems import LivenessProblem, NotLive
from biometrics.types import OpenTemplate

# The share of strangers of the worst group who would pass for one and the same person: between
# looks straight ahead, and between those and a movement, which are less alike.
STRAIGHT_RATE = 0.005
MOVING_RATE = 0.01


def check_one_person(
    straight: Sequence[OpenTemplate], moving: Sequence[OpenTemplate], engine: Engine
) -> None:
    """Raise NotLive unless those of looks straight ahead and of movements could be one person's."""
    calibration = load(engine.calibration)
    curve = calibration.curve(1)
    templates = np.stack([template.values for template in (*straight, *moving)])
    whitened = calibration.whiten(templates)
    half = calibration.crowding(whitened) / 2
    scores = np.linalg.norm(whitened[:, None] - whitened, axis=2) - half[:, None] - half
    templates.fill(0.0)
    whitened.fill(0.0)
    count = len(straight)
    alike = scores[:count, :count] <= curve.threshold(STRAIGHT_RATE)
    # A turned head need not be like each look straight ahead, but like most of them.
    moved = np.median(scores[count:, :count], axis=1) <= curve.threshold(MOVING_RATE)
    if not (alike.all() and moved.all()):
        raise NotLive(LivenessProblem.CHANGED)
