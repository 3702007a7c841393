"""What is due when: one definition for the dashboard, the list's filter and the row's colour."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.core.totality import total
from requests_app import states
from requests_app.models import RightsRequest
from requests_app.words.tones import BAD, NONE, WAIT, WARN

SOON = timedelta(days=7)


class Due(StrEnum):
    OVERDUE = "overdue"
    SOON = "soon"
    OURS = "ours"
    THEIRS = "theirs"
    OPEN = "open"


LABELS = total(
    Due,
    {
        Due.OVERDUE: _("overdue"),
        Due.SOON: _("due within 7 days"),
        Due.OURS: _("waiting for you"),
        Due.THEIRS: _("waiting for the resident"),
        Due.OPEN: _("all open"),
    },
    name="requests_app.admin.due.LABELS",
)


CONDITIONS: Mapping[Due, Callable[[datetime], Q]] = total(
    Due,
    {
        Due.OVERDUE: lambda now: Q(clock__in=states.COUNTING, due_at__lt=now),
        Due.SOON: lambda now: Q(clock__in=states.COUNTING, due_at__gte=now, due_at__lt=now + SOON),
        Due.OURS: lambda _now: Q(workflow__in=states.WITH_THE_OPERATOR),
        Due.THEIRS: lambda _now: Q(workflow=states.Workflow.AWAITING_RESIDENT),
        Due.OPEN: lambda _now: Q(workflow__in=states.OPEN),
    },
    name="requests_app.admin.due.CONDITIONS",
)


def condition(due: Due) -> Q:
    """The requests that ``due`` means, at this moment."""
    return CONDITIONS[due](timezone.now())


def tone(request: RightsRequest) -> str:
    if request.is_overdue:
        return BAD
    if request.due_at is None or request.clock not in states.COUNTING:
        return NONE
    return WARN if request.due_at < timezone.now() + SOON else WAIT


@dataclass(frozen=True, slots=True)
class DueWords:
    """The day, and how far it is away; either may be empty."""

    day: str
    left: str
    tone: str


def in_words(request: RightsRequest) -> DueWords:
    """“22 December 2026” and “30 days left”; says so where there is no date."""
    if request.clock == states.Clock.STOPPED:
        return DueWords("", str(request.get_clock_display()), NONE)
    if request.due_on is None or request.due_at is None:
        return DueWords("", str(_("no date")), NONE)
    day = date_format(request.due_on, "DATE_FORMAT")
    return DueWords(day, _left(request), tone(request))


def _left(request: RightsRequest) -> str:
    if request.due_at is None or request.clock not in states.COUNTING:
        return ""
    seconds = (request.due_at - timezone.now()).total_seconds()
    days = int(abs(seconds) // 86_400)
    if seconds < 0:
        late = ngettext("%(days)d day overdue", "%(days)d days overdue", days + 1)
        return late % {"days": days + 1}
    return ngettext("%(days)d day left", "%(days)d days left", days) % {"days": days}
