"""The same as the mail, on people's own devices: shorter, and sent once, for what counts is the mail.

A message names the case and its date. It says neither the venue nor the event: a locked phone shows it
to whoever looks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.core.totality import total
from accounts.models import User
from accounts.roles import Permission, roles_with
from accounts.services import push as devices
from accounts.services.push import PushMessage
from requests_app.models import Audience, Notification, NotificationKind
from requests_app.services.mail import path_of
from requests_app.services.reminders import AWAITING


def is_wanted(notification: Notification) -> bool:
    """True when somebody whom the notification is for has a device switched on."""
    return devices.is_on() and _readers(notification).exists()


def push(notification_id: UUID) -> int:
    """Tell the devices of everybody whom the notification is for; the number of messages taken."""
    notification = Notification.objects.select_related(
        "request__venue", "incident", "user", "event"
    ).get(pk=notification_id)
    return sum(
        devices.tell(user_id=person.pk, message=message_of(notification, person.locale))
        for person in _readers(notification)
    )


def _readers(notification: Notification) -> QuerySet[User]:
    """The resident; at a venue, the members who may see its requests. Only people with devices."""
    people = User.objects.filter(push_subscriptions__isnull=False, is_active=True).distinct()
    if notification.user_id is not None:
        return people.filter(pk=notification.user_id)
    if notification.request is None or notification.audience != Audience.VENUE:
        return people.none()
    return people.filter(
        memberships__organisation=notification.request.venue.operator_id,
        memberships__role__in=roles_with(Permission.SEE_REQUESTS),
    )


def message_of(notification: Notification, language: str) -> PushMessage:
    """What a device shows, in its owner's language."""
    with translation.override(language):
        about = _about(notification)
        return PushMessage(
            title=about,
            body=_sentence(notification),
            lang="zh-Hans" if language == "zh-hans" else language,
            tag=_tag(notification),
            url=path_of(notification),
        )


def _about(notification: Notification) -> str:
    if notification.request is not None:
        return notification.request.reference
    return _("Incident") if notification.handover_id is None else _("Change of operator")


def _tag(notification: Notification) -> str:
    """One message a case on the device: the newest."""
    if notification.request is not None:
        return notification.request.reference
    if notification.handover_id is not None:
        return f"handover-{str(notification.handover_id)[:8]}"
    return f"incident-{str(notification.incident_id)[:8]}"


def _sentence(notification: Notification) -> str:
    return SENTENCES[NotificationKind(notification.kind)](notification)


def _of_reminder(notification: Notification) -> str:
    """By the milestones of `reminders`: so many days before or after the date."""
    if notification.topic == AWAITING:
        return _("The venue is waiting for you.")
    when, _line, days = notification.topic.partition("_")
    if when == "after":
        return _("The date has passed without an answer.")
    return _("The answer is due tomorrow.") if days == "1" else _("The answer is due soon.")


SENTENCES: Mapping[NotificationKind, Callable[[Notification], str]] = total(
    NotificationKind,
    {
        NotificationKind.EVENT: lambda _about: _("Something happened in this case."),
        NotificationKind.REMINDER: _of_reminder,
        NotificationKind.INCIDENT: lambda _about: _("There is news about a place on your list."),
        NotificationKind.ATTEMPT: lambda _about: _(
            "A face was compared for your case. Was it you?"
        ),
        NotificationKind.ALARM: lambda _about: _("Something unusual happened in a case."),
        NotificationKind.HANDOVER: lambda _about: _(
            "Who answers for a place of yours is to change."
        ),
    },
    name="requests_app.services.push.SENTENCES",
)
