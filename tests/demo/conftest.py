"""Drawn photographs, and the demo profile switched on for a test."""

import io

import numpy as np
import pytest
from PIL import Image

from biometrics.drawn.faces import DEMO_PEOPLE, draw

RESIDENT, SOMEBODY = DEMO_PEOPLE[:2]


def as_bytes(image, kind="JPEG", **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def side_by_side(*images):
    row = Image.new("RGB", (sum(each.width for each in images), images[0].height), "white")
    left = 0
    for image in images:
        row.paste(image, (left, 0))
        left += image.width
    return row


def brick_wall():
    """Lit, sharp and full of detail, and nobody in it."""
    y, x = np.mgrid[:640, :640]
    bricks = (x // 40 + y // 24) % 2 * 90 + 70 + (x * 7 + y * 13) % 31
    return Image.fromarray(bricks.astype(np.uint8)).convert("RGB")


@pytest.fixture(scope="session")
def pictures():
    """Drawn pictures by name: two of the resident, one of somebody else, and useless ones."""
    selfie, record, stranger = draw(RESIDENT, 0), draw(RESIDENT, 1), draw(SOMEBODY, 1)
    return {
        "selfie": as_bytes(selfie, quality=92),
        "record": as_bytes(record, quality=92),
        "stranger": as_bytes(stranger, quality=92),
        "two faces": as_bytes(side_by_side(selfie, stranger), quality=92),
        "no face": as_bytes(brick_wall(), "PNG"),
        "cut off": as_bytes(selfie, quality=92)[:9000],
        "no picture": b"hello",
        "nothing": b"",
    }


@pytest.fixture
def demo_profile(settings, tmp_path):
    """What is there in the demo profile alone, with a folder of its own."""
    settings.DEMO = True
    settings.VAR_DIR = tmp_path
    return tmp_path
