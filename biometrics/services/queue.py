"""The place in the queue, about how long it takes, and when the queue takes no more."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from math import ceil
from statistics import median

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.core.totality import chosen
from biometrics.models import Verification, VerificationState
from biometrics.problems import RefusalKind, Refused

# Still to be decided; one at a time for a disclosure.
WAITING = chosen(
    VerificationState,
    {VerificationState.QUEUED, VerificationState.COMPARING},
    but_not={VerificationState.DECIDED, VerificationState.UNUSABLE, VerificationState.STOPPED},
    name="biometrics.services.queue.WAITING",
)
# Nobody plans by the difference between the hundredth place and the thousandth.
COUNTED_AT_MOST = 100
# The latest comparisons, by which the next are estimated; before the first one, a guess.
REMEMBERED = 20
GUESS = 2.0
# A full queue is looked at again after this many seconds at least and at most.
SOONEST, LATEST = 30, 600


def ahead_of(verification: Verification) -> int:
    """How many comparisons are before this one: none once it runs, at most `COUNTED_AT_MOST`."""
    if verification.state != VerificationState.QUEUED:
        return 0
    earlier = Verification.objects.filter(
        state__in=WAITING, created_at__lt=verification.created_at
    ).order_by()
    return earlier[:COUNTED_AT_MOST].count()


def place_sentence(verification: Verification) -> str:
    """Where in the queue an attempt stands and about how long it takes, in the active language."""
    if verification.state == VerificationState.COMPARING:
        return _("Yours is being compared now.")
    ahead = ahead_of(verification)
    wait = _in_words((ahead + 1) * seconds_each())
    if not ahead:
        return _("Yours is next: %(wait)s.") % {"wait": wait}
    if ahead == COUNTED_AT_MOST:
        many = _("More than %(ahead)d comparisons are before yours: at least %(wait)s.")
        return many % {"ahead": ahead, "wait": wait}
    few = ngettext(
        "%(ahead)d comparison is before yours: %(wait)s.",
        "%(ahead)d comparisons are before yours: %(wait)s.",
        ahead,
    )
    return few % {"ahead": ahead, "wait": wait}


def _in_words(seconds: float) -> str:
    """Rounded up to five seconds, and to minutes from a minute and a half on."""
    if seconds > 90:
        minutes = ceil(seconds / 60)
        text = ngettext("about %(n)d minute", "about %(n)d minutes", minutes)
        return text % {"n": minutes}
    return _("about %(n)d seconds") % {"n": ceil(seconds / 5) * 5}


def seconds_each() -> float:
    """Seconds from one comparison's end to the next's while there is work: the median of the latest.

    The time that an attempt itself waited is left out, and several workers count as a faster one.
    """
    latest = (
        Verification.objects.filter(ended_at__isnull=False, tries__gt=0)
        .order_by("-created_at")
        .values_list("created_at", "ended_at")[:REMEMBERED]
    )
    return seconds_of_work(latest)  # type: ignore[arg-type]  # ended_at is set in all of these


def seconds_of_work(times: Iterable[tuple[datetime, datetime]]) -> float:
    """The median time that (created, ended) comparisons took one after the other."""
    worked: list[float] = []
    before: datetime | None = None
    for created, ended in sorted(times, key=lambda each: each[1]):
        begun = created if before is None else max(created, before)
        worked.append((ended - begun).total_seconds())
        before = ended
    return median(worked) if worked else GUESS


def refusal() -> Refused | None:
    """Why no photograph is taken in now; None while there is room.

    What waits longer than people do is better not sent: it would only lie there.
    """
    room: int = settings.FACE_QUEUE_AT_MOST
    waiting = Verification.objects.filter(state__in=WAITING).order_by()[:room].count()
    if waiting < room:
        return None
    # A quarter of the queue is gone by then, if nobody comes.
    seconds = min(max(room * seconds_each() / 4, SOONEST), LATEST)
    return Refused(RefusalKind.QUEUE_FULL, again_at=timezone.now() + timedelta(seconds=seconds))
