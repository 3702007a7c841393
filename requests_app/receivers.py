"""What this app does when something happens in the apps below."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.dispatch import receiver

from accounts.models import User
from biometrics.models import Disclosure, Verification
from biometrics.signals import (
    case_locking,
    disclosure_destroyed,
    disclosure_read,
    verification_ended,
)
from consents.models import Handover, Venue
from consents.models.consent import FOR_EXPORTS
from consents.services.handovers import cases_at
from consents.signals import consent_withdrawn, handover_moved
from requests_app.models import RightsRequest
from requests_app.publishing.releases import withhold_rows_of
from requests_app.services import answers, handover_notices, identity


@receiver(case_locking)
def case_is_locked_first(sender: object, *, request_id: UUID, **kwargs: Any) -> None:
    RightsRequest.objects.select_for_update().filter(pk=request_id).first()


@receiver(disclosure_read)
def resident_may_prove(sender: object, *, disclosure: Disclosure, **kwargs: Any) -> None:
    identity.on_disclosure_read(disclosure)


@receiver(verification_ended)
def identity_moves(
    sender: object, *, verification: Verification, references: list[str], **kwargs: Any
) -> None:
    identity.on_verification_ended(verification, references)


@receiver(disclosure_destroyed)
def destruction_is_recorded(sender: object, *, disclosure: Disclosure, **kwargs: Any) -> None:
    answers.note_destruction(disclosure)


@receiver(consent_withdrawn)
def exported_rows_are_withheld(
    sender: object, *, resident: User, purpose: str, **kwargs: Any
) -> None:
    if purpose in FOR_EXPORTS:
        withhold_rows_of(resident=resident)


@cases_at.append
def requests_were_filed(venue: Venue) -> bool:
    return RightsRequest.objects.filter(venue=venue).exclude(filed_at=None).exists()


@receiver(handover_moved)
def both_operators_are_told(sender: object, *, handover: Handover, **kwargs: Any) -> None:
    handover_notices.tell(handover=handover)
