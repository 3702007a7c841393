"""Changing the wrapping key while galleries are held, pictures wait and evidence is kept."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command

from biometrics.models import DisclosedItem, Disclosure, ProbeFrame
from biometrics.services import rewrapping, wrapped_keys
from biometrics.services.disclosures import destroy_disclosure
from biometrics.services.verifications import stop_verification
from biometrics.vault import Undecryptable
from biometrics.vault import keys as vault_keys
from biometrics.vault.keys import LocalKeyWrapper, new_wrapping_key
from requests_app.models import Attachment
from tests.biometrics.kms import ALIAS, OTHER_KEY, RefusingKms
from tests.guards.job import committed
from tests.sealing import everywhere, new_key_beside_the_old

__all__ = ["committed", "everywhere"]
pytestmark = pytest.mark.django_db


def rewrap_keys() -> str:
    said = io.StringIO()
    call_command("rewrap_keys", stdout=said)
    return said.getvalue()


def test_everything_opens_under_the_new_key_alone(everywhere, settings):
    new_key_beside_the_old(settings)
    said = rewrap_keys()
    settings.VAULT_OLD_WRAPPING_KEYS = []
    everywhere.open()
    for kind in (
        "disclosures: 2",
        "disclosed records: 3",
        "sealed selfies: 5",
        "photographs of signs: 2",
        "attachments: 2",
    ):
        assert f"{kind} wrapped anew, 0 under another key" in said
    assert "you may drop the old one" in said


def test_a_second_run_finds_nothing_to_do(everywhere, settings):
    new_key_beside_the_old(settings)
    rewrap_keys()
    said = rewrap_keys()
    assert said.count(": 0 wrapped anew, 0 under another key") == len(wrapped_keys.COLUMNS)
    everywhere.open()


def test_pictures_that_came_together_are_one_call_to_the_wrapper(everywhere, settings, monkeypatch):
    new_key_beside_the_old(settings)
    wrap, wrapped = LocalKeyWrapper.wrap, []
    monkeypatch.setattr(
        LocalKeyWrapper,
        "wrap",
        lambda self, key, **context: wrapped.append(key) or wrap(self, key, **context),
    )
    rewrap_keys()
    assert len(wrapped) == 1 + 2 + 1 + 1 + 2 + 2, "trial, galleries, upload, burst, signs, files"


def test_the_old_key_is_not_given_up_while_anything_needs_it(everywhere, settings):
    """Without the old key nothing opens; nothing is changed either, and the command says so."""
    old = settings.VAULT_WRAPPING_KEY
    settings.VAULT_WRAPPING_KEY = new_wrapping_key()
    with pytest.raises(CommandError, match="Do not drop the old wrapping key"):
        rewrap_keys()
    settings.VAULT_OLD_WRAPPING_KEYS = [old]
    assert "you may drop the old one" in rewrap_keys()
    settings.VAULT_OLD_WRAPPING_KEYS = []
    everywhere.open()


def test_one_key_that_does_not_open_keeps_no_other_from_being_wrapped(everywhere, settings, caplog):
    frame = ProbeFrame.objects.first()
    damaged = bytes(frame.picture_key)[:-1] + b"?"
    ProbeFrame.objects.filter(pk=frame.pk).update(picture_key=damaged)
    new_key_beside_the_old(settings)
    with pytest.raises(CommandError, match="Do not drop"):
        rewrap_keys()
    assert f"biometrics.ProbeFrame {frame.pk}" in caplog.text
    assert {kind.left for kind in rewrapping.rewrap_all()} == {0, 1}
    ProbeFrame.objects.filter(pk=frame.pk).delete()
    assert "you may drop the old one" in rewrap_keys()


def test_what_a_process_with_the_old_key_adds_meanwhile_is_counted(
    everywhere, settings, monkeypatch
):
    """A web server that was not started again writes on under the old key."""
    old = LocalKeyWrapper(vault_keys.parse_wrapping_key(settings.VAULT_WRAPPING_KEY, source="test"))
    file = Attachment.objects.get(state="ready")
    before = bytes(file.wrapped_key)
    new_key_beside_the_old(settings)
    rewrap = rewrapping.rewrap

    def overtaken(wrapped, *, context, **wrappers):
        if wrapped == before:
            late = old.wrap(b"k" * 32, context=context)
            Attachment.objects.filter(pk=file.pk).update(wrapped_key=late)
        return rewrap(wrapped, context=context, **wrappers)

    monkeypatch.setattr(rewrapping, "rewrap", overtaken)
    with pytest.raises(CommandError, match="Do not drop"):
        rewrap_keys()


def test_what_is_destroyed_meanwhile_stays_destroyed(everywhere, settings, monkeypatch):
    new_key_beside_the_old(settings)
    rewrap = rewrapping.rewrap

    def overtaken(wrapped, *, context, **wrappers):
        anew = rewrap(wrapped, context=context, **wrappers)
        stop_verification(verification=everywhere.attempt, because="withdrawn")
        for held in (everywhere.ready, everywhere.waiting):
            destroy_disclosure(disclosure=held, because="withdrawn")
        return anew

    monkeypatch.setattr(rewrapping, "rewrap", overtaken)
    rewrap_keys()
    assert not Disclosure.objects.filter(wrapped_key__isnull=False).exists()
    assert not DisclosedItem.objects.filter(picture_key__isnull=False).exists()
    assert not ProbeFrame.objects.exists()


def test_from_one_key_of_a_kms_to_another(everywhere, settings, monkeypatch):
    kms = RefusingKms()
    monkeypatch.setattr(vault_keys, "_kms_client", lambda: kms)
    settings.VAULT_OLD_WRAPPING_KEYS = [settings.VAULT_WRAPPING_KEY]
    settings.KEY_WRAPPER, settings.VAULT_KMS_KEY_ID = "kms", ALIAS
    assert "you may drop the old one" in rewrap_keys()
    settings.VAULT_OLD_WRAPPING_KEYS = []
    first, kms.aliases[ALIAS] = kms.aliases[ALIAS], OTHER_KEY
    assert "you may drop the old one" in rewrap_keys()
    kms.disabled.add(first)
    everywhere.open()


def test_a_kms_that_does_not_answer_changes_nothing(everywhere, settings, monkeypatch):
    kms = RefusingKms(refuses="ThrottlingException")
    monkeypatch.setattr(vault_keys, "_kms_client", lambda: kms)
    settings.VAULT_OLD_WRAPPING_KEYS = [settings.VAULT_WRAPPING_KEY]
    settings.KEY_WRAPPER, settings.VAULT_KMS_KEY_ID = "kms", ALIAS
    with pytest.raises(CommandError, match="try again"):
        rewrap_keys()
    kms.refuses = None
    everywhere.open()


def test_a_dropped_key_that_is_still_needed_is_an_error_that_says_so(everywhere, settings):
    settings.VAULT_WRAPPING_KEY = new_wrapping_key()
    with pytest.raises(Undecryptable, match="VAULT_OLD_WRAPPING_KEYS"):
        everywhere.open()
