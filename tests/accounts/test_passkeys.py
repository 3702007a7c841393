"""A passkey whose count of signatures does not go on is a copy."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator

from accounts.models import AuditEvent, PasskeyCounter
from accounts.services.passkeys import is_copy

pytestmark = pytest.mark.django_db


@pytest.fixture
def key_at(resident):
    """`key_at(count)`: a passkey that has shown ``count``."""

    def make(count: int) -> Authenticator:
        key = Authenticator.objects.create(user=resident, type=Authenticator.Type.WEBAUTHN, data={})
        PasskeyCounter.objects.create(authenticator=key, sign_count=count)
        return key

    return make


@pytest.mark.parametrize(
    ("shown_before", "shown", "copied"),
    [
        (0, 0, False),  # the device does not count
        (0, 1, False),
        (5, 6, False),
        (5, 600, False),
        (5, 5, True),
        (5, 4, True),
        (5, 0, True),
        (1, 0, True),
    ],
)
def test_the_count_goes_on(key_at, resident, shown_before, shown, copied):
    key = key_at(shown_before)
    assert is_copy(authenticator=key, sign_count=shown) is copied
    assert PasskeyCounter.objects.get().sign_count == max(shown_before, shown)
    told = AuditEvent.objects.filter(kind="passkey.copied", actor_id=resident.pk)
    assert told.exists() is copied
