"""Filling an empty demo: everything in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation

from accounts.models import Organisation, User
from consents.models import Venue
from requests_app.demo import clock, photographs, stories, world
from requests_app.demo.access import enrol_everybody
from requests_app.demo.language import terminal_language
from requests_app.models import Notification, RightsRequest
from requests_app.publishing.releases import release_due
from requests_app.services import closure

# What happened within it is mailed when the workers start, so that the outbox has something to show.
RECENTLY = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What there is now."""

    people: int
    venues: int
    requests: int


def is_loaded() -> bool:
    return Organisation.objects.exists()


def load() -> Loaded:
    """Fill the demo; the caller has made sure that it is empty.

    Raises:
        ImproperlyConfigured: outside the demo profile, where nobody is invented.
    """
    if not settings.DEMO:
        raise ImproperlyConfigured(
            "Demo data is for the demo profile alone. Unset SAVEFACE_PROFILE, or do not load it."
        )
    drawn = photographs.ensure(photographs.folder())
    call_command("publish_notices", verbosity=0)
    with translation.override(terminal_language()), clock.no_queue(), transaction.atomic():
        everybody = world.build()
        stories.tell(everybody, drawn)
        closure.close_quiet()
        release_due()
        enrol_everybody()
        _set_old_mail_aside([everybody.resident, everybody.guardian])
    return Loaded(User.objects.count(), Venue.objects.count(), RightsRequest.objects.count())


def _set_old_mail_aside(shown: Sequence[User]) -> None:
    """Mail of weeks ago was sent weeks ago; only the newest about the demo people is sent now."""
    recent = Notification.objects.filter(
        created_at__gt=timezone.now() - RECENTLY, request__resident__in=shown
    )
    aside = Notification.objects.filter(sent_at=None).exclude(pk__in=recent.values("pk"))
    aside.update(claimed_at=F("created_at"), sent_at=F("created_at"))
