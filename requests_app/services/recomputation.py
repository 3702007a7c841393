"""Dates that rest on a calendar which was not yet published: calculated again when it is."""

from __future__ import annotations

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from accounts.core.actors import SYSTEM
from requests_app import states
from requests_app.models import ClockEntry, RequestedRight
from requests_app.problems import RequestProblem
from requests_app.services import clocks
from requests_app.services.lifecycle import Step, advance, lock
from requests_app.states import EventKind


def recompute_provisional(at_most: int = 1000) -> int:
    """Calculate again every date that rests on a calendar not yet published; how many changed.

    The rule stays the one under which the clock was started; only the calendar is newer.
    """
    newest = ClockEntry.objects.filter(right=OuterRef("pk")).order_by("-id")
    rights = (
        RequestedRight.objects.filter(outcome="pending", request__clock__in=states.COUNTING)
        .annotate(rests_on_unpublished=Subquery(newest.values("provisional")[:1]))
        .filter(rests_on_unpublished=True)
    )
    return sum(_unless_moved_on(pk) for pk in list(rights.values_list("pk", flat=True)[:at_most]))


def _unless_moved_on(right_id: int) -> bool:
    try:
        return _recompute(right_id)
    except RequestProblem:  # answered or withdrawn meanwhile: its date is of no more use
        return False


@transaction.atomic
def _recompute(right_id: int) -> bool:
    """Append what stands now, unless nothing has changed; with its event and receipt."""
    right = RequestedRight.objects.select_related("request__venue").get(pk=right_id)
    case = lock(right.request)
    moment = timezone.now()
    if not clocks.recompute(case, right, moment):
        return False
    due_on = case.due_on.isoformat() if case.due_on else None
    step = Step(EventKind.RECOMPUTE, data={"right": right.right, "due_on": due_on})
    advance(case, step, by=SYSTEM, at=moment)
    return True
