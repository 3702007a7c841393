"""Photographs of signs: sealed at once, bystanders blurred by a worker, destroyed with the decision."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts.core.queueing import enqueue_on_commit
from accounts.models import User
from biometrics.images import inspect_picture
from biometrics.models import SightingPhoto, SightingState
from biometrics.services import wrapped_keys
from biometrics.services.claims import forgiving, take_up
from biometrics.services.pictures import blur_once
from biometrics.vault import blobs, transit, wipe
from biometrics.vault.context import Context
from biometrics.vault.keys import WrappedKey
from consents.models import VenueReport


@transaction.atomic
def take_photo(*, report: VenueReport, photo: bytes) -> SightingPhoto:
    """Seal the photograph of one sighting; a worker blurs the faces in it.

    Raises:
        UnusablePicture: it is no photograph, or too large; nothing has been stored.
    """
    inspect_picture(photo)
    row = SightingPhoto(report=report)
    _seal(row, photo, SightingState.WAITING)
    row.save(force_insert=True)
    enqueue_on_commit("biometrics.blur_faces", str(row.pk))
    return row


def blur_faces(*, photo_id: UUID) -> bool:
    """Blur one waiting photograph and destroy the original; False when that is not ours to do."""
    waiting = SightingPhoto.objects.filter(pk=photo_id, state=SightingState.WAITING)
    row = take_up(waiting)
    if row is None:
        return False
    with forgiving(waiting, lease_until=None):
        context = _context(row, SightingState.WAITING)
        blurred = blur_once(row.path, row.picture_key, context, tries=row.tries)
    return _replace(row, row.path, blurred)


@transaction.atomic
def _replace(row: SightingPhoto, original: str, blurred: bytes | None) -> bool:
    """Put the blurred photograph, or nothing, in the place of the original."""
    locked = (
        SightingPhoto.objects.select_for_update()
        .filter(pk=row.pk, state=SightingState.WAITING)
        .first()
    )
    if locked is None:
        return False
    if blurred is None:
        locked.state, locked.path, locked.picture_key = SightingState.REFUSED, "", b""
    else:
        _seal(locked, blurred, SightingState.BLURRED)
    locked.save()
    blobs.remove_on_commit([original])
    return True


def read_photo(row: SightingPhoto) -> bytes:
    """The blurred photograph as JPEG, for a moderator.

    Raises:
        FileNotFoundError: faces are still being blurred, or it could not be used.
    """
    if row.state != SightingState.BLURRED:
        raise FileNotFoundError("there is no blurred photograph yet")
    sealed = transit.Sealed(WrappedKey(bytes(row.picture_key)), blobs.get(row.path))
    data = transit.unseal(sealed, context=_context(row, SightingState.BLURRED))
    try:
        return bytes(data)
    finally:
        wipe(data)


@transaction.atomic
def destroy_photo(*, report: VenueReport) -> None:
    """Remove the photograph of a sighting that has been decided."""
    _destroy(SightingPhoto.objects.filter(report=report))


@transaction.atomic
def destroy_photos_of(*, reporter: User) -> None:
    """Remove every photograph that ``reporter`` sent: their account is being erased."""
    _destroy(SightingPhoto.objects.filter(report__reporter=reporter))


def _destroy(rows: QuerySet[SightingPhoto]) -> None:
    blobs.remove_on_commit(path for path in rows.values_list("path", flat=True) if path)
    rows.delete()


def _context(row: SightingPhoto, state: SightingState) -> Context:
    """Bound to its row and state: an original never passes for a blurred one."""
    return {"use": "sighting", "photo": str(row.pk), "state": state.value}


@wrapped_keys.held_in(SightingPhoto, "picture_key")
def _key_context(row: SightingPhoto) -> Context:
    return _context(row, SightingState(row.state))


def _seal(row: SightingPhoto, photo: bytes, state: SightingState) -> None:
    sealed = transit.seal(photo, context=_context(row, state))
    row.state, row.picture_key = state, sealed.wrapped_key
    row.path = blobs.put(sealed.blob, folder="sightings")
