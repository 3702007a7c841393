"""Asking for movements, once: a recording of somebody made before cannot know them.

A challenge names its person and its disclosure. It is taken by the attempt that it is sent with, by a
newer challenge, or by its time running out; nothing serves twice.
"""

from __future__ import annotations

from datetime import timedelta
from random import SystemRandom
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.core.actors import Actor, ActorKind
from accounts.kit import audit
from accounts.models import User
from biometrics.liveness.gestures import draw
from biometrics.liveness.problems import LivenessProblem
from biometrics.models import Capture, Disclosure, LivenessChallenge, Verification
from biometrics.problems import RefusalKind, Refused
from biometrics.services.attempts import check_attempt
from biometrics.services.limits import DAY, Limit

# The movements take some fifteen seconds; a minute lets people find their light and begin again.
# Only the arrival of the recording is seen here: half a minute more is for a slow network.
PERFORM_WITHIN = timedelta(seconds=60)
CHALLENGE_VALID = PERFORM_WITHIN + timedelta(seconds=30)
# There are twelve sequences. Whoever may draw for ever draws the one of their recording: within a
# day's six with a chance of 41%, and every attempt is told to the account.
CHALLENGES = Limit(RefusalKind.TOO_MANY_CHALLENGES, 6, DAY)
# Two or three tries teach anybody the movements; every further one serves who cannot make them.
FAILURES = Limit(RefusalKind.LIVENESS_FAILED, 6, DAY)
NOT_LIVE = [problem.value for problem in LivenessProblem]


@transaction.atomic
def issue_challenge(*, disclosure: Disclosure, by: User) -> LivenessChallenge:
    """Draw movements for ``by`` to make before the camera; an earlier challenge is spent by it.

    Raises:
        Refused: what refuses an attempt, or too many challenges or failures within 24 hours.
    """
    # Counted and drawn by one at a time; rows that only point to this person need not wait.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    check_attempt(disclosure=Disclosure.objects.get(pk=disclosure.pk), by=by)
    _check_often(by)
    now = timezone.now()
    LivenessChallenge.objects.filter(subject=by, used_at=None).update(used_at=now, gestures="")
    challenge = LivenessChallenge.objects.create(
        disclosure=disclosure,
        subject=by,
        gestures=",".join(draw(SystemRandom())),
        created_at=now,
        expires_at=now + CHALLENGE_VALID,
    )
    audit.record(
        kind="liveness.challenged",
        by=Actor(ActorKind.RESIDENT, by.pk),
        target=challenge,
        data={"request": str(disclosure.request_id)},
    )
    return challenge


def _check_often(by: User) -> None:
    """Limits on drawing, per person and whatever the venue."""
    drawn = LivenessChallenge.objects.filter(subject=by)
    failed = Verification.objects.filter(subject=by, capture=Capture.LIVE, problem__in=NOT_LIVE)
    if refused := FAILURES.refusal(failed) or CHALLENGES.refusal(drawn):
        raise refused


def take_challenge(*, challenge: UUID, disclosure: Disclosure, by: User) -> LivenessChallenge:
    """Use a challenge up, for the attempt whose transaction the caller holds.

    Raises:
        Refused: it was used, has expired, or is not one of ``by`` for this disclosure.
    """
    audit.require_transaction()
    now = timezone.now()
    theirs = LivenessChallenge.objects.filter(pk=challenge, subject=by, disclosure=disclosure)
    if theirs.filter(used_at=None, expires_at__gt=now).update(used_at=now):
        return theirs.get()
    found = theirs.first()
    if found is None:
        raise Refused(RefusalKind.CHALLENGE_UNKNOWN)
    expired = found.used_at is None
    raise Refused(RefusalKind.CHALLENGE_EXPIRED if expired else RefusalKind.CHALLENGE_USED)


def forget_movements(verification: Verification) -> None:
    """The movements of an attempt that ended say nothing to anybody any more."""
    LivenessChallenge.objects.filter(verification=verification).update(gestures="")
