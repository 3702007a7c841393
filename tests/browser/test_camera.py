"""The way before the camera on a phone: every step, everything that can go wrong, nothing left behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from biometrics.drawn import faces, motion
from biometrics.models import Disclosure, LivenessChallenge, Verification, VerificationState
from biometrics.services import liveness
from biometrics.types import Outcome
from requests_app.law.rights import Right
from tests.browser.disclosing import RESIDENT
from tests.browser.prompted import drawn_pose, mosaic_pose, person_who_follows

IN_USE = """navigator.mediaDevices.getUserMedia = async () => {
  throw new DOMException("", "NotReadableError");
};"""
MOVEMENTS = ("left", "closer", "right")
BURST_MS = 25_000
PATIENCE_MS = 90_000  # a busy machine, and a server that looks at 25 pictures in between

# Everything that a page can keep in a browser, as text; a picture is named where there is one.
KEPT = """async () => {
  const told = (value) => JSON.stringify(value, (_, v) =>
    v instanceof Blob || v instanceof ArrayBuffer || ArrayBuffer.isView(v) ? "a picture?" : v);
  const found = [told(localStorage), told(sessionStorage)];
  for (const { name } of await indexedDB.databases()) {
    const opened = indexedDB.open(name);
    const database = await new Promise((done) => (opened.onsuccess = () => done(opened.result)));
    for (const store of database.objectStoreNames) {
      const rows = database.transaction(store).objectStore(store).getAll();
      found.push(told(await new Promise((done) => (rows.onsuccess = () => done(rows.result)))));
    }
    database.close();
  }
  for (const name of await caches.keys())
    for (const { url } of await (await caches.open(name)).keys()) found.push(url);
  return found.join("\\n");
}"""


@pytest.fixture
def camera_page(disclose, quick_engine) -> str:
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
    page.wait_for_selector("[data-step=problem]:not([hidden])", timeout=PATIENCE_MS)
    return page.locator("[data-problem]").inner_text()


def camera_is_on(page) -> bool:
    return page.evaluate("document.querySelector('video').srcObject !== null")


def perform(page, until: str) -> None:
    """Begin, and let the whole of it run by the page's clock, made quick."""
    page.locator("[data-begin]").click()
    page.wait_for_selector("[data-camera][data-phase=counting]")
    page.clock.run_for(BURST_MS)
    page.wait_for_selector(until)


@pytest.fixture
def hurried(open_camera):
    """As `open_camera`; what the page waits for passes at once, and a broken network is expected."""

    def open_(*args, **settings):
        page = open_camera(*args, **settings)
        page.clock.install()
        return page

    yield open_
    open_camera.problems[:] = [p for p in open_camera.problems if "Failed to load" not in p]


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
    width, height = page.evaluate(
        "(({clientWidth: w, clientHeight: h}) => [w, h])(document.querySelector('video'))"
    )
    assert (width, height > 360) == (360, True), "a picture that lies fills a phone that stands"
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


SCENE = """navigator.mediaDevices.getUserMedia = async () => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 480 });
  const pen = canvas.getContext("2d");
  setInterval(() => {
    pen.fillStyle = "AROUND";
    pen.fillRect(0, 0, 640, 480);
    pen.fillStyle = "FACE";
    pen.ellipse(320, 240, 130, 180, 0, 0, 7);
    pen.fill();
  }, 50);
  return canvas.captureStream(20);
};
FACES"""
FINDER = "window.FaceDetector = class { async detect() { return [%s]; } };"
FACE = "{ boundingBox: { width: %d } }"


@pytest.mark.parametrize(
    ("around", "face", "finder", "advice"),
    [
        ("#111", "#222", "", "too dark"),
        ("#fff", "#eee", "", "too bright"),
        ("#fff", "#444", "", "from behind you"),
        ("#888", "#987", "", "Good."),
        ("#888", "#987", FINDER % "", "No face"),
        ("#888", "#987", FINDER % (FACE % 200 + "," + FACE % 90), "More than one face"),
        ("#888", "#987", FINDER % (FACE % 60), "A little closer"),
        ("#888", "#987", FINDER % (FACE % 400), "A little further away"),
        ("#888", "#987", FINDER % (FACE % 200), "Good."),
        ("#888", "#987", "window.FaceDetector = class {};", "Good."),
    ],
)
def test_advice_while_placing_oneself(
    open_camera, resident, camera_page, around, face, finder, advice
):
    page = open_camera(resident)
    scene = SCENE.replace("AROUND", around).replace("FACES", finder).replace("FACE", face)
    page.add_init_script(scene)
    start(page, camera_page)
    page.locator("[data-hint]", has_text=advice).wait_for()


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("delete Navigator.prototype.mediaDevices", "This browser cannot use the camera"),
        ("delete window.HTMLDialogElement", "This browser cannot use the camera"),
        ("Object.defineProperty(window, 'isSecureContext', {value: false})", "https://"),
        (IN_USE, "another app is using it"),
    ],
    ids=["no interface", "no dialogue", "no secure address", "in use"],
)
def test_what_keeps_the_camera_away_is_said(open_camera, resident, camera_page, script, words):
    page = open_camera(resident)
    page.add_init_script(script)
    page.goto(camera_page)
    page.locator("[data-step=explain] [data-go]").click()
    assert words in problem(page)
    assert page.get_by_role("link", name="A way without my face").is_visible()


def test_refused_permission_tells_how_to_allow_and_may_be_tried_again(
    open_camera, resident, camera_page, language, faults
):
    page = open_camera(resident, language=language, permissions=[])
    page.goto(camera_page)
    page.locator("[data-step=explain] [data-go]").click()
    assert ("allow the camera" if language == "en" else "允许使用摄像头") in problem(page)
    assert page.evaluate("document.activeElement.matches('[data-step=problem] h2')")
    assert faults(page) == []
    page.context.grant_permissions(["camera"])
    page.locator("[data-step=problem] [data-go]").click()
    page.wait_for_selector("[data-camera][data-phase=framing]")


def test_without_a_camera_the_page_says_so(open_browser, resident, camera_page):
    page = open_browser(resident)
    page.goto(camera_page)
    page.locator("[data-step=explain] [data-go]").click()
    assert "No camera was found" in problem(page)


def test_without_a_script_the_need_of_the_camera_is_explained(
    open_browser, resident, disclose, quick_engine
):
    page = open_browser(resident, javascript=False)
    page.goto(disclose(Right.DELETION))
    assert page.locator("input[type=file]").count() == 0
    assert "That needs JavaScript" in page.locator("main").inner_text()
    assert page.get_by_role("link", name="A way without my face").is_visible()


# --- the movements ----------------------------------------------------------------------------


@pytest.fixture
def follows(drawn_by_lot) -> str:
    """A script: the resident of the quick engine does what the page asks for."""
    return person_who_follows(mosaic_pose(RESIDENT))


def test_whole_journey_with_the_keyboard_alone(
    open_camera, resident, camera_page, follows, language, faults
):
    page = open_camera(resident, language=language)
    page.add_init_script(follows)
    page.goto(camera_page)
    page.locator("[data-step=explain] [data-go]").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-camera][data-phase=framing]")
    page.keyboard.press("Enter")
    for gesture in MOVEMENTS:
        page.wait_for_selector(f"[data-gesture={gesture}][data-phase=moving]", timeout=PATIENCE_MS)
        assert faults(page) == []
    page.wait_for_url("**/verifications/**", timeout=PATIENCE_MS)
    page.wait_for_selector(".empty h1")
    attempt = Verification.objects.get()
    assert (attempt.capture, attempt.outcome) == ("live", Outcome.VERIFIED)
    kept = page.evaluate(KEPT)
    assert "picture" not in kept
    assert "blob:" not in kept
    assert "/verif" not in kept


def test_drawn_person_is_found_by_the_real_engine(open_camera, resident, disclose, drawn_by_lot):
    stranger, person = faces.DEMO_PEOPLE[0], motion.MOVING_PEOPLE[0]
    address = disclose(Right.ACCESS, [faces.draw(each, 1) for each in (person, stranger)])
    page = open_camera(resident)
    page.add_init_script(person_who_follows(drawn_pose(person)))
    start(page, address)
    page.locator("[data-begin]").click()
    page.wait_for_url("**/verifications/**", timeout=PATIENCE_MS)
    attempt = Verification.objects.get()
    assert (attempt.problem, attempt.outcome) == ("", Outcome.VERIFIED)
    assert "Found you" in page.locator(".empty").inner_text()


def test_somebody_who_stays_still_is_told_what_was_not_seen(
    open_camera, resident, camera_page, follows
):
    page = open_camera(resident)
    page.add_init_script(follows.replace('"left"', '"nothing"'))
    start(page, camera_page)
    page.locator("[data-begin]").click()
    page.wait_for_url("**/verifications/**", timeout=PATIENCE_MS)
    assert "turn your head to your left" in page.locator(".empty").inner_text()
    assert Verification.objects.get().state == VerificationState.UNUSABLE


def test_more_time_is_given_where_it_is_asked_for(hurried, resident, camera_page, drawn_by_lot):
    page = hurried(resident)
    page.goto(camera_page)
    page.locator("[data-step=explain] summary").click()
    page.get_by_label("More time for each movement").check()
    page.get_by_label("A sound and a buzz").check()
    page.locator("[data-step=explain] [data-go]").click()
    page.wait_for_selector("[data-camera][data-phase=framing]")
    page.locator("[data-begin]").click()
    page.wait_for_selector("[data-camera][data-phase=counting]")
    page.clock.run_for(17_000)
    assert page.locator("[data-camera]").get_attribute("data-phase") == "moving"
    assert page.locator("[data-camera]").evaluate("dialog => dialog.open")


# --- sending ----------------------------------------------------------------------------------


def test_pictures_that_did_not_arrive_are_sent_once_more(
    hurried, resident, camera_page, follows, faults
):
    page = hurried(resident)
    page.add_init_script(follows)
    page.route("**/live", lambda route: route.abort(), times=1)
    start(page, camera_page)
    perform(page, "[data-step=problem]:not([hidden])")
    assert "the network is away" in problem(page)
    assert not camera_is_on(page)
    page.locator("[data-resend]").click()
    page.wait_for_url("**/verifications/**")


def test_a_network_that_stays_away_leaves_nothing(hurried, resident, camera_page, drawn_by_lot):
    page = hurried(resident)
    page.route("**/live", lambda route: route.abort())
    start(page, camera_page)
    perform(page, "[data-step=problem]:not([hidden])")
    page.locator("[data-resend]").click()
    page.wait_for_selector("text=where the signal is better")
    assert not page.locator("[data-resend]").is_visible()


def test_pictures_are_thrown_away_when_their_time_has_run_out(
    hurried, resident, camera_page, drawn_by_lot
):
    page = hurried(resident)
    page.route("**/live", lambda route: route.abort())
    start(page, camera_page)
    perform(page, "[data-step=problem]:not([hidden])")
    page.clock.run_for(60_000)
    assert "run out" in problem(page)
    assert not page.locator("[data-resend]").is_visible()


def test_a_challenge_that_expired_on_the_server_begins_anew(
    hurried, resident, camera_page, drawn_by_lot, faults
):
    page = hurried(resident)
    start(page, camera_page)
    page.locator("[data-begin]").click()
    page.wait_for_selector("[data-camera][data-phase=counting]")
    LivenessChallenge.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    page.clock.run_for(BURST_MS)
    assert "Too much time passed" in problem(page)
    assert faults(page) == []
    page.locator("[data-step=problem] [data-go]").click()
    page.wait_for_selector("[data-camera][data-phase=framing]")


def test_too_many_challenges_are_refused_with_the_servers_words(
    hurried, resident, camera_page, monkeypatch
):
    monkeypatch.setattr(liveness, "CHALLENGES", replace(liveness.CHALLENGES, at_most=1))
    liveness.issue_challenge(disclosure=Disclosure.objects.get(), by=resident)
    page = hurried(resident)
    start(page, camera_page)
    page.locator("[data-begin]").click()
    assert "too often today" in problem(page)
    assert not camera_is_on(page)


def test_sending_can_be_cancelled(hurried, resident, camera_page, drawn_by_lot, faults):
    page = hurried(resident)
    page.route("**/live", lambda route: None)  # never answered
    start(page, camera_page)
    perform(page, "[data-step=sending]:not([hidden])")
    assert faults(page) == []
    page.locator("[data-live] [data-cancel]").click()
    assert "You cancelled" in problem(page)
    assert not Verification.objects.exists()


# --- the wait ---------------------------------------------------------------------------------


def test_whoever_waits_hears_of_their_place_and_then_of_the_outcome(
    open_browser, resident, camera_page, faults
):
    disclosure = Disclosure.objects.get()
    attempt = Verification.objects.create(
        disclosure=disclosure, subject=resident, request_id=disclosure.request_id
    )
    page = open_browser(resident)
    answers = [{"done": False, "ahead": 3, "sentence": "Three before you."}, {"done": True}]
    page.route("**/state", lambda route: route.fulfill(json=answers.pop(0)))
    page.goto(reverse("biometrics:verification", args=(attempt.pk,)))
    page.locator("[data-position]", has_text="Three before you.").wait_for()
    assert faults(page) == []
    Verification.objects.update(state=VerificationState.STOPPED)
    page.wait_for_selector("text=Stopped")
