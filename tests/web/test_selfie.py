"""A resident's selfie by web: consent first, the wait, the outcome in words and no number."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from biometrics.engines import mosaic
from biometrics.models import Basis, Verification, VerificationState
from biometrics.services.disclosures import add_photograph, finish_disclosure
from consents.models import Purpose
from consents.services import withdraw_consent
from requests_app.services import identity

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
        request=rights_request, selection=identity.Selection(basis=Basis.BY_NAME), by=operator
    )
    for number, person in enumerate((RESIDENT, STRANGER)):
        picture = photograph(person, 1)
        add_photograph(disclosure=found, reference=f"record-{number}", data=picture)
    with committed():
        finish_disclosure(disclosure=found, by=operator)
    found.refresh_from_db()
    return found


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
    assert 'capture="user"' in answer.text


def test_resident_is_found_and_told_so_in_words(
    resident, selfie_page, consent_of, committed, signed_in, rights_request
):
    consent_of(resident)
    browser = signed_in(resident)
    with committed():
        answer = browser.post(selfie_page, {"photos": [upload(photograph(RESIDENT, 2))]})
    shown = browser.get(answer.headers["location"])
    assert "Found you" in shown.text
    case = browser.get(rights_request.get_absolute_url())
    assert "Proven" in case.text


def test_stranger_is_told_kindly_and_offered_another_way(
    resident, selfie_page, consent_of, committed, signed_in, rights_request
):
    consent_of(resident)
    browser = signed_in(resident)
    with committed():
        answer = browser.post(selfie_page, {"photos": [upload(photograph(NEIGHBOUR, 2))]})
    shown = browser.get(answer.headers["location"])
    assert "None of these records seems to be yours" in shown.text
    assert reverse("requests:identity_by_id", args=(rights_request.pk,)) in shown.text


def test_while_it_waits_the_page_says_so_and_asks_again(
    resident, selfie_page, consent_of, signed_in, django_capture_on_commit_callbacks
):
    consent_of(resident)
    browser = signed_in(resident)
    with django_capture_on_commit_callbacks():  # the worker has not come yet
        answer = browser.post(selfie_page, {"photos": [upload(photograph(RESIDENT, 2))]})
    shown = browser.get(answer.headers["location"])
    attempt = Verification.objects.get()
    state = reverse("biometrics:verification_state", args=(attempt.pk,))
    assert f'data-poll="{state}"' in shown.text
    assert '<noscript><meta http-equiv="refresh"' in shown.text
    told = browser.get(state).json()
    assert (told["done"], told["ahead"]) == (False, 0)
    assert told["sentence"] in shown.text
    withdraw_consent(resident=resident, purpose=Purpose.FACE_COMPARISON, language="en")
    assert browser.get(state).json() == {"done": True}
    assert "Stopped" in browser.get(answer.headers["location"]).text


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
    resident, selfie_page, consent_of, signed_in, data, sentence
):
    consent_of(resident)
    answer = signed_in(resident).post(selfie_page, {"photos": upload(data)})
    assert sentence in answer.text
    assert not Verification.objects.exists()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (picture_of_a_wall(), "We could not find a face."),
        (photograph(RESIDENT, 2)[:-100], "damaged or incomplete"),
    ],
    ids=["wall", "truncated"],
)
def test_unusable_photograph_costs_no_attempt(
    resident, selfie_page, consent_of, committed, signed_in, data, sentence
):
    consent_of(resident)
    browser = signed_in(resident)
    with committed():
        answer = browser.post(selfie_page, {"photos": upload(data)})
    shown = browser.get(answer.headers["location"])
    assert Verification.objects.get().state == VerificationState.UNUSABLE
    assert sentence in shown.text
    assert "This did not count as an attempt." in shown.text


def test_none_and_too_many_photographs_are_refused(resident, selfie_page, consent_of, signed_in):
    consent_of(resident)
    browser = signed_in(resident)
    assert "Choose a photograph, or take one." in browser.post(selfie_page).text
    four = [upload(photograph(RESIDENT, 2)) for _unused in range(4)]
    assert "Choose at most 3 photographs." in browser.post(selfie_page, {"photos": four}).text


def test_a_stranger_sees_neither_the_page_nor_the_outcome(
    stranger, resident, selfie_page, consent_of, committed, signed_in
):
    consent_of(resident)
    with committed():
        answer = signed_in(resident).post(selfie_page, {"photos": upload(photograph(RESIDENT, 2))})
    browser = signed_in(stranger)
    assert browser.get(selfie_page).status_code == 404
    assert browser.get(answer.headers["location"]).status_code == 404


def test_identity_page_leads_to_the_photograph_only_when_there_is_something_to_compare(
    resident, rights_request, selfie_page, signed_in
):
    shown = signed_in(resident).get(reverse("requests:identity", args=(rights_request.reference,)))
    assert selfie_page in shown.text
