"""A passkey that says it was used less often than before is a copy (W3C WebAuthn, 7.2, step 22)."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db import transaction

from accounts.core.actors import Actor, ActorKind
from accounts.kit import audit
from accounts.models import PasskeyCounter


def is_copy(*, authenticator: Authenticator, sign_count: int) -> bool:
    """True where ``sign_count``, as just signed, is not above the highest one shown before.

    A device that does not count shows zero always: that is allowed, until it has shown more. Of two
    sign-ins at once with one count, one is let in. A copy is recorded.
    """
    row = PasskeyCounter.objects.filter(authenticator=authenticator)
    if not row.exists():
        _begin(authenticator)
    if sign_count == 0:
        copied = not row.filter(sign_count=0).exists()
    else:
        copied = not row.filter(sign_count__lt=sign_count).update(sign_count=sign_count)
    if copied:
        _record(authenticator)
    return copied


def _begin(authenticator: Authenticator) -> None:
    """The count with which the passkey was set up is the first one shown."""
    registered: int = authenticator.wrap().authenticator_data.counter
    PasskeyCounter.objects.get_or_create(
        authenticator=authenticator, defaults={"sign_count": registered}
    )


@transaction.atomic
def _record(authenticator: Authenticator) -> None:
    by = Actor(ActorKind.RESIDENT, authenticator.user_id)
    audit.record(kind="passkey.copied", by=by, target=authenticator)
