"""Ending a case, and with it everything about the face on this platform."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.core.actors import SYSTEM, Actor
from accounts.models import User
from biometrics.models import Disclosure, DisclosureState, Verification
from biometrics.services.disclosures import destroy_disclosure
from biometrics.services.queue import WAITING
from biometrics.services.verifications import stop_verification
from requests_app import states
from requests_app.models import Event, RightsRequest
from requests_app.problems import RequestProblem
from requests_app.services import actors, clocks
from requests_app.services.lifecycle import Step, advance, check, lock
from requests_app.states import EventKind

# An answer that nobody disputes is taken as accepted after this long.
QUIET = timedelta(days=60)
# The venue has asked, the resident has been reminded every week, and has not stirred.
SILENT = timedelta(days=180)


def destroy_face_data(*, case: RightsRequest, because: str, by: Actor = SYSTEM) -> int:
    """Stop every comparison of ``case`` and destroy every disclosure; the number destroyed.

    The caller holds the transaction. That it happened is recorded by `note_destruction`.
    """
    running = Verification.objects.filter(request_id=case.pk, state__in=WAITING)
    for verification in running:
        stop_verification(verification=verification, because=because, by=by)
    held = Disclosure.objects.filter(request_id=case.pk).exclude(state=DisclosureState.DESTROYED)
    return sum(destroy_disclosure(disclosure=d, because=because, by=by) for d in held)


@transaction.atomic
def accept(*, case: RightsRequest, by: User) -> RightsRequest:
    """The resident is content with the answer: the case is closed."""
    locked = lock(case)
    advance(locked, Step(EventKind.ACCEPT), by=actors.resident_of(locked, by))
    return locked


@transaction.atomic
def close(*, case: RightsRequest) -> RightsRequest:
    """Close an answered request that nobody disputed for a long time."""
    locked = lock(case)
    advance(locked, Step(EventKind.CLOSE), by=SYSTEM)
    return locked


@transaction.atomic
def lapse(*, case: RightsRequest) -> RightsRequest:
    """The resident has been silent for so long that the venue need not wait any more.

    What was disclosed is destroyed; the resident may file again at any time.
    """
    locked = lock(case)
    moment = timezone.now()
    check(locked, Step(EventKind.LAPSE), SYSTEM)
    clocks.stop(locked, moment)
    advance(locked, Step(EventKind.LAPSE), by=SYSTEM, at=moment)
    locked.rights.filter(outcome="pending").update(outcome="lapsed")
    destroy_face_data(case=locked, because="lapsed")
    return locked


def close_quiet(*, at_most: int = 500) -> int:
    """Close what was answered long ago; run by the schedule, safe to run twice."""
    quiet = RightsRequest.objects.filter(
        workflow=states.Workflow.ANSWERED, answered_at__lt=timezone.now() - QUIET
    ).order_by("answered_at")
    return _each(close, quiet[:at_most])


def lapse_silent(*, at_most: int = 500) -> int:
    """Let lapse what has waited for its resident, reminded all the while, for half a year."""
    since = timezone.now() - SILENT
    recent = Event.objects.filter(request=OuterRef("pk"), at__gte=since)
    silent = RightsRequest.objects.filter(
        ~Exists(recent), workflow=states.Workflow.AWAITING_RESIDENT, filed_at__lt=since
    ).order_by("filed_at")
    return _each(lapse, silent[:at_most])


def _each(act: Callable[..., RightsRequest], requests: Iterable[RightsRequest]) -> int:
    """Do it to each; one that has moved on meanwhile keeps none of the others."""
    done = 0
    for case in requests:
        try:
            act(case=case)
        except RequestProblem:
            continue
        done += 1
    return done
