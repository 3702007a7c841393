"""Whether somebody may make an attempt at all; consent comes first."""

from __future__ import annotations

from django.utils import timezone

from accounts.models import User
from biometrics.models import Disclosure, DisclosureState
from biometrics.problems import RefusalKind, Refused
from biometrics.services import limits, queue
from biometrics.services.galleries import is_outdated
from biometrics.services.queue import WAITING
from consents.models import Purpose
from consents.selectors import has_consent


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
    if refused := refusal(disclosure=disclosure, by=by):
        raise refused


def refusal(*, disclosure: Disclosure, by: User) -> Refused | None:
    """Why an attempt serves nothing, or must wait for a limit or a full queue; None when it need not."""
    if disclosure.state == DisclosureState.READY and is_outdated(disclosure):
        return Refused(RefusalKind.OUTDATED)
    return limits.refusal(disclosure=disclosure, by=by) or queue.refusal()
