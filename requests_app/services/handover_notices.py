"""Telling both sides that who answers for a place is to change, has changed, or was put back."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q, QuerySet

from accounts.core.queueing import enqueue_on_commit
from accounts.core.totality import total
from accounts.models import Organisation, User
from accounts.roles import Permission, roles_with
from consents.models import Handover, HandoverState
from requests_app.models import Audience, Notification, NotificationKind, RightsRequest

# Whether the organisation that is to answer hears of it, too. Who answers now always does.
NEW_SIDE_HEARS = total(
    HandoverState,
    {
        HandoverState.PROPOSED: False,
        HandoverState.DONE: True,
        HandoverState.DECLINED: False,
        HandoverState.UNDONE: True,
    },
    name="requests_app.services.handover_notices.NEW_SIDE_HEARS",
)


# Whether those hear of it whose requests are under way: somebody else reads what they wrote.
RESIDENTS_HEAR = total(
    HandoverState,
    {
        HandoverState.PROPOSED: False,
        HandoverState.DONE: True,
        HandoverState.DECLINED: False,
        HandoverState.UNDONE: True,
    },
    name="requests_app.services.handover_notices.RESIDENTS_HEAR",
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
    if RESIDENTS_HEAR[HandoverState(handover.state)]:
        # There may be thousands: the sweep sends them.
        asking = (one for one in _asking(handover) if one.email not in rows)
        Notification.objects.bulk_create(
            (_notice(handover, one.email, one, Audience.RESIDENT) for one in asking), batch_size=500
        )
    for row in rows.values():
        enqueue_on_commit("requests_app.send_notification", str(row.pk))


def _asking(handover: Handover) -> QuerySet[User]:
    """Whose requests to the place, under whatever name it had, are under way."""
    here = Q(venue=handover.venue_id) | Q(venue__merged_into=handover.venue_id)
    cases = RightsRequest.objects.under_way().filter(here)
    return User.objects.filter(pk__in=cases.values("resident"), is_active=True)


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


def _notice(
    handover: Handover, address: str, person: User | None, side: Audience = Audience.VENUE
) -> Notification:
    return Notification(
        kind=NotificationKind.HANDOVER,
        topic=handover.state,
        handover=handover,
        audience=side,
        user=person,
        address=address,
    )
