"""The camera page's two calls: movements asked for, pictures sent; refused in words to show."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from biometrics.models import LivenessChallenge, Verification, VerificationState
from biometrics.services.disclosures import add_photograph, finish_disclosure
from requests_app.law.rights import Right
from requests_app.services import identity
from tests.attempting import selection_of
from tests.bursts import MOSAIC, burst, uploads
from tests.factories import filed_request
from tests.guards.job import committed
from tests.personas import sign_in

__all__ = ["committed"]
pytestmark = pytest.mark.django_db

RESIDENT, STRANGER = 1, 2


@pytest.fixture(autouse=True)
def mosaics(settings):
    settings.FACE_ENGINES, settings.FACE_ENGINE = MOSAIC, "mosaic"


@pytest.fixture
def disclosure(resident, venue, operator, committed, consent_of):
    """For an access request: the resident's record and a stranger's; the resident has consented."""
    consent_of(resident)
    case = filed_request(resident=resident, venue=venue, rights=(Right.ACCESS,))
    found = identity.begin_disclosure(
        case=case, selection=selection_of((STRANGER, RESIDENT)), by=operator
    )
    for person in (STRANGER, RESIDENT):
        data = burst(person, [], variant=1)[0]
        add_photograph(disclosure=found, reference=f"record-{person}", data=data)
    with committed():
        finish_disclosure(disclosure=found, by=operator)
    found.refresh_from_db()
    return found


@pytest.fixture
def phone(resident, signed_in):
    return signed_in(resident)


@pytest.fixture
def asked(disclosure, phone):
    """What the page is told to ask."""
    answer = phone.post(address("challenge", disclosure))
    assert answer.status_code == 201, answer.text
    return answer.json()


def address(name, disclosure) -> str:
    return reverse(f"biometrics:{name}", args=(disclosure.pk,))


def send(phone, disclosure, challenge, frames, **headers):
    body = {"challenge": challenge, "frames": uploads(frames)}
    return phone.post(address("live", disclosure), body, headers=headers)


def test_three_movements_are_asked_for_within_a_minute(asked):
    assert set(asked) == {"id", "gestures", "seconds", "frames_at_most"}
    assert len(asked["gestures"]) == 3
    assert set(asked["gestures"]) <= {"left", "right", "closer"}
    assert (asked["seconds"], asked["frames_at_most"]) == (60, 30)


def test_the_burst_leads_to_its_outcome(phone, disclosure, asked, committed):
    with committed():
        answer = send(phone, disclosure, asked["id"], burst(RESIDENT, asked["gestures"]))
    assert answer.status_code == 201
    attempt = Verification.objects.get()
    assert answer.json() == {"next": reverse("biometrics:verification", args=(attempt.pk,))}
    assert (attempt.capture, attempt.outcome) == ("live", "verified")
    assert "Found you" in phone.get(answer.json()["next"]).text


def test_thirty_pictures_arrive_and_none_touches_the_disk(
    phone, disclosure, asked, monkeypatch, tmp_path
):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    frames = burst(RESIDENT, asked["gestures"])
    thirty = [*frames, *burst(RESIDENT, ["left"], variant=60), frames[0], frames[1]]
    assert len(thirty) == 30
    assert send(phone, disclosure, asked["id"], thirty).status_code == 201
    assert Verification.objects.get().frames.count() == 30
    assert list(tmp_path.iterdir()) == []


def test_what_was_not_seen_is_said_and_can_be_tried_again(phone, disclosure, asked, committed):
    with committed():
        answer = send(phone, disclosure, asked["id"], burst(RESIDENT, [])[:1] * 10)
    attempt = Verification.objects.get()
    assert attempt.state == VerificationState.UNUSABLE
    assert not attempt.frames.exists()
    shown = phone.get(answer.json()["next"]).text
    assert "try again" in shown
    assert "This did not count as an attempt." in shown
    assert address("verify", disclosure) in shown


def test_an_unusable_request_is_a_problem_with_its_sentence(phone, disclosure, asked):
    for challenge in ("", "no uuid", "00000000-0000-4000-8000-000000000000"):
        answer = send(phone, disclosure, challenge, burst(RESIDENT, asked["gestures"]))
        assert answer.status_code == 422
        assert answer.headers["content-type"] == "application/problem+json"
        problem = answer.json()
        assert problem["kind"] == "face.challenge_unknown"
        assert "Begin again" in problem["detail"]
        assert problem["title"]
    few = send(phone, disclosure, asked["id"], burst(RESIDENT, []))
    assert few.json()["kind"] == "face.burst_count"
    text = send(phone, disclosure, asked["id"], [b"no picture"] * 8)
    assert text.json()["kind"] == "picture.unknown_format"


def test_the_sentence_is_in_the_language_of_the_page(phone, disclosure):
    phone.cookies["django_language"] = "zh-hans"
    answer = send(phone, disclosure, "", burst(RESIDENT, ["left"]))
    assert "请" in answer.json()["detail"]


def test_used_movements_are_refused(phone, disclosure, asked, committed):
    frames = burst(STRANGER + 5, asked["gestures"])
    with committed():
        send(phone, disclosure, asked["id"], frames)
    again = send(phone, disclosure, asked["id"], frames)
    assert (again.status_code, again.json()["kind"]) == (409, "face.challenge_used")


def test_the_calls_need_their_person_their_token_and_post(
    disclosure, asked, stranger, resident, consent_of, signed_in
):
    consent_of(stranger)
    for name in ("challenge", "live"):
        assert signed_in(stranger).post(address(name, disclosure)).status_code == 404
        assert Client().post(address(name, disclosure)).status_code == 302
        assert signed_in(resident).get(address(name, disclosure)).status_code == 405
        strict = sign_in(Client(enforce_csrf_checks=True), resident)
        assert strict.post(address(name, disclosure)).status_code == 403
    assert LivenessChallenge.objects.count() == 1


def test_photographs_are_not_offered_for_access_and_refused_in_words(phone, disclosure):
    page = phone.get(address("verify", disclosure))
    assert "Start the camera" in page.text
    assert 'type="file"' not in page.text
    photos = uploads(burst(RESIDENT, [], variant=2)[:1])
    answer = phone.post(address("verify", disclosure), {"photos": photos})
    assert "Use the camera here" in answer.text
    assert not Verification.objects.exists()
