"""How often a face may be compared, and how often a venue may disclose a whole window of time.

Attempts are counted by what an attacker would have to multiply: requests, accounts, venues. They are
never counted by record of the venue, which would leave a trail of strangers (see docs/adr/0005).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from accounts.core.actors import SYSTEM
from accounts.core.totality import chosen
from accounts.kit import audit
from accounts.models import AuditEvent, User
from biometrics.models import Disclosure, Verification, VerificationState
from biometrics.models.disclosure import NAMED
from biometrics.problems import RefusalKind, Refused
from consents.models import Venue

ALARM = "venue.attempts_unusual"


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many rows created within a time."""

    kind: RefusalKind
    at_most: int
    within: timedelta

    def left(self, rows: QuerySet[Any]) -> int:
        """How many more of ``rows`` there may be now."""
        since = timezone.now() - self.within
        return self.at_most - rows.filter(created_at__gt=since)[: self.at_most].count()

    def refusal(self, rows: QuerySet[Any]) -> Refused | None:
        """Why there may be no more of ``rows`` now, and until when; None while there may."""
        since = timezone.now() - self.within
        counted = rows.filter(created_at__gt=since).order_by("-created_at")
        times = list(counted.values_list("created_at", flat=True)[: self.at_most])
        if len(times) < self.at_most:
            return None
        return Refused(self.kind, again_at=times[-1] + self.within)


DAY = timedelta(days=1)
# Attempts a day in one case: nothing else, code, words, documents or tests, repeats this number.
# One live burst or three photographs settle it in most cases; five leave room for bad light, and at
# the false match rate of a policy five tries a day win nobody a stranger's data.
ATTEMPTS_A_DAY = 5
OF_REQUEST = Limit(RefusalKind.TOO_MANY_ATTEMPTS, ATTEMPTS_A_DAY, DAY)
# Three requests with all their attempts in one day. Whoever needs more is not looking for themselves.
OF_PERSON = Limit(RefusalKind.TOO_MANY_OF_PERSON, 3 * ATTEMPTS_A_DAY, DAY)
# Request after request to one venue gives no new attempts: four full days of them in a month.
OF_PERSON_AT_VENUE = Limit(RefusalKind.TOO_MANY_AT_VENUE, 4 * ATTEMPTS_A_DAY, timedelta(days=30))
# A photograph that cannot be used, or that brings down a worker, says nothing of the gallery, but it costs
# a worker's time.
UNUSABLE = Limit(RefusalKind.TOO_MANY_ATTEMPTS, 20, DAY)
# Two a minute, whoever makes them: the busiest venue stays below; a crowd of false accounts does not.
AT_VENUE = Limit(RefusalKind.VENUE_BUSY, 120, timedelta(hours=1))
# Strangers' faces: with 20 a day a venue answers 300 requests within a deadline of 15 days.
WINDOWS = Limit(RefusalKind.TOO_MANY_WINDOWS, 20, DAY)

# Nothing of the gallery was said, so it takes none of the few attempts.
USELESS = chosen(
    VerificationState,
    {VerificationState.UNUSABLE, VerificationState.STOPPED},
    but_not={
        VerificationState.QUEUED,
        VerificationState.COMPARING,
        VerificationState.DECIDED,
    },
    name="biometrics.services.limits.USELESS",
)


def attempts_left(*, disclosure: Disclosure, by: User) -> int:
    """How many attempts ``by`` has left, in this request, in all, and at this venue.

    Attempts that wait count as if they were decided, so that several at once win nothing. A new
    disclosure of the same records gives no new ones. Unusable photographs cost nothing until there
    are very many of them.
    """
    counted = [limit.left(rows) for limit, rows in _personal(disclosure, by)]
    return max(0, min(counted))


def refusal(*, disclosure: Disclosure, by: User) -> Refused | None:
    """Why ``by`` may make no attempt at ``disclosure`` now; None while they may.

    Nothing here depends on how near an earlier attempt came.
    """
    limits = [*_personal(disclosure, by), (AT_VENUE, _at(disclosure.venue_id))]
    found = (limit.refusal(rows) for limit, rows in limits)
    return next((refused for refused in found if refused), None)


def _personal(
    disclosure: Disclosure, by: User
) -> list[tuple[Limit, QuerySet[Verification, Verification]]]:
    own = Verification.objects.filter(subject=by)
    counted = own.exclude(state__in=USELESS)
    here = own.filter(request_id=disclosure.request_id)
    return [
        (OF_REQUEST, here.exclude(state__in=USELESS)),
        (UNUSABLE, here.filter(state__in=USELESS)),
        (OF_PERSON, counted),
        (OF_PERSON_AT_VENUE, counted.filter(disclosure__venue=disclosure.venue_id)),
    ]


def _at(venue_id: Any) -> QuerySet[Verification, Verification]:
    return Verification.objects.filter(disclosure__venue=venue_id)


def raise_alarm(*, venue: Venue) -> bool:
    """Note for the moderators, once an hour, that ``venue`` has reached its limit of attempts.

    Called with each attempt, in its transaction: what is refused afterwards leaves no trace itself,
    so that nobody fills the log by being refused.
    """
    audit.require_transaction()
    if AT_VENUE.left(_at(venue.pk)) > 0 or _is_known(venue):
        return False
    minutes = int(AT_VENUE.within.total_seconds() // 60)
    audit.record(
        kind=ALARM, by=SYSTEM, target=venue, data={"attempts": AT_VENUE.at_most, "minutes": minutes}
    )
    return True


def _is_known(venue: Venue) -> bool:
    since = timezone.now() - AT_VENUE.within
    told = AuditEvent.objects.filter(
        target_type=venue._meta.label_lower, target_id=str(venue.pk), kind=ALARM, at__gt=since
    )
    return told.exists()


def check_windows(*, venue: Venue) -> None:
    """Refuse one more disclosure of everyone captured in a window of time, when there are enough.

    Raises:
        Refused: with the moment from which there may be another.
    """
    rows = Disclosure.objects.filter(venue=venue).exclude(basis__in=NAMED)
    if refused := WINDOWS.refusal(rows):
        raise refused
