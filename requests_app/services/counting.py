"""Small public counts, kept back while they could single somebody out."""

from __future__ import annotations

from requests_app.models import Campaign, RightsRequest

AT_LEAST = 5


def joined(campaign: Campaign) -> int | None:
    """How many filed with ``campaign``; None below five, so that nobody's filing shows."""
    count = RightsRequest.objects.filter(campaign=campaign, filed_at__isnull=False).count()
    return count if count >= AT_LEAST else None
