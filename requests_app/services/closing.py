"""Ending a case, and with it everything about the face on this platform."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.actors import SYSTEM, Actor
from accounts.models import User
from biometrics.models import Disclosure, DisclosureState, Verification
from biometrics.services.disclosures import destroy_disclosure
from biometrics.services.verifications import WAITING, stop_verification
from requests_app import states
from requests_app.models import RightsRequest
from requests_app.services import acting
from requests_app.services.lifecycle import Step, advance, lock
from requests_app.states import EventKind

# An answer that nobody disputes is taken as accepted after this long.
QUIET = timedelta(days=60)


def destroy_face_data(*, request: RightsRequest, because: str, by: Actor = SYSTEM) -> int:
    """Stop every comparison of ``request`` and destroy every disclosure; the number destroyed.

    The caller holds the transaction. That it happened is recorded by `note_destruction`.
    """
    running = Verification.objects.filter(request_id=request.pk, state__in=WAITING)
    for verification in running:
        stop_verification(verification=verification, because=because, by=by)
    held = Disclosure.objects.filter(request_id=request.pk).exclude(state=DisclosureState.DESTROYED)
    return sum(destroy_disclosure(disclosure=d, because=because, by=by) for d in held)


@transaction.atomic
def accept(*, request: RightsRequest, by: User) -> RightsRequest:
    """The resident is content with the answer: the case is closed."""
    locked = lock(request)
    advance(locked, Step(EventKind.ACCEPT), by=acting.resident_of(locked, by))
    return locked


@transaction.atomic
def close(*, request: RightsRequest) -> RightsRequest:
    """Close an answered request that nobody disputed for a long time."""
    locked = lock(request)
    advance(locked, Step(EventKind.CLOSE), by=SYSTEM)
    return locked


def close_quiet(*, at_most: int = 500) -> int:
    """Close what was answered long ago; run by the schedule, safe to run twice."""
    quiet = RightsRequest.objects.filter(
        workflow=states.Workflow.ANSWERED, answered_at__lt=timezone.now() - QUIET
    ).order_by("answered_at")[:at_most]
    return len([close(request=request) for request in quiet])
