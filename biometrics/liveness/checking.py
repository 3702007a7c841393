"""Judge a burst against the movements that were asked for.

Pictures are unmirrored, as the camera sees: a turn to the person's left is one to the
picture's right. A burst shown a second time is stopped by whoever hands out the sequence,
which is used once and expires; nothing here can know it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from biometrics.engines import Engine
from biometrics.liveness.gestures import Gesture
from biometrics.liveness.movements import Movement, check_depth, check_order, find_movements
from biometrics.liveness.poses import Pose, measure
from biometrics.liveness.problems import LivenessProblem, NotLive
from biometrics.liveness.sameness import check_one_person, encode_all
from biometrics.liveness.track import Sighting, follow, wipe
from biometrics.types import OpenTemplate, Pixels, UnusablePicture

FEWEST_TEMPLATES, MOST_TEMPLATES = 3, 5


def check_burst(
    pictures: Iterable[Pixels], gestures: Sequence[Gesture], engine: Engine
) -> list[OpenTemplate]:
    """Three to five templates of the person looking straight, if they did what was asked.

    ``pictures`` are 8 to 30 in order, taken over about ten seconds; they are read one at a
    time and not kept. Raises NotLive, or UnusablePicture for what single pictures show;
    ValueError for more than 30. The caller wipes what is returned; the rest is wiped here.
    """
    sightings = follow(pictures, engine)
    try:
        poses = measure(sightings)
        movements = find_movements(poses)
        check_order(movements, gestures)
        check_depth(movements)
        straight = _straight(poses, movements)
        return _templates(straight, [movement.peak.sighting for movement in movements], engine)
    finally:
        wipe(sightings)


def _templates(
    straight: Sequence[Sighting], moving: Sequence[Sighting], engine: Engine
) -> list[OpenTemplate]:
    kept = encode_all(straight, engine)
    evidence = encode_all(moving, engine)
    try:
        check_one_person(kept, evidence, engine)
    except BaseException:
        _wipe(kept)
        raise
    finally:
        _wipe(evidence)
    return kept


def _straight(poses: Sequence[Pose], movements: Sequence[Movement]) -> list[Sighting]:
    """Three to five usable looks straight ahead, from before, between and after the movements."""
    ahead = [pose for pose in poses if pose.is_straight]
    usable = [pose for pose in ahead if pose.sighting.problem is None]
    if len(usable) < FEWEST_TEMPLATES:
        problems = [pose.sighting.problem for pose in ahead if pose.sighting.problem is not None]
        if not problems:
            raise NotLive(LivenessProblem.NEVER_STRAIGHT)
        raise UnusablePicture(max(problems, key=problems.count))
    turning = [movement.peak.sighting.when for movement in movements]

    def stretch(pose: Pose) -> int:
        return sum(when < pose.sighting.when for when in turning)

    # The straightest of each stretch first, then the second of each.
    usable.sort(key=lambda pose: abs(pose.turn))
    places = {
        id(pose): sum(stretch(other) == stretch(pose) for other in usable[:at])
        for at, pose in enumerate(usable)
    }
    usable.sort(key=lambda pose: places[id(pose)])
    return [pose.sighting for pose in usable[:MOST_TEMPLATES]]


def _wipe(templates: Iterable[OpenTemplate]) -> None:
    for template in templates:
        template.wipe()
