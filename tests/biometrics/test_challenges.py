"""Live capture: movements asked for once, of one person, for one request; pictures that are gone."""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from accounts.models import AuditEvent
from biometrics.liveness.problems import LivenessProblem
from biometrics.models import (
    Basis,
    Capture,
    LivenessChallenge,
    ProbeFrame,
    Verification,
    VerificationState,
)
from biometrics.problems import RefusalKind, Refused
from biometrics.services import comparing, liveness
from biometrics.services.disclosures import Window, add_photograph, finish_disclosure
from biometrics.services.liveness import issue_challenge
from biometrics.services.verifications import start_verification
from biometrics.thresholds import SHOWS_THE_CLAIMANT
from biometrics.types import PictureProblem
from biometrics.vault import blobs
from consents.models import Purpose
from consents.services import withdraw_consent
from requests_app.law.rights import Right
from requests_app.services import identity
from tests.bursts import burst
from tests.factories import filed_request
from tests.guards.job import committed
from tests.guards.walking import places_of

__all__ = ["committed"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mosaic_engine")]

RESIDENT, STRANGER = 1, 2
ROOT = Path(__file__).parents[2]


@pytest.fixture
def disclosed(operator, committed):
    """`disclosed(case, …)`: the resident's record and a stranger's, disclosed and read."""

    def disclose(case):
        now = timezone.now()
        window = Window(now - timedelta(hours=1), now)
        selection = identity.Selection(basis=Basis.TIME_WINDOW, window=window)
        found = identity.begin_disclosure(case=case, selection=selection, by=operator)
        for person in (STRANGER, RESIDENT):
            data = burst(person, [], variant=1)[0]
            add_photograph(disclosure=found, reference=f"record-{person}", data=data)
        with committed():
            finish_disclosure(disclosure=found, by=operator)
        found.refresh_from_db()
        return found

    return disclose


@pytest.fixture
def disclosure(resident, venue, consent_of, disclosed):
    """For an access request of the resident, who has consented."""
    consent_of(resident)
    return disclosed(filed_request(resident=resident, venue=venue, rights=(Right.ACCESS,)))


@pytest.fixture
def attempt(resident, disclosure, committed):
    """`attempt(frames)`: movements are asked for, ``frames(sequence)`` are sent, the worker works."""

    def make(frames, person=resident, about=disclosure):
        challenge = issue_challenge(disclosure=about, by=person)
        with committed():
            made = start_verification(
                disclosure=about,
                frames=frames(challenge.sequence),
                by=person,
                challenge=challenge.pk,
            )
        made.refresh_from_db()
        return made

    return make


def as_asked(sequence):
    return burst(RESIDENT, sequence)


def standing_still(sequence):
    return burst(RESIDENT, [])[:1] * 10


def refusal(**attempt) -> RefusalKind:
    with pytest.raises(Refused) as refused:
        start_verification(**attempt)
    assert not ProbeFrame.objects.exists()
    return refused.value.kind


# --- what must be live ------------------------------------------------------------------------


def test_only_who_was_seen_is_compared():
    serve = {capture for capture, shows in SHOWS_THE_CLAIMANT.items() if shows}
    assert serve == {Capture.LIVE, Capture.ATTENDED}
    assert set(SHOWS_THE_CLAIMANT) == set(Capture)


def test_access_needs_the_camera_and_says_so(resident, disclosure):
    photographs = burst(RESIDENT, [], variant=2)
    with pytest.raises(Refused) as refused:
        start_verification(disclosure=disclosure, frames=photographs, by=resident)
    assert refused.value.kind is RefusalKind.LIVENESS_NEEDED
    assert "Use the camera here" in str(refused.value.sentence)
    assert "a way without your face" in str(refused.value.sentence)
    assert not Verification.objects.exists()


def test_even_a_deletion_needs_the_camera(rights_request, resident, consent_of, disclosed, attempt):
    consent_of(resident)
    crowd = disclosed(rights_request)
    photographs = burst(RESIDENT, [], variant=2)
    sent = {"disclosure": crowd, "frames": photographs, "by": resident}
    assert refusal(**sent) is RefusalKind.LIVENESS_NEEDED
    assert refusal(**sent, capture=Capture.ON_DEVICE) is RefusalKind.LIVENESS_NEEDED
    assert attempt(as_asked, about=crowd).outcome == "verified"


def test_a_live_burst_answers_a_challenge_or_is_none(resident, disclosure):
    with pytest.raises(ValueError, match="answers a challenge"):
        start_verification(
            disclosure=disclosure,
            frames=burst(RESIDENT, ["left"]),
            by=resident,
            capture=Capture.LIVE,
        )


def test_no_address_of_the_site_can_say_that_a_witness_was_there():
    """“Attended” is for code that somebody runs on the server itself."""
    ways_in = ("views", "views.py", "api", "forms", "admin", "tasks.py", "urls.py")
    named = [
        path.relative_to(ROOT)
        for app in ("accounts", "consents", "biometrics", "requests_app")
        for path in (ROOT / app).rglob("*.py")
        if "ATTENDED" in path.read_text() and set(path.relative_to(ROOT).parts) & set(ways_in)
    ]
    assert named == []


# --- once -------------------------------------------------------------------------------------


def test_who_does_what_was_asked_is_compared(attempt, disclosure):
    made = attempt(as_asked)
    assert (made.capture, made.state, made.outcome) == ("live", "decided", "verified")
    assert not ProbeFrame.objects.exists()


def test_a_challenge_serves_once(resident, disclosure, committed):
    challenge = issue_challenge(disclosure=disclosure, by=resident)
    frames = burst(STRANGER + 7, challenge.sequence)
    again = {"disclosure": disclosure, "frames": frames, "by": resident, "challenge": challenge.pk}
    with committed():
        start_verification(**again)
    assert refusal(**again) is RefusalKind.CHALLENGE_USED
    assert Verification.objects.count() == 1


def test_a_challenge_expires(resident, disclosure):
    challenge = issue_challenge(disclosure=disclosure, by=resident)
    frames = burst(RESIDENT, challenge.sequence)
    late = timezone.now() + liveness.CHALLENGE_VALID + timedelta(seconds=1)
    with time_machine.travel(late, tick=False):
        kind = refusal(disclosure=disclosure, frames=frames, by=resident, challenge=challenge.pk)
    assert kind is RefusalKind.CHALLENGE_EXPIRED
    challenge.refresh_from_db()
    assert challenge.used_at is None


def test_a_new_challenge_spends_the_one_before(resident, disclosure):
    first = issue_challenge(disclosure=disclosure, by=resident)
    issue_challenge(disclosure=disclosure, by=resident)
    frames = burst(RESIDENT, first.sequence)
    kind = refusal(disclosure=disclosure, frames=frames, by=resident, challenge=first.pk)
    assert kind is RefusalKind.CHALLENGE_USED


def test_a_challenge_is_of_one_person_and_one_disclosure(
    resident, stranger, other_venue, other_operator, disclosure, consent_of, disclosed, operator
):
    challenge = issue_challenge(disclosure=disclosure, by=resident)
    frames = burst(RESIDENT, challenge.sequence)
    sent = {"frames": frames, "challenge": challenge.pk}
    consent_of(stranger)
    theirs = disclosed(filed_request(resident=stranger, venue=disclosure.venue))
    own = disclosed(filed_request(resident=resident, venue=disclosure.venue))

    assert refusal(disclosure=theirs, by=stranger, **sent) is RefusalKind.CHALLENGE_UNKNOWN
    assert refusal(disclosure=own, by=resident, **sent) is RefusalKind.CHALLENGE_UNKNOWN
    sent["challenge"] = uuid4()
    assert refusal(disclosure=disclosure, by=resident, **sent) is RefusalKind.CHALLENGE_UNKNOWN


def test_every_refusal_of_a_challenge_says_to_begin_again():
    for kind in RefusalKind:
        if kind.startswith("challenge_"):
            assert "Begin again" in str(Refused(kind).sentence)


def test_drawing_until_the_movements_fit_a_recording_comes_to_an_end(resident, disclosure):
    for _draw in range(liveness.CHALLENGES.at_most):
        issue_challenge(disclosure=disclosure, by=resident)
    with pytest.raises(Refused) as refused:
        issue_challenge(disclosure=disclosure, by=resident)
    assert refused.value.kind is RefusalKind.TOO_MANY_CHALLENGES
    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1), tick=False):
        assert issue_challenge(disclosure=disclosure, by=resident).sequence


@pytest.mark.parametrize(
    ("number", "kind"),
    [(7, RefusalKind.BURST_COUNT), (31, RefusalKind.BURST_COUNT), (0, RefusalKind.BURST_COUNT)],
)
def test_a_burst_has_eight_to_thirty_pictures(resident, disclosure, number, kind):
    challenge = issue_challenge(disclosure=disclosure, by=resident)
    frames = burst(RESIDENT, [], variant=2)[:1] * number
    sent = {"disclosure": disclosure, "by": resident, "challenge": challenge.pk}
    assert refusal(frames=frames, **sent) is kind


def test_a_burst_that_is_too_large_is_refused(resident, disclosure):
    challenge = issue_challenge(disclosure=disclosure, by=resident)
    sent = {"disclosure": disclosure, "by": resident, "challenge": challenge.pk}
    frames = burst(RESIDENT, challenge.sequence)
    padded = [frames[0] + bytes(1024 * 1024), *frames[1:]]
    assert refusal(frames=padded, **sent) is RefusalKind.BURST_TOO_LARGE
    half = [frame + bytes(700 * 1024) for frame in frames]
    assert refusal(frames=half, **sent) is RefusalKind.BURST_TOO_LARGE
    # nothing was stored, so that the same movements still serve within their time
    challenge.refresh_from_db()
    assert challenge.used_at is None


# --- not live ---------------------------------------------------------------------------------


def test_what_does_not_live_is_told_why_and_costs_no_attempt(attempt, disclosure, resident):
    made = attempt(standing_still)
    assert made.state == VerificationState.UNUSABLE
    assert made.problem in set(LivenessProblem)
    assert not ProbeFrame.objects.exists()
    tomorrow = timezone.now() + timedelta(days=1)
    assert list(blobs.older_than("probes", tomorrow)) == []
    assert attempt(as_asked).outcome == "verified"


def test_a_recording_of_other_movements_is_not_live(attempt):
    turned = {"left": "right", "right": "left", "closer": "left"}
    made = attempt(lambda sequence: burst(RESIDENT, [turned[g] for g in sequence]))
    assert made.state == VerificationState.UNUSABLE
    assert made.problem in set(LivenessProblem)


def test_somebody_put_in_for_the_straight_pictures_is_stopped(attempt, resident):
    """Half of the burst is the account's owner moving, half the victim's face looking straight."""

    def swapped(sequence):
        own, victim = burst(STRANGER, sequence), burst(RESIDENT, sequence)
        return [*own[: len(own) // 2], *victim[len(own) // 2 :]]

    made = attempt(swapped)
    assert made.state == VerificationState.UNUSABLE
    assert made.problem in {*LivenessProblem, PictureProblem.DIFFERENT_PEOPLE}
    assert made.outcome == ""


def test_failing_again_and_again_ends_for_the_day_though_attempts_are_left(
    attempt, disclosure, resident
):
    for _failure in range(liveness.FAILURES.at_most):
        assert attempt(standing_still).state == VerificationState.UNUSABLE
    with pytest.raises(Refused) as refused:
        issue_challenge(disclosure=disclosure, by=resident)
    assert refused.value.kind is RefusalKind.LIVENESS_FAILED


# --- consent, and what is left ----------------------------------------------------------------


def test_movements_are_not_even_asked_for_without_consent(
    rights_request, resident, disclosed, notices
):
    found = disclosed(rights_request)
    with pytest.raises(Refused) as refused:
        issue_challenge(disclosure=found, by=resident)
    assert refused.value.kind is RefusalKind.CONSENT_MISSING


def test_consent_withdrawn_between_the_movements_and_the_burst_stops_it(resident, disclosure):
    challenge = issue_challenge(disclosure=disclosure, by=resident)
    withdraw_consent(resident=resident, purpose=Purpose.FACE_COMPARISON, language="en")
    kind = refusal(
        disclosure=disclosure,
        frames=burst(RESIDENT, challenge.sequence),
        by=resident,
        challenge=challenge.pk,
    )
    assert kind is RefusalKind.CONSENT_MISSING


def test_no_movement_and_no_picture_is_left_anywhere(
    attempt, disclosure, resident, caplog, capfd, monkeypatch
):
    caplog.set_level(logging.DEBUG)
    sent: list[str] = []
    task = comparing.compare_faces
    monkeypatch.setattr(
        "biometrics.tasks.comparing.compare_faces",
        lambda **given: (sent.append(json.dumps(given, default=str)), task(**given))[1],
    )
    asked: list[str] = []
    pictures: list[bytes] = []

    def kept(sequence):
        asked.append(",".join(sequence))
        pictures.extend(burst(RESIDENT, sequence))
        return pictures

    made = attempt(kept)
    needles = [*asked, *(picture[60:90].decode("latin-1") for picture in pictures)]
    assert places_of(*needles) == []
    written = capfd.readouterr()
    for text in (*sent, caplog.text, written.out, written.err, *(m.body for m in mail.outbox)):
        assert not any(needle in text for needle in needles)
    assert sent == [json.dumps({"verification_id": str(made.pk)})]
    assert LivenessChallenge.objects.get().gestures == ""
    kinds = AuditEvent.objects.filter(kind__startswith="liveness").values_list("kind", flat=True)
    assert list(kinds) == ["liveness.challenged"]


# --- the account is told ----------------------------------------------------------------------


@pytest.mark.parametrize("frames", [as_asked, standing_still], ids=["compared", "unusable"])
def test_the_account_hears_of_each_attempt_and_what_to_do_if_it_was_somebody_else(
    attempt, disclosure, resident, frames
):
    mail.outbox.clear()
    attempt(frames)
    told = [message for message in mail.outbox if message.to == [resident.email]]
    warned = [message for message in told if "If it was not" in message.body]
    assert len(warned) == 1
    (message,) = warned
    assert disclosure.venue.name in message.body
    assert "/accounts/sessions/" in message.body
    assert "/consents/" in message.body
