"""A head that turns is told from paper that is turned, by five points of a camera's picture."""

import numpy as np
import pytest

from biometrics.engines.faces import Face
from biometrics.liveness.gestures import Gesture
from biometrics.liveness.movements import Movement, check_depth, find_movements
from biometrics.liveness.poses import measure
from biometrics.liveness.problems import LivenessProblem, NotLive
from biometrics.liveness.track import Sighting

# Centimetres, where dlib's points lay on a scanned head: x to the picture's right, y down, z away
# from the camera. Outer and inner corners of the eyes, and the base of the nose.
HEAD = np.array([[-4.2, 0, 0.3], [-1.75, 0, 0], [1.75, 0, 0], [4.2, 0, 0.3], [0, 4.3, -2.2]])
NECK = np.array([0, 0, 9.0])
PIXELS_A_RADIAN = 550.0


def paper(radius=None):
    """The same face as printed: flat, or bent about an upright axis."""
    x, y = HEAD[:, 0], HEAD[:, 1]
    if radius is None:
        return np.stack([x, y, np.zeros(5)], axis=1)
    return np.stack([radius * np.sin(x / radius), y, radius * (1 - np.cos(x / radius))], axis=1)


def seen(points, *, turn=0.0, distance=40.0, axis=(0, 0, 0), roll=0.0):
    """The five points in a picture; + turns to the picture's right."""
    angle, lean = np.radians(turn), np.radians(roll)
    about_y = [[np.cos(angle), 0, -np.sin(angle)], [0, 1, 0], [np.sin(angle), 0, np.cos(angle)]]
    about_z = [[np.cos(lean), -np.sin(lean), 0], [np.sin(lean), np.cos(lean), 0], [0, 0, 1]]
    placed = (points - axis) @ (np.array(about_y) @ np.array(about_z)).T + axis
    placed[:, 2] += distance
    spots = 320 + PIXELS_A_RADIAN * placed[:, :2] / placed[:, 2:]
    return Face(200, 200, 200, 200, 1.0, spots.astype(np.float32))


def movements(points, turns, **held):
    """What is seen when it is straight five times, then turned so far, then straight again."""
    blank = np.zeros((1, 1, 3), dtype=np.uint8)
    faces = [seen(points, turn=turn, **held) for turn in (0, 0, 0, 0, 0, *turns, 0, 0)]
    sightings = [Sighting(at, face, blank, face, None) for at, face in enumerate(faces)]
    return find_movements(measure(sightings))


def by_gesture(found):
    return [movement.gesture for movement in found]


@pytest.mark.parametrize("distance", [30, 45, 65])
@pytest.mark.parametrize("most", [30, 35, 42])
def test_a_head_that_turns_has_depth(distance, most):
    for side, gesture in ((1, Gesture.LEFT), (-1, Gesture.RIGHT)):
        turns = [side * most * share for share in (0.6, 1, 0.6)]
        found = movements(HEAD, turns, distance=distance, axis=NECK)
        assert by_gesture(found) == [gesture]
        check_depth(found)


def test_a_flatter_nose_is_a_head_too():
    flatter = HEAD * np.array([1, 1, 0.7])
    check_depth(movements(flatter, [20, 32, 20], axis=NECK))


def test_a_nod_while_turning_does_no_harm():
    nodding = HEAD * np.array([1, 1.08, 1])
    found = movements(HEAD, [20, 32, 20], axis=NECK)
    nodded = movements(nodding, [20, 32, 20], axis=NECK)
    mixed = Movement(Gesture.LEFT, [*found[0].poses, *nodded[0].poses])
    check_depth([mixed])


@pytest.mark.parametrize("distance", [25, 35, 50])
@pytest.mark.parametrize("most", [25, 40, 55])
def test_flat_paper_does_not_turn_like_a_head(distance, most):
    assert_no_head(movements(paper(), [0.6 * most, most, 0.6 * most], distance=distance))


@pytest.mark.parametrize("radius", [6, 8, 12])
@pytest.mark.parametrize("most", [20, 35, 50])
def test_bent_paper_does_not_turn_like_a_head(radius, most):
    held = [0.6 * most, most, 0.6 * most]
    assert_no_head(movements(paper(radius), held, distance=35, axis=(0, 0, radius)))


def test_paper_slid_and_brought_nearer_does_not_turn():
    blank = np.zeros((1, 1, 3), dtype=np.uint8)
    places = [(across, distance) for across in (-8, -4, 0, 4, 8) for distance in (36, 34)]
    faces = [seen(paper() + np.array([x, 0, 0]), distance=distance) for x, distance in places]
    sightings = [Sighting(at, face, blank, face, None) for at, face in enumerate(faces)]
    assert find_movements(measure(sightings)) == []


def test_paper_may_not_be_held_askew_from_the_start():
    with pytest.raises(NotLive) as refusal:
        movements(paper(), [30, 50, 30], distance=25, roll=20)
    assert refusal.value.problem is LivenessProblem.ASKEW


def assert_no_head(found):
    """No full turn is seen at all, or it is seen to be none of a head."""
    if not found:
        return
    with pytest.raises(NotLive) as refusal:
        check_depth(found)
    assert refusal.value.problem is LivenessProblem.NOT_THE_HEAD
