"""Whoever stands before a sign is made unrecognisable before the photograph leaves the phone."""

from __future__ import annotations

import io

import numpy as np
import pytest
from django.conf import settings as django_settings
from django.urls import reverse
from PIL import Image

from biometrics.drawn import faces
from biometrics.engines.dlib_resnet import DlibResnet
from biometrics.images.pixels import read_picture
from biometrics.services.browser_model import DESCRIPTION
from tests.browser.test_shrinking import choose, sent

pytestmark = pytest.mark.skipif(
    not (django_settings.FACE_MODEL_DIR / DESCRIPTION).exists(),
    reason="the model for the browser is not there: make face-model",
)

# Blurring is given up after 20 s, for the server does it, too: on a busy machine that is soon over.
UNHURRIED = """const wait = window.setTimeout;
window.setTimeout = (act, after, ...more) => wait(act, after === 20000 ? 2 ** 30 : after, ...more);"""
NEAR, FAR = (300, 900, 700), (1500, 1400, 640)  # left, top, side


@pytest.fixture
def page(open_browser, resident, venue, language):
    page = open_browser(resident, language=language)
    page.add_init_script(UNHURRIED)
    page.goto(reverse("consents:venue_sighting", args=(venue.slug,)))
    return page


def street(*people: tuple[int, int, int]) -> bytes:
    """A JPEG of 2400 × 3200 pixels: plaster, and drawn people at these places."""
    scene = Image.effect_noise((2400, 3200), 40).convert("RGB")
    for person, (left, top, side) in zip(faces.DEMO_PEOPLE, people, strict=False):
        scene.paste(faces.draw(person, size=side), (left, top))
    out = io.BytesIO()
    scene.save(out, "JPEG", quality=90)
    return out.getvalue()


def faces_in(data: bytes) -> int:
    return len(DlibResnet().detect(read_picture(data)))


def told(page) -> str:
    page.locator("[data-shrunk]", has_text="MB").wait_for(timeout=240_000)
    return page.locator("[data-shrunk]").inner_text()


def test_passers_by_are_nobody_when_the_photograph_is_sent(page, language, faults):
    original = street(NEAR, FAR)
    assert faces_in(original) == 2
    choose(page, original)
    words = told(page)
    assert ("blurred on this device: 2" if language == "en" else "模糊人脸：2") in words
    (small,) = sent(page)
    assert faces_in(small) == 0
    assert faults(page) == []


def test_what_is_no_face_stays_legible(page):
    choose(page, street(NEAR))
    told(page)
    (small,) = sent(page)
    with Image.open(io.BytesIO(small)) as picture:
        plaster = np.asarray(picture.convert("L"), dtype=float)[1200:, 600:]
    assert plaster.std() > 15  # a mosaic would have none


@pytest.mark.parametrize("language", ["en"])
def test_without_the_model_the_photograph_is_sent_and_the_server_blurs_alone(page):
    nothing = {"body": "", "content_type": "text/javascript"}
    page.route("**/face-model/*.js", lambda route: route.fulfill(**nothing))
    original = street(NEAR)
    choose(page, original)
    assert "blurred" not in told(page)
    (small,) = sent(page)
    assert faces_in(small) == 1
