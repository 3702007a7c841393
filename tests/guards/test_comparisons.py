"""No outcome without consent, no sixth attempt, nothing read twice, nothing left behind."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from accounts.models import AuditEvent
from biometrics.models import (
    DisclosedItem,
    Disclosure,
    DisclosureState,
    ProbeFrame,
    Verification,
    VerificationState,
)
from biometrics.problems import RefusalKind, Refused
from biometrics.services import comparing, reading
from biometrics.services.disclosures import add_photograph, add_vectors, destroy_disclosure
from biometrics.services.limits import ATTEMPTS_A_DAY
from biometrics.services.verifications import start_verification
from biometrics.types import Capture, Decision, Outcome
from biometrics.vault import Undecryptable, blobs
from consents.models import Consent, ConsentAction, Purpose
from consents.services import withdraw_consent
from requests_app import states
from requests_app.models import Event
from requests_app.services import identity
from tests.guards.job import RESIDENT, STRANGER, begin, disclose, photograph, verify


@pytest.fixture
def consented(resident, consent_of):
    return consent_of(resident)


@pytest.fixture
def disclosure(rights_request, operator, committed, consented) -> Disclosure:
    return disclose(rights_request, operator, committed, [RESIDENT])


@pytest.fixture
def meanwhile(monkeypatch):
    """`meanwhile(act)` lets something happen while a comparison runs; it then finds a match."""

    def during(act):
        def decide(verification):
            act()
            return Decision(Outcome.VERIFIED, (0,), "test", "1")

        monkeypatch.setattr(comparing, "_decide", decide)

    return during


def nothing_came_of(verification, request) -> None:
    verification.refresh_from_db()
    request.refresh_from_db()
    assert (verification.state, verification.outcome) == (VerificationState.STOPPED, "")
    assert request.identity != states.Identity.VERIFIED
    assert request.matched_references == []
    assert not Event.objects.filter(kind="verify_identity").exists()
    assert not ProbeFrame.objects.exists()
    later = timezone.now() + timedelta(days=1)
    assert list(blobs.older_than("probes", later)) == []


def test_consent_withdrawn_during_a_comparison_throws_its_outcome_away(
    disclosure, rights_request, resident, committed, meanwhile
):
    meanwhile(
        lambda: withdraw_consent(resident=resident, purpose=Purpose.FACE_COMPARISON, language="en")
    )
    verification = verify(disclosure, resident, committed, photograph(RESIDENT, 2))
    nothing_came_of(verification, rights_request)
    disclosure.refresh_from_db()
    assert disclosure.state == DisclosureState.DESTROYED


def test_a_withdrawal_that_did_not_see_the_attempt_stops_it_all_the_same(
    disclosure, rights_request, resident, committed, meanwhile, consented
):
    """The two transactions ran beside each other; the receiver found no attempt to stop."""
    meanwhile(
        lambda: Consent.objects.create(
            resident=resident,
            purpose=Purpose.FACE_COMPARISON,
            action=ConsentAction.WITHDRAWN,
            notice=consented.notice,
            language="en",
        )
    )
    verification = verify(disclosure, resident, committed, photograph(RESIDENT, 2))
    nothing_came_of(verification, rights_request)


def test_a_disclosure_destroyed_during_a_comparison_ends_it(
    disclosure, rights_request, resident, committed, meanwhile
):
    meanwhile(lambda: destroy_disclosure(disclosure=disclosure, because="expired"))
    verification = verify(disclosure, resident, committed, photograph(RESIDENT, 2))
    nothing_came_of(verification, rights_request)
    assert verification.problem == "destroyed"


def test_no_comparison_begins_without_consent(disclosure, resident, monkeypatch):
    verification = start_verification(
        disclosure=disclosure,
        frames=[photograph(RESIDENT, 2)],
        by=resident,
        capture=Capture.ATTENDED,
    )
    Consent.objects.create(
        resident=resident,
        purpose=Purpose.FACE_COMPARISON,
        action=ConsentAction.WITHDRAWN,
        notice=Consent.objects.latest("id").notice,
        language="en",
    )
    monkeypatch.setattr(comparing, "_decide", lambda verification: pytest.fail("it compared"))
    comparing.compare_faces(verification_id=verification.pk)
    verification.refresh_from_db()
    assert (verification.state, verification.problem) == ("stopped", "consent")


# --- attempts ---------------------------------------------------------------------------------


def test_one_attempt_too_many_in_a_day_is_refused_through_a_second_disclosure_too(
    disclosure, rights_request, resident, operator, committed, monkeypatch
):
    monkeypatch.setattr(
        comparing, "_decide", lambda verification: Decision(Outcome.NOT_MATCHED, (), "test", "1")
    )
    selfie = photograph(RESIDENT, 2)
    for _attempt in range(ATTEMPTS_A_DAY):
        assert verify(disclosure, resident, committed, selfie).outcome == "not_matched"
    with pytest.raises(Refused) as refused:
        start_verification(
            disclosure=disclosure, frames=[selfie], by=resident, capture=Capture.ATTENDED
        )
    assert refused.value.kind is RefusalKind.TOO_MANY_ATTEMPTS

    destroy_disclosure(disclosure=disclosure, because="expired")
    again = disclose(rights_request, operator, committed, [RESIDENT, STRANGER])
    with pytest.raises(Refused) as refused:
        start_verification(disclosure=again, frames=[selfie], by=resident, capture=Capture.ATTENDED)
    assert refused.value.kind is RefusalKind.TOO_MANY_ATTEMPTS

    yesterday = timezone.now() - timedelta(days=1, minutes=1)
    Verification.objects.update(created_at=yesterday)
    assert verify(again, resident, committed, selfie).state == VerificationState.DECIDED


def test_a_stranger_gets_no_attempt_at_all(disclosure, stranger, consent_of):
    consent_of(stranger)
    with pytest.raises(Refused) as refused:
        start_verification(
            disclosure=disclosure,
            frames=[photograph(STRANGER)],
            by=stranger,
            capture=Capture.ATTENDED,
        )
    assert refused.value.kind is RefusalKind.NOT_YOURS


@pytest.mark.parametrize("touched", ["rows swapped", "row copied", "record gone"])
def test_whoever_moves_records_in_the_database_names_nobody_else(
    rights_request, resident, operator, committed, consented, touched
):
    """Which record a row of the gallery stands for is sealed: no stranger's is handed out or deleted."""
    both = disclose(rights_request, operator, committed, [RESIDENT, STRANGER])
    attempt = start_verification(
        disclosure=both, frames=[photograph(RESIDENT)], by=resident, capture=Capture.ATTENDED
    )
    if touched == "rows swapped":
        both.items.update(row=1 - F("row"))
    elif touched == "row copied":
        both.items.update(row=0)
    else:
        both.items.filter(row=0).delete()
    with pytest.raises(Undecryptable):
        comparing.compare_faces(verification_id=attempt.pk)
    attempt.refresh_from_db()
    rights_request.refresh_from_db()
    assert (attempt.outcome, rights_request.matched_references) == ("", [])


# --- disclosures ------------------------------------------------------------------------------


def test_two_workers_that_read_the_same_photographs_seal_them_once(
    rights_request, operator, committed, monkeypatch
):
    """The first was thought dead, its lease had run out, and then it came back."""
    slow = reading._encode

    def overtaken(disclosure, item, keys):
        monkeypatch.setattr(reading, "_encode", slow)
        Disclosure.objects.update(lease_until=None)
        reading.read_disclosure(disclosure_id=disclosure.pk)
        return slow(disclosure, item, keys)

    monkeypatch.setattr(reading, "_encode", overtaken)
    disclosure = disclose(rights_request, operator, committed, [RESIDENT, STRANGER])
    assert (disclosure.state, disclosure.count) == ("ready", 2)
    assert sum(block.count for block in disclosure.blocks.all()) == 2
    assert sorted(disclosure.items.values_list("row", flat=True)) == [0, 1]


def test_no_record_slips_in_after_the_end_or_the_destruction(rights_request, operator, committed):
    stale = begin(rights_request, operator)
    destroy_disclosure(disclosure=stale, because="withdrawn")
    with pytest.raises(Refused):
        add_photograph(disclosure=stale, reference="late", data=photograph(STRANGER))
    with pytest.raises(Refused):
        add_vectors(disclosure=stale, engine=stale.engine, rows=[("late", [0.1] * 128)])
    assert not DisclosedItem.objects.exists()


def test_faces_go_when_identity_is_proven_another_way(
    disclosure, rights_request, resident, operator
):
    code = identity.issue_code(case=rights_request, by=operator)
    identity.redeem_code(case=rights_request, code=code, by=resident)
    disclosure.refresh_from_db()
    assert (disclosure.state, disclosure.destroyed_because) == ("destroyed", "verified")
    assert AuditEvent.objects.filter(kind="disclosure.destroyed").count() == 1
