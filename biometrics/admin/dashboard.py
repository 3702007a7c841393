"""What a moderator should know of: venues where very many attempts were made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils import timezone

from accounts.admin.persona import persona_of
from accounts.admin_site import Desk, Panel
from accounts.models import AuditEvent
from accounts.roles import Permission
from biometrics.services.limits import ALARM
from consents.models import Venue

SHOWN = 10
SHOWN_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Alarm:
    """One hour in which a venue reached its limit of attempts."""

    at: datetime
    venue: Venue
    attempts: int


@Desk.show_on_dashboard
def unusual_attempts(request: HttpRequest) -> Panel | None:
    """The latest alarms of a week; for moderators alone, and only where there are any."""
    if not persona_of(request).may(Permission.MODERATE):
        return None
    since = timezone.now() - SHOWN_FOR
    of_venues = AuditEvent.objects.filter(target_type=Venue._meta.label_lower)
    events = list(of_venues.filter(kind=ALARM, at__gt=since)[:SHOWN])
    if not events:
        return None
    venues = Venue.objects.in_bulk([event.target_id for event in events])
    by_id = {str(pk): venue for pk, venue in venues.items()}
    alarms = [
        Alarm(event.at, by_id[event.target_id], event.data["attempts"])
        for event in events
        if event.target_id in by_id
    ]
    return Panel("admin/biometrics/alarms_panel.html", {"alarms": alarms})
