"""A resident's selfie by web: consent first, the wait, the outcome in words and no number."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from biometrics.engines import mosaic
from biometrics.models import Verification, VerificationState
from biometrics.services.disclosures import add_photograph, finish_disclosure
from consents.models import Purpose
from consents.services import withdraw_consent
from requests_app.services import identity
from tests.attempting import selection_of
from tests.bursts import burst, uploads

pytestmark = pytest.mark.django_db

RESIDENT, STRANGER, NEIGHBOUR = 1, 2, 3


def photograph(person: int, variant: int) -> bytes:
    out = io.BytesIO()
    mosaic.draw(person, variant).convert("RGB").save(out, "PNG")
    return out.getvalue()


def picture_of_a_wall() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (400, 400), "#99aabb").save(out, "PNG")
    return out.getvalue()


def upload(data: bytes, name: str = "selfie.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "image/jpeg")


@pytest.fixture(autouse=True)
def quick_engine(settings):
    """Invented faces that are encoded at once; the real engine has its own tests."""
    settings.FACE_ENGINES = {"mosaic": {"class": "biometrics.engines.mosaic.Mosaic"}}
    settings.FACE_ENGINE = "mosaic"


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Run what is to happen after the commit, as a worker would."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def disclosure(rights_request, operator, committed):
    """A picture of the resident and one of a stranger, disclosed and read."""
    found = identity.begin_disclosure(
        case=rights_request, selection=selection_of((RESIDENT, STRANGER)), by=operator
    )
    for number, person in enumerate((RESIDENT, STRANGER)):
        picture = photograph(person, 1)
        add_photograph(disclosure=found, reference=f"record-{number}", data=picture)
    with committed():
        finish_disclosure(disclosure=found, by=operator)
    found.refresh_from_db()
    return found


@pytest.fixture
def shows(disclosure):
    """`shows(browser, person)`: ``person`` makes the movements; where the outcome will be."""

    def burst_of(browser, person, frames=None):
        asked = browser.post(reverse("biometrics:challenge", args=(disclosure.pk,))).json()
        sent = frames or burst(person, asked["gestures"])
        body = {"challenge": asked["id"], "frames": uploads(sent)}
        return browser.post(reverse("biometrics:live", args=(disclosure.pk,)), body)

    return burst_of


@pytest.fixture
def selfie_page(disclosure) -> str:
    return reverse("biometrics:verify", args=(disclosure.pk,))


def test_without_consent_the_page_asks_for_it_and_takes_no_photograph(
    resident, selfie_page, notices, signed_in
):
    browser = signed_in(resident)
    answer = browser.post(selfie_page, {"photos": upload(photograph(RESIDENT, 2))})
    assert "I agree to this comparison" in answer.text
    assert "No, another way" in answer.text
    assert not Verification.objects.exists()


def test_consent_leads_straight_back_to_the_camera(resident, selfie_page, notices, signed_in):
    browser = signed_in(resident)
    notice = notices[Purpose.FACE_COMPARISON]
    give = reverse("consents:consent_give", args=(notice.purpose,))
    answer = browser.post(give, {"notice": notice.pk, "next": selfie_page}, follow=True)
    assert "Start the camera" in answer.text


def test_resident_is_found_and_told_so_in_words(
    resident, shows, consent_of, committed, signed_in, rights_request
):
    consent_of(resident)
    browser = signed_in(resident)
    with committed():
        answer = shows(browser, RESIDENT)
    shown = browser.get(answer.json()["next"])
    assert "Found you" in shown.text
    case = browser.get(rights_request.get_absolute_url())
    assert "Proven" in case.text


def test_stranger_is_told_kindly_and_offered_another_way(
    resident, shows, consent_of, committed, signed_in, rights_request
):
    consent_of(resident)
    browser = signed_in(resident)
    with committed():
        answer = shows(browser, NEIGHBOUR)
    shown = browser.get(answer.json()["next"])
    assert "None of these records seems to be yours" in shown.text
    assert reverse("requests:identity_by_id", args=(rights_request.pk,)) in shown.text


def test_while_it_waits_the_page_says_so_and_asks_again(
    resident, shows, consent_of, signed_in, django_capture_on_commit_callbacks
):
    consent_of(resident)
    browser = signed_in(resident)
    with django_capture_on_commit_callbacks():  # the worker has not come yet
        answer = shows(browser, RESIDENT)
    shown = browser.get(answer.json()["next"])
    attempt = Verification.objects.get()
    state = reverse("biometrics:verification_state", args=(attempt.pk,))
    assert f'data-poll="{state}"' in shown.text
    assert '<noscript><meta http-equiv="refresh"' in shown.text
    told = browser.get(state).json()
    assert (told["done"], told["ahead"]) == (False, 0)
    assert told["sentence"] in shown.text
    withdraw_consent(resident=resident, purpose=Purpose.FACE_COMPARISON, language="en")
    assert browser.get(state).json() == {"done": True}
    assert "Stopped" in browser.get(answer.json()["next"]).text


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"this is no picture", "This is not a photograph we can read."),
        (b"", "empty"),
        (b"\xff\xd8" + b"0" * (8 * 1024 * 1024 + 1), "larger than 8 MB"),
    ],
    ids=["text", "empty", "huge"],
)
def test_unusable_files_are_refused_with_what_to_do(
    resident, shows, consent_of, signed_in, data, sentence
):
    consent_of(resident)
    frames = [*burst(RESIDENT, ["left", "right", "left"])[:-1], data]
    answer = shows(signed_in(resident), RESIDENT, frames)
    assert sentence in answer.json()["detail"]
    assert not Verification.objects.exists()


def test_unusable_pictures_cost_no_attempt(resident, shows, consent_of, committed, signed_in):
    consent_of(resident)
    browser = signed_in(resident)
    with committed():
        answer = shows(browser, RESIDENT, [picture_of_a_wall()] * 9)
    shown = browser.get(answer.json()["next"])
    assert Verification.objects.get().state == VerificationState.UNUSABLE
    assert "This did not count as an attempt." in shown.text


@pytest.mark.parametrize("held", [RESIDENT, STRANGER])
def test_a_photograph_that_was_sent_is_answered_the_same_whatever_is_held(
    resident, selfie_page, consent_of, signed_in, held
):
    consent_of(resident)
    browser = signed_in(resident)
    answer = browser.post(selfie_page, {"photos": upload(photograph(held, 2))})
    assert "A photograph that was sent does not show who is before the camera" in answer.text
    assert 'type="file"' not in browser.get(selfie_page).text
    assert not Verification.objects.exists()


def test_a_stranger_sees_neither_the_page_nor_the_outcome(
    stranger, resident, selfie_page, shows, consent_of, committed, signed_in
):
    consent_of(resident)
    with committed():
        answer = shows(signed_in(resident), RESIDENT)
    browser = signed_in(stranger)
    assert browser.get(selfie_page).status_code == 404
    assert browser.get(answer.json()["next"]).status_code == 404


def test_identity_page_leads_to_the_camera_once_the_first_step_is_taken(
    resident, rights_request, selfie_page, signed_in
):
    shown = signed_in(resident).get(reverse("requests:identity", args=(rights_request.reference,)))
    assert selfie_page in shown.text
