"""Judge a burst against the movements that were asked for.

Pictures are unmirrored, as the camera sees: a turn to the person's left is one to the
picture's right. A burst shown a second time is stopped by whoever hands out the sequence,
which is used once and expires; nothing here can know it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from biometrics.engines import Engine
from biometrics.liveness.gestures import Gesture
from biometrics.liveness.problems import MISSING, LivenessProblem, NotLive
from biometrics.liveness.track import Sighting, Track, follow
from biometrics.types import OpenTemplate, Pixels, UnusablePicture

FEWEST_PICTURES, MOST_PICTURES = 8, 30
FEWEST_TEMPLATES, MOST_TEMPLATES = 3, 5


def check_burst(
    pictures: Iterable[Pixels], gestures: Sequence[Gesture], engine: Engine
) -> list[OpenTemplate]:
    """Three to five templates of the person looking straight, if they did what was asked.

    ``pictures`` are 8 to 30 in order, taken over about ten seconds; they are read one at a
    time and not kept. Raises NotLive, or UnusablePicture for what one picture shows; ValueError
    for more than 30 pictures. The caller wipes what is returned; the rest is wiped here.
    """
    track = follow(pictures, engine)
    try:
        _check_length(track)
        _check_movements(track, gestures)
        return _templates(_straight(track), engine)
    finally:
        track.wipe()


def _check_length(track: Track) -> None:
    if track.pictures < FEWEST_PICTURES:
        raise NotLive(LivenessProblem.TOO_SHORT)
    if track.distinct < FEWEST_PICTURES:
        raise NotLive(LivenessProblem.FROZEN)
    if len(track.sightings) < FEWEST_PICTURES:
        raise NotLive(LivenessProblem.OUT_OF_SIGHT)


def _check_movements(track: Track, gestures: Sequence[Gesture]) -> None:
    seen = _movements(track.sightings)
    if seen == list(gestures):
        return
    for gesture in gestures:
        if gesture not in seen:
            raise NotLive(MISSING[gesture])
    longer = len(seen) > len(gestures)
    raise NotLive(LivenessProblem.NOT_ASKED if longer else LivenessProblem.WRONG_ORDER)


def _movements(sightings: Sequence[Sighting]) -> list[Gesture]:
    straight = float(np.median([sighting.face.turn for sighting in sightings]))
    size = float(np.percentile([sighting.span for sighting in sightings], 30))
    seen: list[Gesture] = []
    current: Gesture | None = None
    for sighting in sightings:
        turn, growth = sighting.face.turn - straight, sighting.span / size
        if current is None or (abs(turn) < 0.06 and growth < 1.15):
            current = _gesture(turn, growth)
            if current:
                seen.append(current)
    return seen


def _gesture(turn: float, growth: float) -> Gesture | None:
    if abs(turn) > 0.12:
        return Gesture.LEFT if turn > 0 else Gesture.RIGHT
    return Gesture.CLOSER if growth > 1.25 else None


def _straight(track: Track) -> Sequence[Sighting]:
    usable = [sighting for sighting in track.sightings if sighting.problem is None]
    if len(usable) < FEWEST_TEMPLATES:
        problems = [each.problem for each in track.sightings if each.problem is not None]
        raise UnusablePicture(max(problems, key=problems.count))
    frontal = sorted(usable, key=lambda sighting: abs(sighting.face.turn))[:MOST_TEMPLATES]
    return sorted(frontal, key=lambda sighting: sighting.when)


def _templates(chosen: Sequence[Sighting], engine: Engine) -> list[OpenTemplate]:
    return [engine.encode(sighting.crop, sighting.crop_face) for sighting in chosen]
