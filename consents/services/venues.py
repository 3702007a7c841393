"""The directory: reports by residents, decisions by moderators. Claims: `handovers`."""

from __future__ import annotations

from dataclasses import asdict
from secrets import token_hex

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from accounts.core import normalisation
from accounts.core.actors import Actor, ActorKind
from accounts.kit import allowances, audit
from accounts.models import DailyAct, User
from consents.models import FaceSystem, Venue, VenueReport, VenueStatus
from consents.models.report import ReportState
from consents.models.venue import STANDING, VenueFacts
from consents.services.sightings import looked_at, note_sighting
from consents.signals import sighting_decided

# Codes, which stand as they were chosen; all else of a place is written as names are.
CODES = ("kind", "jurisdiction", "time_zone")


def new_slug(name: str) -> str:
    """A short address that stays the same when the name is corrected."""
    stem = slugify(name)[:60] or "venue"
    return f"{stem}-{token_hex(4)}"


def report_venue(
    *, facts: VenueFacts, purpose: str, text: str, by: User, photo: bytes | None = None
) -> Venue:
    """Add a venue that was not there, as “reported”, with the sighting that it rests on.

    Raises:
        AllowanceSpent: enough places for one day.
        PhotoRefused: ``photo`` is none, or too large; nothing has been added.
    """
    photo = looked_at(photo)
    with transaction.atomic():
        allowances.take(act=DailyAct.REPORT_PLACE, by=by)
        venue = _add_venue(facts, purpose, by)
        note_sighting(venue=venue, text=text, photo=photo, by=by)
    return venue


def _add_venue(facts: VenueFacts, purpose: str, by: User) -> Venue:
    known = {
        name: value if name in CODES else normalisation.name(value)
        for name, value in asdict(facts).items()
    }
    venue = Venue.objects.create(slug=new_slug(facts.name), reported_by=by, **known)
    FaceSystem.objects.create(venue=venue, purpose=purpose)
    return venue


def _decide(report: VenueReport, state: ReportState, by: User) -> None:
    report.state = state
    report.decided_at = timezone.now()
    report.decided_by = by
    report.save(update_fields=["state", "decided_at", "decided_by"])
    sighting_decided.send(sender=VenueReport, report=report)


def _rests_on_more(report: VenueReport) -> bool:
    others = report.venue.reports.exclude(pk=report.pk)
    return others.exclude(state=ReportState.REJECTED).exists()


@transaction.atomic
def accept_report(*, report: VenueReport, by: User) -> None:
    """A moderator has checked the place: it is listed as verified."""
    _decide(report, ReportState.ACCEPTED, by)
    venue = report.venue
    if venue.status in STANDING and not venue.is_looked_at:
        venue.status = VenueStatus.VERIFIED
        venue.save(update_fields=["status"])
    audit.record(kind="venue.verified", by=Actor(ActorKind.MODERATOR, by.pk), target=venue)


@transaction.atomic
def reject_report(*, report: VenueReport, by: User) -> None:
    """A moderator could not confirm the sighting. What rests on it alone leaves the directory.

    Whoever has the place on their list, or filed there, keeps it, and can go on.
    """
    _decide(report, ReportState.REJECTED, by)
    venue = report.venue
    if venue.status == VenueStatus.REPORTED and not _rests_on_more(report):
        venue.status = VenueStatus.UNCONFIRMED
        venue.save(update_fields=["status"])
    audit.record(kind="venue.unconfirmed", by=Actor(ActorKind.MODERATOR, by.pk), target=report)
