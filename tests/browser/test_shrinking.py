"""Chosen photographs are made small in the browser, and lose place and camera on the way."""

from __future__ import annotations

import base64
import io

import numpy as np
import pytest
from django.urls import reverse
from PIL import Image

from biometrics.drawn import faces
from biometrics.engines import mosaic
from biometrics.engines.dlib_resnet import DlibResnet
from biometrics.engines.quality import PROBE_WIDTH
from biometrics.images.pixels import WORKING_SIDE, read_picture
from tests.browser.disclosing import RESIDENT

ORIENTATION, MAKE, GPS = 0x0112, 0x010F, 0x8825
SENT = """async () => Promise.all(Array.from(document.querySelector("input[type=file]").files)
  .map(async (file) => btoa(Array.from(new Uint8Array(await file.arrayBuffer()),
    (byte) => String.fromCharCode(byte)).join(""))))"""


def by_telephone(face: Image.Image, size: tuple[int, int] = (2400, 3200)) -> bytes:
    """A large JPEG that lies on its side, as telephones store them, and says where and with what."""
    upright = Image.effect_noise(size, 40).convert("RGB")
    upright.paste(face, ((size[0] - face.width) // 2, (size[1] - face.height) // 2))
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # to be turned by a quarter
    exif[MAKE] = "Telephone"
    exif.get_ifd(GPS).update({1: "N", 2: (30.0, 15.0, 0.0), 3: "E", 4: (120.0, 10.0, 0.0)})
    out = io.BytesIO()
    upright.transpose(Image.Transpose.ROTATE_90).save(out, "JPEG", quality=92, exif=exif)
    return out.getvalue()


@pytest.fixture
def page(open_browser, resident, language):
    """Where photographs are chosen, on a browser without a camera."""
    page = open_browser(resident, language=language)
    page.goto(reverse("consents:venue_report"))
    page.locator("input[type=file]").evaluate("field => { field.multiple = true }")
    return page


def choose(page, *photographs: bytes) -> None:
    files = [
        {"name": f"IMG_{number}.jpg", "mimeType": "image/jpeg", "buffer": data}
        for number, data in enumerate(photographs)
    ]
    page.set_input_files("input[type=file]", files)


def sent(page) -> list[bytes]:
    """What would be sent now."""
    return [base64.b64decode(data) for data in page.evaluate(SENT)]


def test_photograph_becomes_small_upright_and_nameless(page, language, faults):
    original = by_telephone(mosaic.draw(RESIDENT, 2, 1600))
    choose(page, original)
    page.locator("[data-shrunk]", has_text="MB").wait_for()
    (small,) = sent(page)
    assert len(small) < len(original) / 3
    with Image.open(io.BytesIO(small)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (1200, WORKING_SIDE))
        assert not picture.getexif()
    told = page.locator("[data-shrunk]").inner_text()
    assert f"{len(original) / 1e6:.1f}" in told
    assert ("Place and camera" if language == "en" else "位置和相机") in told
    assert page.evaluate("document.querySelector('input[type=file]').files[0].name") == "1.jpg"
    assert page.locator(".previews canvas").count() == 1
    assert faults(page) == []


def test_server_still_finds_the_face_that_the_phone_did_not_blur(page):
    page.locator("[data-photos]").evaluate(
        "box => { delete box.dataset.blur }"
    )  # no model installed
    face = faces.draw(faces.DEMO_PEOPLE[0], size=380)
    original = by_telephone(face)
    choose(page, original)
    page.locator("[data-shrunk]", has_text="MB").wait_for()
    engine = DlibResnet()
    (before,), (after,) = (engine.detect(read_picture(data)) for data in (original, *sent(page)))
    assert before.width >= PROBE_WIDTH
    assert after.width == pytest.approx(before.width, rel=0.05)
    templates = [engine.encode_probe(read_picture(d)).values for d in (original, *sent(page))]
    assert np.linalg.norm(templates[0] - templates[1]) < 0.1


def test_small_photograph_is_not_enlarged(page):
    out = io.BytesIO()
    mosaic.draw(RESIDENT, 2, 640).save(out, "PNG")
    choose(page, out.getvalue())
    page.locator("[data-shrunk]", has_text="MB").wait_for()
    assert read_picture(sent(page)[0]).shape == (640, 640, 3)


def test_what_the_browser_cannot_read_is_sent_as_it_is(page):
    unreadable = b"\x00\x00\x00\x18ftypheic" + bytes(2000)
    choose(page, unreadable, by_telephone(mosaic.draw(RESIDENT, 2, 800)))
    page.locator(".previews canvas").wait_for()
    as_it_is, small = sent(page)
    assert as_it_is == unreadable
    assert read_picture(small).shape == (1600, 1200, 3)
    assert page.locator("[data-shrunk]").inner_text() == ""


def test_chosen_anew_only_the_last_choice_counts(page):
    choose(page, *(by_telephone(mosaic.draw(2, variant, 1600)) for variant in (2, 3, 4)))
    choose(page, by_telephone(mosaic.draw(RESIDENT, 2, 1600)))
    page.locator("[data-shrunk]", has_text="MB").wait_for()
    page.wait_for_timeout(1500)
    assert len(sent(page)) == 1
    assert page.locator(".previews canvas").count() == 1
