"""Codes and undoing, at the same moment from several connections."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.utils import timezone

from accounts.models import AccountChange, AuditEvent, ChangeKind, ProofCode, User
from accounts.services import proof_codes, undoable_changes
from accounts.services.proof_codes import ProofProblem, TooManyCodesError
from accounts.services.undoable_changes import NotUndoable
from tests.guards.test_concurrency import together, unexpected

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
]
MANY = 20


def presenting(user: User, typed: str) -> Callable[[], object]:
    return lambda: proof_codes.present(by=user, session_key="here", typed=typed)


def test_of_twenty_wrong_codes_at_once_three_are_judged(resident, monkeypatch):
    _row, digits = proof_codes.issue(by=resident, session_key="here")
    wrong = "00000000" if digits != "00000000" else "11111111"
    judged: list[str] = []
    compare = proof_codes.constant_time_compare
    monkeypatch.setattr(
        proof_codes, "constant_time_compare", lambda a, b: judged.append(a) or compare(a, b)
    )
    results = together(*[presenting(resident, wrong)] * MANY)
    assert unexpected(results, ProofProblem) == []
    assert len(judged) == 3
    assert ProofCode.objects.get().tries == 3


def test_a_right_code_sent_at_once_opens_once(resident):
    _row, digits = proof_codes.issue(by=resident, session_key="here")
    results = together(*[presenting(resident, digits)] * 4)
    assert unexpected(results, ProofProblem) == []
    assert len([each for each in results if isinstance(each, ProofCode)]) == 1


def test_codes_asked_for_at_once_are_counted(resident):
    results = together(
        *[lambda n=n: proof_codes.issue(by=resident, session_key=f"session {n}") for n in range(12)]
    )
    assert unexpected(results, TooManyCodesError) == []
    assert ProofCode.objects.count() == proof_codes.SENT_AT_MOST


def test_a_link_pressed_at_once_undoes_once(resident):
    EmailAddress.objects.create(user=resident, email="thief@example.test", verified=True)
    now = timezone.now()
    change = AccountChange.objects.create(
        user=resident,
        kind=ChangeKind.ADDRESS,
        old_address=resident.email,
        new_address="thief@example.test",
        asked_at=now,
        effective_at=now,
        until=now + timedelta(hours=72),
    )
    token = undoable_changes.token_of(change)
    results = together(*[lambda: undoable_changes.undo(token=token)] * 4)
    assert unexpected(results, NotUndoable) == []
    assert len([each for each in results if isinstance(each, AccountChange)]) == 1
    assert AuditEvent.objects.filter(kind="account.restored").count() == 1
    assert EmailAddress.objects.get().email == resident.email
