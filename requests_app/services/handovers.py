"""Telling both sides that who answers for a place is to change, has changed, or was put back."""

from __future__ import annotations

from collections.abc import Iterator

from accounts.models import Organisation, User
from accounts.queueing import enqueue_on_commit
from accounts.roles import Permission, roles_with
from accounts.totality import total
from consents.models import Handover, HandoverState
from requests_app.models import Audience, Notification, NotificationKind

# Whether the organisation that is to answer hears of it, too. Who answers now always does.
NEW_SIDE_HEARS = total(
    HandoverState,
    {
        HandoverState.PROPOSED: False,
        HandoverState.DONE: True,
        HandoverState.DECLINED: False,
        HandoverState.UNDONE: True,
    },
    name="requests_app.services.handovers.NEW_SIDE_HEARS",
)


def tell(*, handover: Handover) -> None:
    """Write the notices of the state that ``handover`` has come to; called in its transaction."""
    sides = [handover.from_operator]
    if NEW_SIDE_HEARS[HandoverState(handover.state)]:
        sides.append(handover.operator)
    rows = {
        row.address: row for side in sides if side is not None for row in _notices(handover, side)
    }
    Notification.objects.bulk_create(rows.values())
    for row in rows.values():
        enqueue_on_commit("requests_app.send_notification", str(row.pk))


def _notices(handover: Handover, side: Organisation) -> Iterator[Notification]:
    """One for the organisation's own address, one for each of its managers."""
    managers = User.objects.filter(
        memberships__organisation=side,
        memberships__role__in=roles_with(Permission.EDIT_VENUES),
        is_active=True,
    ).distinct()
    if side.contact_email:
        yield _notice(handover, side.contact_email, None)
    for person in managers:
        yield _notice(handover, person.email, person)


def _notice(handover: Handover, address: str, person: User | None) -> Notification:
    return Notification(
        kind=NotificationKind.HANDOVER,
        topic=handover.state,
        handover=handover,
        audience=Audience.VENUE,
        user=person,
        address=address,
    )
