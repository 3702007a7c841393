"""The photograph stays in the browser: the model runs under the strict policy, only numbers are sent."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings as django_settings
from django.urls import reverse
from playwright.sync_api import expect

from biometrics.drawn import faces
from biometrics.models import Basis, Verification
from biometrics.services.browser_model import DESCRIPTION
from biometrics.services.disclosures import add_photograph, finish_disclosure
from biometrics.services.on_device import start_on_device
from requests_app.services import identity
from requests_app.states import Identity

FACES = Path(__file__).parents[3] / "shared" / "faces"
TICKET = "MN-40213"
# A computer without a graphics processor and with other work takes its time.
PATIENCE = 120_000

pytestmark = pytest.mark.skipif(
    not (django_settings.FACE_MODEL_DIR / DESCRIPTION).exists(),
    reason="the model for the browser is not there: make face-model",
)


def drawn(person: int, variant: int) -> bytes:
    out = io.BytesIO()
    faces.draw(person, variant).save(out, "JPEG", quality=92)
    return out.getvalue()


def real(name: str) -> bytes:
    if not FACES.is_dir():
        pytest.skip(f"real photographs are not at hand: {FACES} is not there")
    return (FACES / f"{name}.jpg").read_bytes()


def chosen(data: bytes) -> dict[str, object]:
    return {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": data}


@pytest.fixture
def disclose(settings, rights_request, operator, resident, consent_of):
    """`disclose(photograph)`: the venue's record under the member number, read by dlib's engine."""
    settings.FACE_ENGINES = {"dlib-resnet": {"class": "biometrics.engines.dlib_resnet.DlibResnet"}}
    settings.FACE_ENGINE = "dlib-resnet"
    consent_of(resident)

    def make(data: bytes):
        selection = identity.Selection(basis=Basis.BY_TICKET)
        found = identity.begin_disclosure(case=rights_request, selection=selection, by=operator)
        add_photograph(disclosure=found, reference=TICKET, data=data)
        finish_disclosure(disclosure=found, by=operator)
        return found

    return make


@pytest.fixture
def watched():
    """`watched(page)`: everything that the page sends from then on, as (method, address, body)."""

    def watch(page) -> list[tuple[str, str, bytes]]:
        sent: list[tuple[str, str, bytes]] = []
        page.on("request", lambda r: sent.append((r.method, r.url, r.post_data_buffer or b"")))
        return sent

    return watch


def compute(page, disclosure, *photographs: bytes, ticket: str = TICKET) -> None:
    page.goto(reverse("biometrics:on_device", args=(disclosure.pk,)))
    page.fill("#id_ticket", ticket)
    page.set_input_files("[data-files]", [chosen(data) for data in photographs])
    page.locator("[data-on-device] button").click()


def outcome(page) -> str:
    page.wait_for_url("**/verifications/**", timeout=PATIENCE)
    page.wait_for_selector(".empty h1", timeout=PATIENCE)
    return Verification.objects.latest("created_at").outcome


def test_another_photograph_of_oneself_is_verified(
    open_browser, resident, rights_request, disclose, language
):
    found = disclose(real("person_a_1"))
    page = open_browser(resident, language=language)
    compute(page, found, real("person_a_2"))
    assert outcome(page) == "verified"
    rights_request.refresh_from_db()
    assert rights_request.identity == Identity.VERIFIED
    assert rights_request.matched_references == [TICKET]


def test_a_stranger_and_a_wrong_number_end_alike(open_browser, resident, disclose):
    found = disclose(real("person_a_1"))
    page = open_browser(resident)
    for photograph, ticket in ((real("person_b_2"), TICKET), (real("person_a_2"), "MN-40214")):
        compute(page, found, photograph, ticket=ticket)
        assert outcome(page) == "inconclusive"


@pytest.fixture
def received(monkeypatch) -> list[bytes]:
    """What arrives as vectors: Chromium shows no file that a form sends."""
    taken = []

    def watch(*, statement, **more):
        taken.append(statement.vectors)
        return start_on_device(statement=statement, **more)

    monkeypatch.setattr("biometrics.views.on_device.start_on_device", watch)
    return taken


def test_a_drawn_face_is_verified_and_nothing_but_numbers_leaves(
    open_browser, resident, disclose, watched, faults, received
):
    found = disclose(drawn(80, 1))
    page = open_browser(resident)
    sent = watched(page)
    selfies = drawn(80, 2), drawn(80, 3)
    compute(page, found, *selfies)
    assert outcome(page) == "verified"
    posted = [url for method, url, _body in sent if method == "POST"]
    assert len([url for url in posted if "on-device" in url]) == 1
    (taken,) = received
    rows = np.frombuffer(taken, dtype="<f4").reshape(3, 128)
    assert [bool(row.any()) for row in rows] == [True, True, False]
    for _method, _address, body in sent:
        assert not any(selfie[2000:2040] in body for selfie in selfies)
        assert len(body) < 10_000
    elsewhere = [url for _method, url, _body in sent if not url.startswith(page.url.split("/v")[0])]
    assert [url for url in elsewhere if not url.startswith(("blob:", "data:"))] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_accessible(open_browser, resident, disclose, faults, language, scheme):
    found = disclose(drawn(80, 1))
    page = open_browser(resident, language=language, scheme=scheme)
    page.goto(reverse("biometrics:on_device", args=(found.pk,)))
    assert faults(page) == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_what_cannot_be_used_says_so_here_and_sends_nothing(
    open_browser, resident, disclose, watched
):
    found = disclose(drawn(80, 1))
    page = open_browser(resident)
    sent = watched(page)
    told = page.locator("[data-told]")
    compute(page, found)
    expect(told).to_contain_text("Choose a photograph")
    compute(page, found, b"no picture at all")
    expect(told).to_contain_text("This browser cannot", timeout=PATIENCE)
    wall = io.BytesIO()
    faces.draw(80, 1).crop((0, 0, 90, 90)).save(wall, "PNG")
    compute(page, found, wall.getvalue())
    expect(told).to_contain_text("We could not find", timeout=PATIENCE)
    assert not [url for method, url, _body in sent if method == "POST" and "on-device" in url]
    assert not Verification.objects.exists()


def test_without_javascript_the_other_ways_are_shown(open_browser, resident, disclose):
    found = disclose(drawn(80, 1))
    page = open_browser(resident, javascript=False)
    page.goto(reverse("biometrics:on_device", args=(found.pk,)))
    assert page.locator("[data-without-script]").is_visible()
    assert not page.locator("[data-on-device]").is_visible()
    assert page.locator(f"a[href='{reverse('biometrics:verify', args=(found.pk,))}']").count() == 1
