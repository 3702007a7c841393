"""What is due when: one definition for the dashboard, the list's filter and the row's colour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from requests_app import states
from requests_app.admin.tones import BAD, NONE, WAIT, WARN
from requests_app.models import RightsRequest

SOON = timedelta(days=7)
TICKING = (states.Clock.RUNNING, states.Clock.EXTENDED)


class Due(StrEnum):
    OVERDUE = "overdue"
    SOON = "soon"
    OURS = "ours"
    THEIRS = "theirs"
    OPEN = "open"


LABELS = {
    Due.OVERDUE: _("overdue"),
    Due.SOON: _("due within 7 days"),
    Due.OURS: _("waiting for you"),
    Due.THEIRS: _("waiting for the resident"),
    Due.OPEN: _("all open"),
}


def condition(due: Due) -> Q:
    """The requests that ``due`` means, at this moment."""
    now = timezone.now()
    ticking = Q(clock__in=TICKING)
    return {
        Due.OVERDUE: ticking & Q(due_at__lt=now),
        Due.SOON: ticking & Q(due_at__gte=now, due_at__lt=now + SOON),
        Due.OURS: Q(workflow__in=states.WITH_THE_OPERATOR),
        Due.THEIRS: Q(workflow=states.Workflow.AWAITING_RESIDENT),
        Due.OPEN: Q(workflow__in=states.OPEN),
    }[due]


def tone(request: RightsRequest) -> str:
    if request.is_overdue:
        return BAD
    if request.due_at is None or request.clock not in TICKING:
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
    if request.due_at is None or request.clock not in TICKING:
        return ""
    seconds = (request.due_at - timezone.now()).total_seconds()
    days = int(abs(seconds) // 86_400)
    if seconds < 0:
        late = ngettext("%(days)d day overdue", "%(days)d days overdue", days + 1)
        return late % {"days": days + 1}
    return ngettext("%(days)d day left", "%(days)d days left", days) % {"days": days}
