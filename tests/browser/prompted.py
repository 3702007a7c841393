"""A camera for tests: a film for Chromium's own pretended device, and a person who does as prompted.

The movements are drawn by lot for each challenge, and a film cannot know them. So for a whole journey
the page is handed a stream of a canvas on which `prompted.js` shows, picture by picture, the movement
that the page asks for, as a person before it would make it.
"""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from biometrics.drawn import faces, motion
from biometrics.engines import mosaic
from tests.y4m import write_y4m

SIZE = (640, 480)
SCRIPT = Path(__file__).with_name("prompted.js").read_text()
STEPS = 5

# (turn, nearness) at the end of each movement; left and right are the person's own.
ENDS = {"left": (0.2, 1.0), "right": (-0.2, 1.0), "closer": (0.0, 1.4)}


def write_film(path: Path) -> None:
    """A second of a drawn person who sways, which Chromium plays again and again."""
    face = faces.draw(faces.DEMO_PEOPLE[0], size=SIZE[1])
    pictures = []
    for shift in (0, 1, 2, 3, 4, 4, 3, 2, 1, 0):
        picture = Image.new("RGB", SIZE, (186, 194, 200))
        picture.paste(face, ((SIZE[0] - face.width) // 2 + shift, 0))
        pictures.append(np.asarray(picture))
    write_y4m(path, pictures, fps=10)


def mosaic_pose(person: int) -> Callable[[float, float], Image.Image]:
    """A person for the quick engine."""

    def draw(turn: float, nearness: float) -> Image.Image:
        picture = Image.new("RGB", SIZE, (200, 200, 200))
        sign = mosaic.draw(person, 2, SIZE[1], turn=turn, scale=nearness)
        picture.paste(sign, ((SIZE[0] - SIZE[1]) // 2, 0))
        return picture

    return draw


def drawn_pose(person: int) -> Callable[[float, float], Image.Image]:
    """A drawn person for the real engine, turning and coming nearer as far as they do in a burst."""
    head = motion.portrait(person)

    def draw(turn: float, nearness: float) -> Image.Image:
        pose = motion.Pose(
            turn=turn / ENDS["left"][0], near=(nearness - 1) / (ENDS["closer"][1] - 1)
        )
        taken = np.random.RandomState(round(1000 * (1 + turn + nearness)))
        return Image.fromarray(motion.snapshot(head, pose, taken, SIZE))

    return draw


def person_who_follows(draw: Callable[[float, float], Image.Image]) -> str:
    """A script that puts a person, drawn by ``draw(turn, nearness)``, before the page's camera."""
    poses = {
        gesture: [
            _data_url(draw(turn * share, 1 + (nearness - 1) * share))
            for share in np.linspace(0, 1, STEPS)
        ]
        for gesture, (turn, nearness) in ENDS.items()
    }
    return SCRIPT.replace("POSES", json.dumps(poses))


def _data_url(picture: Image.Image) -> str:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()
