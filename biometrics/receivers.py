"""What this app does when something happens below it."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from accounts.models import User
from biometrics.images import inspect_picture, look
from biometrics.services import sightings
from biometrics.services.data_subjects import destroy_faces_of
from biometrics.types import UnusablePicture
from consents.models import VenueReport
from consents.models.consent import FOR_FACES
from consents.services import PhotoRefused
from consents.signals import (
    consent_withdrawn,
    photograph_offered,
    sighting_decided,
    sighting_photographed,
)


@receiver(consent_withdrawn)
def destroy_face_data(sender: object, *, resident: User, purpose: str, **kwargs: Any) -> None:
    """Consent withdrawn: stop what runs and destroy what is held, in the same transaction."""
    if purpose in FOR_FACES:
        destroy_faces_of(subject=resident, because="consent")


@receiver(photograph_offered)
def look_at_photograph(sender: object, *, photo: bytes, **kwargs: Any) -> bytes:
    looked = look(photo)
    try:
        inspect_picture(looked)
    except UnusablePicture as unusable:
        raise PhotoRefused(str(unusable.sentence)) from None
    return looked


@receiver(sighting_photographed)
def keep_sighting_sealed(
    sender: object, *, report: VenueReport, photo: bytes, **kwargs: Any
) -> None:
    try:
        sightings.take_photo(report=report, photo=photo)
    except UnusablePicture as unusable:
        raise PhotoRefused(str(unusable.sentence)) from None


@receiver(sighting_decided)
def photo_has_served(sender: object, *, report: VenueReport, **kwargs: Any) -> None:
    sightings.destroy_photo(report=report)
