"""Answers kept for a while, so that a call or form repeated under the same key does nothing twice.

What is older is removed by the retention rules (`accounts.services.retention`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import Any

from django.db import IntegrityError, transaction
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


def claim(*, user: User, key: str, fingerprint: str, kept: timedelta = KEPT) -> Claim:
    """Take ``key`` for one call, or say what became of the call that has it."""
    _forget_abandoned(user, key)
    try:
        with transaction.atomic():
            stored = StoredResponse.objects.create(
                user=user, key=key, fingerprint=fingerprint, kept_until=timezone.now() + kept
            )
        return Claim(Claimed.NEW, stored)
    except IntegrityError:
        stored = StoredResponse.objects.get(user=user, key=key)
    if stored.fingerprint != fingerprint:
        return Claim(Claimed.OTHER_CALL, stored)
    return Claim(Claimed.RUNNING if stored.status is None else Claimed.DONE, stored)


def _forget_abandoned(user: User, key: str) -> None:
    now = timezone.now()
    mine = StoredResponse.objects.filter(user=user, key=key)
    mine.filter(status=None, created_at__lt=now - ABANDONED).delete()
    mine.filter(kept_until__lt=now).delete()


def keep(*, stored: StoredResponse, status: int, body: dict[str, Any]) -> None:
    """Keep the answer; called in the transaction of the change that it tells of."""
    StoredResponse.objects.filter(pk=stored.pk).update(status=status, body=body)


def release(*, stored: StoredResponse) -> None:
    """The call came to nothing: its key may be used again."""
    StoredResponse.objects.filter(pk=stored.pk, status=None).delete()
