"""Nothing tells before the outcome, and nothing but the outcome tells, whether a face is near.

The same person sends, for the same disclosure, a photograph of themselves and one of somebody else. Until
the outcome every answer of site and API is the same, letter for letter, but for ids and times.
"""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from biometrics.models import Verification
from biometrics.services import comparing, queue
from tests.attempting import another_disclosure, attempt, disclosed, picture

ME, SOMEBODY = 1, 7
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|\+[\d:]+)|[\d]{2} \w{3} \d{4} [\d:]{8} GMT")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"|nonce="[^"]*"|nonce-[^\' ;]+')


@pytest.fixture
def disclosure(settings, rights_request, operator, committed, consent_of, resident):
    settings.FACE_ENGINES = {"mosaic": {"class": "biometrics.engines.mosaic.Mosaic"}}
    settings.FACE_ENGINE = "mosaic"
    consent_of(resident)
    return disclosed(rights_request, operator, committed, [ME, 2, 3])


def masked(answer):
    """Status, headers and body, without what differs between any two attempts."""
    headers = {
        name: value
        for name, value in answer.headers.items()
        # The ETag is a digest of the body, which is compared itself.
        if not name.startswith("RateLimit") and name not in ("Set-Cookie", "ETag")
    }
    text = f"{answer.status_code} {sorted(headers.items())} {answer.text}"
    for pattern in (UUID, MOMENT, TOKEN):
        text = pattern.sub("*", text)
    return text


def upload(person):
    return SimpleUploadedFile("me.png", picture(person, 3), "image/png")


def by_api(api, resident, case, person):
    client = api(resident)
    body = {"request": case.reference, "frames": [upload(person)]}
    started = client.post("/api/v1/verifications", body, format="multipart")
    attempt = Verification.objects.get()
    said = [masked(started), *_while_it_waits(attempt, lambda: client.get(started["Location"]))]
    said.append(masked(client.get("/api/v1/verifications")))
    return said


def by_web(signed_in, resident, disclosure, person):
    browser = signed_in(resident)
    page = reverse("biometrics:verify", args=(disclosure.pk,))
    started = browser.post(page, {"photos": [upload(person)]})
    attempt = Verification.objects.get()
    state = reverse("biometrics:verification_state", args=(attempt.pk,))
    said = [masked(started), masked(browser.get(page))]
    for address in (state, started.headers["location"]):
        said += _while_it_waits(attempt, lambda address=address: browser.get(address))
    return said


def _while_it_waits(attempt, ask):
    """What is said in the queue, and while the worker compares."""
    said = []
    for state in ("queued", "comparing"):
        Verification.objects.filter(pk=attempt.pk).update(state=state)
        said.append(masked(ask()))
    Verification.objects.filter(pk=attempt.pk).update(state="queued")
    return said


def outcome_of():
    """Let the worker come now; the outcome, with which the attempt is gone for the next one."""
    attempt = Verification.objects.get()
    comparing.compare_faces(verification_id=attempt.pk)
    attempt.refresh_from_db()
    outcome = attempt.outcome
    attempt.delete()
    return outcome


@pytest.mark.parametrize("way", ["api", "web"])
def test_until_the_outcome_a_match_and_a_stranger_are_told_the_same(
    api, signed_in, resident, rights_request, disclosure, way
):
    def said_to(person):
        if way == "api":
            return by_api(api, resident, rights_request, person)
        return by_web(signed_in, resident, disclosure, person)

    stranger = said_to(SOMEBODY)
    assert outcome_of() == "not_matched"
    again = said_to(SOMEBODY)
    assert outcome_of() == "not_matched"
    match = said_to(ME)
    assert outcome_of() == "verified"
    assert stranger == again, "the mask leaves nothing that differs by itself"
    assert match == stranger


def test_the_estimated_wait_says_nothing_of_ones_own_face(disclosure, resident):
    """It is made of other people's attempts alone: one's own is not among those that ended."""
    for number in range(3):
        attempt(another_disclosure(), outcome="verified" if number else "not_matched")
    ours = attempt(disclosure, state="queued")
    before = queue.place_sentence(ours)
    Verification.objects.exclude(pk=ours.pk).update(outcome="inconclusive")
    assert queue.place_sentence(ours) == before
