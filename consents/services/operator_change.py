"""What moves when who answers for a place changes, and how it is put back. The caller has locked it."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils import timezone

from accounts.models import Organisation
from consents.models import Handover, Holding, Venue, VenueStatus

FACTS = ("status", "operator_id", "contact_email", "merged_into_id")


def claim(venue: Venue, operator: Organisation) -> None:
    """``operator`` answers for the place, and for what was filed under the names it had before."""
    if venue.operator_id not in (None, operator.pk):
        venue.contact_email = ""  # it led to whoever answered before
    venue.operator, venue.status = operator, VenueStatus.CLAIMED
    venue.save(update_fields=["operator", "status", "contact_email"])
    Venue.objects.filter(merged_into=venue).update(
        operator=operator, contact_email=venue.contact_email
    )


def merge(venue: Venue, into: Venue) -> dict[str, list[str]]:
    """``venue`` points to ``into``; what people listed moves, unless it stands there already.

    The entries of people's lists that were ``moved`` and ``ended`` by it.
    """
    listed = _merge_lists(venue, into)
    venue.status, venue.merged_into = VenueStatus.MERGED, into
    if into.operator is not None:  # who answers for the place answers what was filed here
        venue.operator, venue.contact_email = into.operator, into.contact_email
    venue.save(update_fields=["status", "merged_into", "operator", "contact_email"])
    Venue.objects.filter(merged_into=venue).update(
        merged_into=into, operator=venue.operator, contact_email=venue.contact_email
    )
    return listed


def _merge_lists(venue: Venue, into: Venue) -> dict[str, list[str]]:
    already = set(
        Holding.objects.filter(venue=into, ended_at=None).values_list("resident_id", "dependant_id")
    )
    moved: list[str] = []
    ended: list[str] = []
    rows = Holding.objects.filter(venue=venue, ended_at=None)
    for pk, *whose in rows.values_list("pk", "resident_id", "dependant_id"):
        (ended if tuple(whose) in already else moved).append(str(pk))
    Holding.objects.filter(pk__in=moved).update(venue=into)
    Holding.objects.filter(pk__in=ended).update(ended_at=timezone.now())
    return {"moved": moved, "ended": ended}


def snapshot(venue: Venue) -> dict[str, Any]:
    """How the place, and what was merged into it, stand before the change."""
    places = Venue.objects.filter(Q(pk=venue.pk) | Q(merged_into=venue))
    return {
        "venues": {
            str(place.pk): [_plain(getattr(place, name)) for name in FACTS] for place in places
        }
    }


def is_as_left(handover: Handover) -> bool:
    """Nobody has changed who answers for the place since it was handed over."""
    venue = handover.venue
    if handover.into is not None:
        return venue.merged_into_id == handover.into_id
    return venue.status == VenueStatus.CLAIMED and venue.operator_id == handover.operator_id


def restore(handover: Handover) -> None:
    """Put back what `snapshot` and `merge` kept."""
    before = handover.before
    for pk, values in before["venues"].items():
        Venue.objects.filter(pk=pk).update(**dict(zip(FACTS, values, strict=True)))
    Holding.objects.filter(pk__in=before.get("moved", [])).update(venue=handover.venue_id)
    Holding.objects.filter(pk__in=before.get("ended", [])).update(ended_at=None)


def _plain(value: Any) -> str | None:
    return None if value is None else str(value)
