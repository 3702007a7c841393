"""Attacks on the liveness check by species (ISO/IEC 30107-3), as frames of a camera.

A presentation is made for one asked-for sequence by an attacker who does their best to follow
it. Victim and attacker are portraits: drawn people, or photographs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import product

import numpy as np

from biometrics.drawn.motion import LANDSCAPE, PORTRAIT, Portrait, Pose, perform, poses, resample
from biometrics.evaluation.attacks_paper import Held, shot
from biometrics.liveness.gestures import Gesture
from biometrics.types import Floats, Pixels

Random = np.random.RandomState
Frames = Iterable[Pixels]

SEQUENCES = tuple(
    each for each in product(Gesture, repeat=3) if each[0] is not each[1] is not each[2]
)

# Between the outer corners of an adult's eyes, in centimetres: prints are in life size.
EYES_CM = 9.0


def bona_fide(person: Portrait, asked: Sequence[Gesture], random: Random) -> Frames:
    """The person does what is asked. Of a photograph, this is the animated one."""
    return perform(person, poses(asked), size=_size(random), seed=_seed(random))


def still_print(victim: Portrait, _: Portrait, asked: Sequence[Gesture], random: Random) -> Frames:
    """A photograph on paper, held before the camera by hand."""
    return _printed(victim, [Held(35)] * len(poses(asked)), random)


def moved_print(victim: Portrait, _: Portrait, asked: Sequence[Gesture], random: Random) -> Frames:
    """Slid to the side for a turn, brought nearer for "closer"."""
    reach = random.uniform(3, 8)
    held = [Held(_nearer(36, pose), across=reach * pose.turn) for pose in poses(asked)]
    return _printed(victim, held, random)


def tilted_print(victim: Portrait, _: Portrait, asked: Sequence[Gesture], random: Random) -> Frames:
    """Turned like a head, as far as the face is still found, upright or held askew."""
    distance, reach, roll = random.uniform(22, 40), random.uniform(30, 55), random.uniform(-25, 25)
    held = [
        Held(_nearer(distance, pose), turn=reach * pose.turn, roll=roll) for pose in poses(asked)
    ]
    return _printed(victim, held, random)


def bent_print(victim: Portrait, _: Portrait, asked: Sequence[Gesture], random: Random) -> Frames:
    """Bent about an upright axis like the front of a head, and turned."""
    return _printed(victim, _bent(asked, random), random)


def cut_out_mask(
    victim: Portrait, attacker: Portrait, asked: Sequence[Gesture], random: Random
) -> Frames:
    """A bent print with holes, through which the attacker's eyes and mouth are seen."""
    return _printed(_with_holes(victim, attacker), _bent(asked, random), random)


def replayed_screen(
    victim: Portrait, _: Portrait, asked: Sequence[Gesture], random: Random
) -> Frames:
    """A recording of the victim following another sequence, filmed from a screen."""
    return (_filmed(frame, random) for frame in bona_fide(victim, _other(asked, random), random))


def replayed_burst(
    victim: Portrait, _: Portrait, asked: Sequence[Gesture], random: Random
) -> Frames:
    """The very pictures that the victim once sent for another sequence."""
    return bona_fide(victim, _other(asked, random), random)


def looped_video(victim: Portrait, _: Portrait, asked: Sequence[Gesture], random: Random) -> Frames:
    """A recording of all movements over and over, cut anywhere."""
    cycle = poses([Gesture.LEFT, Gesture.RIGHT, Gesture.CLOSER], first=0) * 3
    start = random.randint(len(cycle) // 3)
    held = cycle[start : start + len(poses(asked))]
    return perform(victim, held, size=_size(random), seed=_seed(random))


def frozen_picture(
    victim: Portrait, _: Portrait, asked: Sequence[Gesture], random: Random
) -> Frames:
    """One picture from a virtual camera, again and again."""
    (picture,) = perform(victim, [Pose()], size=_size(random), seed=_seed(random))
    return (picture for _ in poses(asked))


def swapped_frames(
    victim: Portrait, attacker: Portrait, asked: Sequence[Gesture], random: Random
) -> Frames:
    """The attacker moves; every look straight ahead is the victim's."""
    return _cut(victim, attacker, [pose != Pose() for pose in poses(asked)], asked, random)


def switched_face(
    victim: Portrait, attacker: Portrait, asked: Sequence[Gesture], random: Random
) -> Frames:
    """The attacker makes the first movements; from somewhere on it is the victim's face."""
    count = len(poses(asked))
    switch = random.randint(count // 4, 3 * count // 4)
    return _cut(victim, attacker, [at < switch for at in range(count)], asked, random)


def animated_photograph(
    victim: Portrait, _: Portrait, asked: Sequence[Gesture], random: Random
) -> Frames:
    """One photograph, laid over a head's relief and turned by a program: not stopped."""
    return bona_fide(victim, asked, random)


SPECIES: dict[str, Callable[[Portrait, Portrait, Sequence[Gesture], Random], Frames]] = {
    "still print": still_print,
    "print, slid and brought nearer": moved_print,
    "print, turned and held askew": tilted_print,
    "print, bent and turned": bent_print,
    "paper mask with holes, turned": cut_out_mask,
    "another sequence from a screen": replayed_screen,
    "another sequence, the same frames": replayed_burst,
    "video of all movements in a loop": looped_video,
    "one frozen picture": frozen_picture,
    "own movements, victim looking straight": swapped_frames,
    "face switched on the way": switched_face,
    "photograph animated by a program": animated_photograph,
}


def _printed(victim: Portrait, held: Sequence[Held], random: Random) -> Iterator[Pixels]:
    """Frames of the victim's picture on paper, with the tremor of a hand."""
    size, seed = _size(random), _seed(random)
    side = EYES_CM * victim.picture.shape[0] / (2 * victim.half_eyes)
    for number, each in enumerate(held):
        taken = Random([seed, number])
        shaken = replace(
            each,
            distance=each.distance * float(taken.normal(1, 0.01)),
            turn=each.turn + float(taken.normal(0, 1.5)),
            roll=each.roll + float(taken.normal(0, 1.5)),
            across=each.across + float(taken.normal(0, 0.3)),
        )
        yield shot(victim.picture, side, shaken, taken, size)


def _bent(asked: Sequence[Gesture], random: Random) -> list[Held]:
    distance, radius = random.uniform(28, 40), random.uniform(6, 12)
    reach = random.uniform(20, 42)
    return [
        Held(_nearer(distance, pose), turn=reach * pose.turn, radius=radius)
        for pose in poses(asked)
    ]


def _nearer(distance: float, pose: Pose) -> float:
    return distance / (1 + 0.45 * pose.near)


def _with_holes(victim: Portrait, attacker: Portrait) -> Portrait:
    """The victim's picture with the attacker's eyes and mouth in their places."""
    side = victim.picture.shape[0]
    y, x = np.mgrid[:side, :side].astype(np.float32)
    scale = attacker.half_eyes / victim.half_eyes
    under = resample(
        attacker.picture,
        attacker.x + (x - victim.x) * scale,
        attacker.eyes_y + (y - victim.eyes_y) * scale,
    )
    across, down = (x - victim.x) / victim.half_eyes, (y - victim.eyes_y) / victim.half_eyes
    eyes = ((np.abs(across) - 0.68) / 0.34) ** 2 + (down / 0.2) ** 2 < 1
    mouth_y = (victim.nose_y - victim.eyes_y) / victim.half_eyes + 0.4
    mouth = (across / 0.5) ** 2 + ((down - mouth_y) / 0.2) ** 2 < 1
    holes = (eyes | mouth)[..., None]
    picture: Floats = np.where(holes, under, victim.picture).astype(np.float32)
    return replace(victim, picture=picture)


def _cut(
    victim: Portrait,
    attacker: Portrait,
    attackers: Sequence[bool],
    asked: Sequence[Gesture],
    random: Random,
) -> Iterator[Pixels]:
    """Two bursts of the same movements cut together; ``attackers`` says whose each frame is."""
    size, seed = _size(random), _seed(random)
    for number, (pose, is_attackers) in enumerate(zip(poses(asked), attackers, strict=True)):
        person = attacker if is_attackers else victim
        yield from perform(person, [pose], size=size, seed=seed + number)


def _filmed(frame: Pixels, random: Random) -> Pixels:
    """A screen before the camera: its grid, its light, not quite straight."""
    height, width = frame.shape[:2]
    y, x = np.mgrid[:height, :width].astype(np.float32)
    bend = float(random.normal(0, 0.02))
    seen = resample(
        frame.astype(np.float32), x * 0.96 + width * 0.02 + bend * y, y * 0.96 + height * 0.02
    )
    grid = 4 * np.sin(x * 2.1)[..., None] * np.sin(y * 2.3)[..., None]
    return np.asarray((255 * (seen / 255) ** 0.9 + grid).clip(0, 255), dtype=np.uint8)


def _other(asked: Sequence[Gesture], random: Random) -> Sequence[Gesture]:
    others = [each for each in SEQUENCES if each != tuple(asked)]
    return others[random.randint(len(others))]


def _size(random: Random) -> tuple[int, int]:
    return LANDSCAPE if random.rand() < 0.5 else PORTRAIT


def _seed(random: Random) -> int:
    return int(random.randint(2**31 - 100))
