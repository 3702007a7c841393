"""What a moderator should know of: venues with very many attempts, or with crowds under one name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils import timezone

from accounts.kit.admin.persona import persona_of
from accounts.kit.admin.site import Desk, Panel
from accounts.models import AuditEvent
from accounts.roles import Permission
from biometrics.services.crowds import ALARM as CROWD
from biometrics.services.limits import ALARM
from consents.models import Venue

SHOWN = 10
SHOWN_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Alarm:
    """One event at a venue, with the number that it tells."""

    at: datetime
    venue: Venue
    number: int


@Desk.show_on_dashboard
def unusual_attempts(request: HttpRequest) -> Panel | None:
    """The latest alarms of a week; for moderators alone, and only where there are any."""
    alarms = _alarms(request, ALARM, "attempts")
    return Panel("admin/biometrics/alarms_panel.html", {"alarms": alarms}) if alarms else None


@Desk.show_on_dashboard
def crowds_under_one_name(request: HttpRequest) -> Panel | None:
    """Disclosures by name that were of several people; for moderators alone."""
    alarms = _alarms(request, CROWD, "within_30_days")
    return Panel("admin/biometrics/crowds_panel.html", {"alarms": alarms}) if alarms else None


def _alarms(request: HttpRequest, kind: str, number: str) -> list[Alarm]:
    if not persona_of(request).may(Permission.MODERATE):
        return []
    since = timezone.now() - SHOWN_FOR
    of_venues = AuditEvent.objects.filter(target_type=Venue._meta.label_lower)
    events = list(of_venues.filter(kind=kind, at__gt=since)[:SHOWN])
    venues = Venue.objects.in_bulk([event.target_id for event in events]) if events else {}
    by_id = {str(pk): venue for pk, venue in venues.items()}
    return [
        Alarm(event.at, by_id[event.target_id], event.data[number])
        for event in events
        if event.target_id in by_id
    ]
