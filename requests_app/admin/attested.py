"""What a moderator should know of: people who confirm very many identities."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils import timezone

from accounts.kit.admin.persona import persona_of
from accounts.kit.admin.site import Desk, Panel
from accounts.models import AuditEvent, Organisation
from accounts.roles import Permission
from requests_app.models import RightsRequest
from requests_app.services.attestation_counts import ALARM

SHOWN = 10
SHOWN_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Alarm:
    """A day on which one person, or an organisation in all, confirmed very many identities."""

    at: datetime
    venue: str
    confirmations: int
    in_all: bool


@Desk.show_on_dashboard
def often_attested(request: HttpRequest) -> Panel | None:
    """The latest alarms of a week; for moderators alone, and only where there are any."""
    if not persona_of(request).may(Permission.MODERATE):
        return None
    since = timezone.now() - SHOWN_FOR
    events = list(AuditEvent.objects.filter(kind=ALARM, at__gt=since)[:SHOWN])
    if not events:
        return None
    cases = RightsRequest.objects.select_related("venue").in_bulk(
        [event.data["request"] for event in events]
    )
    by_id = {str(pk): case for pk, case in cases.items()}
    alarms = [
        Alarm(
            event.at,
            by_id[found].venue.name,
            event.data["confirmations"],
            event.target_type == Organisation._meta.label_lower,
        )
        for event in events
        if (found := event.data["request"]) in by_id
    ]
    return Panel("admin/requests_app/attested_panel.html", {"alarms": alarms})
