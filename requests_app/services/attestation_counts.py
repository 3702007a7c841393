"""Counting how often people say that they saw somebody, and telling when it is very often."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from accounts.core.actors import SYSTEM
from accounts.core.queueing import enqueue_on_commit
from accounts.kit import audit
from accounts.models import AuditEvent, Organisation, Role, User
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
# Three people at the counter all day.
A_DAY_IN_ALL = 60
DAY = timedelta(days=1)
OF_A_PERSON, OF_AN_ORGANISATION = "attested_often", "attested_in_all"


def attested_today(by: User) -> int:
    """How many confirmations ``by`` made within a day, as the first or as the second person."""
    since = timezone.now() - DAY
    mine = Q(seen_by=by, seen_at__gt=since) | Q(confirmed_by=by, ended_at__gt=since)
    return IdentityAttestation.objects.filter(mine).count()


def attested_at(organisation: Organisation) -> int:
    """How many people were confirmed within a day at all places of ``organisation``, by whomever."""
    seen = IdentityAttestation.objects.filter(seen_at__gt=timezone.now() - DAY)
    return seen.filter(request__venue__operator=organisation).count()


def count(*, case: RightsRequest, by: User) -> bool:
    """Raise the alarm, once a day and person: for moderators at the desk, for managers by e-mail.

    And once a day and organisation: several people who each stay below are no fewer strangers.
    Called with each confirmation, in its transaction.
    """
    audit.require_transaction()
    alone = _raise(case, by, OF_A_PERSON, attested_today(by), A_DAY)
    operator = case.venue.operator
    if alone or operator is None:
        return alone
    return _raise(case, operator, OF_AN_ORGANISATION, attested_at(operator), A_DAY_IN_ALL)


def _raise(
    case: RightsRequest, who: User | Organisation, topic: str, made: int, at_most: int
) -> bool:
    if made < at_most or _is_known(who):
        return False
    data = {"confirmations": made, "request": str(case.pk)}
    audit.record(kind=ALARM, by=SYSTEM, target=who, data=data)
    _tell_managers(case, topic)
    return True


def _is_known(who: User | Organisation) -> bool:
    told = AuditEvent.objects.filter(
        target_type=who._meta.label_lower, target_id=str(who.pk), kind=ALARM
    )
    return told.filter(at__gt=timezone.now() - DAY).exists()


def _tell_managers(case: RightsRequest, topic: str) -> None:
    managers = User.objects.filter(
        memberships__organisation=case.venue.operator_id,
        memberships__role=Role.MANAGER,
        is_active=True,
    ).distinct()
    for manager in managers:
        notification = Notification.objects.create(
            kind=NotificationKind.ALARM,
            topic=topic,
            request=case,
            audience=Audience.VENUE,
            user=manager,
            address=manager.email,
        )
        enqueue_on_commit("requests_app.send_notification", str(notification.pk))
