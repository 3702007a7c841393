"""Proving which disclosed records are the resident's: taking the selfie, and stopping.

The selfie is sealed before anything else happens to it and destroyed with the comparison.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.actors import SYSTEM, Actor, ActorKind
from accounts.models import User
from accounts.queueing import enqueue_on_commit
from biometrics import blobs
from biometrics.images import inspect_picture
from biometrics.models import (
    Disclosure,
    DisclosureState,
    ProbeFrame,
    Verification,
    VerificationState,
)
from biometrics.problems import RefusalKind, Refused
from biometrics.signals import case_locking, verification_ended
from biometrics.vault import transit
from consents.models import Purpose
from consents.selectors import has_consent

ATTEMPTS_A_DAY = 5
UNUSABLE_A_DAY = 20
FRAMES_AT_MOST = 5
WAITING = (VerificationState.QUEUED, VerificationState.COMPARING)


@transaction.atomic
def start_verification(
    *, disclosure: Disclosure, frames: Sequence[bytes], by: User
) -> Verification:
    """Take one to five photographs of ``by`` to compare with what was disclosed for their request.

    Raises:
        Refused: no consent, not theirs, nothing disclosed, too many attempts, or one is under way.
        UnusablePicture: a file that is no photograph; nothing has been stored.
    """
    disclosure = Disclosure.objects.select_for_update().get(pk=disclosure.pk)
    check_attempt(disclosure=disclosure, by=by)
    if not 1 <= len(frames) <= FRAMES_AT_MOST:
        raise Refused(RefusalKind.FRAME_COUNT)
    for frame in frames:
        inspect_picture(frame)
    verification = Verification.objects.create(
        request_id=disclosure.request_id, disclosure=disclosure, subject=by
    )
    for number, frame in enumerate(frames):
        _seal_frame(verification, number, frame)
    audit.record(
        kind="verification.started",
        by=Actor(ActorKind.RESIDENT, by.pk),
        target=verification,
        data={"request": str(disclosure.request_id), "frames": len(frames)},
    )
    enqueue_on_commit("biometrics.compare_faces", str(verification.pk))
    return verification


def check_attempt(*, disclosure: Disclosure, by: User) -> None:
    """Refuse an attempt that may not be made; consent comes first.

    Raises:
        Refused: with the reason.
    """
    if disclosure.subject_id != by.pk:
        raise Refused(RefusalKind.NOT_YOURS)
    if not has_consent(by, Purpose.FACE_COMPARISON):
        raise Refused(RefusalKind.CONSENT_MISSING)
    if disclosure.state != DisclosureState.READY or disclosure.expires_at < timezone.now():
        raise Refused(RefusalKind.NOT_READY)
    if disclosure.verifications.filter(state__in=WAITING).exists():
        raise Refused(RefusalKind.ATTEMPT_RUNNING)
    if attempts_left(disclosure=disclosure, by=by) == 0:
        raise Refused(RefusalKind.TOO_MANY_ATTEMPTS)


def attempts_left(*, disclosure: Disclosure, by: User) -> int:
    """How many attempts remain within 24 hours.

    They are counted per person and request, so that a new disclosure of the same records gives no
    new ones. Unusable photographs cost nothing until there are very many of them.
    """
    today = Verification.objects.filter(
        subject=by,
        request_id=disclosure.request_id,
        created_at__gt=timezone.now() - timedelta(days=1),
    )
    decided = today.filter(state=VerificationState.DECIDED).count()
    if today.filter(state=VerificationState.UNUSABLE).count() >= UNUSABLE_A_DAY:
        return 0
    return max(0, ATTEMPTS_A_DAY - decided)


def frame_context(verification: Verification, number: int) -> dict[str, str]:
    """What a sealed selfie is bound to: it opens in no other place."""
    return {"use": "probe", "verification": str(verification.pk), "number": str(number)}


def _seal_frame(verification: Verification, number: int, frame: bytes) -> None:
    sealed = transit.seal(frame, context=frame_context(verification, number))
    ProbeFrame.objects.create(
        verification=verification,
        number=number,
        picture_key=sealed.wrapped_key,
        path=blobs.put(sealed.blob, folder=f"probes/{verification.pk}"),
    )


def destroy_frames(verification: Verification) -> None:
    """Remove the sealed selfies and their keys; the caller holds the transaction."""
    blobs.remove_on_commit(verification.frames.values_list("path", flat=True))
    verification.frames.all().delete()


@transaction.atomic
def stop_verification(*, verification: Verification, because: str, by: Actor = SYSTEM) -> bool:
    """Stop an attempt that waits or runs, and destroy its selfies. False when it had ended."""
    case_locking.send(sender=Verification, request_id=verification.request_id)
    stopped = Verification.objects.filter(pk=verification.pk, state__in=WAITING).update(
        state=VerificationState.STOPPED, problem=because, ended_at=timezone.now()
    )
    if not stopped:
        return False
    destroy_frames(verification)
    audit.record(kind="verification.stopped", by=by, target=verification, data={"because": because})
    verification.refresh_from_db()
    verification_ended.send(sender=Verification, verification=verification, references=[])
    return True
