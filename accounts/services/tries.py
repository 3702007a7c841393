"""Tries that are counted before they are judged, in the database, whoever sends how many at once.

A try is taken by an UPDATE that must hit one row; what finds none left is not judged at all. Windows
are fixed: at the edge of two of them twice the limit fits.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import Tries

KNOWN_FOR = timedelta(days=90)


def claim(*, kind: str, subject: str, limit: int, window: timedelta) -> bool:
    """Take one of ``limit`` tries of ``kind`` on ``subject`` within ``window``; False where none is left.

    ``subject`` is whatever is tried: an account, an address, the code itself. It is kept as a keyed
    digest. Committed before it returns, so it must not stand in a transaction that may be undone.

    Raises:
        RuntimeError: called within a transaction.
    """
    key, now = _key(kind, subject), timezone.now()
    row = Tries.objects.filter(key=key)
    with transaction.atomic(durable=True):
        if not row.filter(until__lte=now).update(used=0, until=now + window):
            Tries.objects.bulk_create([Tries(key=key, until=now + window)], ignore_conflicts=True)
        return bool(row.filter(used__lt=limit).update(used=F("used") + 1))


def clear(*, kind: str, subject: str) -> None:
    """Forget the tries of ``kind`` on ``subject``: it was the right one."""
    Tries.objects.filter(key=_key(kind, subject)).delete()


def know(*, account: object, network: str) -> None:
    """``account`` came in from ``network``: strangers cannot use up its tries there."""
    until = timezone.now() + KNOWN_FOR
    Tries.objects.update_or_create(
        key=_key("known", f"{account}|{network}"), defaults={"until": until}
    )


def is_known(*, account: object, network: str) -> bool:
    """True when ``account`` came in from ``network`` within the last 90 days."""
    row = Tries.objects.filter(key=_key("known", f"{account}|{network}"))
    return row.filter(until__gt=timezone.now()).exists()


def _key(kind: str, subject: str) -> str:
    return salted_hmac(f"accounts.tries:{kind}", subject, algorithm="sha256").hexdigest()
