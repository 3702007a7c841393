"""Sealing a stranger's file, making it anew in a worker, and opening only what was made here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from biometrics.models.sealed_file import FileState, SealedFile
from biometrics.services.claims import forgiving, free, take_up
from biometrics.vault import blobs, transit, wipe
from biometrics.vault.context import Context
from biometrics.vault.keys import WrappedKey

# A waiting file that no worker took for so long was lost with its message.
LOST_AFTER = timedelta(seconds=20)
AT_ONCE = 200

F = TypeVar("F", bound=SealedFile)
Remake = Callable[[F], bytes | None]
"""Makes the file anew; None where it cannot be used."""


def seal(row: SealedFile, data: bytes, state: FileState) -> None:
    """Seal ``data`` as what ``row`` holds in ``state``; the caller saves the row."""
    sealed = transit.seal(data, context=row.context(state))
    row.state, row.wrapped_key = state, sealed.wrapped_key
    row.path = blobs.put(sealed.blob, folder=row.FOLDER)


def unseal(row: SealedFile) -> bytes:
    """What ``row`` holds now.

    Raises:
        Undecryptable: its key has been destroyed, or it does not open in this place.
    """
    sealed = transit.Sealed(WrappedKey(bytes(row.wrapped_key)), blobs.get(row.path))
    data = transit.unseal(sealed, context=key_context(row))
    try:
        return bytes(data)
    finally:
        wipe(data)


def key_context(row: SealedFile) -> Context:
    """What the key is bound to now, for whoever wraps it anew."""
    return row.context(FileState(row.state))


def remake(waiting: QuerySet[F], make: Remake[F]) -> bool:
    """Make the only row of ``waiting`` anew and destroy its original; False when it is not ours to do.

    ``make`` may change other fields of the row it is given; they are saved with it.
    """
    row = take_up(waiting)
    if row is None:
        return False
    with forgiving(waiting, lease_until=None):
        made = make(row)
    return _replace(waiting, row, made)


@transaction.atomic
def _replace(waiting: QuerySet[F], row: F, made: bytes | None) -> bool:
    """Put what was made, or nothing, in the place of the original."""
    if waiting.select_for_update().first() is None:
        return False
    blobs.remove_on_commit([row.path])
    if made is None:
        row.state, row.path, row.wrapped_key = FileState.REFUSED, "", b""
    else:
        seal(row, made, FileState.READY)
    row.save()
    return True


def lost(waiting: QuerySet[F]) -> Sequence[UUID]:
    """Those of ``waiting`` that no worker took."""
    left = waiting.filter(free(), created_at__lt=timezone.now() - LOST_AFTER)
    return list(left.values_list("pk", flat=True)[:AT_ONCE])


def destroy(rows: QuerySet[F]) -> None:
    """Remove ``rows`` and what they hold; the caller holds the transaction."""
    blobs.remove_on_commit(path for path in rows.values_list("path", flat=True) if path)
    rows.delete()
