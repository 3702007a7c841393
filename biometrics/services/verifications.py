"""Proving which disclosed records are the resident's: taking the selfie, and stopping.

The selfie is sealed before anything else happens to it and destroyed with the comparison.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.core.actors import SYSTEM, Actor, ActorKind
from accounts.core.queueing import enqueue_on_commit
from accounts.kit import audit
from accounts.models import User
from biometrics.images import inspect_picture, look
from biometrics.models import (
    Capture,
    Disclosure,
    ProbeFrame,
    Verification,
    VerificationState,
)
from biometrics.problems import RefusalKind, Refused
from biometrics.services import wrapped_keys
from biometrics.services.attempts import check_attempt
from biometrics.services.limits import raise_alarm
from biometrics.services.liveness import forget_movements, take_challenge
from biometrics.services.pictures import numbered
from biometrics.services.queue import WAITING
from biometrics.signals import case_locking, verification_ended
from biometrics.thresholds import SHOWS_THE_CLAIMANT
from biometrics.vault import blobs, transit
from biometrics.vault.context import Context

FRAMES_AT_MOST = 5
# A burst of ten seconds; more or larger pictures show nothing more and keep a worker busy.
BURST_AT_LEAST, BURST_AT_MOST = 8, 30
BURST_FRAME_BYTES = 1024 * 1024
BURST_BYTES = 12 * BURST_FRAME_BYTES
BURST_FRAME_PIXELS = 1920 * 1080


def start_verification(
    *,
    disclosure: Disclosure,
    frames: Sequence[bytes],
    by: User,
    challenge: UUID | None = None,
    capture: Capture = Capture.PHOTOGRAPHS,
) -> Verification:
    """Take pictures of ``by`` to compare with what was disclosed for their request.

    With a ``challenge`` these are the 8 to 30 of a live burst, in order; without one they are one
    to five photographs, sent, which never serve, or (``capture``) taken before a witness. Only code
    that runs on the server itself may say that somebody was there: no address of the site or the API
    leads to it.

    Raises:
        Refused: the capture does not show the claimant, which is said before anything is looked at;
            no consent, not theirs, nothing disclosed, too many attempts, one is under way, or the
            challenge does not serve.
        UnusablePicture: a file that is no photograph; nothing has been stored.
    """
    capture = _capture(challenge, capture)
    if not SHOWS_THE_CLAIMANT[capture]:
        raise Refused(RefusalKind.LIVENESS_NEEDED)
    if len(frames) <= BURST_AT_MOST:  # else their number is refused
        frames = [look(frame) for frame in frames]  # now: it must not take its time under a lock
    with transaction.atomic():
        return _start(disclosure, frames, by, challenge, capture)


def _start(
    disclosure: Disclosure,
    frames: Sequence[bytes],
    by: User,
    challenge: UUID | None,
    capture: Capture,
) -> Verification:
    disclosure = Disclosure.objects.select_for_update().get(pk=disclosure.pk)
    check_attempt(disclosure=disclosure, by=by)
    _check_frames(frames, capture)
    verification = Verification(
        request_id=disclosure.request_id, disclosure=disclosure, subject=by, capture=capture
    )
    if challenge:
        verification.challenge = take_challenge(challenge=challenge, disclosure=disclosure, by=by)
    set_going(verification, sealing=frames, pictures=len(frames), by=by)
    return verification


def set_going(
    verification: Verification, *, sealing: Sequence[bytes | bytearray], pictures: int, by: User
) -> None:
    """Save an attempt, seal what it compares, note it, and queue it; the caller holds the transaction.

    All of it lies under one data key, which goes with the attempt.
    """
    audit.require_transaction()
    verification.save(force_insert=True)
    with transit.new_key(context=frames_context(verification.pk)) as key:
        for number, frame in enumerate(sealing):
            _seal_frame(verification, number, frame, key)
    _note_start(verification, pictures, by)
    raise_alarm(venue=verification.disclosure.venue)
    enqueue_on_commit("biometrics.compare_faces", str(verification.pk))


def _capture(challenge: UUID | None, capture: Capture) -> Capture:
    if challenge is None and capture is Capture.LIVE:
        raise ValueError("a live burst answers a challenge")
    return Capture.LIVE if challenge else capture


def _check_frames(frames: Sequence[bytes], capture: Capture) -> None:
    """Number and size, and that each is a picture, by its header alone."""
    if capture is Capture.LIVE:
        _check_burst_size(frames)
    elif not 1 <= len(frames) <= FRAMES_AT_MOST:
        raise Refused(RefusalKind.FRAME_COUNT)
    for frame in frames:
        info = inspect_picture(frame)
        if capture is Capture.LIVE and info.pixels > BURST_FRAME_PIXELS:
            raise Refused(RefusalKind.BURST_TOO_LARGE)


def _check_burst_size(frames: Sequence[bytes]) -> None:
    if not BURST_AT_LEAST <= len(frames) <= BURST_AT_MOST:
        raise Refused(RefusalKind.BURST_COUNT)
    sizes = [len(frame) for frame in frames]
    if max(sizes) > BURST_FRAME_BYTES or sum(sizes) > BURST_BYTES:
        raise Refused(RefusalKind.BURST_TOO_LARGE)


def _note_start(verification: Verification, frames: int, by: User) -> None:
    audit.record(
        kind="verification.started",
        by=Actor(ActorKind.RESIDENT, by.pk),
        target=verification,
        data={
            "request": str(verification.request_id),
            "capture": verification.capture,
            "frames": frames,
        },
    )


def frames_context(verification_id: UUID) -> Context:
    """What the key of one attempt's selfies is bound to; each selfie also to its number."""
    return {"use": "probe", "verification": str(verification_id)}


@wrapped_keys.held_in(ProbeFrame, "picture_key")
def _key_context(frame: ProbeFrame) -> Context:
    return frames_context(frame.verification_id)


def _seal_frame(
    verification: Verification, number: int, frame: bytes | bytearray, key: transit.PictureKey
) -> None:
    ProbeFrame.objects.create(
        verification=verification,
        number=number,
        picture_key=key.wrapped,
        path=blobs.put(key.seal(frame, place=numbered(number)), folder=f"probes/{verification.pk}"),
    )


def destroy_frames(verification: Verification) -> None:
    """Remove the sealed selfies, their keys and what was asked; the caller holds the transaction."""
    blobs.remove_on_commit(verification.frames.values_list("path", flat=True))
    verification.frames.all().delete()
    forget_movements(verification)


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
