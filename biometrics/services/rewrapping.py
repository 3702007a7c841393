"""Changing the wrapping key: every stored data key is wrapped anew, no sealed data is touched.

The key of the settings wraps; it and VAULT_OLD_WRAPPING_KEYS unwrap. Afterwards the old key can go.
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from biometrics.models import DisclosedItem, Disclosure, ProbeFrame
from biometrics.services.disclosures import picture_context
from biometrics.services.galleries import context_of
from biometrics.services.verifications import frame_context
from biometrics.vault.keys import WrappedKey, key_wrapper, rewrap


def rewrap_all() -> int:
    """Wrap every stored data key under the current wrapping key; how many there were.

    Each row in a transaction of its own, so that it can be stopped and run again.

    Raises:
        Undecryptable: a key was wrapped under one that is not configured; nothing of it is changed.
    """
    return _disclosures() + _pictures() + _frames()


def _anew(wrapped: bytes | memoryview, context: dict[str, str]) -> WrappedKey:
    wrapper = key_wrapper()
    return rewrap(WrappedKey(bytes(wrapped)), context=context, old=wrapper, new=wrapper)


def _disclosures() -> int:
    keys = Disclosure.objects.filter(wrapped_key__isnull=False).values_list("pk", flat=True)
    return sum(_disclosure(pk) for pk in list(keys))


@transaction.atomic
def _disclosure(pk: UUID) -> bool:
    held = Disclosure.objects.select_for_update().filter(pk=pk, wrapped_key__isnull=False).first()
    if held is None or held.wrapped_key is None:
        return False
    held.wrapped_key = _anew(held.wrapped_key, context_of(held).fields())
    held.save(update_fields=["wrapped_key"])
    return True


def _pictures() -> int:
    waiting = DisclosedItem.objects.filter(picture_key__isnull=False).values_list("pk", flat=True)
    return sum(_picture(pk) for pk in list(waiting))


@transaction.atomic
def _picture(pk: int) -> bool:
    item = DisclosedItem.objects.select_related("disclosure").select_for_update(of=("self",))
    held = item.filter(pk=pk, picture_key__isnull=False).first()
    if held is None or held.picture_key is None:
        return False
    held.picture_key = _anew(held.picture_key, picture_context(held.disclosure, held.number))
    held.save(update_fields=["picture_key"])
    return True


def _frames() -> int:
    return sum(_frame(pk) for pk in list(ProbeFrame.objects.values_list("pk", flat=True)))


@transaction.atomic
def _frame(pk: int) -> bool:
    frame = ProbeFrame.objects.select_related("verification").select_for_update(of=("self",))
    held = frame.filter(pk=pk).first()
    if held is None:
        return False
    held.picture_key = _anew(held.picture_key, frame_context(held.verification, held.number))
    held.save(update_fields=["picture_key"])
    return True
