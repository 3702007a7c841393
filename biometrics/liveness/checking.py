"""Judge a burst against the movements that were asked for.

Pictures are unmirrored, as the camera sees: a turn to the person's left is one to the
picture's right. A burst shown a second time is stopped by whoever hands out the sequence,
which is used once and expires; nothing here can know it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, zip_longest

from biometrics.engines import Engine
from biometrics.liveness.gestures import Gesture
from biometrics.liveness.movements import check_depth, check_order, find_movements
from biometrics.liveness.poses import Pose, measure
from biometrics.liveness.problems import LivenessProblem, NotLive
from biometrics.liveness.sameness import check_one_person
from biometrics.liveness.track import Sighting, follow, lost, wipe
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
        check_order(movements, gestures, lost=lost(sightings))
        check_depth(movements)
        moving = [movement.proof.sighting for movement in movements]
        return _templates(_straight(poses, moving), moving, engine)
    finally:
        wipe(sightings)


def _templates(
    straight: Sequence[Sighting], moving: Sequence[Sighting], engine: Engine
) -> list[OpenTemplate]:
    """Templates of the looks straight ahead, if all sightings can be one person's."""
    made: list[OpenTemplate] = []
    try:
        made.extend(engine.encode(each.crop, each.crop_face) for each in (*straight, *moving))
        kept, evidence = made[: len(straight)], made[len(straight) :]
        check_one_person(kept, evidence, engine)
    except BaseException:
        _wipe(made)
        raise
    _wipe(evidence)
    return kept


def _straight(poses: Sequence[Pose], moving: Sequence[Sighting]) -> list[Sighting]:
    """Three to five usable looks straight ahead, from before, between and after the movements."""
    ahead = [pose for pose in poses if pose.is_straight]
    usable = [pose for pose in ahead if pose.sighting.problem is None]
    if len(usable) < FEWEST_TEMPLATES:
        raise _commonest_refusal(ahead)
    stretches: dict[int, list[Pose]] = {}
    for pose in sorted(usable, key=lambda pose: abs(pose.turn)):
        movements_before = sum(each.when < pose.sighting.when for each in moving)
        stretches.setdefault(movements_before, []).append(pose)
    # The straightest of each stretch, then the second of each.
    rounds = chain.from_iterable(zip_longest(*stretches.values()))
    chosen = [pose.sighting for pose in rounds if pose is not None]
    return chosen[:MOST_TEMPLATES]


def _commonest_refusal(poses: Sequence[Pose]) -> Exception:
    problems = [pose.sighting.problem for pose in poses if pose.sighting.problem is not None]
    if not problems:
        return NotLive(LivenessProblem.NEVER_STRAIGHT)
    return UnusablePicture(max(problems, key=problems.count))


def _wipe(templates: Iterable[OpenTemplate]) -> None:
    for template in templates:
        template.wipe()
