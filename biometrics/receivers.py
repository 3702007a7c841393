"""What this app does when something happens below it."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from accounts.models import User
from biometrics.services.subjects import destroy_faces_of
from consents.models import Purpose
from consents.signals import consent_withdrawn


@receiver(consent_withdrawn)
def destroy_face_data(sender: object, *, resident: User, purpose: str, **kwargs: Any) -> None:
    """Consent withdrawn: stop what runs and destroy what is held, in the same transaction."""
    if purpose == Purpose.FACE_COMPARISON:
        destroy_faces_of(subject=resident, because="consent")
