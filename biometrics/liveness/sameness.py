"""Templates of chosen sightings, and whether they can all be one person's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from biometrics.calibration import load
from biometrics.engines import Engine
from biometrics.liveness.problems import LivenessProblem, NotLive
from biometrics.liveness.track import Sighting
from biometrics.types import OpenTemplate

# The score at which one stranger in so many would still pass, for the worst group: between
# looks straight ahead, and between those and a turned head, which scores less alike.
STRAIGHT_RATE = 0.02
TURNED_RATE = 0.05


def encode_all(sightings: Iterable[Sighting], engine: Engine) -> list[OpenTemplate]:
    """A template each, from the crops."""
    return [engine.encode(sighting.crop, sighting.crop_face) for sighting in sightings]


def check_one_person(
    straight: Sequence[OpenTemplate], moving: Sequence[OpenTemplate], engine: Engine
) -> None:
    """Raise NotLive unless all could be one person's: a face swapped in for a part is another's."""
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
    # A turned head is compared with all looks straight ahead, and must be like their middle.
    turned = np.median(scores[count:, :count], axis=1) <= curve.threshold(TURNED_RATE)
    if not (alike.all() and turned.all()):
        raise NotLive(LivenessProblem.CHANGED)
