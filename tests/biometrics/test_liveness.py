"""What passes for a living person doing as asked, and what does not: judged on mosaics."""

import weakref
from contextlib import nullcontext
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from biometrics.engines import mosaic
from biometrics.engines.mosaic import Mosaic
from biometrics.liveness.checking import check_burst
from biometrics.liveness.gestures import Gesture
from biometrics.liveness.problems import LivenessProblem, NotLive
from biometrics.types import PictureProblem, UnusablePicture

LEFT, RIGHT, CLOSER = Gesture.LEFT, Gesture.RIGHT, Gesture.CLOSER
ALL = [each for each in product(Gesture, repeat=3) if each[0] != each[1] != each[2]]
ASKED = (LEFT, CLOSER, RIGHT)
PERSON, STRANGER = 3, 8

STRAIGHT = (0.0, 1.0)
OUT_AND_BACK = {
    LEFT: [(0.1, 1.0), (0.22, 1.0), (0.22, 1.0), (0.1, 1.0)],
    RIGHT: [(-0.1, 1.0), (-0.22, 1.0), (-0.22, 1.0), (-0.1, 1.0)],
    CLOSER: [(0.0, 1.2), (0.0, 1.4), (0.0, 1.4), (0.0, 1.2)],
}


def held(*gestures):
    """(turn, nearness) in each picture: straight, then each movement and straight again."""
    poses = [STRAIGHT] * 3
    for gesture in gestures:
        poses += [*OUT_AND_BACK[gesture], STRAIGHT, STRAIGHT]
    return poses


def pictures(poses, person=PERSON, start=0):
    return [
        np.asarray(mosaic.draw(person, start + number, turn=turn, scale=scale))
        for number, (turn, scale) in enumerate(poses)
    ]


@pytest.fixture
def check(mosaic_engine):
    return lambda burst, asked=ASKED: check_burst(burst, asked, mosaic_engine)


@pytest.fixture
def refused(check):
    def problem(burst, asked=ASKED):
        with pytest.raises((NotLive, UnusablePicture)) as refusal:
            check(burst, asked)
        return refusal.value.problem

    return problem


@pytest.mark.parametrize("asked", ALL, ids="-".join)
def test_who_does_as_asked_gives_frontal_templates(check, template_of, asked):
    found = check(pictures(held(*asked)), asked)
    own, strange = template_of(PERSON).values, template_of(STRANGER).values
    assert 3 <= len(found) <= 5
    for each in found:
        assert np.linalg.norm(each.values - own) < 0.3 < np.linalg.norm(each.values - strange)


def test_a_burst_serves_for_its_own_sequence_alone(check):
    burst = pictures(held(*ASKED))
    for other in ALL:
        if other != ASKED:
            with pytest.raises(NotLive):
                check(burst, other)


@pytest.mark.parametrize(
    ("done", "problem"),
    [
        ((CLOSER, LEFT, RIGHT), LivenessProblem.WRONG_ORDER),
        ((RIGHT, CLOSER, LEFT), LivenessProblem.WRONG_ORDER),
        ((CLOSER, RIGHT), LivenessProblem.LEFT_MISSING),
        ((LEFT, CLOSER), LivenessProblem.RIGHT_MISSING),
        ((LEFT, RIGHT), LivenessProblem.CLOSER_MISSING),
        ((LEFT, CLOSER, RIGHT, LEFT), LivenessProblem.NOT_ASKED),
        ((LEFT, RIGHT, CLOSER, RIGHT), LivenessProblem.NOT_ASKED),
    ],
)
def test_other_movements_are_named(refused, done, problem):
    assert refused(pictures(held(*done))) is problem


def test_who_keeps_still_is_told_what_was_not_seen(refused):
    assert refused(pictures([STRAIGHT] * 20)) is LivenessProblem.LEFT_MISSING


def test_a_mirrored_burst_is_not_what_was_asked(refused):
    mirrored = [picture[:, ::-1].copy() for picture in pictures(held(LEFT, CLOSER, LEFT))]
    assert refused(mirrored, (LEFT, CLOSER, LEFT)) is LivenessProblem.LEFT_MISSING


def test_small_turns_are_neither_movements_nor_in_the_way(check, refused):
    aside = [(0.14, 1.0), STRAIGHT]
    poses = held(*ASKED)
    assert check(pictures(poses[:3] + aside + poses[3:]))
    half = [(turn * 0.6, scale) for turn, scale in held(LEFT, CLOSER, RIGHT)]
    assert refused(pictures(half)) is LivenessProblem.LEFT_MISSING


def test_a_small_turn_seen_from_near_belongs_to_coming_closer(check):
    poses = held(*ASKED)
    near = [number for number, pose in enumerate(poses) if pose[1] == 1.4]
    poses[near[0]] = (0.2, 1.4)
    assert check(pictures(poses))


def test_who_is_not_straight_by_nature_is_judged_from_there(check):
    offset = [(turn + 0.06, scale) for turn, scale in held(*ASKED)]
    assert check(pictures(offset))


def test_it_begins_and_ends_looking_straight(refused):
    poses = held(*ASKED)
    assert refused(pictures(poses[4:])) is LivenessProblem.NEVER_STRAIGHT
    assert refused(pictures(poses[:-3])) is LivenessProblem.NEVER_STRAIGHT


def test_a_few_pictures_without_a_face_are_forgiven_not_many(check, refused):
    empty = np.full((320, 320, 3), 200, dtype=np.uint8)
    for count, at in ((1, 10), (2, 5)):
        burst = pictures(held(*ASKED))
        for number in range(count):
            burst[at + number] = empty + np.uint8(number)
        assert check(burst)
    for number in range(4):
        burst[5 + number] = empty + np.uint8(number)
    assert refused(burst) is LivenessProblem.OUT_OF_SIGHT


def test_a_turn_out_of_sight_is_said_to_be_too_far_or_too_fast(refused):
    burst = pictures(held(*ASKED))
    for number in (4, 5):
        burst[number] = np.full((320, 320, 3), 200 + number, dtype=np.uint8)
    assert refused(burst) is LivenessProblem.TOO_FAST


def test_an_empty_room_is_told_how_to_be_seen(refused):
    room = [np.full((320, 320, 3), 180 + number, dtype=np.uint8) for number in range(20)]
    assert refused(room) is PictureProblem.NO_FACE


def test_a_burst_has_eight_to_thirty_pictures(check, refused):
    assert refused(pictures(held(*ASKED))[:7]) is LivenessProblem.TOO_SHORT
    with pytest.raises(ValueError, match="at most 30"):
        check(pictures([STRAIGHT] * 31))


def test_a_picture_that_stands_still_is_no_camera(refused):
    burst = pictures(held(*ASKED))
    assert refused([burst[0]] * 20) is LivenessProblem.FROZEN
    repeated = [burst[0] if pose == STRAIGHT else each
                for pose, each in zip(held(*ASKED), burst, strict=True)]  # fmt: skip
    assert refused(repeated) is LivenessProblem.FROZEN


def test_one_picture_given_twice_by_a_slow_camera_is_forgiven(check):
    burst = pictures(held(*ASKED))
    burst[2], burst[9] = burst[1], burst[8]
    assert check(burst)


def test_nobody_else_is_in_view(refused):
    burst = pictures(held(*ASKED))
    other = pictures([STRAIGHT], STRANGER)[0]
    burst[8] = np.hstack([burst[8], other])
    assert refused(burst) is LivenessProblem.OTHERS_IN_VIEW


def test_a_face_does_not_jump_across_the_picture(refused):
    small = [np.asarray(mosaic.draw(PERSON, n, size=150, turn=t, scale=s))
             for n, (t, s) in enumerate(held(*ASKED))]  # fmt: skip
    room = [np.full((150, 600, 3), 200, dtype=np.uint8) for _ in small]
    for number, (wall, face) in enumerate(zip(room, small, strict=True)):
        left = 440 if number % 2 else 0
        wall[:, left : left + 150] = face
    assert refused(room) is LivenessProblem.JUMPED


@pytest.mark.parametrize("whose", ["movements", "looks", "second half", "one movement"])
def test_two_faces_in_turn_are_not_one_person(refused, whose):
    poses = held(*ASKED)
    strange = {
        "movements": lambda number: poses[number] != STRAIGHT,
        "looks": lambda number: poses[number] == STRAIGHT,
        "second half": lambda number: number >= len(poses) // 2,
        "one movement": lambda number: 9 <= number < 13,
    }[whose]
    own, other = pictures(poses), pictures(poses, STRANGER)
    burst = [other[number] if strange(number) else own[number] for number in range(len(poses))]
    assert refused(burst) is LivenessProblem.CHANGED


def test_pictures_that_could_be_no_selfie_say_why(refused):
    far = [
        np.asarray(mosaic.draw(PERSON, number, size=110, turn=turn, scale=scale))
        for number, (turn, scale) in enumerate(held(*ASKED))
    ]
    assert refused(far) is PictureProblem.FACE_TOO_SMALL


def test_who_only_swings_is_never_straight(refused):
    swinging = [(0.3 if number % 2 else -0.3, 1.0) for number in range(20)]
    assert refused(pictures(swinging)) is LivenessProblem.NEVER_STRAIGHT


@pytest.mark.parametrize("spot", [0.0, np.nan])
def test_points_that_are_no_face_are_none(refused, monkeypatch, spot):
    straight = Mosaic.detect

    def collapsed(self, picture):
        nowhere = np.full((5, 2), spot, dtype=np.float32)
        return [replace(face, points=nowhere) for face in straight(self, picture)]

    monkeypatch.setattr(Mosaic, "detect", collapsed)
    assert refused(pictures(held(*ASKED))) is PictureProblem.NO_FACE


def test_head_and_phone_are_upright(check, mosaic_engine, monkeypatch):
    straight = Mosaic.detect

    def askew(degrees):
        turn = np.radians(degrees)
        about = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
        return lambda self, picture: [
            replace(face, points=(face.points @ about).astype(np.float32))
            for face in straight(self, picture)
        ]

    monkeypatch.setattr(Mosaic, "detect", askew(8))
    assert check(pictures(held(*ASKED)))
    monkeypatch.setattr(Mosaic, "detect", askew(-16))
    with pytest.raises(NotLive) as refusal:
        check(pictures(held(*ASKED)))
    assert refusal.value.problem is LivenessProblem.ASKEW


def test_pictures_are_let_go_of_one_by_one(check):
    alive = weakref.WeakSet()
    most = 0

    class Counted(np.ndarray):
        __hash__ = object.__hash__

    def camera():
        nonlocal most
        for picture in pictures(held(*ASKED)):
            taken = picture.view(Counted)
            alive.add(taken)
            most = max(most, len(alive))
            yield taken

    assert check(camera())
    assert most <= 2


@pytest.mark.parametrize("person", [PERSON, STRANGER], ids=["accepted", "refused"])
def test_what_is_not_returned_is_wiped(mosaic_engine, monkeypatch, person):
    made, crops, kept = [], [], []
    encode = Mosaic.encode

    def watched(self, picture, face):
        crops.append(picture)
        made.append(encode(self, picture, face))
        return made[-1]

    monkeypatch.setattr(Mosaic, "encode", watched)
    burst = pictures(held(*ASKED))
    burst[10:12] = pictures([(0, 1.4)] * 2, person, start=10)
    with nullcontext() if person == PERSON else pytest.raises(NotLive, match="face_changed"):
        kept = check_burst(burst, ASKED, mosaic_engine)
    assert len(made) == 8
    assert bool(kept) is (person == PERSON)
    assert all(template.values.any() for template in kept)
    assert not any(template.values.any() for template in made if template not in kept)
    assert not any(crop.any() for crop in crops)


def test_problems_can_stand_beside_those_of_pictures():
    values = [str(problem) for problem in (*LivenessProblem, *PictureProblem)]
    assert len(set(values)) == len(values)
    for one, other in product(values, repeat=2):
        assert one == other or not one.startswith(other)
    assert all(len(value) <= 24 for value in values)
    for problem in LivenessProblem:
        assert str(NotLive(problem).sentence) == str(problem.sentence)
        assert not any(character.isdigit() for character in str(problem.sentence))
