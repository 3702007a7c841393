"""The comparison itself: in a worker, once, safe to kill at any moment."""

from __future__ import annotations

import logging
from contextlib import ExitStack
from dataclasses import replace
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts.core.actors import SYSTEM
from accounts.kit import audit
from biometrics import engines
from biometrics.comparison import compare
from biometrics.liveness.problems import NotLive
from biometrics.models import (
    Disclosure,
    DisclosureState,
    Verification,
    VerificationState,
)
from biometrics.models.disclosure import NAMED
from biometrics.problems import RefusalKind
from biometrics.services import leases
from biometrics.services.galleries import is_outdated, key_of, open_whole, references_of
from biometrics.services.on_device import corroborated
from biometrics.services.probes import open_probes
from biometrics.services.verifications import destroy_frames, stop_verification
from biometrics.signals import case_locking, verification_ended
from biometrics.thresholds import Policy, PolicyKind, policy_for
from biometrics.types import LOOKED_AT, Decision, EngineId, Outcome, UnusablePicture
from consents.models import Purpose
from consents.selectors import has_consent

logger = logging.getLogger(__name__)

TRIES_AT_MOST = 4


def compare_faces(*, verification_id: UUID) -> bool:
    """Compare the selfies of one verification with its disclosure; False when it is not ours to do.

    An error that is not about the photograph gives the attempt back to the queue and is raised; after
    `TRIES_AT_MOST` the attempt is stopped, its selfies are destroyed and the person is told.
    """
    verification = _claim(verification_id)
    if verification is None:
        return False
    if (reason := _obstacle(verification, verification.disclosure)) is not None:
        return stop_verification(verification=verification, because=reason)
    if verification.tries > TRIES_AT_MOST:
        return stop_verification(verification=verification, because="platform")
    try:
        decision = _decide(verification)
    except (UnusablePicture, NotLive) as unusable:
        return _end(verification, unusable)
    except Exception:
        _give_back(verification)
        raise
    return _end(verification, decision)


def _obstacle(verification: Verification, disclosure: Disclosure) -> str | None:
    """Why nothing may be compared, or told, any more; None while it may."""
    subject = verification.subject
    if subject is None or not has_consent(subject, Purpose.FACE_COMPARISON):
        return "consent"
    if disclosure.state != DisclosureState.READY:
        return "destroyed"
    if disclosure.expires_at < timezone.now():  # whether or not the sweep has come by
        return "expired"
    return RefusalKind.OUTDATED if is_outdated(disclosure) else None


def _claim(verification_id: UUID) -> Verification | None:
    """Take the attempt, unless it ended or another worker holds it."""
    now = timezone.now()
    free = Q(state=VerificationState.QUEUED) | Q(
        state=VerificationState.COMPARING, lease_until__lt=now
    )
    claimed = Verification.objects.filter(free, pk=verification_id).update(
        state=VerificationState.COMPARING, lease_until=now + leases.COMPARE, tries=F("tries") + 1
    )
    if not claimed:
        return None
    return Verification.objects.select_related("disclosure", "subject").get(pk=verification_id)


def _give_back(verification: Verification) -> None:
    Verification.objects.filter(pk=verification.pk, state=VerificationState.COMPARING).update(
        state=VerificationState.QUEUED, lease_until=None
    )


def _decide(verification: Verification) -> Decision:
    disclosure = verification.disclosure
    engine_id = EngineId.parse(disclosure.engine)
    with ExitStack() as stack:
        opened = open_probes(verification, engines.get(engine_id))
        probes = [stack.enter_context(probe) for probe in opened]
        key = stack.enter_context(key_of(disclosure))
        gallery = open_whole(key, disclosure)
        policy = _policy(verification, engine_id)
        decision = compare(probes=probes, gallery=gallery, policy=policy)
    if verification.capture not in LOOKED_AT:
        return corroborated(decision, verification)
    return _verified_or_open(decision, disclosure)


def _verified_or_open(decision: Decision, disclosure: Disclosure) -> Decision:
    """Of records found by name or number only a match is told; all else is inconclusive, whatever it was.

    A face that is somewhat like a record, none like it, and no record at all would else be told apart:
    whoever shows their own face under another's name would learn that the venue holds that person.
    """
    if decision.outcome is Outcome.VERIFIED or disclosure.basis not in NAMED:
        return decision
    return replace(decision, outcome=Outcome.INCONCLUSIVE)


def _policy(verification: Verification, engine_id: EngineId) -> Policy:
    """That of what a match opens; the strictest one where the probe cannot be checked."""
    if verification.capture not in LOOKED_AT:
        return policy_for(engine_id, PolicyKind.ON_DEVICE)
    return policy_for(engine_id, PolicyKind(verification.disclosure.policy_kind))


@transaction.atomic
def _end(verification: Verification, result: Decision | UnusablePicture | NotLive) -> bool:
    """Write the outcome, destroy the selfies and tell the app above, in one transaction.

    False when the attempt was stopped meanwhile: the outcome is then thrown away.
    """
    case_locking.send(sender=Verification, request_id=verification.request_id)
    disclosure = Disclosure.objects.select_for_update().get(pk=verification.disclosure_id)
    locked = Verification.objects.select_for_update().get(pk=verification.pk)
    if locked.state != VerificationState.COMPARING or locked.tries != verification.tries:
        return False
    # A withdrawal, or a destruction, that ran beside the comparison did not see this attempt.
    if (reason := _obstacle(verification, disclosure)) is not None:
        return stop_verification(verification=locked, because=reason)
    references: list[str] = []
    if isinstance(result, UnusablePicture | NotLive):
        locked.state, locked.problem = VerificationState.UNUSABLE, result.problem
    else:
        locked.state, locked.outcome = VerificationState.DECIDED, result.outcome
        locked.policy_id, locked.policy_version = result.policy_id, result.policy_version
        references = references_of(verification.disclosure, result.matched)
    locked.ended_at, locked.lease_until = timezone.now(), None
    locked.save()
    destroy_frames(locked)
    audit.record(
        kind="verification.ended",
        by=SYSTEM,
        target=locked,
        data={"state": locked.state, "request": str(locked.request_id)},
    )
    verification_ended.send(sender=Verification, verification=locked, references=references)
    return True
