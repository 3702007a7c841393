"""Counting how often one person says that they saw somebody, and telling when it is very often."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from accounts import audit
from accounts.actors import SYSTEM
from accounts.models import AuditEvent, Role, User
from accounts.queueing import enqueue_on_commit
from requests_app.models import (
    Audience,
    IdentityAttestation,
    Notification,
    NotificationKind,
    RightsRequest,
)

ALARM = "identity.attested_often"
# Half an hour at a counter each. Whoever has seen more people in one day has not looked at them.
A_DAY = 20
DAY = timedelta(days=1)


def attested_today(by: User) -> int:
    """How many confirmations ``by`` made within a day, as the first or as the second person."""
    since = timezone.now() - DAY
    mine = Q(seen_by=by, seen_at__gt=since) | Q(confirmed_by=by, ended_at__gt=since)
    return IdentityAttestation.objects.filter(mine).count()


def count(*, request: RightsRequest, by: User) -> bool:
    """Raise the alarm, once a day and person: for moderators at the desk, for managers by e-mail.

    Called with each confirmation, in its transaction.
    """
    audit.require_transaction()
    made = attested_today(by)
    if made < A_DAY or _is_known(by):
        return False
    data = {"confirmations": made, "request": str(request.pk)}
    audit.record(kind=ALARM, by=SYSTEM, target=by, data=data)
    _tell_managers(request)
    return True


def _is_known(by: User) -> bool:
    told = AuditEvent.objects.filter(
        target_type=by._meta.label_lower, target_id=str(by.pk), kind=ALARM
    )
    return told.filter(at__gt=timezone.now() - DAY).exists()


def _tell_managers(request: RightsRequest) -> None:
    managers = User.objects.filter(
        memberships__organisation=request.venue.operator_id,
        memberships__role=Role.MANAGER,
        is_active=True,
    ).distinct()
    for manager in managers:
        notification = Notification.objects.create(
            kind=NotificationKind.ALARM,
            topic="attested_often",
            request=request,
            audience=Audience.VENUE,
            user=manager,
            address=manager.email,
        )
        enqueue_on_commit("requests_app.send_notification", str(notification.pk))
