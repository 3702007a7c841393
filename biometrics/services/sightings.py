"""Photographs of signs: sealed at once, bystanders blurred by a worker, destroyed with the decision."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts.core.queueing import enqueue_on_commit
from accounts.models import User
from biometrics.images import inspect_picture
from biometrics.models import FileState, SightingPhoto
from biometrics.services import sealed_files, wrapped_keys
from biometrics.services.pictures import blur_once
from consents.models import VenueReport


@transaction.atomic
def take_photo(*, report: VenueReport, photo: bytes) -> SightingPhoto:
    """Seal the photograph of one sighting; a worker blurs the faces in it.

    Raises:
        UnusablePicture: it is no photograph, or too large; nothing has been stored.
    """
    inspect_picture(photo)
    row = SightingPhoto(report=report)
    sealed_files.seal(row, photo, FileState.WAITING)
    row.save(force_insert=True)
    enqueue_on_commit("biometrics.blur_faces", str(row.pk))
    return row


def waiting() -> QuerySet[SightingPhoto]:
    return SightingPhoto.objects.filter(state=FileState.WAITING)


def blur_faces(*, photo_id: UUID) -> bool:
    """Blur one waiting photograph and destroy the original; False when that is not ours to do."""
    return sealed_files.remake(waiting().filter(pk=photo_id), _blurred)


def _blurred(row: SightingPhoto) -> bytes | None:
    return blur_once(row.path, row.wrapped_key, sealed_files.key_context(row), tries=row.tries)


def read_photo(row: SightingPhoto) -> bytes:
    """The blurred photograph as JPEG, for a moderator.

    Raises:
        FileNotFoundError: faces are still being blurred, or it could not be used.
    """
    if not row.is_ready:
        raise FileNotFoundError("there is no blurred photograph yet")
    return sealed_files.unseal(row)


@transaction.atomic
def destroy_photo(*, report: VenueReport) -> None:
    """Remove the photograph of a sighting that has been decided."""
    sealed_files.destroy(SightingPhoto.objects.filter(report=report))


@transaction.atomic
def destroy_photos_of(*, reporter: User) -> None:
    """Remove every photograph that ``reporter`` sent: their account is being erased."""
    sealed_files.destroy(SightingPhoto.objects.filter(report__reporter=reporter))


wrapped_keys.held_in(SightingPhoto, "wrapped_key")(sealed_files.key_context)
