"""What a moderator has to check."""

from __future__ import annotations

from django.http import HttpRequest

from accounts.admin.persona import persona_of
from accounts.admin_site import Desk, Panel
from accounts.roles import Permission
from consents.models import VenueReport
from consents.models.report import ReportState

SHOWN = 10


@Desk.show_on_dashboard
def reports_to_check(request: HttpRequest) -> Panel | None:
    """The oldest sightings that nobody has decided on; for moderators alone."""
    if not persona_of(request).may(Permission.MODERATE):
        return None
    waiting = VenueReport.objects.filter(state=ReportState.OPEN).select_related("venue")
    oldest = list(waiting.order_by("created_at")[:SHOWN])
    return Panel(
        "admin/consents/reports_panel.html", {"reports": oldest, "waiting": waiting.count()}
    )
