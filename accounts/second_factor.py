"""Whether somebody who works for an organisation has proven a second factor in this session."""

from __future__ import annotations

from types import SimpleNamespace

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
    holder = SimpleNamespace(session=session)
    records: list[dict[str, object]] = get_authentication_records(holder, user)
    return any(record["method"] == "mfa" for record in records)


def is_lacking(user: User, session: SessionBase) -> bool:
    """True when the rule applies to ``user`` and ``session`` does not satisfy it."""
    if not works_for_an_organisation(user):
        return False
    return not (is_proven(user, session) and is_enrolled(user))
