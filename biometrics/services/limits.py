"""How often somebody may have their face compared."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from biometrics.models import Disclosure, Verification, VerificationState

ATTEMPTS_A_DAY = 5
UNUSABLE_A_DAY = 20


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
