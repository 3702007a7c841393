"""Telling both sides: an outbox written with the event, sent by a worker, never lost in between."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from accounts.core.queueing import enqueue_on_commit
from accounts.core.totality import total
from biometrics.models import Verification
from requests_app.models import Audience, Event, Notification, NotificationKind, RightsRequest
from requests_app.services import channels
from requests_app.services.mail import mail_of
from requests_app.states import EVENTS, RESIDENTS, EventKind, Told

CLAIM = timedelta(minutes=5)


SIDES: Mapping[Told, Callable[[bool], set[Audience]]] = total(
    Told,
    {
        Told.BOTH: lambda _by_resident: {Audience.RESIDENT, Audience.VENUE},
        Told.OTHER_SIDE: lambda by_resident: {Audience.VENUE if by_resident else Audience.RESIDENT},
        Told.NOBODY: lambda _by_resident: set(),
    },
    name="requests_app.services.notifications.SIDES",
)


def audiences(event: Event) -> set[Audience]:
    """Which sides hear of ``event``."""
    return SIDES[EVENTS[EventKind(event.kind)].told](event.actor_kind in RESIDENTS)


def notify(*, case: RightsRequest, event: Event) -> None:
    """Write what is to be told, in the transaction of the event; it is sent after the commit."""
    told = audiences(event)
    if case.filed_at is None:  # a draft thrown away: no venue ever heard of it
        told -= {Audience.VENUE}
    for audience in sorted(told):
        notification = _for(case, event, audience)
        notification.save(force_insert=True)
        enqueue_on_commit("requests_app.send_notification", str(notification.pk))


def tell_of_attempt(*, case: RightsRequest, verification: Verification) -> None:
    """Tell the account of an attempt that is no event of the case: it may have been somebody else's.

    Called in the transaction that ends the attempt.
    """
    if verification.subject is None:
        return
    notification = Notification.objects.create(
        kind=NotificationKind.ATTEMPT,
        topic=verification.state,
        request=case,
        audience=Audience.RESIDENT,
        user=verification.subject,
        address=verification.subject.email,
    )
    enqueue_on_commit("requests_app.send_notification", str(notification.pk))


def _for(case: RightsRequest, event: Event, audience: Audience) -> Notification:
    resident = case.resident if audience is Audience.RESIDENT else None
    address = case.venue.answers_to if audience is Audience.VENUE else ""
    if resident is not None:
        address = resident.email
    return Notification(
        kind=NotificationKind.EVENT,
        topic=event.kind,
        request=case,
        event=event,
        audience=audience,
        user=resident,
        address=address,
    )


def send(*, notification_id: UUID) -> bool:
    """Send one e-mail; False when it was sent before or another worker holds it.

    Killed between sending and writing so, it is sent once more: better twice than never.
    """
    now = timezone.now()
    free = Q(claimed_at__isnull=True) | Q(claimed_at__lt=now - CLAIM)
    claimed = Notification.objects.filter(free, pk=notification_id, sent_at=None).update(
        claimed_at=now
    )
    if not claimed:
        return False
    notification = Notification.objects.select_related(
        "request__venue", "incident__venue", "handover__venue", "event", "user"
    ).get(pk=notification_id)
    if notification.address:
        mail_of(notification).send()
    Notification.objects.filter(pk=notification_id).update(sent_at=timezone.now())
    if channels.is_wanted(notification):
        enqueue_on_commit("requests_app.tell_by_channels", str(notification_id))
    return True


def due_notifications() -> list[UUID]:
    """What was written but not sent, for the sweep."""
    now = timezone.now()
    free = Q(claimed_at__isnull=True, created_at__lt=now - timedelta(seconds=20)) | Q(
        claimed_at__lt=now - CLAIM
    )
    due = Notification.objects.filter(free, sent_at=None).order_by("created_at")
    return list(due.values_list("pk", flat=True)[:1000])
