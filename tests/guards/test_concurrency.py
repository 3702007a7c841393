"""What two people, or a person and a worker, do at the same moment, on a database with row locks."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress

import pytest
from celery import current_app
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from accounts.services.erasure import erase_account
from biometrics.models import (
    Disclosure,
    DisclosureState,
    LivenessChallenge,
    ProbeFrame,
    Verification,
)
from biometrics.problems import Refused
from biometrics.services import comparing, liveness
from biometrics.services.liveness import issue_challenge
from biometrics.services.verifications import start_verification
from biometrics.types import Capture, Decision, Outcome
from consents.models import Purpose
from consents.selectors import has_consent
from consents.services import withdraw_consent
from requests_app import states
from requests_app.law.rights import Right
from requests_app.models import Event, RightsRequest
from requests_app.problems import RequestProblem
from requests_app.receipts import chain
from requests_app.services import answers, filing, identity, lifecycle
from tests.factories import filed_request
from tests.guards.job import REFUSED, RESIDENT, begin, photograph

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
]
SELFIE = photograph(RESIDENT, 2)
ROUNDS = range(4)


def together(*acts: Callable[[], object]) -> list[object]:
    """Do all at the same moment; the result of each, or its error."""
    gate = threading.Barrier(len(acts))
    results: list[object] = [None] * len(acts)

    def run(number: int, act: Callable[[], object]) -> None:
        try:
            gate.wait(timeout=10)
            results[number] = act()
        except Exception as error:  # noqa: BLE001  (it is the result)
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
        assert not thread.is_alive(), "they wait for each other"
    return results


def unexpected(results: list[object], *expected: type[Exception]) -> list[object]:
    return [r for r in results if isinstance(r, Exception) and not isinstance(r, expected)]


@pytest.fixture
def ready(resident, operator, venue, consent_of, monkeypatch):
    """A case whose disclosure is ready; every comparison finds a match."""
    consent_of(resident)
    monkeypatch.setattr(
        comparing, "_decide", lambda verification: Decision(Outcome.VERIFIED, (), "test", "1")
    )
    request = filed_request(resident=resident, venue=venue)
    disclosure = begin(request, operator)
    disclosure.state, disclosure.count = DisclosureState.READY, 1
    disclosure.save()
    with transaction.atomic():
        identity.on_disclosure_read(disclosure)
    request.refresh_from_db()
    return request, disclosure


@pytest.fixture
def nothing_runs_by_itself(monkeypatch):
    """A worker of our own, at the moment of our choice."""
    task = current_app.tasks["biometrics.compare_faces"]
    monkeypatch.setattr(task, "delay", lambda *args: None)


def sound(request: RightsRequest) -> RightsRequest:
    case = RightsRequest.objects.get(pk=request.pk)
    assert chain.first_break(lifecycle.links_of(case)) is None
    assert case.receipts.count() == case.events.count()
    return case


@pytest.mark.parametrize("_round", ROUNDS)
def test_an_answer_and_the_end_of_a_comparison(
    _round, ready, resident, operator, nothing_runs_by_itself
):
    request, disclosure = ready
    verification = start_verification(
        disclosure=disclosure, frames=[SELFIE], by=resident, capture=Capture.ATTENDED
    )
    results = together(
        lambda: comparing.compare_faces(verification_id=verification.pk),
        lambda: answers.answer(case=request, reply=REFUSED, by=operator),
    )
    assert unexpected(results) == []
    case = sound(request)
    assert case.workflow == states.Workflow.ANSWERED
    assert Disclosure.objects.get().state == DisclosureState.DESTROYED
    assert not ProbeFrame.objects.exists()
    assert Event.objects.filter(request=case, kind="face_destroyed").count() == 1


@pytest.mark.parametrize("_round", ROUNDS)
def test_the_same_draft_filed_twice(_round, resident, venue):
    draft = filing.open_draft(claim=filing.Claim(venue=venue, rights=[Right.DELETION]), by=resident)
    act = lambda: filing.file_draft(case=draft, by=resident)  # noqa: E731
    results = together(act, act)
    assert unexpected(results, RequestProblem) == []
    assert sum(isinstance(result, RequestProblem) for result in results) == 1
    assert [event.kind for event in sound(draft).events.all()] == ["file"]


def test_many_filings_at_one_venue(resident, stranger, guardian, venue):
    results = together(
        *(lambda by=by: filed_request(resident=by, venue=venue) for by in (resident, stranger)),
        lambda: filed_request(resident=guardian, venue=venue),
    )
    assert unexpected(results) == []
    assert RightsRequest.objects.count() == 3


@pytest.mark.parametrize("_round", ROUNDS)
def test_one_challenge_sent_with_two_bursts_at_once(
    _round, ready, resident, nothing_runs_by_itself
):
    _request, disclosure = ready
    challenge = issue_challenge(disclosure=disclosure, by=resident)
    act = lambda: start_verification(  # noqa: E731
        disclosure=disclosure, frames=[SELFIE] * 8, by=resident, challenge=challenge.pk
    )
    results = together(act, act)
    assert unexpected(results, Refused) == []
    assert sum(isinstance(result, Refused) for result in results) == 1
    assert Verification.objects.get().challenge == challenge


def test_movements_drawn_many_at_once_keep_the_limit(ready, resident, nothing_runs_by_itself):
    _request, disclosure = ready
    most = liveness.CHALLENGES.at_most
    LivenessChallenge.objects.bulk_create(
        LivenessChallenge(
            disclosure=disclosure, subject=resident, gestures="", expires_at=timezone.now()
        )
        for _drawn in range(most - 1)
    )
    results = together(*[lambda: issue_challenge(disclosure=disclosure, by=resident)] * 3)
    assert unexpected(results, Refused) == []
    assert LivenessChallenge.objects.count() == most
    assert LivenessChallenge.objects.filter(used_at=None, gestures__gt="").count() == 1


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_withdrawal_of_consent_and_the_beginning_of_an_attempt(
    _round, ready, resident, nothing_runs_by_itself
):
    _request, disclosure = ready
    results = together(
        lambda: start_verification(
            disclosure=disclosure, frames=[SELFIE], by=resident, capture=Capture.ATTENDED
        ),
        lambda: withdraw_consent(resident=resident, purpose=Purpose.FACE_COMPARISON, language="en"),
    )
    assert unexpected(results, Refused) == []
    assert not has_consent(resident, Purpose.FACE_COMPARISON)
    for verification in Verification.objects.filter(state="queued"):
        comparing.compare_faces(verification_id=verification.pk)
    assert not ProbeFrame.objects.exists()
    assert not Verification.objects.filter(state="decided").exists()


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_withdrawal_of_consent_and_the_end_of_a_comparison(
    _round, ready, resident, nothing_runs_by_itself
):
    request, disclosure = ready
    verification = start_verification(
        disclosure=disclosure, frames=[SELFIE], by=resident, capture=Capture.ATTENDED
    )
    results = together(
        lambda: comparing.compare_faces(verification_id=verification.pk),
        lambda: withdraw_consent(resident=resident, purpose=Purpose.FACE_COMPARISON, language="en"),
    )
    assert unexpected(results) == []
    verification.refresh_from_db()
    verified = Event.objects.filter(request=request, kind="verify_identity").exists()
    assert verified is (verification.state == "decided")
    assert not ProbeFrame.objects.exists()


@pytest.mark.parametrize("_round", ROUNDS)
def test_an_account_erased_while_it_files_and_compares(
    _round, ready, resident, venue, nothing_runs_by_itself
):
    request, disclosure = ready
    verification = start_verification(
        disclosure=disclosure, frames=[SELFIE], by=resident, capture=Capture.ATTENDED
    )
    results = together(
        lambda: erase_account(user=resident),
        lambda: filed_request(resident=resident, venue=venue),
        lambda: comparing.compare_faces(verification_id=verification.pk),
    )
    if isinstance(results[0], Exception):
        # A filing slipped in between: nothing was erased, and the person tries again.
        assert User.objects.filter(pk=resident.pk).exists()
        with suppress(User.DoesNotExist):
            erase_account(user=User.objects.get(pk=resident.pk))
    assert not User.objects.filter(pk=resident.pk).exists()
    assert not RightsRequest.objects.filter(resident__isnull=False).exists()
    assert not ProbeFrame.objects.exists()
    assert set(Disclosure.objects.values_list("state", flat=True)) == {"destroyed"}
    sound(request)
