"""The way before the camera on a phone: every step, everything that can go wrong, nothing left behind."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse

from biometrics.engines import mosaic
from biometrics.models import Basis, LivenessChallenge, Verification, VerificationState
from biometrics.services import liveness
from biometrics.services.disclosures import add_photograph, finish_disclosure
from biometrics.types import Outcome
from requests_app.models import Right
from requests_app.services import identity
from tests.browser.prompted import mosaic_pose, person_who_follows
from tests.bursts import MOSAIC
from tests.factories import filed_request

RESIDENT, STRANGER = 1, 2
MOVEMENTS = ("left", "closer", "right")
BURST_MS = 20_000

LEFT_BEHIND = """async () => ({
  local: localStorage.length, session: sessionStorage.length,
  databases: (await indexedDB.databases()).length,
  cached: (await Promise.all((await caches.keys()).map(async name =>
    (await (await caches.open(name)).keys()).filter(r => /verif|blob/.test(r.url)).length)))
    .reduce((a, b) => a + b, 0),
})"""
NOTHING = {"local": 0, "session": 0, "databases": 0, "cached": 0}


def photograph(person: int, variant: int = 1) -> bytes:
    out = io.BytesIO()
    mosaic.draw(person, variant).convert("RGB").save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def disclose(settings, resident, venue, operator, consent_of):
    """`disclose(Right.ACCESS)`: the address of the camera page, with consent and records to find."""
    settings.FACE_ENGINES, settings.FACE_ENGINE = MOSAIC, "mosaic"
    consent_of(resident)

    def records(*rights) -> str:
        found = identity.begin_disclosure(
            request=filed_request(resident=resident, venue=venue, rights=rights),
            selection=identity.Selection(basis=Basis.BY_NAME),
            by=operator,
        )
        for person in (RESIDENT, STRANGER):
            add_photograph(disclosure=found, reference=f"r{person}", data=photograph(person))
        finish_disclosure(disclosure=found, by=operator)
        return reverse("biometrics:verify", args=(found.pk,))

    return records


@pytest.fixture
def camera_page(disclose) -> str:
    """Where only the camera serves: a match shows data."""
    return disclose(Right.ACCESS)


@pytest.fixture
def drawn_by_lot(monkeypatch):
    """The movements that every challenge asks for."""
    monkeypatch.setattr(liveness, "draw", lambda _: MOVEMENTS)


def start(page, address: str) -> None:
    """To the camera, up to where one places oneself."""
    page.goto(address)
    page.locator("[data-step=explain] [data-go]").click()
    page.wait_for_selector("[data-camera][data-phase=framing]")


def problem(page) -> str:
    """What the page says about what went wrong, once it does."""
    page.wait_for_selector("[data-step=problem]:not([hidden])", timeout=BURST_MS)
    return page.locator("[data-problem]").inner_text()


def camera_is_on(page) -> bool:
    return page.evaluate("document.querySelector('video').srcObject !== null")


# --- before the camera ------------------------------------------------------------------------


def test_every_step_before_the_movements_is_accessible(
    open_camera, resident, camera_page, language, faults
):
    page = open_camera(resident, language=language)
    page.goto(camera_page)
    assert faults(page) == []
    start(page, camera_page)
    page.wait_for_selector("[data-camera][data-tone=good]")
    assert faults(page) == []
    assert page.evaluate("document.activeElement.matches('[data-begin]')")
    assert page.evaluate("[innerWidth, document.scrollingElement.scrollWidth]") == [360, 360]


def test_stopping_switches_the_camera_off_and_leads_back(open_camera, resident, camera_page):
    page = open_camera(resident)
    start(page, camera_page)
    page.evaluate("window.track = document.querySelector('video').srcObject.getTracks()[0]")
    assert camera_is_on(page)
    page.keyboard.press("Escape")
    assert page.locator("[data-step=explain] h2").is_visible()
    assert not camera_is_on(page)
    assert page.evaluate("track.readyState") == "ended"


def test_the_camera_goes_off_when_the_page_goes_out_of_sight(open_camera, resident, camera_page):
    page = open_camera(resident)
    start(page, camera_page)
    page.evaluate(
        "Object.defineProperty(document, 'hidden', {value: true});"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    assert "out of sight" in problem(page)
    assert not camera_is_on(page)
