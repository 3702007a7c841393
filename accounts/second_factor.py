"""Whether somebody who works for an organisation has proven a second factor in this session."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.contrib.sessions.backends.base import SessionBase

from accounts.models import User
from accounts.policies import works_for_an_organisation

# Recovery codes are a way back to one of these, not a factor of their own.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def is_enrolled(user: User) -> bool:
    """True when ``user`` has an authenticator app, a passkey or a security key."""
    enrolled: bool = Authenticator.objects.filter(user=user, type__in=FACTORS).exists()
    return enrolled


def is_proven(user: User, session: SessionBase) -> bool:
    """True when ``session`` holds a record that ``user`` passed the second step (or used a passkey)."""
    return any(record["method"] == "mfa" for record in records_in(session, user))


def records_in(session: SessionBase, user: User) -> list[dict[str, Any]]:
    """What ``user`` has shown in ``session``, without what was shown by a factor that is removed since.

    Whoever removes a lost key shuts out whoever came in by it.
    """
    holder = SimpleNamespace(session=session)
    records: list[dict[str, Any]] = get_authentication_records(holder, user)
    if not any(record["method"] == "mfa" for record in records):
        return records
    held = dict(Authenticator.objects.filter(user=user).values_list("pk", "type"))
    return [each for each in records if each["method"] != "mfa" or _is_held(each, held)]


def _is_held(record: Mapping[str, Any], held: Mapping[int, str]) -> bool:
    if "id" in record:
        return record["id"] in held
    return record.get("type") in held.values()


def is_lacking(user: User, session: SessionBase) -> bool:
    """True when the rule applies to ``user`` and ``session`` does not satisfy it."""
    if not works_for_an_organisation(user):
        return False
    return not (is_proven(user, session) and is_enrolled(user))
