"""What this app does when something happens below it."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from accounts.actors import Actor, ActorKind
from accounts.models import User
from biometrics.models import Disclosure, DisclosureState, Verification
from biometrics.services.disclosures import destroy_disclosure
from biometrics.services.verifications import WAITING, stop_verification
from consents.models import Purpose
from consents.signals import consent_withdrawn


@receiver(consent_withdrawn)
def destroy_face_data(sender: object, *, resident: User, purpose: str, **kwargs: Any) -> None:
    """Consent withdrawn: stop what runs and destroy what is held, in the same transaction."""
    if purpose != Purpose.FACE_COMPARISON:
        return
    by = Actor(ActorKind.RESIDENT, resident.pk)
    for verification in Verification.objects.filter(subject=resident, state__in=WAITING):
        stop_verification(verification=verification, because="consent", by=by)
    held = Disclosure.objects.filter(subject=resident).exclude(state=DisclosureState.DESTROYED)
    for disclosure in held:
        destroy_disclosure(disclosure=disclosure, because="consent", by=by)
