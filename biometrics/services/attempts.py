"""Whether somebody may make an attempt at all; consent comes first."""

from __future__ import annotations

from django.utils import timezone

from accounts.models import User
from biometrics.models import Disclosure, DisclosureState, VerificationState
from biometrics.problems import RefusalKind, Refused
from biometrics.services.limits import attempts_left
from consents.models import Purpose
from consents.selectors import has_consent

WAITING = (VerificationState.QUEUED, VerificationState.COMPARING)


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
