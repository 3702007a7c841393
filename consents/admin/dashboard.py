"""What a moderator has to check."""

from __future__ import annotations

from django.http import HttpRequest

from accounts.kit.admin.persona import persona_of
from accounts.kit.admin.site import Desk, Panel
from accounts.roles import Permission
from consents.models import Handover, HandoverState, VenueReport
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


@Desk.show_on_dashboard
def handovers_to_decide(request: HttpRequest) -> Panel | None:
    """Changes of operator that wait for a second moderator; for managers, those of their places."""
    persona = persona_of(request)
    waiting = Handover.objects.filter(state=HandoverState.PROPOSED)
    if not persona.may(Permission.MODERATE):
        waiting = waiting.filter(from_operator__in=persona.organisations(Permission.EDIT_VENUES))
    rows = list(waiting.select_related("venue", "into", "operator", "from_operator")[:SHOWN])
    return Panel("admin/consents/handovers_panel.html", {"handovers": rows}) if rows else None
