"""The attacks are what they say, they are counted rightly, and those that must fail do."""

import json

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from biometrics.drawn import motion
from biometrics.engines.dlib_resnet import DlibResnet
from biometrics.evaluation.attacks import SEQUENCES, SPECIES
from biometrics.evaluation.attacks_count import Count, answer, count_attacks, table, wilson
from biometrics.evaluation.attacks_paper import Held, shot
from biometrics.evaluation.attacks_people import photographed, photographed_people
from biometrics.liveness.gestures import Gesture

NOT_STOPPED = "photograph animated by a program"
SIZE = (320, 240)


@pytest.fixture(scope="module")
def engine():
    return DlibResnet()


def random():
    return np.random.RandomState(1)


def extent(held, side=20.0):
    """Width and height, in pixels, of a white square on paper."""
    white = np.full((64, 64, 3), 255, dtype=np.float32)
    lit = shot(white, side, held, random(), SIZE)[..., 0] > 200
    return np.ptp(np.flatnonzero(lit.any(axis=0))) + 1, np.ptp(np.flatnonzero(lit.any(axis=1))) + 1


def test_paper_is_seen_in_perspective():
    width, height = extent(Held(60))
    assert width == height == pytest.approx(20 / 60 * 160 / np.tan(np.radians(30)), abs=2)
    turned, taller = extent(Held(60, turn=45))
    assert turned == pytest.approx(width * np.cos(np.radians(45)), rel=0.06)
    assert taller > height
    bent, _ = extent(Held(60, radius=8))
    assert bent == pytest.approx(16 / 68 * 160 / np.tan(np.radians(30)), rel=0.06)


@pytest.mark.heavy
@pytest.mark.parametrize("kind", SPECIES)
def test_every_attack_sends_a_burst_that_could_be_one(kind):
    victim, attacker = (motion.portrait(each) for each in motion.MOVING_PEOPLE[:2])
    asked = (Gesture.LEFT, Gesture.CLOSER, Gesture.RIGHT)
    frames = list(SPECIES[kind](victim, attacker, asked, random()))
    assert 8 <= len(frames) <= 30
    assert {frame.shape for frame in frames} in ({(480, 640, 3)}, {(640, 480, 3)})
    assert all(frame.dtype == np.uint8 for frame in frames)


def test_a_share_has_wilsons_interval():
    # 1 of 10: Newcombe, Statistics in Medicine 17 (1998), by the score method.
    assert wilson(1, 10) == pytest.approx((0.0179, 0.4042), abs=1e-4)
    assert wilson(0, 20) == pytest.approx((0, 0.1611), abs=1e-4)
    assert wilson(20, 20)[1] == 1
    with pytest.raises(ValueError, match="trial"):
        wilson(0, 0)


def test_counts_are_told_with_their_reasons():
    count = Count("print", {"": 1, "left_not_seen": 7, "head_did_not_turn": 2})
    assert (count.presentations, count.accepted) == (10, 1)
    row = table([count]).splitlines()[-1]
    assert row == ("| print | 10 | 1 | 10% | 2% to 40% | left_not_seen 7, head_did_not_turn 2 |")


def test_attacks_on_photographs_take_one_portrait_a_person(engine, photograph, tmp_path):
    from PIL import Image

    for name in ("person_a_1", "person_a_2", "person_b_2"):
        folder = tmp_path / name[:8]
        folder.mkdir(exist_ok=True)
        Image.fromarray(photograph(name)).save(folder / f"{name}.png")
    (tmp_path / "nobody").mkdir()
    (tmp_path / "nobody" / "text.jpg").write_text("no picture")
    people = photographed_people(tmp_path, engine)
    assert len(people) == 2
    assert people[0].picture.shape == (640, 640, 3)


@pytest.mark.heavy
def test_a_photograph_animated_by_a_program_is_not_stopped(engine, photograph):
    """Said in docs/liveness.md. If this fails, the check became better: say so there."""
    picture = photograph("person_b_2")
    person = photographed(picture, engine.detect(picture)[0])
    answers = (
        answer(SPECIES[NOT_STOPPED](person, person, asked, random()), asked, engine)
        for asked in SEQUENCES
    )
    assert "" in answers


@pytest.mark.heavy
@pytest.mark.parametrize("kind", [each for each in SPECIES if each != NOT_STOPPED])
def test_other_attacks_fail(engine, kind):
    # The others of MOVING_PEOPLE look so much alike that one passes for another (docs/liveness.md).
    people = [motion.portrait(each) for each in motion.MOVING_PEOPLE[1:5]]
    (count,) = count_attacks(people, engine, attempts=3, species=[kind])
    assert count.accepted == 0


@pytest.mark.heavy
def test_the_command_counts_and_writes(tmp_path, capsys, monkeypatch):
    two = motion.MOVING_PEOPLE[:2]
    monkeypatch.setattr("biometrics.evaluation.attacks_people.MOVING_PEOPLE", two)
    monkeypatch.setattr("biometrics.evaluation.attacks_count.SEQUENCES", SEQUENCES[:1])
    out = tmp_path / "counts.json"
    species = ["still print", "one frozen picture"]
    call_command("evaluate_liveness", attempts=1, species=species, json=out)
    counted = {each["kind"]: each["accepted"] for each in json.loads(out.read_text())}
    assert list(counted.values()) == [2, 0, 0]
    assert "| still print | 1 | 0 |" in capsys.readouterr().out


def test_the_command_says_what_it_needs(tmp_path):
    with pytest.raises(CommandError, match="no folder"):
        call_command("evaluate_liveness", dataset=tmp_path / "none")
    with pytest.raises(CommandError, match="fewer than two"):
        call_command("evaluate_liveness", dataset=tmp_path)
    with pytest.raises(CommandError, match="1 or more"):
        call_command("evaluate_liveness", attempts=0)
