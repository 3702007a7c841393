"""Answers kept for a while, so that a call or form repeated under the same key does nothing twice.

What is older is removed by the retention rules (`accounts.services.retention`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from accounts.models import StoredResponse, User

KEPT = timedelta(hours=24)
# A form may wait on a phone without a network for so long before it is sent once more.
FORM_KEPT = timedelta(days=30)
# A call without an answer for so long was killed with its process; it may be made again.
ABANDONED = timedelta(minutes=2)


class Claimed(Enum):
    """What `claim` found."""

    NEW = "new"
    RUNNING = "running"
    OTHER_CALL = "other_call"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Claim:
    """``stored`` is the row under which the answer is kept."""

    found: Claimed
    stored: StoredResponse


class ClaimLostError(Exception):
    """The call took so long that its key was given to a repetition: nothing of it may stay."""


def claim(*, user: User, key: str, fingerprint: str, kept: timedelta = KEPT) -> Claim:
    """Take ``key`` for one call, or say what became of the call that has it."""
    now = timezone.now()
    mine = StoredResponse.objects.filter(user=user, key=key)
    mine.filter(kept_until__lt=now).delete()
    own = StoredResponse(
        user=user, key=key, fingerprint=fingerprint, created_at=now, kept_until=now + kept
    )
    # The database lets one of them in, without an error that would spoil a transaction around it.
    StoredResponse.objects.bulk_create([own], ignore_conflicts=True)
    stored = mine.first()
    if stored is None:  # the first call came to nothing in this very moment
        return Claim(Claimed.RUNNING, own)
    if stored.claim == own.claim:
        return Claim(Claimed.NEW, stored)
    if stored.fingerprint != fingerprint:
        return Claim(Claimed.OTHER_CALL, stored)
    if stored.status is not None:
        return Claim(Claimed.DONE, stored)
    return _take_over(stored, own) or Claim(Claimed.RUNNING, stored)


def _take_over(stored: StoredResponse, own: StoredResponse) -> Claim | None:
    """Make an abandoned claim one's own, in one statement: of many who try, one does."""
    if stored.created_at >= own.created_at - ABANDONED:
        return None
    new = {"claim": own.claim, "created_at": own.created_at, "kept_until": own.kept_until}
    if not _held(stored).update(**new):
        return None
    stored.claim = own.claim
    return Claim(Claimed.NEW, stored)


def _held(stored: StoredResponse) -> QuerySet[StoredResponse]:
    return StoredResponse.objects.filter(pk=stored.pk, claim=stored.claim, status=None)


def keep(*, stored: StoredResponse, status: int, body: dict[str, Any]) -> None:
    """Keep the answer, in the transaction of the change that it tells of.

    Raises:
        ClaimLostError: the claim is another's now; the transaction must be rolled back.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("the answer is kept together with its change, or not")
    if not _held(stored).update(status=status, body=body):
        _lost(stored)


def give_back(*, stored: StoredResponse) -> None:
    """The call was refused: its key may be used again. In the transaction of what it did all the same.

    Raises:
        ClaimLostError: as `keep` does.
    """
    if not _held(stored).delete()[0]:
        _lost(stored)


def _lost(stored: StoredResponse) -> None:
    """Refuse, unless the call was the one that erased the account, and its keys with it."""
    if User.objects.filter(pk=stored.user_id).exists():
        raise ClaimLostError(stored.key)


def release(*, stored: StoredResponse) -> None:
    """The call failed and is rolled back: its key may be used again, unless another has it."""
    _held(stored).delete()
