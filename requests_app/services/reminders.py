"""Reminding both sides, before the due date and after it, and never twice in a row.

The cost follows the due requests, not the open ones: one index range, then batches of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from accounts.core.queueing import enqueue
from accounts.core.totality import total
from requests_app import states
from requests_app.law.deadlines.calculator import start_date
from requests_app.models import Audience, Notification, NotificationKind, RightsRequest

# On which days from the due date (negative: before it) who is told. The last one reached counts.
# Whatever is said, kept and looked for follows from the day: docs/adding/reminder.md.
MILESTONES = total(
    Audience,
    {
        Audience.VENUE: (-7, -1, 1, 7, 30),
        Audience.RESIDENT: (1, 14, 30),
    },
    name="requests_app.services.reminders.MILESTONES",
)
AWAITING = "awaiting_resident"
AWAITING_AFTER = timedelta(days=7)
# Due dates as far ahead as the first milestone are looked at, and back beyond the last one.
DAYS = [day for days in MILESTONES.values() for day in days]
LOOK_AHEAD = timedelta(days=1 - min(DAYS))
LOOK_BACK = timedelta(days=15 + max(DAYS))
# Nobody hears from us about one case twice within this time.
QUIET = timedelta(days=2)
BATCH = 1000


def milestone(audience: Audience, days_past_due: int) -> str | None:
    """The last milestone reached, ``days_past_due`` days after the due date; pure."""
    reached = [day for day in MILESTONES[audience] if days_past_due >= day]
    return topic_of(max(reached)) if reached else None


def topic_of(day: int) -> str:
    """What a milestone is called in the database: “before_7”, “after_1”; the words read it."""
    return f"after_{day}" if day > 0 else f"before_{-day}"


def remind(now: datetime | None = None) -> int:
    """Write the reminders that are due; the number written. Safe to run twice and on two machines."""
    moment = now or timezone.now()
    due = (
        RightsRequest.objects.due_before(moment + LOOK_AHEAD)
        .filter(due_at__gte=moment - LOOK_BACK)
        .select_related("venue__operator", "resident")
    )
    waiting = RightsRequest.objects.filter(
        workflow=states.Workflow.AWAITING_RESIDENT,
        clock__in=states.TICKING,
    ).select_related("venue__operator", "resident")
    written = sum(_write(batch, moment, _of_dates) for batch in _batches(due))
    return written + sum(_write(batch, moment, _of_waiting) for batch in _batches(waiting))


def _batches(requests: Iterable[RightsRequest]) -> Iterable[list[RightsRequest]]:
    batch: list[RightsRequest] = []
    for case in requests:
        batch.append(case)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


Heard = dict[tuple[UUID | None, str], datetime]
Maker = Callable[[RightsRequest, datetime, Heard], list[Notification]]


def _write(batch: Sequence[RightsRequest], moment: datetime, make: Maker) -> int:
    """Write the reminders of one batch in three queries; what is there already stays as it is."""
    heard = _last_heard(batch)
    wanted = [one for case in batch for one in make(case, moment, heard)]
    if not wanted:
        return 0
    Notification.objects.bulk_create(wanted, ignore_conflicts=True)
    written = Notification.objects.filter(pk__in=[one.pk for one in wanted])
    keys = [str(pk) for pk in written.values_list("pk", flat=True)]
    for key in keys:
        enqueue("requests_app.send_notification", key)
    return len(keys)


def _last_heard(batch: Sequence[RightsRequest]) -> Heard:
    rows = (
        Notification.objects.filter(request__in=batch)
        .order_by()
        .values_list("request_id", "audience")
        .annotate(last=Max("created_at"))
    )
    return {(request_id, audience): last for request_id, audience, last in rows}


def _of_dates(case: RightsRequest, moment: datetime, heard: Heard) -> list[Notification]:
    if case.due_on is None:
        return []
    past = (start_date(moment, case.venue.time_zone) - case.due_on).days
    return [
        _reminder(case, audience, topic, case.due_on, moment)
        for audience in _listeners(case)
        if (topic := milestone(audience, past)) and _is_quiet(case, audience, moment, heard)
    ]


def _of_waiting(case: RightsRequest, moment: datetime, heard: Heard) -> list[Notification]:
    """The venue waits for the resident, who has heard nothing for a week."""
    last = heard.get((case.pk, Audience.RESIDENT))
    if case.resident is None or last is None or moment - last < AWAITING_AFTER:
        return []
    day = start_date(moment, case.venue.time_zone)
    return [_reminder(case, Audience.RESIDENT, AWAITING, day, moment)]


def _listeners(case: RightsRequest) -> list[Audience]:
    """Nobody is written to for somebody who has left."""
    return [Audience.VENUE] if case.resident is None else list(Audience)


def _is_quiet(case: RightsRequest, audience: Audience, moment: datetime, heard: Heard) -> bool:
    last = heard.get((case.pk, audience))
    return last is None or moment - last >= QUIET


def _reminder(
    case: RightsRequest, audience: Audience, topic: str, due_on: date, moment: datetime
) -> Notification:
    resident = case.resident if audience is Audience.RESIDENT else None
    return Notification(
        kind=NotificationKind.REMINDER,
        topic=topic,
        request=case,
        due_on=due_on,
        audience=audience,
        user=resident,
        address=resident.email if resident else case.venue.answers_to,
        created_at=moment,
    )
