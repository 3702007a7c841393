"""What a resident saw at a place: in words, with a photograph of the sign, or both."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from accounts.core.actors import Actor, ActorKind
from accounts.kit import allowances, audit
from accounts.models import DailyAct, User
from consents.models import Venue, VenueReport
from consents.models.venue import STANDING
from consents.signals import photograph_offered, sighting_photographed


class PhotoRefused(Exception):
    """The photograph cannot be used; ``str()`` says in the user's language what to do."""


def report_sighting(
    *, venue: Venue, text: str, by: User, photo: bytes | None = None
) -> VenueReport:
    """Note what ``by`` saw at ``venue`` for a moderator to check.

    Bystanders may stand in the ``photo``: whoever keeps it (`sighting_photographed`) blurs their faces
    before anybody sees it.

    Raises:
        AllowanceSpent: enough sightings for one day.
        PhotoRefused: not a photograph, or too large; nothing has been noted.
        ValueError: the entry was merged into another one, or there is nothing to note.
    """
    if venue.status not in STANDING:
        raise ValueError("report on the entry that it was merged into")
    if not (text.strip() or photo is not None):
        raise ValueError("a sighting says or shows something")
    photo = looked_at(photo)
    with transaction.atomic():
        allowances.take(act=DailyAct.SIGHTING, by=by)
        return note_sighting(venue=venue, text=text, photo=photo, by=by)


def looked_at(photo: bytes | None) -> bytes | None:
    """``photo`` as whoever keeps it has looked at it: before a transaction, which would wait for that.

    Raises:
        PhotoRefused: it is none.
    """
    if photo is None:
        return None
    answers: list[tuple[Any, Any]] = photograph_offered.send(sender=VenueReport, photo=photo)
    return next((looked for _receiver, looked in answers if looked is not None), photo)


def note_sighting(*, venue: Venue, text: str, photo: bytes | None, by: User) -> VenueReport:
    """The row, its audit event and the photograph; the caller holds the transaction."""
    report = VenueReport.objects.create(venue=venue, reporter=by, text=text)
    actor = Actor(ActorKind.RESIDENT, by.pk)
    audit.record(kind="venue.reported", by=actor, target=venue, data={"report": str(report.pk)})
    if photo is not None:
        sighting_photographed.send(sender=VenueReport, report=report, photo=photo)
    return report
