"""Changing the wrapping key while selfies wait and galleries are held."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from biometrics.models import Basis, Disclosure, DisclosureState
from biometrics.policies import PolicyKind
from biometrics.services.disclosures import Scope, add_vectors, open_disclosure
from biometrics.services.galleries import references_of
from biometrics.vault.errors import Undecryptable
from biometrics.vault.keys import new_wrapping_key


@pytest.fixture
def disclosure(rights_request, operator, venue, settings):
    settings.KEY_WRAPPER, settings.VAULT_WRAPPING_KEY = "env", new_wrapping_key()
    scope = Scope(
        request_id=rights_request.pk,
        venue=venue,
        subject=rights_request.resident,
        basis=Basis.BY_NAME,
        policy_kind=PolicyKind.DELETION,
    )
    held = open_disclosure(scope=scope, by=operator)
    values = [1.4 / 128**0.5] * 128
    add_vectors(disclosure=held, engine=held.engine, rows=[("card 7", values)])
    Disclosure.objects.filter(pk=held.pk).update(state=DisclosureState.READY)
    return Disclosure.objects.get(pk=held.pk)


def test_what_was_sealed_opens_under_the_new_key_alone(disclosure, settings):
    old, new = settings.VAULT_WRAPPING_KEY, new_wrapping_key()
    settings.VAULT_WRAPPING_KEY, settings.VAULT_OLD_WRAPPING_KEYS = new, [old]
    call_command("rewrap_keys", verbosity=0)
    settings.VAULT_OLD_WRAPPING_KEYS = []
    disclosure.refresh_from_db()
    assert references_of(disclosure, [0]) == ["card 7"]


def test_a_dropped_key_that_is_still_needed_is_an_error_that_says_so(disclosure, settings):
    settings.VAULT_WRAPPING_KEY = new_wrapping_key()
    with pytest.raises(Undecryptable, match="VAULT_OLD_WRAPPING_KEYS"):
        references_of(disclosure, [0])
